"""The cities of the province: looked at, and added by an admin.

Door: `every`, `add`. Promise: two cities are never of one name, in whatever spelling. Not here: their people (membership,
directory).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import events, membership
from cases.errors import Refusal
from cases.models import Municipality
from cases.people import By
from nlp import normalise, ordering

FEWEST_SEATS, MOST_SEATS = 3, 31


def every(session: Session) -> list[Municipality]:
    """Every municipality, in the alphabet's order."""
    return sorted(session.scalars(select(Municipality)), key=lambda city: (ordering.key(city.name), city.id))


def add(session: Session, *, name: str, seats: int, by: By | None, at: datetime) -> Municipality:
    """Adds a municipality with its council of so many seats. Refuses: not-your-role, name-wanted, seats-wanted, city-known."""
    membership.require_admin(by)
    name = membership.name_of(name)
    if not FEWEST_SEATS <= seats <= MOST_SEATS:
        raise Refusal("seats-wanted", fewest=FEWEST_SEATS, most=MOST_SEATS)
    wanted = normalise.folded(name)
    if any(normalise.folded(known) == wanted for known in session.scalars(select(Municipality.name))):
        raise Refusal("city-known")
    place = (session.scalar(select(func.max(Municipality.id))) or 0) + 1
    city = Municipality(slug=f"city-{place}", name=name, seats=seats)
    session.add(city)
    session.flush()
    events.record(session, events.OFFICE, "city-added", by=by, at=at, city=city.id, name=name, seats=seats)
    return city
