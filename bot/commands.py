"""The commands that the messenger offers beside the box: to each person those of their roles, to strangers and groups theirs.

Door: `announce` (once, when a bot starts), `Offered` (middleware), `names_for`, `listed`. Promise: what is offered follows the
roles, at the person's next message or with the notice that tells of the change; an answer never waits for it, and a messenger
that refuses it keeps nobody from anything. What was offered is remembered in this process only: after a restart it is said
once more. Not here: what a command does and who may give it (handlers).
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Message,
    TelegramObject,
)

from bot.people import Handler, account_id
from bot.program import Program
from cases import obligations, people, queues, subscriptions
from cases.people import By
from nlp import wording

type Names = tuple[str, ...]
STRANGERS: Names = ("start", "guide", "help")
UNBOUND_GROUPS: Names = ("bind",)
GROUPS: Names = ("queue", "status", "help", "cancel")
_EVERYBODY = frozenset({"menu", "guide", "status", "deputy", "help", "cancel"})
REMEMBERED = 10_000
# The answer has been given by then; the person's next message waits no longer than this, in seconds.
PATIENCE = 5.0
log = structlog.get_logger(__name__)


def names_for(by: By | None) -> Names:
    """The commands that are of use to this person, in the order of the list of words; a stranger's for None."""
    if by is None:
        return STRANGERS
    held = {role.role for person in (by.person, *by.standing_in) for role in person.roles}
    own = {
        "queue": by.roles() & set(queues.OF),
        "obligations": held & set(obligations.LOOKED_AT_BY),
        "notices": {role.role for role in by.person.roles} & {subscriptions.ROLE},
        "admin": by.roles() & {"admin"},
    }
    return tuple(name for name in wording.words("commands") if name in _EVERYBODY or own.get(name))


def listed(names: Names) -> list[tuple[str, str]]:
    """Each command with what it does."""
    says = wording.words("commands")
    return [(name, says[name]) for name in names]


async def announce(bot: Bot) -> None:
    """What strangers and groups that nobody bound are offered."""
    await bot.set_my_commands(_commands(STRANGERS), scope=BotCommandScopeDefault())
    await bot.set_my_commands(_commands(UNBOUND_GROUPS), scope=BotCommandScopeAllGroupChats())


class Offered(BaseMiddleware):
    """After a message is answered, its chat is offered the commands of its people, if they are others than before."""

    def __init__(self) -> None:
        self._offered: dict[int, Names] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        result = await handler(event, data)
        if isinstance(event, Message) and isinstance(bot := data.get("bot"), Bot) and not _moving(event):
            names = await self._names(event, data)
            if names != self._offered.get(event.chat.id, STRANGERS):
                await self._offer(bot, event.chat.id, names)
        return result

    async def _names(self, message: Message, data: dict[str, Any]) -> Names:
        if message.chat.type != "private":
            return GROUPS
        by: By | None = data.get("by")
        joining = message.contact is not None or (message.text or "").startswith("/start")
        if by is None and joining and message.from_user is not None:
            program: Program = data["program"]
            by = await program.db.read(people.who, account_id(message.from_user.id), at=program.clock())
        return names_for(by)

    async def _offer(self, bot: Bot, chat_id: int, names: Names) -> None:
        scope = BotCommandScopeChat(chat_id=chat_id)
        try:
            async with asyncio.timeout(PATIENCE):
                if names == STRANGERS:
                    await bot.delete_my_commands(scope=scope)
                else:
                    await bot.set_my_commands(_commands(names), scope=scope)
        except (AiogramError, TimeoutError) as trouble:
            log.info("commands not offered", chat=chat_id, trouble=type(trouble).__name__)
            return
        self._offered.pop(chat_id, None)
        self._offered[chat_id] = names
        while len(self._offered) > REMEMBERED:
            del self._offered[next(iter(self._offered))]


def _moving(message: Message) -> bool:
    """The word that a group has another id; which of the two is the office's is not known here."""
    return message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None


def _commands(names: Names) -> list[BotCommand]:
    return [BotCommand(command=name, description=says) for name, says in listed(names)]
