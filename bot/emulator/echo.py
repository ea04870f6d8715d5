"""The barest bot there can be, in aiogram: it says back what it hears, and an edit answers a press.

`dabir bench bot` holds the program against it: whatever this takes is the messenger's, the client library's and the wire's.
Door: `python -m bot.emulator.echo URL TOKEN`; `say` for messages without a question. Not here: anything of Dabir.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence

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


async def say(url: str, token: str, chats: Sequence[int], *, at_once: int = 4) -> float:
    """Says something in each of the chats, so many at once; gives the seconds that it took."""
    waiting = iter(chats)

    async def some() -> None:
        for chat in waiting:
            await bot.send_message(chat, "x" * 100)

    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        began = time.perf_counter()
        await asyncio.gather(*(some() for _ in range(at_once)))
        return time.perf_counter() - began


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:3]))
