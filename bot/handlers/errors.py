"""Last in line: cancelling, what nobody else understood, and what happens when a handler refuses or fails.

A Refusal becomes its words (an alert at a button, a message otherwise), and the pressed card is made fresh. Anything else
goes up to the inbox, which tries the update again and, at last, sets it aside and tells the person a reference code.
"""

from __future__ import annotations

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot import cards, dialogue, looking
from bot.callbacks import Act, Press
from bot.cards import customer, guide
from bot.people import account_id
from bot.program import Program
from bot.speech import in_group, show, tell, toast
from cases import people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.people import By
from nlp import wording

router = Router(name="errors")
# What stands on a case's own card, which is made fresh when a press is refused; the buttons of a question are not.
CASE_ACTS = frozenset(
    {
        *(Act.claim, Act.release, Act.more, Act.assign, Act.hold, Act.resume, Act.extend, Act.inquire, Act.refer),
        *(Act.approve, Act.done, Act.accept, Act.return_, Act.reject, Act.reply, Act.invite, Act.room, Act.close),
        *(Act.send, Act.withdraw_yes, Act.case, Act.refresh, Act.want),
    }
)
STEP_ACTS = frozenset({Act.vote, Act.comment})


@router.message(Command("cancel"))
async def cancel(message: Message, state: FSMContext, by: By | None) -> None:
    unfinished = await state.get_state() is not None or bool((await state.get_data()).get("waiting"))
    await state.clear()
    await tell(message, cards.say("cancelled" if unfinished else "nothing-unfinished"))


@router.message(F.chat.type == "private", F.text.startswith("/"))
async def unknown_command(message: Message, program: Program, by: By | None) -> None:
    name = (message.text or "").removeprefix("/").partition(" ")[0].partition("@")[0]
    if by is None and name in wording.words("commands") and message.from_user is not None:
        # Nobody who knew it yesterday is told that there is no such command.
        gone = await program.db.read(people.suspended, account_id(message.from_user.id))
        raise NotAllowed("suspended" if gone else "not-registered")
    raise NotFound("command-unknown")


@router.message(F.chat.type == "private", F.text)
async def unexpected_text(message: Message, program: Program, by: By | None) -> None:
    await tell(message, cards.say("refusal", sentence=cards.refusal("text-unexpected")))
    found = await program.db.read(queries.cases_of, by) if by else []
    await tell(message, customer.case_list(found) if any(case.state != "closed" for case in found) else guide.menu(by))


@router.message(F.chat.type != "private", F.text)
async def not_a_reply(message: Message, state: FSMContext) -> None:
    """In a group only a reply answers a question: whoever has one open and writes beside it is told so, once."""
    if await state.get_state() is None or (await state.get_data()).get("hinted"):
        return
    await state.update_data(hinted=True)
    await tell(message, cards.say("reply-wanted"))


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
async def refused(event: ErrorEvent, program: Program, state: FSMContext | None = None) -> None:
    assert isinstance(event.exception, Refusal)
    sentence = cards.refusal_of(event.exception)
    press, message = event.update.callback_query, event.update.message
    if press is not None:
        await toast(press, sentence, alert=True)
        await _freshen(press, program)
    elif message is not None:
        card = cards.say("refusal", sentence=sentence)
        if state is not None and isinstance(event.exception, Outdated | NotAllowed):
            # No other answer to the question would do.
            await dialogue.forget(state)
        await (dialogue.again(message, state, card) if state is not None else tell(message, card))


async def _freshen(press: CallbackQuery, program: Program) -> None:
    """Puts the present state in place of the pressed card, where that card was of a case."""
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
    try:
        if said.act is Act.sign and not in_group(press):
            return looking.head_card(session, said.id, by)
        if said.act in CASE_ACTS or said.act is Act.sign:
            return looking.own_card(session, said.id, by, in_group=in_group(press))
        if said.act in STEP_ACTS:
            return looking.member_card(session, said.id, by)
    except Refusal:
        return None
    return None
