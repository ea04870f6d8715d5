"""A PDF page that was typed, not scanned → its lines in logical order.

Door: `read`, `TypedPage`, `open_pdf`. Promise: the characters of the text layer, rebuilt from their places on the
page (the stored order is worthless for Persian), table rows cell by cell from the right with tabs between. Not here:
whether the layer deserves belief (quality), pictures of pages (original), the order of letters within a line (bidi).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pdfplumber

from intake.engines import bidi, half_spaces, stretched, unruled
from intake.engines.bidi import Glyph
from intake.layout import Box, Line, Page, Word, around

# In shares of the font size. Between columns, and between baselines of one line (superscripts, fallback fonts).
COLUMN_GAP = 2.2
BASELINE_SLACK = 0.3
MAX_GLYPHS = 40_000
_MAX_RULES_FOR_TABLES = 1500
_MAX_LINES_IN_A_CELL = 8
# The text of a glyph that has no name.
_NAMELESS = ("", "\ufffd")
# What a hasty writer sets between two words without a blank.
_IN_WORDS = frozenset(".,:;/-_\u060c\u061b\u2026")

# Its remarks on odd fonts tell an operator nothing; what cannot be read becomes a problem of the file.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

type Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TypedPage:
    """A text layer as read, with what judges it.

    `unknown` is the share of glyphs without a letter, `pictured` the share of the page that its largest picture covers,
    `overlaid` tells that the text lies invisibly over the page, put there by somebody's OCR.
    """

    page: Page
    unknown: float
    pictured: float
    overlaid: bool = False


@contextmanager
def open_pdf(source: Path | BytesIO) -> Iterator[Any]:
    """The PDF, opened by pdfplumber; closed at the end."""
    document = pdfplumber.open(source)
    try:
        yield document
    finally:
        # Its own closing looks at every page first, and one whose box is malformed makes that fail.
        document.stream.close()


def read(document: Any, number: int) -> TypedPage:
    """Page `number` (from 1) of an open document. A page without a text layer gives a Page without lines."""
    page = document.pages[number - 1]
    try:
        chars = page.chars[:MAX_GLYPHS]
        upright = [c for c in chars if c["upright"] and _inside(c, page)]
        strokes = stretched.unstretched(_rows(upright))
        upright = [strokes.get(id(c), c) for c in upright]
        lines = _lines(page, upright + half_spaces.found(_rows(upright)))
        unknown = _unknown(upright) / max(1, len(upright))
        return TypedPage(Page(number, tuple(lines), "text-layer"), unknown, _pictured(page))
    finally:
        page.close()


def _unknown(chars: Sequence[dict[str, Any]]) -> int:
    """How many characters have no name, but for strokes that stretch a word."""
    if not any(_is_nameless(char) for char in chars):
        return 0
    count = 0
    for row in _rows(chars):
        named = [list(run) for _, run in groupby(_drawn_once(row), key=lambda g: g.text in _NAMELESS)]
        for before, run, behind in zip([[], *named], named, [*named[1:], []], strict=False):
            odd = run[0].text in _NAMELESS
            if odd and not (before and behind and _is_inside(before[-1], run, behind[0])):
                count += len(run)
    return count


def _is_nameless(char: dict[str, Any]) -> bool:
    return bool(char["text"].startswith("(cid:") or char["text"] == "\ufffd")


def _inside(char: dict[str, Any], page: Any) -> bool:
    """Whether the character can be seen at all: text outside the visible page is nobody's business."""
    left, top, right, bottom = page.cropbox
    return bool(left - 1 <= char["x0"] <= right + 1 and top - 1 <= char["top"] <= bottom + 1)


def _pictured(page: Any) -> float:
    """The share of the page that its largest picture covers, 0 to 1."""
    area = float(page.width * page.height) or 1.0
    sizes = [min(i["width"], page.width) * min(i["height"], page.height) for i in page.images]
    return float(min(1.0, max(sizes, default=0.0) / area))


