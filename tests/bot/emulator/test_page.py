"""The web chat in a real browser: what people see and click."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.emulator.app import create_app
from bot.emulator.control import Control
from bot.emulator.serving import running
from tests.bot.emulator.clients import TOKEN, Client, client_of
from tests.bot.emulator.conftest import DESK, EXPERT, SECOND_EXPERT, SECRETARY, Town, keyboard, picture, refused, settle

pytestmark = pytest.mark.anyio
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
STATIC = Path(__file__).parents[3] / "bot" / "emulator" / "static"
PANES = [
    {"key": "secretary", "title": "دبیر شورا", "chat_id": SECRETARY, "people": [SECRETARY]},
    {"key": "desk", "title": "میز شوراها", "chat_id": DESK, "people": [EXPERT, SECOND_EXPERT]},
]


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Town, Client]]:
    samples = tmp_path_factory.mktemp("samples")
    (samples / "minutes.png").write_bytes(picture(90, 120))
    app = create_app(None, token=TOKEN, samples=samples)
    async with running(app) as url, Control(url) as people, client_of("aiogram", url) as bot:
        yield Town(url, people, app.state.messenger), bot


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        await made.close()


@pytest.fixture
async def page(stage: tuple[Town, Client], browser: Browser) -> AsyncIterator[Page]:
    """The open chat. Afterwards: nothing came from elsewhere, and the script complained of nothing."""
    town, _ = stage
    await town.people.reset()
    await settle(town.people)
    await town.people.set_panes(PANES)
    made = await browser.new_page(viewport={"width": 1300, "height": 800}, locale="fa-IR")
    complaints: list[str] = []
    hosts: set[str] = set()
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    made.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    await made.goto(town.url)
    await expect(made.locator(".pane")).to_have_count(2)
    yield made
    await made.close()
    assert complaints == []
    assert hosts <= {urlsplit(town.url).netloc, ""}


async def answering(bot: Client, text: str, *, alert: bool) -> None:
    """The bot's part: wait for one press and answer it."""
    while True:
        updates = await bot.call("get_updates", timeout=5)
        await bot.call("get_updates", offset=updates[-1]["update_id"] + 1)
        if query := next((u["callback_query"] for u in updates if "callback_query" in u), None):
            break
    await bot.call("answer_callback_query", callback_query_id=query["id"], text=text, show_alert=alert)


async def test_starting_writing_and_reading(stage: tuple[Town, Client], page: Page) -> None:
    _, bot = stage
    pane = page.locator(".pane[data-key=secretary]")
    await pane.locator(".start button").click()
    await expect(pane.locator(".row.mine")).to_contain_text("/start")
    await pane.locator("textarea").fill("حکم شهردار")
    await pane.locator("textarea").press("Enter")
    await expect(pane.locator(".row.mine").last).to_contain_text("حکم شهردار")
    await bot.call(
        "send_message",
        chat_id=SECRETARY,
        text="<b>مدارک</b>\n<a href='https://example.org'>قانون</a>",
        parse_mode="HTML",
    )
    await expect(pane.locator(".row.theirs b")).to_have_text("مدارک")
    await expect(pane.locator(".row.theirs a")).to_have_attribute("rel", "noopener noreferrer")


async def test_what_people_write_is_never_taken_for_markup(stage: tuple[Town, Client], page: Page) -> None:
    town, _ = stage
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await town.people.say(DESK, EXPERT, hostile)
    shown = page.locator(".pane[data-key=desk] .text")
    await expect(shown).to_have_text(hostile)
    assert await shown.locator("img, script").count() == 0


async def test_a_press_by_the_chosen_person_shows_toast_and_alert(stage: tuple[Town, Client], page: Page) -> None:
    town, bot = stage
    await bot.call("send_message", chat_id=DESK, text="پرونده", reply_markup=keyboard(("برمی‌دارم", "claim")))
    pane = page.locator(".pane[data-key=desk]")
    work = asyncio.create_task(answering(bot, "برداشته شد", alert=False))
    await pane.get_by_role("button", name="برمی‌دارم").click()
    await expect(pane.locator(".toast")).to_have_text("برداشته شد")
    await work
    await pane.locator(f"[data-person='{SECOND_EXPERT}']").click()
    work = asyncio.create_task(answering(bot, "پیش از شما برداشته شد", alert=True))
    await pane.get_by_role("button", name="برمی‌دارم").click()
    await expect(pane.locator(".alert")).to_contain_text("پیش از شما")
    await work
    await pane.locator(".alert button").click()
    await expect(pane.locator(".alert")).to_be_hidden()
    pressers = [press.person_id for press in town.messenger.presses.values()]
    assert pressers == [EXPERT, SECOND_EXPERT]


async def test_an_edit_replaces_the_message_and_is_marked(stage: tuple[Town, Client], page: Page) -> None:
    _, bot = stage
    sent = await bot.call("send_message", chat_id=DESK, text="می‌خوانم\n▰▰▱▱▱▱▱▱▱▱")
    bar = page.locator(".pane[data-key=desk] progress")
    await expect(bar).to_have_js_property("value", 2)
    await bot.call("edit_message_text", chat_id=DESK, message_id=sent["message_id"], text="می‌خوانم\n▰▰▰▰▰▰▰▱▱▱")
    await expect(bar).to_have_js_property("value", 7)
    await expect(page.locator(".pane[data-key=desk] .row.changed")).to_have_count(1)


async def test_the_bar_runs_while_the_bot_is_busy(stage: tuple[Town, Client], page: Page) -> None:
    _, bot = stage
    bar = page.locator(".pane[data-key=desk] .busy")
    await bot.call("send_chat_action", chat_id=DESK, action="upload_document")
    await expect(bar).to_be_visible()
    await bot.call("send_message", chat_id=DESK, text="آماده است")
    await expect(bar).to_be_hidden()


