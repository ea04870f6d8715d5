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
TRIED = [("one", KINDS), ("apart", ("retry_after", "gateway", "unreadable"))]
TIMES = 4


@pytest.mark.parametrize(("either", "kinds"), TRIED, indirect=["either"])
async def test_whatever_a_messenger_answers_is_waited_out(either: House, kinds: tuple[str, ...]) -> None:
    house = either
    await house.begin()
    await join(house)
    await open_case(house)
    before, doubles = updates_so_far(house), {}
    for number, kind in enumerate(kinds, 1):
        since = await house.control.mark()
        await house.control.faults([{"kind": kind, "method": "sendMessage", "times": TIMES, "seconds": 1}])
        await house.control.upload(SECRETARY, SECRETARY, (f"{kind}.pdf", SAMPLE.read_bytes()))
        for _ in range(3):
            await house.control.say(SECRETARY, SECRETARY, "/menu")
        await house.until("select count(*) from document where state != 'waiting'", number)
        await house.until("""select count(*) from "update" where state = 'done'""", before + 4 * number)
        await house.until("select count(*) from notice where state = 'waiting'", 0)
        menus = [said for said in await house.control.messages(SECRETARY, since) if offering(Act.processes)(said)]
        doubles[kind] = len(menus) - 3
    allowed = {kind: TIMES if kind in DOUBLING else 0 for kind in kinds}
    assert all(0 <= doubles[kind] <= allowed[kind] for kind in kinds), f"answers beyond one each: {doubles}"
    await at_rest(house, updates=before + 4 * len(kinds), documents=len(kinds))
