"""What lies before the office: one's own cases, those that nobody has taken, those whose date has passed, and a city's.

Door: `look`, `sizes`, `QUEUES`. Promise: an expert sees their own desks' cases, a head every one; a page costs the same however
many cases there are; drafts are their customers' and in no queue. Not here: what is shown of a case (bot.cards.queue).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from cases import people
from cases.errors import NotFound
from cases.models import Case, Step
from cases.office import definition
from cases.people import By
from cases.reminders import HEADS, LATE

OWN, FREE, OVERDUE, CITY = QUEUES = ("own", "free", "late", "city")
OF = ("expert", "head")
BESIDE = "+"
"""In the place of a city: the queue is to be shown beside what it was asked from."""
PAGE = 8
LOOKED_THROUGH = 500
"""So many rows of a queue are looked through: of longer ones the rest is said to be there."""
_OF_THE_DESK = ("expert", "committee")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a queue, from 0. `size`: how many cases it has; `more`: at least so many, for it was not looked to its end."""

    queue: str
    steps: list[Step]
    number: int
    size: int
    more: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.size // PAGE))


def look(
    session: Session, queue: str, by: By, *, at: datetime, number: int = 0, municipality_id: int | None = None
) -> Page:
    """One page: the open steps with case, city, definition and claimant, the nearest date first, those without one last.

    `municipality_id` is that of the city's queue. Refuses: not-your-role, queue-unknown.
    """
    people.require(by, OF)
    found, more = _found(session, queue, by, at, municipality_id)
    last = max(0, (len(found) - 1) // PAGE)
    number = min(max(number, 0), last)
    return Page(queue, found[number * PAGE : (number + 1) * PAGE], number, len(found), more)


def sizes(session: Session, by: By, *, at: datetime) -> dict[str, tuple[int, bool]]:
    """How many cases each queue but the cities' has, and whether there are more. Refuses: not-your-role."""
    people.require(by, OF)
    found = {queue: _found(session, queue, by, at, None) for queue in (OWN, FREE, OVERDUE)}
    return {queue: (len(steps), more) for queue, (steps, more) in found.items()}


def _found(session: Session, queue: str, by: By, at: datetime, municipality_id: int | None) -> tuple[list[Step], bool]:
    rows = list(session.scalars(_rows(queue, by, at, municipality_id).limit(LOOKED_THROUGH + 1)))
    seen = [step for step in _seen(rows[:LOOKED_THROUGH], by) if queue != FREE or _is_to_take(step)]
    seen.sort(key=lambda step: (step.due_at is None, step.due_at or step.entered_at, step.id))
    return seen, len(rows) > LOOKED_THROUGH


def _rows(queue: str, by: By, at: datetime, municipality_id: int | None) -> Select[Step]:
    wanted: dict[str, ColumnElement[bool]] = {
        OWN: Step.claimed_by.in_(by.ids),
        # The customers' own steps are unclaimed as well.
        FREE: Step.claimed_by.is_(None) & (Step.kind != "submit"),
        # What the reminders have found late already, and so by the index over what is open.
        OVERDUE: Step.reminded.in_((LATE, HEADS)) & (Step.due_at < at),
        CITY: Case.municipality_id == municipality_id if municipality_id is not None else false(),
    }
    if queue not in wanted:
        raise NotFound("queue-unknown")
    return (
        select(Step)
        .join(Step.case)
        .where(Step.left_at.is_(None), Case.closed_at.is_(None), Case.sent_at.is_not(None), wanted[queue])
        .options(contains_eager(Step.case).joinedload(Case.municipality), joinedload(Step.claimant))
        .options(contains_eager(Step.case).selectinload(Case.definition))
        .order_by(Step.id)
    )


def _seen(steps: list[Step], by: By) -> Iterator[Step]:
    """Those of the person's desks."""
    desks = by.desks()
    return (step for step in steps if desks is None or definition(step.case.definition.body).desk in desks)


def _is_to_take(step: Step) -> bool:
    """Whether it is for an expert: a head's, a city's or the letters' own steps are not."""
    return definition(step.case.definition.body).step(step.key).actor in _OF_THE_DESK
