"""A page that was written as HTML, typed anew as a text document, as in Word or LibreOffice: paragraphs and tables.

Door: `text_document`. Promise: paragraphs keep their words, fonts, frames and places; what stands side by side stands in a
table without rules, as typists do it. LibreOffice's own reading of HTML draws frames within lines and forgets the rules of
tables, which no office would send. Not here: the file (flat_odt), who draws it (drawing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import weasyprint

from tools.make_papers.flat_odt import Document, tag

# CSS pixels to points; a sheet without an end, so that nothing is parted by pages; bold from here.
_POINTS, _ENDLESS, _BOLD = 0.75, "<style>@page { size: %.0fpx 60000px; }</style></head>", 600
_SIDES = ("top", "right", "bottom", "left")
_LINES = {"solid": "solid", "double": "double", "dashed": "dashed", "dotted": "dotted"}
_ALIGNED = {"center": "center", "justify": "justify", "left": "start", "right": "end", "justify-all": "justify"}
# Pixels: two parts may overlap by this and stand beside one another still; a cell is no narrower; a blank is one from here.
_TOUCH, _NARROW, _BLANK = 3.0, 12.0, 10.0
# A line that has less room than this share of its length is given more.
_ROOMY = 1.2
# As LibreOffice takes it where all runs from right to left: the left border of a cell stands where its row begins, the left
# margin of a paragraph where its lines begin, «start» is the left.
_MIRRORED = {
    f"fo:{what}-{one}": f"fo:{what}-{other}"
    for what in ("border", "padding")
    for one, other in (("left", "right"), ("right", "left"))
}
# An ending of a line that was parted within a word.
_PARTED = re.compile(r"\S[-/\u200c]$")

type Box = Any


def text_document(page: str) -> str:
    """The page as a flat OpenDocument text."""
    sheet = weasyprint.HTML(string=page).render().pages[0]
    endless = page.replace("</head>", _ENDLESS % sheet.width, 1)
    roots = [page._page_box for page in weasyprint.HTML(string=endless).render().pages]
    typist, content, root = _Typist(Document()), list[ElementTree.Element](), roots[0]
    edges = (root.content_box_x(), root.content_box_x() + root.width)
    for root in roots:
        typist.turn(root.margin_top)
        content += typist.flow(_inside(root), *edges)
    look = {"fo:page-width": _pt(sheet.width), "fo:page-height": _pt(sheet.height), "style:writing-mode": "rl-tb"}
    look |= {f"fo:margin-{side}": _pt(getattr(root, f"margin_{side}")) for side in _SIDES}
    return typist.document.written([*content, tag("text:p")], look)


@dataclass(frozen=True)
class _Part:
    """What stands in the flow by itself: the lines of a paragraph, a table, or a block with parts of its own."""

    box: Box
    lines: tuple[Box, ...] = ()
    marker: str = ""

    @cached_property
    def span(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is seen of it, in pixels."""
        boxes = self.lines or (list(_seen(self.box)) or [self.box])
        return (
            min(box.position_x for box in boxes),
            min(box.position_y for box in boxes),
            max(box.position_x + _width(box) for box in boxes),
            max(box.position_y + _height(box) for box in boxes),
        )


