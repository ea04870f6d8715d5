"""Rounds go on through failures, and the log is not flooded by them."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import pytest
from structlog.testing import capture_logs

from worker.chatter import Sparing
from worker.rounds import every

pytestmark = pytest.mark.anyio


async def test_a_round_that_fails_for_a_while_is_told_twice_and_goes_on() -> None:
    turns = 0

    async def act() -> None:
        nonlocal turns
        turns += 1
        if turns <= 5:
            raise ConnectionError("database away")

    with capture_logs() as said:
        task = asyncio.create_task(every(0.001, act, name="sweep"))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, 0.3)
    assert turns > 6
    assert [line["event"] for line in said] == ["round failed", "round works again"]


def test_the_job_engine_says_a_thing_once_a_minute() -> None:
    sparing = Sparing()

    def heard(line: int) -> bool:
        return sparing.filter(logging.LogRecord("dbos", logging.WARNING, "queue.py", line, "away", None, None))

    assert [heard(10), heard(10), heard(20), heard(10)] == [True, False, True, False]
