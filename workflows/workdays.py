"""Terms in days: from a moment and a term to the moment it ends, with every day that was skipped and why.

Door: `Calendar`, `due`, `runs`. Promise: the last day is a day on which the office is open, at Asia/Tehran; a day is
skipped for one stated reason. Legal terms count calendar days and only roll forward from a closed last day; the office's own
count working days. Not here: which term holds (the catalogue), reminding anyone (cases).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

import jdatetime
from holidays.countries.iran import Iran

from nlp.wording import TEHRAN
from workflows.catalogue import Term

THURSDAY_FRIDAY = frozenset({3, 4})
WEEKEND, RETURNED, HELD = "weekend", "returned", "held"
"""Reasons by key; their words are in templates/words (statuses, catalogue). Any other reason is a name, in Persian."""

type Stop = tuple[datetime, datetime, str]
"""A span in which a clock stood still, and why: RETURNED or HELD."""

_DAY = timedelta(days=1)
_JALALI = re.compile(r"(1[34][0-9]{2})-([0-9]{2})-([0-9]{2})")
_NO_CLOSURES: Mapping[date, str] = MappingProxyType({})


@dataclass(frozen=True)
class Calendar:
    """The office's closed days: its weekend (Monday is 0), Iran's public holidays, and the province's own closures."""

    weekend: frozenset[int] = THURSDAY_FRIDAY
    closures: Mapping[date, str] = field(default_factory=lambda: _NO_CLOSURES)

    def __post_init__(self) -> None:
        if len(self.weekend) > 6 or not self.weekend <= set(range(7)):
            raise ValueError("a weekend is up to six weekdays, Monday being 0")

    def closed(self, day: date) -> str | None:
        """Why the office is closed on `day`; None: it is open."""
        if day in self.closures:
            return self.closures[day]
        return _holiday(day) or (WEEKEND if day.weekday() in self.weekend else None)

    def open_after(self, day: date) -> date:
        """The first day after `day` on which the office is open."""
        day += _DAY
        while self.closed(day):
            day += _DAY
        return day

    def open_before(self, day: date) -> date:
        """The last day before `day` on which the office is open."""
        day -= _DAY
        while self.closed(day):
            day -= _DAY
        return day

    def open_from(self, day: date) -> date:
        """`day` itself, or where the office is closed on it the first open day after it."""
        return self.open_after(day) if self.closed(day) else day


@dataclass(frozen=True)
class Due:
    """When a term ends (`at`: the last second of that day at Tehran, in UTC), and why then. `extra`: days added to it."""

    at: datetime
    start: datetime
    term: Term
    skipped: tuple[tuple[date, str], ...]
    extra: int = 0

    def as_data(self) -> dict[str, Any]:
        """The same with JSON's types, to be kept beside a step."""
        return {
            "at": self.at.isoformat(),
            "start": self.start.isoformat(),
            "term": self.term.model_dump(mode="json"),
            "skipped": [[day.isoformat(), reason] for day, reason in self.skipped],
            "extra": self.extra,
        }


def due(term: Term, start: datetime, calendar: Calendar, stopped: Iterable[Stop] = (), extra: int = 0) -> Due:
    """The end of `term`, and of `extra` more days of its kind, from `start`, an aware moment whose own day is not counted.

    `stopped`: spans in which the clock stood still, each with its reason; the days after the first moment's up to the
    second's are not counted. A naive `start` raises ValueError.
    """
    if start.tzinfo is None:
        raise ValueError("a term starts at an aware moment")
    day, left = start.astimezone(TEHRAN).date(), term.days + extra
    still = [(begun.astimezone(TEHRAN).date(), ended.astimezone(TEHRAN).date(), why) for begun, ended, why in stopped]
    skipped: list[tuple[date, str]] = []
    while left > 0:
        day += _DAY
        reason = _skips(day, term, left, calendar, still)
        if reason:
            skipped.append((day, reason))
        else:
            left -= 1
    return Due(end_of(day), start.astimezone(UTC), term, tuple(skipped), extra)


def end_of(day: date) -> datetime:
    """The last second of a day at Tehran, in UTC."""
    return datetime.combine(day, time(23, 59, 59), TEHRAN).astimezone(UTC)


def runs(skipped: Iterable[tuple[date, str]]) -> list[tuple[date, date, str]]:
    """Skipped days, told in spans: first day, last day, reason; days in a row with one reason are one span."""
    spans: list[tuple[date, date, str]] = []
    for day, reason in skipped:
        if spans and spans[-1][1] + _DAY == day and spans[-1][2] == reason:
            spans[-1] = (spans[-1][0], day, reason)
        else:
            spans.append((day, day, reason))
    return spans


def day_of(iso: str) -> date:
    """The day of a Jalali date in ISO's form, "1405-09-12". Anything else raises ValueError."""
    written = _JALALI.fullmatch(iso)
    if written is None:
        raise ValueError(f"{iso!r} is not a Jalali date like 1405-09-12")
    found: date = jdatetime.date(*map(int, written.groups())).togregorian()
    return found


def _skips(day: date, term: Term, left: int, calendar: Calendar, still: list[tuple[date, date, str]]) -> str | None:
    for begun, ended, why in still:
        if begun < day <= ended:
            return why
    if term.counts == "working" or left <= 1:
        return calendar.closed(day)
    return None


@cache
def _holidays() -> Iran:
    return Iran(language="fa_IR")


def _holiday(day: date) -> str | None:
    found = _holidays().get(day)
    return str(found) if found else None
