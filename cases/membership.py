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

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases import directory, events, notices, people, queries, roster, showing
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.models import Account, Deputy, Invitation, Municipality, Notice, Person, Role, Step
from cases.notices import What
from cases.office import definition
from cases.people import By
from nlp import identifiers, normalise

ROLES: tuple[str, ...] = get_args(roster.RoleName.__value__)
LONGEST_NAME = 100


def register(session: Session, *, name: str, phone: str | None, by: By | None, at: datetime) -> Person:
    """Adds a person without a role. `phone`: a mobile number in any writing.

    Refuses: not-your-role, name-wanted, mobile-wanted, phone-taken (with whose it is).
    """
    _require(by)
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
    person = _about(session, person_id, seen, by)
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
    person = _about(session, person_id, seen, by, role=role)
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
        _require(by)
        raise NotFound("role-gone")
    person = _about(session, role.person_id, seen, by)
    if role.role == "admin":
        _keep_one_admin(session, person)
    facts = _facts(role)
    if person.active:
        _tell(session, person, role, given=False, at=at)
    session.delete(role)
    session.flush()
    events.record(session, events.OFFICE, "role-taken", by=by, at=at, person=person.id, **facts)
    left = directory.person(session, person.id)
    _free_cases(session, left, by=by, at=at)
    return left


def suspend(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """From now on nothing that the person asks for is done: accounts are strangers', what waits to be said to them is not
    said, open invitations end, their cases go back to the desk, and nobody is or has a deputy through them.

    Refuses: not-your-role, member-unknown, person-moved-on, member-suspended, last-admin.
    """
    person = _about(session, person_id, seen, by)
    if not person.active:
        raise Refusal("member-suspended")
    if any(role.role == "admin" for role in person.roles):
        _keep_one_admin(session, person)
    person.active = False
    session.flush()
    _end_deputies(session, person_id, at)
    _end_invitations(session, person_id, at)
    _silence(session, person)
    events.record(session, events.OFFICE, "suspended", by=by, at=at, person=person_id)
    _free_cases(session, person, by=by, at=at)
    return directory.person(session, person_id)


def reinstate(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """The person is back with all roles and accounts. Refuses: not-your-role, member-unknown, person-moved-on,
    member-active."""
    person = _about(session, person_id, seen, by)
    if person.active:
        raise Refusal("member-active")
    person.active = True
    events.record(session, events.OFFICE, "reinstated", by=by, at=at, person=person_id)
    return directory.person(session, person_id)


def invite(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> str:
    """The code of a fresh one-time invitation (people.invite); an earlier one ends. Refuses: not-your-role, member-unknown,
    person-moved-on, member-suspended."""
    person = _about(session, person_id, seen, by)
    if not person.active:
        raise Refusal("member-suspended")
    code = people.invite(session, person_id, at=at)
    events.record(session, events.OFFICE, "invited", by=by, at=at, person=person_id)
    return code


def part_accounts(session: Session, person_id: int, *, seen: int | None = None, by: By | None, at: datetime) -> Person:
    """The person's messenger accounts are nobody's again, as when a telephone was lost; open invitations end.

    Refuses: not-your-role, member-unknown, person-moved-on, accounts-none.
    """
    person = _about(session, person_id, seen, by)
    if not person.accounts:
        raise Refusal("accounts-none")
    _end_invitations(session, person_id, at)
    _silence(session, person)
    gone = sorted(account.id for account in person.accounts)
    session.execute(delete(Account).where(Account.person_id == person_id))
    events.record(session, events.OFFICE, "accounts-parted", by=by, at=at, person=person_id, accounts=gone)
    session.expire(person)
    return directory.person(session, person_id)


def require_admin(by: By | None) -> None:
    """Refuses with not-your-role whoever is no admin at this moment; None is the terminal."""
    _require(by)


# --- the rules --------------------------------------------------------------------------------------------------------


def _require(by: By | None) -> None:
    if by is not None:
        people.require(by, ["admin"])


def _about(session: Session, person_id: int, seen: int | None, by: By | None, *, role: str | None = None) -> Person:
    """The person, locked, as `by` saw them. Refuses: not-your-role, member-unknown, person-moved-on.

    Who only stands in for an admin touches neither themselves nor an admin, and makes nobody one.
    """
    _require(by)
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    person = directory.person(session, person_id)
    if by is not None and "admin" not in people.roles(by.person):
        is_admin = any(known.role == "admin" for known in person.roles)
        if is_admin or role == "admin" or person.id == by.person.id:
            raise NotAllowed("not-your-role")
    if seen is not None and seen != directory.mark(person):
        raise Outdated("person-moved-on")
    return person


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


def _end_deputies(session: Session, person_id: int, at: datetime) -> None:
    theirs = (Deputy.person_id == person_id) | (Deputy.deputy_id == person_id)
    for deputy in session.scalars(select(Deputy).where(theirs, Deputy.until > at)):
        deputy.until = max(at, deputy.since)


def _end_invitations(session: Session, person_id: int, at: datetime) -> None:
    still = (Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.expires_at > at)
    session.execute(update(Invitation).where(*still).values(expires_at=at))


def _silence(session: Session, person: Person) -> None:
    """What waits for this person's chats is not said."""
    for account in person.accounts:
        channel = account.id.partition(":")[0]
        waits = (Notice.channel == channel, Notice.chat_id == account.chat_id, Notice.state == "waiting")
        session.execute(update(Notice).where(*waits).values(state="stale", next_try_at=None))


def _free_cases(session: Session, person: Person, *, by: By | None, at: datetime) -> None:
    """The open cases that the person has and may no longer have go back to the desk."""
    mine = select(Step.case_id).where(Step.claimed_by == person.id, Step.left_at.is_(None)).order_by(Step.case_id)
    for case_id in session.scalars(mine).all():
        queries.lock(session, case_id)
        case = queries.case(session, case_id)
        step, desk = queries.open_step(case), definition(case.definition.body).desk
        if step is None or step.claimed_by != person.id:
            continue
        if person.active and "expert" in people.roles(person, desk=desk):
            continue
        step.claimed_by = step.claimed_at = None
        step.claimant = None
        case.touch(at)
        events.record(session, events.stream_of(case), "released", by=by, at=at, step=step.key, held_by=person.id)
        showing.to_all(session, case, at=at)
