"""/obligations: what one's own city owes this year, and for the office who has not sent it."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Act, Press, on
from bot.cards import Card
from bot.cards import obligations as cards
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import lifecycle, obligations, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound
from cases.office import Office
from cases.people import By

router = Router(name="obligations")
router.message.filter(Registered())
router.callback_query.filter(Registered())


@router.message(Command("obligations"))
async def ask(message: Message, program: Program, by: By) -> None:
    await tell(message, await program.db.read(_owed, by, program.office, program.clock()))


@router.callback_query(on(Act.obligations))
async def look(press: CallbackQuery, program: Program, by: By) -> None:
    await show(press, await program.db.read(_owed, by, program.office, program.clock()))


@router.callback_query(on(Act.owing))
async def missing(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await show(press, await program.db.read(_missing, callback_data.arg, by, program.office, program.clock()))


def _owed(session: Session, by: By, office: Office, at: datetime) -> Card:
    """The office's people see every city, the others their own. Refuses: not-your-role."""
    if by.roles() & set(obligations.OFFICE):
        return cards.of_office(obligations.owed(session, at=at, office=office))
    cities = queries.cities(session, by)
    if not cities:
        raise NotAllowed("not-your-role")
    found = [(city, obligations.owed(session, at=at, office=office, municipality_id=city.id)) for city in cities]
    own = {role for city in cities for role in by.roles(municipality_id=city.id)} & set(lifecycle.OPENERS)
    may_open = frozenset(slug for slug, entry in office.catalogue.entries.items() if own & set(entry.opened_by))
    return cards.of_cities(found, may_open)


def _missing(session: Session, wanted: str, by: By, office: Office, at: datetime) -> Card:
    """Who has not sent an entry of a year. Refuses: not-your-role, entry-unknown."""
    people.require(by, obligations.OFFICE)
    slug, _, period = wanted.partition(":")
    group = [
        one for one in obligations.owed(session, at=at, office=office) if (one.entry, one.period) == (slug, period)
    ]
    if not group:
        raise NotFound("entry-unknown")
    return cards.missing(group)
