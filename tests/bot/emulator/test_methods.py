"""Every method that the server carries out, called rightly by both clients: each answer is valid under both libraries' models.

A method that is added to the server without its call here fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, TypeAdapter

from bot.emulator.methods import TABLE
from bot.emulator.wire import Call, known_methods
from tests.bot.emulator.clients import TOKEN, Client
from tests.bot.emulator.conftest import DESK, EXPERT, FORUM, SECRETARY, Town, keyboard, picture

pytestmark = pytest.mark.anyio
# Telegram sends them still; the libraries have dropped them.
_OLD_FIELDS = frozenset({"thumb", "all_members_are_administrators"})


@dataclass
class Scene:
    """A client, and what there is to be spoken of: a card, a document, a photo and a topic of the bot's."""

    client: Client
    town: Town
    card: int
    document: dict[str, Any]
    photo: int
    topic: int

    async def call(self, method: str, **given: Any) -> Any:
        return await self.client.call(method, **given)


@pytest.fixture
async def scene(town: Town, client: Client) -> Scene:
    await town.people.start(SECRETARY)
    markup = keyboard(("ب", "b"))
    card = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=markup)
    document = await client.call("send_document", chat_id=DESK, document=client.file("a.txt", b"text"), caption="پیش")
    photo = await client.call("send_photo", chat_id=DESK, photo=client.file("a.png", picture(90, 80)))
    topic = await client.call("create_forum_topic", chat_id=FORUM, name="حکم")
    return Scene(client, town, card["message_id"], document, photo["message_id"], topic["message_thread_id"])


async def _answer(scene: Scene) -> Any:
    await scene.town.people.press(DESK, EXPERT, scene.card, "b", timeout=0)
    query = [u["callback_query"] for u in await scene.call("get_updates") if "callback_query" in u][-1]
    return await scene.call("answer_callback_query", callback_query_id=query["id"], text="انجام شد")


async def _updates(scene: Scene) -> Any:
    await scene.town.people.say(SECRETARY, SECRETARY, "/status")
    return await scene.call("get_updates", limit=100, timeout=0)


async def _unpin(scene: Scene) -> Any:
    await scene.call("pin_chat_message", chat_id=DESK, message_id=scene.card)
    return await scene.call("unpin_chat_message", chat_id=DESK, message_id=scene.card)


async def _reopen(scene: Scene) -> Any:
    await scene.call("close_forum_topic", chat_id=FORUM, message_thread_id=scene.topic)
    return await scene.call("reopen_forum_topic", chat_id=FORUM, message_thread_id=scene.topic)


async def _webhook(scene: Scene) -> Any:
    done = await scene.call("set_webhook", url="http://127.0.0.1:9/hook", secret_token="s")
    await scene.call("delete_webhook")
    return done


async def _album(scene: Scene) -> Any:
    files = [scene.client.media("photo", scene.client.file(f"{n}.png", picture(40, 30))) for n in (1, 2)]
    return await scene.call("send_media_group", chat_id=DESK, media=files)


async def _new_picture(scene: Scene) -> Any:
    media = scene.client.media("photo", scene.client.file("b.png", picture(30, 90)), "نو")
    return await scene.call("edit_message_media", chat_id=DESK, message_id=scene.photo, media=media)


def _simply(method: str, **given: Any) -> Callable[[Scene], Awaitable[Any]]:
    return lambda scene: scene.call(method, **given)


def _of(method: str, given: Callable[[Scene], dict[str, Any]]) -> Callable[[Scene], Awaitable[Any]]:
    return lambda scene: scene.call(method, **given(scene))


