"""The messenger floods, fails, answers too late, talks nonsense: everything is said in the end, and doubles are counted."""

from __future__ import annotations

import pytest

from bot.callbacks import Act
from demo.stage import offering
from tests.faults.house import (
    SAMPLE,
    SECRETARY,
    House,
    at_rest,
    join,
    open_case,
    updates_so_far,
)

pytestmark = pytest.mark.anyio
# What the caller never learns that it was carried out: said twice at most.
DOUBLING = ("lost", "unreadable", "undated")


# What differs between the houses is how a failure is waited out, not which one it was.
KINDS = ("retry_after", "error", "gateway", "dropped", "timeout", *DOUBLING)
TRIED = [*(("one", kind) for kind in KINDS), *(("apart", kind) for kind in ("retry_after", "gateway", "unreadable"))]


@pytest.mark.parametrize(("either", "kind"), TRIED, indirect=["either"])
async def test_a_messenger_that_answers_so_is_waited_out(either: House, kind: str) -> None:
    house, times = either, 4
    await house.begin()
    await join(house)
    await open_case(house)
    before, since = updates_so_far(house), await house.control.mark()
    await house.control.faults([{"kind": kind, "method": "sendMessage", "times": times, "seconds": 1}])
    await house.control.upload(SECRETARY, SECRETARY, ("a.pdf", SAMPLE.read_bytes()))
    for _ in range(3):
        await house.control.say(SECRETARY, SECRETARY, "/menu")
    await house.wait(SECRETARY, offering(Act.confirm), since)
    await at_rest(house, updates=before + 4, documents=1)
    menus = [said for said in await house.control.messages(SECRETARY, since) if offering(Act.processes)(said)]
    most = 3 + (times if kind in DOUBLING else 0)
    assert 3 <= len(menus) <= most, f"{kind}: {len(menus)} answers to 3 questions"
