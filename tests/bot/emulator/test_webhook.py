"""Updates by webhook: the secret, the order, the second try, the answer that is a call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, SECOND_EXPERT, SECRETARY, Town, keyboard, refused

pytestmark = pytest.mark.anyio
SECRET = "a-Secret_1"


async def until(true: Callable[[], bool]) -> None:
    """Wait until the condition holds, at most ten seconds."""
    async with asyncio.timeout(10):
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


@pytest.fixture
async def hook(town: Town, client: Client) -> AsyncIterator[Hook]:
    async with listening() as made:
        await client.call("set_webhook", url=made.url, secret_token=SECRET)
        yield made
        await client.call("delete_webhook")


async def test_updates_are_posted_with_the_secret_and_then_forgotten(town: Town, client: Client, hook: Hook) -> None:
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await hook.holds(1)
    assert (hook.came[0][0], hook.texts) == (SECRET, ["سلام"])
    await until(lambda: not town.messenger.updates.pending())
    assert (await client.call("get_webhook_info")).get("pending_update_count", 0) == 0


async def test_what_was_not_taken_is_tried_again_in_order(town: Town, hook: Hook) -> None:
    async def once_badly(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if len(hook.came) == 1 else 200)

    hook.answer = once_badly
    await town.people.say(SECRETARY, SECRETARY, "یک")
    await town.people.say(SECRETARY, SECRETARY, "دو")
    await hook.holds(3)
    assert hook.texts == ["یک", "یک", "دو"]


async def test_a_webhook_that_is_down_is_named_and_catches_up(town: Town, client: Client, hook: Hook) -> None:
    await town.people.faults([{"kind": "webhook_down", "times": 3}])
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await until(lambda: town.messenger.webhook.target.last_error_message is not None)
    info = await client.call("get_webhook_info")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await town.people.advance_clock(10)
    await asyncio.sleep(0.05)
    await town.people.advance_clock(10)
    await hook.holds(1)


async def test_the_answer_may_carry_a_call(town: Town, hook: Hook) -> None:
    async def speak(update: dict[str, Any]) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": SECRETARY, "text": "شنیدم"})

    hook.answer = speak
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    assert (await town.people.wait_message(SECRETARY, "شنیدم")).by_bot


async def test_presses_of_two_people_come_side_by_side(town: Town, client: Client, hook: Hook) -> None:
    together = asyncio.Event()

    async def wait_for_both(update: dict[str, Any]) -> web.Response:
        if len(hook.came) == 2:
            together.set()
        await asyncio.wait_for(together.wait(), 10)
        return web.Response()

    hook.answer = wait_for_both
    sent = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "b")))
    for person in (EXPERT, SECOND_EXPERT):
        await town.people.press(DESK, person, sent["message_id"], "b", timeout=0)
    await asyncio.wait_for(together.wait(), 10)
    assert {update["callback_query"]["from"]["id"] for _, update in hook.came} == {EXPERT, SECOND_EXPERT}


async def test_polling_is_refused_while_a_webhook_is_set(client: Client, hook: Hook) -> None:
    no = await refused(client.call("get_updates"))
    assert (no.kind, "can't use getupdates method while webhook is active" in no.says) == ("conflict", True)


@pytest.mark.parametrize(
    "given", [{"url": "https://example.org/hook"}, {"url": "http://127.0.0.1:1/x", "secret_token": "not allowed"}]
)
async def test_another_machine_or_a_bad_secret_is_refused(client: Client, given: dict[str, str]) -> None:
    assert (await refused(client.call("set_webhook", **given))).kind == "bad request"
