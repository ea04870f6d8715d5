"""A dead worker's jobs are taken over by the living.

Door: `new_executor_id`, `beat`, `take_over`, `reclaim`, `hand_back`. Promise: a job whose process has ended (on this
machine) or has not beaten for `LASTS` (anywhere) starts again in its own queue, once, whoever notices first. Without
this the jobs of a killed process would stay PENDING for ever: the job engine leaves that to its vendor's service. Not
here: the lease's table (cases.leases).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections import defaultdict
from collections.abc import Set
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from dbos import DBOS, DBOSClient, WorkflowStatus

from cases import leases
from cases.db import Database

log = structlog.get_logger(__name__)

BEAT = 4.0
LASTS = timedelta(seconds=15)


def new_executor_id() -> str:
    """A name for this process that says where it runs: "host/boot.namespace/pid/random"."""
    return f"{socket.gethostname()}/{_place()}/{os.getpid()}/{secrets.token_hex(4)}"


async def beat(database: Database, executor_id: str, *, lasts: timedelta = LASTS) -> None:
    """Renews this process's lease."""
    await database.transact(leases.beat, executor_id, at=datetime.now(UTC), lasts=lasts)


async def take_over(database: Database, client: DBOSClient, executor_id: str) -> set[str]:
    """Starts the jobs of dead processes again; returns those processes. Those that never had a lease count as dead."""
    # First the jobs, then the leases: a process writes its lease before it takes its first job.
    holding = await asyncio.to_thread(_holding, client)
    alive = await database.read(leases.alive, at=datetime.now(UTC))
    dead = {holder for holder in holding if holder not in alive or _has_ended(holder)} - {executor_id}
    if dead:
        log.warning("taking over jobs of dead workers", workers=sorted(dead))
        # This one and not client.resume_workflows: it changes a row only while the row still names a dead executor, in
        # one statement, so two workers that notice together do not start a job twice and no lock is needed; it keeps
        # the job's queue (hence its limits) and goes on counting the deaths, so that a job which kills its worker is
        # stopped.
        await asyncio.to_thread(DBOS._recover_pending_workflows, sorted(dead))
    return dead


async def reclaim(client: DBOSClient, executor_id: str, running: Set[str], missed: Set[str]) -> set[str]:
    """Starts again what this process holds and does not run: its start or its end was lost with a connection.

    Returns the ids that it misses now; the next call, given them as `missed`, starts again those that it misses too.
    """
    mine = await asyncio.to_thread(_held_by, client, executor_id)
    now_missed = {job.workflow_id for job in mine} - running
    lost = [job for job in mine if job.workflow_id in now_missed & missed]
    if lost:
        log.warning("starting lost jobs again", jobs=sorted(job.workflow_id for job in lost))
        await asyncio.to_thread(_requeue, client, lost)
    return now_missed


async def hand_back(database: Database, client: DBOSClient, executor_id: str) -> None:
    """Ends this process's lease; what it had begun and not finished waits again in its own queue."""
    await asyncio.to_thread(_requeue, client, await asyncio.to_thread(_held_by, client, executor_id))
    await database.transact(leases.drop, executor_id)


def _place() -> str:
    """This boot of this machine and the namespace of its process numbers; empty where they cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        return f"{boot}.{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _has_ended(executor_id: str) -> bool:
    """Whether the process is seen to have ended: a program that starts again need not wait for its own old lease."""
    _, *rest = executor_id.rsplit("/", 3)
    if len(rest) != 3 or not _place() or rest[0] != _place():
        return False
    return not Path(f"/proc/{int(rest[1])}").exists()


def _holding(client: DBOSClient) -> set[str]:
    pending = client.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {job.executor_id for job in pending if job.executor_id}


def _held_by(client: DBOSClient, executor_id: str) -> list[WorkflowStatus]:
    return client.list_workflows(status="PENDING", executor_id=executor_id, load_input=False, load_output=False)


def _requeue(client: DBOSClient, jobs: list[WorkflowStatus]) -> None:
    queues: defaultdict[str, list[str]] = defaultdict(list)
    for job in jobs:
        if job.queue_name:
            queues[job.queue_name].append(job.workflow_id)
    for queue, ids in queues.items():
        client.resume_workflows(ids, queue_name=queue)  # without the name they would run outside the queue's limits
