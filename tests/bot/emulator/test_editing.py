"""The bot changes what it wrote, and answers presses, by two clients."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, SECOND_EXPERT, SECRETARY, Town, keyboard, picture, refused

pytestmark = pytest.mark.anyio


async def card(client: Client, chat: int = DESK) -> int:
    sent = await client.call("send_message", chat_id=chat, text="پرونده", reply_markup=keyboard(("تأیید", "ok")))
    return int(sent["message_id"])


async def test_an_edit_stands_in_the_same_place_and_is_marked(town: Town, client: Client) -> None:
    message_id = await card(client)
    mark = await town.people.mark()
    edited = await client.call(
        "edit_message_text", chat_id=DESK, message_id=message_id, text="<b>بسته شد</b>", parse_mode="HTML"
    )
    assert edited["edit_date"]
    seen = await town.people.wait_message(DESK, "بسته شد", since=mark)
    assert (seen.message_id, seen.edited, seen.buttons) == (message_id, True, [])


async def test_an_edit_that_changes_nothing_is_refused(town: Town, client: Client) -> None:
    message_id = await card(client)
    same = {"chat_id": DESK, "message_id": message_id, "reply_markup": keyboard(("تأیید", "ok"))}
    for work in (
        client.call("edit_message_text", text="پرونده", **same),
        client.call("edit_message_reply_markup", **same),
    ):
        no = await refused(work)
        assert "message is not modified: specified new message content and reply markup are exactly the same" in no.says


async def test_only_the_buttons_change_when_only_they_are_edited(town: Town, client: Client) -> None:
    message_id = await card(client)
    new = keyboard(("رد", "no"))
    edited = await client.call("edit_message_reply_markup", chat_id=DESK, message_id=message_id, reply_markup=new)
    assert (edited["text"], edited["reply_markup"]) == ("پرونده", new)


async def test_what_is_not_there_or_not_the_bots_cannot_be_edited(town: Town, client: Client) -> None:
    said = await town.people.say(DESK, EXPERT, "متن من")
    no = await refused(client.call("edit_message_text", chat_id=DESK, message_id=777, text="x"))
    assert "message to edit not found" in no.says
    no = await refused(client.call("edit_message_text", chat_id=DESK, message_id=said.message_id, text="x"))
    assert "message can't be edited" in no.says


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    sent = await client.call(
        "send_message", chat_id=SECRETARY, text="منو", reply_markup={"keyboard": [[{"text": "راهنما"}]]}
    )
    no = await refused(client.call("edit_message_text", chat_id=SECRETARY, message_id=sent["message_id"], text="x"))
    assert "message can't be edited" in no.says


async def test_captions_belong_to_files_and_text_to_texts(town: Town, client: Client) -> None:
    text = await card(client)
    file = await client.call("send_document", chat_id=DESK, document=client.file("a.txt", b"x"), caption="پیش")
    no = await refused(client.call("edit_message_caption", chat_id=DESK, message_id=text, caption="پس"))
    assert "there is no caption in the message to edit" in no.says
    no = await refused(client.call("edit_message_text", chat_id=DESK, message_id=file["message_id"], text="پس"))
    assert "there is no text in the message to edit" in no.says
    edited = await client.call("edit_message_caption", chat_id=DESK, message_id=file["message_id"], caption="پس")
    assert edited["caption"] == "پس"


async def test_a_picture_can_take_the_place_of_another(town: Town, client: Client) -> None:
    sent = await client.call("send_photo", chat_id=DESK, photo=client.file("a.png", picture(200, 100)))
    media = client.media("photo", client.file("b.png", picture(100, 300)), "نو")
    edited = await client.call("edit_message_media", chat_id=DESK, message_id=sent["message_id"], media=media)
    assert (edited["photo"][-1]["height"], edited["caption"]) == (300, "نو")


async def test_a_deleted_message_is_gone(town: Town, client: Client) -> None:
    message_id = await card(client)
    assert await client.call("delete_message", chat_id=DESK, message_id=message_id) is True
    no = await refused(client.call("delete_message", chat_id=DESK, message_id=message_id))
    assert "message to delete not found" in no.says
    assert [said.deleted for said in await town.people.messages(DESK)] == [True]


async def test_a_member_bot_deletes_neither_others_messages_nor_old_ones(town: Town, client: Client) -> None:
    said = await town.people.say(DESK, EXPERT, "متن")
    own = await card(client)
    no = await refused(client.call("delete_message", chat_id=DESK, message_id=said.message_id))
    assert "message can't be deleted" in no.says
    await town.people.advance_clock(49 * 3600)
    no = await refused(client.call("delete_message", chat_id=DESK, message_id=own))
    assert "message can't be deleted" in no.says


async def pressed(client: Client) -> dict[str, object]:
    [update] = await client.call("get_updates", timeout=5)
    await client.call("get_updates", offset=update["update_id"] + 1)
    query: dict[str, object] = update["callback_query"]
    return query


async def test_a_press_reaches_the_bot_and_its_answer_the_presser(town: Town, client: Client) -> None:
    message_id = await card(client)
    press = asyncio.create_task(town.people.press(DESK, EXPERT, message_id, "ok"))
    query = await pressed(client)
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("ok", EXPERT, message_id)  # type: ignore[index]
    await client.call("answer_callback_query", callback_query_id=query["id"], text="انجام شد", show_alert=True)
    answer = await press
    assert (answer.answered, answer.text, answer.show_alert) == (True, "انجام شد", True)


async def test_a_bot_that_stays_silent_is_seen_to_be_silent(town: Town, client: Client) -> None:
    answer = await town.people.press(DESK, EXPERT, await card(client), "ok", timeout=0.05)
    assert not answer.answered


async def test_a_press_can_be_answered_once_and_not_late(town: Town, client: Client) -> None:
    message_id = await card(client)
    await town.people.press(DESK, EXPERT, message_id, "ok", timeout=0)
    query = await pressed(client)
    assert await client.call("answer_callback_query", callback_query_id=query["id"]) is True
    await town.people.press(DESK, SECOND_EXPERT, message_id, "ok", timeout=0)
    late = await pressed(client)
    await town.people.advance_clock(151)
    for query_id in (query["id"], late["id"], "77"):
        no = await refused(client.call("answer_callback_query", callback_query_id=query_id))
        assert "query is too old and response timeout expired or query id is invalid" in no.says


@pytest.mark.parametrize(("length", "passes"), [(200, True), (201, False)])
async def test_a_toast_has_at_most_200_characters(town: Town, client: Client, length: int, passes: bool) -> None:
    await town.people.press(DESK, EXPERT, await card(client), "ok", timeout=0)
    query = await pressed(client)
    work = client.call("answer_callback_query", callback_query_id=query["id"], text="ش" * length)
    if passes:
        assert await work is True
    else:
        assert "message_too_long" in (await refused(work)).says


async def test_a_changed_client_can_send_any_data(town: Town, client: Client) -> None:
    await town.people.press(DESK, EXPERT, await card(client), "forged", timeout=0)
    assert (await pressed(client))["data"] == "forged"
