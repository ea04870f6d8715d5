"""Cells that no rule parts, told by the order and the blanks with which a producer drew them.

Door: `rows_of`, the shapes `Row` and `Piece`. Promise: every character stays; producers draw a table cell by cell, so words of
one row between which another row was drawn stand in two cells, and so do words without the blank that all others have between
them. A cell's lines come together where a table's row holds running words; heads side by side whose lines do not level come one
after the other; all else stays row by row. Not here: ruled tables (born_digital), pictures (columns).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from intake.engines import bidi
from nlp import labels
from nlp.normalise import folded

type Char = dict[str, Any]
# In shares of the font size: a gap between words; between cells that were drawn apart, and without a blank; between lines of
# one cell; what stands in one line.
_WORD, _GAP, _WIDE, _LINED, _LEVEL = 0.18, 0.35, 0.45, 2.6, 0.35
# Of the gaps between words so many hold a drawn blank, where a producer draws blanks at all.
_DRAWS_BLANKS = 0.8
_OF_HEAD = frozenset(["letter_number", "letter_date", "has_attachment"])
# Longer marks of a list's item are words of their own.
_MARK = 4
# Lines of a cell and cells of a row, at most; more lines stand in columns of the page.
_MOST_LINES, _MOST_CELLS = 12, 30
# Of running words each line but the last is nearly as wide as the widest, which has this share of the page's width.
_FULL, _RUNNING = 0.72, 0.14


@dataclass(slots=True)
class Piece:
    """What was drawn of one row at once, in one cell."""

    chars: list[Char]
    row: int
    began: int
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0  # from the bottom of the page
    size: float = 1.0

    def __post_init__(self) -> None:
        inked = [char for char in self.chars if char["text"].strip()]
        self.left, self.right = min(c["x0"] for c in inked), max(c["x1"] for c in inked)
        self.base, self.size = inked[0]["matrix"][5], float(max(c["size"] for c in inked)) or 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes one line: its cells from the right, each of one row of characters or more."""

    cells: Sequence[Sequence[Piece]]


def rows_of(rows: Sequence[Sequence[Char]], order: dict[int, int], width: float) -> Iterator[list[Row]]:
    """Stretches of rows in reading order: each from one height of the page; `order` holds each character's place (by id) in the
    order of drawing, `width` is the page's.
    """
    drawn = _pieces(rows, order)
    groups = list(_groups(sorted(drawn, key=lambda piece: piece.began)))
    taken: set[int] = set()
    for group in groups:
        told = _told(group, width)
        if told:
            taken |= {id(piece) for cell in group for piece in cell}
            yield told
    left: dict[int, list[Piece]] = {}
    for piece in drawn:
        if id(piece) not in taken:
            left.setdefault(piece.row, []).append(piece)
    for pieces in left.values():
        yield [Row([[piece] for piece in sorted(pieces, key=lambda piece: -piece.right)])]


# ---- pieces ----------------------------------------------------------------------------------------------------------


def _pieces(rows: Sequence[Sequence[Char]], order: dict[int, int]) -> list[Piece]:
    inked = sorted((order[id(c)], at) for at, row in enumerate(rows) for c in row if _is_inked(c, order))
    rank = {place: number for number, (place, _) in enumerate(inked)}
    blanks = _draws_blanks(rows)
    found: list[Piece] = []
    for at, row in enumerate(rows):
        marks = [c for c in row if _is_inked(c, order)]
        if not marks:
            continue
        for part in _parted(marks, {id(c): rank[order[id(c)]] for c in marks}, row, blanks=blanks):
            found.append(Piece(part, at, min(rank[order[id(c)]] for c in part if _is_inked(c, order))))
    return found


def _is_inked(char: Char, order: dict[int, int]) -> bool:
    return bool(char["text"].strip()) and id(char) in order


