"""A case lived through by chat alone: opened, filled with papers, sent, and carried from step to step by whoever has to.

Door: `Life`. Promise: every step is left as a person leaves it, by the buttons that stand on their card and the words that are
asked for; what each of them sees on the way is looked at. Not here: which entries are lived through (test_entries).
"""

from __future__ import annotations

import asyncio

from bot.callbacks import Act
from bot.emulator.control import Said
from cases import queries
from cases.db import Session
from cases.models import Case
from cases.models import Step as Stay
from cases.office import definition
from demo.stage import has
from demo.town import CITY
from nlp import wording
from tests.faults.soak_matter import presses
from tests.intake.papers import few_lines
from tests.stories.theatre import Fits, Phone, Theatre
from workflows.shapes import Entry, Step

EXPERT, HEAD, CHAIR = "expert-bahardoost", "head-aryapour", "committee-1"
OF_THE_CITY = ("clerk", "secretary")
# What has to be read in a paper of this kind, or no decree could be drawn up.
PAPERS = {
    "council-minutes": (
        "صورت‌جلسهٔ شورای اسلامی شهر مهرآباد نو",
        "شمارهٔ جلسه: ۴۱",
        "تاریخ جلسه: ۱۴۰۵/۰۸/۰۳",
        "شورا آقای آرش فرهمندنیا را به عنوان شهردار انتخاب کرد.",
    ),
    "mayor-form": (
        "فرم مشخصات شهردار پیشنهادی",
        "نام و نام خانوادگی: آرش فرهمندنیا",
        "نام پدر: سیاوش",
        "شمارهٔ ملی: ۰۰۰۰۰۷۳۸۴۹",
    ),
}
REASON = "این مدرک خوانا نیست و باید دوباره فرستاده شود."


