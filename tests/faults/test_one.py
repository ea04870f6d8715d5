"""`dabir run` on SQLite, killed in the middle of a burst, after sending and after claiming: nothing is lost or doubled."""

from __future__ import annotations

import asyncio

import pytest

from bot.callbacks import Act
from demo.stage import find, offering
from tests.faults.test_run import (
    EXPERT,
    GROUP,
    SAMPLE,
    SECRETARY,
    House,
    house,  # noqa: F401
    join,
    nothing_is_lost,
    open_case,
    press,
)

pytestmark = pytest.mark.anyio


async def test_a_burst_of_messages_survives_kills(house: House) -> None:  # noqa: F811
    await house.start()
    await join(house)
    before = house.rows("select count(*) from 'update'")[0][0]
    for place in range(20):
        await house.control.say(SECRETARY, SECRETARY, "/status" if place % 2 else "/menu")
        if place in (6, 13):
            await asyncio.sleep(0.15)
            await house.kill()
            await house.start()
    await house.until("select count(*) from 'update' where state = 'done'", before + 20)
    nothing_is_lost(house)


async def test_a_case_that_was_opened_and_sent_stays_so_through_a_kill(house: House) -> None:  # noqa: F811
    await house.start()
    await join(house)
    card = await open_case(house)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, SAMPLE)
    field_card = await house.wait(SECRETARY, offering(Act.confirm), since)
    since = await house.control.mark()
    await press(house, SECRETARY, SECRETARY, field_card, Act.confirm)
    card = await house.wait(SECRETARY, offering(Act.send_anyway), since)
    since = await house.control.mark()
    await press(house, SECRETARY, SECRETARY, card, Act.send_anyway)
    asked = await house.wait(SECRETARY, offering(Act.send), since)
    sending = asyncio.create_task(
        house.control.press(SECRETARY, SECRETARY, asked.message_id, find(asked, Act.send)[1], timeout=150)
    )
    await house.until("select count(*) from event where kind = 'moved'", 1)
    await house.kill()
    await house.start()
    staff = await house.wait(GROUP, offering(Act.claim), since)
    claiming = asyncio.create_task(
        house.control.press(GROUP, EXPERT, staff.message_id, find(staff, Act.claim)[1], timeout=150)
    )
    await house.until("select count(*) from event where kind = 'claimed'", 1)
    await house.kill()
    await house.start()
    await house.until("select count(*) from 'update' where state != 'done'", 0)
    await house.until("select count(*) from notice where state = 'waiting'", 0)
    await asyncio.gather(sending, claiming)
    assert house.rows("select count(*) from event where kind = 'moved'")[0][0] == 1
    assert house.rows("select count(*) from event where kind = 'claimed'")[0][0] == 1
    assert house.rows("select count(*) from \"case\" where state = 'running'")[0][0] == 1
    nothing_is_lost(house)
