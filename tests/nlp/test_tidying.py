"""Text for reading: what is mended, what stays, and that nothing but blanks changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import tidying, wording
from workflows import catalogue

ENTRIES = tuple(catalogue.load().entries.values())


@pytest.mark.parametrize(
    "fragile",
    [
        "۹۶/۱۲۳۴/ص",
        "۱۲٬۳۴۵٬۰۰۰",
        "IR820540102680020817909002",
        "info@zarand.example",
        "۰۳۴-۳۲۱۱۰۰۰۰",
        "۱۴۰۲/۰۷/۱۵",
        "12,345",
        "http://budget.example/a",
        "۱۷:۳۰",
    ],
)
def test_tidying_never_touches_numbers_and_addresses(fragile: str) -> None:
    assert f" {fragile} " in tidying.tidy(f"نامه شماره {fragile} شهرداری ها می گردد")


def test_tidying_mends_half_spaces_and_keeps_the_tanvin() -> None:
    assert tidying.tidy("احتراماً شهرداری ها اعلام می گردد") == "احتراماً شهرداری‌ها اعلام می‌گردد"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("بررسی ، تصویب", "بررسی، تصویب"),
        ("ابلاغ میگردد .", "ابلاغ می‌گردد."),
        ("شهرداریها و دهیاریهای کشور", "شهرداری‌ها و دهیاری‌های کشور"),
        ("نیاز های دستگاههای اجرایی", "نیازهای دستگاه‌های اجرایی"),
        ("( فرمهای تکمیل شده )", "(فرم‌های تکمیل شده)"),
        ("لایحه ای و پروژه ها،طرح ها", "لایحه‌ای و پروژه‌ها، طرح‌ها"),
        ("درجه بندی و برنامه ریزی ماشین آلات", "درجه‌بندی و برنامه‌ریزی ماشین‌آلات"),
        ("پیش بینی نمی شود", "پیش‌بینی نمی‌شود"),
    ],
)
def test_what_writers_lose_is_mended(written: str, read: str) -> None:
    assert tidying.tidy(written) == read


@pytest.mark.parametrize(
    "right",
    [
        "بازدید میدانی",
        "میرداماد",
        "میزگرد",
        "تنها",
        "در انتهای سال",
        "بهای خدمات",
        "اینترنتی",
        "ساعت ۱۷ : ۳۰",
        "و ...",
        "راه‌ها",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert tidying.tidy(right) == right


@given(st.text(alphabet="شهرداینمیهاگوبتلک ،.؛:«»()\u200c۱2\n\t", max_size=60))
def test_only_blanks_change_and_tidy_text_stays(text: str) -> None:
    once = tidying.tidy(text)
    assert re.sub("[\\s\u200c]", "", once) == re.sub("[\\s\u200c]", "", text)
    assert once.count("\n") == text.count("\n")
    assert once.count("\t") == text.count("\t")
    assert tidying.tidy(once) == once


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_no_title_or_step_is_shown_with_the_documents_faults(entry: catalogue.Entry) -> None:
    for text in (entry.title, *(step.text for step in entry.steps), *(item.title for item in entry.documents)):
        assert not re.search(r"[0-9]| [،.؛:]|\bن?می | ها\b| های\b|شهرداریها", wording.shown(text)), text
