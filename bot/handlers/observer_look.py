"""Looking at the office as a whole, without touching it: its numbers, and any case by its number."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import dialogue, looking
from bot.callbacks import Act, on
from bot.cards import Card, admin, admin_office
from bot.handlers.admin_people import NEW
from bot.people import Registered
from bot.program import Program
from bot.speech import show
from cases import people, queries, status
from cases.db import Session
from cases.people import By
from nlp import digits

router = Router(name="observer_look")
router.message.filter(Registered(), F.chat.type == "private")
router.callback_query.filter(Registered(), F.message.chat.type == "private")
LOOKING = ("observer", "admin", "head")


class Observing(StatesGroup):
    """Somebody is asked for a case's number."""

    number = State()


@router.callback_query(on(Act.observe))
async def menu(press: CallbackQuery, by: By, state: FSMContext) -> None:
    people.require(by, LOOKING)
    await dialogue.forget(state)
    await show(press, admin_office.observe())


@router.callback_query(on(Act.numbers))
async def numbers(press: CallbackQuery, program: Program, by: By) -> None:
    people.require(by, LOOKING)
    now = await program.db.read(status.look, at=program.clock())
    back = {"admin": Act.admin, "observer": Act.observe, "head": Act.queues}
    await show(press, admin_office.numbers(now, back=next(act for role, act in back.items() if role in by.roles())))


@router.callback_query(on(Act.find_case))
async def ask_number(press: CallbackQuery, by: By, state: FSMContext) -> None:
    people.require(by, LOOKING)
    await dialogue.go_on(press, state, Observing.number, NEW, admin.question("case-number"))


@router.message(*dialogue.typed(Observing.number))
async def find(message: Message, program: Program, by: By, state: FSMContext) -> None:
    await dialogue.end(message, state, await program.db.read(_case, message.text or "", by))


def _case(session: Session, typed: str, by: By) -> Card:
    number = digits.latin(typed).strip().replace("/", "-")
    return looking.case_card(session, queries.case_by_number(session, number, by).id, by)
