"""`dabir run` against a messenger: it starts, stops cleanly, says what is wrong, and loses nothing when it is killed.

That it is killed in worse moments is in test_one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.callbacks import Act
from bot.emulator import app, serving
from bot.emulator.control import Control, Said
from cases import events, roster
from cases.db import Database
from cases.migrations import upgrade
from demo.stage import find, has, offering
from demo.town import CITY

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
TOKEN = "1:a-token-of-the-test"
GROUP = -4001
SECRETARY, EXPERT = 7002, 7003
SAMPLE = ROOT / "samples/mayor/minutes-digital.pdf"


class House:
    """A messenger, a database and the program as a process of its own that can be killed."""

    def __init__(self, folder: Path, control: Control, url: str) -> None:
        self.folder = folder
        self.control = control
        self.database = folder / "dabir.sqlite"
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DABIR_")},
            "PYTHONPATH": str(ROOT),
            "DABIR_TELEGRAM_API": url,
            "DABIR_TELEGRAM_TOKEN": TOKEN,
            "DABIR_DATABASE_URL": f"sqlite:///{self.database}",
            "DABIR_STORAGE": str(folder / "documents"),
            "DABIR_STAFF_CHAT": str(GROUP),
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, **env: str) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from cli import main; main()", "run"),
            cwd=self.folder,
            env=self.env | env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def ended(self) -> tuple[int, str]:
        assert self.process is not None
        told, _ = await asyncio.wait_for(self.process.communicate(), 150)
        assert self.process.returncode is not None
        return self.process.returncode, told.decode()

    def rows(self, query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.database, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    async def until(self, query: str, wanted: object, seconds: float = 150) -> None:
        """Waits until the query's only value is what is wanted."""
        for _ in range(int(seconds * 5)):
            if (found := self.rows(query)[0][0]) == wanted:
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"{query}: {found!r} and not {wanted!r}")

    async def wait(self, chat: int, fits: Any, since: int) -> Said:
        return await self.control.wait_message(chat, fits, since=since, timeout=150)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    served = app.create_app(None, token=TOKEN)
    async with serving.running(served) as url, Control(url) as control:
        made = House(tmp_path, control, url)
        codes = _enrol(made)
        await control.add_user(SECRETARY, "S")
        await control.add_user(EXPERT, "E")
        await control.add_group(GROUP, "G", [EXPERT])
        made.codes = codes  # type: ignore[attr-defined]
        yield made
        if made.process is not None and made.process.returncode is None:
            await made.kill()


def _enrol(house: House) -> dict[str, str]:
    from datetime import UTC, datetime

    db = Database(f"sqlite:///{house.database}")
    upgrade(db)
    invited = db.transact_now(roster.enrol, roster.read(ROOT / "samples/province.yaml"), at=datetime.now(UTC))
    db.close()
    return {line.key: line.code or "" for line in invited}


async def join(house: House) -> None:
    codes: dict[str, str] = house.codes  # type: ignore[attr-defined]
    for user, key in ((SECRETARY, f"secretary-{CITY}"), (EXPERT, "expert-bahardoost")):
        since = await house.control.mark()
        await house.control.start(user, codes[key])
        await house.wait(user, offering(Act.cases), since)


async def press(house: House, chat: int, who: int, said: Said, act: Act, arg: str | None = None) -> None:
    await house.control.press(chat, who, said.message_id, find(said, act, arg)[1], timeout=150)


async def open_case(house: House) -> Said:
    said: Said | None = None
    for act, arg, wanted in (
        (None, None, Act.processes),
        (Act.processes, None, Act.entry),
        (Act.entry, "mayor-appointment", Act.open),
        (Act.open, None, Act.send_anyway),
    ):
        since = await house.control.mark()
        if said is None or act is None:
            await house.control.say(SECRETARY, SECRETARY, "/menu")
        else:
            await press(house, SECRETARY, SECRETARY, said, act, arg)
        said = await house.wait(SECRETARY, offering(wanted), since)
    assert said is not None
    return said


def nothing_is_lost(house: House) -> None:
    assert house.rows("select count(*) from 'update' where state != 'done'")[0][0] == 0
    assert house.rows("select count(*) from notice where state = 'failed'")[0][0] == 0
    db = Database(f"sqlite:///{house.database}")
    assert db.read_now(events.verify) == []
    db.close()


async def test_it_answers_and_ends_cleanly_at_ctrl_c(house: House) -> None:
    await house.start()
    since = await house.control.mark()
    await house.control.start(EXPERT)
    await house.wait(EXPERT, offering(Act.processes), since)
    assert house.process is not None
    house.process.send_signal(signal.SIGINT)
    code, told = await house.ended()
    assert (code, "Traceback" in told) == (0, False), told


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DABIR_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/x"),
        ("DABIR_TELEGRAM_TOKEN", "2:refused-by-the-messenger"),
    ],
)
async def test_a_wrong_setting_is_named_and_nothing_starts(house: House, setting: str, value: str) -> None:
    await house.start(**{setting: value})
    code, told = await house.ended()
    assert code == 2, told
    assert setting in told
    assert "Traceback" not in told


async def test_an_acknowledged_upload_survives_a_kill(house: House) -> None:
    await house.start()
    await join(house)
    await open_case(house)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, SAMPLE)
    await house.wait(SECRETARY, lambda said: True, since)
    await house.kill()
    await house.start()
    card = await house.wait(SECRETARY, offering(Act.remove), since)
    assert has(card, Act.confirm)
    await house.until("select count(*) from document where state = 'read'", 1)
    await house.until("select count(*) from notice where state = 'waiting'", 0)
    sha256 = house.rows("select sha256 from document")[0][0]
    assert (house.folder / "documents" / sha256[:2] / sha256).read_bytes() == SAMPLE.read_bytes()
    assert house.rows("select count(*) from document_field where name = 'session_number'")[0][0] == 1
    nothing_is_lost(house)