async def test_files_go_by_button_by_dropping_and_from_the_samples(stage: tuple[Town, Client], page: Page) -> None:
    town, _ = stage
    await town.people.start(SECRETARY)
    pane = page.locator(".pane[data-key=secretary]")
    two = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture(80, 90)} for n in (1, 2)]
    await pane.locator("input[type=file]").set_input_files(two)  # type: ignore[arg-type]
    await expect(pane.locator(".chip")).to_have_count(2)
    await pane.locator("textarea").fill("دو برگ")
    await pane.locator(".send").click()
    await expect(pane.locator(".row .document")).to_have_count(2)
    drop = "() => { const held = new DataTransfer(); held.items.add(new File(['x'], 'note.txt')); return held; }"
    await pane.dispatch_event("drop", {"dataTransfer": await page.evaluate_handle(drop)})
    await pane.locator(".send").click()
    await expect(pane.locator(".row .document")).to_have_count(3)
    await pane.locator("button.sample").click()
    await pane.locator(".sample-send").click()
    await expect(pane.locator(".row .document")).to_have_count(4)
    said = [s.message for s in await town.people.messages(SECRETARY) if "document" in s.message]
    assert said[0]["media_group_id"] == said[1]["media_group_id"]
    assert [m["document"]["file_name"] for m in said[2:]] == ["note.txt", "minutes.png"]
    await pane.locator(".row .document").last.click()
    await expect(page.locator("#preview img")).to_be_visible()


async def test_the_contact_button_shares_the_persons_own_number(stage: tuple[Town, Client], page: Page) -> None:
    town, bot = stage
    await town.people.start(SECRETARY)
    markup = {"keyboard": [[{"text": "شمارهٔ من", "request_contact": True}]], "one_time_keyboard": True}
    await bot.call("send_message", chat_id=SECRETARY, text="شماره؟", reply_markup=markup)
    pane = page.locator(".pane[data-key=secretary]")
    await pane.get_by_role("button", name="شمارهٔ من").click()
    await expect(pane.locator(".contact")).to_contain_text("+989000000001")
    await expect(pane.locator(".keyboard")).to_be_hidden()


async def test_many_people_are_in_a_menu_that_counts_what_they_missed(stage: tuple[Town, Client], page: Page) -> None:
    town, bot = stage
    clerks = [*range(301, 305)]
    for clerk in clerks:
        await town.people.add_user(clerk, f"کارشناس {clerk}")
    await town.people.start(303)
    await town.people.set_panes([{"key": "clerks", "title": "شهرداری", "chat_id": None, "people": clerks}])
    pane = page.locator(".pane[data-key=clerks]")
    await expect(pane.locator(".person.chosen")).to_contain_text("301")
    await bot.call("send_message", chat_id=303, text="خبر تازه")
    await expect(pane.locator(".person.chosen .badge")).to_have_text("۱")
    await pane.locator(".person.chosen").click()
    await pane.locator("[data-person='303']").click()
    await expect(pane.locator(".row.theirs")).to_contain_text("خبر تازه")
    await expect(pane.locator(".badge")).to_have_count(0)


async def test_a_phone_shows_one_pane_with_tabs(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await expect(page.locator(".pane:visible")).to_have_count(1)
    await page.locator("#tabs button").nth(1).click()
    await expect(page.locator(".pane:visible h2")).to_have_text("میز شوراها")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_the_page_speaks_persian_from_its_template_alone(page: Page) -> None:
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    assert await page.evaluate("document.fonts.ready.then(() => document.fonts.check('14px Vazirmatn', 'دبیر'))")
    for piece in STATIC.iterdir():
        assert not re.search("[\u0600-\u06ff]", piece.read_text(encoding="utf-8")), piece.name


async def test_a_menu_is_closed_by_a_click_elsewhere_and_by_escape(stage: tuple[Town, Client], page: Page) -> None:
    menu = page.locator("#clock-menu")
    for close in (lambda: page.locator(".top h1").click(), lambda: page.keyboard.press("Escape")):
        await page.locator("#clock-button").click()
        await expect(menu).to_be_visible()
        await close()
        await expect(menu).to_be_hidden()


async def test_a_failure_can_be_ordered_by_a_click_and_is_seen_to_run_out(
    stage: tuple[Town, Client], page: Page
) -> None:
    town, bot = stage
    await town.people.start(SECRETARY)
    left = page.locator("#faults-left")
    await expect(left).to_be_hidden()
    await page.locator("#faults-button").click()
    await page.locator("#faults-menu button[data-fault=error]").click()
    await expect(left).to_have_text("۳")
    for shown in ("۲", "۱"):
        await refused(bot.call("send_message", chat_id=SECRETARY, text="سلام"))
        await expect(left).to_have_text(shown)
    await refused(bot.call("send_message", chat_id=SECRETARY, text="سلام"))
    await expect(left).to_be_hidden()
    assert (await bot.call("send_message", chat_id=SECRETARY, text="سلام"))["text"] == "سلام"


async def test_ordered_failures_can_be_taken_back(stage: tuple[Town, Client], page: Page) -> None:
    town, _ = stage
    await town.people.faults([{"kind": "retry_after", "times": 3}])
    await expect(page.locator("#faults-left")).to_have_text("۳")
    await page.locator("#faults-button").click()
    await page.locator("#faults-menu button").last.click()
    await expect(page.locator("#faults-left")).to_be_hidden()
    assert (await town.people.state())["faults"] == 0
