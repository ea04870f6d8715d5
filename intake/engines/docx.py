"""A Word file → its lines, page by page as far as its own page breaks tell.

Door: `read`. Promise: nothing is unpacked beyond its limit, no entity and no outside reference is followed; the head of a page
comes before the first text that it stands over, the feet behind the last, each once. Not here: the parts of the file
(docx_parts), its paragraphs and tables (docx_setting); places, which a Word file does not have, are made up (docx_places).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]

from intake.engines import bidi, docx_places, docx_tables
from intake.engines.docx_numbering import Numbering
from intake.engines.docx_parts import BODY, Parts, W, attribute, children, is_on, within
from intake.engines.docx_places import PITCH
from intake.engines.docx_setting import Setter
from intake.engines.docx_styles import Styles
from intake.engines.docx_text import PAGE, RENDERED
from intake.layout import Line, Page
from intake.problems import FileProblem

# More than two hundred full pages.
MAX_LETTERS = 500_000
_RUNNING_ON = frozenset({"continuous", "nextColumn"})


def read(path: Path, max_unpacked: int) -> list[Page]:
    """The pages of the document at `path`. Raises FileProblem for a broken file or one that unpacks beyond
    `max_unpacked`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            pages = _Document(Parts(archive, max_unpacked)).pages()
    except (zipfile.BadZipFile, zlib.error, KeyError, ParseError, DefusedXmlException, OSError, RuntimeError) as error:
        # Among them tables within tables within tables, deeper than anyone reads: a RecursionError.
        raise FileProblem("broken") from error
    return [Page(number, tuple(lines), "text-layer") for number, lines in enumerate(pages, start=1)]


class _Document:
    """A document that is being set, page after page."""

    def __init__(self, parts: Parts) -> None:
        root = parts.xml(BODY)
        body = root.find(f"{W}body") if root is not None else None
        self._blocks = list(children(body)) if body is not None else []
        self._parts = parts
        styles = Styles(parts.xml("word/styles.xml"))
        settings = parts.xml("word/settings.xml")
        self._has_even = settings is not None and is_on(settings.find(f"{W}evenAndOddHeaders"))
        rtl = root is not None and any(bidi.is_rtl(text.text or "") for text in root.iter(f"{W}t"))
        self._set = Setter(styles, Numbering(parts.xml("word/numbering.xml"), styles), rtl=rtl, most=MAX_LETTERS)
        self._pages: list[list[Line]] = []
        self._top, self._is_written = 0, False
        # Of the section that is being set: where it begins, whether its first page differs, its heads and feet by kind.
        self._first, self._differs = 0, False
        self._heads: dict[str, str] = {}
        self._feet: dict[str, str] = {}
        self._to_come: dict[str, None] = {}
        self._known: set[str] = set()

    def pages(self) -> list[list[Line]]:
        """The lines of each page."""
        ends = [at for at, block in enumerate(self._blocks) if within(block, "pPr", "sectPr") is not None]
        told = [within(self._blocks[at], "pPr", "sectPr") for at in ends]
        told.append(next((block for block in self._blocks if block.tag == f"{W}sectPr"), None))
        begin = 0
        for section, end in zip(told, [*ends, len(self._blocks)], strict=True):
            self._begin(section)
            self._set_blocks(self._blocks[begin : end + 1])
            begin = end + 1
        for name in self._to_come:
            self._set_part(name)
        return self._pages

    def _begin(self, section: Any | None) -> None:
        kind = attribute(section.find(f"{W}type")) if section is not None else None
        runs_on = bool(self._pages) and kind in _RUNNING_ON
        self._set.sheet = docx_places.sheet(section)
        self._differs = section is not None and is_on(section.find(f"{W}titlePg"))
        self._heads = self._heads | self._named(section, "headerReference")
        self._feet = self._feet | self._named(section, "footerReference")
        self._first = len(self._pages) if runs_on or self._is_written or not self._pages else len(self._pages) - 1
        if not self._pages or (self._is_written and not runs_on):
            self._turn()
        elif not runs_on:
            self._set_head()

    def _named(self, section: Any | None, tag: str) -> dict[str, str]:
        """The parts that a section refers to, by kind; what it does not name it has from the one before."""
        references = section.findall(f"{W}{tag}") if section is not None else []
        return {
            attribute(one, "type") or "default": name
            for one in references
            if (name := self._parts.related(one)) is not None
        }

    def _turn(self) -> None:
        """Begins a page."""
        self._pages.append([])
        self._top, self._is_written = self._set.sheet.top, False
        self._set_head()

    def _set_head(self) -> None:
        """Sets the page's head, unless it has come before, and remembers its foot."""
        page = len(self._pages) - 1
        kind = (
            "first" if self._differs and page == self._first else "even" if self._has_even and page % 2 else "default"
        )
        if kind in self._heads:
            self._set_part(self._heads[kind])
        if kind in self._feet:
            self._to_come[self._feet[kind]] = None

    def _set_part(self, name: str) -> None:
        """Sets a head or a foot on the last page, with a line's space; nothing that reads like one that has come."""
        if name in self._known:
            return
        self._known.add(name)
        root = self._parts.xml(name)
        sheet = self._set.sheet
        nodes = list(children(root)) if root is not None else []
        lines, end = self._set.blocks(nodes, sheet.left, sheet.right, self._top + PITCH)
        said = "\n".join(line.text for line in lines)
        if said and said not in self._known:
            self._known.add(said)
            self._pages[-1] += lines
            self._top = end + PITCH

    def _set_blocks(self, blocks: Sequence[Any]) -> None:
        sheet = self._set.sheet
        for node, said in self._set.told(blocks):
            if said is None:
                self._set_table(node)
                continue
            if is_on(self._set.styles.of_paragraph(node, "pageBreakBefore")):
                self._end_page(RENDERED)
            for part in self._set.paragraph(node, said, sheet.left, sheet.right):
                if isinstance(part, str):
                    self._end_page(part)
                else:
                    self._write(*self._set.set_lines(part, self._top))

    def _set_table(self, table: Any) -> None:
        """Sets a table, page by page where its rows tell that one ends."""
        sheet = self._set.sheet
        together: list[Any] = []
        for row in [*docx_tables.rows(table), None]:
            before, behind = _ends_in(row) if row is not None else (RENDERED, None)
            if before and together:
                self._write(*self._set.table(table, together, sheet.left, sheet.right, self._top))
                together = []
            if row is None:
                return
            if before:
                self._end_page(before)
            together.append(row)
            if behind:
                self._write(*self._set.table(table, together, sheet.left, sheet.right, self._top))
                together = []
                self._end_page(behind)

    def _write(self, lines: Sequence[Line], end: int) -> None:
        self._pages[-1] += lines
        self._top = end
        self._is_written = self._is_written or bool(lines)

    def _end_page(self, mark: str) -> None:
        """A page that was found to end where it has just begun is the one that was ended by hand."""
        if mark == PAGE or self._is_written:
            self._turn()


def _ends_in(row: Any) -> tuple[str | None, str | None]:
    """The end of a page before a table's row, and the one in it, which counts as behind it."""
    before, is_begun = None, False
    for node in row.iter():
        if node.tag == f"{W}t" and node.text:
            is_begun = True
        elif mark := _mark(node):
            if is_begun:
                return before, mark
            before = mark
    return before, None


def _mark(node: Any) -> str | None:
    if node.tag == f"{W}br" and attribute(node, "type") == "page":
        return PAGE
    found = node.tag == f"{W}lastRenderedPageBreak" or (node.tag == f"{W}pageBreakBefore" and is_on(node))
    return RENDERED if found else None
