"""People's hands and eyes in the soak: someone writes, presses, sends a file, and waits for what stands there then.

Door: `Watch`, `Hands`. Promise: every wait ends, by what was waited for or as a `Silence` that the book keeps; how long each
answer took is noted with when it was asked for. A press that was answered by an alert raises `Refused`. Not here: what is done
(soak_talks), what must be there in the end (soak_book).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.callbacks import Act
from bot.emulator.control import Control, Said
from bot.emulator.messenger import Messenger
from demo.stage import find

PATIENCE = 590.0
# Readings are the machine's last concern, and one of many in a row: on a busy machine each takes long.
OF_A_READING = 3600.0
type Fits = Callable[[Said], bool]


class Silence(Exception):
    """The bot did not say what it had to within the patience."""


class Refused(Exception):
    """A press was answered by an alert."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: when it was asked for and how long it took, in seconds of the monotonic clock."""

    at: float
    seconds: float


@dataclass
class Watch:
    """Sees everything that is said in any chat as it is said, and every call that the bot makes."""

    messenger: Messenger
    heard: Callable[[Said], None]
    called: Callable[[dict[str, Any]], None]
    chats: dict[int, dict[int, Said]] = field(default_factory=lambda: defaultdict(dict))
    _waiting: dict[int, list[tuple[Fits, int, asyncio.Future[Said]]]] = field(default_factory=lambda: defaultdict(list))

    async def look(self) -> None:
        """Until cancelled."""
        async for event in self.messenger.hub.listen():
            kind = event.pop("kind")
            if kind == "message":
                self._said(Said(**event))
            elif kind == "call":
                self.called(event)

    async def wait(self, chat: int, fits: Fits, since: int, patience: float = PATIENCE) -> Said:
        """The first message of the bot, new or edited after `since`, that fits."""
        for said in sorted(self.chats[chat].values(), key=lambda one: one.revision):
            if said.revision > since and said.by_bot and not said.deleted and fits(said):
                return said
        found: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        entry = (fits, since, found)
        self._waiting[chat].append(entry)
        try:
            return await asyncio.wait_for(found, patience)
        except TimeoutError:
            last = max(self.chats[chat].values(), key=lambda one: one.revision, default=None)
            raise Silence(f"in chat {chat} after {since}; the last there: {last}") from None
        finally:
            self._waiting[chat].remove(entry)

    def latest(self, chat: int, fits: Fits) -> Said | None:
        """The message of the bot that changed last, of those that fit as they stand."""
        standing = [one for one in self.chats[chat].values() if one.by_bot and not one.deleted and fits(one)]
        return max(standing, key=lambda one: one.revision, default=None)

    def _said(self, said: Said) -> None:
        self.chats[said.chat_id][said.message_id] = said
        if not said.by_bot or said.deleted:
            return
        self.heard(said)
        for fits, since, found in self._waiting[said.chat_id]:
            if not found.done() and said.revision > since and fits(said):
                found.set_result(said)


class Hands:
    """One person, in their own chat or in a group; one act at a time. `answers`: where each answer's time is noted."""

    def __init__(
        self, watch: Watch, control: Control, who: int, answers: list[Answered], chat: int | None = None
    ) -> None:
        self.watch = watch
        self.control = control
        self.who = who
        self.chat = who if chat is None else chat
        self._answers = answers

    @property
    def now(self) -> int:
        """The present moment, as a revision."""
        return self.watch.messenger.world.revision

    async def say(
        self, text: str, fits: Fits = lambda said: True, *, reply_to: int | None = None, since: int | None = None
    ) -> Said:
        """`since`: what was said after this moment, though before these words, may be the answer too."""
        since, began = self.now if since is None else since, time.monotonic()
        await self.control.say(self.chat, self.who, text, reply_to=reply_to)
        return await self._answer(fits, since, began)

    async def start(self, payload: str, fits: Fits) -> Said:
        since, began = self.now, time.monotonic()
        await self.control.start(self.who, payload)
        return await self._answer(fits, since, began)

    async def send(self, content: dict[str, Any]) -> Said:
        """Anything else that a message can hold."""
        since, began = self.now, time.monotonic()
        await self.control.send(self.chat, self.who, content)
        return await self._answer(lambda said: True, since, began)

    async def contact(self, of: int, phone: str) -> Said:
        since, began = self.now, time.monotonic()
        await self.control.share_contact(self.chat, self.who, of, phone)
        return await self._answer(lambda said: True, since, began)

    async def upload(self, name: str, content: bytes, *, as_photo: bool = False) -> tuple[Said, int]:
        """The message with the file and the moment before it; the first word on it is waited for."""
        since, began = self.now, time.monotonic()
        sent = await self.control.upload(self.chat, self.who, (name, content), as_photo=as_photo)
        await self._answer(lambda said: True, since, began)
        return sent[0], since

    async def press(self, said: Said, act: Act, arg: str | None = None) -> None:
        await self.press_data(said, find(said, act, arg)[1])

    async def press_data(self, said: Said, data: str) -> None:
        """Presses, whatever stands on the button; returns once the button has stopped turning."""
        began = time.monotonic()
        answer = await self.control.press(self.chat, self.who, said.message_id, data, timeout=PATIENCE)
        if not answer.answered:
            raise Silence(f"the press of {data} in chat {self.chat}")
        self._answers.append(Answered(began, time.monotonic() - began))
        if answer.show_alert:
            raise Refused(answer.text)

    async def press_for(self, said: Said, act: Act, fits: Fits, arg: str | None = None) -> Said:
        """Presses and waits for what comes of it."""
        since = self.now
        await self.press(said, act, arg)
        return await self.watch.wait(self.chat, fits, since)

    async def wait(self, fits: Fits, since: int, patience: float = PATIENCE) -> Said:
        return await self.watch.wait(self.chat, fits, since, patience)

    async def _answer(self, fits: Fits, since: int, began: float) -> Said:
        said = await self.watch.wait(self.chat, fits, since)
        self._answers.append(Answered(began, time.monotonic() - began))
        return said
