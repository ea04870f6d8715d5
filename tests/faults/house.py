"""The program as several processes on a throw-away PostgreSQL, by webhook; each of them can be killed."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bench.cluster import driver_url
from bot.callbacks import Act
from bot.emulator import app, serving
from bot.emulator.control import Control, Said
from cases import events, roster
from cases.db import Database
from cases.migrations import upgrade
from demo.stage import find, offering
from demo.town import CITY
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "1:a-token-of-the-test"
GROUP = -4001
SECRETARY, EXPERT = 7002, 7003
SAMPLE = ROOT / "samples/mayor/minutes-digital.pdf"


class House:
    """A messenger, a PostgreSQL database, and the program as several processes, each of which can be killed."""

    def __init__(self, folder: Path, control: Control, url: str, database: str) -> None:
        self.folder, self.control, self.database = folder, control, database
        self.port = free_port()
        self.edge = f"http://127.0.0.1:{self.port}"
        self.codes: dict[str, str] = {}
        self.processes: dict[str, asyncio.subprocess.Process] = {}
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
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from cli import main; main()", *command),
                cwd=self.folder,
                env=self.env | env,
                stdout=log,
                stderr=log,
            )

    async def serve(self) -> None:
        await self.start("edge", "serve", "--port", str(self.port), "--set-webhook")

    async def ready(self) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(600):
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

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(driver_url(self.database), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    async def until(self, query: str, wanted: object, seconds: float = 120) -> None:
        for _ in range(int(seconds * 5)):
            if (found := self.rows(query)[0][0]) == wanted:
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"{query}: {found!r} and not {wanted!r}")

    async def wait(self, chat: int, fits: Any, since: int) -> Said:
        return await self.control.wait_message(chat, fits, since=since, timeout=120)

    async def press(self, chat: int, who: int, said: Said, act: Act, arg: str | None = None) -> None:
        await self.control.press(chat, who, said.message_id, find(said, act, arg)[1], timeout=120)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
async def house(tmp_path: Path, cluster: str) -> AsyncIterator[House]:
    async with serving.running(app.create_app(None, token=TOKEN)) as url, Control(url) as control:
        made = House(tmp_path, control, url, postgres.fresh(cluster))
        db = Database(made.database)
        upgrade(db)
        invited = db.transact_now(roster.enrol, roster.read(ROOT / "samples/province.yaml"), at=datetime.now(UTC))
        db.close()
        made.codes = {line.key: line.code or "" for line in invited}
        await control.add_user(SECRETARY, "S")
        await control.add_user(EXPERT, "E")
        await control.add_group(GROUP, "G", [EXPERT])
        yield made
        for name in list(made.processes):
            await made.kill(name)


async def whole(house: House) -> None:
    await house.serve()
    await house.ready()
    for name in ("first", "second"):
        await house.start(name, "work")
    # Before its lease a worker is still starting, and ends at a signal as anything does.
    await house.until("select count(*) from lease", 2)


async def join(house: House) -> None:
    for user, key in ((SECRETARY, f"secretary-{CITY}"), (EXPERT, "expert-bahardoost")):
        since = await house.control.mark()
        await house.control.start(user, house.codes[key])
        await house.wait(user, offering(Act.cases), since)


async def open_case(house: House) -> None:
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


def nothing_is_lost(house: House) -> None:
    assert house.rows("""select update_id, state, failure from "update" where state != 'done'""") == []
    assert house.rows("select id, failure from notice where state = 'failed'") == []
    db = Database(house.database)
    assert db.read_now(events.verify) == []
    db.close()
