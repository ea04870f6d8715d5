"""The engine keeps its promises on both databases."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from cases import leases
from cases.db import Database
from cases.errors import Incomplete
from cases.jobs import Job, ask
from tests.worker import errands
from tests.worker.errands import until
from worker import queues, retention
from worker.engine import Engine, Schedule
from worker.leases import take_over

pytestmark = pytest.mark.anyio
# Where the databases cannot differ.
on_one_database = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[Engine]:
    made = errands.engine(database)
    await made.launch()
    yield made
    await made.stop()


def rows(database: Database, sql: str) -> list[tuple]:
    """`{jobs}` stands for the engine's table of jobs."""
    jobs = "workflow_status" if database.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with database.engine.begin() as connection:
        done = connection.execute(text(sql.format(jobs=jobs)))
        return [tuple(row) for row in done] if done.returns_rows else []


async def test_what_a_transaction_asks_for_is_done_after_it_and_gone_when_it_is_rolled_back(
    database: Database, engine: Engine
) -> None:
    def write_and_refuse(session: Session) -> None:
        errands.write(session, 3)
        raise Incomplete("minutes")

    with pytest.raises(Incomplete):
        await database.transact(write_and_refuse)
    await database.transact(errands.write, 5, lanes=2)
    await until(database, "done", 5)
    assert [errand.done for errand in await database.read(errands.all_errands)] == [1] * 5
    assert rows(database, "select count(*) from {jobs}") == [(5,)]


async def test_a_job_asked_for_twice_is_one_job(database: Database, engine: Engine) -> None:
    [errand_id] = await database.transact(errands.write)
    job = Job("readings", errand_id, "lane-0")
    await database.transact(ask, job)
    await until(database, "done", 1)
    await database.transact(ask, job)
    assert rows(database, "select workflow_uuid from {jobs}") == [(queues.job_id(job),)]


@on_one_database
async def test_a_late_job_for_a_finished_row_does_nothing(database: Database, engine: Engine) -> None:
    [errand_id] = await database.transact(errands.write)
    await until(database, "done", 1)
    await database.transact(ask, Job("readings", errand_id, "lane-0", attempt=7))
    await jobs_end(database, 2)
    assert len(await database.read(errands.all_visits)) == 1


async def begun(database: Database) -> None:
    end = time.monotonic() + 10
    while not await database.read(errands.all_visits):
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def jobs_end(database: Database, number: int) -> None:
    sql = "select count(*) from {jobs} where status = 'SUCCESS'"
    end = time.monotonic() + 15
    while rows(database, sql)[0][0] < number:
        assert time.monotonic() < end, rows(database, "select workflow_uuid, status from {jobs}")
        await asyncio.sleep(0.05)


async def test_one_file_of_a_city_does_not_wait_behind_the_many_of_another(database: Database) -> None:
    engine = errands.engine(database, pause=0.05)
    await engine.launch()
    await database.transact(errands.write, 60)
    await begun(database)
    [last] = await database.transact(errands.write, first_lane=1)
    await until(database, "done", 61, within=60)
    await engine.stop()
    before = [visit.errand_id for visit in await database.read(errands.all_visits)].index(last)
    # Of those that were at work, or taken in the same moments, it could not know; the long line it has passed.
    assert before < 45


async def test_one_file_does_not_wait_behind_the_many_of_a_colleague(database: Database) -> None:
    engine = errands.engine(database, pause=0.05)
    await engine.prepare()

    def ask_in_turn(session: Session) -> list[int]:
        ids = errands.write(session, 12, ask=False)
        for behind, errand_id in enumerate([*ids[:-1]]):
            ask(session, Job("readings", errand_id, "lane-0", behind=behind))
        ask(session, Job("readings", ids[-1], "lane-0"))
        return ids

    ids = await database.transact(ask_in_turn)
    await engine.launch()
    await until(database, "done", 12)
    await engine.stop()
    visits = [visit.errand_id for visit in await database.read(errands.all_visits)]
    # It is taken with the first; on a busy machine the first ones may be through before its thread begins.
    assert visits.index(ids[-1]) < 6


