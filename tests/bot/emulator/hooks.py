"""A bot's webhook, and the two ways in which a bot gets its updates: fetching them, or being handed them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from aiohttp import web

from tests.bot.emulator.clients import Client

SECRET = "a-Secret_1"
PATIENCE = 10


async def until(true: Callable[[], bool]) -> None:
    """Wait until the condition holds, at most ten seconds."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 (what is waited for happens in another library's task)
            await asyncio.sleep(0.01)


class Hook:
    """A bot's webhook: remembers what came, answers as it is told."""

    def __init__(self) -> None:
        self.came: list[tuple[str | None, dict[str, Any]]] = []
        self.answer: Callable[[dict[str, Any]], Awaitable[web.Response]] = self._well
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.came.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        return await self.answer(update)

    async def holds(self, count: int) -> None:
        await until(lambda: len(self.came) >= count)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.came]

    async def _well(self, update: dict[str, Any]) -> web.Response:
        return web.Response(status=204)


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


class Way(Protocol):
    """How updates reach a bot."""

    async def open(self, *kinds: str) -> None:
        """From now on only updates of these kinds come; of all the usual ones where none is named."""
        ...

    async def come(self, count: int) -> list[dict[str, Any]]:
        """The first `count` updates since the way was opened, in the order of their ids, read by the client's library."""
        ...


class Fetching:
    """By getUpdates."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: list[dict[str, Any]] = []

    async def open(self, *kinds: str) -> None:
        await self._client.call("get_updates", allowed_updates=list(kinds))

    async def come(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(PATIENCE):
            while len(self._seen) < count:
                offset = self._seen[-1]["update_id"] + 1 if self._seen else 0
                self._seen += await self._client.call("get_updates", offset=offset, timeout=2)
        return self._seen


class Handed:
    """By a webhook."""

    def __init__(self, client: Client, hook: Hook) -> None:
        self._client = client
        self.hook = hook

    async def open(self, *kinds: str) -> None:
        await self._client.call("set_webhook", url=self.hook.url, secret_token=SECRET, allowed_updates=list(kinds))

    async def come(self, count: int) -> list[dict[str, Any]]:
        await self.hook.holds(count)
        # Chats are served side by side: only within one is the order of arrival kept.
        raw = sorted((update for _, update in self.hook.came), key=lambda update: int(update["update_id"]))
        return [self._client.update(one) for one in raw]
