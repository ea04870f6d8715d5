"""Who someone is and what they may do where.

Door: `who`, `require`, `invite`, `redeem`, `join_by_phone`. Promise: an account belongs to a person only by a one-time
invitation or by its own registered phone; every role is scoped; a deputy has the powers of whom they stand in for, for as
long as that was said. Not here: naming a deputy (deputies); how an account proves its contact is
its own (the edge checks that the contact's user_id is the sender's).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.errors import NotAllowed, Refusal
from cases.models import Account, Deputy, Invitation, Person, Role

INVITATION_LIFE = timedelta(days=7)
_OFFICE_ROLES = frozenset({"expert", "head", "admin", "observer", "committee"})


@dataclass(frozen=True, slots=True)
class By:
    """A person (with roles loaded) acting through an account ("tg:123"; None for the program's own scripts).

    `standing_in`: those for whom the person is deputy at this moment, with their roles. `was_blocked`: the bot was blocked
    on that account when it last wrote there.
    """

    person: Person
    account: str | None
    was_blocked: bool = False
    standing_in: tuple[Person, ...] = ()

    @property
    def ids(self) -> frozenset[int]:
        """The person and those they stand in for."""
        return frozenset({self.person.id, *(absent.id for absent in self.standing_in)})

    @property
    def has_role(self) -> bool:
        """Whether the person has any role anywhere, their own or one of whom they stand in for."""
        return any(person.roles for person in (self.person, *self.standing_in))

    def roles(
        self, *, municipality_id: int | None = None, desk: str | None = None, committee: str | None = None
    ) -> set[str]:
        """The roles that the person has in this scope, their own and those of whom they stand in for."""
        return {
            role
            for person in (self.person, *self.standing_in)
            for role in roles(person, municipality_id=municipality_id, desk=desk, committee=committee)
        }

    def desks(self) -> frozenset[str] | None:
        """The desks whose cases are before the person as one of the office's people; None: every desk's."""
        held = [role for person in (self.person, *self.standing_in) for role in person.roles]
        of_office = [role for role in held if role.role in _OFFICE_ROLES - {"committee"}]
        named = frozenset(role.desk for role in of_office if role.role == "expert" and role.desk is not None)
        return None if any(role.role != "expert" or role.desk is None for role in of_office) else named


def who(session: Session, account_id: str, *, at: datetime) -> By | None:
    """The person behind an account as things are at `at`; None when it is unknown or the person is suspended."""
    account = session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .options(joinedload(Account.person).selectinload(Person.roles).joinedload(Role.municipality))
    ).first()
    if account is None or not account.person.active:
        return None
    absent = standing_in(session, account.person_id, at=at)
    return By(account.person, account_id, was_blocked=account.blocked_at is not None, standing_in=absent)


def suspended(session: Session, account_id: str) -> bool:
    """Whether the account is a person's who is suspended."""
    account = session.scalars(
        select(Account).where(Account.id == account_id).options(joinedload(Account.person))
    ).first()
    return account is not None and not account.person.active


def standing_in(session: Session, person_id: int, *, at: datetime) -> tuple[Person, ...]:
    """Those for whom this person is deputy at `at`, with their roles."""
    absent = (
        select(Person)
        .join(Deputy, Deputy.person_id == Person.id)
        .where(Deputy.deputy_id == person_id, Deputy.since <= at, Deputy.until > at, Person.active)
        .options(selectinload(Person.roles).joinedload(Role.municipality))
        .order_by(Person.id)
        .distinct()
    )
    return tuple(session.scalars(absent))


def by_id(session: Session, person_id: int) -> Person:
    """The person with roles, municipalities and accounts loaded."""
    return session.scalars(
        select(Person)
        .where(Person.id == person_id)
        .options(selectinload(Person.roles).joinedload(Role.municipality), selectinload(Person.accounts))
    ).one()


def roles(
    person: Person, *, municipality_id: int | None = None, desk: str | None = None, committee: str | None = None
) -> set[str]:
    """The roles of `person` alone in this scope: the office's own ones, and a city's only in that city.

    A desk or committee that is not asked for is not looked at; a role without one is for every one. Only experts are of a
    desk: heads, admins and observers are there for all of them.
    """
    return {
        role.role
        for role in person.roles
        if (role.role in _OFFICE_ROLES and _fits(_desk_of(role), desk) and _fits(role.committee, committee))
        or (municipality_id is not None and role.municipality_id == municipality_id)
    }


def _desk_of(role: Role) -> str | None:
    return role.desk if role.role == "expert" else None


def _fits(scope: str | None, asked: str | None) -> bool:
    return scope is None or asked is None or scope == asked


def may_keep(session: Session, person_id: int | None, desk: str, *, at: datetime) -> bool:
    """Whether the person may have a case of this desk at `at`: an expert of it, or who stands in for one; not if suspended.

    A case whose holder may not counts as one that nobody has.
    """
    if person_id is None:
        return False
    absent = (
        select(Deputy.person_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(Deputy.deputy_id == person_id, Deputy.since <= at, Deputy.until > at, Person.active)
    )
    able = select(Role.id).where(
        Role.role == "expert",
        Role.desk.is_(None) | (Role.desk == desk),
        (Role.person_id == person_id) | Role.person_id.in_(absent),
    )
    return session.scalar(select(Person.id).where(Person.id == person_id, Person.active, able.exists())) is not None


def names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The names of these people."""
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in found}


def require(
    by: By,
    wanted: Iterable[str],
    *,
    municipality_id: int | None = None,
    desk: str | None = None,
    committee: str | None = None,
) -> None:
    """Refuses with NotAllowed("not-your-role") unless the person has one of the roles in this scope."""
    if not by.roles(municipality_id=municipality_id, desk=desk, committee=committee) & set(wanted):
        raise NotAllowed("not-your-role")


def invite(session: Session, person_id: int, *, at: datetime, life: timedelta = INVITATION_LIFE) -> str:
    """A one-time code by which an account becomes this person's; it is told once and kept only as a hash.

    An earlier code that was not used ends with it.
    """
    earlier = select(Invitation).where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
    for invitation in session.scalars(earlier.where(Invitation.expires_at > at)):
        invitation.expires_at = at
    code = secrets.token_urlsafe(12)
    session.add(Invitation(code_hash=_hash(code), person_id=person_id, made_at=at, expires_at=at + life))
    return code


def redeem(session: Session, code: str, *, account_id: str, chat_id: int, at: datetime) -> Person:
    """Makes the account the invited person's. Refuses: invitation-unknown, invitation-expired, invitation-used."""
    invitation = session.scalars(
        select(Invitation).where(Invitation.code_hash == _hash(code)).with_for_update()
    ).first()
    if invitation is None:
        raise Refusal("invitation-unknown")
    if invitation.used_at is not None and invitation.used_by != account_id:
        raise Refusal("invitation-used")
    if invitation.used_at is None and invitation.expires_at <= at:
        raise Refusal("invitation-expired")
    invitation.used_at, invitation.used_by = invitation.used_at or at, account_id
    return _join(session, invitation.person_id, account_id=account_id, chat_id=chat_id, at=at)


def join_by_phone(session: Session, phone: str, *, account_id: str, chat_id: int, at: datetime) -> Person:
    """Makes the account that of the person registered with `phone` (+98…). Refuses: phone-unknown."""
    person = session.scalars(select(Person).where(Person.phone == phone, Person.active)).first()
    if person is None:
        raise Refusal("phone-unknown")
    return _join(session, person.id, account_id=account_id, chat_id=chat_id, at=at)


def back(session: Session, account_id: str) -> None:
    """The account writes to the bot again, so it can be written to."""
    account = session.get(Account, account_id)
    if account is not None:
        account.blocked_at = None


def blocked(session: Session, account_id: str, *, at: datetime) -> None:
    """Notes that the person has blocked the bot on this account."""
    account = session.get(Account, account_id)
    if account is not None:
        account.blocked_at = at


def _join(session: Session, person_id: int, *, account_id: str, chat_id: int, at: datetime) -> Person:
    account = session.get(Account, account_id)
    if account is None:
        session.add(Account(id=account_id, person_id=person_id, chat_id=chat_id, joined_at=at))
    elif account.person_id != person_id:
        raise NotAllowed("account-taken")
    else:
        account.blocked_at = None
    session.flush()
    return by_id(session, person_id)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
