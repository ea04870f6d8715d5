"""Updates that the webhook kept are handled by workers: the same handling as in the inbox, a job at a time.

Door: `Lanes.handle`. Promise: an update is handled only when nothing older of its lane waits, so that order is kept whoever
handles it; an album is handled as one; a failure of the outside is waited out shortly, then left to a later job. Not here:
fetching (bot.inbox), which process takes which job (worker).
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from aiogram.exceptions import AiogramError

from bot.inbox import ALBUM, ALBUM_PAUSE, CHANNEL, Inbox, album_of
from cases import updates
from cases.errors import Trouble

log = structlog.get_logger(__name__)
# Longer than this the job does not wait for the messenger: its place is free for others meanwhile. In seconds.
PAUSES = (0.5, 1, 2, 5)


class Lanes:
    """Handles kept updates by an inbox's own dispatcher."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle(self, update_id: int) -> None:
        """Handles the update to its end if its turn has come. Trouble: the outside did not let it."""
        if taken := await self._turn(update_id):
            held: str | None = None
            for pause in PAUSES:
                try:
                    if held:
                        await self._inbox.held_up(taken, held)
                    while not await self._inbox.tried(taken):
                        log.info("update tried again", update=update_id)
                    return
                except (AiogramError, Trouble) as trouble:
                    held = f"{type(trouble).__name__} {pause}"
                    wait = getattr(trouble, "retry_after", None) or pause
                    if wait > PAUSES[-1]:
                        raise Trouble("messenger", retry_after=wait) from trouble
                    await asyncio.sleep(wait)
            raise Trouble("messenger")

    async def _turn(self, update_id: int) -> list[tuple[int, dict[str, Any]]]:
        """The update, with the other parts of its album; these are awaited until no more come."""
        taken = await self._parts(update_id)
        while taken and album_of(taken[0][1]) and len(taken) < ALBUM:
            await asyncio.sleep(ALBUM_PAUSE)
            now = await self._parts(update_id)
            if len(now) <= len(taken):
                return now
            taken = now
        return taken

    async def _parts(self, update_id: int) -> list[tuple[int, dict[str, Any]]]:
        read = self._inbox.program.db.read
        kept = [(one.update_id, one.raw) for one in await read(updates.turn, CHANNEL, update_id, at_most=ALBUM)]
        group = album_of(kept[0][1]) if kept else None
        same = [one for one in kept if group and album_of(one[1]) == group]
        return same or kept[:1]
