"""Saying a card in the conversation itself: as a new message, or in place of the one whose button was pressed.

Door: `tell`, `show`, `toast`, `ask`, `ask_in_reply`. Promise: an edit that changes nothing is no error; a message that can
no longer be edited is followed by a new one. Not here: words for other people (the outbox).
"""

from __future__ import annotations

from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters

from bot.cards import Card
from bot.program import Program
from cases import notices

TOAST = 200


def markup(card: Card) -> InlineKeyboardMarkup | None:
    """The card's buttons as aiogram has them."""
    rows = card.markup()
    return InlineKeyboardMarkup.model_validate(rows) if rows else None


async def tell(message: Message, card: Card, *, slot: str | None = None, program: Program | None = None) -> Message:
    """Says the card as a new message; with a `slot`, what is said there next edits this message."""
    sent = await message.answer(card.text, reply_markup=markup(card), disable_web_page_preview=True)
    if slot and program:
        await program.db.transact(notices.put_post, "tg", sent.chat.id, slot, sent.message_id)
    return sent


async def show(press: CallbackQuery, card: Card) -> Message | None:
    """Puts the card in place of the pressed message; gives the message in which it now stands."""
    if not isinstance(press.message, Message):
        return None
    try:
        await press.message.edit_text(card.text, reply_markup=markup(card), disable_web_page_preview=True)
    except TelegramBadRequest as refusal:
        if "message is not modified" not in refusal.message:
            return await tell(press.message, card)
    return press.message


async def toast(press: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answers the press. One too old to be answered (after a restart) is no error; an alert is then said as a message."""
    try:
        await press.answer(text[:TOAST] if text else None, show_alert=alert)
    except TelegramBadRequest as refusal:
        if "query is too old" not in refusal.message:
            raise
        if text and alert and isinstance(press.message, Message):
            await press.message.answer(text, parse_mode=None)


def in_group(press: CallbackQuery) -> bool:
    """Whether the button stands in a group."""
    return isinstance(press.message, Message) and press.message.chat.type != "private"


async def ask(message: Message, card: Card) -> Message:
    """Asks the writer of this message on. In a group only replies to the bot reach it, so their box is opened."""
    force: Any = ForceReply(selective=True) if message.chat.type != "private" and not card.rows else markup(card)
    return await message.reply(card.text, reply_markup=force, allow_sending_without_reply=True)


async def ask_in_reply(press: CallbackQuery, card: Card) -> Message | None:
    """Asks whoever pressed for an answer. A group is told who is asked, and the box of that person is opened."""
    if not isinstance(press.message, Message):
        return None
    named = in_group(press)
    force: Any = ForceReply(selective=True) if named and not card.rows else markup(card)
    return await press.message.answer(
        f"{press.from_user.mention_html()}\n{card.text}" if named else card.text,
        reply_markup=force,
        reply_parameters=ReplyParameters(message_id=press.message.message_id, allow_sending_without_reply=True),
    )
