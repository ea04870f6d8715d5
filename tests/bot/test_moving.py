"""A staff group becomes another kind of group, with another id: by the messenger's word, and by its refusal."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.delivery import build_bot
from bot.pacing import Paced
from cases import notices, staff
from cases.models import StaffGroup
from cases.notices import What
from tests.bot.chatting import PATIENCE, Chat, plain, served
from tests.cases.town import KNOWN, START, Town, settled  # noqa: F401

pytestmark = pytest.mark.anyio
OLD, STRANGE = -77, -78


@pytest.fixture
async def chat(settled: Path, tmp_path: Path) -> AsyncIterator[Chat]:  # noqa: F811
    town = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    async with served(town, tmp_path, partial(build_bot, limiter=Paced(town.db))) as made:
        made.case = town.open(KNOWN.get("mayor-appointment")).id
        for group in (OLD, STRANGE):
            await made.control.add_group(group, "G", [made.account("expert"), made.account("clerk")])
        bound = StaffGroup(chat_id=OLD, channel="tg", bound_at=START, forum=False, desk="urban-affairs")
        town.db.transact_now(lambda session: session.add(bound))
        yield made
    town.db.close()


def bound(chat: Chat) -> dict[int, str | None]:
    return {group.chat_id: group.desk for group in chat.town.db.read_now(staff.groups)}


async def bound_to(chat: Chat, group: int) -> dict[int, str | None]:
    async with asyncio.timeout(PATIENCE):
        while group not in bound(chat):  # noqa: ASYNC110 (the inbox is another task, and tells nobody)
            await asyncio.sleep(0.05)
    return bound(chat)


async def said_in(chat: Chat, group: int) -> list[str]:
    return [plain(said) for said in await chat.control.messages(group) if said.by_bot and said.text]


async def test_the_word_that_a_group_moved_moves_it_with_its_desk_before_anything_is_to_be_said(chat: Chat) -> None:
    new = await chat.control.migrate(OLD)
    groups = await bound_to(chat, new)
    assert groups[new] == "urban-affairs"
    assert OLD not in groups
    chat.town.db.transact_now(
        notices.to_chat, "tg", new, What("held", {"case": chat.case, "reason": "words"}), at=chat.town.at
    )
    await chat.deliver()
    assert any("words" in text for text in await said_in(chat, new))


async def test_what_waits_for_the_old_group_is_said_once_in_the_new_one_whichever_way_the_move_is_learned(
    chat: Chat,
) -> None:
    what = What("held", {"case": chat.case, "reason": "waiting"}, dedupe="once")
    waiting = chat.town.db.transact_now(notices.to_chat, "tg", OLD, what, at=chat.town.at)
    assert waiting is not None
    new = await chat.control.migrate(OLD)
    await chat.delivery.deliver(waiting.id)
    await bound_to(chat, new)
    await chat.deliver()
    await chat.deliver()
    assert sum("waiting" in text for text in await said_in(chat, new)) == 1
    assert [group for group in bound(chat) if group in (OLD, new)] == [new]


async def test_a_group_that_moved_is_served_under_its_new_id(chat: Chat) -> None:
    new = await chat.control.migrate(OLD)
    await bound_to(chat, new)
    since = await chat.control.mark()
    await chat.control.say(new, chat.account("expert"), "/queue")
    assert (await chat.control.wait_message(new, since=since, timeout=PATIENCE)).text


async def test_a_group_that_nobody_bound_does_not_become_the_offices_by_moving(chat: Chat) -> None:
    new = await chat.control.migrate(STRANGE)
    since = await chat.control.mark()
    await chat.control.say(new, chat.account("clerk"), "/queue")
    answer = await chat.control.wait_message(new, since=since, timeout=PATIENCE)
    assert not answer.buttons
    assert new not in bound(chat)
