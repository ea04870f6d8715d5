"""How fast the bot answers, beside the barest bot on the same messenger.

Door: `measure`. Promise: both bots are processes of their own over the same local server, in turn, with the same number of
people doing the same things: write once, press four times; every answer is waited for. The program's conversation reads the
guide and opens a case, with its database and its log. Not here: how it is shown (tables).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench import province
from bench.report import Answering, Machine, Pace
from bot.callbacks import Act, Press
from bot.emulator import app, serving
from bot.emulator.control import Control, Said
from cases.db import Database

TOKEN = "4242:" + "A" * 35
ENTRY = "mayor-appointment"
PATIENCE = 60.0
_WARMING = 2

type Conversation = Callable[[Control, int], Awaitable[list[float]]]
"""Of one person, to its end: the seconds until each answer."""


def measure(
    *,
    command: str,
    made: str,
    machine: Machine,
    people: Sequence[int],
    rounds: int,
    folder: Path | None,
    say: Callable[[str], None],
) -> Answering:
    """`people`: how many talk at once, for each pace that is measured. `folder`: where the throw-away database lies."""
    with TemporaryDirectory(prefix="dabir-bench-", dir=folder) as place:
        paces = asyncio.run(_measured(Path(place), people, rounds, say))
    return Answering(command=command, made=made, machine=machine, paces=tuple(paces))


async def _measured(folder: Path, people: Sequence[int], rounds: int, say: Callable[[str], None]) -> list[Pace]:
    chats = province.chats_of("secretary", max(people))
    _settle(folder, max(people))
    async with _bot(_dabir(folder), chats) as dabir, _bot(echo_bot, chats) as echo:
        found = []
        for many in people:
            taken: dict[str, list[_Round]] = {"dabir": [], "echo": []}
            for number in range(-_WARMING, rounds):
                for bot, talk in ((dabir, reads_and_opens), (echo, is_echoed)):
                    done = await bot.round(chats[:many], talk)
                    if number >= 0:
                        taken[bot.name].append(done)
            found.append(_pace(many, taken))
            say(f"{many} at once: {found[-1].per_second:.0f} updates/s, the echo {found[-1].bare_per_second:.0f}")
    return found


class _Round:
    """What one round of conversations took: seconds, seconds of the bot's processor, and each answer's."""

    def __init__(self, seconds: float, cpu: float, answers: list[float]) -> None:
        self.seconds = seconds
        self.cpu = cpu
        self.answers = answers


class _Bot:
    """A bot as a process of its own, and its messenger."""

    def __init__(self, name: str, control: Control, process: asyncio.subprocess.Process) -> None:
        self.name = name
        self._control = control
        self._process = process

    async def round(self, chats: Sequence[int], talk: Conversation) -> _Round:
        """Each of the people has one conversation, all at once."""
        before, began = cpu_of(self._process.pid), time.perf_counter()
        answers = await asyncio.gather(*(talk(self._control, chat) for chat in chats))
        seconds, cpu = time.perf_counter() - began, cpu_of(self._process.pid) - before
        return _Round(seconds, cpu, [second for one in answers for second in one])


type _Start = Callable[[str], Awaitable[tuple[str, asyncio.subprocess.Process]]]


@asynccontextmanager
async def _bot(start: _Start, chats: Sequence[int]) -> AsyncIterator[_Bot]:
    async with serving.running(app.create_app(None, token=TOKEN)) as url, Control(url) as control:
        for chat in chats:
            await control.add_user(chat, f"user {chat}")
        name, process = await start(url)
        try:
            for chat in chats:
                await control.start(chat)
                await control.wait_message(chat, timeout=PATIENCE)
            yield _Bot(name, control, process)
        finally:
            process.terminate()
            await process.wait()


def _settle(folder: Path, cities: int) -> None:
    db = Database(f"sqlite:///{folder / 'dabir.sqlite'}")
    province.settle(db, cities)
    db.close()


def _dabir(folder: Path) -> _Start:
    """`dabir run` as it comes, over a settled database."""

    async def start(url: str) -> tuple[str, asyncio.subprocess.Process]:
        settings = {
            "TELEGRAM_API": url,
            "TELEGRAM_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder / 'dabir.sqlite'}",
            "STORAGE": folder / "documents",
            "LOG_LEVEL": "WARNING",
        }
        # In the file that it reads in its own folder, so that nobody else's settings are meant.
        lines = [f"DABIR_{name}={value}\n" for name, value in settings.items()]
        (folder / ".env").write_text("".join(lines), encoding="utf-8")
        command = ("-c", "from cli import main; main()", "run")
        return "dabir", await launched(*command, cwd=folder, stdout=asyncio.subprocess.DEVNULL)

    return start


async def echo_bot(url: str) -> tuple[str, asyncio.subprocess.Process]:
    return "echo", await launched("-m", "bot.emulator.echo", url, TOKEN)


async def launched(*command: str, **how: Any) -> asyncio.subprocess.Process:
    """This Python and this code, with nothing else of the surroundings."""
    env = {"PATH": os.defpath, "PYTHONPATH": _root(), "PYTHONUTF8": "1"}
    return await asyncio.create_subprocess_exec(sys.executable, *command, env=env, **how)


async def reads_and_opens(control: Control, chat: int) -> list[float]:
    """The menu, the processes, one of them, its documents; and a case of it is opened."""
    seconds, said = await _written(control, chat, "/menu", Act.processes)
    taken = [seconds]
    for act, arg, wanted in (
        (Act.processes, None, Act.entry),
        (Act.entry, ENTRY, Act.open),
        (Act.section, None, Act.open),
        (Act.open, None, Act.send_anyway),
    ):
        seconds, said = await _pressed(control, said, _data(said, act, arg), wanted)
        taken.append(seconds)
    return taken


async def is_echoed(control: Control, chat: int) -> list[float]:
    seconds, said = await _written(control, chat, "menu", None)
    return [seconds, *[(await _pressed(control, said, "again", None))[0] for _ in range(4)]]


async def _written(control: Control, chat: int, text: str, wanted: Act | None) -> tuple[float, Said]:
    since, began = await control.mark(), time.perf_counter()
    await control.say(chat, chat, text)
    said = await control.wait_message(chat, _offers(wanted), since=since, timeout=PATIENCE)
    return time.perf_counter() - began, said


async def _pressed(control: Control, said: Said, data: str, wanted: Act | None) -> tuple[float, Said]:
    """Until what was pressed for stands there and the button has stopped turning."""
    since, began = await control.mark(), time.perf_counter()
    pressed, shown = await asyncio.gather(
        control.press(said.chat_id, said.chat_id, said.message_id, data, timeout=PATIENCE),
        control.wait_message(said.chat_id, _offers(wanted), since=since, timeout=PATIENCE),
    )
    if not pressed.answered:
        raise TimeoutError(f"the press of {data} was not answered")
    return time.perf_counter() - began, shown


def _offers(wanted: Act | None) -> Callable[[Said], bool]:
    return lambda said: wanted is None or any(Press.unpack(data).act is wanted for _, data in said.buttons)


def _data(said: Said, act: Act, arg: str | None) -> str:
    return next(
        data for _, data in said.buttons if (found := Press.unpack(data)).act is act and arg in (None, found.arg)
    )


def _pace(many: int, taken: dict[str, list[_Round]]) -> Pace:
    dabir, echo = taken["dabir"], taken["echo"]
    return Pace(
        people=many,
        updates=sum(len(one.answers) for one in dabir),
        per_second=median(len(one.answers) / one.seconds for one in dabir),
        bare_per_second=median(len(one.answers) / one.seconds for one in echo),
        p50_ms=1000 * _at(dabir, 50),
        p95_ms=1000 * _at(dabir, 95),
        bare_p50_ms=1000 * _at(echo, 50),
        bare_p95_ms=1000 * _at(echo, 95),
        cpu_ms=1000 * sum(one.cpu for one in dabir) / sum(len(one.answers) for one in dabir),
        bare_cpu_ms=1000 * sum(one.cpu for one in echo) / sum(len(one.answers) for one in echo),
    )


def _at(rounds: list[_Round], percent: int) -> float:
    return quantiles([second for one in rounds for second in one.answers], n=100)[percent - 1]


def cpu_of(pid: int) -> float:
    """The seconds of processor that the process has had, by Linux's own book-keeping."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    user, system = int(after_name[11]), int(after_name[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def _root() -> str:
    return str(Path(__file__).resolve().parents[1])
