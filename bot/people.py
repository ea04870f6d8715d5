"""Middleware: the messenger account behind an update becomes a person, before any handler runs.

Handlers get `by: By | None`; the routers of registered people carry the filter `Registered`. A group that was not bound is
told so and served nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import cards
from bot.program import Program
from cases import people, queries
from cases.people import By

type Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
"""What a middleware stands before."""


def account_id(user_id: int) -> str:
    """The namespaced account of a Telegram user."""
    return f"tg:{user_id}"


class People(BaseMiddleware):
    """Puts `by` beside the update's other data."""

    async def __call__(
        self,
        handler: Handler,
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        program: Program = data["program"]
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if user is None or chat is None or user.is_bot:
            return None
        if chat.type != "private" and await program.db.read(queries.staff_group, chat.id) is None:
            return await _not_bound(event)
        by = data["by"] = await program.db.read(people.who, account_id(user.id), at=program.clock())
        if by is not None and by.was_blocked and chat.type == "private":
            await program.db.transact(people.back, account_id(user.id))
        return await handler(event, data)


class Registered(Filter):
    """Only for people whom the office knows."""

    async def __call__(self, event: TelegramObject, by: By | None) -> bool:
        return by is not None


async def _not_bound(event: TelegramObject) -> None:
    if isinstance(event, CallbackQuery):
        await event.answer(cards.refusal("group-not-bound"), show_alert=True)
    elif isinstance(event, Message) and (event.text or "").startswith("/"):
        await event.answer(cards.refusal("group-not-bound"))
