"""A paper's contents as a page: HTML by its template, a PDF by one of three producers, the words as they stand there.

Door: `html`, `typed`, `pdf`, `word`, `told`, `producers`, `paper_environment`. Promise: the same contents give the same words
whoever draws them. Not here: what is said (texts), how sheets age (sheets).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, sync_playwright

from nlp import wording
from tools import make_samples
from tools.make_papers.text_document import text_document

SOURCES = make_samples.SOURCES / "papers"
_HOUSE_FONTS = make_samples.SAMPLES.parent / "templates" / "fonts"
_OFFICE_SECONDS = 90
_BLOCKS = frozenset({"p", "div", "td", "th", "tr", "br", "hr", "table", "li", "body"})
_DIGITS = {
    "arabic": {0x6F0 + digit: 0x660 + digit for digit in range(10)},
    "latin": {0x6F0 + digit: 0x30 + digit for digit in range(10)},
}
_LETTERS = {"arabic": {0x6CC: 0x64A, 0x6A9: 0x643}}
# The prefix of verbs and its half-space.
_VERB = re.compile("(?<![^\\W\\d_])(\u0645\u06cc)\u200c")
_UNTOLD = frozenset({"style", "title", "svg", "head"})


def html(layout: str, content: dict[str, Any], fonts: dict[str, Any]) -> str:
    """The page of this layout."""
    return (
        paper_environment()
        .get_template(f"{layout}.html")
        .render(c=content, fonts=fonts, heading=content.get("heading", layout), house_fonts=_HOUSE_FONTS.as_uri())
    )


@cache
def paper_environment() -> Environment:
    """The templates of papers."""
    env = Environment(
        loader=FileSystemLoader([SOURCES, make_samples.SOURCES]), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    env.filters.update(wording.environment("letters").filters)
    env.globals["squiggle"] = make_samples.squiggle
    return env


def typed(page: str, habit: Mapping[str, str]) -> str:
    """The page as a typist of this habit leaves it: other digits, other letters, half-spaces left out or closed up."""
    parts, silent = re.split("(<[^>]*>)", page), False
    for at, part in enumerate(parts):
        if at % 2:
            silent = part.startswith(("<style", "<title")) or (silent and not part.startswith(("</style", "</title")))
        elif not silent:
            parts[at] = _as_typed(part, habit)
    return "".join(parts)


def _as_typed(text: str, habit: Mapping[str, str]) -> str:
    if habit.get("joiners") == "space":
        text = text.replace("\u200c", " ")
    if habit.get("joiners") == "joined":
        text = _VERB.sub(r"\1", text)
    return text.translate(_DIGITS.get(habit.get("digits", ""), {}) | _LETTERS.get(habit.get("letters", ""), {}))


def pdf(page: str, producer: str) -> bytes:
    """The page drawn by this producer."""
    return PRODUCERS[producer](page)


def word(page: str) -> bytes:
    """The page as a Word file, by LibreOffice."""
    return _saved_by_libreoffice(page, "docx")


def producers() -> list[str]:
    """Those that this machine has."""
    return [name for name in PRODUCERS if name != "libreoffice" or shutil.which("soffice")]


def _by_chromium(page: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        tab = _browser().new_page()
        tab.goto(file.as_uri())
        drawn: bytes = tab.pdf(prefer_css_page_size=True, print_background=True)
        tab.close()
    return drawn


@cache
def _browser() -> Browser:
    """One browser a process; it ends with the process."""
    return sync_playwright().start().chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


def _by_weasyprint(page: str) -> bytes:
    drawn: bytes = weasyprint.HTML(string=page, base_url=f"{SOURCES}/").write_pdf()
    return drawn


def _by_libreoffice(page: str) -> bytes:
    return _saved_by_libreoffice(page, "pdf:writer_pdf_Export")


def _saved_by_libreoffice(page: str, kind: str) -> bytes:
    """The page, typed as a text document, in another kind of file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.fodt"
        file.write_text(text_document(page), encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation={Path(folder).as_uri()}/profile", "--headless"]
        command += ["--convert-to", kind, "--outdir", folder, str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=_OFFICE_SECONDS)
        return file.with_suffix(f".{kind.partition(':')[0]}").read_bytes()


PRODUCERS: dict[str, Callable[[str], bytes]] = {
    "chromium": _by_chromium,
    "weasyprint": _by_weasyprint,
    "libreoffice": _by_libreoffice,
}


class _Told(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._silent: list[str] = []
        self._stamp = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNTOLD:
            self._silent.append(tag)
        if tag in _BLOCKS:
            self.blocks.append("")
        if tag == "div" and (self._stamp or dict(attrs).get("class") == "stamp"):
            self._stamp += 1

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        if tag in _BLOCKS:
            self.blocks.append("")
        if tag == "div" and self._stamp:
            self._stamp -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._stamp:
            self.blocks[-1] += data


def told(page: str) -> str:
    """The words of the page, a line for each paragraph and cell; those of stamps are left out."""
    parser = _Told()
    parser.feed(page)
    lines = (" ".join(block.split()) for block in parser.blocks)
    return "\n".join(line for line in lines if line)
