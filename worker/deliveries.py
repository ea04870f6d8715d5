"""The queue `deliveries`: notices of the outbox, one in flight a chat. The sending itself is the messenger edge's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from cases import notices
from cases.db import Database, Session
from cases.errors import Trouble
from cases.jobs import Job
from worker.handler import Handler


def handler(
    db: Database,
    deliver: Callable[[int], Awaitable[None]],
    give_up: Callable[[int, str], Awaitable[None]],
    clock: Callable[[], datetime],
) -> Handler:
    """`deliver(notice_id)` says what is due in that notice's chat and writes down how it went."""

    async def put_off(notice_id: int, trouble: Trouble) -> None:
        await db.transact(
            notices.failed, notice_id, why=trouble.key, at=clock(), final=trouble.final, retry_after=trouble.retry_after
        )

    return Handler(deliver, put_off, give_up, _jobs)


def _jobs(session: Session, *, at: datetime) -> Sequence[Job]:
    return [notices.delivery_job(notice) for notice in notices.due(session, at=at)]
