"""Files that come in, and the field card: look, correct, confirm."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aiogram import Bot, F, Router
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
from bot.uploads import Offered
from cases import documents, notices, queries
from cases.db import Session
from cases.documents import File
from cases.errors import NotFound, Refusal
from cases.models import Document, DocumentField
from cases.office import definition
from cases.people import By
from intake import pictures

router = Router(name="clerk_documents")
router.message.filter(F.chat.type == "private", Registered())
router.callback_query.filter(Registered())
PICTURES = 6


class Correcting(StatesGroup):
    """The person is typing the right value of a field."""

    value = State()


@router.message(F.document | F.photo)
async def upload(message: Message, bot: Bot, program: Program, by: By, state: FSMContext) -> None:
    offered = uploads.offered(message)
    assert offered is not None
    if offered.size > program.upload_limit:
        raise uploads.too_big(offered.size, program)
    kept = await state.get_data()
    open_cases = await program.db.read(cases_gathering, by)
    if not open_cases:
        raise Refusal("no-open-case")
    chosen = next((case for case in open_cases if case == kept.get("case")), None)
    chosen = chosen or (open_cases[0] if len(open_cases) == 1 else None)
    if chosen is None:
        raise Refusal("which-case")
    item = kept.get("item") if kept.get("case") == chosen else None
    await state.set_state(None)
    await _take(message, bot, offered, chosen, item, program, by)
    await state.update_data(case=chosen, item=None)


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
    card = cards.say("correct", label=cards.field_label(field.name), value=fields.field_value(field.name, value))
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
    doubtful = [field for field in document.fields if field.confidence < fields.SURE and field.confirmed is None]
    for field in doubtful[:PICTURES]:
        picture = await _picture(document, field, program)
        if picture is not None and isinstance(press.message, Message):
            caption = cards.say(
                "line-picture", label=cards.field_label(field.name), value=fields.field_value(field.name, field.read)
            )
            await press.message.answer_photo(picture, caption=caption.caption)


def cases_gathering(session: Session, by: By) -> list[int]:
    """The cases of the person's cities that now take documents, newest first."""
    found = []
    for case in queries.cases_of(session, by, limit=50):
        step = queries.open_step(case)
        flow = definition(case.definition.body)
        roles = by.roles(municipality_id=case.municipality_id)
        if step is not None and step.kind == "submit" and flow.step(step.key).actor in roles:
            found.append(case.id)
    return found


async def _take(
    message: Message, bot: Bot, offered: Offered, case_id: int, item: str | None, program: Program, by: By
) -> None:
    # One message from here to the field card: it is edited in place as the file goes on.
    told = await tell(message, cards.say("receiving", name=offered.name))
    try:
        file = await uploads.fetch(bot, offered, program)
        await program.db.transact(
            _receive, case_id, file, item=item, message=message, told=told.message_id, by=by, at=program.clock()
        )
    except Refusal as refused:
        await told.edit_text(cards.say("refusal", sentence=cards.refusal_of(refused)).text)
        return


def _receive(
    session: Session,
    case_id: int,
    file: File,
    *,
    item: str | None,
    message: Message,
    told: int,
    by: By,
    at: datetime,
) -> None:
    document = documents.receive(
        session,
        case_id,
        file,
        item=item,
        chat_id=message.chat.id,
        origin=f"tg:{message.chat.id}:{message.message_id}",
        by=by,
        at=at,
    )
    notices.put_post(session, "tg", message.chat.id, documents.slot(document.id), told)


async def _field(callback_data: Press, program: Program, by: By) -> tuple[Document, DocumentField]:
    document = await program.db.read(queries.document_for_person, callback_data.id, by)
    field = next((known for known in document.fields if known.name == callback_data.arg), None)
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
