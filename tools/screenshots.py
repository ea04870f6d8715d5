"""Photographs the web chat into docs/screens/ while the demo plays its story.

Door: `main` (and `python -m tools.screenshots`). Promise: the pictures are of a real run of `dabir demo`, with
data of its own that is gone afterwards; nothing is written unless the whole story came true. Wants
the machine's Chromium.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
WIDE = {"width": 1760, "height": 1040}
PHONE = {"width": 400, "height": 820}
# A picture is taken when so many chapters of the story have begun.
AT_CHAPTER = {5: "reading.png", 8: "claimed.png", 9: "returned.png"}
_CHAPTER = re.compile(r"^─{3,} .* ─{3,}$")
_ALL_TRUE = re.compile(r"^(\d+) of \1 expectations came true")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
SETTLE_MS = 700


def main() -> int:
    """Plays the demo and writes the pictures; returns 0, or 1 where the story or a picture failed."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("Chromium is not installed. Run: sudo apt-get install chromium\n")
        return 1
    with _demo() as said, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        taken = _photograph(said, browser.new_page(viewport=WIDE))  # type: ignore[arg-type]
        browser.close()
    if len(taken) < len(AT_CHAPTER) + 2:
        sys.stderr.write(
            f"the story did not come true to its end: only {', '.join(taken) or 'nothing'} was photographed\n"
        )
        return 1
    SCREENS.mkdir(parents=True, exist_ok=True)
    for name, picture in taken.items():
        (SCREENS / name).write_bytes(picture)
    return 0


def _photograph(said: Iterator[str], page: Page) -> dict[str, bytes]:
    taken: dict[str, bytes] = {}
    chapters = 0
    for line in said:
        address = _ADDRESS.search(line)
        if address and page.url == "about:blank":
            page.goto(address.group())
        chapters += bool(_CHAPTER.match(line.strip()))
        if chapters in AT_CHAPTER and AT_CHAPTER[chapters] not in taken:
            taken[AT_CHAPTER[chapters]] = _shot(page)
        if _ALL_TRUE.match(line.strip()):
            taken["end.png"] = _shot(page)
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            taken["phone.png"] = _shot(page)
        if "expectations came true" in line:
            break
    return taken


def _shot(page: Page) -> bytes:
    """The page as it stands, in at most 256 colours: a third of the size, and no difference to the eye."""
    page.wait_for_timeout(SETTLE_MS)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "png", optimize=True)
    return out.getvalue()


@contextmanager
def _demo() -> Iterator[Iterator[str]]:
    """The lines that a demo prints, as it prints them; it is stopped when the block is left."""
    with tempfile.TemporaryDirectory(prefix="dabir-screens-") as folder:
        # The demo keeps its data below the folder that it is started in.
        running = subprocess.Popen(
            [ROOT / ".venv" / "bin" / "dabir", "demo", "--port", "8300"],
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            assert running.stdout is not None
            yield iter(running.stdout)
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


if __name__ == "__main__":
    sys.exit(main())
