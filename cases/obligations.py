"""Cases that should exist: what every municipality owes the office each year, and who has not sent it.

Door: `period_of`, `owed`, `remind`, `still`. Promise: what is owed is seen from the catalogue's `recurs` and the cases that
there are, nothing is kept beside them; each date is reminded of once before it and once after it. Not here: which entries
recur (the catalogue), opening a case (lifecycle).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import jdatetime
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases import events, notices
from cases.models import Case, Event, Municipality, Person, Role
from cases.notices import What
from cases.office import Office
from cases.reminders import MORNING
from cases.showing import CITY_ROLES
from nlp.wording import TEHRAN, jalali_iso
from workflows import catalogue, workdays

NOTICE = "owing"
OFFICE = ("expert", "head", "admin", "observer")
LOOKED_AT_BY = (*OFFICE, "clerk", "secretary")
"""Who sees what is owed: the office's people that of every city, the others that of their own."""
AHEAD = timedelta(days=14)
_SHIFT = {"last": -1, "this": 0, "next": 1}

type State = Literal["sent", "draft", "missing", "late"]
type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owed:
    """One case that a municipality owes. `period`: the Jalali year it is for; `due`: its last day, None where the office has
    yet to set one; `case_id`, `number`: of the case that was sent, or is being prepared."""

    entry: str
    title: str
    municipality: Municipality
    period: str
    due: date | None
    state: State
    case_id: int | None = None
    number: str | None = None


def period_of(entry: catalogue.Entry, at: datetime) -> str | None:
    """The Jalali year that a case of this flow is for when it is begun at `at`; None: it is not a yearly one."""
    return None if entry.recurs is None else _period(entry.recurs, _year(at))


def owed(session: Session, *, at: datetime, office: Office, municipality_id: int | None = None) -> list[Owed]:
    """What is owed in the present Jalali year, sent or not, and what of the last one is still missing after its date; by entry
    in the catalogue's order, then by city.

    A case that was rejected or withdrawn has not met it. A date that had passed before the city's people were enrolled
    binds nobody: it was met, or missed, without this program.
    """
    year, flows = _year(at), _flows(office.catalogue)
    there = _cases(session, office.catalogue, flows, year, municipality_id)
    since = _since(session)
    wanted = [city for city in cities(session) if municipality_id in (None, city.id)]
    every = (
        (when, _one(flow, when, city, there, office.calendar, at))
        for flow in flows
        for when in (year - 1, year)
        for city in wanted
    )
    return [one for when, one in every if _binds(one, since.get(one.municipality.id), present=when == year)]


def cities(session: Session) -> list[Municipality]:
    """Every city that the office serves."""
    return list(session.scalars(select(Municipality).order_by(Municipality.id)))


def remind(session: Session, *, at: datetime, office: Office) -> int:
    """Reminds those who may open the case of what is not sent: two weeks before its date, and once it has passed; returns of
    how many. What falls together for a person is one message. In the quiet hours nothing."""
    if office.is_quiet(at):
        return 0
    begun = (at.astimezone(TEHRAN) - timedelta(hours=MORNING)).date()
    ripe = [(one, stage) for one in owed(session, at=at, office=office) if (stage := _stage(one, begun))]
    streams = [_stream(one) for one, _ in ripe]
    said = {
        (stream, kind)
        for stream, kind in session.execute(select(Event.stream, Event.kind).where(Event.stream.in_(streams)))
    }
    box: defaultdict[tuple[str, int], list[Facts]] = defaultdict(list)
    told = 0
    for one, stage in ripe:
        if (_stream(one), f"reminded-{stage}") in said:
            continue
        people = _to_tell(session, office.catalogue.get(one.entry), one.municipality.id)
        if not people:
            continue
        events.record(session, _stream(one), f"reminded-{stage}", by=None, at=at, people=sorted(people))
        told += 1
        for person in sorted(people):
            box[stage, person].append(_item(one, office.catalogue))
    for (stage, person), items in box.items():
        what = What(NOTICE, {"stage": stage, "items": items}, dedupe=f"owing-{stage}:{_mark(items)}")
        notices.to_person(session, person, what, at=at)
    return told


def still(session: Session, items: Iterable[Facts]) -> list[Facts]:
    """Those of a reminder's items that nobody has sent since."""
    wanted = list(items)
    sent = (
        select(Case.entry, Case.municipality_id, Case.period)
        .where(Case.municipality_id.in_({item["municipality"] for item in wanted}))
        .where(Case.period.in_({item["period"] for item in wanted}), Case.sent_at.is_not(None), _of_use())
    )
    there = {(entry, city, period) for entry, city, period in session.execute(sent)}
    return [
        item
        for item in wanted
        if not there & {(entry, item["municipality"], item["period"]) for entry in item["entries"]}
    ]


def _of_use() -> ColumnElement[bool]:
    return Case.outcome.is_(None) | Case.outcome.not_in(("rejected", "withdrawn"))


