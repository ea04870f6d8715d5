"""What a staff group and the heads hear of their work as a whole: what lies before them in the morning, what was done at the
end of the day.

Door: `tell`, `still`. Promise: on the office's working days, once a day and chat, also after a stop, and nothing where there is
nothing to say; each group hears of its own desk. Not here: single dates (reminders), lists to look through (queues), how it
looks (bot.cards.digest).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from cases import notices, staff
from cases.models import Case, Event, Step
from cases.models import Counter as Numbered
from cases.notices import What
from cases.office import Office, definition
from cases.reminders import HEADS, LATE, SOON, TODAY
from nlp.wording import TEHRAN
from workflows import workdays

MORNING, EVENING, HEAD = "desk-morning", "desk-evening", "head-morning"
LISTED = 8
"""So many cases of each kind are named; the others are counted."""
LOOKED_THROUGH = 500
_EVENTS = 5000

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Day:
    """The working day of a moment: when it opened, closed and ends, and when the one before it opened."""

    name: str
    before: datetime
    opens: datetime
    closes: datetime
    ends: datetime

    @classmethod
    def of(cls, at: datetime, office: Office) -> _Day | None:
        """None on a day on which the office is closed."""
        today = at.astimezone(TEHRAN).date()
        if office.calendar.closed(today):
            return None
        morning, evening = office.digests
        before, opens, closes = (
            datetime.combine(day, time(hour), TEHRAN)
            for day, hour in ((office.calendar.open_before(today), morning), (today, morning), (today, evening))
        )
        return cls(today.isoformat(), before, opens, closes, workdays.end_of(today))


def tell(session: Session, *, at: datetime, office: Office) -> int:
    """Says what is to be said of the day at `at`; returns to how many groups and roles. In the quiet hours nothing."""
    day = _Day.of(at, office)
    if day is None or office.is_quiet(at) or at < day.opens:
        return 0
    return _mornings(session, day, at) if at < day.closes else _evenings(session, day, at)


def still(session: Session, step_ids: Iterable[int]) -> dict[int, Step]:
    """Those of the stays that last, with case, city, definition and claimant."""
    return {step.id: step for step in session.scalars(_open(Step.id.in_(list(step_ids))))}


def _mornings(session: Session, day: _Day, at: datetime) -> int:
    waiting = _steps(session, Step.claimed_by.is_(None) & (Step.kind != "submit"))
    free = [step for step in waiting if _actor(step) in ("expert", "committee")]
    late = _steps(session, Step.reminded.in_((LATE, HEADS)) & (Step.due_at < at))
    today = _steps(session, Step.reminded.in_((SOON, TODAY)) & (Step.due_at >= at) & (Step.due_at <= day.ends))
    new = [step for step in free if step.case.sent_at is not None and step.case.sent_at >= day.before]
    older = [step for step in free if step not in new]
    told = 0
    for group in staff.groups(session):
        kinds = (("new", new), ("free", older), ("today", today), ("late", late))
        here = {kind: _of_desk(steps, group.desk) for kind, steps in kinds}
        told += _put(session, group.channel, group.chat_id, MORNING, _listed(here), day, at)
    signing = [step for step in waiting if _actor(step) == "head"]
    facts = {**_listed({"signing": signing, "late": late}), "at": at.isoformat()}
    if _first(session, HEAD, day) and facts["counts"]:
        what = What(HEAD, facts, dedupe=f"{HEAD}:{day.name}", expires_at=day.ends)
        notices.to_role(session, ["head"], what, at=at)
        told += 1
    return told


def _evenings(session: Session, day: _Day, at: datetime) -> int:
    done = _done(session, day, at)
    late = _steps(session, Step.reminded.in_((LATE, HEADS)) & (Step.due_at < at))
    free = _steps(session, Step.claimed_by.is_(None) & (Step.kind != "submit"))
    waiting = [step for step in free if _actor(step) in ("expert", "committee")]
    told = 0
    for group in staff.groups(session):
        counts = Counter(kind for desk, kind in done if group.desk in (None, desk))
        left = {"free": len(_of_desk(waiting, group.desk)), "late": len(_of_desk(late, group.desk))}
        facts = {"counts": {**counts, **left} if counts else {}}
        told += _put(session, group.channel, group.chat_id, EVENING, facts, day, at)
    return told


def _put(session: Session, channel: str, chat_id: int, template: str, facts: Facts, day: _Day, at: datetime) -> int:
    """Says it once a day. A day that began with nothing to say is remembered too: later it would be no morning's word."""
    pinned = {"pin": True} if template == MORNING else {}
    what = What(
        template,
        {**facts, **pinned, "at": at.isoformat()},
        dedupe=f"{template}:{day.name}",
        silent=template == EVENING,
        expires_at=day.ends,
    )
    made = notices.to_chat(session, channel, chat_id, what, at=at)
    if made is None:
        return 0
    if not facts["counts"]:
        notices.expire(session, made.id)
        return 0
    return 1


