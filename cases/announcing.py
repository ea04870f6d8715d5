"""An admin's word to many at once.

Door: `recipients`, `announce`, `latest`, `delivered`. Promise: it goes through the outbox, once in a chat; the same words said
twice to the same people within an hour are one announcement, so that a press that is handled twice tells nobody twice. Not
here: how it is drawn (bot.announcements) and sent.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from cases import events, membership, notices
from cases.errors import NotFound, Refusal
from cases.models import Account, Announcement, Municipality, Notice, Person, Role
from cases.notices import What
from cases.people import By
from nlp import normalise

TEMPLATE = "announcement"
# A message holds 4096 UTF-16 units, and the heading and the signature stand in it too.
MOST_UNITS = 3500
SAME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far an announcement has come: chats by what became of the word to them."""

    announcement: Announcement
    sent: int
    waiting: int
    failed: int


def recipients(session: Session, roles: Iterable[str], municipality_id: int | None = None) -> tuple[int, int]:
    """How many active people it would be for, and how many of them have a chat that it can reach."""
    wanted = _ids(roles, municipality_id)
    reached = select(func.count(distinct(Account.person_id))).where(
        Account.person_id.in_(wanted), Account.blocked_at.is_(None)
    )
    everyone = select(func.count()).select_from(wanted.subquery())
    return session.scalar(everyone) or 0, session.scalar(reached) or 0


def clean_text(text: str) -> str:
    """The text as it would be said. Refuses: text-wanted, text-long (with the most UTF-16 units and how many these are)."""
    said = "\n".join(line.rstrip() for line in normalise.clean(text).strip().splitlines())
    if not said:
        raise Refusal("text-wanted")
    # Escaped, as the message will be: a sign such as "<" is then several.
    units = len(html.escape(said).encode("utf-16-le")) // 2
    if units > MOST_UNITS:
        raise Refusal("text-long", most=MOST_UNITS, count=units)
    return said


def announce(
    session: Session,
    text: str,
    *,
    roles: Sequence[str],
    municipality_id: int | None = None,
    by: By,
    at: datetime,
) -> Announcement:
    """Says the text to everyone with one of the roles, in one city or all.

    Refuses: not-your-role, text-wanted, text-long, role-unknown, city-unknown, nobody-there.
    """
    membership.require_admin(by)
    said, wanted = clean_text(text), sorted(set(roles))
    if not wanted or not set(wanted) <= set(membership.ROLES):
        raise NotFound("role-unknown")
    if municipality_id is not None and session.get(Municipality, municipality_id) is None:
        raise NotFound("city-unknown")
    people = list(session.scalars(_ids(wanted, municipality_id)))
    if not people:
        raise Refusal("nobody-there")
    if (known := _said_already(session, said, wanted, municipality_id, by, at)) is not None:
        return known
    made = Announcement(
        text=said, roles=wanted, municipality_id=municipality_id, by_id=by.person.id, at=at, people=len(people)
    )
    session.add(made)
    session.flush()
    events.record(
        session, events.OFFICE, "announced", by=by, at=at, announcement=made.id, roles=wanted, people=len(people)
    )
    _say(session, made, people, at)
    return made


def latest(session: Session, *, limit: int = 5) -> list[Announcement]:
    """The newest announcements."""
    return list(session.scalars(select(Announcement).order_by(Announcement.id.desc()).limit(limit)))


def delivered(session: Session, announcement_id: int) -> Delivered:
    """How far it has come. Refuses: announcement-unknown."""
    made = session.get(Announcement, announcement_id)
    if made is None:
        raise NotFound("announcement-unknown")
    ours = (Notice.template == TEMPLATE, Notice.dedupe.endswith(f":{_dedupe(made)}"))
    rows = session.execute(select(Notice.state, func.count()).where(*ours).group_by(Notice.state))
    counts = {row[0]: row[1] for row in rows}
    return Delivered(made, counts.get("sent", 0), counts.get("waiting", 0), counts.get("failed", 0))


def _said_already(
    session: Session, text: str, roles: list[str], municipality_id: int | None, by: By, at: datetime
) -> Announcement | None:
    lately = select(Announcement).where(Announcement.by_id == by.person.id, Announcement.at > at - SAME)
    for known in session.scalars(lately):
        if (known.text, known.roles, known.municipality_id) == (text, roles, municipality_id):
            return known
    return None


def _say(session: Session, made: Announcement, people: Sequence[int], at: datetime) -> None:
    # To each person's own accounts: a deputy is told in their own right or not at all.
    what = What(TEMPLATE, {"announcement": made.id}, dedupe=_dedupe(made))
    theirs = select(Account).where(Account.person_id.in_(people), Account.blocked_at.is_(None))
    for account in session.scalars(theirs.order_by(Account.person_id, Account.id)):
        notices.to_chat(session, account.id.partition(":")[0], account.chat_id, what, at=at)


def _dedupe(made: Announcement) -> str:
    return f"{TEMPLATE}:{made.id}"


def _ids(roles: Iterable[str], municipality_id: int | None) -> Select[int]:
    wanted = (
        select(Role.person_id)
        .join(Person, Person.id == Role.person_id)
        .where(Role.role.in_(list(roles)), Person.active)
    )
    if municipality_id is not None:
        wanted = wanted.where(Role.municipality_id == municipality_id)
    return wanted.distinct()
