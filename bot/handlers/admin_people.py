"""The admin and people: the list, the search, one person's card, adding one, putting a name or number right; cities.

Promise: in the admin's own chat only. Not here: roles, suspending and invitations (admin_roles), the rules (cases.membership).
"""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue
from bot.callbacks import Act, Press, on
from bot.cards import Card, admin, button
from bot.dialogue import Kept, kept
from bot.people import Registered
from bot.program import Program
from bot.speech import show, tell
from cases import directory, membership, municipalities
from cases.db import Session
from cases.errors import Outdated
from cases.models import Municipality, Person
from cases.office import Office
from cases.people import By
from nlp import digits

router = Router(name="admin_people")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")


class Members(StatesGroup):
    """An admin is asked about people."""

    search = State()
    name = State()
    phone = State()
    amend = State()
    city_name = State()
    seats = State()


NEW: Kept = {"case": 0, "v": 0}
"""A dialogue about no case."""


# --- looking ----------------------------------------------------------------------------------------------------------


@router.message(Command("admin"))
async def command(message: Message, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.forget(state)
    await tell(message, admin.menu())


@router.callback_query(on(Act.admin))
async def menu(press: CallbackQuery, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.forget(state)
    await show(press, admin.menu())


@router.callback_query(on(Act.people))
async def listed(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    await show(press, await program.db.read(_list, callback_data.arg, by))


@router.callback_query(on(Act.people_by))
async def filters(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> None:
    membership.require_admin(by)
    kind, role, city, place = [*callback_data.arg.split(":"), "", "", "", ""][:4]
    cities = await program.db.read(municipalities.every)
    page = int(place) if place.isdecimal() else 0
    await show(press, admin.filters(kind, cities, role=role, city=city, place=page))


@router.callback_query(on(Act.person))
async def one(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.forget(state)
    await show(press, await card_of(program, callback_data.id, by))


@router.callback_query(on(Act.search_person))
async def ask_words(press: CallbackQuery, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.go_on(press, state, Members.search, NEW, admin.question("search"))


@router.message(*dialogue.typed(Members.search))
async def search(message: Message, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.end(message, state, await program.db.read(_found, message.text or "", by))


# --- adding, and putting right ----------------------------------------------------------------------------------------


@router.callback_query(on(Act.add_person))
async def ask_name(press: CallbackQuery, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.go_on(press, state, Members.name, NEW, admin.question("name"))


@router.message(*dialogue.typed(Members.name))
async def ask_phone(message: Message, told: Kept, state: FSMContext) -> None:
    name = membership.name_of(message.text or "")
    rows = [[button(Act.no_phone)]]
    await dialogue.go_on(message, state, Members.phone, told, admin.question("phone", rows, about=name), name=name)


@router.message(*dialogue.typed(Members.phone))
async def register(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    person_id = await _registered(program, by, told["name"], message.text or "")
    await dialogue.end(message, state, await card_of(program, person_id, by))


@router.callback_query(on(Act.no_phone), Members.phone, kept)
async def register_without(press: CallbackQuery, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    person_id = await _registered(program, by, told["name"], None)
    await dialogue.end(press, state, await card_of(program, person_id, by))


async def _registered(program: Program, by: By, name: str, phone: str | None) -> int:
    known = await program.db.transact(membership.register, name=name, phone=phone, by=by, at=program.clock())
    return known.id


@router.callback_query(on(Act.amend))
async def ask_right(press: CallbackQuery, callback_data: Press, program: Program, by: By, state: FSMContext) -> None:
    if callback_data.arg not in ("name", "phone"):
        raise Outdated("button-old")
    known = await program.db.read(seen, callback_data.id, by)
    about = {**NEW, "person": callback_data.id, "seen": callback_data.v, "what": callback_data.arg}
    card = admin.question(f"amend-{callback_data.arg}", about=known.name)
    await dialogue.go_on(press, state, Members.amend, about, card)


@router.message(*dialogue.typed(Members.amend))
async def amend(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    given = {told["what"]: message.text or ""}
    at = program.clock()
    await program.db.transact(membership.amend, told["person"], seen=told["seen"], by=by, at=at, **given)
    await dialogue.end(message, state, await card_of(program, told["person"], by))


@router.callback_query(on(Act.add_city))
async def ask_city(press: CallbackQuery, by: By, state: FSMContext) -> None:
    membership.require_admin(by)
    await dialogue.go_on(press, state, Members.city_name, NEW, admin.question("city-name"))


@router.message(*dialogue.typed(Members.city_name))
async def ask_seats(message: Message, told: Kept, state: FSMContext) -> None:
    name = membership.name_of(message.text or "")
    await dialogue.go_on(message, state, Members.seats, told, admin.question("city-seats", about=name), name=name)


@router.message(*dialogue.typed(Members.seats))
async def add_city(message: Message, told: Kept, program: Program, by: By, state: FSMContext) -> None:
    number = digits.only(message.text or "")
    seats = int(number) if 0 < len(number) < 4 else 0
    at = program.clock()
    city = await program.db.transact(municipalities.add, name=told["name"], seats=seats, by=by, at=at)
    await dialogue.end(message, state, await program.db.read(_list, f":{city.id}:0", by))


# --- cards ------------------------------------------------------------------------------------------------------------


async def card_of(program: Program, person_id: int, by: By) -> Card:
    """The person's card as it is now. Refuses: not-your-role, member-unknown."""
    return await program.db.read(_person_card, person_id, by, program.office, program.clock())


def _person_card(session: Session, person_id: int, by: By, office: Office, at: datetime) -> Card:
    membership.require_admin(by)
    return admin.person(directory.look(session, person_id, at=at), directory.committees(office.catalogue))


def seen(session: Session, person_id: int, by: By) -> Person:
    """Whom an admin is about to act on. Refuses: not-your-role, member-unknown."""
    membership.require_admin(by)
    return directory.person(session, person_id)


def _list(session: Session, arg: str, by: By) -> Card:
    """`arg`: role or standing, city and page, parted by colons."""
    membership.require_admin(by)
    role, city_id, page = [*arg.split(":"), "", "", ""][:3]
    city = session.get(Municipality, int(city_id)) if city_id.isdecimal() else None
    found = directory.found(
        session,
        role=role if role in membership.ROLES else None,
        standing=role if role in directory.STANDINGS else None,
        municipality_id=city.id if city else None,
        page=int(page) if page.isdecimal() else 0,
    )
    return admin.people(found, role=role, city=city)


def _found(session: Session, words: str, by: By) -> Card:
    membership.require_admin(by)
    return admin.people(directory.found(session, words=words), words=words[:60])
