"""Last in line: cancelling, what nobody else understood, and what happens when a handler refuses or fails.

A Refusal becomes its words (an alert at a button, a message otherwise), and the pressed card is made fresh. Anything else
goes up to the inbox, which tries the update again and, at last, sets it aside and tells the person a reference code.
"""

from __future__ import annotations

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update

from bot import cards
from bot.callbacks import Act, Press
from bot.cards import customer, guide
from bot.handlers.clerk_apply import case_card
from bot.handlers.expert_desk import staff_card
from bot.people import account_id
from bot.program import Program
from bot.speech import show, tell, toast
from cases import people, queries
from cases.db import Session
from cases.errors import NotFound, Outdated, Refusal
from cases.people import By

router = Router(name="errors")
STAFF_ACTS = frozenset({Act.claim, Act.release, Act.approve, Act.done, Act.return_, Act.reject, Act.reply, Act.refresh})
CASE_ACTS = frozenset({Act.send, Act.withdraw_yes, Act.case, Act.refresh, Act.want})


@router.message(Command("cancel"))
async def cancel(message: Message, state: FSMContext, by: By | None) -> None:
    await state.clear()
    await tell(message, cards.say("cancelled"))


@router.message(F.chat.type == "private", F.text.startswith("/"))
async def unknown_command(message: Message) -> None:
    raise NotFound("command-unknown")


@router.message(F.chat.type == "private", F.text)
async def unexpected_text(message: Message, program: Program, by: By | None) -> None:
    await tell(message, cards.say("refusal", sentence=cards.refusal("text-unexpected")))
    found = await program.db.read(queries.cases_of, by) if by else []
    await tell(message, customer.case_list(found) if any(case.state != "closed" for case in found) else guide.menu(by))


@router.message(F.chat.type == "private", F.document | F.photo)
async def file_from_a_stranger(message: Message, by: By | None) -> None:
    await tell(message, guide.menu(by))


@router.message(F.chat.type == "private")
async def not_a_document(message: Message) -> None:
    raise NotFound("not-a-document")


@router.callback_query()
async def old_button(press: CallbackQuery) -> None:
    raise Outdated("button-old")


@router.error(ExceptionTypeFilter(Refusal))
async def refused(event: ErrorEvent, program: Program) -> None:
    assert isinstance(event.exception, Refusal)
    sentence = cards.refusal_of(event.exception)
    if event.update.callback_query is not None:
        await toast(event.update.callback_query, sentence, alert=True)
        await _freshen(event.update, program)
    elif event.update.message is not None:
        await tell(event.update.message, cards.say("refusal", sentence=sentence))


async def _freshen(update: Update, program: Program) -> None:
    """Puts the present state in place of the pressed card, where that card was of a case."""
    press = update.callback_query
    assert press is not None
    by = await program.db.read(people.who, account_id(press.from_user.id), at=program.clock())
    card = await program.db.read(_fresh, press, by) if by else guide.menu(None)
    if card is None:
        return
    try:
        await show(press, card)
    except TelegramBadRequest:
        return


def _fresh(session: Session, press: CallbackQuery, by: By) -> cards.Card | None:
    try:
        said = Press.unpack(press.data or "")
    except (TypeError, ValueError):
        return guide.menu(by)
    in_group = isinstance(press.message, Message) and press.message.chat.type != "private"
    try:
        if in_group and said.act in STAFF_ACTS:
            return staff_card(session, said.id, by)
        if said.act in CASE_ACTS:
            return case_card(session, said.id, by)
    except Refusal:
        return None
    return None
