"""Things that every worker process does again and again: beating, taking over, sweeping, tidying.

Door: `every`. Promise: a round that fails is logged with its traceback once, until one succeeds again, and never ends
the others. Not here: what must happen once over all processes at a set time (the engine's schedules).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


async def every(seconds: float, act: Callable[[], Awaitable[object]], *, name: str) -> None:
    """Awaits `act` now and then every `seconds` after it has ended, until cancelled."""
    failing = False
    while True:
        try:
            await act()
            if failing:
                log.warning("round works again", round=name)
            failing = False
        except Exception:
            # A database that is away fails every round; one traceback tells it.
            if not failing:
                log.exception("round failed", round=name)
            failing = True
        await asyncio.sleep(seconds)
