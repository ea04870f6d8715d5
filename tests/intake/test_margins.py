"""A column of signatures beside the decisions."""

from __future__ import annotations

from intake import columns, fields
from intake.layout import Page
from tests.intake.test_columns import line, read

DECIDED = (
    line(0.10, (0.9, "تصمیمات جلسه:"), (0.25, "امضای اعضا")),
    line(0.13, (0.9, "1. خرید کتاب برای کتابخانه عمومی شهر"), (0.27, "رقیه سلیمانی")),
    line(0.15, (0.9, "تصویب گردید."), (0.25, "الهام جعفری")),
    line(0.17, (0.9, "موافق: 4 - مخالف: 1")),
    line(0.19, (0.9, "2. اجاره غرفه‌ها تا پایان سال تمدید گردید."), (0.26, "عباس محبی")),
    line(0.21, (0.9, "نتیجه: به اتفاق آراء")),
    line(0.25, (0.9, "نشست ساعت 13:30 پایان گرفت.")),
)


def test_signatures_beside_the_text_come_behind_it() -> None:
    assert read(*DECIDED) == [
        "تصمیمات جلسه:",
        "1. خرید کتاب برای کتابخانه عمومی شهر",
        "تصویب گردید.",
        "موافق: 4 - مخالف: 1",
        "2. اجاره غرفه‌ها تا پایان سال تمدید گردید.",
        "نتیجه: به اتفاق آراء",
        "نشست ساعت 13:30 پایان گرفت.",
        "امضای اعضا",
        "رقیه سلیمانی",
        "الهام جعفری",
        "عباس محبی",
    ]


def test_what_was_decided_is_read_without_the_names_beside_it() -> None:
    page = columns.arranged(Page(1, DECIDED, "text-layer"))
    found = fields.extract([page], "council-minutes")["resolutions"].value
    assert isinstance(found, list)
    assert [
        (one["number"], one["text"], one["votes_for"], one["votes_against"]) for one in found if isinstance(one, dict)
    ] == [
        (1, "خرید کتاب برای کتابخانه عمومی شهر تصویب گردید", 4, 1),
        (2, "اجاره غرفه‌ها تا پایان سال تمدید گردید", 5, 0),
    ]


def test_a_table_of_members_with_a_column_to_sign_in_stays() -> None:
    rows = (
        line(0.10, (0.9, "نام و نام خانوادگی"), (0.25, "امضا")),
        line(0.13, (0.9, "رقیه سلیمانی"), (0.25, "ر.س")),
        line(0.16, (0.9, "عباس محبی"), (0.25, "ع.م")),
    )
    assert read(*rows) == ["نام و نام خانوادگی\tامضا", "رقیه سلیمانی\tر.س", "عباس محبی\tع.م"]


def test_a_head_with_one_name_below_it_is_no_column() -> None:
    rows = (line(0.10, (0.9, "با احترام"), (0.25, "امضا")), line(0.13, (0.9, "رونوشت:"), (0.25, "عباس محبی")))
    assert read(*rows) == ["با احترام\tامضا", "رونوشت:\tعباس محبی"]
