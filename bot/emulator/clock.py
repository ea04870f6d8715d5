"""The messenger's clock: real time, plus what a test or a demo has put it forward.

Door: `Clock`. Promise: it never goes back; sleepers wake when it is put forward past their time. Not here: the
product's own clock, which the demo puts forward with this one.
"""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Seconds since the epoch, UTC, shifted by `ahead` seconds."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead
        self._moved = asyncio.Event()

    def now(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward; `seconds` below zero raises ValueError."""
        if seconds < 0:
            raise ValueError("a clock does not go back")
        self.ahead += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def moved(self) -> None:
        """Return once the clock has been put forward."""
        await self._moved.wait()

    async def sleep(self, seconds: float) -> None:
        """Return once this clock, not the wall's, has gone on by `seconds`."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), left)
            except TimeoutError:
                continue
