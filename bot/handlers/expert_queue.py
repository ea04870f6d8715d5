"""/queue: what lies before an expert, and before the head: own cases, those to take, the late ones, a city's."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Act, Press, on
from bot.cards import Card
from bot.cards import queue as cards
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import obligations, people, queues
from cases.db import Session
from cases.errors import NotFound
from cases.models import Municipality
from cases.people import By

router = Router(name="expert_queue")
router.message.filter(Registered())
router.callback_query.filter(Registered())


@router.message(Command("queue"))
async def ask(message: Message, program: Program, by: By) -> None:
    await tell(message, await program.db.read(_desk, by, program.clock()))


@router.callback_query(on(Act.queues))
async def desk(press: CallbackQuery, program: Program, by: By) -> None:
    await show(press, await program.db.read(_desk, by, program.clock()))


@router.callback_query(on(Act.queue))
async def queue(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    card = await program.db.read(_queue, callback_data.arg, by, program.clock())
    if callback_data.arg.endswith(f":{queues.BESIDE}") and isinstance(press.message, Message):
        await tell(press.message, card)
    else:
        await show(press, card)


@router.callback_query(on(Act.queue_cities))
async def cities(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await show(press, await program.db.read(_cities, callback_data.arg, by))


def _desk(session: Session, by: By, at: datetime) -> Card:
    return cards.desk(queues.sizes(session, by, at=at), head="head" in by.roles())


def _queue(session: Session, wanted: str, by: By, at: datetime) -> Card:
    """`wanted` is the queue, the page and perhaps a city. Refuses: not-your-role, queue-unknown."""
    name, _, rest = wanted.partition(":")
    number, _, place = rest.partition(":")
    people.require(by, queues.OF)
    city = session.get(Municipality, int(place)) if place.isdecimal() else None
    if not number.isdecimal() or (name == queues.CITY and city is None):
        raise NotFound("queue-unknown")
    found = queues.look(session, name, by, at=at, number=int(number), municipality_id=city.id if city else None)
    return cards.queue(found, at=at, city=city)


def _cities(session: Session, number: str, by: By) -> Card:
    people.require(by, queues.OF)
    return cards.cities(obligations.cities(session), int(number) if number.isdecimal() else 0)
