"""A council member chooses how to hear of the own council's cases: in the menu, by /notices, or under any such notice."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Act, Press, on
from bot.cards import Card, council
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import subscriptions
from cases.db import Session
from cases.errors import NotAllowed
from cases.office import Office
from cases.people import By
from nlp import wording

router = Router(name="council")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


@router.message(Command("notices"))
async def ask(message: Message, program: Program, by: By) -> None:
    await tell(message, await program.db.read(_chosen, by, program.office))


@router.callback_query(on(Act.subscription))
async def look(press: CallbackQuery, program: Program, by: By) -> None:
    """Beside the notice below which it was asked for, not in its place."""
    if isinstance(press.message, Message):
        await tell(press.message, await program.db.read(_chosen, by, program.office))


@router.callback_query(on(Act.rhythm))
async def rhythm(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    await program.db.transact(subscriptions.choose, callback_data.arg, by=by, at=program.clock())
    await show(press, await program.db.read(_chosen, by, program.office))


@router.callback_query(on(Act.mute))
async def mute(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    entry, _, wanted = callback_data.arg.partition(":")
    at, office = program.clock(), program.office
    await program.db.transact(subscriptions.mute, entry, muted=wanted == "off", by=by, at=at, office=office)
    await show(press, await program.db.read(_chosen, by, program.office))


@router.callback_query(on(Act.unsubscribe))
async def unsubscribe(press: CallbackQuery, program: Program, by: By) -> str:
    """One tap, and no question: it is as easily undone."""
    await program.db.transact(subscriptions.choose, subscriptions.NEVER, by=by, at=program.clock())
    if isinstance(press.message, Message):
        await tell(press.message, await program.db.read(_chosen, by, program.office))
    return str(wording.words("council")["ended"])


def _chosen(session: Session, by: By, office: Office) -> Card:
    """Refuses: not-your-role."""
    if not any(role.role == subscriptions.ROLE for role in by.person.roles):
        raise NotAllowed("not-your-role")
    return council.subscription(*subscriptions.of(session, by.person.id), subscriptions.entries(office.catalogue))
