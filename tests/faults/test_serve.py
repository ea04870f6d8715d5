"""`dabir serve` and `dabir work` on PostgreSQL, by webhook: they start, share the work and end cleanly."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter

import httpx
import pytest

from running import secret_of
from tests.faults.house import SECRETARY, TOKEN, House, cluster, house, join, whole  # noqa: F401

pytestmark = pytest.mark.anyio


async def test_a_poisonous_update_holds_up_nobody_and_they_end_cleanly(house: House) -> None:  # noqa: F811
    await whole(house)
    async with httpx.AsyncClient() as client:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret_of(TOKEN)}
        poison = {"update_id": 1, "message": {"message_id": "no number", "chat": {"id": SECRETARY, "type": "private"}}}
        for _ in range(2):
            answer = await client.post(f"{house.edge}/webhook/telegram", json=poison, headers=headers)
            assert answer.status_code == 200
    await house.until("""select count(*) from "update" where state = 'aside'""", 1)
    await join(house)
    states = Counter(state for (state,) in house.rows("""select state from "update" """))
    assert states["aside"] == 1
    assert states["done"] >= 2
    for name in list(house.processes):
        house.processes[name].send_signal(signal.SIGTERM)
    for name, process in list(house.processes.items()):
        assert await asyncio.wait_for(process.wait(), 60) == 0, house.log(name)
        assert "Traceback" not in house.log(name)


@pytest.mark.parametrize("command", [("serve",), ("work", "--queues", "reading")])
async def test_what_cannot_work_is_said_and_nothing_starts(house: House, command: tuple[str, ...]) -> None:  # noqa: F811
    wrong = {} if len(command) > 1 else {"DABIR_DATABASE_URL": "sqlite:///x.sqlite"}
    await house.start("trial", *command, **wrong)
    assert await asyncio.wait_for(house.processes["trial"].wait(), 60) == 2
    assert ("--queues" if len(command) > 1 else "DABIR_DATABASE_URL") in house.log("trial")
