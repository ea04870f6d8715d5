"""A case from the customer's side: opening, sending, withdrawing."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import cards, uploads
from bot.callbacks import Act, Press, on
from bot.cards import guide
from bot.looking import case_card
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import documents, lifecycle, queries
from cases.errors import NotFound, Refusal
from cases.models import Case
from cases.office import definition
from cases.people import By

router = Router(name="clerk_apply")
router.callback_query.filter(Registered())


@router.callback_query(on(Act.open))
async def open_case(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    slug, known = callback_data.arg, program.office.catalogue
    if slug not in known.entries:
        raise NotFound("entry-unknown")
    openers = set(known.flow(slug).opened_by)
    cities = await program.db.read(queries.cities, by)
    found = [city for city in cities if by.roles(municipality_id=city.id) & openers]
    if not found:
        raise Refusal("no-city")
    if len(found) > 1:
        await show(press, guide.cities(slug, found))
        return
    await _open(press, slug, found[0].id, program, by, state)


@router.callback_query(on(Act.city))
async def choose_city(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await _open(press, callback_data.arg, callback_data.id, program, by, state)


@router.callback_query(on(Act.want))
async def want(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.read(queries.case_for_person, callback_data.id, by)
    item = next((known for known in definition(case.definition.body).documents if known.key == callback_data.arg), None)
    if item is None:
        raise Refusal("item-unknown")
    await state.update_data(case=case.id, item=item.key)
    if isinstance(press.message, Message):
        await tell(press.message, cards.say("want", item=item))


@router.callback_query(on(Act.send_anyway))
async def ask_send(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    case, missing = await program.db.read(lifecycle.without, callback_data.id, by)
    rows = [
        [cards.button(Act.send, case.id, callback_data.v, label="send_yes")],
        [cards.button(Act.keep, case.id)],
    ]
    if isinstance(press.message, Message):
        await tell(press.message, cards.say("send-anyway", rows, case=case, missing=[item.title for item in missing]))


@router.callback_query(on(Act.send))
async def send(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.transact(lifecycle.send, callback_data.id, callback_data.v, now=program.moment(by))
    await state.clear()
    missing = documents.completeness(case, definition(case.definition.body), returned=None).missing
    await show(press, await program.db.read(case_card, case.id, by))
    if isinstance(press.message, Message):
        titles = [item.title for item in missing]
        await tell(press.message, cards.say("case-sent-answer", case=case, missing=titles))


@router.callback_query(on(Act.withdraw))
async def ask_withdraw(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    case = await program.db.read(queries.case_for_person, callback_data.id, by)
    rows = [[cards.button(Act.withdraw_yes, case.id, callback_data.v)], [cards.button(Act.keep, case.id)]]
    await show(press, cards.say("withdraw", rows, case=case))


@router.callback_query(on(Act.withdraw_yes))
async def withdraw(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await program.db.transact(lifecycle.withdraw, callback_data.id, callback_data.v, now=program.moment(by))
    await state.clear()
    await show(press, await program.db.read(case_card, callback_data.id, by))


async def _open(
    press: CallbackQuery, slug: str, municipality_id: int, program: Program, by: By, state: FSMContext
) -> None:
    case: Case = await program.db.transact(
        lifecycle.open_case, slug, municipality_id=municipality_id, origin=f"press:{press.id}", now=program.moment(by)
    )
    await state.update_data(case=case.id, item=None)
    if isinstance(press.message, Message):
        await uploads.take_waiting(press.message.chat.id, case.id, program, by, state)
        await tell(press.message, await program.db.read(case_card, case.id, by))
