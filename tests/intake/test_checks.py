"""Does a document agree with itself?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake import checks
from intake.fields import Field
from intake.layout import Line, Page

TODAY = date(2026, 11, 22)  # 1 Azar 1405


def check(values: dict[str, Any], text: str = "", today: date | None = TODAY) -> dict[str, bool]:
    fields = {name: Field(value, str(value), 0.9, 1, None) for name, value in values.items()}
    page = Page(1, tuple(Line(line, (), (0, 0, 1, 1)) for line in text.splitlines()), "ocr")
    found = checks.of_document([page], fields, today)
    assert all("{" not in checks.says(one) for one in found)
    return {one.key: one.ok for one in found}


@pytest.mark.parametrize(("day", "ok"), [("1405-09-01", True), ("1405-09-02", False), ("1402-01-31", True)])
def test_a_letter_is_not_dated_in_the_future(day: str, ok: bool) -> None:
    assert check({"letter_date": day}) == {"date-not-future": ok}
    assert check({"letter_date": day}, today=None) == {}


@pytest.mark.parametrize(
    ("present", "absent", "ok"), [(4, 1, True), (3, 2, False), (5, 2, True), (4, 3, False), (5, 0, True)]
)
def test_a_council_meets_with_two_thirds_of_its_members(present: int, absent: int, ok: bool) -> None:
    assert check({"present": ["x"] * present, "absent": ["y"] * absent}) == {"quorum": ok}


def test_without_a_list_of_the_absent_nothing_is_said_of_the_quorum() -> None:
    assert check({"present": ["x"] * 4}) == {}


@pytest.mark.parametrize(("votes", "ok"), [(4, True), (3, False), (7, True)])
def test_a_resolution_needs_more_than_half_of_those_present(votes: int, ok: bool) -> None:
    resolution = {
        "number": 1,
        "text": "x",
        "votes_for": votes,
        "votes_against": 0,
        "votes_abstain": None,
        "unanimous": False,
    }
    assert check({"present": ["x"] * 7, "resolutions": [resolution]}) == {"majority": ok}


def test_more_votes_than_people_are_noticed() -> None:
    resolution = {"number": 2, "votes_for": 5, "votes_against": 4, "votes_abstain": 0, "unanimous": False}
    assert check({"present": ["x"] * 7, "resolutions": [resolution]}) == {"votes-add-up": False, "majority": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مبلغ ۱۲٬۵۰۰٬۰۰۰ ریال (دوازده میلیون و پانصد هزار ریال)", True),
        ("مبلغ 12,500,000 ریال (دوازده میلیون و پانصد هزار ریال تمام)", True),
        ("مبلغ ۱۲٬۵۰۰٬۰۰۰ ریال (یک میلیون و دویست و پنجاه هزار تومان)", True),
        ("مبلغ ۱۳٬۵۰۰٬۰۰۰ ریال (دوازده میلیون و پانصد هزار ریال)", False),
        ("مبلغ ۲۵۰ میلیون ریال (دویست و پنجاه میلیون ریال)", True),
        ("مبلغ ۲/۵ میلیارد ریال (دو میلیارد و پانصد میلیون ریال)", True),
        ("مبلغ ۵۰٬۰۰۰٬۰۰۰ ریال (پنجاه میلیون تومان)", False),
        ("ماده ۷۱ قانون (مصوب مجلس شورای اسلامی)", None),
    ],
)
def test_figures_and_words_are_one_amount(text: str, expected: bool | None) -> None:
    assert check({}, text) == ({} if expected is None else {"figures-equal-words": expected})