def _first(session: Session, name: str, day: _Day) -> bool:
    """Whether this is asked for the first time on this day: what comes up later is no morning's word."""
    row = session.get(Numbered, name) or Numbered(name=name, value=0)
    today = day.opens.date().toordinal()
    first = row.value != today
    row.value = today
    session.add(row)
    return first


def _done(session: Session, day: _Day, at: datetime) -> list[tuple[str, str]]:
    """What the log says was done today: (desk, kind). The newest lines only, however long the log is."""
    newest = session.scalar(select(func.max(Event.id))) or 0
    lines = session.execute(
        select(Event.stream, Event.kind, Event.facts)
        .where(Event.id > newest - _EVENTS, Event.at >= day.opens - timedelta(hours=8), Event.at <= at)
        .where(Event.kind.in_(("moved", "decided", "closed")), Event.stream.startswith("case:"))
    ).all()
    told = [
        (int(stream.removeprefix("case:")), "came" if kind == "moved" else kind)
        for stream, kind, facts in lines
        if kind != "moved" or facts["outcome"] == "sent"
    ]
    ids = {case_id for case_id, _ in told}
    cases = session.scalars(select(Case).where(Case.id.in_(ids)).options(joinedload(Case.definition)))
    desks = {case.id: definition(case.definition.body).desk for case in cases}
    return [(desks[case_id], kind) for case_id, kind in told]


def _steps(session: Session, wanted: ColumnElement[bool]) -> list[Step]:
    """Open stays of cases that were sent and are neither held nor closed, the nearest date first."""
    running = (Case.state == "running") & Case.sent_at.is_not(None)
    found = session.scalars(_open(wanted).where(running).order_by(Step.id).limit(LOOKED_THROUGH))
    return sorted(found, key=lambda step: (step.due_at is None, step.due_at or step.entered_at, step.id))


def _open(wanted: ColumnElement[bool]) -> Any:
    case = contains_eager(Step.case)
    return (
        select(Step)
        .join(Step.case)
        .where(Step.left_at.is_(None), wanted)
        .options(case.joinedload(Case.municipality), case.selectinload(Case.definition), joinedload(Step.claimant))
    )


def _listed(kinds: dict[str, list[Step]]) -> Facts:
    """The first of each kind by their ids, and how many there are, of those kinds of which there are any."""
    return {
        "steps": {kind: [step.id for step in steps[:LISTED]] for kind, steps in kinds.items() if steps},
        "counts": {kind: len(steps) for kind, steps in kinds.items() if steps},
    }


def _of_desk(steps: Sequence[Step], desk: str | None) -> list[Step]:
    return [step for step in steps if desk in (None, definition(step.case.definition.body).desk)]


def _actor(step: Step) -> str:
    return definition(step.case.definition.body).step(step.key).actor