class _Typist:
    """Writes parts below one another, and knows where on the sheet the last one ended, in pixels."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._bottom, self._turned, self._begun = 0.0, False, False

    def turn(self, top: float) -> None:
        """What follows stands on a new sheet, the words of which begin at `top`."""
        self._bottom, self._turned = top, self._begun

    def flow(self, parts: Iterable[_Part], left: float, right: float) -> list[ElementTree.Element]:
        """The parts between two edges as paragraphs and tables."""
        made: list[ElementTree.Element] = []
        for row in _rows(list(parts)):
            if len(row) > 1:
                made.append(self._beside(row, left, right))
            else:
                made += self._part(row[0], left, right)
        return made

    def _part(self, part: _Part, left: float, right: float) -> list[ElementTree.Element]:
        if part.lines:
            return [self._paragraph(part, left, right)]
        if _is(part.box, "TableBox"):
            return [self._table(part.box)]
        return self._framed(part, left, right)

    def _framed(self, part: _Part, left: float, right: float) -> list[ElementTree.Element]:
        """A block with a frame or ground of its own: that of its paragraphs, else a table of one cell."""
        box, look = part.box, _frame(part.box)
        inside = list(_inside(box, part.marker))
        if not inside:
            return self._blank(part, look)
        if set(look) <= {"fo:border-top", "fo:border-bottom"}:
            lines = [[self._rule(look[side])] if side in look else [] for side in ("fo:border-top", "fo:border-bottom")]
            return [*lines[0], *self.flow(inside, left, right), *lines[1]]
        if len(inside) == 1 and inside[0].lines:
            return [self._paragraph(inside[0], left, right, box)]
        start, top, end, bottom = _edges(box)
        above = self._above(top)
        cell = self._cell(look | _padding(box), self.flow(inside, start, end))
        self._bottom = max(self._bottom, bottom)
        return [self._columns([(end - start, cell)], above)]

    def _beside(self, row: Sequence[_Part], left: float, right: float) -> ElementTree.Element:
        """Parts side by side: a table of one row without rules, a cell for each."""
        top, under = min(part.span[1] for part in row), self._bottom
        above = self._above(top)
        placed = sorted(row, key=lambda part: -part.span[2])
        between = ((one.span[0] + other.span[2]) / 2 for one, other in pairwise(placed))
        cells = []
        for part, (end, start) in zip(placed, pairwise([right, *between, left]), strict=True):
            self._bottom = top
            cells.append((end - start, self._cell({"fo:padding": "0pt"}, self._part(part, start, end))))
        self._bottom = max(under, *(part.span[3] for part in row))
        return self._columns(cells, above)

    def _columns(
        self, cells: Sequence[tuple[float, ElementTree.Element]], above: dict[str, str]
    ) -> ElementTree.Element:
        """A table of one row: each cell with its width."""
        return self._grid(
            [width for width, _ in cells], [tag("table:table-row", None, *(cell for _, cell in cells))], above
        )

    def _table(self, box: Box) -> ElementTree.Element:
        above = self._above(box.position_y + box.margin_top)
        rows = [row for group in box.children for row in group.children]
        taken: dict[tuple[int, int], bool] = {}
        made = [self._row(row, at, taken, box) for at, row in enumerate(rows)]
        self._bottom = box.position_y + box.margin_top + box.border_height()
        return self._grid(_column_widths(box), made, above)

    def _row(self, row: Box, at: int, taken: dict[tuple[int, int], bool], table: Box) -> ElementTree.Element:
        """A table's row; `taken` are the places that cells of rows above reach into."""
        cells: list[ElementTree.Element] = []
        own = {cell.grid_x: cell for cell in row.children}
        for column in range(len(table.column_widths)):
            if taken.get((at, column)) or column not in own:
                cells.append(tag("table:covered-table-cell" if taken.get((at, column)) else "table:table-cell"))
                continue
            cell = own[column]
            taken |= {(at + y, column + x): True for y in range(cell.rowspan) for x in range(cell.colspan)}
            edges = (cell.content_box_x(), cell.content_box_x() + cell.width)
            self._bottom = cell.content_box_y()
            look = _frame(cell) | _padding(cell)
            look["style:vertical-align"] = {"middle": "middle", "bottom": "bottom"}.get(str(cell.vertical_align), "top")
            cells.append(self._cell(look, self.flow(_inside(cell), *edges), cell.colspan, cell.rowspan))
        least = {"style:min-row-height": _pt(row.height)} if _is_high(row) else {"style:min-row-height": "1pt"}
        return tag(
            "table:table-row", {"table:style-name": self.document.style("table-row", {"table-row": least})}, *cells
        )

    def _cell(
        self, look: dict[str, str], content: Sequence[ElementTree.Element], across: int = 1, down: int = 1
    ) -> ElementTree.Element:
        mirrored = {_MIRRORED.get(key, key): value for key, value in look.items()}
        about = {"table:style-name": self.document.style("table-cell", {"table-cell": mirrored})}
        about |= {"table:number-columns-spanned": str(across), "table:number-rows-spanned": str(down)}
        # A cell must end in a paragraph.
        ends = [] if content and content[-1].tag.endswith("}p") else [self._rule(None)]
        return tag("table:table-cell", about, *content, *ends)

    def _grid(
        self, widths: Sequence[float], rows: Sequence[ElementTree.Element], above: dict[str, str]
    ) -> ElementTree.Element:
        look = {"style:width": _pt(sum(widths)), "table:align": "center", "style:writing-mode": "rl-tb"}
        look |= above | {"table:border-model": "collapsing"}
        styles = (
            self.document.style("table-column", {"table-column": {"style:column-width": _pt(one)}}) for one in widths
        )
        columns = (tag("table:table-column", {"table:style-name": style}) for style in styles)
        return tag("table:table", {"table:style-name": self.document.style("table", {"table": look})}, *columns, *rows)

    def _paragraph(self, part: _Part, left: float, right: float, framed: Box = None) -> ElementTree.Element:
        """The lines as one paragraph; with the frame of the block around it if that has one."""
        rtl = part.box.style["direction"] == "rtl"
        if framed is None:
            look, (start, top, end, bottom) = dict[str, str](), _spread(part)
        else:
            look, (start, top, end, bottom) = _frame(framed) | _padding(framed), _edges(framed)
        before, behind = _pt(max(0.0, right - end)), _pt(max(0.0, start - left))
        look |= {"fo:margin-left": before, "fo:margin-right": behind}
        look |= {"fo:text-align": _alignment(part.box.style), "style:writing-mode": "rl-tb" if rtl else "lr-tb"}
        look |= self._above(top) | {"fo:margin-bottom": "0pt", "fo:orphans": "2", "fo:widows": "2"}
        look["fo:line-height"] = _pt(max(line.height for line in part.lines))
        self._bottom = bottom
        made = tag("text:p", {"text:style-name": self.document.style("paragraph", {"paragraph": look})})
        if part.marker:
            self._run(made, part.marker, part.box.style)
        for at, line in enumerate(part.lines):
            self._line(made, line, last=at + 1 == len(part.lines))
        return made

    def _line(self, into: ElementTree.Element, line: Box, *, last: bool) -> None:
        told = list(_texts(line))
        for text, style in told:
            if text is None:
                into.append(tag("text:line-break"))
            else:
                self._run(into, text, style)
        if last or not told or told[-1][0] is None:
            return
        end = told[-1][0]
        if not end.endswith((" ", "\u00a0")) and not _PARTED.search(end):
            self._run(into, " ", told[-1][1])

    def _run(self, into: ElementTree.Element, text: str, style: Box) -> None:
        """Words of one look."""
        into.append(tag("text:span", {"text:style-name": self.document.style("text", {"text": self._letters(style)})}))
        into[-1].text = text

    def _letters(self, style: Box) -> dict[str, str]:
        family = self.document.font(str(style["font_family"][0]))
        size, weight = _pt(style["font_size"]), "bold" if style["font_weight"] >= _BOLD else "normal"
        slant = "italic" if style["font_style"] != "normal" else "normal"
        look = {"fo:color": _color(style["color"], style) or "#000000"}
        for ending in ("", "-complex"):
            space = "style" if ending else "fo"
            look[f"style:font-name{ending}"] = family
            look[f"{space}:font-size{ending}"] = size
            look[f"{space}:font-weight{ending}"] = weight
            look[f"{space}:font-style{ending}"] = slant
        look |= {"style:language-complex": "fa", "style:country-complex": "IR"}
        if "underline" in style["text_decoration_line"]:
            look |= {"style:text-underline-style": "solid", "style:text-underline-width": "auto"}
        return look

    def _blank(self, part: _Part, look: dict[str, str]) -> list[ElementTree.Element]:
        """A block without words: a rule, a blank, or nothing."""
        top, bottom = part.span[1], part.span[3]
        lines = [line for side, line in look.items() if side in ("fo:border-top", "fo:border-bottom")]
        if not lines and bottom - top < _BLANK:
            return []
        above = self._above(top if lines else bottom)
        self._bottom = bottom
        return [self._rule(lines[0] if lines else None, above)]

    def _rule(self, line: str | None, above: dict[str, str] | None = None) -> ElementTree.Element:
        """An empty paragraph, as low as may be, with a line below it or none."""
        look = (above or {}) | {"fo:margin-bottom": "0pt", "fo:line-height": "2pt"}
        look |= {"fo:border-bottom": line} if line else {}
        small = {"fo:font-size": "2pt", "style:font-size-complex": "2pt"}
        return tag("text:p", {"text:style-name": self.document.style("paragraph", {"paragraph": look, "text": small})})

    def _above(self, top: float) -> dict[str, str]:
        """The blank between what was written last and what begins at `top`; where a sheet begins, the turn to it."""
        turned, self._turned, self._begun = self._turned, False, True
        return {"fo:margin-top": _pt(max(0.0, top - self._bottom))} | ({"fo:break-before": "page"} if turned else {})


