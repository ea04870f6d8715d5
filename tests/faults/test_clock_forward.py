"""Whoever puts the demo's clock forward sees what the office does by then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.callbacks import Act
from bot.emulator.control import Control, Said
from bot.program import utc_now
from demo import show, town
from demo.stage import find, offering
from demo.town import GROUP, SAMPLES, Town

pytestmark = pytest.mark.anyio
TOKEN = "1:a-token-of-the-test"
DAY = 86_400


async def test_a_case_grows_late_and_whoever_has_it_hears_of_it(tmp_path: Path) -> None:
    async with show.stand(tmp_path, TOKEN, port=0) as (program, control, _):
        people = await town.settle(program, control, town.read())
        expert = people.experts[0]
        await town.join(people, control, [people.secretary, expert])
        await claimed(control, people, expert)
        since = await control.mark()
        await control.advance_clock(30 * DAY)
        late = await control.wait_message(expert, lambda said: bool(said.buttons), since=since, timeout=60)
        assert "گذشته" in late.text, late.text
        assert program.clock() - utc_now() > timedelta(days=29)


async def claimed(control: Control, people: Town, expert: int) -> None:
    """A case of the secretary's city is sent with its minutes alone, and the expert takes it."""
    me, card = people.secretary, await said(control, people.secretary)
    for act, arg, wanted in (
        (Act.processes, None, Act.entry),
        (Act.entry, "mayor-appointment", Act.open),
        (Act.open, None, Act.send_anyway),
    ):
        card = await pressed(control, me, me, card, act, wanted, arg)
    since = await control.mark()
    await control.upload(me, me, SAMPLES / "mayor" / "minutes-digital.pdf")
    card = await control.wait_message(me, offering(Act.confirm), since=since, timeout=60)
    card = await pressed(control, me, me, card, Act.confirm, Act.send_anyway)
    card = await pressed(control, me, me, card, Act.send_anyway, Act.send)
    since = await control.mark()
    await control.press(me, me, card.message_id, find(card, Act.send, None)[1])
    card = await control.wait_message(GROUP, offering(Act.claim), since=since, timeout=60)
    await pressed(control, GROUP, expert, card, Act.claim, Act.approve)


async def said(control: Control, who: int) -> Said:
    since = await control.mark()
    await control.say(who, who, "/menu")
    return await control.wait_message(who, offering(Act.processes), since=since, timeout=60)


async def pressed(
    control: Control, chat: int, who: int, card: Said, act: Act, wanted: Act, arg: str | None = None
) -> Said:
    since = await control.mark()
    await control.press(chat, who, card.message_id, find(card, act, arg)[1])
    return await control.wait_message(chat, offering(wanted), since=since, timeout=60)
