"""Which commands the messenger offers to whom, and when."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot import commands
from bot.dispatcher import _AREAS
from bot.handlers import errors
from cases import membership, people
from cases.people import By
from nlp import wording
from tests.bot.chatting import GROUP, TOKEN, Chat

pytestmark = pytest.mark.anyio


async def offered(chat: Chat, chat_id: int) -> list[str] | None:
    """The commands that stand at the box of this very chat; None where it has none of its own."""
    kept: dict[str, list[dict[str, str]]] = (await chat.control.state())["commands"]
    scope = json.dumps([{"chat_id": chat_id, "type": "chat"}, ""], sort_keys=True)
    found = kept.get(scope)
    return None if found is None else [one["command"] for one in found]


async def times_set(chat: Chat, chat_id: int) -> int:
    calls = await chat.control.calls("setMyCommands")
    return sum((call["params"].get("scope") or {}).get("chat_id") == chat_id for call in calls)


def known(chat: Chat, who: str) -> By:
    account = f"tg:{chat.account(who)}"
    by = chat.town.db.read_now(lambda session: people.who(session, account, at=chat.town.at))
    assert by is not None
    return by


def is_handled(command: str) -> bool:
    """Whether some handler is for this command; strangers' /start is the registration's."""
    filters: list[Any] = [
        flag.callback
        for area in _AREAS
        if area is not errors
        for handler in area.router.message.handlers
        for flag in handler.filters or []
    ]
    return any(command in getattr(one, "commands", ()) for one in filters)


async def test_every_command_that_is_offered_has_its_words_and_its_handler(chat: Chat) -> None:
    everybody = {name for who in ("clerk", "expert", "admin", "council-member", "head") for name in _names(chat, who)}
    used = everybody | {*commands.STRANGERS, *commands.UNBOUND_GROUPS, *commands.GROUPS}
    assert used == set(wording.words("commands"))
    assert {name for name in used if not is_handled(name)} == {"cancel"}
    assert all(1 <= len(says) <= 256 for says in wording.words("commands").values())


def _names(chat: Chat, who: str) -> tuple[str, ...]:
    return commands.names_for(known(chat, who))


@pytest.mark.parametrize(
    ("who", "has", "has_not"),
    [
        ("clerk", {"status", "obligations"}, {"queue", "admin", "notices"}),
        ("secretary", {"status", "obligations"}, {"queue", "admin"}),
        ("council-member", {"notices"}, {"queue", "admin"}),
        ("expert", {"queue"}, {"admin", "notices"}),
        ("head", {"queue"}, {"admin", "notices"}),
        ("admin", {"admin"}, {"notices"}),
    ],
)
async def test_each_role_is_offered_its_own_commands_with_its_first_message(
    chat: Chat, who: str, has: set[str], has_not: set[str]
) -> None:
    await chat.says(who, "/menu")
    await chat.says(who, "/help")
    stand = await offered(chat, chat.account(who))
    assert stand is not None
    assert has <= set(stand)
    assert not has_not & set(stand)
    assert await times_set(chat, chat.account(who)) == 1


async def test_a_stranger_is_offered_no_more_than_the_guide(chat: Chat) -> None:
    await chat.says("stranger", "/help")
    assert await offered(chat, chat.account("stranger")) is None
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(chat.url)))
    await commands.announce(bot)
    assert [one.command for one in await bot.get_my_commands()] == list(commands.STRANGERS)
    await bot.session.close()


async def test_a_staff_group_is_offered_what_can_be_done_in_it(chat: Chat) -> None:
    await chat.says("expert", "/help", group=True, reply=False)
    await chat.says("expert", "/help", group=True, reply=False)
    assert await offered(chat, GROUP) == list(commands.GROUPS)


async def test_another_role_brings_its_commands_at_once_and_takes_them_away(chat: Chat) -> None:
    person, admin = chat.person("observer"), known(chat, "admin")
    given = chat.town.db.transact_now(membership.grant, person, "admin", by=admin, at=chat.town.at)
    await chat.deliver()
    assert "admin" in (await offered(chat, chat.account("observer")) or [])
    chat.town.db.transact_now(membership.revoke, given.id, by=admin, at=chat.town.at)
    await chat.deliver()
    assert "admin" not in (await offered(chat, chat.account("observer")) or ["admin"])


async def test_who_is_suspended_has_a_strangers_commands_again(chat: Chat) -> None:
    admin = known(chat, "admin")
    chat.town.db.transact_now(membership.suspend, chat.person("observer"), by=admin, at=chat.town.at)
    await chat.says("observer", "/help")
    await chat.says("observer", "/help")
    assert await offered(chat, chat.account("observer")) is None


async def test_a_messenger_that_refuses_commands_keeps_nobody_from_an_answer(chat: Chat) -> None:
    await chat.control.faults([{"kind": "error", "method": "setMyCommands"}])
    answer = await chat.says("clerk-2", "/menu")
    assert answer.text
    await chat.control.faults([])
    await chat.says("clerk-2", "/help")
    await chat.says("clerk-2", "/menu")
    assert "status" in (await offered(chat, chat.account("clerk-2")) or [])
