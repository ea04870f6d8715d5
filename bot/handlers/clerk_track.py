"""Where my cases are: /status, the case, its log, and why a date is what it is."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import looking
from bot.callbacks import Act, Press, on
from bot.cards import customer
from bot.looking import case_card, own_card
from bot.people import Registered
from bot.program import Program
from bot.speech import in_group, show, tell
from cases import people, queries
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
        number = digits.latin(command.args.strip())
        await tell(
            message, await program.db.read(looking.numbered, number, by, in_group=message.chat.type != "private")
        )
        return
    found = await program.db.read(queries.cases_of, by)
    if len(found) == 1:
        await tell(message, await program.db.read(case_card, found[0].id, by))
    else:
        await tell(message, customer.case_list(found))


@router.callback_query(on(Act.cases))
async def cases(press: CallbackQuery, program: Program, by: By) -> None:
    await show(press, customer.case_list(await program.db.read(queries.cases_of, by)))


@router.callback_query(on(Act.case, Act.refresh, Act.keep))
async def case(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await state.update_data(case=callback_data.id, item=None)
    await show(press, await program.db.read(own_card, callback_data.id, by, in_group=in_group(press)))


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
