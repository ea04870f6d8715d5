"""The Bot API as bare HTTP: envelopes, encodings, names."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.emulator.methods import TABLE
from bot.emulator.wire import known_methods
from tests.bot.emulator.clients import TOKEN
from tests.bot.emulator.conftest import DESK, Town

pytestmark = pytest.mark.anyio
NEEDED = {
    *("getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "getFile", "answerCallbackQuery"),
    *("sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup", "copyMessage", "forwardMessage", "sendChatAction"),
    *("editMessageText", "editMessageCaption", "editMessageReplyMarkup", "deleteMessage", "pinChatMessage"),
    *("unpinChatMessage", "createForumTopic", "editForumTopic", "closeForumTopic", "reopenForumTopic", "getChat"),
    *("getChatMember", "getChatAdministrators", "setMyCommands", "deleteMyCommands", "getMyCommands"),
    "setChatMenuButton",
}


@pytest.fixture
async def http(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{town.url}/bot{TOKEN}/", trust_env=False) as made:
        yield made


def test_every_method_the_project_needs_is_carried_out() -> None:
    assert TABLE.keys() >= NEEDED
    assert {name.lower() for name in TABLE} <= known_methods().keys()


async def test_all_encodings_mean_the_same(http: httpx.AsyncClient) -> None:
    markup = {"inline_keyboard": [[{"text": "ب", "callback_data": "b"}]]}
    given = {"chat_id": DESK, "text": "{سلام}", "disable_notification": True, "reply_markup": markup}
    flat = {"chat_id": str(DESK), "text": "{سلام}", "disable_notification": "true", "reply_markup": json.dumps(markup)}
    answers = [
        await http.post("sendMessage", json=given),
        await http.post("sendMessage", json=flat),
        await http.post("sendMessage", data=flat),
        await http.post("SENDMESSAGE", files={key: (None, value) for key, value in flat.items()}),
        await http.get("sendmessage", params=flat),
    ]
    results = [answer.json()["result"] for answer in answers]
    assert [(r["text"], r["reply_markup"]) for r in results] == [("{سلام}", markup)] * 5


async def test_a_file_may_come_under_its_own_name_or_attached(http: httpx.AsyncClient) -> None:
    direct = await http.post("sendDocument", data={"chat_id": DESK}, files={"document": ("a.txt", b"1")})
    attached = await http.post(
        "sendDocument", data={"chat_id": DESK, "document": "attach://here"}, files={"here": ("b.txt", b"2")}
    )
    assert [a.json()["result"]["document"]["file_name"] for a in (direct, attached)] == ["a.txt", "b.txt"]
    missing = await http.post("sendDocument", data={"chat_id": DESK, "document": "attach://there"})
    assert missing.json()["description"] == "Bad Request: file attached to the request was not found"


@pytest.mark.parametrize(
    ("method", "given", "code", "says"),
    [
        ("sendLetter", {}, 404, "Not Found: method not found"),
        ("sendDice", {"chat_id": 1}, 501, "Not Implemented: the local server does not emulate sendDice"),
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": DESK}, 400, "Bad Request: message text is empty"),
        (
            "sendMessage",
            {"chat_id": DESK, "text": "x", "reply_markup": "{"},
            400,
            "Bad Request: can't parse reply_markup JSON",
        ),
        (
            "sendMessage",
            {"chat_id": DESK, "text": "x", "txt": "y"},
            400,
            'Bad Request: parameter "txt" is unknown to sendMessage',
        ),
        (
            "sendMessage",
            {"chat_id": DESK, "text": "x", "parse_mode": "bbcode"},
            400,
            "Bad Request: unsupported parse_mode",
        ),
        ("editMessageText", {"chat_id": DESK, "text": "x"}, 400, "Bad Request: message identifier is not specified"),
    ],
)
async def test_refusals_are_told_in_an_envelope(
    http: httpx.AsyncClient, method: str, given: dict[str, object], code: int, says: str
) -> None:
    answer = await http.post(method, json=given)
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": says}


async def test_too_many_requests_carry_the_seconds_to_wait(town: Town, http: httpx.AsyncClient) -> None:
    await town.people.faults([{"kind": "retry_after", "seconds": 5}])
    answer = await http.post("sendMessage", json={"chat_id": DESK, "text": "x"})
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 5",
        "parameters": {"retry_after": 5},
    }


async def test_a_wrong_token_opens_nothing(town: Town) -> None:
    async with httpx.AsyncClient(base_url=town.url, trust_env=False) as http:
        assert (await http.post("/bot1:wrong/getMe")).status_code == 401
        assert (await http.get("/file/bot1:wrong/documents/file_0.pdf")).status_code == 401
