"""What people do in the soak, each kind of conversation a function: the guide, a case from opening to decision, nonsense.

Door: `Cast`, `TALKS`. Promise: whoever is refused looks again and goes on from what stands there, as a person would; every
deed is written into the book before it is tried and made sure when the messenger showed it. Not here: acting (soak_hands).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from bot import cards
from bot.callbacks import Act, Press
from bot.callbacks import data as packed
from bot.emulator.control import Control, Said
from demo.stage import has, offering
from nlp import wording
from tests.faults.soak_book import Book, Sent
from tests.faults.soak_hands import Answered, Fits, Hands, Refused, Silence, Watch
from tests.faults.soak_town import Resident, Town, number_in, plain
from workflows.catalogue import Catalogue

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PAPER = SAMPLES / "mayor/minutes-digital.pdf"
PHOTO = SAMPLES / "mayor/identity.jpg"
PHOTOS = 0.03
TRIES = 4
HINT = cards.say("reply-wanted").text
DECIDED: dict[str, str] = wording.words("statuses")["outcomes"]
QUESTIONS = ("بودجه شهرداری", "حکم شهردار", "درجه‌بندی", "ماشین‌آلات", "چه مدارکی لازم است؟", "کمک هزینه", "qwerty")


@dataclass
class Cast:
    """The people and everything that they act with; a person does one thing at a time."""

    town: Town
    known: Catalogue
    watch: Watch
    control: Control
    book: Book
    dice: random.Random
    answers: list[Answered]
    marks: int = 0
    _busy: dict[int, asyncio.Lock] = field(default_factory=dict)

    def lock(self, who: int) -> asyncio.Lock:
        return self._busy.setdefault(who, asyncio.Lock())

    def free(self, people: list[Resident]) -> Resident:
        """One of these, rather someone who has nothing in hand."""
        idle = [one for one in people if not self.lock(one.id).locked()]
        return self.dice.choice(idle or people)

    def hands(self, who: Resident, chat: int | None = None) -> Hands:
        return Hands(self.watch, self.control, who.id, self.answers, chat)

    def mark(self, kind: str, number: str) -> str:
        """A word that is nowhere else; the book knows of which case."""
        self.marks += 1
        made = f"{kind}-{self.marks:06}"
        self.book.of[made] = number
        return made


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
            slug = _args(entry, Act.section)[0].partition(":")[0]
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
            code = str(told.message).partition("start=")[2][:64]
            code = "".join(_while(code, lambda letter: letter.isalnum() or letter in "-_"))
            await cast.hands(new).start(code, offering(Act.subscription))
            cast.book.joined.add(new.id)
            return None
        raise Silence(f"admin {admin.id} got no link for {new.id}")


# --- a case -----------------------------------------------------------------------------------------------------------


@dataclass
class Matter:
    """A case as those in it know it."""

    id: int
    number: str
    slug: str
    opener: Resident


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
    returned = await _decide(cast, expert, matter)
    if returned is None:
        return
    async with cast.lock(one.id):
        me = cast.hands(one)
        card = await _look(me, matter)
        card = await _upload(cast, me, matter, card, returned)
        await _send(cast, me, matter, card)
    await _decide(cast, expert, matter, forward=True)


def _wanted(cast: Cast, slug: str) -> list[str]:
    """The documents that are brought: the indispensable ones and sometimes one more."""
    items = cast.known.flow(slug).documents
    wanted = [item.key for item in items if item.indispensable]
    rest = [item.key for item in items if not item.indispensable]
    return [*wanted, *([cast.dice.choice(rest)] if rest and cast.dice.random() < 0.3 else [])]


async def _open(cast: Cast, me: Hands, one: Resident, slug: str) -> tuple[Matter, Said]:
    menu = await me.say("/menu", offering(Act.processes))
    listed = await me.press_for(menu, Act.processes, offering(Act.entry, slug))
    entry = await me.press_for(listed, Act.entry, offering(Act.open, slug), slug)
    deed = cast.book.did("opened", one.id)
    card = await me.press_for(entry, Act.open, _sending, slug)
    numbers = number_in(card.text)
    assert len(numbers) == 1, f"a new case's card names {numbers}"
    deed.sure, deed.case = True, _id(card)
    return Matter(deed.case, numbers.pop(), slug, one), card


async def _look(me: Hands, matter: Matter) -> Said:
    """The case's own card, asked for anew."""
    return await me.say(f"/status {matter.number}", _on(matter, Act.refresh))


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
    field_card = await me.wait(lambda said: has(said, Act.confirm) and name in plain(said.text), since)
    for _ in range(TRIES):
        since = me.now
        try:
            await me.press(field_card, Act.confirm)
            return await me.wait(_on(matter, Act.refresh), since)
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
            if not _sending(card):
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


