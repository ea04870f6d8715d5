"""The server stops and starts again: nothing that mattered is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.emulator.app import create_app
from bot.emulator.control import Control, ControlError
from bot.emulator.serving import running
from tests.bot.emulator.clients import TOKEN, client_of
from tests.bot.emulator.conftest import DESK, EXPERT, SECRETARY, keyboard, settle

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", ["aiogram", "python-telegram-bot"])
async def test_messages_files_updates_and_presses_survive(tmp_path: Path, name: str) -> None:
    state = tmp_path / "state.sqlite"
    async with running(create_app(state, token=TOKEN)) as url, Control(url) as people, client_of(name, url) as client:
        await settle(people)
        await client.call("get_updates", offset=-1)
        sent = await client.call("send_document", chat_id=DESK, document=client.file("a.txt", b"text"))
        card = await client.call("send_message", chat_id=DESK, text="کارت", reply_markup=keyboard(("ب", "b")))
        await people.say(SECRETARY, SECRETARY, "پیش از خاموشی")
        await people.press(DESK, EXPERT, card["message_id"], "b", timeout=0)
        await people.advance_clock(60)
        before = await client.call("get_updates")
    async with running(create_app(state, token=TOKEN)) as url, Control(url) as people, client_of(name, url) as client:
        assert await client.call("get_updates") == before
        query = before[-1]["callback_query"]
        assert await client.call("answer_callback_query", callback_query_id=query["id"]) is True
        assert await client.download(sent["document"]["file_id"]) == b"text"
        assert (await client.call("edit_message_text", chat_id=DESK, message_id=card["message_id"], text="نو"))[
            "text"
        ] == "نو"
        later = await people.say(SECRETARY, SECRETARY, "پس از آن")
        assert later.message_id > max(said.message_id for said in (await people.messages(SECRETARY))[:-1])
        assert (await people.state())["ahead"] == 60


async def test_a_reset_forgets_everybody_but_never_repeats_an_update_id(tmp_path: Path) -> None:
    app = create_app(tmp_path / "state.sqlite", token=TOKEN)
    async with running(app) as url, Control(url) as people, client_of("aiogram", url) as client:
        await settle(people)
        await people.say(SECRETARY, SECRETARY, "سلام")
        last = (await client.call("get_updates"))[-1]["update_id"]
        await people.reset()
        with pytest.raises(ControlError, match="no person"):
            await people.say(SECRETARY, SECRETARY, "سلام")
        await settle(people)
        assert (await client.call("get_updates"))[0]["update_id"] > last
