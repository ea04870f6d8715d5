"""/deputy: who stands in for oneself, or, for an admin or a head, for anybody: naming one, and ending it before its time.

Promise: one names those only whom one works beside (cases.directory.colleagues). Not here: the rules (cases.deputies).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue, typed
from bot.callbacks import Act, Press, on
from bot.cards import Card
from bot.cards import deputies as cards
from bot.dialogue import Kept, kept
from bot.handlers.admin_people import NEW
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import deputies, directory, people
from cases.db import Session
from cases.errors import NotFound, Refusal
from cases.models import Person
from cases.people import By
from nlp.wording import TEHRAN, words

router = Router(name="deputies")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


class Naming(StatesGroup):
    """Somebody is asked who stands in, and when."""

    who = State()
    since = State()
    until = State()


@router.message(Command("deputy"))
async def own(message: Message, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    await tell(message, await program.db.read(_list, by.person.id, by, program.clock()))


@router.callback_query(on(Act.stand_in))
async def listed(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    person_id = callback_data.id or by.person.id
    await show(press, await program.db.read(_list, person_id, by, program.clock()))


@router.callback_query(on(Act.end_deputy))
async def end(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    at = program.clock()
    ended = await program.db.transact(deputies.end, callback_data.id, by=by, at=at)
    await show(press, await program.db.read(_list, ended.person_id, by, at))


@router.callback_query(on(Act.name_deputy))
async def ask_who(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    person_id = callback_data.id or by.person.id
    beside = await program.db.read(_beside, person_id, by)
    await dialogue.go_on(press, state, Naming.who, {**NEW, "person": person_id}, cards.who(beside))


@router.message(*dialogue.typed(Naming.who))
async def narrow(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    """Fewer to choose from, by a part of the name."""
    beside = await program.db.read(_beside, told["person"], by)
    found = [known for known in beside if directory.is_named(known.name, message.text or "")]
    if not found:
        raise NotFound("colleague-unknown")
    await dialogue.go_on(message, state, Naming.who, told, cards.who(found))


@router.callback_query(on(Act.deputy), Naming.who, kept)
async def ask_since(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    beside = {str(known.id): known for known in await program.db.read(_beside, told["person"], by)}
    chosen = beside.get(callback_data.arg)
    if chosen is None:
        raise NotFound("colleague-unknown")
    card = cards.since(chosen.name)
    await dialogue.go_on(press, state, Naming.since, told, card, deputy=chosen.id, name=chosen.name)


@router.callback_query(on(Act.since), Naming.since, kept)
async def since(press: CallbackQuery, callback_data: Press, told: Kept, program: Program, state: FSMContext) -> None:
    if callback_data.arg not in words("admin")["since"]:
        raise NotFound("button-old")
    at = program.clock()
    begins = at if callback_data.arg == "now" else _midnight(_today(at) + timedelta(days=1))
    card = cards.until(told["name"])
    await dialogue.go_on(press, state, Naming.until, told, card, since=begins.isoformat())


@router.message(*dialogue.typed(Naming.since))
async def typed_since(message: Message, told: Kept, program: Program, state: FSMContext) -> None:
    day, at = typed.day(message.text or ""), program.clock()
    if day is None or day < _today(at):
        raise Refusal("date-not-understood" if day is None else "deputy-time")
    begins = max(at, _midnight(day))
    card = cards.until(told["name"])
    await dialogue.go_on(message, state, Naming.until, told, card, since=begins.isoformat())


@router.callback_query(on(Act.until), Naming.until, kept)
async def until(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    if callback_data.arg not in words("admin")["until"]:
        raise NotFound("button-old")
    begins = datetime.fromisoformat(told["since"])
    last = begins.astimezone(TEHRAN).date() + timedelta(days=int(callback_data.arg) - 1)
    await dialogue.end(press, state, await _named(program, told, last, by))


@router.message(*dialogue.typed(Naming.until))
async def typed_until(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    day = typed.day(message.text or "")
    if day is None:
        raise Refusal("date-not-understood")
    await dialogue.end(message, state, await _named(program, told, day, by))


async def _named(program: Program, told: Kept, last: date, by: By) -> Card:
    """Names the deputy until the end of the day `last`, and shows who stands in now."""
    at, begins = program.clock(), datetime.fromisoformat(told["since"])
    # The last second of the day, so that what is told of it names that day.
    ends = _midnight(last + timedelta(days=1)) - timedelta(seconds=1)
    await program.db.transact(deputies.name, told["person"], told["deputy"], since=begins, until=ends, by=by, at=at)
    return await program.db.read(_list, told["person"], by, at)


def _list(session: Session, person_id: int, by: By, at: datetime) -> Card:
    _own_or_office(person_id, by)
    looked = directory.look(session, person_id, at=at)
    return cards.standing_in(looked.person, looked.deputies, own=person_id == by.person.id)


def _beside(session: Session, person_id: int, by: By) -> list[Person]:
    _own_or_office(person_id, by)
    beside = directory.colleagues(session, person_id)
    if not beside:
        raise NotFound("colleague-unknown")
    return beside


def _own_or_office(person_id: int, by: By) -> None:
    if person_id != by.person.id:
        people.require(by, ["admin", "head"])


def _today(at: datetime) -> date:
    return at.astimezone(TEHRAN).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
