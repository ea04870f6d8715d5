"""The tour: a case from its opening to the decree, and one before a board, played through the messenger by all in it.

Door: `play`. Promise: real bot, real reading, real time; what is expected is stated where it should happen, and the story
ends early only where the rest could not go on. Not here: acting and noting (stage).
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.callbacks import Act
from bot.emulator.control import Said
from bot.program import Program
from cases import events, queries
from cases.db import Session
from cases.models import Case, Document, Letter
from cases.office import definition
from demo.board import Board
from demo.stage import Stage, Unmet, has, offering
from demo.town import GROUP, SAMPLES, STRANGER, Town, join
from intake import reading
from nlp import wording

MAYOR = SAMPLES / "mayor"
PROMPT = 2.0  # seconds within which "received" is at once
REST = (
    ("identity.jpg", "identity"),
    ("education.pdf", "education"),
    ("resume.pdf", "resume"),
    ("mayor-form.pdf", "form"),
)
SIMPLE = ("session_number", "session_date", "letter_number", "letter_date", "proposed_mayor", "sender", "subject")


async def play(stage: Stage, town: Town, program: Program) -> None:
    """Plays every chapter; what is unmet is in the stage's expectations."""
    tour = Tour(stage, town, program)
    listening = asyncio.create_task(stage.listen())
    try:
        for key, chapter in tour.chapters().items():
            stage.open_chapter(key, wording.words("demo")["chapters"][key])
            await chapter()
    except Unmet:
        pass
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await stage.catch_up()


