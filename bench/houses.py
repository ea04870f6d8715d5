"""The program as it is run, for measuring: in one process, or as an edge and several workers.

Door: `house`, a context manager. Promise: throw-away database and folder, a local messenger, every process its own and gone
at the end; what a process costs is read from the machine's own book-keeping. Not here: what is measured (load).
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import cluster, province
from bench.answering import TOKEN, launched
from bot.emulator import app, serving
from bot.emulator.control import Control
from cases import leases, notices
from cases.db import Database, Session

# A machine that is shared with much else may take minutes to start four processes.
PATIENCE = 300.0
_TICKS = os.sysconf("SC_CLK_TCK")


class House:
    """`processes` by name: "run", or "edge" and "worker 1" and so on. `cold`: seconds from their start to the first answer."""

    def __init__(self, folder: Path, control: Control, url: str, database: str, workers: int) -> None:
        self.control, self.url, self.database, self.workers = control, url, database, workers
        self.folder = folder
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.cold = 0.0

    async def open(self, first: int) -> None:
        """Starts the processes and waits until the first of the people is answered."""
        port = _free_port()
        self._write_settings(port)
        began = time.perf_counter()
        if self.workers == 0:
            await self._start("run", "run")
        else:
            await self._start("edge", "serve", "--port", str(port), "--set-webhook")
            for number in range(self.workers):
                await self._start(f"worker {number + 1}", "work")
        await self.control.start(first)
        await self.control.wait_message(first, timeout=PATIENCE)
        self.cold = time.perf_counter() - began

    async def settled(self) -> None:
        """Waits until every worker works and nothing waits to be said."""
        db = Database(self.database)
        try:
            await until(db, lambda session: _quiet(session, max(self.workers, 1)))
        finally:
            db.close()

    async def close(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            await process.wait()

    def cpu(self) -> float:
        """Seconds of processor that the program's processes and their children have had."""
        return sum(_cpu_of_tree(process.pid) for process in self.processes.values())

    def memory(self) -> dict[str, float]:
        """MiB that each process holds, of what is shared its part."""
        return {name: _held(process.pid) / 1024 for name, process in self.processes.items()}

    def _write_settings(self, port: int) -> None:
        settings = {
            "TELEGRAM_API": self.url,
            "TELEGRAM_TOKEN": TOKEN,
            "DATABASE_URL": self.database,
            "STORAGE": self.folder / "documents",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "LOG_LEVEL": "WARNING",
        }
        lines = [f"DABIR_{name}={value}\n" for name, value in settings.items()]
        (self.folder / ".env").write_text("".join(lines), encoding="utf-8")

    async def _start(self, name: str, *command: str) -> None:
        with (self.folder / "log").open("ab") as log:
            self.processes[name] = await launched(
                *("-c", "from cli import main; main()", *command), cwd=self.folder, stdout=log, stderr=log
            )


@asynccontextmanager
async def house(folder: Path, database: str, workers: int, chats: Sequence[int]) -> AsyncIterator[House]:
    """The program over this new database with its messenger, and the people of these chats; `workers` 0: all in one process."""
    db = Database(database)
    province.settle(db, len(chats))
    db.close()
    await asyncio.to_thread(folder.mkdir)
    async with serving.running(app.create_app(None, token=TOKEN)) as url, Control(url) as control:
        for chat in chats:
            await control.add_user(chat, f"user {chat}")
        made = House(folder, control, url, database, workers)
        try:
            await made.open(chats[0])
            for chat in chats[1:]:
                await control.start(chat)
                await control.wait_message(chat, timeout=PATIENCE)
            await made.settled()
            yield made
        finally:
            await made.close()


def server_cpu(url: str) -> float:
    """Seconds of processor that the PostgreSQL server and all its processes, also those that ended, have had."""
    with psycopg.connect(cluster.driver_url(url), autocommit=True) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row is not None
    return _cpu_of_tree(int((Path(row[0]) / "postmaster.pid").read_text().split()[0]))


async def until(db: Database, true: Callable[[Session], bool], seconds: float = PATIENCE) -> None:
    """Looks into the database until it is so."""
    async with asyncio.timeout(seconds):
        while not await db.read(true):  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(0.1)


def _quiet(session: Session, workers: int) -> bool:
    now = datetime.now(UTC)
    return len(leases.alive(session, at=now)) >= workers and not notices.due(session, at=now)


def _cpu_of_tree(root: int) -> float:
    """Of a process and its children, living and ended."""
    below: dict[int, list[tuple[int, int]]] = {}
    own = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parent, ticks = stat
            below.setdefault(parent, []).append((int(entry.name), ticks))
            if int(entry.name) == root:
                own = ticks
    total, todo = own, [root]
    while todo:
        for pid, ticks in below.get(todo.pop(), []):
            total += ticks
            todo.append(pid)
    return total / _TICKS


def _stat(pid: int) -> tuple[int, int] | None:
    """Its parent, and the ticks that it and its ended children have had."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), sum(map(int, fields[11:15]))


def _held(pid: int) -> float:
    """KiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])
