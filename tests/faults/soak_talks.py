"""What people do in the soak besides their cases: the guide, queues, subscriptions, invitations, blocking the bot, nonsense.

Door: `TALKS`, every kind of conversation with how often it comes. Not here: cases (soak_cases), how one acts (soak_hands).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from bot.callbacks import Act
from bot.callbacks import data as packed
from bot.emulator.control import Said
from demo.stage import has, offering
from tests.faults.soak_cases import case
from tests.faults.soak_cast import TRIES, Cast
from tests.faults.soak_hands import Hands, Refused, Silence
from tests.faults.soak_matter import presses

QUESTIONS = ("بودجه شهرداری", "حکم شهردار", "درجه‌بندی", "ماشین‌آلات", "چه مدارکی لازم است؟", "کمک هزینه", "qwerty")
_LINK = re.compile(r"start=([\w-]+)")

type Talk = Callable[[Cast], Awaitable[None]]


# --- looking ----------------------------------------------------------------------------------------------------------


async def guide(cast: Cast) -> None:
    one = cast.free([*cast.town.of("clerk", "secretary", "council-member", "head"), *cast.town.strangers])
    async with cast.lock(one.id):
        me, dice = cast.hands(one), cast.dice
        if dice.random() < 0.4:
            await me.say(dice.choice(QUESTIONS))
        menu = await me.say("/menu", offering(Act.processes))
        listed = await me.press_for(menu, dice.choice((Act.processes, Act.services)), offering(Act.entry))
        entry = await me.press_for(listed, Act.entry, offering(Act.section))
        for section in dice.sample(("steps", "terms", "law", "access"), dice.randint(1, 3)):
            slug = _section(entry).partition(":")[0]
            if has(entry, Act.section, f"{slug}:{section}"):
                entry = await me.press_for(entry, Act.section, offering(Act.section), f"{slug}:{section}")


async def looking(cast: Cast) -> None:
    """The head, an expert and an observer look at what lies there."""
    one = cast.free(cast.town.of("head", "expert", "observer"))
    async with cast.lock(one.id):
        me = cast.hands(one)
        if one.role == "observer":
            menu = await me.say("/menu", offering(Act.observe))
            await me.press(menu, Act.observe)
            return
        desk = await me.say("/queue", offering(Act.queue))
        queue = await me.press_for(desk, Act.queue, offering(Act.queues))
        if has(queue, Act.case):
            card = await me.press_for(queue, Act.case, lambda said: has(said, Act.timeline) or has(said, Act.refresh))
            if has(card, Act.timeline):
                await me.press(card, Act.timeline)
        if one.role == "head":
            desk = await me.say("/queue", offering(Act.numbers))
            await me.press(desk, Act.numbers)


async def subscription(cast: Cast) -> None:
    one = cast.free(cast.town.of("council-member"))
    async with cast.lock(one.id):
        me, wanted = cast.hands(one), cast.dice.choice(("at-once", "daily", "results", "never"))
        card = await me.say("/notices", offering(Act.rhythm))
        before = cast.book.rhythms.get(one.id, {"at-once"})
        cast.book.rhythms[one.id] = before | {wanted}
        await me.press(card, Act.rhythm, wanted)
        cast.book.rhythms[one.id] = {wanted}


async def blocking(cast: Cast) -> None:
    """Someone writes and blocks the bot before it has answered; and comes back."""
    one = cast.free(cast.town.of("council-member"))
    async with cast.lock(one.id):
        me = cast.hands(one)
        cast.book.blocked.add(one.id)
        await cast.control.say(one.id, one.id, "/notices")
        await cast.control.block(one.id)
        await asyncio.sleep(cast.dice.uniform(1, 15))
        await cast.control.unblock(one.id)
        await me.say("/menu", offering(Act.subscription))


def _section(said: Said) -> str:
    return next(press.arg for press in presses(said) if press.act is Act.section)


# --- nonsense ---------------------------------------------------------------------------------------------------------


async def nonsense(cast: Cast) -> None:
    one = cast.free([*cast.town.of("clerk", "secretary", "council-member"), *cast.town.strangers])
    async with cast.lock(one.id):
        me = cast.hands(one)
        menu = await me.say("/menu", offering(Act.processes))
        for act in cast.dice.sample(_NONSENSE, 3):
            try:
                await act(cast, me, menu)
            except Refused:
                cast.book.failures["refused as it should be"] += 1


async def _forged(cast: Cast, me: Hands, menu: Said) -> None:
    act = cast.dice.choice((Act.approve, Act.case, Act.files, Act.look, Act.claim, Act.sign, Act.timeline))
    await me.press_data(menu, packed(act, cast.dice.randint(1, 400), cast.dice.randint(1, 9)))


async def _of_yesterday(cast: Cast, me: Hands, menu: Said) -> None:
    await me.press_data(menu, cast.dice.choice(("0|menu|0|0|", "nothing", "1|no-such-act|1|1|", "1|tick|3|1|x")))


async def _others_case(cast: Cast, me: Hands, menu: Said) -> None:
    number = f"1405-{cast.dice.randint(1, 400)}"
    await me.say(f"/status {number}")


async def _unknown(cast: Cast, me: Hands, menu: Said) -> None:
    await me.say("/no_such_command")


async def _voice(cast: Cast, me: Hands, menu: Said) -> None:
    await me.send({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 2}})


async def _others_contact(cast: Cast, me: Hands, menu: Said) -> None:
    await me.contact(cast.town.residents[0].id, "+989121111111")


async def _cancel(cast: Cast, me: Hands, menu: Said) -> None:
    await me.say("/cancel")


_NONSENSE = (_forged, _of_yesterday, _others_case, _unknown, _voice, _others_contact, _cancel)


# --- an admin ---------------------------------------------------------------------------------------------------------


async def invitation(cast: Cast) -> None:
    """An admin finds someone who has not joined and makes a link; who is invited comes in by it."""
    waiting = [one for one in cast.town.newcomers if one.id not in cast.book.joined and not cast.lock(one.id).locked()]
    if not waiting:
        return await looking(cast)
    new = cast.dice.choice(waiting)
    admin = cast.free(cast.town.of("admin"))
    async with cast.lock(new.id), cast.lock(admin.id):
        me = cast.hands(admin)
        for _ in range(TRIES):
            menu = await me.say("/admin", offering(Act.people))
            listed = await me.press_for(menu, Act.people, offering(Act.search_person))
            await me.press_for(listed, Act.search_person, offering(Act.drop))
            found = await me.say(new.name, offering(Act.person))
            card = await me.press_for(found, Act.person, offering(Act.link))
            since = me.now
            try:
                await me.press(card, Act.link)
            except Refused:
                continue
            told = await me.wait(lambda said: "start=" in str(said.message), since)
            link = _LINK.search(str(told.message))
            assert link is not None
            await cast.hands(new).start(link[1], offering(Act.subscription))
            cast.book.joined.add(new.id)
            return None
        raise Silence(f"admin {admin.id} got no link for {new.id}")


TALKS: dict[Talk, int] = {
    case: 22,
    guide: 36,
    nonsense: 18,
    looking: 8,
    subscription: 8,
    invitation: 4,
    blocking: 4,
}
"""The kinds of conversation and how often each comes, in a hundred."""
