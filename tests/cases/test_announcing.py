"""An admin's word to many: to whom it goes, once each, within the messenger's limits, and how far it has come."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from cases import announcing, notices
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Refusal
from cases.models import Account, Announcement, Notice, Person, Role
from tests.cases.town import Town

FIRST_CHAT = 7000


@pytest.fixture
def joined(town: Town) -> Town:
    """Everybody has an account."""
    town.db.transact_now(_join_all)
    return town


def _join_all(session: Session) -> None:
    for person in session.scalars(select(Person)):
        chat = FIRST_CHAT + person.id
        session.add(Account(id=f"tg:{chat}", person_id=person.id, chat_id=chat, joined_at=person.registered_at))


def announce(town: Town, text: str = "جلسه فرداست", role: str = "admin", **given: Any) -> Announcement:
    now = town.now(role)
    wanted = {"roles": ["clerk"], **given}
    return town.db.transact_now(announcing.announce, text, by=now.by, at=now.at, **wanted)


def chats(town: Town, made: Announcement) -> list[int]:
    wanted = select(Notice).where(Notice.template == announcing.TEMPLATE)
    rows = town.db.read_now(lambda session: list(session.scalars(wanted)))
    return sorted(row.chat_id for row in rows if row.facts["announcement"] == made.id)


def with_role(town: Town, role: str, city: int | None = None) -> list[int]:
    wanted = select(Role.person_id).where(Role.role == role)
    wanted = wanted.where(Role.municipality_id == city) if city else wanted
    return sorted(FIRST_CHAT + id for id in town.db.read_now(lambda session: session.scalars(wanted).all()))


def test_it_goes_to_everyone_of_the_roles_in_the_city_and_to_nobody_else(joined: Town) -> None:
    made = announce(joined, roles=["clerk", "secretary"], municipality_id=1)
    assert chats(joined, made) == sorted(with_role(joined, "clerk", 1) + with_role(joined, "secretary", 1))
    everywhere = announce(joined, roles=["clerk"])
    assert chats(joined, everywhere) == with_role(joined, "clerk")
    assert everywhere.people == 3


def test_whoever_has_two_of_the_roles_hears_it_once(joined: Town) -> None:
    clerk = with_role(joined, "clerk", 1)[0]
    joined.db.transact_now(lambda session: session.add(Role(person_id=clerk - FIRST_CHAT, role="observer")))
    made = announce(joined, roles=["clerk", "observer"], municipality_id=None)
    assert chats(joined, made).count(clerk) == 1


def test_the_suspended_and_who_blocked_the_bot_are_left_out_and_counted_so(joined: Town) -> None:
    first, second, _ = (chat - FIRST_CHAT for chat in with_role(joined, "clerk"))
    joined.db.transact_now(
        lambda session: session.execute(update(Person).where(Person.id == first).values(active=False))
    )
    blocked = update(Account).where(Account.person_id == second).values(blocked_at=joined.at)
    joined.db.transact_now(lambda session: session.execute(blocked))
    assert joined.db.read_now(announcing.recipients, ["clerk"]) == (2, 1)
    assert len(chats(joined, announce(joined))) == 1


def test_a_press_that_is_handled_twice_tells_nobody_twice(joined: Town) -> None:
    first, again = announce(joined), announce(joined)
    assert first.id == again.id
    assert len(chats(joined, first)) == 3
    assert announce(joined, "جلسه پس‌فرداست").id != first.id
    joined.at += announcing.SAME
    assert announce(joined).id != first.id


def test_only_an_admin_speaks_to_many(joined: Town) -> None:
    for role in ("expert", "head", "observer", "clerk", "secretary", "committee"):
        with pytest.raises(NotAllowed, match="not-your-role"):
            announce(joined, role=role)


@pytest.mark.parametrize(
    ("text", "given", "refusal"),
    [
        (" \n ", {}, "text-wanted"),
        ("م" * (announcing.MOST_UNITS + 1), {}, "text-long"),
        ("😀" * (announcing.MOST_UNITS // 2 + 1), {}, "text-long"),
        ("<" * (announcing.MOST_UNITS // 2), {}, "text-long"),
        ("سلام", {"roles": []}, "role-unknown"),
        ("سلام", {"roles": ["king"]}, "role-unknown"),
        ("سلام", {"municipality_id": 99}, "city-unknown"),
        ("سلام", {"roles": ["head"], "municipality_id": 1}, "nobody-there"),
    ],
)
def test_what_cannot_be_said_is_refused(joined: Town, text: str, given: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        announce(joined, text, **given)


def test_the_longest_text_is_said(joined: Town) -> None:
    assert announce(joined, "😀" * (announcing.MOST_UNITS // 2)).people == 3


def test_the_numbers_tell_how_far_it_has_come(joined: Town) -> None:
    made = announce(joined)
    other = announce(joined, "چیز دیگر")
    rows = select(Notice).where(Notice.template == announcing.TEMPLATE).order_by(Notice.id)
    first, second = joined.db.read_now(lambda session: session.scalars(rows).all())[:2]
    joined.db.transact_now(notices.sent, first.id, message_id=5, at=joined.at)
    joined.db.transact_now(notices.failed, second.id, why="blocked", at=joined.at, final=True)
    told = joined.db.read_now(announcing.delivered, made.id)
    assert (told.sent, told.waiting, told.failed) == (1, 1, 1)
    told = joined.db.read_now(announcing.delivered, other.id)
    assert (told.sent, told.waiting, told.failed) == (0, 3, 0)
    with pytest.raises(NotFound, match="announcement-unknown"):
        joined.db.read_now(announcing.delivered, 99)
