"""Updates come in: fetched, kept, acknowledged, and only then handled.

Door: `Inbox.run`. Promise: the messenger forgets an update only after it is in the database, so that a kill at any moment
loses none; updates of one lane (a chat's messages, a person's presses) are handled in order, lanes side by side; an update
that cannot be read or handled is set aside with its reason and holds up nobody. aiogram's own polling confirms updates
before they are handled, and one that it cannot decode stalls it for ever; hence this one. Not here: what updates mean.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import defaultdict, deque
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from pydantic import ValidationError

from bot import cards
from bot.program import Program
from cases import updates
from cases.errors import Trouble

log = structlog.get_logger(__name__)
CHANNEL = "tg"
LONG_POLL = 25
# So many seconds after the last look, those that an admin wants handled again are looked for.
LOOK_AGAIN = 5.0
PAUSES = (0.5, 1, 2, 5, 10, 30)
ALLOWED = ["message", "callback_query"]
_OUTSIDE = (TelegramNetworkError, TelegramRetryAfter, TelegramServerError, Trouble)


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without aiogram's models, so that one odd update cannot spoil the batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = LONG_POLL
    allowed_updates: list[str] = ALLOWED


class Inbox:
    """Fetches updates of one bot by long polling and hands them to the dispatcher."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, program: Program) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.program = program
        self._lanes: dict[str, deque[tuple[int, dict[str, Any]]]] = defaultdict(deque)
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._in_hand: set[int] = set()

    async def run(self) -> None:
        """Handles what an earlier run left, then fetches until cancelled; what is being handled is finished first."""
        for update in await self.program.db.read(updates.waiting, CHANNEL):
            self._take(update.lane, update.update_id, update.raw)
        last = await self.program.db.read(updates.last_id, CHANNEL)
        try:
            await self._fetch(None if last is None else last + 1)
        finally:
            await self._finish()

    async def _fetch(self, offset: int | None) -> None:
        failures, looked = 0, time.monotonic()
        while True:
            try:
                if time.monotonic() - looked > LOOK_AGAIN:
                    looked = time.monotonic()
                    await self._take_retried()
                raw = await self.bot(GetRawUpdates(offset=offset), request_timeout=LONG_POLL + 15)
                if raw:
                    offset = await self._keep(raw)
                failures = 0
            except TelegramRetryAfter as flood:
                await asyncio.sleep(flood.retry_after)
            except (AiogramError, Trouble) as trouble:
                if failures == 0:
                    log.warning("updates cannot be fetched", error=type(trouble).__name__)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _take_retried(self) -> None:
        """Takes the updates that waited no more and now wait again, since an admin said so."""
        in_hand = set(self._in_hand)
        for update in await self.program.db.read(updates.waiting, CHANNEL):
            # One that was finished while this was read is no longer waiting.
            if update.update_id not in in_hand | self._in_hand:
                self._take(update.lane, update.update_id, update.raw)

    async def _keep(self, raw: list[dict[str, Any]]) -> int | None:
        laned = [(lane(update), update) for update in raw]
        highest = await self.program.db.transact(updates.store, CHANNEL, laned, at=self.program.clock())
        for name, update in laned:
            self._take(name, int(update["update_id"]), update)
        return None if highest is None else highest + 1

    def _take(self, name: str, update_id: int, raw: dict[str, Any]) -> None:
        self._in_hand.add(update_id)
        self._lanes[name].append((update_id, raw))
        if name not in self._busy:
            self._busy[name] = asyncio.create_task(self._work(name))

    async def _work(self, name: str) -> None:
        queue = self._lanes[name]
        try:
            while queue:
                update_id, raw = queue.popleft()
                await self._handle(update_id, raw)
                self._in_hand.discard(update_id)
        finally:
            del self._lanes[name], self._busy[name]

    async def _handle(self, update_id: int, raw: dict[str, Any]) -> None:
        """Handles one update to its end. The outside's failures are waited out; a bug gets a few tries, then its end."""
        for attempt in itertools.count():
            try:
                if await self._tried(update_id, raw):
                    return
            except (AiogramError, Trouble) as trouble:
                log.warning("update put off", update=update_id, trouble=type(trouble).__name__)
                wait = getattr(trouble, "retry_after", None)
                await asyncio.sleep(wait or PAUSES[min(attempt, len(PAUSES) - 1)])

    async def _tried(self, update_id: int, raw: dict[str, Any]) -> bool:
        """One try; True when the update is done with."""
        try:
            await self.dispatcher.feed_raw_update(self.bot, raw)
        except _OUTSIDE:
            raise
        except ValidationError as odd:
            log.warning("update not understood", update=update_id, errors=odd.error_count())
            await self._failed(update_id, "not understood", final=True)
        except Exception as bug:
            reference = secrets.token_hex(4)
            log.exception("update failed", update=update_id, reference=reference)
            if not await self._failed(update_id, f"{reference} {type(bug).__name__}"):
                return False
            await self._apologise(raw, reference)
        else:
            await self.program.db.transact(updates.done, CHANNEL, update_id)
        return True

    async def _failed(self, update_id: int, reason: str, *, final: bool = False) -> bool:
        return await self.program.db.transact(updates.failed, CHANNEL, update_id, reason, final=final)

    async def _apologise(self, raw: dict[str, Any], reference: str) -> None:
        chat = (raw.get("message") or (raw.get("callback_query") or {}).get("message") or {}).get("chat", {})
        if "id" in chat:
            try:
                await self.bot.send_message(chat["id"], cards.refusal("bug", code=reference), parse_mode=None)
            except TelegramAPIError as trouble:
                log.warning("apology not sent", error=type(trouble).__name__)

    async def _finish(self) -> None:
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=20)


def lane(raw: dict[str, Any]) -> str:
    """A chat's messages are one lane, a person's presses another; in a private chat both are the same."""
    press = raw.get("callback_query")
    if isinstance(press, dict):
        return f"{press.get('from', {}).get('id')}"
    for part in raw.values():
        if isinstance(part, dict) and isinstance(part.get("chat"), dict):
            return f"{part['chat'].get('id')}"
    return "other"
