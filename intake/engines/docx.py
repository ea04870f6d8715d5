"""A Word file → its text, page by page as far as its own page breaks tell.

Door: `read`. Promise: nothing is unpacked beyond its limit, no entity and no outside reference is followed; a table
row is one line with tabs. Not here: places on the page, which a Word file does not have (boxes cover the whole page).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml import ElementTree as Tree

from intake.layout import Box, Line, Page, Word
from intake.problems import FileProblem

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
EVERYWHERE: Box = (0.0, 0.0, 1.0, 1.0)
_BREAK = "\f"
# More than two hundred full pages.
MAX_LETTERS = 500_000


def read(path: Path, max_unpacked: int) -> list[Page]:
    """The pages of the document at `path`. Raises FileProblem for a broken file or one that unpacks beyond
    `max_unpacked`.
    """
    try:
        body = Tree.fromstring(_unpacked(path, max_unpacked), forbid_dtd=True).find(f"{_W}body")
        text = "\n".join(_blocks(body)) if body is not None else ""
    except (zipfile.BadZipFile, zlib.error, KeyError, ParseError, DefusedXmlException, OSError, RuntimeError) as error:
        # Among them tables within tables within tables, deeper than anyone reads: a RecursionError.
        raise FileProblem("broken") from error
    if len(text) > MAX_LETTERS:
        raise FileProblem("bomb")
    texts = text.split(_BREAK)
    return [_page(number, part) for number, part in enumerate(texts, start=1)]


def _unpacked(path: Path, limit: int) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(_BODY) as part:
        content = part.read(limit + 1)  # the size that the archive claims is not believed
    if len(content) > limit:
        raise FileProblem("bomb")
    return content


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs and table rows in order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in child.findall(f"{_W}tr"):
                yield "\t".join(" ".join(_blocks(cell)).strip() for cell in row.findall(f"{_W}tc"))
        elif child.tag == f"{_W}sdt":
            for content in child.findall(f"{_W}sdtContent"):
                yield from _blocks(content)


def _paragraph(paragraph: Any) -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append("\t")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag == f"{_W}br":
            parts.append(_BREAK if node.get(f"{_W}type") == "page" else "\n")
    return "".join(parts)


def _page(number: int, text: str) -> Page:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    shaped = (Line(line, tuple(Word(word, EVERYWHERE, 1.0) for word in line.split()), EVERYWHERE) for line in lines)
    return Page(number, tuple(shaped), "text-layer")
