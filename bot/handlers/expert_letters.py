"""Letters out and answers in: inquiries and their replies, referrals to other organisations and what those answer.

Promise: an answer is recorded with the number and the date of its letter, or plainly without. Not here: drawing letters up
(cases.letters), deciding without a letter (expert_decide).
"""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import cards, dialogue, looking, typed
from bot.callbacks import Act, Press, on
from bot.cards import Card, staff
from bot.dialogue import Kept, kept, looked_at
from bot.handlers.expert_decide import why
from bot.people import Registered
from bot.program import Program
from bot.speech import in_group, show
from cases import decisions, desk, queries
from cases.errors import NotFound, Refusal
from cases.models import Case
from cases.people import By

router = Router(name="expert_letters")
router.message.filter(Registered())
router.callback_query.filter(Registered())
LONGEST_NUMBER = 64
ANSWERS = {Act.accept: "accepted", Act.return_: "returned", Act.reject: "refused"}


class Lettering(StatesGroup):
    """Someone is saying what was answered, and by which letter."""

    answer = State()
    way = State()
    number = State()
    day = State()


@router.callback_query(on(Act.inquire))
async def send_inquiries(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    now = program.moment(by)
    await program.db.transact(decisions.send_inquiries, callback_data.id, callback_data.v, now=now)
    await show(press, await program.db.read(looking.own_card, callback_data.id, by, in_group=in_group(press)))


@router.callback_query(on(Act.reply), looked_at)
async def ask_answer(press: CallbackQuery, callback_data: Press, case: Case, state: FSMContext) -> None:
    body = callback_data.arg
    card = staff.answers(case, body, _body(case, body))
    await dialogue.begin(press, state, Lettering.answer, case, card, body=body, correct=_answered(case, body))


@router.callback_query(on(Act.answer), Lettering.answer, kept, looked_at)
async def take_answer(press: CallbackQuery, callback_data: Press, case: Case, told: Kept, state: FSMContext) -> None:
    body, _, answer = callback_data.arg.partition(":")
    card = _number_asked(case, _body(case, body))
    await dialogue.go_on(press, state, Lettering.number, told, card, body=body, answer=answer)


def of_another(press: CallbackQuery, case: Case) -> bool:
    """Whether what is decided is the answer of another organisation, which comes by a letter."""
    step = queries.open_step(case)
    return step is not None and step.kind == "external"


@router.callback_query(on(*ANSWERS), looked_at, of_another)
async def ask_number_of_answer(press: CallbackQuery, callback_data: Press, case: Case, state: FSMContext) -> None:
    card, outcome = _number_asked(case, None), ANSWERS[callback_data.act]
    await dialogue.begin(press, state, Lettering.number, case, card, outcome=outcome, items=[])


@router.callback_query(on(Act.refer), looked_at)
async def ask_way(press: CallbackQuery, case: Case, state: FSMContext) -> None:
    step = queries.open_step(case)
    assert step is not None, "a case that is looked at for a decision has an open step"
    card = staff.referral(case, desk.wanted_of(case, step).to)
    await dialogue.begin(press, state, Lettering.way, case, card, refers=True)


@router.callback_query(on(Act.refer_here), Lettering.way, kept)
async def refer_here(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.end(press, state, await _record(program, by, told))


@router.callback_query(on(Act.refer_other), Lettering.way, kept, looked_at)
async def ask_number_out(press: CallbackQuery, case: Case, told: Kept, state: FSMContext) -> None:
    await dialogue.go_on(press, state, Lettering.number, told, cards.say("which-out-number", case=case))


@router.callback_query(on(Act.no_number), Lettering.number, kept)
async def without_number(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await _finish(press, told, program, by, state)


@router.message(*dialogue.typed(Lettering.number))
async def typed_number(message: Message, told: Kept, state: FSMContext) -> None:
    number = (message.text or "").strip()[:LONGEST_NUMBER]
    rows = [[cards.button(Act.no_date, told["case"], told["v"])]]
    await dialogue.go_on(
        message, state, Lettering.day, told, cards.say("which-date", rows, number=number), number=number
    )


@router.callback_query(on(Act.no_date), Lettering.day, kept)
async def without_date(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await _finish(press, told, program, by, state)


@router.message(*dialogue.typed(Lettering.day))
async def typed_day(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    day = typed.day(message.text or "")
    if day is None:
        raise Refusal("date-not-understood")
    await _finish(message, {**told, "day": day.isoformat()}, program, by, state)


async def _finish(event: CallbackQuery | Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    """What is said of the letter is complete: a return or a refusal still wants its reason, all else is recorded."""
    if told.get("outcome") in ("returned", "refused"):
        case = await program.db.read(decisions.looked_at, told["case"], told["v"], by=by)
        at, card = why(case, told["outcome"])
        await dialogue.go_on(event, state, at, told, card)
    else:
        await dialogue.end(event, state, await _record(program, by, told))


async def _record(program: Program, by: By, told: Kept) -> Card:
    case_id, version, now = told["case"], told["v"], program.moment(by)
    number, day = told.get("number"), dialogue.day_of(told)
    if "body" in told:
        body, answer = told["body"], told["answer"]
        case = await program.db.transact(
            decisions.record_reply,
            case_id,
            version,
            body,
            answer,
            letter_number=number,
            letter_date=day,
            correct=bool(told.get("correct")),
            now=now,
        )
        return cards.say("reply-recorded", case=case, name=_body(case, body), answer=answer)
    if told.get("refers"):
        case = await program.db.transact(decisions.refer, case_id, version, number=number, dated=day, now=now)
        return cards.say("desk-done", case=case, kind="referred")
    outcome = told["outcome"]
    case = await program.db.transact(
        decisions.decide, case_id, version, outcome, letter_number=number, letter_date=day, now=now
    )
    return cards.say("decided", case=case, outcome=outcome)


def _number_asked(case: Case, body: str | None) -> Card:
    return cards.say("which-number", [[cards.button(Act.no_number, case.id, case.version)]], case=case, name=body)


def _answered(case: Case, key: str) -> bool:
    """Whether an answer of the body is recorded already, and is to be put right."""
    step = queries.open_step(case)
    return step is not None and any(reply.body == key and reply.answer is not None for reply in step.replies)


def _body(case: Case, key: str) -> str:
    for step in reversed(case.steps):
        for reply in step.replies:
            if reply.body == key:
                return reply.name
    raise NotFound("body-unknown")
