"""Middleware: the messenger account behind an update becomes a person, before any handler runs.

Handlers get `by: By | None`; the routers of registered people carry the filter `Registered`. A group that was not bound is
told so once a day and served nothing but the code that binds it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot import cards
from bot.program import Program
from cases import people, queries, updates
from cases.people import By

type Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
"""What a middleware stands before."""
CHANNEL = "tg"
TRIES_A_DAY, REMEMBERED = 10, 1000
_BIND = re.compile(r"/bind(@\w+)?(\s|$)", re.IGNORECASE)


def account_id(user_id: int) -> str:
    """The namespaced account of a Telegram user."""
    return f"tg:{user_id}"


class People(BaseMiddleware):
    """Puts `by` beside the update's other data."""

    def __init__(self) -> None:
        self._refused: dict[int, date] = {}
        self._tried: dict[int, tuple[date, int]] = {}

    async def __call__(
        self,
        handler: Handler,
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        program: Program = data["program"]
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if user is None or chat is None:
            return None
        if chat.type != "private" and await program.db.read(queries.staff_group, chat.id) is None:
            try:
                return await self._not_bound(handler, event, data, program)
            finally:
                # What strangers say among themselves is not kept.
                update: Update = data["event_update"]
                await program.db.transact(updates.blank, CHANNEL, update.update_id)
        if user.is_bot:
            return None
        by = data["by"] = await program.db.read(people.who, account_id(user.id), at=program.clock())
        if by is not None and by.was_blocked and chat.type == "private":
            await program.db.transact(people.back, account_id(user.id))
        return await handler(event, data)

    async def _not_bound(self, handler: Handler, event: TelegramObject, data: dict[str, Any], program: Program) -> Any:
        """A group that nobody bound: a code may be tried in it some times a day, anything else is refused once a day.

        What is remembered of it stays in this process, and of no more than a thousand groups.
        """
        if isinstance(event, CallbackQuery):
            return await event.answer(cards.refusal("group-not-bound"), show_alert=True)
        if not isinstance(event, Message):
            return None
        if event.migrate_from_chat_id is not None:
            # A bound group that became another kind of group speaks for the first time under its new id.
            return await handler(event, {**data, "by": None})
        chat, today = event.chat.id, program.clock().date()
        if _BIND.match(event.text or ""):
            day, tries = self._tried.get(chat, (today, 0))
            tries = tries if day == today else 0
            if tries < TRIES_A_DAY:
                _remember(self._tried, chat, (today, tries + 1))
                return await handler(event, {**data, "by": None})
        elif (event.text or "").startswith("/") and self._refused.get(chat) != today:
            _remember(self._refused, chat, today)
            await event.answer(cards.refusal("group-not-bound"))
        return None


def _remember[T](kept: dict[int, T], chat: int, what: T) -> None:
    kept.pop(chat, None)
    kept[chat] = what
    while len(kept) > REMEMBERED:
        del kept[next(iter(kept))]


class Registered(Filter):
    """Only for people whom the office knows."""

    async def __call__(self, event: TelegramObject, by: By | None) -> bool:
        return by is not None
