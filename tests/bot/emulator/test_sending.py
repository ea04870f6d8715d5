"""The bot writes: what arrives, and what is refused, by two clients."""

from __future__ import annotations

import pytest

from tests.bot.emulator.clients import Client
from tests.bot.emulator.conftest import DESK, EXPERT, FORUM, SECRETARY, STRANGER, Town, keyboard, picture, refused

pytestmark = pytest.mark.anyio


async def test_a_formatted_message_arrives_with_its_entities_and_buttons(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    markup = keyboard(("تأیید", "v1:ok"))
    sent = await client.call(
        "send_message", chat_id=SECRETARY, text="<b>سلام</b> &lt;مریم&gt;", parse_mode="HTML", reply_markup=markup
    )
    assert sent["text"] == "سلام <مریم>"
    seen = await town.people.wait_message(SECRETARY, "سلام")
    assert seen.message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert seen.buttons == [("تأیید", "v1:ok")]


@pytest.mark.parametrize(
    ("chat", "kind", "says"),
    [
        (SECRETARY, "forbidden", "bot can't initiate conversation with a user"),
        (31337, "bad request", "chat not found"),
    ],
)
async def test_a_bot_cannot_write_first(town: Town, client: Client, chat: int, kind: str, says: str) -> None:
    no = await refused(client.call("send_message", chat_id=chat, text="سلام"))
    assert (no.kind, says in no.says) == (kind, True)


async def test_who_blocked_the_bot_hears_nothing_until_they_let_it_in(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    await town.people.block(SECRETARY)
    no = await refused(client.call("send_message", chat_id=SECRETARY, text="سلام"))
    assert (no.kind, "bot was blocked by the user" in no.says) == ("forbidden", True)
    await town.people.unblock(SECRETARY)
    assert (await client.call("send_message", chat_id=SECRETARY, text="سلام"))["text"] == "سلام"


@pytest.mark.parametrize(
    ("text", "says"),
    [("😀" * 2049, "message is too long"), ("   \n", "message text is empty"), ("<b></b>", "message text is empty")],
)
async def test_length_is_counted_in_utf16_units_after_formatting(
    town: Town, client: Client, text: str, says: str
) -> None:
    await town.people.start(SECRETARY)
    no = await refused(client.call("send_message", chat_id=SECRETARY, text=text, parse_mode="HTML"))
    assert says in no.says


async def test_a_text_of_exactly_4096_units_passes_though_its_markup_is_longer(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    sent = await client.call("send_message", chat_id=SECRETARY, text=f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert sent["entities"][0]["length"] == 4096


@pytest.mark.parametrize(("length", "passes"), [(512, True), (513, False)])
async def test_a_caption_has_at_most_1024_units(town: Town, client: Client, length: int, passes: bool) -> None:
    given = {"chat_id": DESK, "document": client.file("a.txt", b"x"), "caption": f"<b>{'😀' * length}</b>"}
    work = client.call("send_document", **given, parse_mode="HTML")
    if passes:
        assert (await work)["caption_entities"][0]["length"] == 1024
    else:
        assert "message caption is too long" in (await refused(work)).says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<b>سلام", 'can\'t find end tag corresponding to start tag "b"'),
        ("سلام</b>", "unexpected end tag at byte offset 8"),
        ("<مهلت>", 'unsupported start tag "مهلت" at byte offset 0'),
        ("<b>سلام</i>", 'unmatched end tag at byte offset 11, expected "</b>", found "</i>"'),
    ],
)
async def test_markup_that_cannot_be_read_is_refused_with_the_place_in_bytes(
    town: Town, client: Client, text: str, says: str
) -> None:
    no = await refused(client.call("send_message", chat_id=DESK, text=text, parse_mode="HTML"))
    assert (no.kind, "can't parse entities: " + says in no.says) == ("bad request", True)
    assert await town.people.messages(DESK) == []


async def test_a_topics_name_is_cut_at_128_characters_and_is_not_empty(town: Town, client: Client) -> None:
    topic = await client.call("create_forum_topic", chat_id=FORUM, name="ش" * 130)
    assert topic["name"] == "ش" * 128
    no = await refused(client.call("create_forum_topic", chat_id=FORUM, name=" "))
    assert "title must be non-empty" in no.says


@pytest.mark.parametrize("data", ["x" * 65, "پ" * 33])
async def test_a_button_carries_at_most_64_bytes(town: Town, client: Client, data: str) -> None:
    await town.people.start(SECRETARY)
    no = await refused(client.call("send_message", chat_id=SECRETARY, text="سلام", reply_markup=keyboard(("ب", data))))
    assert "button_data_invalid" in no.says


async def test_a_phone_number_can_be_asked_for_in_private_only(town: Town, client: Client) -> None:
    markup = {"keyboard": [[{"text": "شماره", "request_contact": True}]]}
    no = await refused(client.call("send_message", chat_id=DESK, text="سلام", reply_markup=markup))
    assert "phone number can be requested in private chats only" in no.says
    await town.people.start(SECRETARY)
    await client.call("send_message", chat_id=SECRETARY, text="سلام", reply_markup=markup)
    assert (await town.people.wait_message(SECRETARY)).reply_buttons == ["شماره"]


async def test_a_document_keeps_its_name_type_and_content(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    file = client.file("حکم.pdf", b"%PDF-1.7 letter")
    sent = await client.call(
        "send_document", chat_id=SECRETARY, document=file, caption="حکم <i>شما</i>", parse_mode="HTML"
    )
    assert (sent["document"]["file_name"], sent["document"]["mime_type"]) == ("حکم.pdf", "application/pdf")
    assert (sent["caption"], sent["document"]["file_size"]) == ("حکم شما", 15)
    assert await client.download(sent["document"]["file_id"]) == b"%PDF-1.7 letter"


async def test_a_file_that_is_on_the_server_is_sent_again_by_its_id(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    first = await client.call("send_document", chat_id=SECRETARY, document=client.file("a.txt", b"text"))
    again = await client.call("send_document", chat_id=SECRETARY, document=first["document"]["file_id"])
    assert again["document"]["file_name"] == "a.txt"
    no = await refused(client.call("send_document", chat_id=SECRETARY, document="BQACnothing"))
    assert "wrong file identifier/http url specified" in no.says


async def test_an_image_as_document_comes_with_a_thumbnail(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    file = client.file("page.png", picture(900, 600))
    thumbnail = (await client.call("send_document", chat_id=SECRETARY, document=file))["document"]["thumbnail"]
    assert (thumbnail["width"], thumbnail["height"]) == (320, 213)


async def test_a_photo_becomes_jpeg_sizes_with_their_real_dimensions(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    photo = (await client.call("send_photo", chat_id=SECRETARY, photo=client.file("a.png", picture(2000, 1000))))[
        "photo"
    ]
    assert [(size["width"], size["height"]) for size in photo] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    assert (await client.download(photo[-1]["file_id"])).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not an image", "image_process_failed"), (picture(10, 400), "photo_invalid_dimensions"), (b"", "non-empty")],
)
async def test_what_is_no_photo_is_refused_as_one(town: Town, client: Client, content: bytes, says: str) -> None:
    await town.people.start(SECRETARY)
    no = await refused(client.call("send_photo", chat_id=SECRETARY, photo=client.file("a.jpg", content)))
    assert says in no.says


async def test_an_album_shares_one_group_id(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    media = [client.media("document", client.file(f"{n}.txt", b"x"), f"برگ {n}") for n in (1, 2)]
    sent = await client.call("send_media_group", chat_id=SECRETARY, media=media)
    assert [m["caption"] for m in sent] == ["برگ 1", "برگ 2"]
    assert len({m["media_group_id"] for m in sent}) == 1


async def test_photos_and_documents_do_not_mix_in_an_album(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    media = [
        client.media("document", client.file("1.txt", b"x")),
        client.media("photo", client.file("1.png", picture(99, 99))),
    ]
    assert "can't be mixed" in (await refused(client.call("send_media_group", chat_id=SECRETARY, media=media))).says
    assert await town.people.messages(SECRETARY) == await town.people.messages(SECRETARY, since=0)
    assert [said for said in await town.people.messages(SECRETARY) if said.by_bot] == []


async def test_a_file_above_50_megabytes_does_not_go_up(town: Town, client: Client) -> None:
    await town.people.start(SECRETARY)
    file = client.file("big.bin", bytes(50 * 1024 * 1024 + 1))
    no = await refused(client.call("send_document", chat_id=SECRETARY, document=file))
    assert "request entity too large" in no.says


async def test_a_file_above_20_megabytes_does_not_come_down(town: Town, client: Client) -> None:
    [sent] = await town.people.upload(SECRETARY, SECRETARY, ("big.bin", bytes(20 * 1024 * 1024 + 1)))
    no = await refused(client.call("get_file", file_id=sent.message["document"]["file_id"]))
    assert (no.kind, "file is too big" in no.says) == ("bad request", True)


async def test_a_reply_shows_what_it_answers(town: Town, client: Client) -> None:
    asked = await town.people.say(SECRETARY, SECRETARY, "مهلت چیست؟")
    sent = await client.call("send_message", chat_id=SECRETARY, text="ده روز", reply_to_message_id=asked.message_id)
    assert sent["reply_to_message"]["text"] == "مهلت چیست؟"
    no = await refused(client.call("send_message", chat_id=SECRETARY, text="ده روز", reply_to_message_id=777))
    assert "message to be replied not found" in no.says


async def test_copies_lose_their_origin_and_forwards_keep_it(town: Town, client: Client) -> None:
    said = await town.people.say(SECRETARY, SECRETARY, "متن")
    where = {"chat_id": DESK, "from_chat_id": SECRETARY, "message_id": said.message_id}
    copied = await client.call("copy_message", **where)
    forwarded = await client.call("forward_message", **where)
    desk = {said.message_id: said for said in await town.people.messages(DESK)}
    assert "forward_origin" not in desk[copied["message_id"]].message
    assert forwarded["forward_origin"]["sender_user"]["id"] == SECRETARY


async def test_a_group_that_became_a_supergroup_names_its_new_id(town: Town, client: Client) -> None:
    await town.people.add_group(-77, "گروه کوچک", [EXPERT])
    new_id = await town.people.migrate(-77)
    no = await refused(client.call("send_message", chat_id=-77, text="سلام"))
    assert (no.kind, no.number) == ("migrated", new_id)
    assert (await client.call("send_message", chat_id=new_id, text="سلام"))["chat"]["type"] == "supergroup"


async def test_a_group_that_put_the_bot_out_is_closed_to_it(town: Town, client: Client) -> None:
    await town.people.set_bot_status(DESK, EXPERT, "kicked")
    no = await refused(client.call("send_message", chat_id=DESK, text="سلام"))
    assert (no.kind, "bot was kicked from the supergroup chat" in no.says) == ("forbidden", True)


async def test_topics_are_opened_written_to_and_closed(town: Town, client: Client) -> None:
    topic = await client.call("create_forum_topic", chat_id=FORUM, name="پروندهٔ ۱۲")
    thread = topic["message_thread_id"]
    sent = await client.call("send_message", chat_id=FORUM, text="کارت", message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert await client.call("edit_forum_topic", chat_id=FORUM, message_thread_id=thread, name="پروندهٔ ۱۳")
    assert await client.call("close_forum_topic", chat_id=FORUM, message_thread_id=thread)
    no = await refused(client.call("send_message", chat_id=FORUM, text="کارت", message_thread_id=thread))
    assert "topic_closed" in no.says
    assert await client.call("reopen_forum_topic", chat_id=FORUM, message_thread_id=thread)
    assert await client.call("delete_forum_topic", chat_id=FORUM, message_thread_id=thread)
    no = await refused(client.call("send_message", chat_id=FORUM, text="کارت", message_thread_id=thread))
    assert "message thread not found" in no.says


@pytest.mark.parametrize(("chat", "thread"), [(DESK, 5), (FORUM, 1), (FORUM, 4040)])
async def test_a_thread_that_is_not_there_is_refused(town: Town, client: Client, chat: int, thread: int) -> None:
    no = await refused(client.call("send_message", chat_id=chat, text="کارت", message_thread_id=thread))
    assert "message thread not found" in no.says


async def test_topics_need_a_forum_and_the_right_to_open_them(town: Town, client: Client) -> None:
    assert "not a forum" in (await refused(client.call("create_forum_topic", chat_id=DESK, name="x"))).says
    await town.people.set_bot_status(FORUM, EXPERT, "member")
    assert "not enough rights" in (await refused(client.call("create_forum_topic", chat_id=FORUM, name="x"))).says


async def test_a_chat_and_its_members_can_be_looked_up(town: Town, client: Client) -> None:
    assert (await client.call("get_chat", chat_id=FORUM))["is_forum"] is True
    assert (await client.call("get_chat_member", chat_id=DESK, user_id=EXPERT))["status"] == "member"
    await town.people.add_user(STRANGER, "ناشناس")
    assert (await client.call("get_chat_member", chat_id=DESK, user_id=STRANGER))["status"] == "left"
    [admin] = await client.call("get_chat_administrators", chat_id=FORUM)
    assert (admin["user"]["username"], admin["status"]) == ("dabir_bot", "administrator")


async def test_pinning_shows_and_tells(town: Town, client: Client) -> None:
    sent = await client.call("send_message", chat_id=DESK, text="خلاصهٔ روز")
    assert await client.call("pin_chat_message", chat_id=DESK, message_id=sent["message_id"])
    assert (await client.call("get_chat", chat_id=DESK))["pinned_message"]["text"] == "خلاصهٔ روز"
    [update] = await client.call("get_updates")
    assert update["message"]["pinned_message"]["message_id"] == sent["message_id"]
    assert await client.call("unpin_chat_message", chat_id=DESK, message_id=sent["message_id"])
    assert "pinned_message" not in await client.call("get_chat", chat_id=DESK)
    no = await refused(client.call("unpin_chat_message", chat_id=DESK, message_id=sent["message_id"]))
    assert "message to unpin not found" in no.says


async def test_commands_are_kept_by_scope(town: Town, client: Client) -> None:
    await client.call("set_my_commands", commands=[("start", "آغاز")] if client.name != "aiogram" else [_command()])
    assert (await client.call("get_my_commands"))[0]["description"] == "آغاز"
    await client.call("delete_my_commands")
    assert await client.call("get_my_commands") == []


async def test_a_chat_action_of_no_known_kind_is_refused(town: Town, client: Client) -> None:
    assert await client.call("send_chat_action", chat_id=DESK, action="typing") is True
    no = await refused(client.call("send_chat_action", chat_id=DESK, action="dancing"))
    assert "wrong parameter action" in no.says


def _command() -> dict[str, str]:
    return {"command": "start", "description": "آغاز"}