async def test_the_notices_of_one_chat_go_out_one_by_one_and_in_order(database: Database) -> None:
    engine = errands.engine(database, pause=0.02)
    await engine.launch()
    await database.transact(errands.write, 24, queue="deliveries", lanes=3)
    await until(database, "done", 24)
    await engine.stop()
    lane = {errand.id: errand.lane for errand in await database.read(errands.all_errands)}
    visits = await database.read(errands.all_visits)
    for name in set(lane.values()):
        of_lane = [visit for visit in visits if lane[visit.errand_id] == name]
        assert [visit.errand_id for visit in of_lane] == sorted(visit.errand_id for visit in of_lane)
        gaps = [later.at - earlier.at for earlier, later in pairwise(of_lane)]
        assert min(gaps) >= timedelta(seconds=0.02)


@on_one_database
async def test_a_municipality_that_floods_the_queue_leaves_room_for_another(database: Database) -> None:
    engine = errands.engine(database, pause=0.3)
    await engine.launch()
    await database.transact(errands.write, 20)
    await until(database, "done", 1)
    started = time.monotonic()
    [other] = await database.transact(errands.write, 1, first_lane=1)
    while other not in {e.id for e in await database.read(errands.all_errands) if e.state == "done"}:
        assert time.monotonic() < started + 10
        await asyncio.sleep(0.05)
    assert await database.read(errands.count, "done") < 15
    await engine.stop()


@on_one_database
async def test_trouble_is_tried_again_after_a_pause_until_it_is_over(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, wish="trouble")
    await until(database, "done", 1)
    [errand] = await database.read(errands.all_errands)
    assert (errand.attempt, errand.done) == (2, 1)
    assert len(await database.read(errands.all_visits)) == 3


@on_one_database
async def test_a_job_that_takes_too_long_is_cut_off_and_tried_again(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, queue="letters", wish="slow")
    await until(database, "done", 1, within=10)
    assert [errand.attempt for errand in await database.read(errands.all_errands)] == [1]


@on_one_database
async def test_a_bug_sets_its_row_aside_and_the_others_go_on(database: Database, engine: Engine) -> None:
    with capture_logs() as said:
        await database.transact(errands.write, wish="bug")
        await database.transact(errands.write, 3)
        await until(database, "done", 3)
        await until(database, "aside", 1)
        await asyncio.sleep(1)  # several sweeps
    bad = (await database.read(errands.all_errands))[0]
    [line] = [line for line in said if line["log_level"] == "error"]
    assert line["reference"] == bad.reference
    assert line["exc_info"]


async def test_a_row_that_waits_without_a_job_is_found(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, 3, ask=False)
    await until(database, "done", 3)
    assert [errand.done for errand in await database.read(errands.all_errands)] == [1] * 3


@on_one_database
async def test_a_row_that_still_waits_when_its_job_has_ended_gets_another(database: Database, engine: Engine) -> None:
    [errand_id] = await database.transact(errands.write)
    await until(database, "done", 1)
    await jobs_end(database, 1)
    rows(database, f"update errand set state = 'waiting' where id = {errand_id}")
    rows(database, "update {jobs} set completed_at = completed_at - 20000")
    await jobs_end(database, 2)
    [errand] = await database.read(errands.all_errands)
    assert (errand.state, errand.done) == ("done", 2)


async def test_jobs_of_a_dead_worker_start_again_once(database: Database, engine: Engine) -> None:
    await engine.stop()
    await engine.prepare()
    await database.transact(errands.write, 4)
    await belongs_to("dead", database, 4)
    await engine.launch()
    client = engine._prepared()
    await asyncio.gather(*(take_over(database, client, engine.executor_id) for _ in range(3)))
    await until(database, "done", 4)
    assert len(await database.read(errands.all_visits)) == 4


async def test_a_job_whose_start_was_lost_with_a_connection_starts_again(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, 2)
    await jobs_end(database, 2)
    rows(database, "update errand set state = 'waiting'")
    rows(database, "update {jobs} set status = 'PENDING'")
    await until(database, "done", 2)
    assert [errand.done for errand in await database.read(errands.all_errands)] == [2, 2]


