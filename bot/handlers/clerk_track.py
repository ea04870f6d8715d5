"""Where my cases are: /status, the case, its log, and why a date is what it is."""

from __future__ import annotations

import contextlib

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import looking
from bot.callbacks import Act, Press, on
from bot.cards import Card, customer, guide
from bot.looking import case_card, own_card
from bot.people import Registered
from bot.program import Program
from bot.speech import in_group, show, tell
from cases import notices, people, queries, showing
from cases.errors import NotAllowed
from cases.office import definition
from cases.people import By
from nlp import digits

AMONG_MEMBERS = frozenset({"voted", "commented"})
router = Router(name="clerk_track")
router.message.filter(Registered())
router.callback_query.filter(Registered())


@router.message(Command("status"))
async def status(message: Message, command: CommandObject, program: Program, by: By, state: FSMContext) -> None:
    if command.args:
        number, grouped = digits.latin(command.args.strip()), message.chat.type != "private"
        case_id, card = await program.db.read(looking.numbered, number, by, in_group=grouped)
        await (_bring_down(message, case_id, card, program) if grouped else tell(message, card))
        return
    found = await program.db.read(queries.cases_of, by)
    if not found and not by.has_role:
        # The menu says that they have no role any more.
        await tell(message, guide.menu(by))
    elif len(found) == 1 and message.chat.type == "private":
        await tell(message, await program.db.read(case_card, found[0].id, by))
    else:
        await tell(message, customer.case_list(found))


@router.callback_query(on(Act.cases))
async def cases(press: CallbackQuery, program: Program, by: By) -> None:
    await show(press, customer.case_list(await program.db.read(queries.cases_of, by)))


@router.callback_query(on(Act.case, Act.refresh, Act.keep))
async def case(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await state.update_data(case=callback_data.id, item=None)
    card = await program.db.read(own_card, callback_data.id, by, in_group=in_group(press))
    if callback_data.act is Act.case and in_group(press) and isinstance(press.message, Message):
        await _bring_down(press.message, callback_data.id, card, program)
    else:
        await show(press, card)


async def _bring_down(message: Message, case_id: int, card: Card, program: Program) -> None:
    """A case picked from a list in the group, or named there: its one card comes to the end of the chat, the list stays."""
    slot = showing.slot(case_id)
    before = await program.db.read(notices.post_of, "tg", message.chat.id, slot)
    sent = await tell(message, card, slot=slot, program=program)
    if before is not None and before != sent.message_id and message.bot is not None:
        # One that is too old to be deleted stays where it is; a press on it brings the present state.
        with contextlib.suppress(TelegramBadRequest):
            await message.bot.delete_message(message.chat.id, before)


@router.callback_query(on(Act.why))
async def why(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    found = await program.db.read(queries.case_for_person, callback_data.id, by)
    if isinstance(press.message, Message):
        await tell(press.message, customer.why(found))


@router.callback_query(on(Act.timeline))
async def timeline(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    found = await program.db.read(queries.case_for_person, callback_data.id, by)
    if not queries.may_see_documents(by, found):
        raise NotAllowed("not-your-role")
    lines = await program.db.read(queries.events_of, found.id)
    if not by.roles():
        # Who of a committee has voted or said something is told to the office and the committee, not to the city.
        lines = [line for line in lines if line.kind not in AMONG_MEMBERS]
    if isinstance(press.message, Message):
        to = {line.facts["after"] for line in lines if line.kind == "assigned"}
        names = await program.db.read(people.names, to)
        await tell(press.message, customer.timeline(found, lines, definition(found.definition.body), names))