COMMANDS = [{"command": "status", "description": "پرونده‌های من"}]
CHAT = {"type": "chat", "chat_id": DESK}
CALLS: dict[str, Callable[[Scene], Awaitable[Any]]] = {
    "getMe": _simply("get_me"),
    "getUpdates": _updates,
    "setWebhook": _webhook,
    "deleteWebhook": _simply("delete_webhook", drop_pending_updates=True),
    "getWebhookInfo": _simply("get_webhook_info"),
    "setMyCommands": lambda s: _with_commands(s, "set_my_commands"),
    "getMyCommands": lambda s: _with_commands(s, "get_my_commands"),
    "deleteMyCommands": lambda s: _with_commands(s, "delete_my_commands"),
    "setChatMenuButton": lambda s: _menu_button(s, "set_chat_menu_button"),
    "getChatMenuButton": lambda s: _menu_button(s, "get_chat_menu_button"),
    "sendChatAction": _simply("send_chat_action", chat_id=DESK, action="upload_document"),
    "getChat": _simply("get_chat", chat_id=FORUM),
    "getChatMember": _simply("get_chat_member", chat_id=DESK, user_id=EXPERT),
    "getChatAdministrators": _simply("get_chat_administrators", chat_id=FORUM),
    "getChatMemberCount": _simply("get_chat_member_count", chat_id=DESK),
    "leaveChat": _simply("leave_chat", chat_id=DESK),
    "pinChatMessage": _of("pin_chat_message", lambda s: {"chat_id": DESK, "message_id": s.card}),
    "unpinChatMessage": _unpin,
    "editMessageText": _of("edit_message_text", lambda s: {"chat_id": DESK, "message_id": s.card, "text": "نو"}),
    "editMessageCaption": _of(
        "edit_message_caption", lambda s: {"chat_id": DESK, "message_id": s.document["message_id"], "caption": "پس"}
    ),
    "editMessageMedia": _new_picture,
    "editMessageReplyMarkup": _of("edit_message_reply_markup", lambda s: {"chat_id": DESK, "message_id": s.card}),
    "deleteMessage": _of("delete_message", lambda s: {"chat_id": DESK, "message_id": s.card}),
    "answerCallbackQuery": _answer,
    "getFile": _of("get_file", lambda s: {"file_id": s.document["document"]["file_id"]}),
    "sendMessage": _simply("send_message", chat_id=SECRETARY, text="<b>سلام</b>", parse_mode="HTML"),
    "sendDocument": lambda s: s.call("send_document", chat_id=DESK, document=s.client.file("page.png", picture(9, 9))),
    "sendPhoto": lambda s: s.call("send_photo", chat_id=DESK, photo=s.client.file("a.png", picture(90, 80))),
    "sendMediaGroup": _album,
    "copyMessage": _of(
        "copy_message", lambda s: {"chat_id": SECRETARY, "from_chat_id": DESK, "message_id": s.document["message_id"]}
    ),
    "forwardMessage": _of(
        "forward_message", lambda s: {"chat_id": SECRETARY, "from_chat_id": DESK, "message_id": s.photo}
    ),
    "createForumTopic": _simply("create_forum_topic", chat_id=FORUM, name="بودجه"),
    "editForumTopic": _of(
        "edit_forum_topic", lambda s: {"chat_id": FORUM, "message_thread_id": s.topic, "name": "حکم‌ها"}
    ),
    "closeForumTopic": _of("close_forum_topic", lambda s: {"chat_id": FORUM, "message_thread_id": s.topic}),
    "reopenForumTopic": _reopen,
    "deleteForumTopic": _of("delete_forum_topic", lambda s: {"chat_id": FORUM, "message_thread_id": s.topic}),
}


async def _with_commands(scene: Scene, method: str) -> Any:
    commands = COMMANDS if scene.client.name == "aiogram" else [("status", "پرونده‌های من")]
    done = await scene.call("set_my_commands", commands=commands, scope=CHAT)
    return done if method == "set_my_commands" else await scene.call(method, scope=CHAT)


async def _menu_button(scene: Scene, method: str) -> Any:
    button = {"type": "commands"}
    done = await scene.call("set_chat_menu_button", chat_id=SECRETARY, menu_button=button)
    return done if method == "set_chat_menu_button" else await scene.call(method, chat_id=SECRETARY)


@pytest.mark.parametrize("method", sorted(TABLE))
async def test_every_methods_answer_is_valid_for_both_libraries_and_has_no_field_beside_the_schema(
    scene: Scene, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: dict[str, Any] = {}
    perform = scene.town.messenger.perform

    async def noting(call: Call) -> Any:
        answers[call.method] = await perform(call)
        return answers[call.method]

    monkeypatch.setattr(scene.town.messenger, "perform", noting)
    await CALLS[method](scene)
    assert _unknown(method, answers[method]) == set()


async def test_a_method_of_the_schema_that_is_not_emulated_is_refused_loudly(town: Town) -> None:
    async with httpx.AsyncClient(base_url=f"{town.url}/bot{TOKEN}/", trust_env=False) as http:
        answer = (await http.post("sendDice", json={"chat_id": DESK})).json()
    assert (answer["error_code"], "does not emulate" in answer["description"]) == (501, True)


def _unknown(method: str, result: Any) -> set[str]:
    """The fields of an answer, however deep, for which aiogram's models have no name."""
    model: type[TelegramMethod[Any]] = known_methods()[method.lower()]
    read = TypeAdapter(model.__returning__).validate_python(result)
    return set(_extras(read)) - _OLD_FIELDS


def _extras(read: Any) -> list[str]:
    if isinstance(read, list):
        return [name for item in read for name in _extras(item)]
    if not isinstance(read, BaseModel):
        return []
    deeper = [getattr(read, name) for name in type(read).model_fields]
    return [*(read.model_extra or {}), *(name for part in deeper for name in _extras(part))]
