"""A job is taken up as soon as it has been asked for: whoever asks rings, and the workers that sleep wake.

Door: `answer`. Promise: where the database can ring (PostgreSQL), a job of a queue that has a bell starts when its transaction
has committed, if a process has room for it; while there is work its queue is looked at every `LOOK` seconds, and in the quiet
nobody asks many times a second whether there is any. A bell that nobody heard costs a delay and no more: the engine's own look
finds the job. Not here: the ringing, which is part of the asking transaction (cases.db), and who may take which job (the
engine's claims).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from dbos import DBOS
from dbos._core import execute_dequeued_workflow
from dbos._utils import GlobalParams, generate_uuid

from cases.db import Database

log = structlog.get_logger(__name__)

LOOK = 0.1
# Who has written once mostly writes again, and a lane's next job waits until the one before has ended.
AWAKE = 3.0


async def answer(database: Database, dbos: DBOS, rooms: Mapping[str, int]) -> None:
    """Takes up what is rung for in the queues of `rooms`, where so many jobs run here at once, until cancelled.

    Trouble when the database goes away.
    """
    bells = {queue: asyncio.Event() for queue in rooms}
    looking = [
        asyncio.create_task(_look(bells[queue], partial(_take_up, dbos, queue, rooms[queue]))) for queue in rooms
    ]
    try:
        async for queue in database.bells():
            for name in [queue] if queue else rooms:
                if name in bells:
                    bells[name].set()
    finally:
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)


async def _look(bell: asyncio.Event, take_up: Callable[[], bool]) -> None:
    """Looks for work from each ring on until there has been none for AWAKE seconds."""
    while True:
        await bell.wait()
        wakes_until = time.monotonic() + AWAKE
        while (began := time.monotonic()) < wakes_until:
            rung = bell.is_set()
            bell.clear()
            busy = await _whole(take_up)
            if rung or busy:
                wakes_until = began + AWAKE
            await asyncio.sleep(max(0.0, began + LOOK - time.monotonic()))


async def _whole(take_up: Callable[[], bool]) -> bool:
    """In a thread, and not cut off in the midst: what is taken has to be begun."""
    looking = asyncio.create_task(asyncio.to_thread(take_up))
    try:
        return await asyncio.shield(looking)
    except asyncio.CancelledError:
        await asyncio.gather(looking, return_exceptions=True)
        raise
    except Exception as missed:
        # Another process was quicker, or the database is away: the engine's own look comes.
        log.info("a bell was answered in vain", error=type(missed).__name__)
        return False


def _take_up(dbos: DBOS, queue: str, room: int) -> bool:
    """Begins the jobs that may begin, as the engine's own look would (dbos._queue); whether any of the queue are at work here.

    The engine has no public way to look sooner than its poll.
    """
    known, busy = dbos._sys_db.get_queue(queue), dbos._active_workflows_set.count_for_queue(queue)
    if known is None or busy >= room:
        return busy > 0
    owner = generate_uuid()
    taken = dbos._sys_db.start_queued_partitioned_workflows(
        known, GlobalParams.executor_id, GlobalParams.app_version, room - busy, owner_xid=owner
    )
    for status in dbos._sys_db.get_workflow_statuses(taken) if taken else ():
        execute_dequeued_workflow(dbos, status, owner)
    return bool(taken) or busy > 0
