"""An account becomes a person's by an invitation or by its own registered phone, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from cases import people, roster
from cases.errors import NotAllowed, Refusal
from cases.models import Account, Municipality, Person, Role
from tests.cases.town import ROOT, START, Town

PHONE = "+989000000102"


def test_an_invitation_ends_at_its_hour(town: Town) -> None:
    code = town.db.transact_now(people.invite, 1, at=START)
    end = START + people.INVITATION_LIFE
    with pytest.raises(Refusal, match="invitation-expired"):
        town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=end)
    assert town.db.read_now(people.who, "tg:1", at=START) is None
    town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=end - timedelta(seconds=1))
    assert town.db.read_now(people.who, "tg:1", at=START) is not None


def test_who_opens_their_used_invitation_again_is_let_in_again(town: Town) -> None:
    code = town.db.transact_now(people.invite, 1, at=START)
    for days in (0, 30):
        at = START + timedelta(days=days)
        assert town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=at).id == 1
    accounts = town.db.read_now(lambda session: session.scalar(select(func.count()).select_from(Account)))
    assert accounts == 1


def test_an_account_of_one_person_never_becomes_anothers(town: Town) -> None:
    for person_id in (1, 2):
        code = town.db.transact_now(people.invite, person_id, at=START)
        if person_id == 1:
            town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=START)
    with pytest.raises(NotAllowed, match="account-taken"):
        town.db.transact_now(people.redeem, code, account_id="tg:1", chat_id=1, at=START)
    by = town.db.read_now(people.who, "tg:1", at=START)
    assert by is not None and by.person.id == 1
    town.db.transact_now(people.redeem, code, account_id="tg:2", chat_id=2, at=START)  # the refusal did not use it up


def test_a_registered_phone_lets_its_person_in_and_no_other_phone_does(town: Town) -> None:
    person = town.db.transact_now(people.join_by_phone, PHONE, account_id="tg:1", chat_id=1, at=START)
    assert (person.key, person.phone) == ("secretary-mehrabad-now", PHONE)
    with pytest.raises(Refusal, match="phone-unknown"):
        town.db.transact_now(people.join_by_phone, "+989000009999", account_id="tg:2", chat_id=2, at=START)


def test_a_suspended_persons_phone_lets_nobody_in(town: Town) -> None:
    town.db.transact_now(
        lambda session: session.execute(update(Person).where(Person.phone == PHONE).values(active=False))
    )
    with pytest.raises(Refusal, match="phone-unknown"):
        town.db.transact_now(people.join_by_phone, PHONE, account_id="tg:1", chat_id=1, at=START)


def test_who_blocked_the_bot_and_comes_back_is_written_to_again(town: Town) -> None:
    town.db.transact_now(people.join_by_phone, PHONE, account_id="tg:1", chat_id=1, at=START)
    town.db.transact_now(people.blocked, "tg:1", at=START)
    by = town.db.read_now(people.who, "tg:1", at=START)
    assert by is not None and by.was_blocked
    town.db.transact_now(people.back, "tg:1")
    by = town.db.read_now(people.who, "tg:1", at=START)
    assert by is not None and not by.was_blocked


def test_a_citys_role_holds_in_that_city_and_the_offices_in_all(town: Town) -> None:
    secretary, expert = town.now("secretary").by, town.now("expert").by
    assert people.roles(secretary.person, municipality_id=1) == {"secretary"}
    assert people.roles(secretary.person, municipality_id=2) == people.roles(secretary.person) == set()
    assert people.roles(expert.person, municipality_id=2) == {"expert"}


def _counts(town: Town) -> list[int | None]:
    return [
        town.db.read_now(lambda session, table=table: session.scalar(select(func.count()).select_from(table)))
        for table in (Person, Role, Municipality)
    ]


def test_enrolling_twice_adds_nobody_and_invites_only_who_has_no_account(town: Town) -> None:
    file, before = roster.read(ROOT / "samples/province.yaml"), _counts(town)
    town.db.transact_now(people.join_by_phone, PHONE, account_id="tg:1", chat_id=1, at=START)
    invited = town.db.transact_now(roster.enrol, file, at=START + timedelta(hours=1))
    assert _counts(town) == before
    assert [line.key for line in invited if line.code is None] == ["secretary-mehrabad-now"]


def test_two_people_of_one_name_stay_two(town: Town) -> None:
    file = roster.read(ROOT / "samples/province.yaml")
    first = file.people[0]
    namesake = first.model_copy(update={"key": "namesake", "phone": "+989000000777"})
    more = file.model_copy(update={"people": (*file.people, namesake)})
    invited = {line.key: line.person for line in town.db.transact_now(roster.enrol, more, at=START)}
    assert invited["namesake"].name == invited[first.key].name
    assert invited["namesake"].id != invited[first.key].id
