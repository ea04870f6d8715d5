"""Decisions a second: experts take cases and decide, as fast as they can, in so many processes at once.

Door: `measure`; each process is `python -m bench.deciding KIND URL PLACE COUNT`. Promise: an expert takes a case and decides
on it, two of the office's own verbs with their checks, events, notices and jobs, two transactions; beside it the bare driver
writes as many rows in two transactions, from as many processes at once. Not here: the chat (load).
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import psycopg

from bench import cluster, province
from bench.driving import Driver
from cases.db import Database
from worker.engine import Engine
from workflows.shapes import Entry

# What the two verbs write, statement by statement (docs/performance.md); jobs are not counted.
ROWS = (5, 11)
_LONG = "x" * 300


async def measure(url: str, bare_url: str, processes: int, each: int) -> tuple[float, float]:
    """Decisions a second over this settled database, and transactions a second of the bare driver over an empty one."""
    found = []
    for kind, where in (("program", url), ("bare", bare_url)):
        found.append(await _together(kind, where, processes, each if kind == "program" else each * 50))
    return found[0], found[1]


async def _together(kind: str, url: str, processes: int, each: int) -> float:
    """All are ready before the first begins."""
    commands = [("-m", "bench.deciding", kind, url, str(place), str(each)) for place in range(processes)]
    started = [
        await asyncio.create_subprocess_exec(sys.executable, *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for command in commands
    ]
    for one in started:
        assert one.stdout is not None
        assert (await one.stdout.readline()).strip() == b"ready", kind
    told = await asyncio.gather(*(one.communicate(b"go\n") for one in started))
    assert all(one.returncode == 0 for one in started)
    # The longest counts: they began together.
    return processes * each / max(float(said) for said, _ in told)


def _program(url: str, place: int, count: int) -> Callable[[], None]:
    """Cases of this process's own city, brought to the expert's desk."""
    db = Database(url)
    jobs = Engine(db, handlers={})
    asyncio.run(jobs.prepare())
    db.enqueue = jobs.enqueue
    driver = Driver(db, province.office())
    flow = _shortest(driver.office.catalogue.entries.values())
    waiting = [driver.open(flow, place + 1) for _ in range(count)]
    for case_id in waiting:
        driver.leave(case_id)

    def decide() -> None:
        for case_id in waiting:
            driver.leave(case_id)

    return decide


def _shortest(entries: Iterable[Entry]) -> Entry:
    """The flow with the fewest papers that goes from its customer to one expert."""
    fit = [flow for flow in entries if [step.kind for step in flow.steps[:2]] == ["submit", "review"]]
    return min(fit, key=lambda flow: (len(flow.documents), flow.slug))


def _bare(url: str, place: int, count: int) -> Callable[[], None]:
    if url.startswith("sqlite:///"):
        lite = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
            lite.execute(f"PRAGMA {pragma}")
        lite.execute("create table if not exists bare (id integer primary key, said text)")
        return lambda: _write(lite.execute, "?", "BEGIN IMMEDIATE", count)
    connection = psycopg.connect(cluster.driver_url(url), autocommit=True)
    with connection.transaction():  # two who create it at once collide, whether it exists or not
        connection.execute("select pg_advisory_xact_lock(1)")
        connection.execute("create table if not exists bare (id serial primary key, said text)")
    return lambda: _write(connection.execute, "%s", "BEGIN", count)


def _write(execute: Callable[..., object], mark: str, begin: str, count: int) -> None:
    for _ in range(count):
        for rows in ROWS:
            execute(begin)
            for _ in range(rows):
                execute(f"insert into bare (said) values ({mark})", (_LONG,))
            execute("COMMIT")


def main(args: Sequence[str]) -> None:
    """One process: says "ready", waits for a line, does it, says how many seconds that took."""
    kind, url, place, count = args
    act = (_program if kind == "program" else _bare)(url, int(place), int(count))
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    act()
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(sys.argv[1:])
