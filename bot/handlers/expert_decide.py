"""Deciding: approve, return (items ticked, reason given), reject, replies of asked bodies, and the head's signature."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import cards
from bot.callbacks import Act, Press
from bot.cards import staff
from bot.handlers.clerk_apply import case_card
from bot.handlers.expert_desk import staff_card
from bot.people import Registered
from bot.program import Program
from bot.speech import ask_in_reply, show, tell
from cases import decisions, queries
from cases.db import Session
from cases.errors import NotFound, Outdated
from cases.models import Case
from cases.office import definition
from cases.people import By

router = Router(name="expert_decide")
router.message.filter(Registered())
router.callback_query.filter(Registered())


class Deciding(StatesGroup):
    """The expert is ticking documents, typing a reason, or typing the number of a reply's letter."""

    items = State()
    reason = State()
    answer = State()
    number = State()


@router.callback_query(Press.filter(F.act.in_({Act.approve, Act.done})))
async def approve(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    outcome = "approve" if callback_data.act is Act.approve else "done"
    await program.db.transact(decisions.decide, callback_data.id, callback_data.v, outcome, now=program.moment(by))
    await show(press, await program.db.read(own_card, callback_data.id, by))


@router.callback_query(Press.filter(F.act == Act.accept))
async def ask_answer_number(
    press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext
) -> None:
    case = await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)
    await state.set_state(Deciding.number)
    rows = [[cards.button(Act.no_number, case.id, case.version)]]
    asked = await ask_in_reply(press, cards.say("which-number", rows, case=case, name=None))
    await _begin(state, case, asked, outcome="accepted")


@router.callback_query(Press.filter(F.act == Act.return_))
async def ask_items(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)
    outcome = "returned" if _kind(case) == "external" else "return"
    asked = await ask_in_reply(press, staff.ticks(case, []))
    await state.set_state(Deciding.items)
    await _begin(state, case, asked, outcome=outcome, items=[])


