"""The program over a throw-away database and a local messenger, in one process or in several; each of them can be killed."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from sqlalchemy import text

from bot.callbacks import Act
from bot.emulator import app, serving
from bot.emulator.control import Control, Said
from cases import events, roster
from cases.db import Database
from cases.errors import Trouble
from cases.migrations import upgrade
from demo.stage import find, offering
from demo.town import CITY
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "1:a-token-of-the-test"
GROUP = -4001
SECRETARY, EXPERT = 7002, 7003
SAMPLE = ROOT / "samples/mayor/minutes-digital.pdf"
# What is done when the machine has other things to do as well.
PATIENCE = 150


class House:
    """`dabir serve` and two `dabir work` on PostgreSQL, and the messenger that hands its updates in at the webhook."""

    # What can be killed, and what it is started by.
    commands: ClassVar[dict[str, tuple[str, ...]]] = {"edge": ("serve",), "first": ("work",), "second": ("work",)}

    def __init__(self, folder: Path, control: Control, url: str, database: str) -> None:
        self.folder, self.control, self.database = folder, control, database
        self.port = free_port()
        self.edge = f"http://127.0.0.1:{self.port}"
        self.codes: dict[str, str] = {}
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.looking = Database(database)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DABIR_")},
            "PYTHONPATH": str(ROOT),
            "DABIR_TELEGRAM_API": url,
            "DABIR_TELEGRAM_TOKEN": TOKEN,
            "DABIR_DATABASE_URL": database,
            "DABIR_STORAGE": str(folder / "documents"),
            "DABIR_STAFF_CHAT": str(GROUP),
            "DABIR_PUBLIC_URL": self.edge,
        }

    async def start(self, name: str, *command: str, **env: str) -> None:
        command = command or self.commands[name]
        if command == ("serve",):
            command = ("serve", "--port", str(self.port), "--set-webhook")
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from cli import main; main()", *command),
                cwd=self.folder,
                env=self.env | env,
                stdout=log,
                stderr=log,
            )

    async def begin(self) -> None:
        """Starts every process and waits until all of them work."""
        await self.start("edge")
        await self.ready()
        for name in ("first", "second"):
            await self.start(name)
        # Before its lease a worker is still starting, and ends at a signal as anything does.
        await self.until("select count(*) from lease", 2)

    async def ready(self) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(PATIENCE * 10):
                try:
                    if (await client.get(f"{self.edge}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        raise AssertionError(self.log("edge"))

    async def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def again(self, name: str) -> None:
        await self.kill(name)
        await self.start(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def rows(self, query: str) -> list[Any]:
        return self.looking.read_now(lambda session: [tuple(row) for row in session.execute(text(query))])

    async def until(self, query: str, wanted: object, seconds: float = PATIENCE) -> None:
        """Waits until the query's only value is what is wanted; a database that is away is waited for, too."""
        found: object = None
        for _ in range(int(seconds * 5)):
            try:
                rows = self.rows(query)
                found = rows[0][0] if rows else None
                if found == wanted:
                    return
            except Trouble as away:
                found = away.key
            await asyncio.sleep(0.2)
        raise AssertionError(f"{query}: {found!r} and not {wanted!r}\n{self._last_words()}")

    async def wait(self, chat: int, fits: Any, since: int) -> Said:
        try:
            return await self.control.wait_message(chat, fits, since=since, timeout=PATIENCE)
        except TimeoutError as silence:
            raise AssertionError(f"{silence}\n{self._last_words()}") from None

    async def press(self, chat: int, who: int, said: Said, act: Act, arg: str | None = None) -> None:
        await self.control.press(chat, who, said.message_id, find(said, act, arg)[1], timeout=PATIENCE)

    async def verified(self) -> tuple[int, str]:
        """`dabir verify`: its exit status and what it says."""
        await self.start("verify", "verify")
        status = await self.processes.pop("verify").wait()
        return status, self.log("verify")

    async def end(self) -> None:
        for name in list(self.processes):
            await self.kill(name)
        self.looking.close()

    def _last_words(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text()[-1500:]}" for log in logs)


