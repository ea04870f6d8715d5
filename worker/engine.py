"""Durable jobs: what a transaction asked for is done after it, come what may.

Door: `Engine`: `prepare` and `enqueue` in every process that writes, `launch` and `stop` in those that work. Promise:
a job exists exactly when its transaction committed; it runs at least once, in its queue's limits and its lane's order,
through crashes of any process; the domain's rows make repetitions harmless. Not here: what the jobs do (Handler, given
by the composition root) and what is a case's next step (workflows).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, ScheduleInput

from cases.db import Database
from cases.jobs import Job
from worker import bells, chatter, leases, queues, retention, sweep
from worker.handler import Handler, Outcome, utc_now, work
from worker.rounds import every

log = structlog.get_logger(__name__)

# Pinned for good: the default is a hash of the code, and jobs that wait through a change of version wait for ever.
VERSION = "1"
TIMERS = "timers"
# The default has no bound and has been seen to start thousands. The loop's other to_thread calls share these threads.
THREADS = (os.cpu_count() or 1) + 10
# A job whose worker died in it this many times plus one is stopped, and its row set aside by the sweep.
DEATHS = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something done once over all processes at the times of `cron` (UTC), up to 10 s late; missed while all were down
    is missed. `act` gets the time that it was due."""

    cron: str
    act: Callable[[datetime], Awaitable[None]]


