"""The barest bot there can be, in aiogram: it says back what it hears, and an edit answers a press.

`dabir bench bot` holds the program against it: whatever this takes is the messenger's, the client library's and the wire's.
Door: `python -m bot.emulator.echo URL TOKEN`. Not here: anything of Dabir.
"""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

_BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="again", callback_data="again")]])


async def run(url: str, token: str) -> None:
    """Polls until it is ended."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.message.register(_heard)
    dispatcher.callback_query.register(_pressed)
    await dispatcher.start_polling(bot)


async def _heard(message: Message) -> None:
    await message.answer(message.text or "?", reply_markup=_BUTTON)


async def _pressed(press: CallbackQuery) -> None:
    if isinstance(press.message, Message):
        # A press has an id of its own, so that the text is always another.
        await press.message.edit_text(f"pressed {press.id}", reply_markup=_BUTTON)
    await press.answer()


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:3]))
