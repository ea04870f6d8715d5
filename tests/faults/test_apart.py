"""Edge and workers apart: whoever is killed, nothing that was acknowledged is lost or done twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.callbacks import Act
from demo.stage import offering
from tests.faults.house import (
    EXPERT,
    GROUP,
    SAMPLE,
    SECRETARY,
    House,
    join,
    nothing_is_lost,
    open_case,
    whole,
)

pytestmark = pytest.mark.anyio


async def test_a_case_goes_its_way_while_edge_and_workers_are_killed(house: House) -> None:
    await whole(house)
    await join(house)
    await open_case(house)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, SAMPLE)
    await house.until("select count(*) from document", 1)
    await house.kill("first")
    field_card = await house.wait(SECRETARY, offering(Act.confirm), since)
    await house.start("first")
    since = await house.control.mark()
    await house.press(SECRETARY, SECRETARY, field_card, Act.confirm)
    card = await house.wait(SECRETARY, offering(Act.send_anyway), since)
    since = await house.control.mark()
    await house.press(SECRETARY, SECRETARY, card, Act.send_anyway)
    asked = await house.wait(SECRETARY, offering(Act.send), since)
    await house.kill("edge")
    sending = asyncio.create_task(house.press(SECRETARY, SECRETARY, asked, Act.send))
    await asyncio.sleep(0.5)
    await house.start("edge")
    await sending
    staff = await house.wait(GROUP, offering(Act.claim), since)
    claiming = asyncio.create_task(house.press(GROUP, EXPERT, staff, Act.claim))
    await house.until("select count(*) from event where kind = 'claimed'", 1)
    await house.kill("second")
    await claiming
    since = await house.control.mark()
    approving = await house.wait(GROUP, offering(Act.approve), 0)
    await house.press(GROUP, EXPERT, approving, Act.approve)
    await house.until("select count(*) from decision where outcome = 'approve'", 1)
    await house.until("""select count(*) from "update" where state = 'waiting'""", 0)
    await house.until("select count(*) from notice where state = 'waiting'", 0)
    assert house.rows("select count(*) from event where kind = 'claimed'")[0][0] == 1
    assert house.rows("select count(*) from document where state = 'waiting'")[0][0] == 0
    nothing_is_lost(house)


async def test_a_burst_from_several_chats_is_kept_in_order_through_kills(house: House) -> None:
    await whole(house)
    await join(house)
    before = house.rows("""select count(*) from "update" """)[0][0]
    for place in range(24):
        who = SECRETARY if place % 2 else EXPERT
        await house.control.say(who, who, "/status" if place % 3 else "/menu")
        if place == 8:
            await house.kill("first")
            await house.start("first")
        if place == 16:
            await house.kill("edge")
            await house.start("edge")
    await house.until("""select count(*) from "update" where state = 'done'""", before + 24)
    await house.until("select count(*) from notice where state = 'waiting'", 0)
    nothing_is_lost(house)


async def test_a_database_that_goes_away_is_waited_out(house: House) -> None:
    await whole(house)
    await join(house)
    before = house.rows("""select count(*) from "update" """)[0][0]
    for place in range(12):
        await house.control.say(SECRETARY, SECRETARY, "/menu")
        if place in (3, 8):
            # All its connections break, in the middle of whatever they did; new ones are refused nothing.
            house.rows("select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()")
    await house.until("""select count(*) from "update" where state = 'done'""", before + 12)
    nothing_is_lost(house)


async def test_a_messenger_that_fails_is_waited_out_and_order_is_kept(house: House) -> None:
    await whole(house)
    await join(house)
    before = house.rows("""select count(*) from "update" """)[0][0]
    plan = [
        {"kind": "error", "times": 6},
        {"kind": "retry_after", "seconds": 2, "times": 2},
        {"kind": "webhook_down", "times": 3},
    ]
    await house.control.faults(plan)
    for _ in range(10):
        await house.control.say(SECRETARY, SECRETARY, "/menu")
    await house.until("""select count(*) from "update" where state = 'done'""", before + 10)
    nothing_is_lost(house)