class Life:
    """One case of an entry. `opener`: the role that opens it; the first that may, where nothing else is said."""

    def __init__(self, theatre: Theatre, entry: Entry, opener: str | None = None, *, city: str = CITY) -> None:
        self.theatre, self.entry, self.city = theatre, entry, city
        self.opener = self.phone(opener or entry.opened_by[0])
        self.case_id = 0

    def phone(self, role: str) -> Phone:
        """Who acts in this role in the story's city, or in the office."""
        keys = {"expert": EXPERT, "head": HEAD, "committee": CHAIR}
        return self.theatre.phone(keys.get(role) or f"{role}-{self.city}")

    @property
    def case(self) -> Case:
        found: Case = self.theatre.rows(queries.case, self.case_id)
        return found

    @property
    def number(self) -> str:
        return wording.persian_digits(self.case.number)

    @property
    def flow(self) -> Entry:
        return definition(self.case.definition.body)

    def stay(self) -> Stay | None:
        return queries.open_step(self.case)

    def step(self) -> Step:
        stay = self.stay()
        assert stay is not None, "the case is closed"
        return self.flow.step(stay.key)

    async def open(self) -> Said:
        """From the guide's list to the new case's card."""
        me, slug = self.opener, self.entry.slug
        listing = Act.processes if self.entry.kind == "process" else Act.services
        menu = await me.says("/menu", listing)
        listed = await me.presses(menu, listing, lambda said: has(said, Act.entry, slug))
        entry = await me.presses(listed, Act.entry, lambda said: has(said, Act.open, slug), slug)
        before = self.theatre.rows(cases)
        card = await me.presses(entry, Act.open, lambda said: has(said, Act.refresh) or has(said, Act.city), slug)
        if has(card, Act.city):
            card = await me.presses(card, Act.city, Act.refresh)
        (self.case_id,) = self.theatre.rows(cases) - before
        assert self.number in card.text
        return card

    async def leave(self, step: str, outcome: str) -> None:
        """Leaves the open step, which must be `step`, by `outcome`."""
        stay, wanted = self.stay(), self.step()
        assert stay is not None
        assert stay.key == step
        leaving = {
            "submit": self._send,
            "inquiry": self._inquire,
            "committee": self._vote,
            "issue": self._sign,
        }.get(wanted.kind, self._decide)
        await leaving(wanted, outcome)
        await self.until_left(stay.id, outcome)

    async def card(self, me: Phone) -> Said:
        """The case's own card, asked for by its number."""
        return await me.says(f"/status {self.case.number}", self.own(Act.refresh))

    async def claimed(self, me: Phone) -> Said:
        """The case's card in the group, in the hands of this expert."""
        card = await self.standing(me, lambda said: self.own(Act.claim)(said) or self.own(Act.release)(said))
        if has(card, Act.claim):
            card = await me.presses(card, Act.claim, self.own(Act.release))
        return card

    def own(self, act: Act) -> Fits:
        """A message with this act for this case as it is now: an older card is about to be made fresh."""

        def fits(said: Said) -> bool:
            found = [press for press in presses(said) if press.act is act and press.id == self.case_id]
            return bool(found) and found[0].v in (0, self.case.version)

        return fits

    async def gather(self, me: Phone, card: Said, items: list[str] | None = None) -> Said:
        """Sends and confirms a small paper for every document that the card asks for."""
        wanted = (
            items if items is not None else [item.key for item in self.flow.documents if has(card, Act.want, item.key)]
        )
        for key in wanted:
            card = await self.bring(me, card, key)
        return card

    async def bring(self, me: Phone, card: Said, item: str, lines: tuple[str, ...] | None = None) -> Said:
        """One document: asked for, sent as a picture, read, and confirmed; gives the case's card after it."""
        title, kind = next((str(known.title), known.kind) for known in self.flow.documents if known.key == item)
        await me.presses(card, Act.want, None, item)
        read = await me.sends(few_lines(*(lines or PAPERS.get(kind or "", (title,)))), Act.remove)
        if has(read, Act.place, item) and not has(read, Act.confirm):
            read = await me.presses(read, Act.place, Act.confirm, item)
        return await self.confirm(me, read)

    async def confirm(self, me: Phone, read: Said) -> Said:
        """Confirms what was read; where something is in doubt the bot asks once more."""
        answered = await me.presses(
            read, Act.confirm, lambda said: self.own(Act.refresh)(said) or has(said, Act.confirm)
        )
        if has(answered, Act.confirm):
            answered = await me.presses(answered, Act.confirm, self.own(Act.refresh))
        return answered

    async def _send(self, step: Step, outcome: str) -> None:
        me = self.phone(step.actor)
        card = await self.gather(me, await self.card(me))
        if has(card, Act.send_anyway):
            card = await me.presses(card, Act.send_anyway, self.own(Act.send))
        await me.presses(card, Act.send, lambda said: self.number in said.text)

    async def _decide(self, step: Step, outcome: str) -> None:
        me, card = await self._deciding(step)
        act = _ACTS[outcome]
        if step.kind == "external":
            asked = await me.presses(card, act, Act.no_number)
            asked = await me.says("۱۲۳۴/۵۶", Act.no_date, reply_to=asked.message_id)
            told = await me.says("۱۴۰۵/۰۸/۱۰", None, reply_to=asked.message_id)
            if outcome == "accepted":
                return
            card = told
        elif outcome in ("approve", "done"):
            await me.presses(card, act, None)
            return
        else:
            card = await me.presses(card, act, Act.drop)
        await self._give_reason(me, card)

    async def _give_reason(self, me: Phone, card: Said) -> None:
        if has(card, Act.tick):
            card = await me.presses(card, Act.tick, lambda said: "●" in " ".join(label for label, _ in said.buttons))
            card = await me.presses(card, Act.reasons, lambda said: has(said, Act.drop) and not has(said, Act.tick))
        await me.says(REASON, lambda said: self.number in said.text, reply_to=card.message_id)

    async def _deciding(self, step: Step) -> tuple[Phone, Said]:
        """Who decides, and the card that they decide on."""
        if step.actor in OF_THE_CITY:
            me = self.phone(step.actor)
            return me, await self.card(me)
        me = self.phone("expert").in_group()
        return me, await self.claimed(me)

    async def _inquire(self, step: Step, outcome: str) -> None:
        me = self.phone("expert").in_group()
        card = await self.claimed(me)
        for place, body in enumerate(step.bodies):
            answer = "refused" if outcome == "refused" and place == 0 else "clear"
            asked = await me.presses(card, Act.reply, Act.answer, body.key)
            asked = await me.presses(asked, Act.answer, Act.no_number, f"{body.key}:{answer}")
            number = f"۷۷/{place + 1}"
            asked = await me.says(wording.persian_digits(number), Act.no_date, reply_to=asked.message_id)
            since = await me.control.mark()
            await me.presses(asked, Act.no_date)
            card = await me.sees(lambda said: self.own(Act.files)(said) and not has(said, Act.answer), since=since)

    async def _vote(self, step: Step, outcome: str) -> None:
        me = self.phone("expert").in_group()
        await self.claimed(me)
        vote = {"adopted": "for", "rejected": "against", "returned": "return"}[outcome]
        stay = self.stay()
        assert stay is not None
        for seat in stay.seats:
            member = self.theatre.phone(str(seat.person.key))
            card = await self.standing(member, _voting(stay.id))
            await member.presses(card, Act.vote, None, f"{seat.person_id}:{vote}")
        card = await self.close_voting(me)
        if outcome != "adopted":
            await self._give_reason(me, card)

    async def close_voting(self, me: Phone) -> Said:
        """The expert closes the voting once the card shows the last vote; gives what is said of it."""
        card = await self.standing(me, self.own(Act.close))
        card = await me.presses(card, Act.close, Act.close_yes)
        return await me.presses(card, Act.close_yes, None)

    async def _sign(self, step: Step, outcome: str) -> None:
        me = self.phone("head")
        card = await self.standing(me, self.own(Act.sign))
        said = await me.presses(card, Act.sign, lambda said: True)
        if has(said, Act.sign_yes):
            await me.presses(said, Act.sign_yes, None)

    async def standing(self, me: Phone, fits: Fits) -> Said:
        """A message in this chat that fits as it stands, or as it comes to stand."""
        since = await me.control.mark()
        for said in reversed(await me.control.messages(me.chat)):
            if said.by_bot and not said.deleted and fits(said):
                return said
        return await me.sees(fits, since=since)

    async def until_left(self, stay_id: int, outcome: str) -> None:
        for _ in range(300):
            left = next(step for step in self.case.steps if step.id == stay_id)
            if left.outcome is not None:
                assert left.outcome == outcome
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{self.entry.slug}: the step is not left by {outcome}")


def _voting(stay_id: int) -> Fits:
    return lambda said: any(press.act is Act.vote and press.id == stay_id for press in presses(said))


def cases(session: Session) -> set[int]:
    """The ids of all cases."""
    return {case.id for case in session.query(Case)}


_ACTS = {
    "approve": Act.approve,
    "done": Act.done,
    "accepted": Act.accept,
    "return": Act.return_,
    "returned": Act.return_,
    "reject": Act.reject,
    "refused": Act.reject,
}
