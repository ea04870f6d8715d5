"""A case in the soak from its customer's side: opened, gathered, sent, withdrawn, mended.

Door: `case`. Promise: every deed is written into the book before it is tried, and made sure when the messenger showed it;
who is refused looks again and goes on from what stands there, as a person would. Not here: the office's side (soak_desk).
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from PIL import Image

from bot.callbacks import Act
from bot.emulator.control import Said
from demo.stage import has, offering
from tests.faults.soak_book import Sent
from tests.faults.soak_cast import TRIES, Cast
from tests.faults.soak_desk import decide
from tests.faults.soak_hands import OF_A_READING, Hands, Refused, Silence
from tests.faults.soak_matter import Matter, on, presses, sending
from tests.faults.soak_town import Resident, number_in, plain

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PAPER = SAMPLES / "mayor/minutes-digital.pdf"
PHOTO = SAMPLES / "mayor/identity.jpg"
PHOTOS = 0.03
MORE = 0.1


async def case(cast: Cast) -> None:
    """Opened, gathered, sent; claimed and decided; mended and sent again where it was returned."""
    slug = cast.dice.choice(tuple(cast.town.entries))
    role = cast.known.flow(slug).opened_by[0]
    one = cast.free(cast.town.of(role))
    async with cast.lock(one.id):
        me = cast.hands(one)
        matter, card = await _open(cast, me, one, slug)
        if cast.dice.random() < 0.15:
            await _withdraw(cast, me, matter, card)
            return
        for item in _wanted(cast, slug):
            card = await _upload(cast, me, matter, card, item)
        await _send(cast, me, matter, card)
    if cast.dice.random() < 0.15:
        return
    expert = cast.free(cast.town.experts(cast.town.entries[slug]))
    returned = await decide(cast, expert, matter)
    if returned is None:
        return
    async with cast.lock(one.id):
        me = cast.hands(one)
        card = await _look(me, matter)
        card = await _upload(cast, me, matter, card, returned)
        await _send(cast, me, matter, card)
    await decide(cast, expert, matter, forward=True)


def _wanted(cast: Cast, slug: str) -> list[str]:
    """The documents that are brought: the indispensable ones and now and then one more."""
    items = cast.known.flow(slug).documents
    wanted = [item.key for item in items if item.indispensable]
    rest = [item.key for item in items if not item.indispensable]
    return [*wanted, *([cast.dice.choice(rest)] if rest and cast.dice.random() < MORE else [])]


async def _open(cast: Cast, me: Hands, one: Resident, slug: str) -> tuple[Matter, Said]:
    menu = await me.say("/menu", offering(Act.processes))
    listed = await me.press_for(menu, Act.processes, offering(Act.entry, slug))
    entry = await me.press_for(listed, Act.entry, offering(Act.open, slug), slug)
    deed = cast.book.did("opened", one.id)
    card = await me.press_for(entry, Act.open, sending, slug)
    numbers = number_in(card.text)
    assert len(numbers) == 1, f"a new case's card names {numbers}"
    deed.sure, deed.case = True, _id(card)
    return Matter(deed.case, numbers.pop(), slug, one), card


async def _look(me: Hands, matter: Matter) -> Said:
    """The case's own card, asked for anew."""
    return await me.say(f"/status {matter.number}", on(matter, Act.refresh))


async def _upload(cast: Cast, me: Hands, matter: Matter, card: Said, item: str) -> Said:
    """A document for this item, looked at and confirmed; gives the case's card after it."""
    for _ in range(TRIES):
        try:
            await me.press_for(card, Act.want, lambda said: not said.buttons, item)
            break
        except Refused:
            card = await _look(me, matter)
    name = cast.mark("paper", matter.number)
    photo = cast.dice.random() < PHOTOS
    content = _photo(name) if photo else PAPER.read_bytes() + f"\n% {name}\n".encode()
    sent, since = await me.upload(f"{name}.{'png' if photo else 'pdf'}", content)
    digest = hashlib.sha256(content).hexdigest()
    cast.book.files.append(Sent(f"tg:{me.chat}:{sent.message_id}", matter.id, digest))
    field_card = await me.wait(lambda said: has(said, Act.confirm) and name in plain(said.text), since, OF_A_READING)
    for _ in range(TRIES):
        since = me.now
        try:
            await me.press(field_card, Act.confirm)
            return await me.wait(on(matter, Act.refresh), since)
        except Refused:
            card = await _look(me, matter)
            if not has(card, Act.look):
                return card
            field_card = await me.press_for(card, Act.look, offering(Act.confirm))
    raise Silence(f"{name} of case {matter.number} cannot be confirmed")


async def _send(cast: Cast, me: Hands, matter: Matter, card: Said) -> None:
    for _ in range(TRIES):
        deed = None
        try:
            if has(card, Act.send_anyway):
                card = await me.press_for(card, Act.send_anyway, offering(Act.send))
            deed = cast.book.did("sent", me.who, matter.id)
            await me.press(card, Act.send)
            deed.sure = True
            return
        except Refused as refused:
            cast.book.failures[f"send: {refused}"[:90]] += 1
            card = await _look(me, matter)
            if not sending(card):
                # It had been done, and only the answer was lost.
                return
    raise Silence(f"case {matter.number} cannot be sent")


async def _withdraw(cast: Cast, me: Hands, matter: Matter, card: Said) -> None:
    for _ in range(TRIES):
        try:
            asked = await me.press_for(card, Act.withdraw, offering(Act.withdraw_yes))
            deed = cast.book.did("withdrawn", me.who, matter.id)
            await me.press(asked, Act.withdraw_yes)
            deed.sure = True
            return
        except Refused:
            card = await _look(me, matter)
            if not has(card, Act.withdraw):
                return
    raise Silence(f"case {matter.number} cannot be withdrawn")


def _id(card: Said) -> int:
    return next(press.id for press in presses(card) if press.act in (Act.send, Act.send_anyway))


def _photo(name: str) -> bytes:
    """A picture of a paper that is like no other."""
    with Image.open(PHOTO) as picture:
        small = picture.convert("L").resize((picture.width // 2, picture.height // 2))
        small.putpixel((0, 0), int(name[-3:]) % 256)
        small.putpixel((1, 0), int(name[-6:-3]) % 256)
        made = io.BytesIO()
        small.save(made, "PNG")
    return made.getvalue()
