"""Every kind of update, fetched and handed over, read by two clients: four times the same behaviour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram.ext import CommandHandler, ContextTypes

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, FORUM, SECOND_EXPERT, SECRETARY, Town, keyboard, picture
from tests.bot.emulator.hooks import Fetching, Handed, Way, listening

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["fetched", "handed over"])
async def way(request: pytest.FixtureRequest, town: Town, client: Client) -> AsyncIterator[Way]:
    if request.param == "fetched":
        yield Fetching(client)
        return
    async with listening() as hook:
        made = Handed(client, hook)
        await made.open()
        yield made
        await client.call("delete_webhook")


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(key for key in update if key != "update_id") for update in updates]


async def test_words_edits_and_presses(town: Town, client: Client, way: Way) -> None:
    card = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "v1:ok")))
    said = await town.people.say(SECRETARY, SECRETARY, "شماره ۱۲")
    await town.people.edit(SECRETARY, SECRETARY, said.message_id, "شماره ۱۳")
    await town.people.press(DESK, EXPERT, card["message_id"], "v1:ok", timeout=0)
    first, second, third = await way.come(3)
    assert first["message"]["text"] == "شماره ۱۲"
    assert second["edited_message"]["text"] == "شماره ۱۳"
    assert second["edited_message"]["edit_date"]
    press = third["callback_query"]
    assert (press["data"], press["from"]["id"], press["message"]["message_id"]) == ("v1:ok", EXPERT, card["message_id"])
    assert press["chat_instance"]
    assert await client.call("answer_callback_query", callback_query_id=press["id"]) is True


async def test_files_albums_contacts_and_forwards(town: Town, client: Client, way: Way) -> None:
    await town.people.upload(SECRETARY, SECRETARY, ("حکم.pdf", b"%PDF-1.7 x"), "نامه")
    await town.people.upload(
        SECRETARY, SECRETARY, [("1.png", picture(60, 50)), ("2.png", picture(50, 60))], as_photo=True
    )
    await town.people.share_contact(SECRETARY, SECRETARY, SECRETARY)
    said = await town.people.send(
        SECRETARY, SECRETARY, {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}
    )
    await town.people.forward(SECRETARY, SECRETARY, SECRETARY, said.message_id)
    letter, one, two, contact, voice, forwarded = [update["message"] for update in await way.come(6)]
    assert (letter["document"]["file_name"], letter["caption"]) == ("حکم.pdf", "نامه")
    assert await client.download(letter["document"]["file_id"]) == b"%PDF-1.7 x"
    assert one["media_group_id"] == two["media_group_id"]
    assert contact["contact"]["user_id"] == SECRETARY
    assert (voice["voice"]["duration"], forwarded["forward_origin"]["type"]) == (3, "user")


async def test_what_happens_to_a_group_is_told(town: Town, client: Client, way: Way) -> None:
    await town.people.join(DESK, SECRETARY)
    await town.people.leave(DESK, SECRETARY)
    card = await client.call("send_message", chat_id=DESK, text="کارت")
    await client.call("pin_chat_message", chat_id=DESK, message_id=card["message_id"])
    topic = (await client.call("create_forum_topic", chat_id=FORUM, name="حکم"))["message_thread_id"]
    await client.call("edit_forum_topic", chat_id=FORUM, message_thread_id=topic, name="حکم‌ها")
    await client.call("close_forum_topic", chat_id=FORUM, message_thread_id=topic)
    await client.call("reopen_forum_topic", chat_id=FORUM, message_thread_id=topic)
    came = [update["message"] for update in await way.come(7)]
    services = ["new_chat_members", "left_chat_member", "pinned_message"]
    services += [f"forum_topic_{what}" for what in ("created", "edited", "closed", "reopened")]
    assert [service in message for service, message in zip(services, came, strict=True)] == [True] * 7
    assert {message["message_thread_id"] for message in came[3:]} == {topic}


async def test_a_group_that_became_a_supergroup_says_so_on_both_sides(town: Town, client: Client, way: Way) -> None:
    await town.people.add_group(-77, "گروه کوچک", [EXPERT])
    new = await town.people.migrate(-77)
    _, old_side, new_side = await way.come(3)
    assert (old_side["message"]["chat"]["id"], old_side["message"]["migrate_to_chat_id"]) == (-77, new)
    assert (new_side["message"]["chat"]["id"], new_side["message"]["migrate_from_chat_id"]) == (new, -77)


async def test_the_bot_is_told_when_it_is_let_in_and_put_out(town: Town, client: Client, way: Way) -> None:
    await town.people.add_group(-1000000000900, "میز نو", [EXPERT])
    await town.people.set_bot_status(-1000000000900, EXPERT, "kicked")
    await town.people.start(SECRETARY, "invite-1")
    await town.people.block(SECRETARY)
    await town.people.unblock(SECRETARY)
    came = await way.come(5)
    assert came[2]["message"]["text"] == "/start invite-1"
    told = [update["my_chat_member"]["new_chat_member"]["status"] for update in (*came[:2], *came[3:])]
    assert told == ["member", "kicked", "kicked", "member"]


async def test_privacy_mode_holds_back_what_people_say_among_themselves(town: Town, client: Client, way: Way) -> None:
    card = await client.call("send_message", chat_id=DESK, text="کارت")
    await town.people.say(DESK, EXPERT, "میان خودمان")
    await town.people.say(DESK, EXPERT, "/status@other_bot")
    await town.people.say(DESK, EXPERT, "دلیل", reply_to=card["message_id"])
    await town.people.say(DESK, SECOND_EXPERT, "/status")
    await town.people.say(FORUM, EXPERT, "میان خودمان، پیش راهبر")
    assert [update["message"]["text"] for update in await way.come(3)] == ["دلیل", "/status", "میان خودمان، پیش راهبر"]


async def test_only_the_kinds_asked_for_come(town: Town, client: Client, way: Way) -> None:
    card = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "b")))
    await way.open("callback_query", "edited_message")
    said = await town.people.say(SECRETARY, SECRETARY, "سلام")
    await town.people.edit(SECRETARY, SECRETARY, said.message_id, "سلام.")
    await town.people.press(DESK, EXPERT, card["message_id"], "b", timeout=0)
    assert kinds(await way.come(2)) == ["edited_message", "callback_query"]


@pytest.mark.parametrize(
    ("text", "heard"), [("/status ۱۲", True), ("/status@dabir_bot", True), ("وضعیت/status", False)]
)
async def test_a_command_carries_the_entity_by_which_libraries_know_it(
    town: Town, client: Client, way: Way, text: str, heard: bool
) -> None:
    await town.people.say(SECRETARY, SECRETARY, text)
    [update] = await way.come(1)
    marked = [entity["type"] for entity in update["message"].get("entities", [])]
    assert ("bot_command" in marked) is heard


@pytest.mark.parametrize(
    ("text", "heard"), [("/status ۱۲", True), ("وضعیت /status", False), ("/status@other_bot", False)]
)
async def test_python_telegram_bots_own_command_handler_hears_commands(town: Town, text: str, heard: bool) -> None:
    async def answer(update: telegram.Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        raise AssertionError("only whether it would answer is asked")

    await town.people.say(SECRETARY, SECRETARY, text)
    [pending] = town.messenger.updates.pending()
    async with telegram.Bot("4242:" + "A" * 35, base_url=f"{town.url}/bot") as bot:
        update = telegram.Update.de_json(pending.as_json(), bot)
        assert bool(CommandHandler("status", answer).check_update(update)) is heard
