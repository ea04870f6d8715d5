"""Who belongs to the office's circle: people are registered, given and stripped of roles, suspended, invited.

Door: `register`, `amend`, `grant`, `revoke`, `suspend`, `reinstate`, `invite`, `part_accounts`. Promise: each is an
admin's act on the person as they were shown, and a line of the office's own log; the last admin stays one; who stands in for
an admin gives nobody an admin's power. Not here: looking people up (directory), what a role allows (people), how an account
becomes a person's (people).

`by`: who acts; None for the office's own terminal. `seen`: the mark (directory.mark) of the person as shown; None where
nothing was shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases import directory, events, leaving, notices, people, roster, showing
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.models import Account, Municipality, Person, Role
from cases.notices import What
from cases.people import By
from nlp import identifiers, normalise

ROLES: tuple[str, ...] = get_args(roster.RoleName.__value__)
LONGEST_NAME = 100


def register(session: Session, *, name: str, phone: str | None, by: By | None, at: datetime) -> Person:
    """Adds a person without a role. `phone`: a mobile number in any writing.

    Refuses: not-your-role, name-wanted, mobile-wanted, phone-taken (with whose it is).
    """
    _admin_now(session, by, at)
    person = Person(name=name_of(name), phone=_phone(session, phone), active=True, registered_at=at)
    session.add(person)
    session.flush()
    events.record(session, events.OFFICE, "registered", by=by, at=at, person=person.id, name=person.name)
    return directory.person(session, person.id)


def amend(
    session: Session,
    person_id: int,
    *,
    name: str | None = None,
    phone: str | None = None,
    seen: int | None = None,
    by: By | None,
    at: datetime,
) -> Person:
    """Puts a name or a mobile number right. Refuses: as register and `_about`."""
    person = _about(session, person_id, seen, by, at)
    changed: dict[str, list[str | None]] = {}
    if name is not None and (new := name_of(name)) != person.name:
        changed["name"], person.name = [person.name, new], new
    if phone is not None and (number := _phone(session, phone, person.id)) != person.phone:
        changed["phone"], person.phone = [person.phone, number], number
    if changed:
        events.record(session, events.OFFICE, "amended", by=by, at=at, person=person.id, **changed)
    return directory.person(session, person_id)


def grant(
    session: Session,
    person_id: int,
    role: str,
    *,
    municipality_id: int | None = None,
    desk: str | None = None,
    committee: str | None = None,
    chair: bool = False,
    seen: int | None = None,
    by: By | None,
    at: datetime,
) -> Role:
    """Gives the person a role: a city's with its city, an expert's for a desk or all, a committee's for one or all.

    Refuses: not-your-role, member-unknown, person-moved-on, member-suspended, role-unknown, city-unknown, scope-odd (a desk,
    committee or city that is not this role's), role-held.
    """
    person = _about(session, person_id, seen, by, at, role)
    if not person.active:
        raise Refusal("member-suspended")
    _check_scope(session, role, municipality_id, desk, committee)
    held = [(known.role, known.municipality_id, known.desk, known.committee) for known in person.roles]
    if (role, municipality_id, desk, committee) in held:
        raise Refusal("role-held")
    given = Role(
        person_id=person_id,
        role=role,
        municipality_id=municipality_id,
        desk=desk,
        committee=committee,
        chair=chair and role == "committee",
    )
    session.add(given)
    session.flush()
    events.record(session, events.OFFICE, "role-given", by=by, at=at, person=person_id, **_facts(given))
    _tell(session, person, given, given=True, at=at)
    return given


def revoke(session: Session, role_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """Takes a role away; the cases that the person had by it go back to the desk.

    Refuses: not-your-role, role-gone, person-moved-on, last-admin.
    """
    role = session.get(Role, role_id)
    if role is None:
        _admin_now(session, by, at)
        raise NotFound("role-gone")
    person = _about(session, role.person_id, seen, by, at)
    if role.role == "admin":
        _keep_one_admin(session, person)
    facts = _facts(role)
    if person.active:
        _tell(session, person, role, given=False, at=at)
    session.delete(role)
    session.flush()
    events.record(session, events.OFFICE, "role-taken", by=by, at=at, person=person.id, **facts)
    left = directory.person(session, person.id)
    leaving.free_cases(session, left, by=by, at=at)
    return left


def suspend(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """From now on nothing that the person asks for is done: accounts are strangers', what waits to be said to them is not
    said, open invitations end, their cases go back to the desk, and nobody is or has a deputy through them.

    Refuses: not-your-role, member-unknown, person-moved-on, member-suspended, last-admin.
    """
    person = _about(session, person_id, seen, by, at)
    if not person.active:
        raise Refusal("member-suspended")
    if any(role.role == "admin" for role in person.roles):
        _keep_one_admin(session, person)
    person.active = False
    session.flush()
    leaving.end_deputies(session, person_id, at)
    leaving.end_invitations(session, person_id, at)
    leaving.silence(session, person)
    events.record(session, events.OFFICE, "suspended", by=by, at=at, person=person_id)
    leaving.free_cases(session, person, by=by, at=at)
    return directory.person(session, person_id)


def reinstate(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """The person is back with all roles and accounts. Refuses: not-your-role, member-unknown, person-moved-on,
    member-active."""
    person = _about(session, person_id, seen, by, at)
    if person.active:
        raise Refusal("member-active")
    person.active = True
    events.record(session, events.OFFICE, "reinstated", by=by, at=at, person=person_id)
    return directory.person(session, person_id)


def invite(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> str:
    """The code of a fresh one-time invitation (people.invite); an earlier one ends. Refuses: not-your-role, member-unknown,
    person-moved-on, member-suspended."""
    person = _about(session, person_id, seen, by, at)
    if not person.active:
        raise Refusal("member-suspended")
    code = people.invite(session, person_id, at=at)
    events.record(session, events.OFFICE, "invited", by=by, at=at, person=person_id)
    return code


def part_accounts(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """The person's messenger accounts are nobody's again, as when a telephone was lost; open invitations end.

    Refuses: not-your-role, member-unknown, person-moved-on, accounts-none.
    """
    person = _about(session, person_id, seen, by, at)
    if not person.accounts:
        raise Refusal("accounts-none")
    leaving.end_invitations(session, person_id, at)
    leaving.silence(session, person)
    gone = sorted(account.id for account in person.accounts)
    session.execute(delete(Account).where(Account.person_id == person_id))
    events.record(session, events.OFFICE, "accounts-parted", by=by, at=at, person=person_id, accounts=gone)
    session.expire(person)
    return directory.person(session, person_id)


def require_admin(by: By | None) -> None:
    """Refuses with not-your-role whoever was no admin when the press came in; None is the terminal."""
    if by is not None:
        people.require(by, ["admin"])


# --- the rules --------------------------------------------------------------------------------------------------------


def _about(session: Session, person_id: int, seen: int | None, by: By | None, at: datetime, role: str = "") -> Person:
    """The person, locked together with who acts, as `by` saw them. Refuses: not-your-role, member-unknown, person-moved-on.

    Who only stands in for an admin touches neither themselves nor an admin, and makes nobody one.
    """
    # In one order: of two who act on each other at once, the later one sees what the first has done.
    both = {person_id} | ({by.person.id} if by else set())
    session.execute(select(Person.id).where(Person.id.in_(both)).order_by(Person.id).with_for_update())
    actor = _admin_now(session, by, at)
    person = directory.person(session, person_id)
    if actor is not None and "admin" not in people.roles(actor):
        is_admin = any(known.role == "admin" for known in person.roles)
        if is_admin or role == "admin" or person.id == actor.id:
            raise NotAllowed("not-your-role")
    if seen is not None and seen != directory.mark(person):
        raise Outdated("person-moved-on")
    return person


def _admin_now(session: Session, by: By | None, at: datetime) -> Person | None:
    """Who acts, read anew; None: the terminal. Refuses: not-your-role, also where it has been lost since the press came in."""
    if by is None:
        return None
    actor = directory.person(session, by.person.id)
    present = By(actor, by.account, standing_in=people.standing_in(session, actor.id, at=at))
    if not actor.active:
        raise NotAllowed("not-your-role")
    people.require(present, ["admin"])
    return actor


def _keep_one_admin(session: Session, leaving: Person) -> None:
    admins = select(Role.person_id).join(Person, Person.id == Role.person_id).where(Role.role == "admin", Person.active)
    # Locked in one order: of two admins who strip each other at once, the later one sees what the first has done.
    held = session.scalars(admins.order_by(Role.id).with_for_update()).all()
    if leaving.active and not set(held) - {leaving.id}:
        raise NotAllowed("last-admin")


def _check_scope(
    session: Session, role: str, municipality_id: int | None, desk: str | None, committee: str | None
) -> None:
    if role not in ROLES:
        raise NotFound("role-unknown")
    wants_city = role in showing.CITY_ROLES
    if (desk is not None and role != "expert") or (committee is not None and role != "committee"):
        raise Refusal("scope-odd")
    if wants_city != (municipality_id is not None):
        raise Refusal("city-unknown" if wants_city else "scope-odd")
    if municipality_id is not None and session.get(Municipality, municipality_id) is None:
        raise NotFound("city-unknown")


def name_of(text: str) -> str:
    """The name in Persian letters, single-spaced. Refuses: name-wanted."""
    name = " ".join(normalise.clean(text).split())
    if not 2 <= len(name) <= LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise Refusal("name-wanted")
    return name


def _phone(session: Session, text: str | None, own: int | None = None) -> str | None:
    if text is None:
        return None
    number = identifiers.mobile(text)
    if number is None:
        raise Refusal("mobile-wanted")
    holder = session.scalars(select(Person).where(Person.phone == number, Person.id != (own or 0))).first()
    if holder is not None:
        raise Refusal("phone-taken", name=holder.name)
    return number


# --- what follows from an act -----------------------------------------------------------------------------------------


def _facts(role: Role) -> dict[str, object]:
    scope = {"municipality": role.municipality_id, "desk": role.desk, "committee": role.committee}
    return {"role": role.role, "chair": role.chair} | {
        name: value for name, value in scope.items() if value is not None
    }


def _tell(session: Session, person: Person, role: Role, *, given: bool, at: datetime) -> None:
    # Not by notices.to_people: a deputy is not told of the other's roles.
    what = What("role-changed", {"given": given, **_facts(role)})
    for account in person.accounts:
        if account.blocked_at is None:
            notices.to_chat(session, account.id.partition(":")[0], account.chat_id, what, at=at)
