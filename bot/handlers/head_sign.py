"""Signing: the draft of the letter before it, and a second question where something speaks against it.

Promise: what is asked about is signed as it stood then; a draft has neither number nor code and goes to the signer's own chat
alone. Not here: the other decisions (expert_decide), the making of what was signed (worker).
"""

from __future__ import annotations

import asyncio

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot import cards, dialogue, looking
from bot.callbacks import Act, Press, on
from bot.cards import Card, staff
from bot.cards.cautions import cautions
from bot.dialogue import Kept, kept
from bot.people import Registered
from bot.program import Program
from bot.speech import in_group, show
from cases import decisions, desk, letters, queries
from cases.db import Session
from cases.models import Case
from cases.people import By
from nlp.wording import TEHRAN

router = Router(name="head_sign")
router.callback_query.filter(Registered())


class Signing(StatesGroup):
    """Someone is asked whether to sign all the same."""

    sure = State()


@router.callback_query(on(Act.preview), F.message.chat.type == "private")
async def preview(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    now = program.moment(by)
    template, facts = await program.db.read(decisions.draft, callback_data.id, now=now)
    pdf = await asyncio.to_thread(letters.draft_pdf, template, facts, now.at.astimezone(TEHRAN).date())
    if isinstance(press.message, Message):
        case = await program.db.read(queries.case, callback_data.id)
        caption = cards.say("draft", case=case).caption
        await press.message.answer_document(BufferedInputFile(pdf, letters.draft_name(template)), caption=caption)


@router.callback_query(on(Act.sign))
async def sign(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    doubted = await program.db.read(to_doubt, callback_data.id, callback_data.v, by)
    if doubted is not None:
        case, card = doubted
        await dialogue.begin(press, state, Signing.sure, case, card)
        return
    await program.db.transact(decisions.sign, callback_data.id, callback_data.v, now=program.moment(by))
    signed = looking.staff_card if in_group(press) else looking.head_card
    await show(press, await program.db.read(signed, callback_data.id, by))


@router.callback_query(on(Act.sign_yes), Signing.sure, kept)
async def sign_all_the_same(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    letter = await program.db.transact(decisions.sign, told["case"], told["v"], now=program.moment(by))
    case = await program.db.read(queries.case, letter.case_id)
    await dialogue.end(press, state, cards.say("decided", case=case, outcome="signed"))


def to_doubt(session: Session, case_id: int, version: int, by: By) -> tuple[Case, Card] | None:
    """The case with the second question, where something speaks against signing it.

    None: nothing does, it is signed already, or the card is an old one, of which signing itself says so. Refuses as signing
    would.
    """
    case = queries.case(session, case_id)
    step = desk.own_step(case, by)
    if case.version != version or queries.letter_of_step(session, step.id) is not None:
        return None
    wrong = cautions(case, desk.flow_of(case))
    return (case, staff.sure_to_sign(case, wrong)) if wrong else None
