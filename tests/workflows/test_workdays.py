"""Terms of the catalogue on the office's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.wording import TEHRAN
from workflows.catalogue import Term, load
from workflows.workdays import HELD, RETURNED, WEEKEND, Calendar, Stop, day_of, due, end_of, runs

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


def test_the_feast_of_the_fast_runs_into_nowruz_and_the_two_days_after() -> None:
    found = due(days(3), at(2025, 3, 29), OFFICE)  # 9 Farvardin 1404
    assert last_day(found.at) == day_of("1404-01-17")
    assert [why for _, why in found.skipped][3:] == [WEEKEND, WEEKEND]
    assert "فطر" in found.skipped[0][1]
    assert "فطر" in found.skipped[1][1]
    assert found.skipped[2][1] == "روز طبیعت"


def test_two_mourning_days_lengthen_a_weekend_to_four_days() -> None:
    found = due(days(1), at(2025, 7, 2), OFFICE)
    assert last_day(found.at) == date(2025, 7, 7)
    assert [(day.day, why) for day, why in found.skipped] == [
        (3, WEEKEND),
        (4, WEEKEND),
        (5, "تاسوعای حسینی"),
        (6, "عاشورای حسینی"),
    ]


def test_a_legal_term_counts_through_holidays_and_rolls_off_those_it_ends_on() -> None:
    found = due(days(10, "calendar"), at(2026, 6, 14), OFFICE)  # the tenth day is Tasua, a Wednesday
    assert last_day(found.at) == date(2026, 6, 27)
    assert [(day.day, why) for day, why in found.skipped] == [
        (24, "تاسوعای حسینی"),
        (25, "عاشورای حسینی"),
        (26, WEEKEND),
    ]
    assert due(days(9, "calendar"), at(2026, 6, 14), OFFICE).skipped == ()


def test_the_province_may_close_for_a_day_and_say_why() -> None:
    dusty = Calendar(closures={date(2026, 11, 23): "آلودگی هوا"})
    found = due(days(1), at(2026, 11, 22), dusty)
    assert found.skipped == ((date(2026, 11, 23), "آلودگی هوا"),)
    assert last_day(found.at) == date(2026, 11, 24)


def test_the_weekend_is_a_setting() -> None:
    friday_and_saturday = Calendar(weekend=frozenset({4, 5}))
    assert last_day(due(days(4), at(2026, 11, 22), friday_and_saturday).at) == date(2026, 11, 26)


def test_a_legal_term_rolls_to_sunday_where_the_weekend_is_friday_and_saturday() -> None:
    friday_and_saturday = Calendar(weekend=frozenset({4, 5}))
    found = due(days(5, "calendar"), at(2026, 11, 22), friday_and_saturday)
    assert last_day(found.at) == date(2026, 11, 29)
    assert [day.day for day, _ in found.skipped] == [27, 28]
    assert last_day(due(days(4, "calendar"), at(2026, 11, 22), friday_and_saturday).at) == date(2026, 11, 26)


@pytest.mark.parametrize("counts", ["working", "calendar"])
def test_a_closure_on_the_last_day_moves_the_end_past_the_weekend(counts: str) -> None:
    assert last_day(due(days(3, counts), at(2026, 11, 22), OFFICE).at) == date(2026, 11, 25)
    dusty = Calendar(closures={date(2026, 11, 25): "آلودگی هوا"})
    found = due(days(3, counts), at(2026, 11, 22), dusty)
    assert last_day(found.at) == date(2026, 11, 28)
    assert [(day.day, why) for day, why in found.skipped] == [(25, "آلودگی هوا"), (26, WEEKEND), (27, WEEKEND)]


def test_a_closure_amid_a_legal_term_costs_it_nothing() -> None:
    dusty = Calendar(closures={date(2026, 11, 23): "آلودگی هوا"})
    assert due(days(3, "calendar"), at(2026, 11, 22), dusty).skipped == ()


def test_the_open_days_around_a_closed_one_are_found() -> None:
    dusty = Calendar(closures={date(2026, 11, 25): "آلودگی هوا"})
    assert dusty.open_before(date(2026, 11, 28)) == date(2026, 11, 24)
    assert dusty.open_after(date(2026, 11, 24)) == date(2026, 11, 28)
    assert dusty.open_from(date(2026, 11, 25)) == date(2026, 11, 28)
    assert dusty.open_from(date(2026, 11, 24)) == date(2026, 11, 24)


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


def test_a_day_that_is_both_stopped_and_closed_is_skipped_once_for_the_stop() -> None:
    """Returned on a Wednesday, back on a Sunday: the weekend between lies in the stop, the one after does not."""
    returned = [(at(2026, 11, 25), at(2026, 11, 29), RETURNED)]
    found = due(days(8), at(2026, 11, 22), OFFICE, returned)
    assert last_day(found.at) == date(2026, 12, 6)
    assert [(day.day, why) for day, why in found.skipped] == [
        *((day, RETURNED) for day in (26, 27, 28, 29)),
        (3, WEEKEND),
        (4, WEEKEND),
    ]


def test_a_hold_stops_a_legal_term_too_and_its_end_still_rolls_off_a_closed_day() -> None:
    held = [(at(2026, 11, 23), at(2026, 11, 25), HELD)]
    found = due(days(3, "calendar"), at(2026, 11, 22), OFFICE, held)
    assert [(day.day, why) for day, why in found.skipped] == [(24, HELD), (25, HELD), (27, WEEKEND)]
    assert last_day(found.at) == date(2026, 11, 28)


def test_a_stop_within_one_day_costs_nothing() -> None:
    held = [(at(2026, 11, 23, 9), at(2026, 11, 23, 15), HELD)]
    assert due(days(5), at(2026, 11, 22), OFFICE, held) == due(days(5), at(2026, 11, 22), OFFICE)


def test_an_extension_adds_days_of_the_terms_own_kind() -> None:
    """Three and two working days are five; three and two calendar days end on a Friday and roll to Saturday."""
    working = due(days(3), at(2026, 11, 22), OFFICE, extra=2)
    assert (last_day(working.at), working.extra) == (date(2026, 11, 29), 2)
    assert working.at == due(days(5), at(2026, 11, 22), OFFICE).at
    calendar = due(days(3, "calendar"), at(2026, 11, 22), OFFICE, extra=2)
    assert last_day(calendar.at) == date(2026, 11, 28)
    assert (calendar.as_data()["term"]["days"], calendar.as_data()["extra"]) == (3, 2)


def test_skipped_days_are_told_in_spans_of_one_reason() -> None:
    returned = [(at(2026, 11, 23), at(2026, 11, 25), RETURNED)]
    found = due(days(1), at(2026, 11, 23), OFFICE, returned)
    assert [(first.day, last.day, why) for first, last, why in runs(found.skipped)] == [
        (24, 25, RETURNED),
        (26, 27, WEEKEND),
    ]
    apart = [(date(2026, 11, 26), WEEKEND), (date(2026, 12, 3), WEEKEND)]
    assert runs(apart) == [(day, day, why) for day, why in apart]
    assert runs([]) == []


def test_a_jalali_day_is_read_only_in_its_full_form() -> None:
    assert day_of("1403-12-30") == date(2025, 3, 20)
    for wrong in ("1404-12-30", "1405-9-1", "05-09-12", "2026-12-03", "1405/09/12", "۱۴۰۵-۰۹-۱۲", ""):
        with pytest.raises(ValueError):
            day_of(wrong)


def test_what_is_kept_beside_a_step_explains_the_date() -> None:
    kept = due(days(1), at(2026, 11, 25), OFFICE).as_data()
    assert kept["at"] == "2026-11-28T20:29:59+00:00"
    assert kept["start"] == "2026-11-25T05:30:00+00:00"
    assert kept["term"]["days"] == 1
    assert kept["skipped"] == [["2026-11-26", WEEKEND], ["2026-11-27", WEEKEND]]


def naive(term: Term, start: date, calendar: Calendar, stops: list[Stop], extra: int) -> tuple[date, dict[date, str]]:
    """The same by hand: a wall calendar of two years, days crossed out one after the other, the nth of the rest."""
    wall = [start + timedelta(days=each) for each in range(1, 1200)]
    still = {}
    for begun, ended, why in reversed(stops):
        still |= {day: why for day in wall if last_day(begun) < day <= last_day(ended)}
    closed = {day: reason for day in wall if (reason := calendar.closed(day))}
    running = [day for day in wall if day not in still]
    nth = term.days + extra - 1
    if term.counts == "working":
        counted = [day for day in running if day not in closed][: nth + 1]
    else:
        counted = running[:nth]
        counted.append(next(day for day in running[nth:] if day not in closed))
    ends = counted[-1]
    crossed = {day: still.get(day) or closed[day] for day in wall if day < ends and day not in counted}
    return ends, crossed


@st.composite
def stop(draw: st.DrawFn) -> tuple[int, int, int, int, str]:
    begun, length = draw(st.integers(0, 60)), draw(st.integers(0, 25))
    return (
        begun,
        begun + length,
        draw(st.integers(0, 11)),
        draw(st.integers(12, 23)),
        draw(st.sampled_from([HELD, RETURNED])),
    )


@settings(deadline=None)  # the first look at a year computes its holidays
@given(
    count=st.integers(1, 60),
    extra=st.integers(0, 20),
    counts=st.sampled_from(["calendar", "working"]),
    start=st.dates(date(2017, 1, 1), date(2040, 12, 31)),
    hour=st.integers(0, 23),
    weekend=st.frozensets(st.integers(0, 6), max_size=5),
    closures=st.sets(st.integers(0, 90)),
    stopped=st.lists(stop(), max_size=4),
)
def test_a_term_is_what_a_person_would_count_on_a_wall_calendar(
    count: int,
    extra: int,
    counts: str,
    start: date,
    hour: int,
    weekend: frozenset[int],
    closures: set[int],
    stopped: list[tuple[int, int, int, int, str]],
) -> None:
    calendar = Calendar(weekend, {start + timedelta(days=each): "closed" for each in closures})
    moment = datetime(start.year, start.month, start.day, hour, tzinfo=TEHRAN)
    stops = [
        (moment.replace(hour=early) + timedelta(days=begun), moment.replace(hour=late) + timedelta(days=ended), why)
        for begun, ended, early, late, why in stopped
    ]
    ends, crossed = naive(days(count, counts), start, calendar, stops, extra)
    found = due(days(count, counts), moment.astimezone(UTC), calendar, stops, extra)
    assert found.at == end_of(ends)
    assert dict(found.skipped) == crossed
    assert len(found.skipped) == len(crossed), "no day is skipped twice"
