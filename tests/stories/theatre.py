"""Where the stories are played: the real program in this process, its people at their phones, restarted whenever a story wants.

Door: `Theatre`, `opened`, `theatre` (a fixture: by polling over SQLite, and by webhook over PostgreSQL with edge and worker
apart), `Phone`. Promise: everything goes through the messenger; the database is looked at and never written. Not here: what a
story is (test_roles, test_entries).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import HttpUrl

import running
from bot.callbacks import Act
from bot.emulator import app, serving
from bot.emulator.control import Answer, Control, File, Said
from bot.program import Program
from demo import town
from demo.stage import find, has, offering
from demo.town import GROUP, Town
from settings import Settings
from tests import postgres
from tests.faults.house import cluster  # noqa: F401

TOKEN = "1:a-token-of-the-test"
PATIENCE = 90.0

type Way = Literal["polling", "webhook"]
type Fits = Callable[[Said], bool]


class Theatre:
    """A settled province and its messenger; the program can be ended and begun anew at any moment."""

    def __init__(self, way: Way, settings: Settings, control: Control, api: str) -> None:
        self.way, self.settings, self.control, self.api = way, settings, control, api
        self.program: Program
        self.town: Town
        self._running = AsyncExitStack()

    async def begin(self) -> None:
        """Starts the program over the database as it stands."""
        self.program = running.program_of(self.settings)
        if self.way == "polling":
            await self._running.enter_async_context(running.running(self.program, token=TOKEN, api=self.api))
            return
        url = self.settings.public
        assert url is not None
        listening = socket.create_server(("127.0.0.1", int(url.rpartition(":")[2])))
        edge = running.serving(self.program, token=TOKEN, api=self.api, listening=listening, public_url=url)
        await self._running.enter_async_context(edge)
        worker = running.working(self.program, running.QUEUES, token=TOKEN, api=self.api)
        await self._running.enter_async_context(worker)

    async def end(self) -> None:
        await self._running.aclose()
        self.program.db.close()

    async def restart(self) -> None:
        """Nothing that was in memory outlives this."""
        await self.end()
        await self.begin()

    def phone(self, key: str, chat: int | None = None) -> Phone:
        """The phone of the person with this key of the roster, in their own chat or in the given one."""
        return Phone(self, self.town.ids[key], chat)

    def rows(self, look: Callable[..., Any], *known: Any) -> Any:
        """What stands in the database."""
        return self.program.db.read_now(look, *known)


class Phone:
    """One person in one chat: every act waits for what comes of it and gives it back."""

    def __init__(self, theatre: Theatre, who: int, chat: int | None = None) -> None:
        self.theatre, self.who = theatre, who
        self.chat = who if chat is None else chat

    def in_group(self, chat: int = GROUP) -> Phone:
        """The same person in the staff group."""
        return Phone(self.theatre, self.who, chat)

    @property
    def control(self) -> Control:
        return self.theatre.control

    async def says(self, text: str, wanted: Act | Fits | None = None, *, reply_to: int | None = None) -> Said:
        """Writes, and gives the answer that is wanted: one with the button of an act, or one that fits."""
        since = await self.control.mark()
        await self.control.say(self.chat, self.who, text, reply_to=reply_to)
        return await self.sees(wanted, since=since)

    async def sends(self, files: File | list[File], wanted: Act | Fits | None = None, **how: Any) -> Said:
        since = await self.control.mark()
        await self.control.upload(self.chat, self.who, files, **how)
        return await self.sees(wanted, since=since)

    async def presses(self, said: Said, act: Act, wanted: Act | Fits | None = None, arg: str | None = None) -> Said:
        """Presses the act's button, which must not be refused, and gives what follows in this chat."""
        since = await self.control.mark()
        answer = await self.tries(said, act, arg)
        assert not answer.show_alert, f"{act.value}: {answer.text}"
        return await self.sees(wanted, since=since)

    async def tries(self, said: Said, act: Act, arg: str | None = None) -> Answer:
        """Presses, whatever comes of it."""
        return await self.forges(said, find(said, act, arg)[1])

    async def forges(self, said: Said, data: str) -> Answer:
        """Presses a button that need not stand there."""
        answer = await self.control.press(self.chat, self.who, said.message_id, data, timeout=PATIENCE)
        assert answer.answered, f"nobody answered the press of {data}"
        return answer

    async def sees(self, wanted: Act | Fits | None = None, *, since: int = 0) -> Said:
        """The first message of the bot after that moment, new or edited, that is wanted."""
        fits = offering(wanted) if isinstance(wanted, Act) else wanted or (lambda said: True)
        return await self.control.wait_message(self.chat, fits, since=since, timeout=PATIENCE)

    async def shows(self, act: Act, arg: str | None = None) -> Said:
        """The newest message in this chat that has the act's button, as it stands now."""
        began = time.monotonic()
        while True:
            standing = await self.control.messages(self.chat)
            for said in reversed(standing):
                if said.by_bot and not said.deleted and has(said, act, arg):
                    return said
            assert time.monotonic() - began < PATIENCE, f"no {act.value} in {[said.text for said in standing[-5:]]}"
            await self.sees(act, since=await self.control.mark() - 1)

    async def texts(self) -> str:
        """All that stands in this chat."""
        return "\n".join(said.text for said in await self.control.messages(self.chat) if not said.deleted)


@asynccontextmanager
async def opened(way: Way, folder: Path, database: str, **settings: Any) -> AsyncIterator[Theatre]:
    """A theatre over a fresh database; everybody of the demo's roster has joined by their invitation."""
    known = town.read()
    with socket.create_server(("127.0.0.1", 0)) as trial:
        edge = f"http://127.0.0.1:{trial.getsockname()[1]}"
    made = Settings(
        _env_file=None,
        database_url=database,
        storage=folder / "documents",
        province=known.province,
        signatory=known.governor.name,
        signatory_title=known.governor.title,
        public_url=HttpUrl(edge),
        **settings,
    )
    messenger = app.create_app(None, token=TOKEN)
    async with serving.running(messenger) as url, Control(url) as control:
        theatre = Theatre(way, made, control, url)
        await theatre.begin()
        try:
            theatre.town = await town.settle(theatre.program, control, known)
            await town.join(theatre.town, control, theatre.town.invitations)
            yield theatre
        finally:
            await theatre.end()


WHOLE = os.environ.get("STORIES") == "whole"


@pytest.fixture(scope="module", params=["polling", "webhook"] if WHOLE else ["polling"])
async def theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    """One for all stories of a module; `make stories` plays them both ways, the suite by polling."""
    folder, way = tmp_path_factory.mktemp("theatre"), request.param
    if way == "polling":
        database = f"sqlite:///{folder / 'dabir.sqlite'}"
    else:
        database = postgres.fresh(request.getfixturevalue("cluster"))
    # At night nobody is told anything that can wait; the stories are played at any hour.
    async with opened(way, folder, database, quiet_hours="") as made:
        yield made
