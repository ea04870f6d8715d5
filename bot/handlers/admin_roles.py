"""The admin and what people may do: roles given and taken, suspending, accounts parted, the invitation.

Promise: each act is done on the person as the card showed them; where the person has changed since, the fresh card is shown
and nothing is done; what is not taken back at one tap is asked twice. Not here: the rules (cases.membership).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue
from bot.callbacks import Act, Press, on
from bot.cards import admin
from bot.dialogue import Kept, kept
from bot.handlers import admin_people
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import directory, membership, municipalities, people, showing
from cases.errors import NotFound, Refusal
from cases.people import By
from workflows.catalogue import Catalogue

router = Router(name="admin_roles")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


class Giving(StatesGroup):
    """An admin is asked which role, where, and whether they are sure."""

    role = State()
    scope = State()
    sure = State()


# --- roles ------------------------------------------------------------------------------------------------------------


@router.callback_query(on(Act.give))
async def ask_role(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    known = await program.db.read(admin_people.seen, callback_data.id, by)
    about = {**admin_people.NEW, "person": callback_data.id, "seen": callback_data.v}
    await dialogue.go_on(press, state, Giving.role, about, admin.roles(known))


@router.callback_query(on(Act.give_role), Giving.role, kept)
async def ask_scope(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    role, cities = callback_data.arg, await program.db.read(municipalities.every)
    if role not in membership.ROLES:
        raise NotFound("role-unknown")
    known = program.office.catalogue
    card = admin.scopes(role, cities, directory.desks(known), directory.committees(known))
    if card is None:
        await _give(press, program, by, state, told, role, {})
        return
    await dialogue.go_on(press, state, Giving.scope, told, card, role=role)


@router.callback_query(on(Act.give_scope), Giving.scope, kept)
async def give(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, by: By, state: FSMContext
) -> None:
    chosen, _, rest = callback_data.arg.partition(":")
    if chosen == "page":
        cities = await program.db.read(municipalities.every)
        place = int(rest) if rest.isdecimal() else 0
        card = admin.scopes(told["role"], cities, [], {}, place)
        assert card is not None, "only a role with a scope has its question turned over"
        await dialogue.go_on(press, state, Giving.scope, told, card)
        return
    scope = _scope(told["role"], chosen, rest, program.office.catalogue)
    await _give(press, program, by, state, told, told["role"], scope)


def _scope(role: str, chosen: str, seat: str, known: Catalogue) -> dict[str, Any]:
    """Where the role is to hold, as membership.grant has it. Refuses: role-unknown (not one of what was offered)."""
    key = None if chosen == admin.NOBODY else chosen
    if role == "expert" and (key is None or key in directory.desks(known)):
        return {"desk": key}
    if role == "committee" and (key is None or key in directory.committees(known)):
        return {"committee": key, "chair": seat == "chair"}
    if role in showing.CITY_ROLES and chosen.isdecimal():
        return {"municipality_id": int(chosen)}
    raise NotFound("role-unknown")


async def _give(
    press: CallbackQuery, program: Program, by: By, state: FSMContext, told: Kept, role: str, scope: dict[str, Any]
) -> None:
    async def act() -> None:
        at = program.clock()
        await program.db.transact(membership.grant, told["person"], role, seen=told["seen"], by=by, at=at, **scope)

    await dialogue.forget(state)
    await _done(press, program, by, told["person"], act)


# --- acts on a person -------------------------------------------------------------------------------------------------

_SURE: dict[str, Callable[..., Any]] = {
    Act.take.value: membership.revoke,
    Act.suspend.value: membership.suspend,
    Act.part.value: membership.part_accounts,
}


@router.callback_query(on(Act.take, Act.suspend, Act.part))
async def ask_sure(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    known = await program.db.read(admin_people.seen, callback_data.id, by)
    about = {**admin_people.NEW, "person": callback_data.id, "seen": callback_data.v, "act": callback_data.act.value}
    about["row"] = int(callback_data.arg) if callback_data.arg.isdecimal() else callback_data.id
    card = admin.sure(callback_data.act.value, known.name)
    await dialogue.go_on(press, state, Giving.sure, about, card)


@router.callback_query(on(Act.sure), Giving.sure, kept)
async def sure(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    async def act() -> None:
        verb = _SURE[told["act"]]
        await program.db.transact(verb, told["row"], seen=told["seen"], by=by, at=program.clock())

    await dialogue.forget(state)
    await _done(press, program, by, told["person"], act)


@router.callback_query(on(Act.reinstate))
async def reinstate(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    async def act() -> None:
        at = program.clock()
        await program.db.transact(membership.reinstate, callback_data.id, seen=callback_data.v, by=by, at=at)

    await _done(press, program, by, callback_data.id, act)


@router.callback_query(on(Act.link))
async def link(press: CallbackQuery, callback_data: Press, program: Program, by: By, bot: Bot) -> None:
    """The link stands in a message of its own, so that it can be forwarded."""
    me = await bot.me()
    at = program.clock()
    code: str | None = None

    async def act() -> None:
        nonlocal code
        code = await program.db.transact(membership.invite, callback_data.id, seen=callback_data.v, by=by, at=at)

    await _done(press, program, by, callback_data.id, act)
    known = await program.db.read(directory.person, callback_data.id)
    if isinstance(press.message, Message):
        url = f"https://t.me/{me.username}?start={code}"
        await tell(press.message, admin.link(known, url, at + people.INVITATION_LIFE))


async def _done(
    press: CallbackQuery, program: Program, by: By, person_id: int, act: Callable[[], Awaitable[None]]
) -> None:
    """Acts and shows the person as they are now; where the act is refused, only the latter."""
    try:
        await act()
    except Refusal:
        await show(press, await admin_people.card_of(program, person_id, by))
        raise
    await show(press, await admin_people.card_of(program, person_id, by))
