"""The staff desk: who has a case, whether and until when its terms run, and what is in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import cards, dialogue, looking, typed
from bot.callbacks import Act, Press, on
from bot.cards import staff
from bot.dialogue import Kept, kept
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import desk, events, notices, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Refusal
from cases.models import Case, Person
from cases.people import By

router = Router(name="expert_desk")
router.message.filter(Registered())
router.callback_query.filter(Registered())
# Who asked for a case's files and got none all the same asks again; a day later they would only pour in.
FILES_WANTED = timedelta(hours=6)
_AT_ONCE = {Act.claim: desk.claim, Act.release: desk.release, Act.resume: desk.resume}


class Managing(StatesGroup):
    """Someone is handing a case over, holding it, or giving it more time."""

    assignee = State()
    hold = State()
    days = State()
    extend = State()


@router.callback_query(on(*_AT_ONCE))
async def at_once(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    """Claim, release and resume ask for nothing."""
    verb = _AT_ONCE[callback_data.act]
    await program.db.transact(verb, callback_data.id, callback_data.v, now=program.moment(by))
    await show(press, await program.db.read(looking.staff_card, callback_data.id, by))


@router.callback_query(on(Act.more))
async def more(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await show(press, await program.db.read(looking.staff_card, callback_data.id, by, managing=True))


@router.callback_query(on(Act.assign))
async def ask_assignee(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case, experts = await program.db.read(in_hand, callback_data.id, callback_data.v, by)
    await dialogue.begin(press, state, Managing.assignee, case, staff.assignees(case, experts))


@router.callback_query(on(Act.assignee), Managing.assignee, kept)
async def assign(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    if not callback_data.arg.isdecimal():
        raise NotFound("person-unknown")
    now, to = program.moment(by), int(callback_data.arg)
    case = await program.db.transact(desk.assign, told["case"], told["v"], to, now=now)
    step = queries.open_step(case)
    assert step is not None and step.claimant is not None, "a case that was handed over has its holder"
    await dialogue.end(press, state, cards.say("assigned-to", case=case, name=step.claimant.name))


@router.callback_query(on(Act.hold))
async def ask_hold(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case, _ = await program.db.read(in_hand, callback_data.id, callback_data.v, by)
    await dialogue.begin(press, state, Managing.hold, case, cards.say("hold-reason", case=case))


@router.message(*dialogue.typed(Managing.hold))
async def hold(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    now, reason = program.moment(by), message.text or ""
    case = await program.db.transact(desk.hold, told["case"], told["v"], reason, now=now)
    await dialogue.end(message, state, cards.say("desk-done", case=case, kind="held"))


@router.callback_query(on(Act.extend))
async def ask_days(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    people.require(by, ["head"])
    case, _ = await program.db.read(in_hand, callback_data.id, callback_data.v, by)
    step = queries.open_step(case)
    due = desk.wanted_of(case, step).due if step else None
    await dialogue.begin(press, state, Managing.days, case, cards.say("extend-days", case=case, due=due))


@router.message(*dialogue.typed(Managing.days))
async def ask_reason(message: Message, told: Kept, state: FSMContext) -> None:
    days = typed.count(message.text or "")
    if days is None or not 1 <= days <= desk.LONGEST_EXTENSION:
        raise Refusal("days-wanted", most=desk.LONGEST_EXTENSION)
    await dialogue.go_on(message, state, Managing.extend, told, cards.say("extend-reason", days=days), days=days)


@router.message(*dialogue.typed(Managing.extend))
async def extend(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    now, days, reason = program.moment(by), told["days"], message.text or ""
    case = await program.db.transact(desk.extend, told["case"], told["v"], days, reason, now=now)
    await dialogue.end(message, state, cards.say("desk-done", case=case, kind="extended"))


@router.callback_query(on(Act.files))
async def files(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> str:
    """The documents carry personal data, so they go to the person's own chat and never into the group."""
    case = await program.db.transact(_send_files, callback_data.id, by=by, at=program.clock())
    return cards.say("files", case=case).text


def in_hand(session: Session, case_id: int, version: int, by: By) -> tuple[Case, list[Person]]:
    """The case as the card showed it, with the other experts who may have it, for who has it or the head.

    The verbs look again, and closer, when the act is done. Refuses: case-moved-on, not-your-role, not-yours, case-held.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.office_step(case) if "head" in by.roles() else desk.kept_step(case, by)
    return case, [expert for expert in desk.of_the_desk(session, case) if expert.id != step.claimed_by]


def _send_files(session: Session, case_id: int, *, by: By, at: datetime) -> Case:
    """To experts of the case's desk and to heads with what was read of them; to members of its committee the files alone."""
    case = queries.case(session, case_id)
    office = by.roles(desk=desk.flow_of(case).desk) & {"expert", "head"}
    if not office and looking.last_seated(case, by) is None:
        raise NotAllowed("not-your-role")
    if case.sent_at is None:
        raise NotFound("case-unknown")
    events.record(session, events.stream_of(case), "files-handed-out", by=by, at=at)
    for document in case.documents:
        if document.state == "confirmed":
            facts = {"document": document.id, "bare": not office}
            what = notices.What("case-file", facts, expires_at=at + FILES_WANTED)
            notices.to_person(session, by.person.id, what, at=at)
    return case
