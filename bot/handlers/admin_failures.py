"""The admin and what went wrong: notices that nobody got, updates set aside, letters and readings that do not come about."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import Act, Press, on
from bot.cards import Card, admin_office
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import failures, membership
from cases.db import Session
from cases.errors import Outdated
from cases.people import By

router = Router(name="admin_failures")
router.callback_query.filter(Registered(), F.message.chat.type == "private")
_VERBS = {Act.retry: failures.retry, Act.put_aside: failures.drop}


@router.callback_query(on(Act.failures))
async def listed(press: CallbackQuery, program: Program, by: By) -> None:
    await show(press, await program.db.read(_list, by))


@router.callback_query(on(*_VERBS))
async def act(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    """Tries one again or puts it aside; one that is gone meanwhile brings the fresh list."""
    verb = _VERBS[callback_data.act]
    try:
        await program.db.transact(verb, callback_data.arg, callback_data.id, by=by, at=program.clock())
    except Outdated:
        await show(press, await program.db.read(_list, by))
        raise
    await show(press, await program.db.read(_list, by))


def _list(session: Session, by: By) -> Card:
    membership.require_admin(by)
    return admin_office.failures(failures.look(session))