def _item(one: Owed, known: catalogue.Catalogue) -> Facts:
    """What a reminder says of it. `entries`: those by which it can be met."""
    assert one.due is not None, "only of a date is anyone reminded"
    return {
        "entries": [slug for slug in known.entries if known.flow(slug).slug == one.entry],
        "title": one.title,
        "municipality": one.municipality.id,
        "city": one.municipality.name,
        "period": one.period,
        "due": jalali_iso(one.due),
    }


def _flows(known: catalogue.Catalogue) -> list[catalogue.Entry]:
    return [entry for entry in known.entries.values() if entry.recurs and entry.kind == "process"]


def _one(
    flow: catalogue.Entry,
    year: int,
    city: Municipality,
    there: dict[tuple[str, int, str], Case],
    calendar: workdays.Calendar,
    at: datetime,
) -> Owed:
    """What is to be sent in `year`."""
    assert flow.recurs is not None, "only what recurs is owed"
    period, due = _period(flow.recurs, year), _due(flow.recurs, year, calendar)
    case = there.get((flow.slug, city.id, period))
    if case is not None and case.sent_at is not None:
        state: State = "sent"
    elif due is not None and workdays.end_of(due) < at:
        state = "late"
    else:
        state = "missing" if case is None else "draft"
    case_id, number = (case.id, case.number) if case else (None, None)
    return Owed(flow.slug, flow.title, city, period, due, state, case_id, number)


def _cases(
    session: Session, known: catalogue.Catalogue, flows: list[catalogue.Entry], year: int, municipality_id: int | None
) -> dict[tuple[str, int, str], Case]:
    """The case that meets each obligation, or is to: by flow, city and period; a sent one before a draft."""
    slugs = {flow.slug for flow in flows}
    flow_of = {slug: known.flow(slug).slug for slug in known.entries if known.flow(slug).slug in slugs}
    periods = {_period(flow.recurs, when) for flow in flows if flow.recurs for when in (year - 1, year)}
    wanted = select(Case).where(Case.entry.in_(flow_of), Case.period.in_(periods), _of_use())
    if municipality_id is not None:
        wanted = wanted.where(Case.municipality_id == municipality_id)
    found = sorted(session.scalars(wanted), key=lambda case: (case.sent_at is not None, case.id))
    return {(flow_of[case.entry], case.municipality_id, str(case.period)): case for case in found}


def _since(session: Session) -> dict[int, datetime]:
    """Since when each city has had people here."""
    first = (
        select(Role.municipality_id, func.min(Person.registered_at))
        .join(Person, Person.id == Role.person_id)
        .where(Role.municipality_id.is_not(None))
        .group_by(Role.municipality_id)
    )
    return {city: since for city, since in session.execute(first) if city is not None}


def _binds(one: Owed, since: datetime | None, *, present: bool) -> bool:
    """Whether it is to be told of. `since`: since when the city has had people here; `present`: it is of this year."""
    if not present and (one.state != "late" or since is None):
        return False
    passed_before = one.due is not None and since is not None and workdays.end_of(one.due) < since
    return one.state == "sent" or not passed_before


def _to_tell(session: Session, flow: catalogue.Entry, municipality_id: int) -> set[int]:
    """Those who may open such a case: the city's people, or the office's of its desk."""
    wanted = select(Role.person_id).join(Person, Person.id == Role.person_id).where(Person.active)
    told: set[int] = set()
    for role in flow.opened_by:
        of_role = wanted.where(Role.role == role)
        if role in CITY_ROLES:
            of_role = of_role.where(Role.municipality_id == municipality_id)
        else:
            of_role = of_role.where(Role.desk.is_(None) | (Role.desk == flow.desk))
        told |= set(session.scalars(of_role))
    return told


def _stage(one: Owed, today: date) -> str | None:
    if one.due is None or one.state == "sent":
        return None
    if one.state == "late":
        return "after"
    return "before" if one.due - AHEAD <= today else None


def _period(recurs: catalogue.Recurrence, year: int) -> str:
    return str(year + _SHIFT[recurs.of])


def _due(recurs: catalogue.Recurrence, year: int, calendar: workdays.Calendar) -> date | None:
    """The last day in `year`; a day that the month does not have is its last, and a closed one rolls forward."""
    if recurs.by is None:
        return None
    month, day = map(int, recurs.by.split("-"))
    while True:
        try:
            return calendar.open_from(jdatetime.date(year, month, day).togregorian())
        except ValueError:
            day -= 1


def _year(at: datetime) -> int:
    return int(jalali_iso(at)[:4])


def _stream(one: Owed) -> str:
    return f"owed:{one.municipality.id}:{one.period}:{one.entry}"[:64]


def _mark(items: Iterable[Facts]) -> str:
    told = "|".join(sorted(f"{item['entries'][0]}:{item['municipality']}:{item['period']}" for item in items))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def by_entry(found: Iterable[Owed]) -> Iterator[tuple[Owed, list[Owed]]]:
    """What is owed by entry and period: the first of each, and all of them."""
    groups: defaultdict[tuple[str, str], list[Owed]] = defaultdict(list)
    for one in found:
        groups[one.entry, one.period].append(one)
    return ((group[0], group) for group in groups.values())
