"""Who belongs to the office's circle: registering, roles, suspending, invitations, and who may do it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import (
    deputies,
    desk,
    directory,
    events,
    membership,
    migrations,
    municipalities,
    notices,
    people,
    roster,
)
from cases.db import Database, Session
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.models import Account, Event, Notice, Person
from cases.people import By
from tests import postgres
from tests.cases.town import KNOWN, ROOT, Town

ADMIN = "admin"


def act(town: Town, verb: Callable[..., Any], *args: Any, role: str | None = ADMIN, **given: Any) -> Any:
    """The verb, done by whoever has the role; by the terminal where that is None."""
    now = town.now(role or ADMIN)
    return town.db.transact_now(verb, *args, by=now.by if role else None, at=now.at, **given)


def added(town: Town, name: str = "مهتاب کیان‌فر", phone: str | None = "0912 345 6789") -> Person:
    person: Person = act(town, membership.register, name=name, phone=phone)
    return person


def person_of(town: Town, role: str) -> int:
    return town.now(role).by.person.id


def office_log(town: Town) -> list[Event]:
    wanted = select(Event).where(Event.stream == events.OFFICE).order_by(Event.seq)
    return town.db.read_now(lambda session: list(session.scalars(wanted)))


def seen(town: Town, person_id: int) -> int:
    return directory.mark(town.db.read_now(directory.person, person_id))


def join(town: Town, person_id: int, account: str) -> By:
    code = act(town, membership.invite, person_id, role=None)
    town.db.transact_now(people.redeem, code, account_id=account, chat_id=int(account[3:]), at=town.at)
    by = town.db.read_now(people.who, account, at=town.at)
    assert by is not None
    return by


# --- registering ------------------------------------------------------------------------------------------------------


def test_a_registered_phone_lets_its_person_in(town: Town) -> None:
    person = added(town, name="  مهتاب   كيان‌فر ", phone="۰۹۱۲ ۳۴۵-۶۷۸۹")
    assert (person.name, person.phone, person.roles) == ("مهتاب کیان‌فر", "+989123456789", [])
    joined = town.db.transact_now(people.join_by_phone, "+989123456789", account_id="tg:1", chat_id=1, at=town.at)
    assert joined.id == person.id


@pytest.mark.parametrize(
    ("name", "phone", "refusal"),
    [
        (" ", "09123456789", "name-wanted"),
        ("۱۲۳", "09123456789", "name-wanted"),
        ("ن" * 101, "09123456789", "name-wanted"),
        ("نام درست", "03432110000", "mobile-wanted"),
        ("نام درست", "۹۸۹۱۲", "mobile-wanted"),
        ("نام درست", "+98 900 000 0102", "phone-taken"),
    ],
)
def test_what_cannot_be_a_name_or_ones_own_number_is_refused(town: Town, name: str, phone: str, refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        added(town, name, phone)


def test_a_name_or_number_is_put_right_and_the_log_tells_what_it_was(town: Town) -> None:
    person = added(town)
    after = act(town, membership.amend, person.id, phone="09351112233", seen=seen(town, person.id))
    assert after.phone == "+989351112233"
    line = office_log(town)[-1]
    assert (line.kind, line.facts["phone"]) == ("amended", ["+989123456789", "+989351112233"])


# --- who may ----------------------------------------------------------------------------------------------------------

VERBS: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
    (membership.register, (), {"name": "نام تازه", "phone": None}),
    (membership.amend, (1,), {"name": "نام تازه"}),
    (membership.grant, (1, "observer"), {}),
    (membership.revoke, (1,), {}),
    (membership.suspend, (1,), {}),
    (membership.reinstate, (1,), {}),
    (membership.invite, (1,), {}),
    (membership.part_accounts, (1,), {}),
    (municipalities.add, (), {"name": "شهر تازه", "seats": 5}),
]


@pytest.mark.parametrize("role", [role for role in membership.ROLES if role != ADMIN])
def test_only_an_admin_says_who_belongs_to_the_office(town: Town, role: str) -> None:
    before = len(office_log(town))
    for verb, args, given in VERBS:
        with pytest.raises(NotAllowed, match="not-your-role"):
            act(town, verb, *args, role=role, **given)
    assert len(office_log(town)) == before


def test_who_stands_in_for_an_admin_makes_nobody_an_admin_and_touches_none(town: Town) -> None:
    admin, expert = town.now(ADMIN), person_of(town, "expert")
    account = join(town, expert, "tg:1").account
    until = admin.at + timedelta(days=3)
    town.db.transact_now(
        deputies.name, admin.by.person.id, expert, since=admin.at, until=until, by=admin.by, at=admin.at
    )
    deputy = town.db.read_now(people.who, account or "", at=town.at)
    assert deputy is not None
    clerk = person_of(town, "clerk")
    given = {"by": deputy, "at": town.at}
    town.db.transact_now(membership.grant, clerk, "observer", **given)
    for verb, args in (
        (membership.grant, (clerk, ADMIN)),
        (membership.grant, (expert, "head")),
        (membership.suspend, (admin.by.person.id,)),
        (membership.invite, (admin.by.person.id,)),
        (membership.part_accounts, (expert,)),
    ):
        with pytest.raises(NotAllowed, match="not-your-role"):
            town.db.transact_now(verb, *args, **given)


def test_an_act_on_a_person_who_has_changed_since_is_not_done(town: Town) -> None:
    person = added(town)
    shown = seen(town, person.id)
    act(town, membership.grant, person.id, "observer", seen=shown)
    for verb in (membership.suspend, membership.invite, membership.part_accounts):
        with pytest.raises(Outdated, match="person-moved-on"):
            act(town, verb, person.id, seen=shown)
    act(town, membership.suspend, person.id, seen=seen(town, person.id))


# --- roles ------------------------------------------------------------------------------------------------------------


def test_a_role_holds_in_its_city_and_no_other(town: Town) -> None:
    person = added(town)
    act(town, membership.grant, person.id, "clerk", municipality_id=2)
    now = town.db.read_now(directory.person, person.id)
    assert people.roles(now, municipality_id=2) == {"clerk"}
    assert people.roles(now, municipality_id=1) == set()


@pytest.mark.parametrize(
    ("role", "scope", "refusal"),
    [
        ("clerk", {}, "city-unknown"),
        ("clerk", {"municipality_id": 99}, "city-unknown"),
        ("head", {"municipality_id": 1}, "scope-odd"),
        ("observer", {"desk": "urban-affairs"}, "scope-odd"),
        ("expert", {"committee": "workgroup"}, "scope-odd"),
        ("king", {}, "role-unknown"),
    ],
)
def test_a_role_is_given_where_it_can_hold_and_nowhere_else(
    town: Town, role: str, scope: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal):
        act(town, membership.grant, added(town).id, role, **scope)


def test_a_role_is_not_given_twice(town: Town) -> None:
    person = added(town)
    act(town, membership.grant, person.id, "expert", desk=None)
    with pytest.raises(Refusal, match="role-held"):
        act(town, membership.grant, person.id, "expert")
    act(town, membership.grant, person.id, "expert", desk="urban-affairs")


def test_taking_an_experts_role_gives_the_cases_back_to_the_desk(town: Town) -> None:
    case_id = _claimed(town)
    expert = town.db.read_now(directory.person, person_of(town, "expert"))
    (role,) = [role for role in expert.roles if role.role == "expert"]
    left = act(town, membership.revoke, role.id, seen=seen(town, expert.id))
    assert left.roles == [known for known in expert.roles if known.id != role.id]
    assert town.open_step(case_id).claimed_by is None
    with pytest.raises(NotFound, match="role-gone"):
        act(town, membership.revoke, role.id)


def test_the_last_admin_stays_one(town: Town) -> None:
    admin = town.db.read_now(directory.person, person_of(town, ADMIN))
    (role,) = admin.roles
    for verb, args in ((membership.suspend, (admin.id,)), (membership.revoke, (role.id,))):
        with pytest.raises(NotAllowed, match="last-admin"):
            act(town, verb, *args)
        with pytest.raises(NotAllowed, match="last-admin"):
            act(town, verb, *args, role=None)
    other = person_of(town, "head")
    act(town, membership.grant, other, ADMIN)
    act(town, membership.suspend, admin.id, role=None)
    # The other is the last one now.
    with pytest.raises(NotAllowed, match="last-admin"):
        act(town, membership.suspend, other, role=None)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, town: Town) -> Iterator[Town]:
    """The same town on either database."""
    if request.param == "sqlite":
        yield town
        return
    first, town.db = town.db, Database(postgres.fresh(request.getfixturevalue("cluster")))
    migrations.upgrade(town.db)
    town.db.transact_now(roster.enrol, roster.read(ROOT / "samples/province.yaml"), at=town.at)
    yield town
    town.db.close()
    town.db = first


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.mark.parametrize("admins", [2, 3])
def test_of_two_admins_who_suspend_each_other_at_once_one_stays(either: Town, admins: int) -> None:
    for place in range(1, admins):
        person = act(either, membership.register, role=None, name=f"راهبر {place}", phone=None)
        act(either, membership.grant, person.id, ADMIN, role=None)
    pair = [known.id for known in either.db.read_now(directory.found, role=ADMIN).people][:2]
    at, start, ended = either.at + timedelta(minutes=1), threading.Barrier(2), []

    def suspend(one: int, other: int) -> None:
        by = By(either.db.read_now(directory.person, one), None)
        start.wait()
        try:
            either.db.transact_now(membership.suspend, other, by=by, at=at)
        except Refusal as refused:
            ended.append(refused.key)
        else:
            ended.append("done")

    threads = [threading.Thread(target=suspend, args=args) for args in (tuple(pair), tuple(reversed(pair)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "not-your-role"]
    assert [either.db.read_now(directory.person, id).active for id in pair].count(True) == 1


# --- suspending -------------------------------------------------------------------------------------------------------


def _claimed(town: Town) -> int:
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    town.leave(case_id, "sent")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=town.now("expert"))
    return case_id


def test_whoever_is_suspended_is_a_stranger_at_once_and_the_cases_are_free(town: Town) -> None:
    case_id, expert = _claimed(town), person_of(town, "expert")
    join(town, expert, "tg:1")
    code = act(town, membership.invite, expert)
    town.db.transact_now(notices.to_person, expert, notices.What("received", {"document": 1}), at=town.at)
    act(town, membership.suspend, expert, seen=seen(town, expert))
    assert town.db.read_now(people.who, "tg:1", at=town.at) is None
    assert town.open_step(case_id).claimed_by is None
    last = town.db.read_now(_last_of_case, case_id)
    assert (last.kind, last.facts["held_by"]) == ("released", expert)
    with pytest.raises(Refusal, match="invitation-expired"):
        town.db.transact_now(people.redeem, code, account_id="tg:2", chat_id=2, at=town.at)
    assert town.db.read_now(_waiting, 1) == []
    with pytest.raises(Refusal, match="member-suspended"):
        act(town, membership.invite, expert)


def _last_of_case(session: Session, case_id: int) -> Event:
    wanted = select(Event).where(Event.stream == f"case:{case_id}").order_by(Event.seq.desc()).limit(1)
    return session.scalars(wanted).one()


def _waiting(session: Session, chat_id: int) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.chat_id == chat_id, Notice.state == "waiting")))


def test_suspending_ends_standing_in_both_ways(town: Town) -> None:
    now, expert, head = town.now("head"), person_of(town, "expert"), person_of(town, "head")
    until = now.at + timedelta(days=9)
    town.db.transact_now(deputies.name, head, expert, since=now.at, until=until, by=now.by, at=now.at)
    later = now.at + timedelta(days=5)
    town.db.transact_now(deputies.name, expert, head, since=later, until=until, by=now.by, at=now.at)
    act(town, membership.suspend, expert)
    act(town, membership.reinstate, expert)
    assert [town.db.read_now(directory.look, id, at=town.at).deputies for id in (expert, head)] == [[], []]
    for at in (town.at, later):
        assert town.db.read_now(people.standing_in, expert, at=at) == ()
        assert town.db.read_now(people.standing_in, head, at=at) == ()


def test_who_is_reinstated_is_back_with_roles_and_accounts(town: Town) -> None:
    expert = person_of(town, "expert")
    join(town, expert, "tg:1")
    act(town, membership.suspend, expert)
    act(town, membership.reinstate, expert, seen=seen(town, expert))
    by = town.db.read_now(people.who, "tg:1", at=town.at)
    assert by is not None
    assert by.roles() == {"expert"}
    with pytest.raises(Refusal, match="member-active"):
        act(town, membership.reinstate, expert)


def test_a_lost_telephone_is_parted_and_the_person_joins_anew(town: Town) -> None:
    expert = person_of(town, "expert")
    join(town, expert, "tg:1")
    after = act(town, membership.part_accounts, expert, seen=seen(town, expert))
    assert after.accounts == []
    assert town.db.read_now(people.who, "tg:1", at=town.at) is None
    assert join(town, expert, "tg:2").person.id == expert
    assert town.db.read_now(lambda session: [account.id for account in session.scalars(select(Account))]) == ["tg:2"]


# --- invitations ------------------------------------------------------------------------------------------------------


def test_a_new_invitation_ends_the_old_one_and_tells_who_made_it(town: Town) -> None:
    person = added(town)
    first, second = (act(town, membership.invite, person.id) for _ in range(2))
    with pytest.raises(Refusal, match="invitation-expired"):
        town.db.transact_now(people.redeem, first, account_id="tg:1", chat_id=1, at=town.at)
    looked = town.db.read_now(directory.look, person.id, at=town.at)
    assert looked.invitation is not None
    assert looked.invitation.expires_at - looked.invitation.made_at == timedelta(days=7)
    assert looked.invited_by is not None
    assert looked.invited_by.id == person_of(town, ADMIN)
    town.db.transact_now(people.redeem, second, account_id="tg:1", chat_id=1, at=town.at)


def test_nothing_that_was_done_is_missing_in_the_log_and_no_secret_stands_in_it(town: Town) -> None:
    person = added(town)
    code = act(town, membership.invite, person.id)
    act(town, membership.grant, person.id, "observer")
    act(town, membership.suspend, person.id)
    act(town, membership.reinstate, person.id)
    kinds = ["registered", "invited", "role-given", "suspended", "reinstated"]
    lines = office_log(town)[-5:]
    assert [line.kind for line in lines] == kinds
    assert {line.facts["person"] for line in lines} == {person.id}
    assert {line.by_id for line in lines} == {person_of(town, ADMIN)}
    assert all(code not in str(line.facts) for line in lines)
    assert town.db.read_now(events.verify) == []


# --- looking up, and cities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["نیک اندیش", "نیک‌اندیش", "نيك انديش", "نیکاندیش", "ترانه نیک", "اندیش ترانه"])
def test_a_person_is_found_in_whatever_spelling(town: Town, words: str) -> None:
    found = town.db.read_now(directory.found, words=words)
    assert [person.name for person in found.people] == ["ترانه نیک‌اندیش"]


def test_people_are_listed_by_role_and_city_page_by_page(town: Town) -> None:
    members = town.db.read_now(directory.found, role="council-member", municipality_id=1)
    assert members.count == 5
    everyone = town.db.read_now(directory.found)
    assert len(everyone.people) == directory.A_PAGE
    assert everyone.pages > 1
    names = [
        person.name for page in range(everyone.pages) for person in town.db.read_now(directory.found, page=page).people
    ]
    assert len(names) == everyone.count == len(set(names))
    beyond = town.db.read_now(directory.found, page=99)
    assert beyond.number == everyone.pages - 1


def test_the_unjoined_and_the_suspended_are_found_apart(town: Town) -> None:
    everyone = town.db.read_now(directory.found).count
    join(town, person_of(town, "clerk"), "tg:1")
    act(town, membership.suspend, person_of(town, "observer"))
    assert town.db.read_now(directory.found, standing="unjoined").count == everyone - 2
    (gone,) = town.db.read_now(directory.found, standing="suspended").people
    assert gone.id == person_of(town, "observer")


def test_one_names_as_deputy_only_whom_one_works_beside(town: Town) -> None:
    clerks = town.db.read_now(directory.colleagues, person_of(town, "clerk"))
    cities = {role.municipality_id for known in clerks for role in town.db.read_now(directory.person, known.id).roles}
    assert cities == {1}
    experts = town.db.read_now(directory.colleagues, person_of(town, "expert"))
    assert all(
        role.municipality_id is None for known in experts for role in town.db.read_now(directory.person, known.id).roles
    )


def test_two_cities_are_never_of_one_name(town: Town) -> None:
    city = act(town, municipalities.add, name="کهن‌آباد", seats=7)
    assert (city.name, city.seats) == ("کهن‌آباد", 7)
    with pytest.raises(Refusal, match="city-known"):
        act(town, municipalities.add, name="كهن آباد", seats=5)
    with pytest.raises(Refusal, match="seats-wanted"):
        act(town, municipalities.add, name="شهر دیگر", seats=2)
