"""The soak: thousands of conversations at once, at random, while the messenger fails and the program is killed.

Door: `make soak`. SOAK_CONVERSATIONS, SOAK_AT_ONCE and SOAK_SEED say how many, how many side by side, and which; SOAK_REPORT a
file that gets the numbers as JSON. Promise: in the end nothing that was acknowledged is lost or doubled, nothing waits, the log
is whole and nobody was told of what is another's. What is done at the same moment differs from run to run, with the same seed
too. Not here: what people do (soak_talks, soak_cases), what goes wrong (soak_weather), what must be there (soak_book).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest

from bot.emulator import app, serving
from bot.emulator.control import Control
from cases import verify
from cases.db import Database
from cases.migrations import upgrade
from cases.vault import Vault
from tests import postgres
from tests.faults.house import free_port
from tests.faults.soak_book import Book
from tests.faults.soak_cast import Cast
from tests.faults.soak_hands import Answered, Refused, Silence, Watch
from tests.faults.soak_talks import TALKS, Talk
from tests.faults.soak_town import catalogue_of_desks, settle
from tests.faults.soak_weather import Program, Weather

pytestmark = pytest.mark.anyio
TOKEN = "1:a-token-of-the-soak"
MANY = int(os.environ.get("SOAK_CONVERSATIONS", "2000"))
AT_ONCE = int(os.environ.get("SOAK_AT_ONCE", "128"))
SEED = int(os.environ.get("SOAK_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
DRAINED_WITHIN = 3600.0
PLAYED_IN = ("soak_talks.py", "soak_cases.py", "soak_desk.py")
WAITING = """select (select count(*) from "update" where state = 'waiting')
    + (select count(*) from notice where state = 'waiting') + (select count(*) from document where state = 'waiting')"""


@dataclass
class Soak:
    """Everything of one run."""

    cast: Cast
    weather: Weather
    program: Program
    db: Database
    folder: Path
    silences: list[str]
    refused: Counter[str]
    began: float


async def test_nothing_is_lost_or_doubled_in_one_process_on_sqlite(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'dabir.sqlite'}"
    async with _soak(tmp_path, database, {"run": ("run",)}, {}) as soak:
        await _played(soak)
        _judged(soak, "sqlite")


async def test_nothing_is_lost_or_doubled_with_edge_and_workers_on_postgresql(tmp_path: Path) -> None:
    port = free_port()
    commands = {
        "edge": ("serve", "--port", str(port), "--set-webhook"),
        "first worker": ("work",),
        "second worker": ("work",),
    }
    with postgres.server() as cluster:
        async with _soak(
            tmp_path, postgres.fresh(cluster), commands, {"DABIR_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        ) as soak:
            await _played(soak)
            _judged(soak, "postgresql")


@asynccontextmanager
async def _soak(
    folder: Path, database: str, commands: dict[str, tuple[str, ...]], env: dict[str, str]
) -> AsyncIterator[Soak]:
    print(f"\nseed {SEED}, {MANY} conversations, {AT_ONCE} at once")
    served = app.create_app(None, token=TOKEN)
    messenger = served.state.messenger
    async with serving.running(served) as url:
        control = Control(url, transport=httpx.ASGITransport(app=served))
        db = Database(database)
        upgrade(db)
        known = catalogue_of_desks(folder / "catalogue")
        town = await settle(db, messenger, control, MANY)
        book, answers = Book(town), list[Answered]()
        watch = Watch(messenger, book.heard, book.called)
        looking = asyncio.create_task(watch.look())
        settings = {
            "DABIR_TELEGRAM_API": url,
            "DABIR_TELEGRAM_TOKEN": TOKEN,
            "DABIR_DATABASE_URL": database,
            "DABIR_STORAGE": str(folder / "documents"),
            "DABIR_CATALOGUE": str(folder / "catalogue"),
            "DABIR_LOG_LEVEL": "WARNING",
        }
        program = Program(folder, commands, settings | env)
        weather = Weather(program, messenger, control, random.Random(SEED + 1))
        cast = Cast(town, known, watch, control, book, random.Random(SEED), answers)
        try:
            for name in commands:
                await program.start(name)
            yield Soak(cast, weather, program, db, folder, [], Counter(), time.monotonic())
        finally:
            await program.end()
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await control.close()
            db.close()


async def _played(soak: Soak) -> None:
    """All conversations, so many at once; then calm, until nothing waits any more."""
    kinds = soak.cast.dice.choices(list(TALKS), weights=list(TALKS.values()), k=MANY)
    gate = asyncio.Semaphore(AT_ONCE)
    beside = [asyncio.create_task(one) for one in (soak.weather.blow(), soak.program.keep_up(), _told(soak, kinds))]
    await asyncio.gather(*(_talk(soak, kind, gate) for kind in kinds))
    for task in beside:
        task.cancel()
    failed = [one for one in await asyncio.gather(*beside, return_exceptions=True) if isinstance(one, Exception)]
    assert failed == []
    await soak.weather.clear()
    for name in soak.program.commands:
        await soak.program.kill(name)
        await soak.program.start(name)
    ends = time.monotonic() + DRAINED_WITHIN
    while (left := _waiting(soak.db)) and time.monotonic() < ends:
        print(f"{left} still wait", flush=True)
        await asyncio.sleep(10)


async def _talk(soak: Soak, kind: Talk, gate: asyncio.Semaphore) -> None:
    name = getattr(kind, "__name__", "?")
    async with gate:
        try:
            await kind(soak.cast)
        except (Silence, LookupError) as silence:
            # A button that is not where it has to be is as bad as no answer.
            where = traceback.extract_tb(silence.__traceback__)
            lost = next((one for one in reversed(where) if one.filename.endswith(PLAYED_IN)), where[-1])
            soak.silences.append(f"{name}, line {lost.lineno}: {type(silence).__name__} {silence}"[:900])
            print(soak.silences[-1], flush=True)
        except Refused as refused:
            soak.refused[f"{name}: {refused}"[:120]] += 1
        soak.cast.book.talks[name] += 1


async def _told(soak: Soak, kinds: list[Talk]) -> None:
    """Says how far it has come, now and then."""
    while True:
        await asyncio.sleep(20)
        over = sum(soak.cast.book.talks.values())
        asked = soak.cast.answers[-1].seconds if soak.cast.answers else 0
        print(
            f"{time.monotonic() - soak.began:5.0f} s: {over} of {len(kinds)}, {len(soak.cast.answers)} answers, the last"
            f" after {asked:.2f} s, {len(soak.silences)} silent, {_waiting(soak.db)} wait",
            flush=True,
        )


def _judged(soak: Soak, name: str) -> None:
    book, messenger, kills = soak.cast.book, soak.weather.messenger, soak.weather.kills
    problems = [f"silence: {one}" for one in soak.silences]
    problems += book.problems(soak.db, messenger, kills)
    found = verify.findings(soak.db, Vault(soak.folder / "documents"), at=datetime.now(UTC))
    problems += [f"verify: {one.key} {one.facts}" for one in found if one.grave]
    report = _report(soak, name, problems)
    print(json.dumps(report, ensure_ascii=False, indent=1), flush=True)
    if place := os.environ.get("SOAK_REPORT"):
        Path(place).with_suffix(f".{name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    assert problems == [], f"seed {SEED}: {len(problems)} problems, the first: {problems[:20]}"


def _report(soak: Soak, name: str, problems: list[str]) -> dict[str, Any]:
    book, weather = soak.cast.book, soak.weather
    calm = [one.seconds for one in soak.cast.answers if weather.calm_at(one.at, one.at + one.seconds)]
    troubled = [one.seconds for one in soak.cast.answers if not weather.calm_at(one.at, one.at + one.seconds)]
    copies = book.copies(soak.db, weather.messenger, weather.kills)
    return {
        "program": name,
        "seed": SEED,
        "at_once": AT_ONCE,
        "seconds": round(time.monotonic() - soak.began),
        "conversations": dict(book.talks),
        "deeds": dict(Counter(deed.kind for deed in book.deeds if deed.sure)),
        "not_acknowledged": dict(Counter(deed.kind for deed in book.deeds if not deed.sure)),
        "documents": len(book.files),
        "troubles": dict(weather.counted),
        "ended_by_themselves": dict(soak.program.ended),
        "answers_calm": _times(calm),
        "answers_in_trouble": _times(troubled),
        "copies": {why: len(found) for why, found in copies.items()},
        "refused": dict(soak.refused),
        "refused_and_gone_on": dict(book.failures),
        "problems": problems,
    }


def _times(seconds: list[float]) -> dict[str, int]:
    if len(seconds) < 2:
        return {"answers": len(seconds)}
    cuts = quantiles(seconds, n=100)
    shown = {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "longest_ms": max(seconds)}
    return {"answers": len(seconds)} | {key: round(1000 * value) for key, value in shown.items()}


def _waiting(db: Database) -> int:
    with db.engine.connect() as connection:
        return int(connection.exec_driver_sql(WAITING).scalar_one())
