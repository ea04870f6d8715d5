"""Terms of the catalogue on the office's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.wording import TEHRAN
from workflows.catalogue import Term, load
from workflows.workdays import RETURNED, WEEKEND, Calendar, due

OFFICE = Calendar()


def days(count: int, counts: str = "working") -> Term:
    return Term.model_validate({"days": count, "counts": counts, "source": "office"})


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TEHRAN)


def last_day(moment: datetime) -> date:
    return moment.astimezone(TEHRAN).date()


def test_five_working_days_pass_over_thursday_and_friday() -> None:
    found = due(days(5), at(2026, 11, 22), OFFICE)
    assert last_day(found.at) == date(2026, 11, 29)
    assert found.skipped == ((date(2026, 11, 26), WEEKEND), (date(2026, 11, 27), WEEKEND))


def test_a_term_ends_with_the_last_second_of_its_day_at_tehran_told_in_utc() -> None:
    found = due(days(1), at(2026, 11, 22), OFFICE)
    assert found.at == datetime(2026, 11, 23, 20, 29, 59, tzinfo=UTC)
    assert found.at.tzinfo is UTC


def test_the_day_of_the_start_is_the_day_at_tehran() -> None:
    late_in_utc = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # already the 23rd at Tehran
    assert last_day(due(days(1), late_in_utc, OFFICE).at) == date(2026, 11, 24)


def test_the_boards_twenty_days_are_calendar_days_from_registration() -> None:
    term = load().get("article-79-board").step("judge").due
    assert term is not None
    assert (term.days, term.counts, term.start, term.source, term.line) == (
        20,
        "calendar",
        "registered",
        "document",
        591,
    )
    assert last_day(due(term, at(2026, 11, 22), OFFICE).at) == date(2026, 12, 12)


def test_a_legal_term_that_ends_on_a_friday_rolls_to_saturday() -> None:
    found = due(days(5, "calendar"), at(2026, 11, 22), OFFICE)
    assert last_day(found.at) == date(2026, 11, 28)
    assert found.skipped == ((date(2026, 11, 27), WEEKEND),)


def test_nowruz_is_skipped_by_its_names() -> None:
    found = due(days(1), at(2026, 3, 18), OFFICE)  # 27 Esfand 1404
    assert last_day(found.at) == date(2026, 3, 25)  # 5 Farvardin 1405
    reasons = dict(found.skipped)
    assert reasons[date(2026, 3, 19)] == WEEKEND
    assert "ملی شدن صنعت نفت" in reasons[date(2026, 3, 20)]
    assert "نوروز" in reasons[date(2026, 3, 21)]
    assert len(reasons) == 6


def test_the_province_may_close_for_a_day_and_say_why() -> None:
    dusty = Calendar(closures={date(2026, 11, 23): "آلودگی هوا"})
    found = due(days(1), at(2026, 11, 22), dusty)
    assert found.skipped == ((date(2026, 11, 23), "آلودگی هوا"),)
    assert last_day(found.at) == date(2026, 11, 24)


def test_the_weekend_is_a_setting() -> None:
    friday_and_saturday = Calendar(weekend=frozenset({4, 5}))
    assert last_day(due(days(4), at(2026, 11, 22), friday_and_saturday).at) == date(2026, 11, 26)


@pytest.mark.parametrize("weekend", [{7}, {-1}, set(range(7))])
def test_a_weekend_that_never_ends_is_refused(weekend: set[int]) -> None:
    with pytest.raises(ValueError, match="weekend"):
        Calendar(weekend=frozenset(weekend))


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due(days(1), datetime(2026, 11, 22), OFFICE)  # noqa: DTZ001


def test_a_returned_case_stops_its_clock() -> None:
    """Three days of five had passed when it was returned on the 25th; two are left when it comes back on the 30th."""
    returned = [(at(2026, 11, 25), at(2026, 11, 30), RETURNED)]
    found = due(days(5), at(2026, 11, 22), OFFICE, returned)
    assert last_day(found.at) == date(2026, 12, 2)
    assert {reason for _, reason in found.skipped} == {RETURNED}
    assert len(found.skipped) == 5


def test_what_is_kept_beside_a_step_explains_the_date() -> None:
    kept = due(days(1), at(2026, 11, 25), OFFICE).as_data()
    assert kept["at"] == "2026-11-28T20:29:59+00:00"
    assert kept["start"] == "2026-11-25T05:30:00+00:00"
    assert kept["term"]["days"] == 1
    assert kept["skipped"] == [["2026-11-26", WEEKEND], ["2026-11-27", WEEKEND]]


@settings(deadline=None)  # the first look at a year computes its holidays
@given(
    count=st.integers(1, 60),
    counts=st.sampled_from(["calendar", "working"]),
    start=st.dates(date(2017, 1, 1), date(2040, 12, 31)),
    weekend=st.frozensets(st.integers(0, 6), max_size=5),
    closures=st.sets(st.integers(0, 90)),
)
def test_a_term_is_what_a_person_would_count_on_a_wall_calendar(
    count: int, counts: str, start: date, weekend: frozenset[int], closures: set[int]
) -> None:
    calendar = Calendar(weekend, {start + timedelta(days=each): "closed" for each in closures})
    wall = [start + timedelta(days=each) for each in range(1, 700)]
    open_days = [day for day in wall if calendar.closed(day) is None]
    if counts == "working":
        expected = open_days[count - 1]
        skipped = {day for day in wall if day < expected and day not in open_days}
    else:
        expected = min(day for day in open_days if day >= start + timedelta(days=count))
        skipped = {day for day in wall if start + timedelta(days=count) <= day < expected}
    found = due(days(count, counts), datetime(start.year, start.month, start.day, 12, tzinfo=TEHRAN), calendar)
    assert last_day(found.at) == expected
    assert {day for day, _ in found.skipped} == skipped