class Engine:
    """The job engine over the domain's own database. One launched engine a process: the library keeps global state.

    `handlers` by queue name; `timers`: whether what is scheduled is done here too, or left to others; `keep`: how long
    finished jobs are kept; `lasts`: how long a silent process counts as alive; `clock`: by which rows fall due.
    """

    _launched: ClassVar[Engine | None] = None

    def __init__(
        self,
        database: Database,
        *,
        handlers: Mapping[str, Handler],
        schedules: Mapping[str, Schedule] | None = None,
        timers: bool = True,
        limits: Mapping[str, queues.Limits] = queues.LIMITS,
        executor_id: str | None = None,
        keep: timedelta = retention.KEEP,
        lasts: timedelta = leases.LASTS,
        sweep_every: float = sweep.PAUSE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        if unknown := handlers.keys() - limits.keys():
            raise ValueError(f"queues without limits: {sorted(unknown)}")
        # Its own for every process: with the library's default, "local", processes re-run one another's jobs.
        self.executor_id = executor_id or leases.new_executor_id()
        self._database = database
        self._handlers = handlers
        self._schedules = schedules or {}
        # A process that leaves the timers to others still knows them: who launches last writes the schedules down.
        self._timers = timers
        self._limits = limits
        self._keep = keep
        self._lasts = lasts
        self._sweep_every = sweep_every
        self._clock = clock
        self._client: DBOSClient | None = None
        self._stopped = False
        self._rounds: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._missed: set[str] = set()

    async def prepare(self) -> None:
        """Makes the engine's tables and queues where they are missing; from now on `enqueue` works. May be repeated."""
        if self._client is None:
            chatter.join()
            self._client = await asyncio.to_thread(self._prepared_client)
            self._stopped = False

    def enqueue(self, connection: Any, jobs: list[Job]) -> None:
        """Writes the jobs over the domain transaction's own connection (a SQLAlchemy Connection): they commit with it.

        To be assigned to `database.enqueue`. By a connection of its own it would wait for that very transaction on
        SQLite. What is asked for once the engine has stopped stays a row that waits, which the next sweep finds.
        """
        if self._stopped:
            return
        client = self._prepared()
        for job in jobs:
            options = queues.enqueue_options(job, self._limits[job.queue])
            client.enqueue_in_transaction(connection, options, job.queue, job.row_id)
        for queue in {job.queue for job in jobs if self._limits[job.queue].poll_with_bell}:
            self._database.ring(connection, queue)

    async def launch(self) -> None:
        """Begins to work. Handlers run in the event loop that is running now."""
        if Engine._launched is not None:
            raise RuntimeError("another engine works in this process")
        await self.prepare()
        # Before the first job is taken: a job in the hands of a process without a lease counts as orphaned.
        await leases.beat(self._database, self.executor_id, lasts=self._lasts)
        Engine._launched = self
        dbos = DBOS(config=self._config())
        # The default is every queue that is known, also those that only another kind of process serves.
        DBOS.listen_queues([*self._handlers, *((TIMERS,) if self._timers else ())])
        DBOS.workflow(name=queues.WORKFLOW, max_recovery_attempts=DEATHS)(self._job())
        schedules = self._register_schedules()
        try:
            # In the loop's own thread: the library runs handlers in the loop that it finds running here.
            DBOS.launch()
            await asyncio.to_thread(_set_schedules, schedules)
        except BaseException:
            await self.stop(grace=0)
            raise
        self._start_rounds(dbos)
        log.info("worker launched", executor=self.executor_id, queues=sorted(self._handlers))

    async def stop(self, *, grace: float = 5.0) -> None:
        """Takes no more jobs, gives those at work `grace` seconds, cuts the rest off; they wait for the next worker."""
        client = self._client
        if client is None or self._stopped:
            return
        try:
            # Until then what is at work may still ask for more.
            if Engine._launched is self:
                await self._end_work(grace)
                Engine._launched = None
                await leases.hand_back(self._database, client, self.executor_id)
        finally:
            self._client, self._stopped = None, True
            await asyncio.to_thread(client.destroy)

    def _prepared_client(self) -> DBOSClient:
        # By its own short-lived engine: on SQLite the migrations begin their transaction themselves, and ours begins
        # too.
        DBOS.migrate(self._database.engine.url.render_as_string(hide_password=False))
        client = DBOSClient(
            system_database_engine=self._database.engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=queues.APPLICATION,
            # A database that is away is an error to the caller: the default waits for it without end, even in a stop.
            retry_connection_errors=False,
        )
        queues.register(client, self._limits, bells=self._database.has_bells)
        return client

    def _prepared(self) -> DBOSClient:
        if self._client is None:
            raise RuntimeError("the engine is not prepared")
        return self._client

    def _config(self) -> DBOSConfig:
        return {
            "name": queues.APPLICATION,
            "application_version": VERSION,
            "executor_id": self.executor_id,
            # The domain's own engine: with WAL, BEGIN IMMEDIATE, a busy timeout and the unixepoch shim on SQLite.
            "system_database_engine": self._database.engine,
            "run_migrations": False,
            "serializer": DBOSPortableJSONSerializer(),  # the default is pickle, which runs what it reads
            "max_executor_threads": THREADS,
            "log_level": "WARNING",
            "scheduler_polling_interval_sec": 5.0,
            # Costs nothing, as nobody waits for notifications here, and lets a stop on SQLite end at once.
            "notification_listener_polling_interval_sec": 0.2,
        }

    def _job(self) -> Callable[[str, int], Coroutine[Any, Any, Outcome]]:
        async def job(queue: str, row_id: int) -> Outcome:
            async with _listed(self._running):
                return await work(self._handlers[queue], queue, row_id, within=self._limits[queue].longest)

        return job

    def _register_schedules(self) -> list[ScheduleInput]:
        inputs: list[ScheduleInput] = []
        for name, schedule in self._schedules.items():
            workflow = DBOS.workflow(name=f"schedule:{name}", max_recovery_attempts=DEATHS)(self._timed(schedule))
            inputs.append(
                {"schedule_name": name, "workflow_fn": workflow, "schedule": schedule.cron, "queue_name": TIMERS}
            )
        return inputs

    def _timed(self, schedule: Schedule) -> Callable[[datetime, Any], Coroutine[Any, Any, None]]:
        async def timed(due: datetime, context: Any) -> None:
            async with _listed(self._running):
                await schedule.act(due)

        return timed

    def _start_rounds(self, dbos: DBOS) -> None:
        database, client = self._database, self._prepared()
        beat = min(leases.BEAT, self._lasts.total_seconds() / 3)
        rounds: list[tuple[str, float, Callable[[], Awaitable[object]]]] = [
            ("beat", beat, partial(leases.beat, database, self.executor_id, lasts=self._lasts)),
            ("take-over", beat, partial(self._take_over, client)),
            ("sweep", self._sweep_every, self._sweep),
            ("retention", retention.PAUSE, partial(asyncio.to_thread, retention.tidy, client, keep=self._keep)),
        ]
        rooms = {queue: limit.at_once for queue in self._handlers if (limit := self._limits[queue]).poll_with_bell}
        if rooms and self._database.has_bells:
            rounds.append(("bells", 1.0, partial(bells.answer, database, dbos, rooms)))
        self._rounds = [asyncio.create_task(every(pause, act, name=name)) for name, pause, act in rounds]

    async def _sweep(self) -> None:
        await sweep.sweep(self._database, self._prepared(), self._handlers, self._limits, at=self._clock())

    async def _take_over(self, client: DBOSClient) -> None:
        await leases.take_over(self._database, client, self.executor_id)
        self._missed = await leases.reclaim(client, self.executor_id, self._running.keys(), self._missed)

    async def _end_work(self, grace: float) -> None:
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, return_exceptions=True)
        loop = asyncio.get_running_loop()
        patience = int(grace) + 2 if self._running else 0
        with ThreadPoolExecutor(1) as thread:
            destroy = partial(DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=patience)
            ending = loop.run_in_executor(thread, destroy)
            if self._running:
                await asyncio.wait(self._running.values(), timeout=grace)
            for task in self._running.values():
                task.cancel()
            await ending
        # The library had put its own thread pool under this loop and has closed it: to_thread would fail from now on.
        loop.set_default_executor(ThreadPoolExecutor(THREADS))


@asynccontextmanager
async def _listed(running: dict[str, asyncio.Task[Any]]) -> AsyncIterator[None]:
    """Keeps the current job's task among `running` while it works."""
    job_id, task = DBOS.workflow_id, asyncio.current_task()
    assert job_id is not None and task is not None
    running[job_id] = task
    try:
        yield
    finally:
        running.pop(job_id, None)


def _set_schedules(schedules: list[ScheduleInput]) -> None:
    wanted = {schedule["schedule_name"] for schedule in schedules}
    for old in DBOS.list_schedules():
        if old["schedule_name"] not in wanted:
            DBOS.delete_schedule(old["schedule_name"])
    DBOS.apply_schedules(schedules)
