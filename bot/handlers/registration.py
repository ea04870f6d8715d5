"""An account becomes a person: by an invitation link, or by sharing its own registered phone."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot import cards
from bot.cards import guide
from bot.people import account_id
from bot.program import Program
from bot.speech import tell
from cases import people
from cases.errors import NotAllowed, Refusal
from cases.models import Person
from cases.people import By
from nlp import identifiers, wording

router = Router(name="registration")
router.message.filter(F.chat.type == "private")


@router.message(CommandStart(deep_link=True))
async def start_with_code(message: Message, command: CommandObject, program: Program) -> None:
    assert message.from_user is not None
    person = await program.db.transact(
        people.redeem,
        command.args or "",
        account_id=account_id(message.from_user.id),
        chat_id=message.chat.id,
        at=program.clock(),
    )
    await _welcome(message, person)


@router.message(CommandStart())
async def start(message: Message, by: By | None) -> None:
    if by is not None:
        await tell(message, guide.menu(by))
        return
    label = wording.words("buttons")["share_contact"]
    keyboard = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=label, request_contact=True)]], resize_keyboard=True, one_time_keyboard=True
    )
    card = guide.menu(None)
    await message.answer(card.text, reply_markup=keyboard)
    await tell(message, guide.entries_menu())


@router.message(F.contact)
async def share_contact(message: Message, program: Program) -> None:
    assert message.contact is not None and message.from_user is not None
    # A forwarded contact proves nothing: only the sender's own number does.
    if message.contact.user_id != message.from_user.id:
        raise NotAllowed("contact-not-yours")
    phone = identifiers.mobile(message.contact.phone_number)
    if phone is None:
        raise Refusal("phone-unknown")
    person = await program.db.transact(
        people.join_by_phone,
        phone,
        account_id=account_id(message.from_user.id),
        chat_id=message.chat.id,
        at=program.clock(),
    )
    await _welcome(message, person)


async def _welcome(message: Message, person: Person) -> None:
    await message.answer(cards.say("joined", person=person).text, reply_markup=ReplyKeyboardRemove())
    await tell(message, guide.menu(By(person, None)))
