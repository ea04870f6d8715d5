"""The tour's stage: acting for people, waiting for the bot, noting what was expected and writing down what was said.

Door: `Stage`. Promise: every expectation is noted with whether it came true and how long it took; the transcript holds
what stood in the chats, in order. Not here: the story itself (tour).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.callbacks import Act, Press
from bot.emulator.control import Answer, Control, Said

PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said or done: `at` seconds from the beginning; `buttons` their labels, row after row."""

    at: float
    chat: int
    who: str
    text: str
    buttons: list[str] = field(default_factory=list)
    file: str | None = None
    edited: bool = False
    kind: str = "message"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should have happened, whether it did, and what was there instead."""

    chapter: str
    what: str
    true: bool
    seconds: float
    instead: str = ""


class Unmet(Exception):
    """Something the rest of the story stands on did not happen."""


class Stage:
    """`hear` gets every line as it happens."""

    def __init__(self, control: Control, names: dict[int, str], hear: Callable[[Line], None]) -> None:
        self.control = control
        self.names = names
        self.lines: list[Line] = []
        self.expectations: list[Expectation] = []
        self.chapter = ""
        self._hear = hear
        self._began = time.monotonic()
        self._heard = 0

    def open_chapter(self, key: str, title: str) -> None:
        """What follows belongs to this chapter."""
        self.chapter = key
        self._tell(Line(self._now(), 0, "", title, kind="chapter"))

    def expect(self, what: str, true: bool, *, instead: object = "", seconds: float = 0.0) -> None:
        """Notes whether `what` came true."""
        self.expectations.append(Expectation(self.chapter, what, true, round(seconds, 2), "" if true else str(instead)))

    def need(self, what: str, true: bool, *, instead: object = "") -> None:
        """`expect`, and the story ends here when it did not."""
        self.expect(what, true, instead=instead)
        if not true:
            raise Unmet(what)

    async def mark(self) -> int:
        """The present moment, for `wait`."""
        return await self.control.mark()

    async def wait(self, what: str, chat: int, fits: Callable[[Said], bool], *, since: int) -> Said:
        """Waits for a message of the bot, new or edited; its coming is an expectation."""
        began = time.monotonic()
        try:
            said = await self.control.wait_message(chat, fits, since=since, timeout=PATIENCE)
        except TimeoutError as late:
            self.expect(what, False, instead=late, seconds=time.monotonic() - began)
            raise Unmet(what) from late
        self.expect(what, True, seconds=time.monotonic() - began)
        return said

    async def say(self, chat: int, who: int, text: str, *, reply_to: int | None = None) -> None:
        """A person writes."""
        await self.control.say(chat, who, text, reply_to=reply_to)

    async def upload(self, who: int, path: Path, *, as_photo: bool = False) -> None:
        """A person sends a file in their own chat."""
        await self.control.upload(who, who, path, as_photo=as_photo)

    async def press(self, chat: int, who: int, said: Said, act: Act, arg: str | None = None) -> Answer:
        """A person presses the button of an act on a message."""
        label, data = find(said, act, arg)
        self._tell(Line(self._now(), chat, self.names.get(who, "?"), label, kind="press"))
        answer = await self.control.press(chat, who, said.message_id, data, timeout=PATIENCE)
        if answer.text:
            kind = "alert" if answer.show_alert else "toast"
            self._tell(Line(self._now(), chat, self.names.get(who, "?"), answer.text, kind=kind))
        return answer

    async def unheard(self, act: Awaitable[None]) -> None:
        """What happens during `act` is not written down: it has been seen before."""
        await self.catch_up()
        await act
        self._heard = await self.mark()

    async def listen(self) -> None:
        """Writes down what is said in all chats, until cancelled."""
        while True:
            await self.catch_up()
            await asyncio.sleep(0.15)

    async def catch_up(self) -> None:
        """Writes down what has been said since the last time."""
        for said in await self.control.everywhere(since=self._heard):
            self._heard = max(self._heard, said.revision)
            if not said.deleted:
                self._tell(self._line(said))

    def data(self) -> dict[str, object]:
        """Transcript and expectations as plain data."""
        return {
            "transcript": [asdict(line) for line in self.lines],
            "expectations": [asdict(expectation) for expectation in self.expectations],
            "ok": self.all_true,
        }

    @property
    def all_true(self) -> bool:
        """Whether everything expected happened."""
        return bool(self.expectations) and all(expectation.true for expectation in self.expectations)

    def _line(self, said: Said) -> Line:
        message = said.message
        file = message.get("document", {}).get("file_name") or ("photo" if message.get("photo") else None)
        return Line(
            at=self._now(),
            chat=said.chat_id,
            who=str(message.get("from", {}).get("first_name", "")),
            text=said.text,
            buttons=[label for label, _ in said.buttons] + said.reply_buttons,
            file=file,
            edited=said.edited,
        )

    def _tell(self, line: Line) -> None:
        self.lines.append(line)
        self._hear(line)

    def _now(self) -> float:
        return round(time.monotonic() - self._began, 1)


def find(said: Said, act: Act, arg: str | None = None) -> tuple[str, str]:
    """The label and data of the button of an act; LookupError where there is none."""
    for label, data in said.buttons:
        pressed = _unpacked(data)
        if pressed is not None and pressed.act is act and arg in (None, pressed.arg):
            return label, data
    raise LookupError(f"no button {act.value} {arg or ''} among {[label for label, _ in said.buttons]}")


def has(said: Said, act: Act, arg: str | None = None) -> bool:
    """Whether the message has a button of this act."""
    try:
        find(said, act, arg)
    except LookupError:
        return False
    return True


def offering(act: Act, arg: str | None = None) -> Callable[[Said], bool]:
    """Fits messages that have a button of this act."""
    return lambda said: has(said, act, arg)


def _unpacked(data: str) -> Press | None:
    try:
        return Press.unpack(data)
    except (TypeError, ValueError):
        return None
