"""Looking people up: by name in any spelling, by role and city; one person with all that an admin must see.

Door: `found`, `is_named`, `person`, `look`, `mark`, `colleagues`, `desks`, `committees`. Promise: nothing changes here; who
may look is the edge's and the verbs' business, except `colleagues`, which gives only those whom a person may know of.
Not here: changing anything (membership).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases import events
from cases.errors import NotFound
from cases.models import Deputy, Event, Invitation, Person, Role
from nlp import normalise, ordering
from workflows.catalogue import Catalogue

A_PAGE = 8
STANDINGS = ("unjoined", "suspended")
"""What people may be looked up by besides: active ones without an account, and the suspended."""
_WHOLE = (selectinload(Person.roles).joinedload(Role.municipality), selectinload(Person.accounts))


@dataclass(frozen=True, slots=True)
class Page:
    """`people` of one page with roles and accounts; `count` over all pages; `number` from 0."""

    people: list[Person]
    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // A_PAGE))


@dataclass(frozen=True, slots=True)
class Looked:
    """`invitation`: the one that is still open; `invited_by`: who made it. `deputies`: of now and later, of this person."""

    person: Person
    invitation: Invitation | None
    invited_by: Person | None
    deputies: list[Deputy]


def found(
    session: Session,
    *,
    words: str = "",
    role: str | None = None,
    municipality_id: int | None = None,
    standing: str | None = None,
    page: int = 0,
) -> Page:
    """One page of the people whose name holds every one of `words`, by name; spelling variants count as the same.

    `standing`: one of STANDINGS.
    """
    wanted = select(Person.id, Person.name).order_by(Person.id)
    if role is not None or municipality_id is not None:
        held = select(Role.person_id)
        held = held.where(Role.role == role) if role is not None else held
        held = held.where(Role.municipality_id == municipality_id) if municipality_id is not None else held
        wanted = wanted.where(Person.id.in_(held))
    if standing == "unjoined":
        wanted = wanted.where(Person.active, ~Person.accounts.any())
    elif standing == "suspended":
        wanted = wanted.where(~Person.active)
    # Neither spelling variants nor the alphabet's order are a matter for SQL; a province has some thousand people.
    named = [(ordering.key(name), id) for id, name in session.execute(wanted) if is_named(name, words)]
    ids = [id for _, id in sorted(named)]
    number = max(0, min(page, (len(ids) - 1) // A_PAGE))
    here = ids[number * A_PAGE : (number + 1) * A_PAGE]
    rows = {known.id: known for known in session.scalars(select(Person).where(Person.id.in_(here)).options(*_WHOLE))}
    return Page([rows[id] for id in here], number, len(ids))


def is_named(name: str, words: str) -> bool:
    """Whether the name holds every one of the words, whatever the spelling and with or without half-spaces."""
    spelled = normalise.folded(name)
    together = spelled.replace(" ", "")
    return all(part in spelled or part in together for part in normalise.folded(words).split())


def person(session: Session, person_id: int) -> Person:
    """The person with roles, their cities, and accounts, as they are now. Refuses: member-unknown."""
    wanted = select(Person).where(Person.id == person_id).options(*_WHOLE).execution_options(populate_existing=True)
    known = session.scalars(wanted).first()
    if known is None:
        raise NotFound("member-unknown")
    return known


def look(session: Session, person_id: int, *, at: datetime) -> Looked:
    """All that an admin must see of a person. Refuses: member-unknown."""
    known = person(session, person_id)
    still = (Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.expires_at > at)
    invitation = session.scalars(select(Invitation).where(*still).order_by(Invitation.id.desc())).first()
    inviter = _inviter(session, invitation) if invitation else None
    deputies = (
        select(Deputy)
        # One that was ended before it began has no time of its own.
        .where(Deputy.person_id == person_id, Deputy.until > at, Deputy.until > Deputy.since)
        .options(joinedload(Deputy.deputy))
        .order_by(Deputy.since, Deputy.id)
    )
    return Looked(known, invitation, inviter, list(session.scalars(deputies)))


def _inviter(session: Session, invitation: Invitation) -> Person | None:
    made = (Event.stream == events.OFFICE, Event.kind == "invited", Event.at == invitation.made_at)
    lines = session.scalars(select(Event).where(*made).options(joinedload(Event.by)))
    return next((line.by for line in lines if line.facts.get("person") == invitation.person_id), None)


def mark(known: Person) -> int:
    """A number that changes when anything changes that an admin sees of the person; roles and accounts are loaded."""
    roles = sorted((role.id, role.chair) for role in known.roles)
    seen = (known.name, known.phone, known.active, roles, sorted(account.id for account in known.accounts))
    # Not 0, which a button carries where it was drawn from nothing.
    return zlib.crc32(repr(seen).encode()) % 0xFFFFFF + 1


def colleagues(session: Session, person_id: int) -> list[Person]:
    """The active people whom this person may name as deputy: those of the same cities; for the office's, those of the
    office and its committees."""
    own = session.scalars(select(Role).where(Role.person_id == person_id)).all()
    cities = {role.municipality_id for role in own if role.municipality_id is not None}
    beside: ColumnElement[bool] = Role.municipality_id.in_(cities)
    if any(role.municipality_id is None for role in own):
        beside = beside | Role.municipality_id.is_(None)
    held = select(Role.person_id).where(beside)
    wanted = select(Person).where(Person.id.in_(held), Person.id != person_id, Person.active)
    return sorted(session.scalars(wanted), key=lambda known: (ordering.key(known.name), known.id))


def desks(known: Catalogue) -> list[str]:
    """The desks that the catalogue's entries belong to."""
    return sorted({entry.desk for entry in known.entries.values()})


def committees(known: Catalogue) -> dict[str, str]:
    """The committees of the catalogue: key → name."""
    return {one.key: one.name for entry in known.entries.values() for one in entry.committees}