def _lines(page: Any, chars: Sequence[dict[str, Any]]) -> list[Line]:
    rtl = bidi.is_rtl("".join(c["text"] for c in chars))
    frame: Rect = tuple(float(edge) for edge in page.cropbox)  # type: ignore[assignment]
    tables = _tables(page)
    free: list[dict[str, Any]] = []
    cells: dict[tuple[int, int, int], list[dict[str, Any]]] = {}
    for char in chars:
        place = _cell_of(char, tables)
        cells.setdefault(place, []).append(char) if place else free.append(char)
    if any(len(list(_rows(members))) > _MAX_LINES_IN_A_CELL for members in cells.values()):
        free, cells = list(chars), {}  # a frame drawn around the letter, not a table
    stretches = list(_free_lines(chars, free, rtl, frame)) + [[line] for line in _table_lines(cells, rtl, frame)]
    stretches = [kept for stretch in stretches if (kept := [line for line in stretch if line.text])]
    lines = [line for stretch in sorted(stretches, key=_height) for line in stretch]
    brackets = bidi.mirrored_brackets("\n".join(line.text for line in lines))
    return [_mirrored(line, brackets) for line in lines] if brackets else lines


def _height(lines: Sequence[Line]) -> float:
    """The height of the middle of lines that belong together."""
    box = around([line.box for line in lines])
    return (box[1] + box[3]) / 2


def _free_lines(
    chars: Sequence[dict[str, Any]], free: Sequence[dict[str, Any]], rtl: bool, frame: Rect
) -> Iterator[list[Line]]:
    """The lines outside of ruled tables, those together that belong together."""
    rows = list(_rows(free))
    if not rtl:
        yield from ([_line(_columns(row), rtl, frame)] for row in rows)
        return
    order = {id(char): place for place, char in enumerate(chars)}
    for stretch in unruled.rows_of(rows, order, frame[2] - frame[0]):
        yield [_drawn_line(row, frame) for row in stretch]


def _drawn_line(row: unruled.Row, frame: Rect) -> Line:
    """A line of cells, each of one row of characters or more."""
    cells = [[_line(_columns(piece.chars), True, frame) for piece in cell] for cell in row.cells]
    parts = [line for cell in cells for line in cell if line.text]
    text = "\t".join(told for cell in cells if (told := " ".join(line.text for line in cell if line.text)))
    words = tuple(word for line in parts for word in line.words)
    return Line(text, words, around([line.box for line in parts]) if parts else (0.0, 0.0, 0.0, 0.0))


def _mirrored(line: Line, brackets: frozenset[str]) -> Line:
    words = tuple(Word(bidi.mirrored(w.text, brackets), w.box, w.confidence) for w in line.words)
    return Line(bidi.mirrored(line.text, brackets), words, line.box)


