"""A call that the messenger did not take is made again, so that a handler which has acted already is not run once more.

Door: `Patient`, a middleware of the bot's session. Promise: a flood limit, a server's failure or a lost connection is waited
out a few times and shortly; what lasts longer is raised, and the update waits. Not here: fetching updates, which has pauses of
its own (bot.inbox), and the outbox (bot.delivery).
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

PAUSES = (0.5, 1.0, 2.0, 4.0)
# A longer wait is the update's and not the call's: other chats go on meanwhile either way.
LONGEST = 5.0
OF_ITS_OWN = frozenset({"getUpdates"})


class Patient(BaseRequestMiddleware):
    """Makes a call again after a pause. One whose answer was lost may have been carried out: what it says then stands twice."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        pauses: Any = () if method.__api_method__ in OF_ITS_OWN else PAUSES
        for pause in pauses:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as flood:
                if flood.retry_after > LONGEST:
                    raise
                await asyncio.sleep(flood.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                await asyncio.sleep(pause)
        return await make_request(bot, method)
