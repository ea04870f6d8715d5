"""What numbering, votes and unfinished sentences prove of the tags of lines."""

from __future__ import annotations

from typing import Any

from intake import fields
from tests.intake.drawn import drawn

HEAD = "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nاعضای حاضر: علی رضایی، حسن امینی، مریم باقری، زهرا کریمی، رضا صفری\n"


def decided(text: str) -> list[tuple[int, str]]:
    found: Any = fields.extract([drawn(HEAD + text)], "council-minutes")["resolutions"].value
    return [(one["number"], one["text"]) for one in found]


def test_what_ends_a_decisions_sentence_goes_on_with_it() -> None:
    assert decided(
        "مصوبه ۶۱۴: نامگذاری میدان ورودی شهر به نام شاعر شهر تصویب شد.\n"
        "مصوبه ۶۱۵: به شهرداری اجازه داده می‌شود پلاک یادشده را بر مبنای نظریه هیأت\n"
        "کارشناسان و از محل ردیف تملک بودجه سال جاری خریداری نماید.\n"
        "نتیجه رأی‌گیری: موافق ۴ رأی - مخالف ۱ رأی"
    ) == [
        (614, "نامگذاری میدان ورودی شهر به نام شاعر شهر تصویب شد"),
        (
            615,
            "به شهرداری اجازه داده می‌شود پلاک یادشده را بر مبنای نظریه هیأت کارشناسان و از محل ردیف تملک بودجه سال "
            "جاری خریداری نماید",
        ),
    ]


def test_the_column_of_their_numbers_numbers_decisions() -> None:
    found = decided(
        "ردیف\tموضوع\tتصمیم شورا\tشماره مصوبه\tرأی\n"
        "1\tتعرفه پسماند\tتعرفه خدمات پسماند برای سال آینده به تصویب رسید.\t401\t4 از 5\n"
        "2\tزمین چمن\tشهرداری مجاز است زمین چمن محله را تکمیل نماید.\t402\t5 از 5"
    )
    assert [number for number, _ in found] == [401, 402]


def test_the_first_points_below_their_head_are_decisions_though_another_follows() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- خرید کتاب برای کتابخانه تصویب شد.\n"
        "۲- اجاره غرفه تمدید گردید.\n"
        "همچنین مقرر شد شهرداری گزارش درآمد را به شورا ارائه نماید."
    )
    assert [text.split()[0] for _, text in found][:2] == ["خرید", "اجاره"]


def test_a_list_of_names_to_sign_goes_on_with_no_decision() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- شهرداری مجاز است یک دستگاه غلتک خریداری نماید. (۴ موافق)\n"
        "۲- پرداخت پاداش کارگران تصویب شد. (۴ موافق)\n"
        "امضا:\n"
        "۱- علی رضایی ............ ۲- حسن امینی ............\n"
        "۳- مریم باقری ............ ۴- زهرا کریمی ............"
    )
    assert [number for number, _ in found] == [1, 2]
