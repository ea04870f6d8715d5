"""Votes that tables tell member by member, and of an election candidate by candidate."""

from __future__ import annotations

from typing import Any

import pytest

from intake import ballots, fields
from intake.sheet import Sheet
from nlp import sides
from tests.intake.drawn import drawn

HEAD = "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nاعضای حاضر: علی رضایی، حسن امینی، مریم باقری، زهرا کریمی، رضا صفری\n"


def test_a_papers_legend_is_read_once_however_many_rows_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    own = sides.legend
    monkeypatch.setattr(sides, "legend", lambda text: asked.append(text) or own(text))
    sheet = Sheet([drawn(HEAD + "\n".join(f"{number}\tخرید غلتک\tم\tخ\tم" for number in range(1, 30)))])
    for row in sheet.rows:
        ballots.of_row(sheet, row)
    assert len(asked) == 1


def elected(table: str, decision: str) -> list[int | None]:
    found: Any = fields.extract([drawn(f"{HEAD}{table}\nمصوبات:\n۱- {decision}")], "council-minutes")[
        "resolutions"
    ].value
    return [one["votes_for"] for one in found]


CHOSEN = "آقای محمدرضا کریمی به عنوان نماینده شورا در کمیسیون انتخاب شد."


@pytest.mark.parametrize(
    ("table", "decision", "counts"),
    [
        ("نام داوطلب\tتعداد رأی\nرضا کریمی\t۲\nمحمدرضا کریمی\t۳", CHOSEN, [3]),
        ("نام داوطلب\tتعداد رأی\nمحمدرضا کریمی\t۳\nرضا کریمی\t۲", CHOSEN, [3]),
        (
            "نام داوطلب\tتعداد رأی\nعلی رضایی\t۵\nحسن امینی\t۳\nمریم باقری\t۴",
            "علی رضایی به عنوان رئیس، حسن امینی نایب رئیس و مریم باقری منشی انتخاب شدند.",
            [None],
        ),
        ("رأی‌گیری مخفی بود.\nنام\tسن\tمدرک\nمحمدرضا کریمی\t۱۹\tکارشناسی", CHOSEN, [None]),
        ("نام داوطلب\tتعداد رأی\nمحمدرضا کریمی\t۴۵", CHOSEN, [None]),
        ("نام داوطلب\tتعداد رأی\nمحمدرضا کریمی\t۴ (چهار)\nرضا کریمی\t۱ (یک)", CHOSEN, [4]),
        ("نام داوطلب\tتعداد رأی\nمحمدرضا کریمی\t۴ (چهار رأی)\nسفید\t۱", CHOSEN, [4]),
        ("نام داوطلب\tتعداد رأی\nمحمدرضا کریمی\t۴ (نفر دوم)\nرضا کریمی\t۱", CHOSEN, [None]),
        (
            "نام داوطلب\tمدرک تحصیلی\tتعداد رأی\nمحمدرضا کریمی\tکارشناسی ارشد عمران\t۴",
            "آقای محمدرضا کریمی دارای مدرک کارشناسی ارشد عمران به عنوان نماینده شورا انتخاب شد.",
            [4],
        ),
    ],
)
def test_votes_of_an_election_are_those_of_the_one_who_was_elected(
    table: str, decision: str, counts: list[int | None]
) -> None:
    assert elected(table, decision) == counts


@pytest.mark.parametrize(
    ("table", "vote"),
    [
        ("۱\tعلی رضایی\tرئیس\tموافق\n۲\tحسن امینی\tعضو\tمخالف\n۳\tمریم باقری\tمنشی\tممتنع", (1, 1, 1)),
        ("علی رضایی\tموافق\nحسن امینی\tموافق\nمریم باقری\tموافق", (3, 0, 0)),
        # Fewer than a council, cells that say more than a side, rows of no members, a row of all sides: no member's vote.
        ("علی رضایی\tموافق\nحسن امینی\tمخالف", (None, None, None)),
        ("علی رضایی\tموافق مشروط\nحسن امینی\tمخالف\nمریم باقری\tموافق", (None, None, None)),
        ("۱\t۲۵۰\tموافق\n۲\t۳۰۰\tمخالف\n۳\t۱۰۰\tموافق", (None, None, None)),
    ],
)
def test_the_vote_on_a_papers_one_decision_is_told_member_by_member(
    table: str, vote: tuple[int | None, int | None, int | None]
) -> None:
    text = f"شماره مصوبه\t۲۰۷\nمتن مصوبه: نرخ کشتار دام از ابتدای مهرماه ۱۴۰۲ تعیین می‌گردد.\nنام عضو\tرأی\n{table}"
    sheet = Sheet([drawn(text)])
    told = ballots.one_below_another(sheet)
    assert (told and told.votes_for, told and told.votes_against, told and told.votes_abstain) == vote