async def test_a_job_that_kills_its_worker_time_and_again_is_set_aside(database: Database, engine: Engine) -> None:
    await engine.stop()
    await engine.prepare()
    await database.transact(errands.write, 1)
    await belongs_to("dead", database, 1, deaths=4)
    await engine.launch()
    await until(database, "aside", 1)
    assert await database.read(errands.all_visits) == []
    rows(database, "update errand set state = 'waiting'")
    await until(database, "done", 1)


async def belongs_to(holder: str, database: Database, number: int, *, deaths: int = 1) -> None:
    rows(
        database,
        "update {jobs} set status = 'PENDING', application_version = '1', owner_xid = 'x', "
        f"executor_id = '{holder}', recovery_attempts = {deaths} where status = 'ENQUEUED'",
    )
    assert rows(database, "select count(*) from {jobs} where status = 'PENDING'") == [(number,)]


async def test_a_clean_stop_takes_seconds_and_what_was_begun_waits_for_the_next_worker(
    database: Database, engine: Engine
) -> None:
    await database.transact(errands.write, wish="slow")
    await begun(database)
    started = time.monotonic()
    await engine.stop(grace=0.3)
    assert time.monotonic() - started < 6
    assert rows(database, "select status, queue_name from {jobs}") == [("ENQUEUED", "readings")]
    assert await database.read(leases.alive, at=datetime.now(UTC)) == set()
    rows(database, "update errand set wish = 'plain'")
    await engine.launch()
    await until(database, "done", 1, within=3)


@on_one_database
async def test_finished_jobs_are_deleted_after_their_time_and_waiting_ones_are_not(
    database: Database, engine: Engine
) -> None:
    await database.transact(errands.write, 3)
    await jobs_end(database, 3)
    await database.transact(errands.write, wish="slow")
    client = engine._prepared()
    assert await asyncio.to_thread(retention.tidy, client) == 0
    assert await asyncio.to_thread(retention.tidy, client, keep=timedelta(seconds=-1)) == 3
    assert rows(database, "select count(*) from {jobs}") == [(1,)]


@on_one_database
async def test_jobs_are_kept_as_json(database: Database, engine: Engine) -> None:
    [errand_id] = await database.transact(errands.write)
    await jobs_end(database, 1)
    schema = "" if database.engine.dialect.name == "sqlite" else "dbos."
    [(inputs, output)] = rows(
        database,
        f"select i.inputs, o.output from {schema}workflow_input i "
        f"join {schema}workflow_output o on i.workflow_uuid = o.workflow_uuid",
    )
    assert json.loads(inputs)["positionalArgs"] == ["readings", errand_id]
    assert json.loads(output) == "done"


@on_one_database
async def test_a_schedule_acts_at_its_times(database: Database) -> None:
    times: list[datetime] = []

    async def act(due: datetime) -> None:
        times.append(due)

    engine = Engine(
        database, handlers={}, limits=errands.LIMITS, schedules={"each-second": Schedule("* * * * * *", act)}
    )
    await engine.launch()
    end = time.monotonic() + 12
    while len(times) < 2:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    await engine.stop()
    assert len(set(times)) == len(times)
    assert abs(times[0] - datetime.now(UTC)) < timedelta(seconds=15)


@on_one_database
async def test_only_one_engine_works_in_a_process(database: Database, engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="another engine"):
        await errands.engine(database).launch()


@on_one_database
async def test_what_is_asked_for_of_an_engine_that_has_stopped_waits_for_the_next(
    database: Database, engine: Engine
) -> None:
    await engine.stop()
    await database.transact(errands.write)
    assert rows(database, "select count(*) from {jobs}") == [(0,)]
    again = errands.engine(database)
    await again.launch()
    await until(database, "done", 1)
    await again.stop()


@on_one_database
def test_nothing_is_enqueued_before_the_engine_is_prepared(database: Database) -> None:
    errands.engine(database)
    with pytest.raises(RuntimeError, match="not prepared"):
        database.transact_now(errands.write)
    assert database.read_now(errands.count, "waiting") == 0


@on_one_database
def test_a_queue_without_limits_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="parcels"):
        Engine(database, handlers={"parcels": errands.handler(database, "parcels")})