class One(House):
    """`dabir run` on SQLite, by polling."""

    commands: ClassVar[dict[str, tuple[str, ...]]] = {"one": ("run",)}

    async def begin(self) -> None:
        await self.start("one")
        await self.until("select count(*) from lease", 1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@asynccontextmanager
async def settled(kind: type[House], folder: Path, database: str) -> AsyncIterator[House]:
    """A house of this kind over this database, in which nothing runs yet."""
    async with serving.running(app.create_app(None, token=TOKEN)) as url, Control(url) as control:
        made = kind(folder, control, url, database)
        upgrade(made.looking)
        people = roster.read(ROOT / "samples/province.yaml")
        invited = made.looking.transact_now(roster.enrol, people, at=datetime.now(UTC))
        made.codes = {line.key: line.code or "" for line in invited}
        await control.add_user(SECRETARY, "S")
        await control.add_user(EXPERT, "E")
        await control.add_group(GROUP, "G", [EXPERT])
        try:
            yield made
        finally:
            await made.end()


@pytest.fixture
async def house(tmp_path: Path, cluster: str) -> AsyncIterator[House]:
    async with settled(House, tmp_path, postgres.fresh(cluster)) as made:
        yield made


@pytest.fixture(params=["one", "apart"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """One process on SQLite, or several on PostgreSQL."""
    if request.param == "one":
        async with settled(One, tmp_path, f"sqlite:///{tmp_path / 'dabir.sqlite'}") as made:
            yield made
    else:
        async with settled(House, tmp_path, postgres.fresh(request.getfixturevalue("cluster"))) as made:
            yield made


async def whole(house: House) -> None:
    await house.begin()


async def join(house: House) -> None:
    for user, key in ((SECRETARY, f"secretary-{CITY}"), (EXPERT, "expert-bahardoost")):
        since = await house.control.mark()
        await house.control.start(user, house.codes[key])
        await house.wait(user, offering(Act.cases), since)


async def open_case(house: House) -> Said:
    since = await house.control.mark()
    await house.control.say(SECRETARY, SECRETARY, "/menu")
    said = await house.wait(SECRETARY, offering(Act.processes), since)
    for act, arg, wanted in (
        (Act.processes, None, Act.entry),
        (Act.entry, "mayor-appointment", Act.open),
        (Act.open, None, Act.send_anyway),
    ):
        since = await house.control.mark()
        await house.press(SECRETARY, SECRETARY, said, act, arg)
        said = await house.wait(SECRETARY, offering(wanted), since)
    return said


async def at_rest(house: House, *, updates: int | None = None, documents: int | None = None) -> None:
    """Waits until nothing waits any more, then holds everything against what was acknowledged."""
    await house.until("""select count(*) from "update" where state = 'waiting'""", 0)
    if updates is not None:
        await house.until("""select count(*) from "update" where state = 'done'""", updates)
    await house.until("select count(*) from document where state = 'waiting'", 0)
    await house.until("select count(*) from notice where state = 'waiting'", 0)
    if documents is not None:
        assert house.rows("select count(*) from document")[0][0] == documents
        for kind in ("document-received", "document-read"):
            told = house.rows(f"select count(*) from event where kind = '{kind}'")[0][0]
            assert (kind, told) == (kind, documents)
    nothing_is_lost(house)
    assert (await house.verified())[0] == 0, house.log("verify")


def updates_so_far(house: House) -> int:
    return int(house.rows("""select count(*) from "update" """)[0][0])


def nothing_is_lost(house: House) -> None:
    assert house.rows("""select update_id, state, failure from "update" where state != 'done'""") == []
    assert house.rows("select id, failure from notice where state = 'failed'") == []
    assert house.looking.read_now(events.verify) == []
