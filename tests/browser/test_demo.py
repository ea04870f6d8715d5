"""The whole demo by clicking: every person of the story sits at the web chat, in a real browser, with the real bot."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from demo import show, tour, town
from demo.stage import Stage
from tests.browser.clicking import Clicking

pytestmark = pytest.mark.anyio
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
TOKEN = "4242:" + "A" * 35


async def test_the_story_comes_true_by_clicking(tmp_path: Path) -> None:
    """Guide, upload, correction, sending, return, mending, approval, notices; and a dispute before its board."""
    pictures = Path(os.environ.get("PICTURES", tmp_path))
    async with async_playwright() as playwright, show.stand(tmp_path, TOKEN, port=0) as (program, control, url):
        settled = await town.settle(program, control, town.read())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        people = {town.STRANGER, *settled.leading, *settled.members}
        async with Clicking(url, browser, people) as clicking:
            stage = Stage(clicking, settled.names, lambda line: None)
            await tour.play(stage, settled, program)
            for name in ("secretary", "councillor", "head"):
                await clicking.photograph(getattr(settled, name), pictures / f"{name}.png")
        await browser.close()
    unmet = [
        f"{known.chapter}: {known.what} (instead: {known.instead})" for known in stage.expectations if not known.true
    ]
    assert unmet == []
    assert clicking.complaints == []
    assert clicking.clicked > 80
    # Old cards that have been edited since, and a forged button: nobody could click these.
    assert len(clicking.past_the_page) <= 4, clicking.past_the_page
