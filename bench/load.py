"""The program under load, in each of the ways that it can be run, beside the bare limits of the same machine.

Door: `measure`. Promise: people, uploads and notices go through the real messenger protocol, processes and databases; every
bare limit is taken in the same run, right beside what it is held against. The local messenger and the people share the machine
with the program. Not here: decisions (deciding), the processes (houses), how it is shown (tables).
"""

from __future__ import annotations

import asyncio
import io
import os
import random
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from PIL import Image

from bench import cluster, deciding, houses, province
from bench.answering import TOKEN, echo_bot, is_echoed, reads_and_opens
from bench.houses import House
from bench.report import Beside, Load, Machine, Setup
from bot.emulator import app, echo, serving
from bot.emulator.control import Control
from cases import announcing, notices
from cases.db import Database, Session
from cases.models import Announcement, Document, Notice
from cases.notices import What
from worker.engine import Engine

PHOTOGRAPH = province.SAMPLES / "others" / "budget-letter-photo.jpg"
TALKING, UPLOADING = 8, 4
LONG = 900.0
# A worker looks often for some seconds after the last work (worker/bells.py).
_SETTLES = 8.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: `rounds` of conversations by TALKING people, `pages` uploaded by each of UPLOADING, `notices` said,
    `decisions` of each process, seconds of `idle` watching."""

    rounds: int
    pages: int
    notices: int
    decisions: int
    idle: float


QUICK, WHOLE = Size(2, 2, 60, 4, 6.0), Size(5, 3, 120, 8, 20.0)


def measure(
    *,
    command: str,
    made: str,
    machine: Machine,
    size: Size,
    workers: Sequence[int],
    folder: Path | None,
    say: Callable[[str], None],
) -> Load:
    """`workers`: of each setup, 0 being everything in one process on SQLite. Without PostgreSQL: cluster.NoCluster."""
    busy = os.getloadavg()[0]
    setups = []
    with TemporaryDirectory(prefix="dabir-load-", dir=folder) as place, ExitStack() as stack:
        server = stack.enter_context(cluster.server(folder=folder)) if any(workers) else ""
        for many in workers:
            setups.append(asyncio.run(_setup(Path(place), server, many, size)))
            say(_told(setups[-1]))
    return Load(command=command, made=made, machine=machine, busy=round(busy, 1), setups=tuple(setups))


def _told(one: Setup) -> str:
    shares = (one.conversations, one.decisions, one.pages, one.deliveries)
    return f"{one.name}: " + ", ".join(f"{each.per_second:.2f}/s ({each.share:.2f})" for each in shares)


async def _setup(folder: Path, server: str, workers: int, size: Size) -> Setup:
    def fresh(name: str) -> str:
        return cluster.fresh(server) if workers else f"sqlite:///{folder / name}.sqlite"

    chats = province.chats_of("secretary", TALKING + UPLOADING)
    talking, uploading = chats[:TALKING], chats[TALKING:]
    async with houses.house(folder / f"house-{workers}", fresh("house"), workers, chats) as house:
        idle, server_idle = await _idle(house, server if workers else "", size.idle)
        conversations = await _conversations(house, talking, size.rounds)
        deliveries = await _deliveries(house, chats, size.notices)
        pages, answers, uploads = await _pages(house, talking[:2], uploading, size.pages)
        memory = house.memory()
        cold = house.cold
    decided = fresh("decided")
    with _opened(decided) as db:
        province.settle(db, TALKING)
    per_second, bare = await deciding.measure(decided, fresh("bare"), max(workers, 1), size.decisions)
    return Setup(
        name=f"PostgreSQL, {workers} worker{'s' if workers > 1 else ''}" if workers else "SQLite, one process",
        conversations=conversations,
        decisions=Beside(per_second=per_second, bare_per_second=bare),
        pages=pages,
        deliveries=deliveries,
        answers_p50_ms=1000 * median(answers),
        answers_p95_ms=1000 * quantiles(answers, n=20)[-1],
        upload_p50_ms=1000 * median(uploads),
        upload_worst_ms=1000 * max(uploads),
        cold_seconds=cold,
        idle_percent=idle,
        server_idle_percent=server_idle,
        memory_mib=memory,
    )


async def _idle(house: House, server: str, seconds: float) -> tuple[float, float]:
    """Percent of a core that the program, and the database's server, take in the quiet, once it has lasted."""
    await asyncio.sleep(_SETTLES)
    before = house.cpu(), houses.server_cpu(server) if server else 0.0
    await asyncio.sleep(seconds)
    after = house.cpu(), houses.server_cpu(server) if server else 0.0
    return 100 * (after[0] - before[0]) / seconds, 100 * (after[1] - before[1]) / seconds


async def _conversations(house: House, people: Sequence[int], rounds: int) -> Beside:
    """Rounds of all at once, of the program and of the bare bot in turn; the middle one counts."""
    async with _echo(people) as bare:
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(-1, rounds):
            for place, (control, talk) in enumerate(((house.control, reads_and_opens), (bare, is_echoed))):
                began = time.perf_counter()
                await asyncio.gather(*(talk(control, chat) for chat in people))
                if number >= 0:
                    taken[place].append(len(people) / (time.perf_counter() - began))
    return Beside(per_second=median(taken[0]), bare_per_second=median(taken[1]))


