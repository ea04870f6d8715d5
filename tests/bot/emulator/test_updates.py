"""Updates by polling, with two clients."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.emulator.control import ControlError
from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, FORUM, SECRETARY, Town, keyboard, picture, refused

pytestmark = pytest.mark.anyio


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_stays_until_a_later_offset_confirms_it(town: Town, client: Client) -> None:
    for text in ("یک", "دو", "سه"):
        await town.people.say(SECRETARY, SECRETARY, text)
    first = await client.call("get_updates", limit=2)
    assert texts(first) == ["یک", "دو"]
    assert texts(await client.call("get_updates")) == ["یک", "دو", "سه"]
    assert texts(await client.call("get_updates", offset=first[0]["update_id"] + 1)) == ["دو", "سه"]
    assert texts(await client.call("get_updates")) == ["دو", "سه"]


async def test_a_negative_offset_keeps_only_the_last(town: Town, client: Client) -> None:
    for text in ("یک", "دو", "سه"):
        await town.people.say(SECRETARY, SECRETARY, text)
    assert texts(await client.call("get_updates", offset=-1)) == ["سه"]
    assert texts(await client.call("get_updates")) == ["سه"]


async def test_a_waiting_poll_wakes_at_once(town: Town, client: Client) -> None:
    poll = asyncio.create_task(client.call("get_updates", timeout=20))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    assert texts(await poll) == ["سلام"]
    assert time.monotonic() - began < 2


async def test_a_poll_without_news_ends_empty_after_its_time(town: Town, client: Client) -> None:
    assert await client.call("get_updates", timeout=1) == []


async def test_a_second_poller_ends_the_older_one(town: Town, client: Client) -> None:
    older = asyncio.create_task(client.call("get_updates", timeout=20))
    await asyncio.sleep(0.1)
    assert await client.call("get_updates", timeout=0) == []
    no = await refused(older)
    assert (no.kind, "terminated by other getupdates request" in no.says) == ("conflict", True)


async def test_presses_grow_old_in_150_seconds_and_messages_in_a_day(town: Town, client: Client) -> None:
    sent = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "b")))
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    await town.people.press(DESK, EXPERT, sent["message_id"], "b", timeout=0)
    assert len(await client.call("get_updates")) == 2
    await town.people.advance_clock(151)
    assert texts(await client.call("get_updates")) == ["سلام"]
    await town.people.advance_clock(24 * 3600)
    assert await client.call("get_updates") == []


async def test_only_the_kinds_asked_for_are_queued(town: Town, client: Client) -> None:
    await client.call("get_updates", allowed_updates=["callback_query"])
    await town.people.say(SECRETARY, SECRETARY, "سلام")
    assert await client.call("get_updates") == []
    await client.call("get_updates", allowed_updates=[])
    assert await client.call("get_updates", allowed_updates=["message"]) == []
    await town.people.say(SECRETARY, SECRETARY, "دوباره")
    assert texts(await client.call("get_updates")) == ["دوباره"]


async def test_a_group_shows_a_member_bot_commands_replies_and_service_messages_only(
    town: Town, client: Client
) -> None:
    card = await client.call("send_message", chat_id=DESK, text="کارت")
    await town.people.say(DESK, EXPERT, "میان خودمان")
    await town.people.say(DESK, EXPERT, "/status")
    await town.people.say(DESK, EXPERT, "/status@other_bot")
    await town.people.say(DESK, EXPERT, "/status@Dabir_Bot ۱۲")
    await town.people.say(DESK, EXPERT, "دلیل", reply_to=card["message_id"])
    await town.people.join(DESK, SECRETARY)
    await town.people.leave(DESK, SECRETARY)
    messages = [update["message"] for update in await client.call("get_updates")]
    assert [m["text"] for m in messages[:3]] == ["/status", "/status@Dabir_Bot ۱۲", "دلیل"]
    assert messages[0]["entities"][0]["type"] == "bot_command"
    assert messages[2]["reply_to_message"]["message_id"] == card["message_id"]
    assert ["new_chat_members" in messages[3], "left_chat_member" in messages[4]] == [True, True]
    assert len(messages) == 5


async def test_an_administrator_bot_sees_everything(town: Town, client: Client) -> None:
    await town.people.say(FORUM, EXPERT, "میان خودمان")
    assert texts(await client.call("get_updates")) == ["میان خودمان"]


async def test_a_persons_album_of_photos_comes_as_one_update_a_photo(town: Town, client: Client) -> None:
    files = [("1.png", picture(3000, 1500)), ("2.png", picture(50, 60))]
    await town.people.upload(SECRETARY, SECRETARY, files, "دو برگ", as_photo=True)
    messages = [update["message"] for update in await client.call("get_updates")]
    assert [m.get("caption") for m in messages] == ["دو برگ", None]
    assert messages[0]["media_group_id"] == messages[1]["media_group_id"]
    assert [m["photo"][-1]["width"] for m in messages] == [1280, 50]


async def test_a_photo_in_hd_keeps_more_of_itself(town: Town, client: Client) -> None:
    await town.people.upload(SECRETARY, SECRETARY, ("1.png", picture(3000, 1500)), as_photo=True, hd=True)
    [update] = await client.call("get_updates")
    assert update["message"]["photo"][-1]["width"] == 2560


async def test_a_contact_names_whose_it_is(town: Town, client: Client) -> None:
    await town.people.share_contact(SECRETARY, SECRETARY, SECRETARY)
    await town.people.share_contact(SECRETARY, SECRETARY, EXPERT, "+989000000002")
    contacts = [update["message"]["contact"] for update in await client.call("get_updates")]
    assert [(c["user_id"], c["phone_number"]) for c in contacts] == [
        (SECRETARY, "+989000000001"),
        (EXPERT, "+989000000002"),
    ]


async def test_other_kinds_of_message_and_forwards_arrive_too(town: Town, client: Client) -> None:
    voice = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}
    await town.people.send(SECRETARY, SECRETARY, voice)
    said = await town.people.say(SECRETARY, SECRETARY, "متن")
    await town.people.forward(SECRETARY, SECRETARY, SECRETARY, said.message_id)
    messages = [update["message"] for update in await client.call("get_updates")]
    assert messages[0]["voice"]["file_id"] == "v"
    assert messages[2]["forward_origin"]["sender_user"]["id"] == SECRETARY


async def test_a_person_edits_what_they_wrote_and_nobody_elses(town: Town, client: Client) -> None:
    said = await town.people.say(SECRETARY, SECRETARY, "شماره ۱۲")
    await town.people.edit(SECRETARY, SECRETARY, said.message_id, "شماره ۱۳")
    first, second = await client.call("get_updates")
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("شماره ۱۲", "شماره ۱۳")
    assert second["edited_message"]["edit_date"]
    card = await client.call("send_message", chat_id=SECRETARY, text="کارت")
    with pytest.raises(ControlError, match="نوشتهٔ خود"):
        await town.people.edit(SECRETARY, SECRETARY, card["message_id"], "x")


async def test_a_deep_link_and_a_block_are_told(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY, "invite-12_ab")
    await town.people.block(SECRETARY)
    start, blocked = await client.call("get_updates")
    assert start["message"]["text"] == "/start invite-12_ab"
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
