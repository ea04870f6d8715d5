"""The outbox goes out through the real client: floods, blocks, failures of the messenger, lost messages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import build_bot
from bot.pacing import Paced
from cases import notices
from cases.db import Session
from cases.models import Account, Notice
from cases.notices import What
from tests.bot.chatting import Chat, served
from tests.cases.town import KNOWN, Town, settled  # noqa: F401

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def chat(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:  # noqa: F811
    """The town, written to by the client that the program runs with."""
    folder = tmp_path_factory.mktemp("delivery")
    town = Town(Path(shutil.copy(settled, folder / "town.sqlite")))
    async with served(town, folder, partial(build_bot, limiter=Paced(town.db))) as made:
        made.case = town.open(KNOWN.get("mayor-appointment")).id
        yield made
    town.db.close()


@pytest.fixture(autouse=True)
async def all_well(chat: Chat) -> AsyncIterator[None]:
    yield
    await chat.control.faults([])


def write(chat: Chat, who: str, reason: str, *, slot: str | None = None) -> Notice:
    """Puts a few words into the outbox of a person's chat."""
    what = What("held", {"case": chat.case, "reason": reason}, slot=slot)
    made = chat.town.db.transact_now(notices.to_chat, "tg", chat.account(who), what, at=chat.town.at)
    assert made is not None
    return made


def state(chat: Chat, notice: Notice) -> Notice:
    return chat.town.db.read_now(lambda session: session.get_one(Notice, notice.id))


async def said(chat: Chat, who: str, reason: str) -> int:
    """How often the words stand in the person's chat."""
    return sum(reason in known.text for known in await chat.control.messages(chat.account(who)))


async def deliver(chat: Chat, notice: Notice) -> Notice:
    await chat.delivery.deliver(notice.id)
    return state(chat, notice)


async def test_a_flood_limit_is_waited_out_for_as_long_as_the_messenger_said(chat: Chat) -> None:
    await chat.control.faults([{"kind": "retry_after", "times": 5, "method": "sendMessage", "seconds": 1}])
    notice = write(chat, "clerk", "flooded")
    after = await deliver(chat, notice)
    assert (after.state, after.failure) == ("waiting", "flood limit")
    assert after.next_try_at == chat.town.at + timedelta(seconds=1)
    await chat.control.faults([])
    assert (await deliver(chat, notice)).state == "waiting", "it is not yet time"
    chat.town.at += timedelta(seconds=2)
    assert (await deliver(chat, notice)).state == "sent"
    assert await said(chat, "clerk", "flooded") == 1


async def test_a_short_flood_is_not_even_noticed(chat: Chat) -> None:
    await chat.control.faults([{"kind": "retry_after", "times": 1, "method": "sendMessage", "seconds": 1}])
    notice = await deliver(chat, write(chat, "clerk", "briefly"))
    assert (notice.state, notice.attempt) == ("sent", 0)


async def test_who_has_blocked_the_bot_is_left_in_peace_until_they_write_again(chat: Chat) -> None:
    await chat.control.block(chat.account("secretary"))
    notice = await deliver(chat, write(chat, "secretary", "blocked"))
    assert notice.state == "failed"
    assert notice.failure is not None and "blocked" in notice.failure
    account = f"tg:{chat.account('secretary')}"

    def is_blocked(session: Session) -> bool:
        return session.get_one(Account, account).blocked_at is not None

    assert chat.town.db.read_now(is_blocked)
    what = What("resumed", {"case": chat.case})
    chat.town.db.transact_now(notices.to_person, chat.person("secretary"), what, at=chat.town.at)
    assert chat.town.db.read_now(_waiting_for, chat.account("secretary")) == []
    await chat.control.unblock(chat.account("secretary"))
    await chat.says("secretary", "/menu")
    assert not chat.town.db.read_now(is_blocked)


@pytest.mark.parametrize("fault", [{"kind": "error"}, {"kind": "timeout", "seconds": 0}], ids=["500", "504"])
async def test_when_the_messenger_fails_nothing_is_lost_and_nothing_overtakes(
    chat: Chat, fault: dict[str, Any]
) -> None:
    name = str(fault["kind"])
    await chat.control.faults([{**fault, "times": 9, "method": "sendMessage", "chat_id": chat.account("head")}])
    first, second = write(chat, "head", f"first {name}"), write(chat, "head", f"second {name}")
    pauses = []
    for _ in range(3):
        after = await deliver(chat, second)
        failed = state(chat, first)
        assert (after.state, after.attempt, failed.state) == ("waiting", 0, "waiting")
        assert failed.next_try_at is not None
        pauses.append((failed.next_try_at - chat.town.at).total_seconds())
        chat.town.at = failed.next_try_at
    assert pauses == list(notices.PAUSES[:3])
    await chat.control.faults([])
    await deliver(chat, second)
    texts = [known.text for known in await chat.control.messages(chat.account("head")) if name in known.text]
    assert [("first" in text, "second" in text) for text in texts] == [(True, False), (False, True)]


async def test_after_the_last_try_it_is_a_named_failure_and_the_next_one_goes_out(chat: Chat) -> None:
    only_here = {"kind": "error", "method": "sendMessage", "chat_id": chat.account("observer")}
    await chat.control.faults([{**only_here, "times": len(notices.PAUSES)}])
    doomed, next_one = write(chat, "observer", "doomed"), write(chat, "observer", "the next")
    for _ in notices.PAUSES:
        after = await deliver(chat, doomed)
        chat.town.at = after.next_try_at or chat.town.at
    assert after.state == "failed"
    assert after.failure
    await deliver(chat, next_one)
    assert (await said(chat, "observer", "doomed"), await said(chat, "observer", "the next")) == (0, 1)


async def test_what_stands_in_a_slot_is_edited_and_said_anew_when_it_is_gone(chat: Chat) -> None:
    me = chat.account("clerk")
    first = await deliver(chat, write(chat, "clerk", "old words", slot="s"))
    second = await deliver(chat, write(chat, "clerk", "new words", slot="s"))
    assert first.message_id == second.message_id
    assert (await said(chat, "clerk", "old words"), await said(chat, "clerk", "new words")) == (0, 1)
    assert second.message_id is not None
    await chat.delivery.bot.delete_message(me, second.message_id)
    third = await deliver(chat, write(chat, "clerk", "said anew", slot="s"))
    assert third.state == "sent"
    assert third.message_id not in (None, second.message_id)


@pytest.mark.long
async def test_a_notice_that_cannot_be_drawn_does_not_hold_up_its_chat(chat: Chat) -> None:
    what = What("held", {"case": 10**6, "reason": "x"})
    broken = chat.town.db.transact_now(notices.to_chat, "tg", chat.account("admin"), what, at=chat.town.at)
    assert broken is not None
    sound = write(chat, "admin", "sound")
    assert (await deliver(chat, sound)).state == "sent"
    assert state(chat, broken).state == "failed"


def _waiting_for(session: Session, chat_id: int) -> list[int]:
    waiting = select(Notice.id).where(Notice.chat_id == chat_id, Notice.state == "waiting")
    return list(session.scalars(waiting))