def _parted(marks: Sequence[Char], rank: dict[int, int], row: Sequence[Char], *, blanks: bool) -> Iterator[list[Char]]:
    """The row's characters cut between what was drawn apart."""
    spans: list[list[float]] = []
    last = None
    for char in sorted(marks, key=lambda c: rank[id(c)]):
        if last is not None and rank[id(char)] - last <= 1:
            spans[-1] = [min(spans[-1][0], char["x0"]), max(spans[-1][1], char["x1"])]
        else:
            spans.append([char["x0"], char["x1"]])
        last = rank[id(char)]
    size = float(max(c["size"] for c in marks)) or 1.0
    merged: list[list[float]] = []
    for span in sorted(spans):
        if merged and span[0] - merged[-1][1] < _GAP * size:
            merged[-1][1] = max(merged[-1][1], span[1])
        else:
            merged.append(span)
    cuts = [(right[0] + left[1]) / 2 for left, right in pairwise(merged)]
    if blanks:
        cuts += _blankless(row)
    cuts.sort()
    parts: list[list[Char]] = [[] for _ in range(len(cuts) + 1)]
    for char in row:
        middle = (char["x0"] + char["x1"]) / 2
        parts[sum(cut < middle for cut in cuts)].append(char)
    yield from (part for part in reversed(parts) if any(id(c) in rank for c in part))


def _draws_blanks(rows: Sequence[Sequence[Char]]) -> bool:
    """Whether nearly every narrow gap of the page, as words have between them, holds a blank that was drawn."""
    gaps = [gap.blank for row in rows for gap in _gaps(row, _WORD) if gap.right - gap.left < _WIDE * gap.size]
    return bool(gaps) and sum(gaps) > _DRAWS_BLANKS * len(gaps)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A gap between two words of a row: its edges, whether a blank was drawn there, the letters' size, the sign left of it and
    the first few right of it.
    """

    left: float
    right: float
    blank: bool
    size: float
    before: Char
    behind: Sequence[Char]


def _gaps(row: Sequence[Char], least: float) -> Iterator[_Gap]:
    """The gaps of a row from the left that are at least so wide."""
    inked = sorted((c for c in row if c["text"].strip()), key=lambda c: (c["x0"] + c["x1"]) / 2)
    blanks = sorted(
        (c["x0"], c["x1"]) for c in row if c["text"] and not c["text"].strip() and c["x1"] - c["x0"] > 0.05 * c["size"]
    )
    starts = [start for start, _ in blanks]
    edge = inked[0]["x1"] if inked else 0.0
    for at, char in enumerate(inked[1:], start=1):
        edge = max(edge, inked[at - 1]["x1"])
        size = float(char["size"]) or 1.0
        if char["x0"] - edge > least * size:
            before = bisect_left(starts, char["x0"] + 0.5) - 1
            blank = before >= 0 and blanks[before][1] > edge - 0.5
            yield _Gap(edge, char["x0"], blank, size, inked[at - 1], inked[at : at + _MARK + 1])


def _blankless(row: Sequence[Char]) -> list[float]:
    """Where two words of a row stand apart without a blank, a list's mark before its item aside."""
    return [(gap.left + gap.right) / 2 for gap in _gaps(row, _WIDE) if not gap.blank and not _is_marked(gap)]


def _is_marked(gap: _Gap) -> bool:
    """Whether the first signs of a row stand right of the gap, and words left of it: a list's mark and its item."""
    short = len(gap.behind) <= _MARK and not any(len(c["text"]) > 1 or bidi.is_rtl(c["text"]) for c in gap.behind[1:])
    return short and bidi.is_rtl(gap.before["text"])


# ---- cells -----------------------------------------------------------------------------------------------------------