class Tour:
    """The chapters share the case, its card in the staff group and the expert who has it."""

    def __init__(self, stage: Stage, town: Town, program: Program) -> None:
        self.stage = stage
        self.town = town
        self.program = program
        self.secretary = town.secretary
        self.case_id = 0
        self.card: Said | None = None
        self.sent: Said | None = None
        self.expert = 0
        self.words: dict[str, Any] = wording.words("demo")["typed"]

    def chapters(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """The chapters in their order, by the key of their title."""
        return {
            "arrive": self.arrive,
            "guide": self.guide,
            "open": self.open,
            "read": self.read_minutes,
            "gather": self.gather,
            "send": self.send,
            "claim": self.claim,
            "return": self.return_,
            "mend": self.mend,
            "approve": self.approve,
            "inquire": self.inquire,
            "sign": self.sign,
            "end": self.end,
            **Board(self.stage, self.town, self.program).chapters(),
            "bad": self.bad,
        }

    async def arrive(self) -> None:
        stage, since = self.stage, await self.stage.mark()
        await stage.control.start(STRANGER)
        await stage.wait("a stranger is shown the public guide", STRANGER, offering(Act.processes), since=since)
        others = [user_id for user_id in self.town.invitations if user_id not in self.town.leading]
        await join(self.town, stage.control, self.town.leading)
        await stage.unheard(join(self.town, stage.control, others))
        since = await stage.mark()
        await stage.say(self.secretary, self.secretary, "/menu")
        menu = await stage.wait("the secretary is known by name", self.secretary, offering(Act.cases), since=since)
        stage.expect("her name stands in the menu", self.town.names[self.secretary] in menu.text, instead=menu.text)

    async def guide(self) -> None:
        stage, me = self.stage, self.secretary
        since = await stage.mark()
        await stage.say(me, me, "/guide")
        listed = await stage.wait("the guide lists the processes", me, offering(Act.entry), since=since)
        stage.expect("16 processes", _count(listed, Act.entry) == 16, instead=_count(listed, Act.entry))
        since = await stage.mark()
        await stage.say(me, me, "/menu")
        menu = await stage.wait("the menu", me, offering(Act.services), since=since)
        since = await stage.mark()
        await stage.press(me, me, menu, Act.services)
        services = await stage.wait(
            "the guide lists the services", me, offering(Act.entry, "mayor-decree"), since=since
        )
        stage.expect("5 services", _count(services, Act.entry) == 5, instead=_count(services, Act.entry))
        since = await stage.mark()
        await stage.press(me, me, services, Act.entry, "mayor-decree")
        entry = await stage.wait("the service shows its documents", me, offering(Act.open), since=since)
        for section in ("steps", "terms", "law", "access"):
            since = await stage.mark()
            await stage.press(me, me, entry, Act.section, f"mayor-decree:{section}")
            entry = await stage.wait(f"the guide shows {section}", me, offering(Act.open), since=since)
        self.card = entry

    async def open(self) -> None:
        stage, me = self.stage, self.secretary
        assert self.card is not None
        since = await stage.mark()
        await stage.press(me, me, self.card, Act.open)
        card = await stage.wait("a case is opened", me, _is_checklist, since=since)
        self.case_id = await self.program.db.read(_newest_case)
        stage.expect("five documents are asked for", _count(card, Act.want) == 5, instead=_count(card, Act.want))

    async def read_minutes(self) -> None:
        stage, me = self.stage, self.secretary
        card = await self._sent_and_read("minutes-incomplete.pdf", "the scanned minutes")
        document = await self.program.db.read(_newest_document, self.case_id)
        stage.expect("they are known as minutes", document.item == "minutes", instead=document.kind)
        stage.expect("they were read by OCR", (document.reading or {}).get("source") == "ocr")
        read = {field.name for field in document.fields}
        wanted = {"session_number", "session_date", "proposed_mayor"}
        stage.expect("number, date and candidate were read", wanted <= read, instead=sorted(read))
        truth = json.loads((MAYOR / "minutes-incomplete.truth.json").read_text(encoding="utf-8"))["fields"]
        name = _to_correct(document, truth)
        stage.need("there is a field to correct", name is not None, instead=sorted(read))
        assert name is not None
        since = await stage.mark()
        await stage.press(me, me, card, Act.correct, name)
        await stage.wait("the right value is asked for", me, lambda said: not said.buttons, since=since)
        since = await stage.mark()
        await stage.say(me, me, wording.persian_digits(str(truth[name])))
        card = await stage.wait("the card shows the correction", me, offering(Act.confirm), since=since)
        document = await self.program.db.read(_newest_document, self.case_id)
        kept = next(field for field in document.fields if field.name == name)
        stage.expect("reading and correction are both kept", kept.confirmed == truth[name], instead=kept.confirmed)
        await self._confirm(card)

    async def gather(self) -> None:
        for name, item in REST:
            card = await self._sent_and_read(name, name)
            if has(card, Act.place, item):
                since = await self.stage.mark()
                await self.stage.press(self.secretary, self.secretary, card, Act.place, item)
                card = await self.stage.wait(
                    f"{name} gets its place", self.secretary, offering(Act.confirm), since=since
                )
            await self._confirm(card)
        assert self.card is not None
        self.stage.expect("nothing is missing any more", _count(self.card, Act.want) == 0, instead=self.card.text)

    async def send(self) -> None:
        stage, me = self.stage, self.secretary
        assert self.card is not None
        self.sent = self.card
        since = await stage.mark()
        await stage.press(me, me, self.card, Act.send)
        number = await self._number()
        await stage.wait("the secretary is told that it was sent", me, _says(number), since=since)
        self.card = await stage.wait("the staff group gets the card", GROUP, offering(Act.claim), since=since)
        await stage.wait("the council member is told", self.town.councillor, _says(number), since=since)
        await self._status("who has it and until when", expecting_due=True)

    async def claim(self) -> None:
        stage, card = self.stage, self.card
        assert card is not None
        first, second = self.town.experts[:2]
        since = await stage.mark()
        answers = await asyncio.gather(
            stage.press(GROUP, first, card, Act.claim), stage.press(GROUP, second, card, Act.claim)
        )
        refused = [answer for answer in answers if answer.show_alert]
        stage.need("of two experts one wins", len(refused) == 1, instead=[answer.text for answer in answers])
        self.expert = second if answers[1] is refused[0] or answers[1].show_alert else first
        self.expert = first if answers[1].show_alert else second
        winner = self.town.names[self.expert]
        stage.expect("the other is told who was first", winner in refused[0].text, instead=refused[0].text)
        self.card = await stage.wait("the card shows who has it", GROUP, offering(Act.return_), since=since)
        since = await stage.mark()
        await stage.press(GROUP, self.expert, self.card, Act.files)
        await stage.wait("the documents come to the expert's own chat", self.expert, _is_file, since=since)

    async def return_(self) -> None:
        stage, card = self.stage, self.card
        assert card is not None
        since = await stage.mark()
        await stage.press(GROUP, self.expert, card, Act.return_)
        ticks = await stage.wait("the documents are offered to tick", GROUP, offering(Act.tick), since=since)
        since = await stage.mark()
        await stage.press(GROUP, self.expert, ticks, Act.tick, "minutes")
        ticks = await stage.wait("the minutes are ticked", GROUP, offering(Act.reasons), since=since)
        since = await stage.mark()
        await stage.press(GROUP, self.expert, ticks, Act.reasons)
        asked = await stage.wait("the reason is asked for", GROUP, offering(Act.drop), since=since)
        since = await stage.mark()
        await stage.say(GROUP, self.expert, self.words["reason"], reply_to=asked.message_id)
        told = await stage.wait("the secretary is told", self.secretary, _says(self.words["reason"]), since=since)
        title = await self._item_title("minutes")
        stage.expect("the returned document is named", title in told.text, instead=told.text)
        stage.expect("the expert is named", self.town.names[self.expert] in told.text, instead=told.text)

    async def mend(self) -> None:
        stage, me = self.stage, self.secretary
        asked = await self._status("what is asked of her", expecting_due=False)
        stage.expect("an unmended case is not offered for sending", not _is_checklist(asked), instead=asked.text)
        assert self.sent is not None
        answer = await stage.press(me, me, self.sent, Act.send)
        stage.expect("nor sent by the button of before", answer.show_alert and bool(answer.text), instead=answer)
        card = await self._sent_and_read("minutes-scan.pdf", "the complete minutes")
        await self._confirm(card)
        since = await stage.mark()
        assert self.card is not None
        await stage.press(me, me, self.card, Act.send)
        self.card = await stage.wait("the group gets the mended case", GROUP, offering(Act.approve), since=since)
        late = await stage.press(me, me, self.sent, Act.send)
        stage.expect("the old button does nothing but tell", late.show_alert, instead=late)

    async def approve(self) -> None:
        stage, card = self.stage, self.card
        assert card is not None
        other = next(expert for expert in self.town.experts if expert != self.expert)
        answer = await stage.press(GROUP, other, card, Act.approve)
        stage.expect("another expert cannot approve it", answer.show_alert, instead=answer)
        since = await stage.mark()
        await stage.press(GROUP, self.expert, card, Act.approve)
        self.card = await stage.wait("the inquiries begin", GROUP, offering(Act.reply), since=since)
        await stage.wait("the secretary is told of the approval", self.secretary, lambda said: True, since=since)

    async def inquire(self) -> None:
        stage = self.stage
        assert self.card is not None
        bodies = [body.key for step in (await self._flow()).steps for body in step.bodies]
        for body, number in zip(bodies, self.words["numbers"], strict=False):
            since = await stage.mark()
            await stage.press(GROUP, self.expert, self.card, Act.reply, body)
            asked = await stage.wait(f"the answer of {body} is asked for", GROUP, offering(Act.answer), since=since)
            since = await stage.mark()
            await stage.press(GROUP, self.expert, asked, Act.answer, f"{body}:clear")
            asked = await stage.wait("the letter's number is asked for", GROUP, offering(Act.no_number), since=since)
            since = await stage.mark()
            await stage.say(GROUP, self.expert, number, reply_to=asked.message_id)
            asked = await stage.wait("and its date", GROUP, offering(Act.no_date), since=since)
            since, today = await stage.mark(), wording.jalali(self.program.clock())
            await stage.say(GROUP, self.expert, today, reply_to=asked.message_id)
            self.card = await stage.wait(f"the reply of {body} stands on the card", GROUP, _shows(number), since=since)

    async def sign(self) -> None:
        stage, head = self.stage, self.town.head
        card = await stage.wait("the head gets the case", head, offering(Act.sign), since=0)
        since = await stage.mark()
        await stage.press(head, head, card, Act.preview)
        await stage.wait("the head sees the draft first", head, _is_file, since=since)
        since = await stage.mark()
        await stage.press(head, head, card, Act.sign)
        asked = await stage.wait(
            "what speaks against it is said, or it is signed", head, lambda said: True, since=since
        )
        if has(asked, Act.sign_yes):
            since = await stage.mark()
            await stage.press(head, head, asked, Act.sign_yes)
        for who, name in ((self.secretary, "secretary"), (self.town.clerk, "clerk")):
            await stage.wait(f"the {name} gets the decree", who, _is_file, since=since)
        letter = await self.program.db.read(_letter_of, self.case_id)
        stage.need("the decree is filed", letter is not None and letter.sha256 is not None)
        assert letter is not None and letter.sha256 is not None
        number = wording.persian_digits(letter.number)
        told = await stage.wait("the council is told of the decree", self.town.councillor, _says(number), since=since)
        stage.expect("without the person's papers", not _is_file(told))
        await asyncio.to_thread(self._look_at, letter)

    async def end(self) -> None:
        case = await self.program.db.read(queries.case, self.case_id)
        self.stage.expect("the case is done", (case.state, case.outcome) == ("closed", "done"), instead=case.state)
        await self._status("how it ended", expecting_due=False)
        broken = await self.program.db.read(events.verify)
        self.stage.expect("the log's chain is whole", not broken, instead=broken)

    async def bad(self) -> None:
        stage, me = self.stage, self.secretary
        since = await stage.mark()
        await stage.say(me, me, self.words["nonsense"])
        await stage.wait("an unexpected text gets an answer", me, lambda said: True, since=since)
        await self._open_another()
        for name in ("encrypted.pdf", "not-a-pdf.pdf", "truncated.pdf"):
            since, before = await stage.mark(), await self.program.db.read(_documents_count)
            await stage.upload(me, SAMPLES / "bad" / name)
            await stage.wait(f"{name} gets one friendly sentence", me, _is_refusal, since=since)
            after = await self.program.db.read(_documents_count)
            stage.expect(f"{name} left nothing behind", before == after, instead=after - before)
        answer = await stage.control.press(me, me, (await self._last_card()).message_id, "1|approve|1|1|", timeout=30)
        stage.expect("a forged button is refused", answer.show_alert, instead=answer)

    async def _sent_and_read(self, name: str, what: str) -> Said:
        """Uploads a sample, sees it acknowledged and read on one message, and gives its field card."""
        stage, me, since = self.stage, self.secretary, await self.stage.mark()
        began = time.monotonic()
        await stage.upload(me, MAYOR / name)
        first = await stage.wait(f"{what}: received", me, _says(name), since=since)
        took = time.monotonic() - began
        stage.expect(f"{what}: told at once", took < PROMPT, instead=f"{took:.1f} s", seconds=took)
        card = await stage.wait(f"{what}: the field card", me, offering(Act.remove), since=since)
        stage.expect(f"{what}: one message edited in place", card.message_id == first.message_id)
        return card

    async def _confirm(self, card: Said) -> None:
        since = await self.stage.mark()
        await self.stage.press(self.secretary, self.secretary, card, Act.confirm)
        self.card = await self.stage.wait("the checklist follows", self.secretary, _is_checklist, since=since)

    async def _status(self, what: str, *, expecting_due: bool) -> Said:
        since = await self.stage.mark()
        await self.stage.say(self.secretary, self.secretary, f"/status {await self._number()}")
        said = await self.stage.wait(f"/status says {what}", self.secretary, offering(Act.timeline), since=since)
        if expecting_due:
            self.stage.expect("the date can be asked about", has(said, Act.why), instead=said.text)
        return said

    async def _open_another(self) -> None:
        since = await self.stage.mark()
        await self.stage.say(self.secretary, self.secretary, "/menu")
        menu = await self.stage.wait("the menu", self.secretary, offering(Act.processes), since=since)
        for act, arg in ((Act.processes, None), (Act.entry, "mayor-appointment"), (Act.open, None)):
            since = await self.stage.mark()
            await self.stage.press(self.secretary, self.secretary, menu, act, arg)
            wanted = {Act.processes: Act.entry, Act.entry: Act.open, Act.open: Act.send_anyway}[act]
            menu = await self.stage.wait(f"{act.value} answers", self.secretary, offering(wanted), since=since)
        self.card = menu

    async def _last_card(self) -> Said:
        assert self.card is not None
        return self.card

    async def _number(self) -> str:
        case = await self.program.db.read(queries.case, self.case_id)
        return wording.persian_digits(case.number)

    async def _flow(self) -> Any:
        case = await self.program.db.read(queries.case, self.case_id)
        return definition(case.definition.body)

    async def _item_title(self, key: str) -> str:
        return next(wording.shown(item.title) for item in (await self._flow()).documents if item.key == key)

    def _look_at(self, letter: Letter) -> None:
        assert letter.sha256 is not None
        content = self.program.vault.path(letter.sha256).read_bytes()
        self.stage.expect("the decree is a PDF", content.startswith(b"%PDF-"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "decree.pdf"
            path.write_bytes(content)
            text = reading.read(path).text
        numbers = (letter.number, wording.persian_digits(letter.number))
        self.stage.expect("its number can be read in it", any(number in text for number in numbers), instead=text[:400])
        self.stage.expect("its Jalali date can be read in it", wording.jalali(letter.dated) in text, instead=text[:400])


def _count(said: Said, act: Act) -> int:
    return sum(1 for _, data in said.buttons if data.split("|")[1:2] == [act.value])


def _says(text: str) -> Callable[[Said], bool]:
    return lambda said: text in said.text


def _shows(number: str) -> Callable[[Said], bool]:
    return lambda said: number in said.text and (has(said, Act.files))


def _is_checklist(said: Said) -> bool:
    return has(said, Act.send) or has(said, Act.send_anyway)


def _is_file(said: Said) -> bool:
    return "document" in said.message


def _is_refusal(said: Said) -> bool:
    return said.edited and not said.buttons


def _to_correct(document: Document, truth: dict[str, Any]) -> str | None:
    """The field that was read wrong, or else the least certain one."""
    simple = [field for field in document.fields if field.name in SIMPLE and field.name in truth]
    wrong = [field for field in simple if field.read != truth[field.name]]
    chosen = wrong or sorted(simple, key=lambda field: field.confidence)
    return chosen[0].name if chosen else None


def _newest_case(session: Session) -> int:
    return max(case.id for case in session.query(Case).all())


def _newest_document(session: Session, case_id: int) -> Document:
    return queries.document(session, max(known.id for known in queries.case(session, case_id).documents))


def _documents_count(session: Session) -> int:
    return session.query(Document).count()


def _letter_of(session: Session, case_id: int) -> Letter | None:
    return next(iter(queries.letters_of(session, case_id)), None)
