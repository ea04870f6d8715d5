"""Domain rows are the truth: a row that waits and has no live job gets one.

Door: `sweep`. Promise: whatever became of its job (never enqueued, ended while the row still waited, lost with a
restored backup), a due row is looked at again; a row whose job killed its worker time and again is set aside. Not
here: what waits (the handlers ask the domain) and when a failed row is tried again (its `next_try_at`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched

import structlog
from dbos import DBOSClient, WorkflowStatus

from cases.db import Database
from cases.jobs import Job
from worker.handler import Handler, new_reference
from worker.queues import Limits, enqueue_options, job_id

log = structlog.get_logger(__name__)

PAUSE = 3.0
# A job that ended this many seconds ago ended without moving its row; until then the row may have been read too early.
SETTLED = 10.0
LIVE = ("ENQUEUED", "PENDING", "DELAYED")
KILLER = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"


async def sweep(
    database: Database,
    client: DBOSClient,
    handlers: Mapping[str, Handler],
    limits: Mapping[str, Limits],
    *,
    at: datetime,
) -> int:
    """Gives every row that is due `at` and has no live job a job; returns how many were given."""
    given = 0
    for queue, handler in handlers.items():
        jobs = await database.read(handler.waiting, at=at)
        for some in batched(jobs, 500):
            given += await _look_after(client, handler, limits[queue], some)
    return given


async def _look_after(client: DBOSClient, handler: Handler, limit: Limits, jobs: Sequence[Job]) -> int:
    known = await asyncio.to_thread(_latest, client, jobs)
    given = 0
    for job in jobs:
        last = known.get(job_id(job))
        if last is not None and last.status == KILLER:
            reference = new_reference()
            log.error("job killed its workers", queue=job.queue, row=job.row_id, reference=reference)
            await handler.set_aside(job.row_id, reference)
            # Whoever lets it be tried again means a job that has killed nobody yet.
            await asyncio.to_thread(client.delete_workflows, [last.workflow_id])
        elif last is None or _over(last):
            # Named after the one that ended, so that two workers who sweep together give the row one job.
            again = f":{last.completed_at}" if last else ""
            await asyncio.to_thread(client.enqueue, enqueue_options(job, limit, again=again), job.queue, job.row_id)
            given += 1
    return given


def _latest(client: DBOSClient, jobs: Sequence[Job]) -> dict[str, WorkflowStatus]:
    """By job id the newest of the job and its repetitions, which are rare: they are asked for where one ended."""
    ids = [job_id(job) for job in jobs]
    found = client.list_workflows(workflow_ids=ids, load_input=False, load_output=False)
    latest = {status.workflow_id: status for status in found}
    ended = [id_ + ":" for id_, status in latest.items() if status.status not in LIVE]
    if ended:
        again = client.list_workflows(workflow_id_prefix=ended, load_input=False, load_output=False)
        for status in sorted(again, key=lambda status: status.created_at or 0):
            latest[status.workflow_id.rpartition(":")[0]] = status
    return latest


def _over(job: WorkflowStatus) -> bool:
    # Ended in the future: the clock was put back since.
    ago = time.time() - (job.completed_at or 0) / 1000
    return job.status not in LIVE and not 0 <= ago < SETTLED
