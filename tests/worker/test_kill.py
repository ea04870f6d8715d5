"""Workers are killed without warning; no job is lost and no row is brought to its end twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cases.db import Database
from tests.worker import errands
from tests.worker.errands import until

pytestmark = [pytest.mark.anyio, pytest.mark.long]
ROOT = Path(__file__).parents[2]


@contextmanager
def worker(url: str, name: str, pause: float = 0.05) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, once it works; killed at the end if it still lives."""
    command = [sys.executable, "-m", "tests.worker.errands", url, name, str(pause)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        try:
            assert process.stdout is not None
            assert "worker launched" in process.stdout.readline()
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # many machines
async def test_of_two_workers_one_is_killed_and_the_other_does_everything(url: str, database: Database) -> None:
    engine = errands.engine(database)
    await engine.prepare()
    await database.transact(errands.write, 100, lanes=10)
    await engine.stop()
    # Slow enough that a busy machine, too, sees the first one die in the middle of the work.
    with worker(url, "first", pause=0.3) as first, worker(url, "second", pause=0.3):
        await until(database, "done", 20)
        first.kill()
        assert await database.read(errands.count, "done") < 100
        await until(database, "done", 100)
    visits = await database.read(errands.all_visits)
    assert {errand.done for errand in await database.read(errands.all_errands)} == {1}
    assert set(Counter(visit.errand_id for visit in visits).values()) <= {1, 2}
    begun_by = {visit.worker for visit in visits}
    assert begun_by == {"first", "second"}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # one machine
async def test_a_program_that_is_killed_and_started_again_goes_on_at_once(url: str, database: Database) -> None:
    engine = errands.engine(database)
    await engine.prepare()
    await database.transact(errands.write, 90, lanes=10)
    await database.transact(errands.write, 10, queue="deliveries", lanes=2)
    await engine.stop()
    for enough in (20, 50, 100):  # its old lease would last an hour
        with worker(url, "") as process:
            await until(database, "done", enough, within=15)
            process.kill()
    assert {errand.done for errand in await database.read(errands.all_errands)} == {1}
    visits = Counter(visit.errand_id for visit in await database.read(errands.all_visits))
    assert len(visits) == 100
