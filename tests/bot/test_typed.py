"""What people type as a day, an hour or a number of days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import typed

TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("۱۴۰۵/۰۹/۱۵ ساعت ۱۰", datetime(2026, 12, 6, 10, 0, tzinfo=TEHRAN)),
        ("1405/9/15 ساعت 10:30", datetime(2026, 12, 6, 10, 30, tzinfo=TEHRAN)),
        ("ساعت ۱۴:۰۵ روز ۱۵ آذر ۱۴۰۵", datetime(2026, 12, 6, 14, 5, tzinfo=TEHRAN)),
        ("۱۵ آذر ماه ۱۴۰۵، ۹", datetime(2026, 12, 6, 9, 0, tzinfo=TEHRAN)),
    ],
)
def test_a_session_has_a_day_and_an_hour_of_iran(text: str, wanted: datetime) -> None:
    assert typed.moment(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "فردا ساعت ۱۰",
        "۱۴۰۵/۰۹/۱۵",
        "ساعت ۱۰",
        "۱۴۰۵/۰۹/۱۵ ساعت ۲۵",
        "۱۴۰۵/۰۹/۱۵ ساعت ۱۰:۷۵",
        "۱۴۰۵/۰۹/۱۵ ساعت ۱۰ یا ۱۱",
        "۱۴۰۵/۱۳/۱۵ ساعت ۱۰",
        "۱۴۰۵/۰۹/۱۵ یا ۱۴۰۵/۰۹/۱۶ ساعت ۱۰",
        "",
    ],
)
def test_what_leaves_the_moment_open_is_no_moment(text: str) -> None:
    assert typed.moment(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("۱۴۰۵/۰۸/۲۵", date(2026, 11, 16)), ("۲۵ آبان ۱۴۰۵", date(2026, 11, 16)), ("دیروز", None), ("۱۴۰۵/۰۸/۴۵", None)],
)
def test_a_letters_day_is_of_the_jalali_calendar(text: str, wanted: date | None) -> None:
    assert typed.day(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("۵", 5), ("10", 10), ("پانزده", 15), ("چند", None), ("", None)])
def test_a_number_of_days_is_written_in_figures_or_words(text: str, wanted: int | None) -> None:
    assert typed.count(text) == wanted
