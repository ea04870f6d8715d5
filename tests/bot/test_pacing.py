"""Two processes' bots speak through one pace; a flood limit that one is told of holds the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.delivery import build_bot
from bot.emulator.app import create_app
from bot.emulator.control import Control
from bot.emulator.serving import running
from bot.pacing import Paced
from cases import migrations
from cases.db import Database
from cases.pacing import Rate
from tests.bot.chatting import TOKEN

pytestmark = pytest.mark.anyio
OVERALL, GROUP_RATE, GROUP = Rate(6, 1.0), Rate(3, 30.0), -77


class Two:
    """Two bots, each with a database engine of its own over one file, as two processes have."""

    def __init__(self, control: Control, bots: list[ExtBot[Any]]) -> None:
        self.control = control
        self.bots = bots

    async def sent(self) -> list[float]:
        return [time_of(call) for call in await self.control.calls("sendMessage") if call["ok"]]


def time_of(call: dict[str, Any]) -> float:
    return float(call["at"])


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    databases = [Database(f"sqlite:///{tmp_path}/x.sqlite") for _ in range(2)]
    migrations.upgrade(databases[0])
    async with running(create_app(None, token=TOKEN)) as url, Control(url) as control:
        for user in range(1, 6):
            await control.add_user(user, "U")
            await control.start(user)
        await control.add_group(GROUP, "G", [1])
        bots = [build_bot(TOKEN, url, Paced(db, overall=OVERALL, group=GROUP_RATE)) for db in databases]
        for bot in bots:
            await bot.initialize()
        yield Two(control, bots)
        for bot in bots:
            await bot.shutdown()
    for db in databases:
        db.close()


async def test_both_together_keep_the_rate(two: Two) -> None:
    began = time.monotonic()
    await asyncio.gather(*(two.bots[place % 2].send_message(place % 5 + 1, "x") for place in range(18)))
    assert len(await two.sent()) == 18
    assert time.monotonic() - began > 2 * OVERALL.seconds - 0.1


async def test_a_group_has_a_pace_of_its_own_and_holds_up_nobody(two: Two) -> None:
    for place in range(GROUP_RATE.calls):
        await two.bots[place % 2].send_message(GROUP, "x")
    for bot in two.bots:
        with pytest.raises(RetryAfter) as flood:
            await bot.send_message(GROUP, "x")
        assert 20 < flood.value.retry_after.total_seconds() <= 30  # type: ignore[union-attr]
        await bot.send_message(1, "x")
    assert len(await two.sent()) == GROUP_RATE.calls + 2


async def test_what_one_is_told_the_other_keeps(two: Two) -> None:
    await two.control.faults([{"kind": "retry_after", "times": 1, "chat_id": 1, "seconds": 60}])
    with pytest.raises(RetryAfter):
        await two.bots[0].send_message(1, "x")
    with pytest.raises(RetryAfter):
        await two.bots[1].send_message(1, "x")
    assert [call["ok"] for call in await two.control.calls("sendMessage")] == [False], "the second did not even ask"
    await two.bots[1].send_message(2, "x")