def _parts(box: Box, marker: str = "") -> Iterator[_Part]:
    """What stands in the flow by itself of a box, which is one itself where it has a frame."""
    if _is(box, "TableBox") or not getattr(box, "children", ()) or _frame(box):
        yield _Part(box, (), marker)
    else:
        yield from _inside(box, marker)


def _inside(box: Box, marker: str = "") -> Iterator[_Part]:
    """What stands in the flow by itself inside a box; `marker` is the mark of a list in front of it."""
    lines: list[Box] = []
    for child in getattr(box, "children", ()):
        if str(child.element_tag).endswith("::marker"):
            marker = "".join(text or "" for text, _ in _texts(child)) or marker
            continue
        if _is(child, "LineBox"):
            lines.append(child)
            if any(_blocks(child)):
                yield from _in_line(box, lines, marker)
                lines, marker = [], ""
            continue
        if lines:
            yield _Part(box, tuple(lines), marker)
            lines, marker = [], ""
        yield from _parts(child, marker)
        marker = ""
    if any(text for line in lines for text, _ in _texts(line)):
        yield _Part(box, tuple(lines), marker)


def _in_line(box: Box, lines: list[Box], marker: str) -> Iterator[_Part]:
    """The lines up to one that holds blocks, and those blocks."""
    *above, last = lines
    if above:
        yield _Part(box, tuple(above), marker)
    if any(text and text.strip() for text, _ in _texts(last)):
        yield _Part(box, (last,), "" if above else marker)
    for block in _blocks(last):
        yield from _parts(block)


