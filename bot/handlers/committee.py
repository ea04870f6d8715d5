"""A committee: calling it to a session, its members' comments and votes, votes in the room, closing the voting.

Promise: each answers for their own seat; what nobody may know before the closing is not said in a group. Not here: a
committee's other steps, which are decided like any (expert_decide).
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import cards, dialogue, looking, typed
from bot.callbacks import Act, Press, on
from bot.cards import committee, staff
from bot.dialogue import Kept, kept, looked_at
from bot.handlers.expert_decide import Deciding, voting_closed
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import committees, desk, queries
from cases.db import Session
from cases.errors import Incomplete, NotAllowed, NotFound, Outdated, Refusal
from cases.models import Case, Seat, Step
from cases.people import By

router = Router(name="committee")
router.message.filter(Registered())
router.callback_query.filter(Registered())
# What one sends where the session's agenda is the case itself.
NO_AGENDA = frozenset("-–—_.")


class Sitting(StatesGroup):
    """Someone is calling a session, writing a comment, taking votes in the room, or closing the voting."""

    when = State()
    where = State()
    agenda = State()
    sure = State()
    comment = State()
    member = State()
    vote = State()
    closing = State()


# --- the session ------------------------------------------------------------------------------------------------------


@router.callback_query(on(Act.invite))
async def ask_when(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case, step = await program.db.read(keeping, callback_data.id, callback_data.v, by)
    await dialogue.begin(press, state, Sitting.when, case, committee.session_asked(case, step), step=step.id)


@router.message(*dialogue.typed(Sitting.when))
async def ask_where(message: Message, told: Kept, program: Program, state: FSMContext) -> None:
    meets_at = typed.moment(message.text or "")
    if meets_at is None:
        raise Refusal("time-not-understood")
    if meets_at <= program.clock():
        raise Refusal("meeting-past")
    card = cards.say("invite-where", meets_at=meets_at)
    await dialogue.go_on(message, state, Sitting.where, told, card, meets_at=meets_at.astimezone(UTC).isoformat())


@router.message(*dialogue.typed(Sitting.where))
async def ask_agenda(message: Message, told: Kept, state: FSMContext) -> None:
    if not (place := (message.text or "").strip()):
        raise Refusal("place-wanted")
    await dialogue.go_on(message, state, Sitting.agenda, told, cards.say("invite-agenda"), place=place)


@router.message(*dialogue.typed(Sitting.agenda))
async def show_invitation(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    agenda = (message.text or "").strip()
    agenda = "" if agenda in NO_AGENDA else agenda
    case = await program.db.read(_still, told, by)
    card = committee.invitation_to_send(case, _meets_at(told), told["place"], agenda)
    # Votes and comments that have come meanwhile do not disturb an invitation to the same step.
    await dialogue.go_on(message, state, Sitting.sure, told, card, agenda=agenda, v=case.version)


@router.callback_query(on(Act.invite_yes), Sitting.sure, kept)
async def invite(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    case = await program.db.read(_still, told, by)
    meeting = await program.db.transact(
        committees.invite,
        case.id,
        case.version,
        meets_at=_meets_at(told),
        place=told["place"],
        agenda=told["agenda"],
        now=program.moment(by),
    )
    await dialogue.end(press, state, cards.say("invited", case=case, meeting=meeting))


# --- members ----------------------------------------------------------------------------------------------------------


@router.callback_query(on(Act.vote))
async def vote(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    """A vote of one's own, or of whom one stands in for; votes in the room go another way."""
    if callback_data.arg.partition(":")[0] not in map(str, by.ids):
        raise NotAllowed("not-your-vote")
    await _vote(callback_data, program, by)
    await show(press, await program.db.read(looking.member_card, callback_data.id, by))