# --- the desk ---------------------------------------------------------------------------------------------------------


async def _decide(cast: Cast, expert: Resident, matter: Matter, *, forward: bool = False) -> str | None:
    """The expert takes the case in the group and decides; gives the item that was returned."""
    group = cast.town.groups[cast.town.entries[matter.slug]]
    me = cast.hands(expert, group)
    card = await me.wait(_on(matter, Act.approve if forward else Act.claim), 0)
    async with cast.lock(expert.id):
        if not forward:
            taken = await _claim(cast, me, matter, card)
            if taken is None:
                return None
            card = taken
        outcome = "approve" if forward else cast.dice.choice(("approve", "approve", "return", "return", "reject"))
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
            return await me.wait(_on(matter, Act.approve), 0)
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
    return me.watch.latest(me.chat, _of(matter))


async def _return_or_reject(cast: Cast, me: Hands, matter: Matter, card: Said, outcome: str) -> str | None:
    """The reason is typed in reply to the question. Gives the item that was returned, once that is certain."""
    item = cast.dice.choice(cast.known.flow(matter.slug).documents).key
    mine: Fits = lambda said: matter.number in number_in(said.text) and has(said, Act.drop)  # noqa: E731
    try:
        if outcome == "return":
            ticks = await me.press_for(card, Act.return_, _on(matter, Act.tick))
            ticks = await me.press_for(ticks, Act.tick, _on(matter, Act.reasons), item)
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
        asked = me.watch.latest(me.chat, lambda said: matter.id in _ids(said) and has(said, Act.drop)) or asked
    return False


# --- what fits --------------------------------------------------------------------------------------------------------


def _sending(said: Said) -> bool:
    return has(said, Act.send_anyway) or has(said, Act.send)


def _of(matter: Matter) -> Fits:
    """A card of this case."""
    return lambda said: bool(said.buttons) and matter.id in _ids(said) and matter.number in number_in(said.text)


def _on(matter: Matter, act: Act) -> Fits:
    """A message with this act for this case."""
    return lambda said: any(press.act is act and press.id == matter.id for press in _presses(said))


def _answer_to(matter: Matter) -> Fits:
    """The word in the group that it was decided, and not the card that shows it."""
    return lambda said: matter.number in number_in(said.text) and not said.buttons


def _hint_after(revision: int) -> Fits:
    """That a question is answered by replying to it."""
    return lambda said: said.revision > revision and said.text == HINT


def _either(one: Fits, other: Fits) -> Fits:
    return lambda said: one(said) or other(said)


def _presses(said: Said) -> list[Press]:
    found = []
    for _, data in said.buttons:
        try:
            found.append(Press.unpack(data))
        except (TypeError, ValueError):
            continue
    return found


def _ids(said: Said) -> set[int]:
    return {press.id for press in _presses(said)}


def _id(card: Said) -> int:
    return next(press.id for press in _presses(card) if press.act in (Act.send, Act.send_anyway))


def _args(said: Said, act: Act) -> list[str]:
    return [press.arg for press in _presses(said) if press.act is act]


def _while(text: str, fits: Callable[[str], bool]) -> str:
    for place, letter in enumerate(text):
        if not fits(letter):
            return text[:place]
    return text


def _photo(name: str) -> bytes:
    """A picture of a paper that is like no other."""
    with Image.open(PHOTO) as picture:
        small = picture.convert("L").resize((picture.width // 2, picture.height // 2))
        small.putpixel((0, 0), int(name[-3:]) % 256)
        small.putpixel((1, 0), int(name[-6:-3]) % 256)
        made = io.BytesIO()
        small.save(made, "PNG")
    return made.getvalue()


TALKS: dict[Talk, int] = {
    case: 26,
    guide: 32,
    nonsense: 18,
    looking: 8,
    subscription: 8,
    invitation: 4,
    blocking: 4,
}
"""The kinds of conversation and how often each comes, in a hundred."""