@asynccontextmanager
async def _echo(people: Sequence[int]) -> AsyncIterator[Control]:
    async with serving.running(app.create_app(None, token=TOKEN)) as url, Control(url) as control:
        _name, process = await echo_bot(url)
        try:
            for chat in people:
                await control.add_user(chat, f"user {chat}")
                await control.start(chat)
                await control.wait_message(chat, timeout=houses.PATIENCE)
            yield control
        finally:
            process.terminate()
            await process.wait()


async def _deliveries(house: House, chats: Sequence[int], many: int) -> Beside:
    """Notices to people, from their writing until the last is said; then as many bare sends, as many at once."""
    with _opened(house.database) as db:
        jobs = Engine(db, handlers={})
        await jobs.prepare()
        db.enqueue = jobs.enqueue
        began = time.perf_counter()
        await db.transact(_write, chats, many, at=datetime.now(UTC))
        await houses.until(db, _all_said, LONG)
        seconds = time.perf_counter() - began
        await jobs.stop()
    bare = await echo.say(house.url, TOKEN, [chats[place % len(chats)] for place in range(many)])
    return Beside(per_second=many / seconds, bare_per_second=many / bare)


def _write(session: Session, chats: Sequence[int], many: int, *, at: datetime) -> None:
    said = Announcement(text="x" * 100, roles=[], by_id=1, at=at, people=len(chats))
    session.add(said)
    session.flush()
    what = What(announcing.TEMPLATE, {"announcement": said.id})
    for place in range(many):
        notices.to_chat(session, "tg", chats[place % len(chats)], what, at=at)


async def _pages(
    house: House, talking: Sequence[int], uploading: Sequence[int], each: int
) -> tuple[Beside, list[float], list[float]]:
    """Pages from the first upload until the last is read; the answers of those who talk meanwhile; how soon each upload is
    acknowledged."""
    for chat in uploading:
        await reads_and_opens(house.control, chat)
    with _opened(house.database) as db:
        began, reading = time.perf_counter(), asyncio.Event()
        talks = [asyncio.create_task(_talking(house.control, chat, reading)) for chat in talking]
        told = await asyncio.gather(*(_uploads(house.control, chat, each) for chat in uploading))
        await houses.until(db, _all_read, LONG)
        seconds = time.perf_counter() - began
        reading.set()
        answers = [second for talk in talks for second in await talk]
    many = len(uploading) * each
    bare = await asyncio.to_thread(_bare_pages, [_photograph(number) for number in range(min(many, 6))])
    uploads = [second for one in told for second in one]
    return Beside(per_second=many / seconds, bare_per_second=bare), answers, uploads


async def _talking(control: Control, chat: int, over: asyncio.Event) -> list[float]:
    answers: list[float] = []
    while not over.is_set() or not answers:
        answers += await reads_and_opens(control, chat)
        await asyncio.sleep(0.5)
    return answers


async def _uploads(control: Control, chat: int, many: int) -> list[float]:
    """One after the other, as a person does; each until the bot says that it has it."""
    taken = []
    for number in range(many):
        content = await asyncio.to_thread(_photograph, chat * 1000 + number)
        since, began = await control.mark(), time.perf_counter()
        await control.upload(chat, chat, (f"page-{number}.jpg", content))
        await control.wait_message(chat, since=since, timeout=houses.PATIENCE)
        taken.append(time.perf_counter() - began)
    return taken


def _photograph(seed: int) -> bytes:
    """The photographed letter, each time another file: no page that was read before is read again."""
    picture = Image.open(PHOTOGRAPH).convert("L")
    chance = random.Random(seed)  # noqa: S311
    for _ in range(20):
        picture.putpixel((chance.randrange(picture.width), chance.randrange(picture.height)), 128)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def _bare_pages(files: Sequence[bytes]) -> float:
    """Pages a second by tesseract alone, with the stock Persian model, on every core, as nice as the program's readers."""
    cores, began, waiting = os.cpu_count() or 1, time.perf_counter(), list(files)
    running: list[subprocess.Popen[bytes]] = []
    env = {"PATH": os.defpath, "OMP_THREAD_LIMIT": "1"}
    while waiting or running:
        while waiting and len(running) < cores:
            one = subprocess.Popen(
                ["nice", "-n", "10", "tesseract", "stdin", "stdout", "-l", "fas"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=env,
            )
            assert one.stdin is not None
            one.stdin.write(waiting.pop())
            one.stdin.close()
            running.append(one)
        running = [one for one in running if one.poll() is None]
        time.sleep(0.02)
    return len(files) / (time.perf_counter() - began)


def _all_said(session: Session) -> bool:
    return session.query(Notice).filter_by(state="waiting").count() == 0


def _all_read(session: Session) -> bool:
    return not session.query(Document).filter_by(state="waiting").count()


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    db = Database(url)
    try:
        yield db
    finally:
        db.close()
