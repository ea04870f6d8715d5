"""The queue `updates`: what the webhook took in is handled, one of a lane at a time over all processes.

Door: `handler`. Promise: an update that breaks its worker time and again is set aside with a reference; one that the outside
keeps from being handled waits for the next sweep. Not here: what an update means, and the tries that a bug gets (bot.lanes).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from cases import updates
from cases.db import Database, Session
from cases.errors import Trouble
from cases.jobs import Job
from worker.handler import Handler


def handler(db: Database, channel: str, handle: Callable[[int], Awaitable[None]]) -> Handler:
    """`handle(update_id)` handles the update where it is the first of its lane that waits."""

    async def put_off(update_id: int, trouble: Trouble) -> None:
        """Its row waits as before: the sweep sees that its job has ended and gives it another."""

    async def set_aside(update_id: int, reference: str) -> None:
        await db.transact(updates.failed, channel, update_id, f"{reference} job", final=True)

    def waiting(session: Session, *, at: datetime) -> Sequence[Job]:
        return updates.to_handle(session, channel)

    return Handler(handle, put_off, set_aside, waiting)
