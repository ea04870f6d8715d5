"""Paragraphs, tables and text boxes of a Word file set one below the other: the lines that they give.

Door: `Setter`, whose `blocks` sets whatever stands together, `paragraph` one with the ends of pages in it. Promise: every text
comes once and in the order of the document, a text box before or behind the paragraph that it hangs on; no more letters than
`most`. Not here: pages, heads and feet (docx).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from intake.engines import bidi, docx_places, docx_tables, docx_text
from intake.engines.docx_numbering import Numbering
from intake.engines.docx_parts import W, children, within
from intake.engines.docx_places import PITCH, Sheet, Strip
from intake.engines.docx_styles import Styles
from intake.engines.docx_text import PAGE, RENDERED, Said
from intake.layout import Line
from intake.problems import FileProblem

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# Word tells places of drawings in these: so many make a twentieth of a point.
_EMU = 635
_ENDS = re.compile(f"([{PAGE}{RENDERED}])")


class Setter:
    """Sets what stands in one document. `rtl`: how people read it; `most`: letters that it may have, all in all."""

    def __init__(self, styles: Styles, numbering: Numbering, *, rtl: bool, most: int) -> None:
        self.styles, self._numbering = styles, numbering
        self._rtl, self._left = rtl, most
        self.sheet = Sheet()

    def blocks(self, nodes: Sequence[Any], left: int, right: int, top: int) -> tuple[list[Line], int]:
        """(the lines of paragraphs and tables between two sides from `top` on, where they end)."""
        lines: list[Line] = []
        for node, said in self.told(nodes):
            if said is None:
                more, top = self.table(node, docx_tables.rows(node), left, right, top)
                lines += more
                continue
            for text in self.paragraph(node, said, left, right):
                if isinstance(text, str):  # a page that ends within a cell or a box
                    continue
                more, top = self.set_lines(text, top)
                lines += more
        return lines, top

    def told(self, nodes: Sequence[Any]) -> Iterator[tuple[Any, Said | None]]:
        """The paragraphs and tables among `nodes`, paragraphs with what they say: with the text before it where somebody took
        the end of that one out.
        """
        kept = [node for node in nodes if node.tag in (f"{W}p", f"{W}tbl")]
        before = Said("", ())
        for node, following in zip_longest(kept, kept[1:]):
            if node.tag == f"{W}tbl":
                yield node, None
                continue
            said = docx_text.read(node, self.styles)
            self._spend(len(said.text) + 1)
            said = replace(said, text=before.text + said.text, boxes=before.boxes + said.boxes)
            before = Said("", ())
            if following is not None and following.tag == f"{W}p" and _runs_on(node):
                before = said
            else:
                yield node, said

    def paragraph(
        self, node: Any, said: Said, left: int, right: int
    ) -> Iterator[str | tuple[str, Strip] | tuple[list[Any], int, int]]:
        """What a paragraph consists of, in order: ends of pages, texts of lines with their strip, boxes with their sides."""
        strip = docx_places.strip(node, self.styles, left, right)
        boxes = [(self._is_below(drawing), self._sides(drawing, left, right), box) for drawing, box in said.boxes]
        yield from ((list(children(box)), *sides) for below, sides, box in boxes if not below)
        number = self._numbering.label(node, persian=strip.rtl or bidi.is_rtl(said.text))
        self._spend(len(number))
        for part in _ENDS.split(said.text):
            if part in (PAGE, RENDERED):
                yield part
                continue
            for text in part.split("\n") if part or not said.text else ():
                if number and (text.strip() or not said.text.strip()):
                    text, number = number + text.lstrip(), ""
                yield text, strip
        yield from ((list(children(box)), *sides) for below, sides, box in boxes if below)

    def set_lines(self, part: tuple[str, Strip] | tuple[list[Any], int, int], top: int) -> tuple[list[Line], int]:
        """The lines of a part of a paragraph that is no page's end."""
        if len(part) == 3:
            return self.blocks(*part, top)
        text, strip = part
        line, high = docx_places.placed(text, strip, self.sheet, top)
        return ([line] if line else []), top + high * PITCH

    def table(self, node: Any, rows: Sequence[Any], left: int, right: int, top: int) -> tuple[list[Line], int]:
        """As `blocks`, for some rows of a table."""
        return docx_tables.set_table(
            node, rows, (left, right), top, styles=self.styles, rtl=self._rtl, set_blocks=self.blocks
        )

    def _spend(self, letters: int) -> None:
        self._left -= letters
        if self._left < 0:
            raise FileProblem("bomb")

    def _sides(self, drawing: Any, left: int, right: int) -> tuple[int, int]:
        """Between which sides a text box stands; those of its paragraph where nothing tells."""
        anchor = drawing.find(f"{_DRAWING}anchor")
        across = anchor.find(f"{_DRAWING}positionH") if anchor is not None else None
        if across is None:
            return left, right
        wide = min(_length(anchor.find(f"{_DRAWING}extent"), "cx"), self.sheet.wide)
        of_page = across.get("relativeFrom") == "page"
        begin, end = (0, self.sheet.wide) if of_page else (self.sheet.left, self.sheet.right)
        said = across.findtext(f"{_DRAWING}align")
        if said in ("left", "right", "center"):
            free = max(0, end - begin - wide)
            begin += {"left": 0, "center": free // 2, "right": free}[said]
        else:
            begin += _length(across.find(f"{_DRAWING}posOffset"))
        begin = max(0, min(begin, self.sheet.wide - wide))
        return begin, begin + wide

    def _is_below(self, drawing: Any) -> bool:
        """Whether a text box stands below the paragraph that it hangs on."""
        down = drawing.find(f"{_DRAWING}anchor/{_DRAWING}positionV")
        if down is None:
            return False
        near = down.get("relativeFrom") in ("paragraph", "line")
        return _length(down.find(f"{_DRAWING}posOffset")) > (PITCH if near else self.sheet.high // 2)


def _runs_on(paragraph: Any) -> bool:
    """Whether somebody took the paragraph's end out."""
    mark = within(paragraph, "pPr", "rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _length(node: Any | None, name: str | None = None) -> int:
    said = (node.get(name) if name else node.text) if node is not None else None
    try:
        return int(float(said or 0)) // _EMU
    except (ValueError, OverflowError):
        return 0
