"""How often and how long: answers, deliveries, read pages, decisions; counted over all processes and for good.

Door: `look` (the figures at one moment), `roll_up` (to be said now and then). Promise: a figure never falls, whatever rows
are forgotten, and is the same from whichever process it is asked; nobody waits for counting, since the rows that say what
happened are counted where they stand, and what is older than `SETTLED` is counted once and kept (Tally). Not here: how it
stands now (status), how it is scraped (web.metrics).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from cases.db import Session
from cases.models import Counted, Decision, Document, Notice, Tally, Update

# A transaction may commit some time after the moment that it writes down; by then it has, or is counted as never.
SETTLED = timedelta(minutes=10)
BEYOND = -1.0
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing that is counted by the moment at which it `ended`. `label` parts it; `began`, or `took` for each of
    `times`, say how long it took. `bounds`: seconds, in rising order; empty where nothing is timed."""

    name: str
    ended: InstrumentedAttribute[Any]
    label: InstrumentedAttribute[Any] | None = None
    began: InstrumentedAttribute[Any] | None = None
    took: InstrumentedAttribute[Any] | None = None
    times: InstrumentedAttribute[Any] | None = None
    bounds: tuple[float, ...] = ()


ANSWERS = Series(
    "answers", Update.handled_at, began=Update.received_at, bounds=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 15, 60)
)
DELIVERIES = Series(
    "deliveries",
    Notice.ended_at,
    label=Notice.state,
    began=Notice.made_at,
    bounds=(0.2, 0.5, 1, 2, 5, 15, 60, 600, 3600),
)
PAGES = Series(
    "pages",
    Document.read_at,
    took=Document.read_seconds,
    times=Document.pages,
    bounds=(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30),
)
DECISIONS = Series("decisions", Decision.at, label=Decision.outcome)
EVERY = (ANSWERS, DELIVERIES, PAGES, DECISIONS)


@dataclass(slots=True)
class Counts:
    """Of one label: how many took at most so many seconds (`by_bound`, each bound by itself; BEYOND: more than all), how
    many there are and how long they took together."""

    by_bound: dict[float, int] = field(default_factory=dict)
    count: int = 0
    seconds: float = 0.0

    def add(self, le: float, count: int, seconds: float) -> None:
        """Counts so many more."""
        self.by_bound[le] = self.by_bound.get(le, 0) + count
        self.count += count
        self.seconds += seconds


type Figures = dict[str, dict[str, Counts]]
"""By series and label."""


def look(session: Session) -> Figures:
    """Everything that was ever counted, up to now."""
    figures: Figures = {series.name: {} for series in EVERY}
    for tally in session.scalars(select(Tally).order_by(Tally.series, Tally.label, Tally.le)):
        if tally.series in figures:
            _of(figures[tally.series], tally.label).add(tally.le, tally.count, tally.seconds)
    for series in EVERY:
        for label, le, count, seconds in _since(session, series, _until(session, series)):
            _of(figures[series.name], label).add(le, count, seconds)
    return figures


def roll_up(session: Session, *, at: datetime) -> None:
    """Counts into the tally what ended more than SETTLED before `at`; rows that are forgotten later stay counted."""
    for series in EVERY:
        mark = session.get(Counted, series.name, with_for_update=True)
        if mark is None:
            mark = Counted(series=series.name, until=_LONG_AGO)
            session.add(mark)
            session.flush()
        until = at - SETTLED
        if until <= mark.until:
            continue
        for label, le, count, seconds in _since(session, series, mark.until, until):
            tally = session.get(Tally, (series.name, label, le))
            if tally is None:
                tally = Tally(series=series.name, label=label, le=le, count=0, seconds=0.0)
                session.add(tally)
            tally.count += count
            tally.seconds += seconds
        mark.until = until


def _of(by_label: dict[str, Counts], label: str) -> Counts:
    return by_label.setdefault(label, Counts())


def _until(session: Session, series: Series) -> datetime:
    mark = session.get(Counted, series.name)
    return mark.until if mark else _LONG_AGO


def _since(
    session: Session, series: Series, since: datetime, until: datetime | None = None
) -> Sequence[tuple[str, float, int, float]]:
    """What ended after `since` and not after `until`: (label, bound, how many, their seconds together)."""
    times: ColumnElement[Any] = func.coalesce(series.times, 0) if series.times is not None else literal(1)
    seconds = _seconds(session, series, times)
    # Named, since a database groups by what it knows to be the same, and not by an expression with other parameters.
    label: ColumnElement[Any] = series.label.label("label") if series.label is not None else literal("").label("label")
    le = _bound(series, seconds / func.nullif(times, 0) if series.times is not None else seconds).label("le")
    counted = select(label, le, times.label("times"), seconds.label("took")).where(series.ended > since)
    if series.took is not None:
        counted = counted.where(series.took.is_not(None))
    if until is not None:
        counted = counted.where(series.ended <= until)
    rows = counted.subquery()
    sums = select(rows.c.label, rows.c.le, func.sum(rows.c.times), func.sum(rows.c.took))
    found = session.execute(sums.group_by(rows.c.label, rows.c.le)).all()
    return [(str(row[0]), float(row[1]), int(row[2]), float(row[3] or 0)) for row in found if row[2]]


def _seconds(session: Session, series: Series, times: ColumnElement[Any]) -> ColumnElement[Any]:
    if series.took is not None:
        return func.coalesce(series.took, 0.0)
    if series.began is None:
        return literal(0.0)
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday(series.ended) - func.julianday(series.began)) * 86400.0
    return func.extract("epoch", series.ended) - func.extract("epoch", series.began)


def _bound(series: Series, each: ColumnElement[Any]) -> ColumnElement[Any]:
    if not series.bounds:
        return literal(BEYOND)
    return case(*((each <= bound, literal(bound)) for bound in series.bounds), else_=literal(BEYOND))
