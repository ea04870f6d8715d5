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
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from pydantic import ValidationError
from structlog.contextvars import bound_contextvars

from bot import cards
from bot.program import Program
from cases import updates
from cases.db import Session
from cases.errors import Trouble

type _Kept = tuple[int, dict[str, Any]]
log = structlog.get_logger(__name__)
CHANNEL = "tg"
LONG_POLL = 25
# An album's parts come as updates of their own; so long after the last one no more are awaited. In seconds.
ALBUM_PAUSE, ALBUM = 0.8, 10
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
        self._lanes: dict[str, deque[_Kept]] = defaultdict(deque)
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._in_hand: set[int] = set()
        # What an earlier run left: perhaps it was ended by one of them.
        self._left: set[int] = set()

    async def run(self) -> None:
        """Handles what an earlier run left, then fetches until cancelled; what is being handled is finished first."""
        for update in await self.program.db.read(updates.waiting, CHANNEL):
            self._left.add(update.update_id)
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
        numbered = [updates.writable(update) for update in raw if type(update.get("update_id")) is int]
        if len(numbered) < len(raw):
            log.warning("updates without a number", count=len(raw) - len(numbered))
        if not numbered:
            raise Trouble("messenger")
        laned = [(lane(update), update) for update in numbered]
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
                taken = [queue.popleft()]
                if group := album_of(taken[0][1]):
                    taken += await self._rest_of(group, queue)
                await self._handle(taken)
                self._in_hand.difference_update(update_id for update_id, _ in taken)
        finally:
            del self._lanes[name], self._busy[name]

    async def _rest_of(self, group: str, queue: deque[_Kept]) -> list[_Kept]:
        """The other parts of an album, as they stand in the lane; waits for those that are still on their way."""
        rest: list[_Kept] = []
        while len(rest) < ALBUM - 1:
            if not queue:
                await asyncio.sleep(ALBUM_PAUSE)
            if not queue or album_of(queue[0][1]) != group:
                break
            rest.append(queue.popleft())
        return rest

    async def _handle(self, taken: list[_Kept]) -> None:
        """Handles one update, or the parts of one album, to the end.

        The outside's failures are waited out; a bug gets a few tries, then its end.
        """
        held: str | None = None
        for attempt in itertools.count():
            try:
                if held:
                    await self.held_up(taken, held)
                if await self._ended_the_program(taken) or await self.tried(taken):
                    return
            except (AiogramError, Trouble) as trouble:
                held = f"{type(trouble).__name__} {attempt + 1}"
                log.warning("update put off", update=taken[0][0], trouble=type(trouble).__name__)
                wait = getattr(trouble, "retry_after", None)
                await asyncio.sleep(wait or PAUSES[min(attempt, len(PAUSES) - 1)])

    async def _ended_the_program(self, taken: list[_Kept]) -> bool:
        """Whether the update has been set aside, since the program died in it time and again."""
        update_id = taken[0][0]
        if update_id not in self._left:
            return False
        aside = await self.program.db.transact(updates.suspected, CHANNEL, update_id)
        self._left.discard(update_id)
        if aside:
            log.error("update ended the program", update=update_id)
        return aside

    async def held_up(self, taken: list[_Kept], why: str) -> None:
        """Writes down why the update waits. Trouble while nothing can be written: to handle it then would only say the
        same words to people at each try."""
        await self.program.db.transact(updates.held_up, CHANNEL, taken[0][0], why)

    async def tried(self, taken: list[_Kept]) -> bool:
        """One try of an update, or of the parts of one album; True when it is done with.

        What the outside has failed in is raised: AiogramError, Trouble.
        """
        with bound_contextvars(update=taken[0][0]):
            return await self._tried(taken)

    async def _tried(self, taken: list[_Kept]) -> bool:
        update_id, raw = taken[0]
        try:
            await self.dispatcher.feed_raw_update(self.bot, raw, album=[part["message"] for _, part in taken[1:]])
        except _OUTSIDE:
            raise
        except TelegramForbiddenError as closed:
            # Who wrote has blocked the bot since, or has put it out of the group: nobody is there to be answered.
            log.info("answer not wanted", update=update_id, error=closed.message)
            await self._handled(taken)
        except ValidationError as odd:
            log.warning("update not understood", update=update_id, errors=odd.error_count())
            await self._failed(taken, "not understood", final=True)
        except Exception as bug:
            if isinstance(bug, ClientDecodeError) and not isinstance(bug.data, dict):
                # No answer of the messenger at all: a gateway's page, or nothing that is JSON.
                raise
            reference = secrets.token_hex(4)
            log.exception("update failed", update=update_id, reference=reference)
            if not await self._failed(taken, f"{reference} {type(bug).__name__}"):
                return False
            await self._apologise(raw, reference)
        else:
            await self._handled(taken)
        return True

    async def _handled(self, taken: list[_Kept]) -> None:
        ids = [update_id for update_id, _ in taken]
        await self.program.db.transact(_done, ids, at=self.program.clock())

    async def _failed(self, taken: list[_Kept], reason: str, *, final: bool = False) -> bool:
        return await self.program.db.transact(_failed, [update_id for update_id, _ in taken], reason, final=final)

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


def _done(session: Session, ids: list[int], *, at: datetime) -> None:
    """All in one transaction: an album whose parts were half done would be taken for another album after a restart."""
    for update_id in ids:
        updates.done(session, CHANNEL, update_id, at=at)


def _failed(session: Session, ids: list[int], reason: str, *, final: bool) -> bool:
    aside = [updates.failed(session, CHANNEL, update_id, reason, final=final) for update_id in ids]
    return all(aside)


def album_of(raw: dict[str, Any]) -> str | None:
    """The album that a message is a part of."""
    message = raw.get("message")
    group = message.get("media_group_id") if isinstance(message, dict) else None
    return str(group) if group else None


def lane(raw: dict[str, Any]) -> str:
    """A chat's messages are one lane, a person's presses another; in a private chat both are the same."""
    press = raw.get("callback_query")
    if isinstance(press, dict):
        return f"{press.get('from', {}).get('id')}"
    for part in raw.values():
        if isinstance(part, dict) and isinstance(part.get("chat"), dict):
            return f"{part['chat'].get('id')}"
    return "other"