def _blocks(box: Box) -> Iterator[Box]:
    """The blocks that stand in a line: floats, and those of more than words in a line."""
    for child in getattr(box, "children", ()):
        if _is(child, "BlockBox", "InlineBlockBox", "TableBox", "InlineTableBox", "FlexBox", "AbsolutePlaceholder"):
            if _stands_alone(child):
                yield child
        else:
            yield from _blocks(child)


def _stands_alone(box: Box) -> bool:
    """Whether a block in a line is more than some words of it."""
    inside = list(getattr(box, "children", ()))
    return not _is(box, "InlineBlockBox") or len(inside) > 1 or not all(_is(one, "LineBox") for one in inside)


def _texts(box: Box) -> Iterator[tuple[str | None, Box]]:
    """The words of a line with their style, None for a break; blocks that stand in it are left out."""
    for child in getattr(box, "children", ()):
        if _is(child, "TextBox"):
            yield child.text, child.style
        elif child.element_tag == "br":
            yield None, child.style
        elif _is(child, "InlineBlockBox", "BlockBox") and not _stands_alone(child):
            for at, line in enumerate(child.children):
                if at:
                    yield " ", child.style
                yield from _texts(line)
        elif not _is(child, "BlockBox", "InlineBlockBox", "TableBox", "FlexBox", "AbsolutePlaceholder"):
            yield from _texts(child)


