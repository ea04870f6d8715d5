"""A question put to one person about one case, and the answer that they press or type.

Door: `begin`, `go_on`, `end`, and the filters `kept`, `answered` and `looked_at`. Promise: an answer belongs to the question
that this person was asked last in this chat; a button of another case or of another's question is an old one, and in a group,
where people also talk to one another, only a reply to the question counts. Not here: what is asked (handlers).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.cards import Card
from bot.program import Program
from bot.speech import ask, ask_in_reply, show, tell
from cases import decisions
from cases.errors import Outdated
from cases.models import Case
from cases.people import By

type Kept = dict[str, Any]
"""What a dialogue knows: its `case`, the version `v` that it began with, the `question` (a message), and what was answered."""


async def begin(press: CallbackQuery, state: FSMContext, at: State, case: Case, card: Card, **known: Any) -> None:
    """Asks the first question in a message of its own; `at` is where the person is from now on."""
    asked = await ask_in_reply(press, card)
    await state.set_state(at)
    question = asked.message_id if asked else None
    await state.update_data(asked={"case": case.id, "v": case.version, "question": question, **known})


async def go_on(
    event: CallbackQuery | Message, state: FSMContext, at: State, told: Kept, card: Card, **known: Any
) -> None:
    """Asks the next question: in place of the one whose button was pressed, or in reply to what was typed."""
    asked = await ask(event, card) if isinstance(event, Message) else await show(event, card)
    await state.set_state(at)
    question = asked.message_id if asked else None
    await state.update_data(asked={**told, "question": question, **known})


async def again(message: Message, state: FSMContext, card: Card) -> None:
    """Says why an answer will not do; in a group that takes the question's place, so that replying to it is an answer."""
    told: Kept | None = (await state.get_data()).get("asked")
    if told is None or message.chat.type == "private":
        await tell(message, card)
        return
    asked = await ask(message, card)
    await state.update_data(asked={**told, "question": asked.message_id})


async def end(event: CallbackQuery | Message, state: FSMContext, card: Card) -> None:
    """Ends the dialogue with the card; only then it is forgotten, or an answer that has to be said again would be one to
    nothing."""
    if isinstance(event, Message):
        await tell(event, card)
    else:
        await show(event, card)
    await forget(state)


async def forget(state: FSMContext) -> None:
    """Nothing is asked of the person any more."""
    await state.set_state(None)
    await state.set_data(
        {name: value for name, value in (await state.get_data()).items() if name not in ("asked", "hinted")}
    )


async def kept(press: CallbackQuery, callback_data: Press, state: FSMContext) -> dict[str, Kept]:
    """Gives the handler `told`, what this person has said in the dialogue. Refuses: button-old."""
    told: Kept = (await state.get_data()).get("asked") or {}
    if told.get("question") != getattr(press.message, "message_id", None):
        raise Outdated("button-old")
    if callback_data.v and (told["case"], told["v"]) != (callback_data.id, callback_data.v):
        raise Outdated("button-old")
    return {"told": told}


async def answered(message: Message, state: FSMContext) -> bool | dict[str, Kept]:
    """Lets through what answers the question, with `told`."""
    told: Kept | None = (await state.get_data()).get("asked")
    if told is None:
        return False
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    return {"told": told} if message.chat.type == "private" or replied == told["question"] else False


def day_of(told: Kept) -> date | None:
    """The day that was named in the dialogue."""
    return date.fromisoformat(told["day"]) if told.get("day") else None


def typed(at: State) -> tuple[Any, ...]:
    """The filters of a typed answer."""
    return (at, F.text, ~F.text.startswith("/"), answered)


async def looked_at(press: CallbackQuery, callback_data: Press, program: Program, by: By) -> dict[str, Case]:
    """Gives the handler its `case`, for one who may decide on it as it stands on the card. Refuses as deciding would."""
    return {"case": await program.db.read(decisions.looked_at, callback_data.id, callback_data.v, by=by)}
