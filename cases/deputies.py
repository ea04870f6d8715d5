"""Deputies: who acts in whose stead, and for how long.

Door: `name`, `end`, `over`. Promise: both are told; whoever is away keeps their own powers; what a deputy does is the
deputy's own act in the log; what a deputy had in hand goes back to the desk when the time is over. Not here: what a deputy
may do (people).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events, leaving, notices, people
from cases.errors import NotAllowed, NotFound, Refusal
from cases.models import Deputy, Person
from cases.notices import What
from cases.people import By

LOOKED_BACK = timedelta(days=3)


def name(
    session: Session, person_id: int, deputy_id: int, *, since: datetime, until: datetime, by: By | None, at: datetime
) -> Deputy:
    """From `since` until `until` the deputy may do what the person may. Said by the person, a head or an admin; `by` None: at
    the terminal.

    Refuses: not-your-role, person-unknown, deputy-oneself, deputy-time (it ends before it begins, or is over).
    """
    if by is not None and person_id != by.person.id:
        _require_own(by)
    if person_id == deputy_id:
        raise Refusal("deputy-oneself")
    if until <= since or until <= at:
        raise Refusal("deputy-time")
    for known_id in (person_id, deputy_id):
        known = session.get(Person, known_id)
        if known is None or not known.active:
            raise NotFound("person-unknown")
    named_by = by.person.id if by else None
    deputy = Deputy(person_id=person_id, deputy_id=deputy_id, since=since, until=until, named_by=named_by)
    session.add(deputy)
    session.flush()
    _record(session, deputy, "deputy-named", by=by, at=at)
    return deputy


def end(session: Session, deputy_row_id: int, *, by: By | None, at: datetime) -> Deputy:
    """The person is back before the time; `by` as in `name`. Refuses: not-your-role, deputy-unknown."""
    deputy = session.get(Deputy, deputy_row_id, with_for_update=True)
    if deputy is None or deputy.until <= at:
        raise NotFound("deputy-unknown")
    if by is not None and deputy.person_id != by.person.id:
        _require_own(by)
    deputy.until = max(at, deputy.since)
    _record(session, deputy, "deputy-ended", by=by, at=at)
    session.flush()
    leaving.free_cases(session, session.get_one(Person, deputy.deputy_id), by=by, at=at)
    return deputy


def over(session: Session, *, at: datetime) -> None:
    """What those had in hand whose time as a deputy has run out, and who may not keep it, goes back to the desk. To be said
    now and then; whose time was over more than LOOKED_BACK ago has been looked at."""
    ended = select(Deputy.deputy_id).where(Deputy.until <= at, Deputy.until > at - LOOKED_BACK)
    for person in session.scalars(select(Person).where(Person.id.in_(ended)).order_by(Person.id)).all():
        leaving.free_cases(session, person, by=None, at=at)


def now_and_later(session: Session, *, at: datetime) -> list[Deputy]:
    """The deputies whose time is not over, the earliest first."""
    return list(session.scalars(select(Deputy).where(Deputy.until > at).order_by(Deputy.since, Deputy.id)))


def _require_own(by: By) -> None:
    """A head's or admin's own word: who only stands in for one does not prolong that."""
    if not people.roles(by.person) & {"head", "admin"}:
        raise NotAllowed("not-your-role")


def _record(session: Session, deputy: Deputy, kind: str, *, by: By | None, at: datetime) -> None:
    facts = {"person": deputy.person_id, "deputy": deputy.deputy_id}
    span = {"since": deputy.since.isoformat(), "until": deputy.until.isoformat()}
    events.record(session, events.OFFICE, kind, by=by, at=at, **facts, **span)
    what = What(kind, {"deputy": deputy.id})
    notices.to_people(session, [deputy.person_id, deputy.deputy_id], what, at=at)
