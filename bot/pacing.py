"""The limits of a messenger, held by all processes together: python-telegram-bot's own limiter knows only its own process.

Door: `Paced`, the rate limiter of the outgoing bot; `Hearing`, for the bot that answers. Promise: each call of the outbox waits
for its turn in the whole channel and, in a group, in that group; one that would wait longer than `PATIENCE` is put off with
the time that it has to wait, so that others go on; a flood limit that any process is told of holds all. Not here: whose turn it
is (cases.pacing), the putting off (bot.delivery).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from cases import pacing
from cases.db import Database

PATIENCE = 3.0
CHANNEL = "tg"
log = structlog.get_logger(__name__)

type Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Paced(BaseRateLimiter[int]):
    """Lets each call wait for its turn. Calls that concern no chat go at once."""

    def __init__(
        self, db: Database, *, overall: pacing.Rate = pacing.OVERALL, group: pacing.Rate = pacing.GROUP
    ) -> None:
        self._db = db
        self._overall = overall
        self._group = group

    async def initialize(self) -> None:
        """Nothing has to be made ready."""

    async def shutdown(self) -> None:
        """Nothing has to be closed: the database is the program's."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Answer:
        """The call in its turn; a short flood is waited out once. RetryAfter: not now, and when."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int):
            return await callback(*args, **kwargs)
        await self._wait(chat_id)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as flood:
            await held(self._db, chat_id, _seconds(flood))
        await self._wait(chat_id)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as flood:
            await held(self._db, chat_id, _seconds(flood))
            raise

    async def _wait(self, chat_id: int) -> None:
        await self._turn(pacing.of_chat, chat_id, rate=self._group)
        await self._turn(pacing.of_all, rate=self._overall)

    async def _turn(self, of: Callable[..., pacing.Turn], *whose: int, rate: pacing.Rate) -> None:
        turn = await self._db.transact(of, CHANNEL, *whose, rate=rate, patience=PATIENCE)
        if not turn.given:
            raise RetryAfter(timedelta(seconds=turn.wait))
        if turn.wait:
            await asyncio.sleep(turn.wait)


class Hearing(BaseRequestMiddleware):
    """What the answering bot is told of a flood limit, the outbox hears too."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as flood:
            chat_id = getattr(method, "chat_id", None)
            if isinstance(chat_id, int):
                await held(self._db, chat_id, float(flood.retry_after))
            raise


async def held(db: Database, chat_id: int, seconds: float) -> None:
    """Tells every process that the messenger wants silence."""
    log.warning("flood limit", seconds=seconds)
    await db.transact(pacing.hold, CHANNEL, chat_id, seconds)


def _seconds(flood: RetryAfter) -> float:
    wait = flood.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
