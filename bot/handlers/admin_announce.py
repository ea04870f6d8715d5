"""The admin's word to many: the text, for whom, a preview with its count, and how far it has come.

Promise: nothing is said before the admin has seen the whole of it and for how many it is. Not here: who gets it
(cases.announcing).
"""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue
from bot.callbacks import Act, Press, on
from bot.cards import Card, admin, admin_office
from bot.dialogue import Kept, kept
from bot.handlers.admin_people import NEW
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import announcing, membership, municipalities
from cases.db import Session
from cases.errors import NotFound, Refusal
from cases.models import Municipality
from cases.people import By

router = Router(name="admin_announce")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


class Announcing(StatesGroup):
    """An admin is writing to many."""

    text = State()
    audience = State()
    sure = State()


@router.callback_query(on(Act.announcements))
async def listed(press: CallbackQuery, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    await show(press, await program.db.read(_list, by))


@router.callback_query(on(Act.announce))
async def ask_text(press: CallbackQuery, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.go_on(press, state, Announcing.text, NEW, admin.question("announcement"))


@router.message(*dialogue.typed(Announcing.text))
async def ask_audience(message: Message, told: Kept, state: FSMContext) -> None:
    text = announcing.clean_text(message.text or "")
    card = admin_office.audience([], None)
    await dialogue.go_on(message, state, Announcing.audience, told, card, text=text, roles=[], city=None)


@router.callback_query(on(Act.audience), Announcing.audience, kept)
async def tick(press: CallbackQuery, callback_data: Press, told: Kept, program: Program, state: FSMContext) -> None:
    role = callback_data.arg
    if role not in membership.ROLES:
        raise NotFound("role-unknown")
    roles = [known for known in told["roles"] if known != role]
    if len(roles) == len(told["roles"]):
        roles.append(role)
    card = await program.db.read(_audience, roles, told["city"])
    await dialogue.go_on(press, state, Announcing.audience, told, card, roles=roles)


@router.callback_query(on(Act.audience_city), Announcing.audience, kept)
async def choose_city(
    press: CallbackQuery, callback_data: Press, told: Kept, program: Program, state: FSMContext
) -> None:
    chosen, _, place = callback_data.arg.partition(":")
    if chosen == "page":
        cities = await program.db.read(municipalities.every)
        card = admin_office.audience_cities(cities, int(place) if place.isdecimal() else 0)
        await dialogue.go_on(press, state, Announcing.audience, told, card)
        return
    city = int(chosen) if chosen.isdecimal() else None
    card = await program.db.read(_audience, told["roles"], city)
    await dialogue.go_on(press, state, Announcing.audience, told, card, city=city)


@router.callback_query(on(Act.audience_done), Announcing.audience, kept)
async def preview(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    if not told["roles"]:
        raise Refusal("audience-wanted")
    card = await program.db.read(_preview, told["text"], told["roles"], told["city"])
    await dialogue.go_on(press, state, Announcing.sure, told, card)


@router.callback_query(on(Act.announce_yes), Announcing.sure, kept)
async def announce(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    await program.db.transact(
        announcing.announce,
        told["text"],
        roles=told["roles"],
        municipality_id=told["city"],
        by=by,
        at=program.clock(),
    )
    await dialogue.end(press, state, await program.db.read(_list, by))


def _list(session: Session, by: By) -> Card:
    membership.require_admin(by)
    newest = announcing.latest(session)
    return admin_office.announcements([announcing.delivered(session, one.id) for one in newest])


def _audience(session: Session, roles: list[str], city_id: int | None) -> Card:
    return admin_office.audience(roles, _city(session, city_id))


def _preview(session: Session, text: str, roles: list[str], city_id: int | None) -> Card:
    people, reached = announcing.recipients(session, roles, city_id)
    return admin_office.preview(text, roles, _city(session, city_id), people, reached)


def _city(session: Session, city_id: int | None) -> Municipality | None:
    return session.get(Municipality, city_id) if city_id is not None else None
