"""A small domain for the engine's tests: errands that wait to be run. Run as a program it is one worker process.

An errand's `done` counts how often its row was brought to its end (it must be once); a Visit is written each time that
a worker begins with it (it may be several times).
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from cases import jobs, models
from cases.db import Database
from cases.errors import Trouble
from cases.jobs import Job
from cases.models import Instant
from worker.engine import Engine
from worker.handler import Handler
from worker.queues import Limits

LASTS = timedelta(seconds=2)
LIMITS = {
    "readings": Limits(at_once=4, longest=30, lane_here=3, poll=0.1),
    "deliveries": Limits(at_once=4, longest=30, lane_everywhere=1, poll=0.05, poll_with_bell=1.0),
    "letters": Limits(at_once=1, longest=0.5, poll=0.1),
    "timers": Limits(at_once=2, longest=30, poll=0.1),
}


class Base(DeclarativeBase):
    pass


class Errand(Base):
    __tablename__ = "errand"
    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(16))
    lane: Mapped[str] = mapped_column(String(16))
    wish: Mapped[str] = mapped_column(String(16), default="plain")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    reference: Mapped[str | None] = mapped_column(String(16))


class Visit(Base):
    __tablename__ = "visit"
    id: Mapped[int] = mapped_column(primary_key=True)
    errand_id: Mapped[int]
    worker: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


def make(url: str) -> Database:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    models.Base.metadata.create_all(database.engine, tables=[models.Lease.__table__])  # type: ignore[list-item]
    return database


def write(
    session: Session,
    number: int = 1,
    *,
    queue: str = "readings",
    first_lane: int = 0,
    lanes: int = 1,
    wish: str = "plain",
    ask: bool = True,
) -> list[int]:
    """Writes `number` errands over `lanes` lanes and, with `ask`, asks for their jobs; their ids."""
    errands = [
        Errand(queue=queue, lane=f"lane-{first_lane + n % lanes}", wish=wish, next_try_at=datetime.now(UTC))
        for n in range(number)
    ]
    session.add_all(errands)
    session.flush()
    for errand in errands if ask else ():
        jobs.ask(session, Job(queue, errand.id, errand.lane))  # type: ignore[arg-type]
    return [errand.id for errand in errands]


def visit(session: Session, errand_id: int, worker: str) -> Errand | None:
    errand = session.get_one(Errand, errand_id)
    if errand.state != "waiting":
        return None
    session.add(Visit(errand_id=errand_id, worker=worker, at=datetime.now(UTC)))
    return errand


def finish(session: Session, errand_id: int) -> None:
    errand = session.get_one(Errand, errand_id)
    if errand.state == "waiting":
        errand.state, errand.done = "done", errand.done + 1


def put_off(session: Session, errand_id: int) -> None:
    errand = session.get_one(Errand, errand_id)
    errand.attempt += 1
    errand.next_try_at = datetime.now(UTC) + timedelta(seconds=0.2)


def set_aside(session: Session, errand_id: int, reference: str) -> None:
    errand = session.get_one(Errand, errand_id)
    if errand.state == "waiting":
        errand.state, errand.reference = "aside", reference


def waiting(queue: str, session: Session, *, at: datetime) -> Sequence[Job]:
    query = select(Errand).where(Errand.queue == queue, Errand.state == "waiting", Errand.next_try_at <= at)
    return [Job(queue, errand.id, errand.lane, errand.attempt) for errand in session.scalars(query)]  # type: ignore[arg-type]


def count(session: Session, state: str) -> int:
    return session.scalar(select(func.count()).select_from(Errand).where(Errand.state == state)) or 0


def all_errands(session: Session) -> list[Errand]:
    return list(session.scalars(select(Errand).order_by(Errand.id)))


def all_visits(session: Session) -> list[Visit]:
    return list(session.scalars(select(Visit).order_by(Visit.id)))


async def until(database: Database, state: str, number: int, *, within: float = 20) -> None:
    """Waits until `number` errands are in `state`."""
    end = time.monotonic() + within
    while (found := await database.read(count, state)) < number:
        assert time.monotonic() < end, f"{found} of {number} {state}"
        await asyncio.sleep(0.05)


def handler(database: Database, queue: str, *, worker: str = "here", pause: float = 0.0) -> Handler:
    async def do(errand_id: int) -> None:
        errand = await database.transact(visit, errand_id, worker)
        if errand is None:
            return
        await asyncio.sleep(pause)
        if errand.wish == "slow" and errand.attempt == 0:
            await asyncio.sleep(60)
        if errand.wish == "trouble" and errand.attempt < 2:
            raise Trouble("away")
        if errand.wish == "bug":
            raise ZeroDivisionError("a bug")
        await database.transact(finish, errand_id)

    async def later(errand_id: int, trouble: Trouble) -> None:
        await database.transact(put_off, errand_id)

    async def aside(errand_id: int, reference: str) -> None:
        await database.transact(set_aside, errand_id, reference)

    def due(session: Session, *, at: datetime) -> Sequence[Job]:
        return waiting(queue, session, at=at)

    return Handler(do=do, put_off=later, set_aside=aside, waiting=due)


def engine(
    database: Database,
    *,
    worker: str | None = None,
    pause: float = 0.0,
    sweep_every: float = 0.3,
    lasts: timedelta = LASTS,
) -> Engine:
    made = Engine(
        database,
        handlers={
            queue: handler(database, queue, worker=worker or "here", pause=pause)
            for queue in LIMITS
            if queue != "timers"
        },
        limits=LIMITS,
        executor_id=worker,
        lasts=lasts,
        sweep_every=sweep_every,
    )
    database.enqueue = made.enqueue
    return made


async def main(url: str, worker: str, pause: float) -> None:
    """Works until it is killed. Without a name it takes one that tells its process, and its lease lasts long."""
    lasts = LASTS if worker else timedelta(hours=1)
    await engine(Database(url), worker=worker or None, pause=pause, sweep_every=600, lasts=lasts).launch()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
