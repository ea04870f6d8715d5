"""Deciding: approve, return (items ticked, reason given), reject.

Promise: what is decided on is what stood on the card when the deciding began. Not here: letters out and answers in
(expert_letters), votes (committee), signatures (head_sign).
"""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import cards, dialogue, looking
from bot.callbacks import Act, Press, on
from bot.cards import Card, committee, staff
from bot.dialogue import Kept, kept, looked_at
from bot.people import Registered
from bot.program import Program
from bot.speech import in_group, show
from cases import committees, decisions, queries
from cases.db import Session
from cases.errors import NotFound
from cases.models import Case
from cases.office import definition
from cases.people import By
from workflows import kinds

router = Router(name="expert_decide")
router.message.filter(Registered())
router.callback_query.filter(Registered())


class Deciding(StatesGroup):
    """Someone is ticking documents or giving a reason."""

    items = State()
    reason = State()


@router.callback_query(on(Act.approve, Act.done))
async def approve(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    outcome = "approve" if callback_data.act is Act.approve else "done"
    await program.db.transact(decisions.decide, callback_data.id, callback_data.v, outcome, now=program.moment(by))
    await show(press, await program.db.read(looking.own_card, callback_data.id, by, in_group=in_group(press)))


@router.callback_query(on(Act.return_, Act.reject), looked_at)
async def ask_why(press: CallbackQuery, callback_data: Press, case: Case, state: FSMContext) -> None:
    outcome = "return" if callback_data.act is Act.return_ else "reject"
    at, card = why(case, outcome)
    await dialogue.begin(press, state, at, case, card, outcome=outcome, items=[])


def why(case: Case, outcome: str) -> tuple[State, Card]:
    """What is asked of who returns or rejects: a return names documents first, if the case has any."""
    if outcome in kinds.RETURNS and definition(case.definition.body).documents:
        return Deciding.items, staff.ticks(case, [])
    return Deciding.reason, staff.reasons(case, outcome, [])


@router.callback_query(on(Act.tick), Deciding.items, kept, looked_at)
async def tick(press: CallbackQuery, callback_data: Press, case: Case, told: Kept, state: FSMContext) -> None:
    items = [item for item in told["items"] if item != callback_data.arg]
    if len(items) == len(told["items"]):
        items.append(callback_data.arg)
    await dialogue.go_on(press, state, Deciding.items, told, staff.ticks(case, items), items=items)


@router.callback_query(on(Act.reasons), Deciding.items, kept, looked_at)
async def ask_reason(press: CallbackQuery, case: Case, told: Kept, state: FSMContext) -> None:
    card = staff.reasons(case, told["outcome"], told["items"])
    await dialogue.go_on(press, state, Deciding.reason, told, card)


@router.callback_query(on(Act.reason), Deciding.reason, kept, looked_at)
async def ready_reason(
    press: CallbackQuery, callback_data: Press, case: Case, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    step = queries.open_step(case)
    assert step is not None, "a case that is looked at for a decision has an open step"
    ready = definition(case.definition.body).step(step.key).reasons
    if not callback_data.arg.isdigit() or int(callback_data.arg) >= len(ready):
        raise NotFound("button-old")
    await dialogue.end(press, state, await _decide(program, by, told, ready[int(callback_data.arg)]))


@router.message(*dialogue.typed(Deciding.reason))
async def typed_reason(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.end(message, state, await _decide(program, by, told, message.text or ""))


@router.callback_query(on(Act.drop), kept)
async def drop(press: CallbackQuery, state: FSMContext) -> None:
    await dialogue.end(press, state, cards.say("cancelled"))


async def _decide(program: Program, by: By, told: Kept, reason: str) -> Card:
    """Puts the decision into effect: a person's own, or the one that a committee's votes amount to."""
    now = program.moment(by)
    if told.get("voting"):
        case = await program.db.transact(committees.close, told["case"], told["v"], now=now, reason=reason)
        return await program.db.read(voting_closed, case.id, told["voting"])
    case = await program.db.transact(
        decisions.decide,
        told["case"],
        told["v"],
        told["outcome"],
        now=now,
        reason=reason,
        items=told["items"],
        letter_number=told.get("number"),
        letter_date=dialogue.day_of(told),
    )
    return cards.say("decided", case=case, outcome=told["outcome"])


def voting_closed(session: Session, case_id: int, step_id: int) -> Card:
    """What the committee has decided, with the count."""
    case, step = looking.stay(session, step_id)
    return cards.say("voting-closed", case=case, sitting=committee.sitting(case, step))