def _rows(parts: Sequence[_Part]) -> list[list[_Part]]:
    """The parts from top to bottom, those that stand side by side together."""
    rows: list[list[_Part]] = []
    for part in sorted(parts, key=lambda one: one.span[1]):
        left, top, right, bottom = part.span
        beside = rows and all((left > one.span[2] - _TOUCH or right < one.span[0] + _TOUCH) for one in rows[-1])
        overlaps = rows and any(min(bottom, one.span[3]) - max(top, one.span[1]) > _TOUCH for one in rows[-1])
        if beside and overlaps:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _seen(box: Box) -> Iterator[Box]:
    """The boxes inside that are seen: lines, tables, pictures, and blocks with a frame."""
    for child in getattr(box, "children", ()):
        if _is(child, "LineBox", "TableBox", "ReplacedBox") or (_is(child, "BlockBox") and _frame(child)):
            yield child
        else:
            yield from _seen(child)
    if _frame(box):
        yield box


def _edges(box: Box) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a block with its border."""
    left, top = box.position_x + box.margin_left, box.position_y + box.margin_top
    return left, top, left + box.border_width(), top + box.border_height()


def _spread(part: _Part) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a paragraph; one line may take more room, as another program draws it longer."""
    left, top, right, bottom = part.span
    box = part.box
    if len(part.lines) > 1 or box.width > _ROOMY * (right - left):
        return box.content_box_x(), top, box.content_box_x() + box.width, bottom
    room = (right - left) * (_ROOMY - 1) / 2
    centred = _alignment(box.style) == "center"
    return left - room * (1 if centred else 2), top, right + (room if centred else 0), bottom


def _frame(box: Box) -> dict[str, str]:
    """The look of a box's border and ground; empty where it has none."""
    look = {}
    for side in _SIDES:
        width = getattr(box, f"border_{side}_width", 0)
        line = _LINES.get(str(box.style[f"border_{side}_style"]))
        if width and line and not isinstance(width, str):
            look[f"fo:border-{side}"] = (
                f"{_pt(max(width, 0.7))} {line} {_color(box.style[f'border_{side}_color'], box.style)}"
            )
    ground = _color(box.style["background_color"], box.style)
    if ground and ground != "#ffffff":
        look["fo:background-color"] = ground
    return look


def _padding(box: Box) -> dict[str, str]:
    """The blank within a box's frame as it was asked for: that of a cell grows with its row."""
    asked = {side: box.style[f"padding_{side}"] for side in _SIDES}
    return {f"fo:padding-{side}": _pt(size.value if size.unit == "px" else 0) for side, size in asked.items()}


def _color(color: Any, style: Box) -> str | None:
    """A colour as six hexadecimal digits; None where nothing is seen of it."""
    if str(color) == "currentcolor":
        color = style["color"]
    if color.alpha == 0:
        return None
    shades = (round(255 * (1 - color.alpha * (1 - part))) for part in color.to("srgb").coordinates)
    return "#" + "".join(f"{max(0, min(255, shade)):02x}" for shade in shades)


def _alignment(style: Box) -> str:
    way = str(style["text_align_all"])
    if way in ("start", "end"):
        way = "right" if (way == "start") == (style["direction"] == "rtl") else "left"
    return _ALIGNED[way]


def _column_widths(table: Box) -> list[float]:
    """The widths of its columns, the one that begins a row first."""
    widths = [max(float(width), _NARROW) for width in table.column_widths]
    for group in table.children:
        for cell in (cell for row in group.children for cell in row.children if cell.colspan == 1):
            widths[cell.grid_x] = max(float(cell.border_width()), _NARROW)
    return widths


def _is_high(row: Box) -> bool:
    """Whether a table's row was given a height."""
    return any(str(box.style["height"]) != "auto" for box in (row, *row.children))


def _is(box: Box, *kinds: str) -> bool:
    """Whether a box is of one of these kinds of WeasyPrint's, or of a kind under it."""
    shown = getattr(box, "_box", box)
    return any(kind.__name__ in kinds for kind in type(shown).__mro__)


def _width(box: Box) -> float:
    return float(box.border_width()) if _is(box, "BlockBox") else float(box.width)


def _height(box: Box) -> float:
    height = box.border_height() if _is(box, "BlockBox") else getattr(box, "height", 0)
    return float(height)


def _pt(pixels: float) -> str:
    return f"{float(pixels) * _POINTS:.2f}pt"