@router.callback_query(Press.filter(F.act == Act.tick), Deciding.items)
async def tick(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    kept = await _kept(state, callback_data)
    case = await program.db.read(decisions.looked_at, callback_data.id, kept["v"], by=by)
    items = [item for item in kept["items"] if item != callback_data.arg]
    if len(items) == len(kept["items"]):
        items.append(callback_data.arg)
    await state.update_data(deciding={**kept, "items": items})
    await show(press, staff.ticks(case, items))


@router.callback_query(Press.filter(F.act == Act.reasons), Deciding.items)
async def ask_reason(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    kept = await _kept(state, callback_data)
    case = await program.db.read(decisions.looked_at, callback_data.id, kept["v"], by=by)
    await state.set_state(Deciding.reason)
    await show(press, staff.reasons(case, kept["outcome"], kept["items"]))


@router.callback_query(Press.filter(F.act == Act.reject))
async def ask_reject(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)
    outcome = "refused" if _kind(case) == "external" else "reject"
    asked = await ask_in_reply(press, staff.reasons(case, outcome, []))
    await state.set_state(Deciding.reason)
    await _begin(state, case, asked, outcome=outcome, items=[])


@router.callback_query(Press.filter(F.act == Act.reason), Deciding.reason)
async def ready_reason(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    kept = await _kept(state, callback_data)
    case = await program.db.read(decisions.looked_at, callback_data.id, kept["v"], by=by)
    step = queries.open_step(case)
    assert step is not None, "a case that is looked at for a decision has an open step"
    ready = definition(case.definition.body).step(step.key).reasons
    if not callback_data.arg.isdigit() or int(callback_data.arg) >= len(ready):
        raise NotFound("button-old")
    case = await _decide(program, by, kept, ready[int(callback_data.arg)])
    await _end(state)
    await show(press, cards.say("decided", case=case, outcome=kept["outcome"]))


@router.message(Deciding.reason, F.text, ~F.text.startswith("/"))
async def typed_reason(message: Message, program: Program, by: By, state: FSMContext) -> None:
    kept = await _asked(message, state)
    if kept is None:
        return
    case = await _decide(program, by, kept, message.text or "")
    await _end(state)
    await tell(message, cards.say("decided", case=case, outcome=kept["outcome"]))


@router.callback_query(Press.filter(F.act == Act.reply))
async def ask_answer(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)
    asked = await ask_in_reply(press, staff.answers(case, callback_data.arg, _body(case, callback_data.arg)))
    await state.set_state(Deciding.answer)
    await _begin(state, case, asked, body=callback_data.arg)


@router.callback_query(Press.filter(F.act == Act.answer), Deciding.answer)
async def ask_number(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    kept = await _kept(state, callback_data)
    case = await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)
    body, _, answer = callback_data.arg.partition(":")
    name = _body(case, body)
    await state.set_state(Deciding.number)
    await state.update_data(deciding={**kept, "body": body, "answer": answer})
    rows = [[cards.button(Act.no_number, case.id, case.version)]]
    await show(press, cards.say("which-number", rows, case=case, name=name))


@router.callback_query(Press.filter(F.act == Act.no_number), Deciding.number)
async def without_number(
    press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext
) -> None:
    kept = await _kept(state, callback_data)
    case = await _record(program, by, kept, None)
    await _end(state)
    await show(press, _recorded(case, kept))


@router.message(Deciding.number, F.text, ~F.text.startswith("/"))
async def typed_number(message: Message, program: Program, by: By, state: FSMContext) -> None:
    kept = await _asked(message, state)
    if kept is None:
        return
    case = await _record(program, by, kept, (message.text or "").strip()[:64])
    await _end(state)
    await tell(message, _recorded(case, kept))


@router.callback_query(Press.filter(F.act == Act.drop))
async def drop(press: CallbackQuery, callback_data: Press, state: FSMContext) -> None:
    await _kept(state, callback_data)
    await _end(state)
    await show(press, cards.say("cancelled"))


@router.callback_query(Press.filter(F.act == Act.sign))
async def sign(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await program.db.transact(decisions.sign, callback_data.id, callback_data.v, now=program.moment(by))
    await show(press, await program.db.read(head_card, callback_data.id))


def head_card(session: Session, case_id: int) -> cards.Card:
    """The case on the head's desk."""
    case = queries.case(session, case_id)
    return staff.head_card(case, queries.decisions_of(session, case_id), queries.letters_of(session, case_id))


def own_card(session: Session, case_id: int, by: By) -> cards.Card:
    """The case as this person sees it: the office's people as staff, the customers as theirs."""
    return staff_card(session, case_id, by) if by.roles() else case_card(session, case_id, by)


def _kind(case: Case) -> str | None:
    step = queries.open_step(case)
    return step.kind if step else None


async def _begin(state: FSMContext, case: Case, asked: Message | None, **what: Any) -> None:
    """What this person is deciding on, and the message that asks for it."""
    question = asked.message_id if asked else None
    await state.update_data(deciding={"case": case.id, "v": case.version, "question": question, **what})


async def _end(state: FSMContext) -> None:
    await state.set_state(None)
    await state.update_data(deciding=None)


async def _kept(state: FSMContext, callback_data: Press) -> dict[str, Any]:
    """What this person began with this case; a button of another case or of another's dialogue is an old one."""
    kept: dict[str, Any] = (await state.get_data()).get("deciding") or {}
    if kept.get("case") != callback_data.id or (callback_data.v and kept.get("v") != callback_data.v):
        raise Outdated("button-old")
    return kept


async def _asked(message: Message, state: FSMContext) -> dict[str, Any] | None:
    """What the typed text answers. In a group people also talk to one another: only a reply to the question counts."""
    kept: dict[str, Any] = (await state.get_data())["deciding"]
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    return kept if message.chat.type == "private" or replied == kept["question"] else None


async def _decide(program: Program, by: By, kept: dict[str, Any], reason: str) -> Case:
    return await program.db.transact(
        decisions.decide,
        kept["case"],
        kept["v"],
        kept["outcome"],
        now=program.moment(by),
        reason=reason,
        items=kept["items"],
    )


async def _record(program: Program, by: By, kept: dict[str, Any], letter_number: str | None) -> Case:
    if "outcome" in kept:
        return await program.db.transact(
            decisions.decide,
            kept["case"],
            kept["v"],
            kept["outcome"],
            now=program.moment(by),
            letter_number=letter_number,
        )
    return await program.db.transact(
        decisions.record_reply,
        kept["case"],
        kept["v"],
        kept["body"],
        kept["answer"],
        letter_number=letter_number,
        now=program.moment(by),
    )


def _recorded(case: Case, kept: dict[str, Any]) -> cards.Card:
    if "outcome" in kept:
        return cards.say("decided", case=case, outcome=kept["outcome"])
    return cards.say("reply-recorded", case=case, name=_body(case, kept["body"]), answer=kept["answer"])


def _body(case: Case, key: str) -> str:
    for step in reversed(case.steps):
        for reply in step.replies:
            if reply.body == key:
                return reply.name
    raise NotFound("body-unknown")
