"""The queues: how much runs at once in each, and how a domain's Job is written into one.

Door: `LIMITS`, `register`, `job_id`, `enqueue_options`. Promise: the same Job always gets the same id, so that asking
for it twice makes one; within a lane jobs start in the order of their rows. Not here: running them (engine).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from dbos import DBOSClient, EnqueueOptions

from cases.jobs import Job

WORKFLOW = "job"
APPLICATION = "dabir"


@dataclass(frozen=True, slots=True)
class Limits:
    """`at_once` runs in one process. Of one lane: `lane_here` in one process, `lane_everywhere` over all of them.

    Both None: the queue has no lanes. `longest`: seconds after which a job is cut off and put off. `poll`: seconds
    between two looks for work: those of `dabir run` cost an idle process some 2 % of a core (`dabir bench load`).
    `poll_with_bell`: those where the database rings for it (bells); None: nobody rings for this queue.
    """

    at_once: int
    longest: float
    poll: float
    lane_here: int | None = None
    lane_everywhere: int | None = None
    poll_with_bell: float | None = None

    @property
    def has_lanes(self) -> bool:
        return self.lane_here is not None or self.lane_everywhere is not None


def _limits() -> dict[str, Limits]:
    cores = os.cpu_count() or 1
    return {
        # A person waits for the answer. One of a lane over all processes: order is kept.
        "updates": Limits(at_once=8, longest=120, lane_everywhere=1, poll=0.1, poll_with_bell=1.5),
        # What is done at set times takes its turn in a queue, so that a process may leave it to others.
        "timers": Limits(at_once=2, longest=600, poll=3.0),
        # On a machine of more than two cores one is left to the others when a single municipality floods the queue;
        # lanes are tried in random order, so it waits its turn like anyone.
        # Longer than a file's own limit and its grace (intake), so that a reading is ended by what knows its pages.
        "readings": Limits(at_once=cores, longest=1000, lane_here=min(cores, max(2, cores - 1)), poll=1.0),
        # Few sends in flight: each may be doubled by a kill. One a chat over all processes: order is kept.
        "deliveries": Limits(at_once=4, longest=120, lane_everywhere=1, poll=0.5, poll_with_bell=2.0),
        # Typesetting holds a core and much memory.
        "letters": Limits(at_once=1, longest=120, poll=2.0),
    }


LIMITS: Mapping[str, Limits] = _limits()


def register(client: DBOSClient, limits: Mapping[str, Limits], *, bells: bool) -> None:
    """Writes the queues and their limits into the database; the latest to start decides. `bells`: whether it can ring."""
    for name, limit in limits.items():
        client.register_queue(
            name,
            worker_concurrency=limit.at_once,
            partition_worker_concurrency=limit.lane_here,
            partition_concurrency=limit.lane_everywhere,
            polling_interval_sec=(limit.poll_with_bell if bells else None) or limit.poll,
        )


def job_id(job: Job) -> str:
    """`queue:row:attempt`. Padded: jobs of the same millisecond start in the order of their ids, compared as text."""
    return f"{job.queue}:{job.row_id:012d}:{job.attempt:04d}"


def enqueue_options(job: Job, limit: Limits, *, again: str = "") -> EnqueueOptions:
    """How the job enters its queue. `again` tells a repetition of the same attempt from the first one."""
    # A workflow_id and no deduplication_id: a collision of the latter aborts a whole PostgreSQL transaction.
    options = EnqueueOptions(workflow_name=WORKFLOW, queue_name=job.queue, workflow_id=job_id(job) + again)
    if limit.has_lanes:
        options["queue_partition_key"] = job.lane
        if job.behind:  # without it a job is of the priority 0, which goes first
            options["priority"] = job.behind
    return options