def _rows(chars: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Characters that share a baseline, from the top of the page down."""
    row: list[dict[str, Any]] = []
    for char in sorted(chars, key=lambda c: -c["matrix"][5]):
        if row and row[-1]["matrix"][5] - char["matrix"][5] > BASELINE_SLACK * max(char["size"], row[0]["size"]):
            yield from _layers(row)
            row = []
        row.append(char)
    if row:
        yield from _layers(row)


def _layers(row: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """A row, or the two of which one was stamped over the other: of another type, and right across it."""
    kinds: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for char in row:
        kinds.setdefault((char["fontname"], round(2 * char["size"])), []).append(char)
    main, *others = sorted(kinds.values(), key=len, reverse=True)
    over = [kind for kind in others if sum(_lies_on(char, main) for char in kind) > 0.3 * len(kind)]
    stamped = {id(char) for kind in over for char in kind}
    yield [char for char in row if id(char) not in stamped]
    yield from over


def _lies_on(char: dict[str, Any], others: Sequence[dict[str, Any]]) -> bool:
    middle, width = (char["x0"] + char["x1"]) / 2, char["x1"] - char["x0"]
    return bool(width > 0 and char["text"].strip()) and any(
        other["x0"] + 0.1 * width < middle < other["x1"] - 0.1 * width for other in others if other["text"].strip()
    )


def _columns(row: Sequence[dict[str, Any]]) -> list[list[Glyph]]:
    """A row cut at its wide gaps, from the right."""
    columns: list[list[Glyph]] = []
    edge = float("-inf")
    for glyph in sorted(_drawn_once(row), key=lambda g: -g.x1):
        if not columns or (glyph.text.strip() and edge - glyph.x1 > COLUMN_GAP * glyph.size):
            columns.append([])
        columns[-1].append(glyph)
        if glyph.text.strip():
            edge = min(edge, glyph.x0) if edge != float("-inf") else glyph.x0
    return columns


def _drawn_once(row: Sequence[dict[str, Any]]) -> list[Glyph]:
    """The row's glyphs without doubles (bold faked by drawing twice) and without strokes that only stretch a word."""
    glyphs = sorted((_glyph(c) for c in row), key=lambda g: -g.x0)
    kept: list[Glyph] = []
    for glyph in glyphs:
        if kept and glyph.text == kept[-1].text and glyph.text.strip() and kept[-1].x0 - glyph.x0 < 0.08 * glyph.size:
            continue
        # Behind a figure nothing is stretched: people type the stroke for a dash.
        dash = glyph.text == bidi.STROKE and bool(kept) and kept[-1].text.isdigit()
        kept.append(replace(glyph, text="-") if dash else glyph)
    return _without_strokes(kept)


def _without_strokes(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Runs of one odd sign between letters become nameless strokes: LibreOffice justifies a line with them, and gives them
    any name.
    """
    runs = [list(run) for _, run in groupby(glyphs, key=lambda g: g.text)]
    paired = sum(g.text == "(" for g in glyphs) == sum(g.text == ")" for g in glyphs)
    places = list(zip([[], *runs], runs, [*runs[1:], []], strict=False))
    inside = [bool(before and behind) and _is_inside(before[-1], run, behind[0]) for before, run, behind in places]
    often = Counter(run[0].text for run, among in zip(runs, inside, strict=True) if among)
    widest_blank = max((g.x1 - g.x0 for g in glyphs if g.text == " "), default=0.0)
    kept: list[Glyph] = []
    for run, among in zip(runs, inside, strict=True):
        stretches = among and _stretches(run, paired=paired, often=often, widest_blank=widest_blank)
        odd = stretches or (len(run) > 1 and _is_stroke(run))
        kept += [replace(g, text=bidi.STROKE) for g in run] if odd else run
    return kept


# No Latin letter and no mark between words is drawn as thin, in shares of its size.
_THIN = 0.2
# A blank this many times as thin as another one of its row is none.
_NO_BLANK = 0.7
# A letter that stands so often inside the words of one row is none of them, and a mark that does so once more.
_OFTEN = 2


def _is_inside(before: Glyph, run: Sequence[Glyph], behind: Glyph) -> bool:
    """Whether it stands between two joined letters without a gap."""
    near = 0.1 * run[0].size  # a double of it may have been dropped
    touching = before.x0 - run[0].x1 < near and run[-1].x0 - behind.x1 < near
    return touching and bidi.joins(before.text) and bidi.is_rtl(behind.text)


def _stretches(run: Sequence[Glyph], *, paired: bool, often: Counter[str], widest_blank: float) -> bool:
    """Whether what stands inside a word is nothing that is written there: signs, figures, Latin letters that are hair-thin or
    come again and again, marks and blanks that are thinner than real ones.
    """
    sign, width = run[0].text, max(g.x1 - g.x0 for g in run)
    thin = not bidi.is_rtl(sign) and width < _THIN * run[0].size
    if sign == " ":  # one without any width is a half-space that was found by its letters
        return thin and 0 < width < _NO_BLANK * widest_blank
    if sign in _NAMELESS:
        return True
    if not sign.strip(bidi.ZWNJ) or bidi.is_rtl(sign):
        return False
    if sign.isalpha():
        return thin or often[sign] >= _OFTEN
    return thin or often[sign] > _OFTEN or not (sign in _IN_WORDS or (sign in "()" and paired))


def _is_stroke(run: Sequence[Glyph]) -> bool:
    text = run[0].text
    if text.isalnum() or not text.strip() or text in "._-…":
        return False
    touching = all(left.x1 >= right.x0 - 0.02 * left.size for right, left in pairwise(run))
    return touching and all(g.x1 - g.x0 < 0.3 * g.size for g in run)


def _glyph(char: dict[str, Any]) -> Glyph:
    text = "" if char["text"].startswith("(cid:") else char["text"]
    return Glyph(text, char["x0"], char["x1"], char["top"], char["bottom"], float(char["size"]) or 1.0)


def _line(columns: Sequence[Sequence[Glyph]], rtl: bool, frame: Rect) -> Line:
    """A line of columns that stand in order from the right."""
    if not rtl:
        columns = columns[::-1]
    words: list[Word] = []
    texts: list[str] = []
    for column in columns:
        text = bidi.logical(column, rtl=rtl)
        if text:
            texts.append(text)
            words += _words(column, text, rtl, frame)
    box = around([w.box for w in words]) if words else (0.0, 0.0, 0.0, 0.0)
    return Line("\t".join(texts), tuple(words), box)


def _words(column: Sequence[Glyph], text: str, rtl: bool, frame: Rect) -> list[Word]:
    """The words of one column with their boxes: the words by place, matched to those of the text one by one where they
    agree.
    """
    groups = _word_groups(column)
    if not rtl:
        groups = groups[::-1]
    spoken = text.split(" ")
    boxes = [_box(group, frame) for group in groups]
    if len(boxes) != len(spoken):
        return [Word(word, around(boxes), 1.0) for word in spoken]
    by_place = [bidi.logical(group, rtl=rtl) for group in groups]
    if by_place != spoken and sorted(by_place) == sorted(spoken):
        boxes = [boxes[by_place.index(word)] for word in spoken]
    return [Word(word, box, 1.0) for word, box in zip(spoken, boxes, strict=True)]


def _word_groups(column: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of a column parted into words, from the right."""
    groups: list[list[Glyph]] = [[]]
    edge = float("inf")
    ordered = sorted(column, key=lambda g: -g.centre)
    inked = [g for g in ordered if g.text.strip()]
    blanks = [g for g in ordered if not g.text.strip()]
    for glyph in inked:
        gap = edge - glyph.x1
        blank = any(glyph.x1 - 0.05 * glyph.size <= b.centre <= edge and b.x1 - b.x0 > 0.1 * glyph.size for b in blanks)
        if groups[-1] and (gap > bidi.WORD_GAP * glyph.size or (blank and gap > 0.08 * glyph.size)):
            groups.append([])
        groups[-1].append(glyph)
        edge = min(edge, glyph.x0)
    return [group for group in groups if group]


def _box(glyphs: Sequence[Glyph], frame: Rect) -> Box:
    left, top, right, bottom = frame
    width, height = (right - left) or 1.0, (bottom - top) or 1.0
    x0, x1 = (min(g.x0 for g in glyphs) - left) / width, (max(g.x1 for g in glyphs) - left) / width
    y0, y1 = (min(g.top for g in glyphs) - top) / height, (max(g.bottom for g in glyphs) - top) / height
    return (_share(x0), _share(y0), _share(x1), _share(y1))


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)


def _tables(page: Any) -> list[list[list[Rect | None]]]:
    """The cells of each ruled table, row by row. A page crowded with rules is a drawing and has no tables."""
    if not 3 < len(page.lines) + len(page.rects) + len(page.curves) <= _MAX_RULES_FOR_TABLES:
        return []
    found = [[list(row.cells) for row in table.rows] for table in page.find_tables()]
    return [rows for rows in found if max(len(row) for row in rows) > 1]


def _cell_of(char: dict[str, Any], tables: Sequence[Sequence[Sequence[Rect | None]]]) -> tuple[int, int, int] | None:
    """(table, row, cell) that holds the centre of the character."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    for t, rows in enumerate(tables):
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell and cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
                    return (t, r, c)
    return None


def _table_lines(cells: dict[tuple[int, int, int], list[dict[str, Any]]], rtl: bool, frame: Rect) -> Iterator[Line]:
    """One line a table row: its cells from the right (from the left on a Latin page), the lines of a cell joined."""
    for _, keys in groupby(sorted(cells), key=lambda key: key[:2]):
        ordered = sorted(keys, key=lambda key: -max(c["x1"] for c in cells[key]), reverse=not rtl)
        parts = [_cell_line(cells[key], rtl, frame) for key in ordered]
        parts = [part for part in parts if part.text]
        if parts:
            words = tuple(word for part in parts for word in part.words)
            yield Line("\t".join(part.text for part in parts), words, around([part.box for part in parts]))


def _cell_line(chars: Iterable[dict[str, Any]], rtl: bool, frame: Rect) -> Line:
    lines = [line for line in (_line(_columns(row), rtl, frame) for row in _rows(chars)) if line.text]
    if not lines:
        return Line("", (), (0.0, 0.0, 0.0, 0.0))
    words = tuple(word for line in lines for word in line.words)
    return Line(" ".join(line.text for line in lines), words, around([line.box for line in lines]))
