"""Groups become the office's by a one-time code typed in them, and leave it by an admin's word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import events, notices, queries, staff
from cases.errors import NotAllowed, NotFound, Refusal
from cases.models import GroupCode, Notice, StaffGroup
from tests.cases.town import Town

CHAT = -100123


def code(town: Town, desk: str | None = None) -> str:
    now = town.now("admin")
    return town.db.transact_now(staff.make_code, desk, by=now.by, at=now.at)


def bind(town: Town, typed: str, *, chat: int = CHAT, **given: Any) -> StaffGroup:
    told = {"channel": "tg", "title": "کارشناسان", "forum": False, "account": "tg:1", "at": town.at, **given}
    return town.db.transact_now(staff.bind_by_code, typed, chat_id=chat, **told)


def test_a_code_typed_in_a_group_binds_it_to_its_desk(town: Town) -> None:
    bind(town, code(town, "urban-affairs").lower() + " ", forum=True)
    group = town.db.read_now(queries.staff_group, CHAT)
    assert group is not None
    assert (group.desk, group.title, group.forum) == ("urban-affairs", "کارشناسان", True)


def test_only_an_admin_makes_a_code_and_only_its_hash_is_kept(town: Town) -> None:
    for role in ("expert", "head", "observer", "clerk"):
        now = town.now(role)
        with pytest.raises(NotAllowed, match="not-your-role"):
            town.db.transact_now(staff.make_code, None, by=now.by, at=now.at)
    made = code(town)
    kept = town.db.read_now(lambda session: session.scalars(select(GroupCode)).one())
    assert made not in (kept.code_hash, str(kept.__dict__))
    assert len(made) == staff.CODE_LENGTH


def test_a_code_works_once_and_for_an_hour(town: Town) -> None:
    made = code(town)
    with pytest.raises(Refusal, match="group-code-expired"):
        bind(town, made, at=town.at + staff.CODE_LIFE)
    bind(town, made, at=town.at + staff.CODE_LIFE - timedelta(seconds=1))
    bind(town, made)  # the same message, handled again
    with pytest.raises(Refusal, match="group-code-used"):
        bind(town, made, chat=CHAT - 1)
    with pytest.raises(NotFound, match="group-code-unknown"):
        bind(town, "AAAA")
    assert town.db.read_now(queries.staff_group, CHAT - 1) is None


def test_a_new_code_for_a_desk_ends_the_one_that_nobody_used(town: Town) -> None:
    first, second, other = code(town), code(town), code(town, "urban-affairs")
    with pytest.raises(Refusal, match="group-code-expired"):
        bind(town, first)
    bind(town, second)
    bind(town, other, chat=CHAT - 1)


def test_a_bound_group_gets_another_desk_by_another_code(town: Town) -> None:
    bind(town, code(town))
    bind(town, code(town, "urban-affairs"))
    (group,) = [known for known in town.db.read_now(staff.groups) if known.chat_id == CHAT]
    assert group.desk == "urban-affairs"


def test_a_group_that_was_parted_from_hears_nothing_more_and_its_old_code_is_dead(town: Town) -> None:
    made = code(town)
    bind(town, made)
    town.db.transact_now(notices.to_chat, "tg", CHAT, notices.What("received", {"document": 1}), at=town.at)
    for role in ("expert", "head"):
        now = town.now(role)
        with pytest.raises(NotAllowed, match="not-your-role"):
            town.db.transact_now(staff.unbind, CHAT, by=now.by, at=now.at)
    now = town.now("admin")
    town.db.transact_now(staff.unbind, CHAT, by=now.by, at=now.at)
    assert town.db.read_now(queries.staff_group, CHAT) is None
    waiting = select(Notice).where(Notice.chat_id == CHAT, Notice.state == "waiting")
    assert town.db.read_now(lambda session: session.scalars(waiting).all()) == []
    with pytest.raises(Refusal, match="group-code-used"):
        bind(town, made)
    with pytest.raises(NotFound, match="group-unknown"):
        town.db.transact_now(staff.unbind, CHAT, by=now.by, at=now.at)
    assert town.db.read_now(events.verify) == []
