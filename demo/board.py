"""The tour's second story: a dispute goes before the Article 79 board, which is called, comments, votes and rules.

Door: `Board.chapters`. Promise: everybody votes in their own chat; nothing is closed that has not been seen. Not here: the
first story (tour), acting and noting (stage).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.callbacks import Act
from bot.emulator.control import Said
from bot.program import Program
from cases import queries
from cases.db import Session
from cases.models import Case, Letter
from demo.stage import Stage, has, offering
from demo.town import GROUP, SAMPLES, Town
from nlp import wording

ENTRY = "article-79-board"
LETTER = SAMPLES / "others" / "dispute-letter.pdf"


class Board:
    """The chapters share the case and the expert who keeps its papers."""

    def __init__(self, stage: Stage, town: Town, program: Program) -> None:
        self.stage, self.town, self.program = stage, town, program
        self.expert = town.experts[0]
        self.members = town.members
        self.case_id = 0
        self.words: dict[str, Any] = wording.words("demo")["typed"]

    def chapters(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """The chapters in their order, by the key of their title."""
        return {"board": self.begin, "session": self.session, "votes": self.votes, "ruling": self.ruling}

    async def begin(self) -> None:
        """The expert, whose office receives the dispute, opens the case, reads its letter in and admits it."""
        stage, me = self.stage, self.expert
        card = await self._said(me, "/menu", Act.processes)
        for act, arg, wanted in (
            (Act.processes, None, Act.entry),
            (Act.entry, ENTRY, Act.open),
            (Act.open, None, Act.city),
            (Act.city, None, Act.send_anyway),
        ):
            card = await self._pressed(me, me, card, act, wanted, arg=arg)
        self.case_id = await self.program.db.read(_newest_case)
        since = await stage.mark()
        await stage.upload(me, LETTER)
        card = await stage.wait("the letter is read", me, offering(Act.remove), since=since)
        if has(card, Act.place, "letter"):
            card = await self._pressed(me, me, card, Act.place, Act.confirm, arg="letter")
        card = await self._pressed(me, me, card, Act.confirm, Act.send_anyway)
        card = await self._pressed(me, me, card, Act.send_anyway, Act.send)
        since = await stage.mark()
        await stage.press(me, me, card, Act.send)
        card = await stage.wait("the group gets the dispute", GROUP, offering(Act.claim), since=since)
        card = await self._pressed(GROUP, me, card, Act.claim, Act.approve)
        since = await stage.mark()
        await stage.press(GROUP, me, card, Act.approve)
        for member in self.members:
            await stage.wait("a member gets the case in their own chat", member, offering(Act.vote), since=since)

    async def session(self) -> None:
        """The board is called: when, where, about what; each member is told."""
        stage, me = self.stage, self.expert
        card = await stage.wait("the group's card offers to call the board", GROUP, offering(Act.invite), since=0)
        since = await stage.mark()
        await stage.press(GROUP, me, card, Act.invite)
        when = self.program.clock() + timedelta(days=7)
        day = wording.persian_digits(wording.jalali_iso(when).replace("-", "/"))
        for answer in (f"{day} {self.words['hour']}", self.words["place"], self.words["agenda"]):
            asked = await stage.wait("the next thing is asked for", GROUP, _is_question, since=since)
            since = await stage.mark()
            await stage.say(GROUP, me, answer, reply_to=asked.message_id)
        sure = await stage.wait("the invitation is shown first", GROUP, offering(Act.invite_yes), since=since)
        since = await stage.mark()
        await stage.press(GROUP, me, sure, Act.invite_yes)
        for member in self.members:
            await stage.wait("a member is invited", member, _says(self.words["place"]), since=since)
            await stage.wait("and gets the letter", member, _is_file, since=since)

    async def votes(self) -> None:
        """One comments, all vote; the group sees who has voted and not how; then the voting is closed."""
        stage, first = self.stage, self.members[0]
        cards = {}
        for member in self.members:
            cards[member] = await stage.wait("the member may vote", member, offering(Act.vote), since=0)
        since = await stage.mark()
        await stage.press(first, first, cards[first], Act.comment)
        await stage.wait("the comment is asked for", first, lambda said: not said.buttons, since=since)
        await stage.say(first, first, self.words["comment"])
        await stage.wait("the comment stands on the group's card", GROUP, _says(self.words["comment"]), since=since)
        since = await stage.mark()
        for member in self.members:
            await stage.press(member, member, cards[member], Act.vote)
        done = wording.persian_digits(len(self.members))
        card = await stage.wait("the group sees that all have voted", GROUP, _may_close(done), since=since)
        other = next(expert for expert in self.town.experts if expert != self.expert)
        answer = await stage.press(GROUP, other, card, Act.close)
        stage.expect("nobody else closes the voting", answer.show_alert, instead=answer)
        sure = await self._pressed(GROUP, self.expert, card, Act.close, Act.close_yes)
        since = await stage.mark()
        await stage.press(GROUP, self.expert, sure, Act.close_yes)
        for member in self.members:
            await stage.wait("the member gets the minutes", member, _is_file, since=since)

    async def ruling(self) -> None:
        """The head signs the ruling; the city and its council are told."""
        stage, head = self.stage, self.town.head
        number = await self._number()
        card = await stage.wait("the head gets the ruling", head, _to_sign(number), since=0)
        since = await stage.mark()
        await stage.press(head, head, card, Act.sign)
        asked = await stage.wait(
            "what speaks against it is said, or it is signed", head, lambda said: True, since=since
        )
        if has(asked, Act.sign_yes):
            await stage.press(head, head, asked, Act.sign_yes)
        await stage.wait("the council's secretary gets the ruling", self.town.secretary, _is_file, since=since)
        case = await self.program.db.read(queries.case, self.case_id)
        stage.expect("the dispute is settled", (case.state, case.outcome) == ("closed", "done"), instead=case.state)
        kinds = await self.program.db.read(_kinds_of_letters, self.case_id)
        wanted = ["invitation", "minutes-of-votes", "board-ruling"]
        stage.expect("invitation, minutes and ruling are numbered letters", kinds == wanted, instead=kinds)

    async def _said(self, who: int, text: str, wanted: Act) -> Said:
        since = await self.stage.mark()
        await self.stage.say(who, who, text)
        return await self.stage.wait(f"{text} answers", who, offering(wanted), since=since)

    async def _pressed(self, chat: int, who: int, card: Said, act: Act, wanted: Act, *, arg: str | None = None) -> Said:
        since = await self.stage.mark()
        await self.stage.press(chat, who, card, act, arg)
        return await self.stage.wait(f"{act.value} is followed by {wanted.value}", chat, offering(wanted), since=since)

    async def _number(self) -> str:
        case = await self.program.db.read(queries.case, self.case_id)
        return wording.persian_digits(case.number)


def _is_question(said: Said) -> bool:
    return not said.buttons or has(said, Act.drop)


def _may_close(voted: str) -> Callable[[Said], bool]:
    return lambda said: has(said, Act.close) and re.search(rf"{voted}\D+{voted}\D", said.text) is not None


def _to_sign(number: str) -> Callable[[Said], bool]:
    return lambda said: has(said, Act.sign) and number in said.text


def _says(text: str) -> Callable[[Said], bool]:
    return lambda said: text in said.text


def _is_file(said: Said) -> bool:
    return "document" in said.message


def _newest_case(session: Session) -> int:
    return max(case.id for case in session.query(Case).all())


def _kinds_of_letters(session: Session, case_id: int) -> list[str]:
    return [letter.template for letter in session.query(Letter).filter_by(case_id=case_id).order_by(Letter.id)]
