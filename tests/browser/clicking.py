"""The hands of people at the web chat: everything that is done is done by clicking and typing in a real browser.

Door: `Clicking`, in the place of `bot.emulator.control.Control`. Each of the story's people has a window of their own. What
nobody could click, because no such button is on the screen any more or ever was, goes the old way and is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page

from bot.emulator.control import Answer, Control, File, Json, Said

WINDOW = {"width": 1500, "height": 950}
PATIENCE_MS = 90_000


class Clicking(Control):
    """Speaks, sends and presses through the page at `url` for `people`; waits, looks, and acts for others as its parent.

    `past_the_page`: the presses that were not clicks.
    """

    def __init__(self, url: str, browser: Browser, people: Collection[int]) -> None:
        super().__init__(url)
        self.url = url
        self.people = people
        self.complaints: list[str] = []
        self.clicked = 0
        self.past_the_page: list[str] = []
        self._browser = browser
        self._windows: dict[int, _Window] = {}

    async def start(self, user_id: int, payload: str = "") -> Said:
        """Presses «start»; who has been invited shares the own number, as an invitation's link cannot be clicked here."""
        if user_id not in self.people:
            return await super().start(user_id, payload)
        window = await self._window(user_id)
        pane = await window.pane(user_id)
        said = await window.asking("start", pane.locator(".start button").click)
        if payload:
            contact = pane.locator(".keyboard .key").first
            await contact.wait_for(timeout=PATIENCE_MS)
            said = await window.asking("contact", contact.click)
        self.clicked += 1
        return Said(**said)

    async def say(
        self, chat_id: int, from_id: int, text: str, *, reply_to: int | None = None, thread_id: int | None = None
    ) -> Said:
        """Types into the person's pane, after the reply arrow of the message that is answered."""
        window = await self._window(from_id)
        pane = await window.pane(chat_id)
        if reply_to is not None:
            await pane.locator(f'[data-id="{reply_to}"] .reply').click(force=True)
        await pane.locator("textarea").fill(text)
        self.clicked += 1
        return Said(**await window.asking("say", lambda: pane.locator("textarea").press("Enter")))

    async def upload(
        self,
        chat_id: int,
        from_id: int,
        files: File | Sequence[File],
        caption: str | None = None,
        as_photo: bool = False,
        *,
        hd: bool = False,
        thread_id: int | None = None,
    ) -> list[Said]:
        """Chooses files by the pane's own button, and sends them."""
        window = await self._window(from_id)
        pane = await window.pane(chat_id)
        paths = [files] if isinstance(files, Path) else [file for file in files if isinstance(file, Path)]
        await pane.locator("input[type=file]").set_input_files(paths)
        if as_photo:
            await pane.locator(".tray-photo").check()
        self.clicked += 1
        return [Said(**entry) for entry in await window.asking("upload", pane.locator(".send").click)]

    async def press(
        self,
        chat_id: int,
        from_id: int,
        message_id: int,
        callback_data: str,
        *,
        timeout: float = 15.0,  # noqa: ASYNC109
    ) -> Answer:
        """Clicks the button of the message and closes what it opens."""
        place = await self._place(chat_id, message_id, callback_data)
        if place is None:
            self.past_the_page.append(callback_data)
            return await super().press(chat_id, from_id, message_id, callback_data, timeout=timeout)
        window = await self._window(from_id)
        pane = await window.pane(chat_id)
        button = pane.locator(f'[data-id="{message_id}"] .inline button').nth(place)
        answer = Answer(**await window.asking("press", button.click))
        if answer.show_alert:
            await pane.locator(".alert button").click()
        self.clicked += 1
        return answer

    async def photograph(self, person: int, file: Path) -> None:
        """The person's window as it stands."""
        await (await self._window(person)).page.screenshot(path=file)

    async def _place(self, chat_id: int, message_id: int, callback_data: str) -> int | None:
        """The how many-th button of its message this is, as it stands now."""
        for said in await self.messages(chat_id):
            if said.message_id == message_id and not said.deleted:
                data = [known for _, known in said.buttons]
                return data.index(callback_data) if callback_data in data else None
        return None

    async def _window(self, person: int) -> _Window:
        if person not in self._windows:
            page = await self._browser.new_page(viewport=WINDOW, locale="fa-IR")  # type: ignore[arg-type]
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            await page.goto(self.url)
            await page.locator(".pane").first.wait_for()
            panes = [dict(known) for known in (await self.state())["panes"]]
            self._windows[person] = _Window(page, person, panes)
        return self._windows[person]


class _Window:
    """One person's browser window; one thing is done in it at a time."""

    def __init__(self, page: Page, person: int, panes: list[Json]) -> None:
        self.page = page
        self._person = person
        self._panes = panes
        self._busy = asyncio.Lock()

    async def pane(self, chat_id: int) -> Locator:
        """The pane that shows the chat, with the person chosen as the one who speaks."""
        private = chat_id == self._person
        given = next(
            known
            for known in self._panes
            if self._person in known["people"]
            and (known["chat_id"] is None if private else known["chat_id"] == chat_id)
        )
        found = self.page.locator(f".pane[data-key={given['key']}]")
        mine = found.locator(f".person[data-person='{self._person}']")
        if await found.locator(".person.chosen").count() and not await mine.is_visible():
            await found.locator(".person.chosen").click()
        if await mine.get_attribute("aria-pressed") == "false":
            await mine.click()
        elif await found.locator(".person.chosen").count():
            await found.locator(".person.chosen").click()
        return found

    async def asking(self, act: str, click: Any) -> Any:
        """What the server said to the click."""
        async with self._busy, self.page.expect_response(f"**/control/{act}", timeout=PATIENCE_MS) as asked:
            await click()
        answer = await asked.value
        assert answer.ok, await answer.text()
        return await answer.json()
