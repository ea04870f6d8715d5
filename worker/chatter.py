"""The job engine's own log: joined to ours, and kept from flooding it.

Door: `join`. Promise: a line that repeats within a minute is said once; a database restart is a handful of lines and
not thousands. Not here: our own logging.
"""

from __future__ import annotations

import logging
import time

PERIOD = 60.0


class Sparing(logging.Filter):
    """Lets a place in the code speak once a `PERIOD` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place, now = (record.pathname, record.lineno), time.monotonic()
        silent = now - self._said.get(place, -PERIOD) < PERIOD
        if not silent:
            self._said[place] = now
        return not silent


def join() -> None:
    """Sends the job engine's lines to the root logger's handlers; by itself it would write to stderr."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.addFilter(Sparing())