@router.callback_query(on(Act.comment))
async def ask_comment(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case, step = await program.db.read(sitting_in, callback_data.id, by)
    await dialogue.begin(press, state, Sitting.comment, case, cards.say("comment-wanted", case=case), step=step.id)


@router.message(*dialogue.typed(Sitting.comment))
async def comment(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await program.db.transact(committees.comment, told["step"], message.text or "", now=program.moment(by))
    case, _ = await program.db.read(looking.stay, told["step"])
    await dialogue.end(message, state, cards.say("comment-taken", case=case))


# --- in the room ------------------------------------------------------------------------------------------------------


@router.callback_query(on(Act.room))
async def ask_member(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    case, step = await program.db.read(keeping, callback_data.id, callback_data.v, by)
    await dialogue.begin(press, state, Sitting.member, case, committee.room(case, step), step=step.id)


@router.callback_query(on(Act.seat), Sitting.member, kept)
async def ask_vote(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    case, step = await program.db.read(_sitting_still, told, by)
    seat = next((known for known in step.seats if str(known.person_id) == callback_data.arg), None)
    if seat is None:
        raise NotAllowed("not-a-member")
    await dialogue.go_on(press, state, Sitting.vote, told, committee.vote_in_room(case, step, seat.person))


@router.callback_query(on(Act.cast), Sitting.vote, kept)
async def cast(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> str:
    """Takes the vote and goes on with the next member; which vote it was is not said in the group."""
    seat = await _vote(callback_data, program, by)
    case, step = await program.db.read(_sitting_still, told, by)
    await dialogue.go_on(press, state, Sitting.member, told, committee.room(case, step), v=case.version)
    member = next(known.person for known in step.seats if known.person_id == seat.person_id)
    return cards.say("vote-taken", case=case, member=member).text


@router.callback_query(on(Act.close), looked_at)
async def ask_close(press: CallbackQuery, case: Case, state: FSMContext) -> None:
    step = queries.open_step(case)
    if step is None or step.kind != "committee":
        raise NotAllowed("not-at-this-step")
    sitting = committee.sitting(case, step)
    if sitting is not None and sitting["voted"] < sitting["quorum"]:
        raise Incomplete("quorum-missing", voted=sitting["voted"], needed=sitting["quorum"])
    await dialogue.begin(press, state, Sitting.closing, case, committee.closing(case, step), step=step.id)


@router.callback_query(on(Act.close_yes), Sitting.closing, kept)
async def close(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    try:
        await program.db.transact(committees.close, told["case"], told["v"], now=program.moment(by))
    except Refusal as refused:
        if refused.key != "reason-wanted":
            raise
        # The votes return the case; its customer is told why.
        case = await program.db.read(_still, told, by)
        card = staff.reasons(case, "returned", [])
        known = {"voting": told["step"], "outcome": "returned", "items": []}
        await dialogue.go_on(press, state, Deciding.reason, told, card, **known)
        return
    await dialogue.end(press, state, await program.db.read(voting_closed, told["case"], told["step"]))


def keeping(session: Session, case_id: int, version: int, by: By) -> tuple[Case, Step]:
    """The case as the card showed it, for who keeps its committee's papers. Refuses: case-moved-on, not-yours, case-held."""
    case = queries.case_for_change(session, case_id, version)
    step = desk.kept_step(case, by)
    if not step.seats:
        raise NotAllowed("no-committee")
    return case, step


def sitting_in(session: Session, step_id: int, by: By) -> tuple[Case, Step]:
    """A stay that lasts, for a member of its committee. Refuses: step-unknown, not-a-member, step-left, case-held."""
    case, step = looking.stay(session, step_id)
    if not committee.own_seats(step, by):
        raise NotAllowed("not-a-member")
    if step.left_at is not None:
        raise Outdated("step-left")
    desk.office_step(case)
    return case, step


async def _vote(callback_data: Press, program: Program, by: By) -> Seat:
    member, _, how = callback_data.arg.partition(":")
    if not member.isdecimal():
        raise NotFound("button-old")
    return await program.db.transact(committees.vote, callback_data.id, int(member), how, now=program.moment(by))


def _still(session: Session, told: Kept, by: By) -> Case:
    return _sitting_still(session, told, by)[0]


def _sitting_still(session: Session, told: Kept, by: By) -> tuple[Case, Step]:
    """The case, if it is still in the step that the dialogue began with, and this person may act in it."""
    case = queries.case(session, told["case"])
    step = queries.open_step(case)
    if step is None or step.id != told["step"]:
        raise Outdated("step-left")
    desk.own_step(case, by)
    return case, step


def _meets_at(told: Kept) -> datetime:
    return datetime.fromisoformat(told["meets_at"])
