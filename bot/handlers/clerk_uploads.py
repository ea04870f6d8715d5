"""Files that come in: single ones, albums, forwarded ones, at any moment; each finds its case, or asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import cards, uploads
from bot.callbacks import Act, Press, on
from bot.cards import customer, fields, guide
from bot.looking import case_card
from bot.people import Registered
from bot.program import Program
from bot.speech import markup, show, tell
from bot.uploads import Offered, Waiting
from cases import queries
from cases.db import Session
from cases.errors import Outdated, Refusal, Trouble
from cases.models import Case
from cases.office import definition
from cases.people import By
from intake import apart
from intake.problems import Limits

router = Router(name="clerk_uploads")
router.message.filter(F.chat.type == "private", Registered())
router.callback_query.filter(Registered())
# A look at a file for which there is no case yet, while its sender waits. In seconds.
LOOK = Limits(max_pages=20, seconds_per_page=20.0, seconds_per_file=30.0)


@router.message(F.document | F.photo)
async def upload(
    message: Message, bot: Bot, program: Program, by: By, state: FSMContext, album: Sequence[dict[str, Any]]
) -> None:
    """Takes what was sent, as one document or several; a question that stands is asked still."""
    messages = [message, *(Message.model_validate(part) for part in album)]
    kept = await state.get_data()
    caption = next((part.caption for part in messages if part.caption), "")
    found = await program.db.read(cases_gathering, by)
    chosen = _chosen([case.id for case in found], kept)
    if not found and not guide.openable(program.office.catalogue, by):
        raise Refusal("no-open-case")
    item = kept.get("item") if kept.get("case") == chosen else None
    waiting = []
    for pages in uploads.documents_of(messages):
        one = await _taken(message, bot, pages, chosen, caption, item, program, by)
        waiting += [one] if one else []
    if chosen is not None:
        await state.update_data(case=chosen, item=None)
    elif waiting:
        await state.update_data(waiting=[*(kept.get("waiting") or []), *waiting])
        await _ask_where(message, bot, found, program, by, state)


@router.callback_query(on(Act.into))
async def put_into(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    """Puts what waits into the chosen case."""
    if not (await state.get_data()).get("waiting") or not isinstance(press.message, Message):
        raise Outdated("button-old")
    await uploads.take_waiting(press.message.chat.id, callback_data.id, program, by, state)
    await state.update_data(case=callback_data.id, item=None)
    await show(press, await program.db.read(case_card, callback_data.id, by))


def cases_gathering(session: Session, by: By) -> list[Case]:
    """The cases of the person's cities that now take documents, newest first."""
    found = []
    for case in queries.cases_of(session, by, limit=50):
        step = queries.open_step(case)
        flow = definition(case.definition.body)
        roles = by.roles(municipality_id=case.municipality_id)
        if step is not None and step.kind == "submit" and flow.step(step.key).actor in roles:
            found.append(case)
    return found


def _chosen(found: Sequence[int], kept: dict[str, Any]) -> int | None:
    """The case in hand, or the only one; None where it has to be asked."""
    if kept.get("case") in found:
        return int(kept["case"])
    return found[0] if len(found) == 1 else None


async def _taken(
    message: Message,
    bot: Bot,
    pages: Sequence[Offered],
    case_id: int | None,
    caption: str,
    item: str | None,
    program: Program,
    by: By,
) -> Waiting | None:
    """Fetches one document, and takes it into the case; without a case, gives it back to be kept."""
    # One message from here to the field card: it is edited in place as the file goes on.
    told = await tell(message, cards.say("receiving", name=uploads.title(pages)))
    chat = message.chat.id
    try:
        file = await uploads.fetch(bot, pages, program)
        one = uploads.waiting(file, pages, chat_id=chat, told=told.message_id, caption=caption, item=item)
        if case_id is None:
            await told.edit_text(cards.say("kept", name=file.name).text)
            return one
        await program.db.transact(uploads.receive, case_id, one, chat_id=chat, by=by, at=program.clock())
    except Refusal as refused:
        await told.edit_text(cards.say("refusal", sentence=cards.refusal_of(refused)).text)
    except Trouble:
        # It is taken once more from the start, and then said anew.
        await told.delete()
        raise
    return None


async def _ask_where(
    message: Message, bot: Bot, found: Sequence[Case], program: Program, by: By, state: FSMContext
) -> None:
    """Asks where the waiting files belong: once, however many come."""
    kept = await state.get_data()
    waiting: list[Waiting] = kept["waiting"]
    if found:
        card = customer.which_case(found, len(waiting))
    else:
        kind = kept.get("kind") if len(waiting) > 1 else await _seems(waiting[0], program)
        await state.update_data(kind=kind)
        label = fields.kind_label(kind) if kind else None
        card = guide.offer(program.office.catalogue, by, kind, label, len(waiting))
    if len(waiting) > 1 and kept.get("question"):
        try:
            await bot.edit_message_text(
                card.text, chat_id=message.chat.id, message_id=kept["question"], reply_markup=markup(card)
            )
            return
        except TelegramBadRequest as refusal:
            if "message is not modified" in refusal.message:
                return
    asked = await tell(message, card)
    await state.update_data(question=asked.message_id)


async def _seems(waiting: Waiting, program: Program) -> str | None:
    """The type of document that a file seems to be; None where nothing speaks for one."""
    path = program.vault.path(waiting["file"]["sha256"])
    found = await asyncio.to_thread(apart.read, path, limits=LOOK)
    kind = found.document_type.value
    return None if kind == "other" else kind
