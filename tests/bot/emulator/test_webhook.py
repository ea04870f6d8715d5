"""Updates by webhook: the secret, the order, the second try, the answer that is a call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, SECOND_EXPERT, SECRETARY, Town, keyboard, refused
from tests.bot.emulator.hooks import SECRET, Hook, listening, until

pytestmark = pytest.mark.anyio


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


async def test_the_pauses_grow_to_a_minute_and_a_pause_that_the_bot_asks_for_is_kept(
    town: Town, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def in_no_time(seconds: float) -> None:
        slept.append(seconds)

    async def badly(update: dict[str, Any]) -> web.Response:
        tries = len(hook.came)
        return web.Response(status=503, headers={"Retry-After": "7"} if tries == 8 else {}) if tries < 9 else _taken()

    hook.answer = badly
    monkeypatch.setattr(town.messenger.clock, "sleep", in_no_time)
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await until(lambda: not town.messenger.updates.pending())
    assert slept == [0, 2, 4, 8, 16, 32, 60, 7]


async def test_what_grew_too_old_while_the_webhook_was_down_is_not_handed_over(
    town: Town, client: Client, hook: Hook
) -> None:
    async def down(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500)

    async def well(update: dict[str, Any]) -> web.Response:
        return _taken()

    hook.answer = down
    card = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "b")))
    await town.people.press(DESK, EXPERT, card["message_id"], "b", timeout=0)
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await hook.holds(2)
    await town.people.advance_clock(151)
    await hook.holds(3)
    hook.answer = well
    hook.came.clear()
    await town.people.advance_clock(3600)
    await until(lambda: not town.messenger.updates.pending())
    assert ["message" in update for _, update in hook.came] == [True] * len(hook.came)
    assert hook.came


async def test_a_webhook_that_says_it_is_gone_for_23_hours_is_removed_and_nothing_is_lost(
    town: Town, client: Client, hook: Hook
) -> None:
    async def gone(update: dict[str, Any]) -> web.Response:
        return web.Response(status=410)

    hook.answer = gone
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await hook.holds(2)
    await town.people.advance_clock(22 * 3600)
    await hook.holds(3)
    assert (await client.call("get_webhook_info"))["url"] == hook.url
    await town.people.advance_clock(3600 + 60)
    await until(lambda: not town.messenger.webhook.target.url)
    assert (await client.call("get_webhook_info")).get("url", "") == ""
    assert [update["message"]["text"] for update in await client.call("get_updates")] == ["سلام"]


async def test_one_chats_messages_queue_while_anothers_go_on(town: Town, hook: Hook) -> None:
    released = asyncio.Event()

    async def slow_for_the_desk(update: dict[str, Any]) -> web.Response:
        if update["message"]["chat"]["id"] == DESK:
            await released.wait()
        return _taken()

    hook.answer = slow_for_the_desk
    await town.people.say(DESK, EXPERT, "/status")
    await town.people.say(DESK, SECOND_EXPERT, "/queue")
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await hook.holds(2)
    assert set(hook.texts) == {"/status", "سلام"}
    released.set()
    await hook.holds(3)
    assert hook.texts[-1] == "/queue"


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
    "given",
    [
        {"url": "https://example.org/hook"},
        {"url": "http://127.0.0.1:1/x", "secret_token": "not allowed"},
        {"url": "http://127.0.0.1:1/x", "secret_token": "x" * 257},
    ],
)
async def test_another_machine_or_a_bad_secret_is_refused(client: Client, given: dict[str, str]) -> None:
    assert (await refused(client.call("set_webhook", **given))).kind == "bad request"


def _taken() -> web.Response:
    return web.Response(status=200)
