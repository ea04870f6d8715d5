"""A case in the soak from the office's side: taken in the staff group, approved, returned or rejected with a typed reason.

Door: `decide`. Promise: as soak_cases. A reason holds a mark that is nowhere else, by which it is found where it was told.
"""

from __future__ import annotations

import asyncio

from bot import cards
from bot.callbacks import Act
from bot.emulator.control import Said
from demo.stage import has
from nlp import wording
from tests.faults.soak_cast import TRIES, Cast
from tests.faults.soak_hands import Fits, Hands, Refused
from tests.faults.soak_matter import Matter, ids, of, on
from tests.faults.soak_town import Resident, number_in

HINT = cards.say("reply-wanted").text
DECIDED: dict[str, str] = wording.words("statuses")["outcomes"]


async def decide(cast: Cast, expert: Resident, matter: Matter, *, forward: bool = False) -> str | None:
    """The expert takes the case in the group and decides; gives the item that was returned."""
    group = cast.town.groups[cast.town.entries[matter.slug]]
    me = cast.hands(expert, group)
    card = await me.wait(on(matter, Act.approve if forward else Act.claim), 0)
    async with cast.lock(expert.id):
        if not forward:
            taken = await _claim(cast, me, matter, card)
            if taken is None:
                return None
            card = taken
        outcome = "approve" if forward else cast.dice.choice(("approve", "approve", "approve", "return", "reject"))
        if outcome == "approve":
            await _approve(cast, me, matter, card)
            return None
        return await _return_or_reject(cast, me, matter, card, outcome)


async def _claim(cast: Cast, me: Hands, matter: Matter, card: Said) -> Said | None:
    for _ in range(TRIES):
        deed = cast.book.did("claimed", me.who, matter.id)
        try:
            await me.press(card, Act.claim)
            deed.sure = True
            return await me.wait(on(matter, Act.approve), 0)
        except Refused as refused:
            cast.book.failures[f"claim: {refused}"[:90]] += 1
            fresh = await _fresh(me, matter)
            if fresh is None or not has(fresh, Act.claim):
                return fresh if fresh is not None and has(fresh, Act.approve) else None
            card = fresh
    return None


async def _approve(cast: Cast, me: Hands, matter: Matter, card: Said) -> None:
    for _ in range(TRIES):
        deed = cast.book.did("approve", me.who, matter.id)
        try:
            await me.press(card, Act.approve)
            deed.sure = True
            return
        except Refused as refused:
            cast.book.failures[f"approve: {refused}"[:90]] += 1
            fresh = await _fresh(me, matter)
            if fresh is None or not has(fresh, Act.approve):
                return
            card = fresh


async def _fresh(me: Hands, matter: Matter) -> Said | None:
    """The case's card in the group, a moment after a press on it was refused."""
    await asyncio.sleep(1)
    return me.watch.latest(me.chat, of(matter))


async def _return_or_reject(cast: Cast, me: Hands, matter: Matter, card: Said, outcome: str) -> str | None:
    """The reason is typed in reply to the question. Gives the item that was returned, once that is certain."""
    item = cast.dice.choice(cast.known.flow(matter.slug).documents).key
    mine: Fits = lambda said: matter.number in number_in(said.text) and has(said, Act.drop)  # noqa: E731
    try:
        if outcome == "return":
            ticks = await me.press_for(card, Act.return_, on(matter, Act.tick))
            ticks = await me.press_for(ticks, Act.tick, on(matter, Act.reasons), item)
            asked = await me.press_for(ticks, Act.reasons, lambda said: has(said, Act.drop) and not has(said, Act.tick))
        else:
            asked = await me.press_for(card, Act.reject, mine)
    except Refused as refused:
        cast.book.failures[f"{outcome}: {refused}"[:90]] += 1
        return None
    mark = cast.mark("mark", matter.number)
    deed = cast.book.did(outcome, me.who, matter.id, mark)
    deed.sure = await _give_reason(me, matter, asked, f"به این دلیل: {mark}", outcome)
    return item if outcome == "return" else None


async def _give_reason(me: Hands, matter: Matter, asked: Said, reason: str, outcome: str) -> bool:
    """Types the reason in reply to the question; where the question stands twice, since an answer to the bot was lost, the
    bot says that a reply is wanted, and the newer one is answered. Gives whether the bot said that it is decided."""
    since = last = me.now
    for _ in range(TRIES):
        fits = _either(_answer_to(matter), _hint_after(last))
        told = await me.say(reason, fits, reply_to=asked.message_id, since=since)
        if not _hint_after(last)(told):
            return DECIDED[outcome] in told.text
        last = told.revision
        asked = me.watch.latest(me.chat, lambda said: matter.id in ids(said) and has(said, Act.drop)) or asked
    return False


def _answer_to(matter: Matter) -> Fits:
    """The word in the group that it was decided, and not the card that shows it."""
    return lambda said: matter.number in number_in(said.text) and not said.buttons


def _hint_after(revision: int) -> Fits:
    """That a question is answered by replying to it."""
    return lambda said: said.revision > revision and said.text == HINT


def _either(one: Fits, other: Fits) -> Fits:
    return lambda said: one(said) or other(said)
