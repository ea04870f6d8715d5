"""Any process is killed at any moment, under load: what was acknowledged is there once, and nothing stands still."""

from __future__ import annotations

import asyncio
import os
from random import Random

import pytest

from bot.callbacks import Act
from demo.stage import offering
from tests.faults.engine import Engine, scanned
from tests.faults.house import (
    EXPERT,
    SAMPLE,
    SECRETARY,
    House,
    at_rest,
    join,
    open_case,
    updates_so_far,
)

pytestmark = pytest.mark.anyio
KILLS, ACTS = 5, 24
# Other moments: SEEDS=3,4,5 make faults ARGS="-k random".
SEEDS = [int(seed) for seed in os.environ.get("SEEDS", "1").split(",")]


@pytest.mark.parametrize("seed", SEEDS)
async def test_kills_at_random_moments_lose_and_double_nothing(either: House, seed: int) -> None:
    house, moments, choices = either, Random(seed), Random(seed + 1000)
    await house.begin()
    await join(house)
    await open_case(house)
    before = updates_so_far(house)
    killing = asyncio.create_task(_kill(house, moments))
    uploads = 0
    for number in range(ACTS):
        who = choices.choice((SECRETARY, EXPERT))
        if number % 4 == 0:
            uploads += 1
            await house.control.upload(SECRETARY, SECRETARY, (f"{number}.pdf", SAMPLE.read_bytes()))
        else:
            await house.control.say(who, who, choices.choice(("/menu", "/status", "/desk")))
        await asyncio.sleep(choices.uniform(0.1, 1.0))
    await killing
    await at_rest(house, updates=before + ACTS, documents=uploads)


async def _kill(house: House, moments: Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(moments.uniform(0.3, 4.0))
        await house.again(moments.choice(sorted(house.processes)))


async def test_a_reading_goes_on_at_its_page_after_a_kill(
    either: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    house, pages = either, 6
    engine = Engine(tmp_path_factory.mktemp("engine") / "bin", "python3")
    engine.plan(**{f"p{number}": "slow" for number in range(1, 2 * pages)})
    house.env["PATH"] = engine.path
    await house.begin()
    await join(house)
    await open_case(house)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, ("scan.pdf", scanned(pages)))
    await house.until("select pages_read >= 3 from document", True)
    # Nobody can tell from outside which of the workers reads.
    for name in [name for name in house.processes if name != "edge"]:
        await house.again(name)
    await house.wait(SECRETARY, offering(Act.remove), since)
    twice = [times for times in engine.calls().values() if times > 1]
    assert len(twice) <= 1 and sum(twice) <= 2, "only the page that was in hand at the kill"
    assert len(engine.calls()) >= pages
    await at_rest(house, documents=1)
    assert not list((house.folder / "documents" / ".begun").glob("*")), "nothing is left of it"


async def test_a_page_that_kills_its_reader_is_set_aside_and_named(
    either: House,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    house = either
    engine = Engine(tmp_path_factory.mktemp("engine") / "bin", "python3")
    engine.plan(p2="kill-reader")
    house.env["PATH"] = engine.path
    await house.begin()
    await join(house)
    await open_case(house)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, ("scan.pdf", scanned(3)))
    card = await house.wait(SECRETARY, offering(Act.remove), since)
    assert "صفحهٔ ۲ خوانده نشد" in card.text, card.text
    await at_rest(house, documents=1)
