"""Who asks rings, and the workers that sleep wake."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from cases.db import Database
from tests import postgres
from tests.worker import errands
from worker.engine import Engine

pytestmark = pytest.mark.anyio
# Longer than any of these tests: what is done in time was rung for.
DEAF = 60.0


@pytest.fixture
def url(cluster: str) -> str:
    return postgres.fresh(cluster)


@pytest.fixture
async def engine(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    limits = errands.LIMITS | {"deliveries": replace(errands.LIMITS["deliveries"], poll_with_bell=DEAF)}
    monkeypatch.setattr(errands, "LIMITS", limits)
    made = errands.engine(database, pause=0.01, sweep_every=DEAF)
    await made.launch()
    yield made
    await made.stop()


async def test_a_job_is_begun_when_it_is_asked_for_by_whatever_process(
    database: Database, engine: Engine, url: str
) -> None:
    elsewhere = errands.make(url)
    asking = Engine(elsewhere, handlers={}, limits=errands.LIMITS)
    await asking.prepare()
    elsewhere.enqueue = asking.enqueue
    began = time.monotonic()
    await elsewhere.transact(errands.write, 1, queue="deliveries")
    await errands.until(database, "done", 1)
    assert time.monotonic() - began < DEAF / 4
    await asking.stop()
    elsewhere.close()


async def test_the_jobs_of_a_lane_follow_one_another_though_nobody_rings_again(
    database: Database, engine: Engine
) -> None:
    await database.transact(errands.write, 12, queue="deliveries", lanes=2)
    await errands.until(database, "done", 12)
    errand_lane = {errand.id: errand.lane for errand in await database.read(errands.all_errands)}
    visits = await database.read(errands.all_visits)
    for lane in set(errand_lane.values()):
        of_lane = [visit.errand_id for visit in visits if errand_lane[visit.errand_id] == lane]
        assert all(one < other for one, other in pairwise(of_lane)) and len(of_lane) == 6


async def test_the_bell_is_heard_again_after_its_connection_was_cut(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, 1, queue="deliveries")
    await errands.until(database, "done", 1)
    assert listeners(database, "pg_terminate_backend(pid)") == [True]
    end = time.monotonic() + DEAF / 4
    while not listeners(database, "pid"):
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    await database.transact(errands.write, 1, queue="deliveries")
    await errands.until(database, "done", 2)


def listeners(database: Database, what: str) -> list[object]:
    with database.engine.begin() as connection:
        asked = (
            f"select {what} from pg_stat_activity where query ilike 'listen dabir%%' and datname = current_database()"
        )
        return list(connection.exec_driver_sql(asked).scalars())
