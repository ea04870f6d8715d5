"""The staff desk: who has a case, and what is in it."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import cards
from bot.callbacks import Act, Press
from bot.cards import staff
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import desk, events, notices, people, queries
from cases.db import Session
from cases.errors import NotFound
from cases.models import Case
from cases.people import By

router = Router(name="expert_desk")
router.callback_query.filter(Registered())


@router.callback_query(Press.filter(F.act == Act.claim))
async def claim(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await program.db.transact(desk.claim, callback_data.id, callback_data.v, now=program.moment(by))
    await show(press, await program.db.read(staff_card, callback_data.id, by))


@router.callback_query(Press.filter(F.act == Act.release))
async def release(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await program.db.transact(desk.release, callback_data.id, callback_data.v, now=program.moment(by))
    await show(press, await program.db.read(staff_card, callback_data.id, by))


@router.callback_query(Press.filter(F.act == Act.files))
async def files(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> str:
    """The documents carry personal data, so they go to the person's own chat and never into the group."""
    case = await program.db.transact(_send_files, callback_data.id, by=by, at=program.clock())
    return cards.say("files", case=case).text


def staff_card(session: Session, case_id: int, by: By) -> cards.Card:
    """The case as the staff see it. Refuses those outside the office."""
    people.require(by, ("expert", "head", "admin", "observer", "committee"))
    case = queries.case(session, case_id)
    return staff.staff_card(case, queries.decisions_of(session, case.id))


def _send_files(session: Session, case_id: int, *, by: By, at: datetime) -> Case:
    people.require(by, ("expert", "head"))
    case = queries.case(session, case_id)
    if case.sent_at is None:
        raise NotFound("case-unknown")
    events.record(session, events.stream_of(case), "files-handed-out", by=by, at=at)
    for document in case.documents:
        if document.state == "confirmed":
            what = notices.What("case-file", {"document": document.id})
            notices.to_person(session, by.person.id, what, at=at)
    return case
