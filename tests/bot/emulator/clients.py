"""Two independent Bot API clients behind one face, so that every behaviour is shown by both.

`call` takes a method's name and parameters and gives plain JSON, read by the library's own models; a refusal of the
server becomes `Refused` with its kind and words.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiogram
import telegram
from aiogram import exceptions as aiogram_errors
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from pydantic import BaseModel
from telegram import error as ptb_errors
from telegram.request import HTTPXRequest

# The library's own future default; without it every RetryAfter comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")

TOKEN = "4242:" + "A" * 35


class Refused(Exception):
    """The server said no: `kind` is the same word for both libraries, `says` the description in lower case."""

    def __init__(self, kind: str, says: str, number: int | None = None) -> None:
        super().__init__(f"{kind}: {says}")
        self.kind, self.says, self.number = kind, says.lower(), number


class Client(Protocol):
    name: str

    async def call(self, method: str, **parameters: Any) -> Any: ...

    def file(self, name: str, content: bytes) -> Any: ...

    def media(self, kind: str, file: Any, caption: str | None = None) -> Any: ...

    async def download(self, file_id: str) -> bytes: ...

    def update(self, raw: dict[str, Any]) -> Any:
        """An update that came by webhook, read by the library and given as plain JSON."""
        ...


class Aiogram:
    name = "aiogram"

    def __init__(self, bot: aiogram.Bot) -> None:
        self._bot = bot

    async def call(self, method: str, **parameters: Any) -> Any:
        try:
            return _json(await getattr(self._bot, method)(**parameters))
        except aiogram_errors.TelegramRetryAfter as e:
            raise Refused("retry", e.message, e.retry_after) from e
        except aiogram_errors.TelegramMigrateToChat as e:
            raise Refused("migrated", e.message, e.migrate_to_chat_id) from e
        except aiogram_errors.ClientDecodeError as e:
            # aiogram does not look at the status of an answer without JSON.
            unread = e.data if isinstance(e.data, str) else ""
            raise Refused("server" if unread.startswith("<html>") else "unread", str(e)) from e
        except aiogram_errors.TelegramAPIError as e:
            raise Refused(_AIOGRAM_KINDS.get(type(e), "server"), e.message) from e

    def file(self, name: str, content: bytes) -> Any:
        return BufferedInputFile(content, name)

    def media(self, kind: str, file: Any, caption: str | None = None) -> Any:
        return {"photo": InputMediaPhoto, "document": InputMediaDocument}[kind](media=file, caption=caption)

    async def download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        content = await self._bot.download_file(file.file_path or "")
        assert content is not None
        return content.read()

    def update(self, raw: dict[str, Any]) -> Any:
        return _json(aiogram.types.Update.model_validate(raw, context={"bot": self._bot}))


class PythonTelegramBot:
    name = "python-telegram-bot"

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot

    async def call(self, method: str, **parameters: Any) -> Any:
        try:
            return _json(await getattr(self._bot, method)(**parameters))
        except ptb_errors.RetryAfter as e:
            seconds = e._retry_after
            raise Refused("retry", e.message, int(seconds.total_seconds())) from e
        except ptb_errors.ChatMigrated as e:
            raise Refused("migrated", e.message, e.new_chat_id) from e
        except KeyError as e:
            # python-telegram-bot reads a message without its date only so far.
            raise Refused("unread", repr(e)) from e
        except ptb_errors.TelegramError as e:
            raise Refused(_PTB_KINDS.get(type(e), "server"), e.message) from e

    def file(self, name: str, content: bytes) -> Any:
        return telegram.InputFile(content, filename=name)

    def media(self, kind: str, file: Any, caption: str | None = None) -> Any:
        made = {"photo": telegram.InputMediaPhoto, "document": telegram.InputMediaDocument}[kind]
        return made(media=file.input_file_content, filename=file.filename, caption=caption)

    async def download(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    def update(self, raw: dict[str, Any]) -> Any:
        return _json(telegram.Update.de_json(raw, self._bot))


_AIOGRAM_KINDS = {
    aiogram_errors.TelegramBadRequest: "bad request",
    aiogram_errors.TelegramForbiddenError: "forbidden",
    aiogram_errors.TelegramConflictError: "conflict",
    aiogram_errors.TelegramUnauthorizedError: "token",
    aiogram_errors.TelegramNotFound: "not found",
}
_PTB_KINDS = {
    ptb_errors.BadRequest: "bad request",
    ptb_errors.Forbidden: "forbidden",
    ptb_errors.Conflict: "conflict",
    ptb_errors.InvalidToken: "token",
    ptb_errors.TelegramError: "unread",
}


@asynccontextmanager
async def client_of(name: str, base_url: str, token: str = TOKEN) -> AsyncIterator[Client]:
    """A client of this name ("aiogram" or "python-telegram-bot") that speaks to the server at `base_url`."""
    if name == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(base_url))
        async with aiogram.Bot(token, session=session) as bot:
            yield Aiogram(bot)
    else:
        requests = [HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2)]
        made = telegram.Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=requests[0],
            get_updates_request=requests[1],
        )
        for request in requests:
            await request.initialize()
        try:
            yield PythonTelegramBot(made)
        finally:
            for request in requests:
                await request.shutdown()


def _json(result: Any) -> Any:
    if isinstance(result, (list, tuple)):
        return [_json(item) for item in result]
    if isinstance(result, BaseModel):
        return result.model_dump(mode="json", by_alias=True, exclude_none=True, warnings=False)
    return result.to_dict() if isinstance(result, telegram.TelegramObject) else result