def _groups(drawn: Sequence[Piece]) -> Iterator[list[list[Piece]]]:
    """The pieces, in the order in which they were drawn, as cells that stand side by side; each cell runs down the page."""
    group: list[list[Piece]] = []
    for piece in drawn:
        last = group[-1][-1] if group else None
        if last is not None and _goes_on(last, piece) and all(_apart(piece, cell) for cell in group[:-1]):
            group[-1].append(piece)
            continue
        if last is not None and piece.base > last.base - _LEVEL * last.size:
            # What stands above a row's first cell seemed to go on in it.
            first = group[0][-_MOST_LINES:]
            beside = next((at for at in range(len(first)) if _apart(piece, first[at:])), None)
            if beside is not None and len(group) < _MOST_CELLS and all(_apart(piece, cell) for cell in group[1:]):
                group = [first[beside:], *group[1:], [piece]]
                continue
        yield from _side_by_side(group)
        group = [[piece]]
    yield from _side_by_side(group)


def _goes_on(last: Piece, piece: Piece) -> bool:
    below = last.base - piece.base
    size = max(last.size, piece.size)
    return _LEVEL * size < below < _LINED * size and piece.left < last.right and piece.right > last.left


def _apart(piece: Piece, cell: Sequence[Piece]) -> bool:
    return all(piece.right <= other.left + 0.5 or piece.left >= other.right - 0.5 for other in cell)


def _side_by_side(group: list[list[Piece]]) -> Iterator[list[list[Piece]]]:
    """The group if its cells are a row's: each stands beside the others, and one has several lines."""
    if len(group) < 2 or not 1 < max(map(len, group)) <= _MOST_LINES:
        return
    tallest = max(group, key=len)
    top, bottom = tallest[0].base + tallest[0].size, tallest[-1].base
    if all(bottom - _LEVEL * piece.size < piece.base < top for cell in group for piece in (cell[0], cell[-1])):
        yield sorted(group, key=lambda cell: -max(piece.right for piece in cell))


def _told(group: Sequence[list[Piece]], width: float) -> list[Row]:
    """The rows that a group makes; none where it stays as it stands."""
    counts, blocks = set(map(len, group)), _blocks(group)
    # Of two lines at most nothing shows whether the words run on, but cells of a table's row are set in its middle.
    tabled = len(blocks) > 1 if counts == {1, 2} else len(counts) > 1 and any(_runs(cell, width) for cell in group)
    if tabled and not _is_letterhead(group):
        return [Row(list(group))]
    return [row for block in blocks for row in _leveled(block)] if len(blocks) > 1 else []


def _blocks(group: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Neighbouring cells whose lines level with one another, from the right."""
    blocks: list[list[Piece]] = []
    for cell in group:
        rows, others = ({piece.row for piece in pieces} for pieces in (cell, blocks[-1] if blocks else []))
        if blocks and (rows <= others or others <= rows):
            blocks[-1] += cell
        else:
            blocks.append(list(cell))
    return blocks


def _leveled(block: Sequence[Piece]) -> Iterator[Row]:
    for row in sorted({piece.row for piece in block}):
        own = sorted((piece for piece in block if piece.row == row), key=lambda piece: -piece.right)
        yield Row([[piece] for piece in own])


def _is_letterhead(group: Sequence[list[Piece]]) -> bool:
    """Whether a line announces a number, a date or an attachment with a colon, or two do without."""
    found = [
        [label for label in labels.in_line(folded(_text(piece))) if label.field in _OF_HEAD]
        for cell in group
        for piece in cell
    ]
    told = [line for line in found if line]
    opened = any(line[0].colon and line[0].start == 0 for line in told)
    return opened or (len(told) > 1 and len({label.field for line in told for label in line}) > 1)


def _text(piece: Piece) -> str:
    glyphs = [
        bidi.Glyph(c["text"], c["x0"], c["x1"], c["top"], c["bottom"], float(c["size"]) or 1.0) for c in piece.chars
    ]
    return bidi.logical(sorted(glyphs, key=lambda g: -g.x0), rtl=True)


def _runs(cell: Sequence[Piece], width: float) -> bool:
    """Whether the words of a cell run on from line to line."""
    widest = max(piece.right - piece.left for piece in cell)
    return widest > _RUNNING * width and any(piece.right - piece.left > _FULL * widest for piece in cell[:-1])
