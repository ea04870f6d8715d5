"""The control side: what people cannot do, what other sites cannot do, what one can wait for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pypdfium2
import pytest

from bot.emulator.app import create_app
from bot.emulator.control import Control, ControlError
from bot.emulator.serving import running
from tests.bot.emulator.clients import TOKEN, Client
from tests.bot.emulator.conftest import DESK, EXPERT, SECRETARY, STRANGER, Town, picture, settle

pytestmark = pytest.mark.anyio


@pytest.fixture
async def http(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=town.url, trust_env=False) as made:
        yield made


async def test_nobody_speaks_where_they_are_not(town: Town) -> None:
    with pytest.raises(ControlError, match="not in chat"):
        await town.people.say(DESK, SECRETARY, "سلام")
    with pytest.raises(ControlError, match="no person"):
        await town.people.say(DESK, STRANGER, "سلام")
    with pytest.raises(ControlError, match="no chat"):
        await town.people.say(-5, EXPERT, "سلام")


async def test_nobody_presses_a_button_that_is_gone(town: Town) -> None:
    with pytest.raises(ControlError, match="دیگر نیست"):
        await town.people.press(DESK, EXPERT, 99, "ok")


@pytest.mark.parametrize("text", ["", "ب" * 4097])
async def test_whoever_writes_too_much_or_nothing_is_told_in_persian(town: Town, text: str) -> None:
    with pytest.raises(ControlError, match="۴۰۹۶ نویسه") as told:
        await town.people.say(SECRETARY, SECRETARY, text)
    assert "characters" not in str(told.value)


async def test_a_deep_link_carries_only_what_telegram_allows(town: Town) -> None:
    with pytest.raises(ControlError, match="deep link"):
        await town.people.start(SECRETARY, "a b")


@pytest.mark.parametrize("forum_id", [-77, 77])
async def test_a_forum_has_the_id_of_a_supergroup(town: Town, forum_id: int) -> None:
    with pytest.raises(ControlError, match="below"):
        await town.people.add_group(forum_id, "میز", [EXPERT], forum=True)


async def test_waiting_ends_with_the_message_that_fits_even_by_an_edit(town: Town) -> None:
    await town.people.start(SECRETARY)

    async def work(bot: httpx.AsyncClient) -> None:
        sent = (await bot.post("sendMessage", json={"chat_id": SECRETARY, "text": "در حال خواندن"})).json()["result"]
        await asyncio.sleep(0.05)
        done = {"chat_id": SECRETARY, "message_id": sent["message_id"], "text": "خوانده شد"}
        await bot.post("editMessageText", json=done)

    async with httpx.AsyncClient(base_url=f"{town.url}/bot{TOKEN}/", trust_env=False) as bot:
        _, read = await asyncio.gather(work(bot), town.people.wait_message(SECRETARY, "خوانده شد"))
    assert (read.text, read.edited) == ("خوانده شد", True)


async def test_waiting_in_vain_says_what_was_there_instead(town: Town, client: Client) -> None:
    await client.call("send_message", chat_id=DESK, text="چیز دیگر")
    with pytest.raises(TimeoutError, match="چیز دیگر"):
        await town.people.wait_message(DESK, "حکم", timeout=0.2)


async def test_events_are_told_as_they_happen(town: Town, client: Client) -> None:
    seen: list[str] = []
    async for event in town.people.events():
        seen.append(event["kind"])
        if event["kind"] == "hello":
            await client.call("send_chat_action", chat_id=DESK, action="typing")
            await client.call("send_message", chat_id=DESK, text="سلام")
        if event["kind"] == "call" and event["method"] == "sendMessage":
            break
    assert seen == ["hello", "action", "call", "message", "call"]


async def test_other_sites_and_foreign_host_names_are_refused(http: httpx.AsyncClient, town: Town) -> None:
    body = {"chat_id": SECRETARY, "from_id": SECRETARY, "text": "سلام"}
    assert (await http.post("/control/say", json=body, headers={"Origin": "https://example.org"})).status_code == 403
    assert (await http.post("/control/say", json=body, headers={"Origin": town.url})).status_code == 200
    assert (await http.get("/", headers={"Host": "rebound.example.org"})).status_code == 400


async def test_what_a_browser_could_run_is_only_downloaded(http: httpx.AsyncClient, town: Town) -> None:
    [said] = await town.people.upload(SECRETARY, SECRETARY, ("page.html", b"<script>alert(1)</script>"))
    answer = await http.get(f"/control/files/{said.message['document']['file_id']}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_pages_of_a_pdf_are_shown_as_pictures(http: httpx.AsyncClient, town: Town, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(200, 300)
    document.save(tmp_path / "two.pdf")
    [good] = await town.people.upload(SECRETARY, SECRETARY, tmp_path / "two.pdf")
    [bad] = await town.people.upload(SECRETARY, SECRETARY, ("bad.pdf", b"%PDF-1.7 broken"))
    path = f"/control/files/{good.message['document']['file_id']}/pages"
    assert (await http.get(path)).json() == {"pages": 2}
    assert (await http.get(f"{path}/2.jpg")).content.startswith(b"\xff\xd8")
    assert (await http.get(f"{path}/3.jpg")).status_code == 204
    assert (await http.get(f"/control/files/{bad.message['document']['file_id']}/pages")).json() == {"pages": 0}


async def test_samples_are_listed_with_their_titles_and_nothing_else_can_be_reached(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    (samples / "mayor").mkdir(parents=True)
    (samples / "mayor" / "minutes.png").write_bytes(picture(90, 120))
    truth = {"title": "صورت‌جلسه", "document_type": "council-minutes"}
    (samples / "mayor" / "minutes.truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (tmp_path / "secret.png").write_bytes(picture(9, 9))
    app = create_app(None, token=TOKEN, samples=samples)
    async with running(app) as url, Control(url) as people, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        await settle(people)
        [listed] = (await http.get("/control/samples")).json()
        assert (listed["name"], listed["title"], listed["mime"]) == ("mayor/minutes.png", "صورت‌جلسه", "image/png")
        form = {"chat_id": SECRETARY, "from_id": SECRETARY}
        [sent] = (await http.post("/control/upload", data={**form, "sample": "mayor/minutes.png"})).json()
        assert sent["message"]["document"]["file_name"] == "minutes.png"
        for name in ("../secret.png", "mayor/minutes.truth.json", "/etc/hostname"):
            assert (await http.post("/control/upload", data={**form, "sample": name})).status_code == 404
            assert (await http.get("/control/samples/picture", params={"name": name})).status_code == 404
