"""Which worker processes are alive: each keeps a lease that it must renew.

Door: `beat`, `alive`, `drop`. Promise: a process that has stopped beating is no longer among the alive once its lease
has run out, by the clock that `at` comes from (machines that share a database keep their clocks in step). Not here:
what becomes of a dead process's jobs (worker.leases).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.models import Lease

FORGOTTEN_AFTER = timedelta(days=1)


def beat(session: Session, executor_id: str, *, at: datetime, lasts: timedelta) -> None:
    """Renews the lease until `at` + `lasts`, and forgets those that ran out more than a day ago."""
    session.merge(Lease(executor_id=executor_id, beat_at=at, expires_at=at + lasts))
    session.execute(delete(Lease).where(Lease.expires_at < at - FORGOTTEN_AFTER))


def alive(session: Session, *, at: datetime) -> set[str]:
    """The executors whose lease still runs at `at`."""
    return set(session.scalars(select(Lease.executor_id).where(Lease.expires_at > at)))


def drop(session: Session, executor_id: str) -> None:
    """The process ends in good order; its lease ends with it."""
    session.execute(delete(Lease).where(Lease.executor_id == executor_id))
