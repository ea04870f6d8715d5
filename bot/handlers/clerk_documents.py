"""The field card of a document: look, place, correct, confirm, part."""

from __future__ import annotations

import asyncio

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot import cards, uploads
from bot.callbacks import Act, Press, on
from bot.cards import fields
from bot.looking import case_card
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import documents, queries
from cases.errors import NotFound
from cases.models import Document, DocumentField
from cases.people import By
from intake import pictures
from intake.trust import SURE
from nlp import wording

router = Router(name="clerk_documents")
router.message.filter(F.chat.type == "private", Registered())
# What was read of a document is for the person who sent it, not for a group.
router.callback_query.filter(Registered(), F.message.chat.type == "private")
PICTURES = 6


class Correcting(StatesGroup):
    """The person is typing the right value of a field."""

    value = State()


@router.callback_query(on(Act.look))
async def look(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    """The field card again, for one that was lost or is far up."""
    document = await program.db.read(queries.document_for_person, callback_data.id, by)
    if isinstance(press.message, Message):
        await tell(press.message, fields.field_card(document), slot=documents.slot(document.id), program=program)


@router.callback_query(on(Act.confirm))
async def confirm(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await state.set_state(None)
    document = await program.db.transact(documents.confirm, callback_data.id, by=by, at=program.clock())
    await show(press, fields.field_card(document))
    if isinstance(press.message, Message):
        await tell(press.message, await program.db.read(case_card, document.case_id, by))


@router.callback_query(on(Act.place))
async def place(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await state.set_state(None)
    document = await program.db.transact(
        documents.assign, callback_data.id, callback_data.arg, by=by, at=program.clock()
    )
    await show(press, fields.field_card(document))


@router.callback_query(on(Act.apart))
async def part(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    """The pictures of an album are not one document's pages: each becomes a document."""
    whole = await program.db.read(queries.document_for_person, callback_data.id, by)
    if not documents.in_parts(whole):
        raise NotFound("document-unknown")
    files = await asyncio.to_thread(uploads.parted, whole.name, program.vault.path(whole.sha256), program.vault)
    _, parts = await program.db.transact(documents.part, whole.id, files, by=by, at=program.clock())
    await show(press, cards.say("parted", count=len(parts)))


@router.callback_query(on(Act.remove))
async def remove(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await state.set_state(None)
    document = await program.db.transact(documents.remove, callback_data.id, by=by, at=program.clock())
    await show(press, cards.say("removed", document=document))


@router.callback_query(on(Act.correct))
async def ask_value(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    document, field = await _field(callback_data, program, by)
    await state.set_state(Correcting.value)
    await state.update_data(document=document.id, field=field.name)
    if not isinstance(press.message, Message):
        return
    value = field.confirmed if field.confirmed is not None else field.read
    card = cards.say(
        "correct",
        label=cards.field_label(field.name),
        value=fields.field_value(field.name, value),
        hint=cards.hint(field.name),
        was_read=fields.read_before(field),
    )
    picture = await _picture(document, field, program)
    if picture is None:
        await tell(press.message, card)
    else:
        await press.message.answer_photo(picture, caption=card.caption)


@router.message(Correcting.value, F.text, ~F.text.startswith("/"))
async def take_value(message: Message, program: Program, by: By, state: FSMContext) -> None:
    kept = await state.get_data()
    document = await program.db.transact(
        documents.correct, kept["document"], kept["field"], message.text or "", by=by, at=program.clock()
    )
    await state.set_state(None)
    await tell(message, fields.field_card(document), slot=documents.slot(document.id), program=program)


@router.callback_query(on(Act.pictures))
async def show_pictures(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    document = await program.db.read(queries.document_for_person, callback_data.id, by)
    doubtful = [field for field in document.fields if field.confidence < SURE and field.confirmed is None]
    for field in doubtful[:PICTURES]:
        picture = await _picture(document, field, program)
        if picture is not None and isinstance(press.message, Message):
            caption = cards.say(
                "line-picture", label=cards.field_label(field.name), value=fields.field_value(field.name, field.read)
            )
            await press.message.answer_photo(picture, caption=caption.caption)


async def _field(callback_data: Press, program: Program, by: By) -> tuple[Document, DocumentField]:
    document = await program.db.read(queries.document_for_person, callback_data.id, by)
    field = next((known for known in document.fields if known.name == callback_data.arg), None)
    if field is None and isinstance(wording.words("fields").get(callback_data.arg), str):
        # Nothing was read of it, and somebody writes it.
        field = DocumentField(name=callback_data.arg, confidence=0.0)
    if field is None:
        raise NotFound("document-unknown")
    return document, field


async def _picture(document: Document, field: DocumentField, program: Program) -> BufferedInputFile | None:
    if field.box is None or field.page is None:
        return None
    left, top, right, bottom = field.box
    path = program.vault.path(document.sha256)
    png = await asyncio.to_thread(pictures.line_picture, path, field.page, (left, top, right, bottom))
    return BufferedInputFile(png, "line.png")
