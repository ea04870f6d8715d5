"""Numbers without gaps or doubles: case and letter numbers in each Jalali year."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Counter


def following(session: Session, name: str) -> int:
    """The next number of `name`, from 1; it counts only if the transaction commits."""
    counter = session.scalars(select(Counter).where(Counter.name == name).with_for_update()).first()
    if counter is None:
        counter = Counter(name=name, value=0)
        session.add(counter)
    counter.value += 1
    session.flush()
    return counter.value
