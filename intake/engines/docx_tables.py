"""A table of a Word file → its lines.

Door: `rows`, `set_table`. Promise: as in typed PDFs: in a table whose rules are drawn a row is one line, its cells from the
right parted by tabs, the lines of a cell joined; what only lays a page out, without rules, in one row, or around a letter,
gives its lines as they stand side by side; a cell that spans rows belongs to its first. Not here: what stands in a cell
(docx_setting).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from intake.engines.docx_parts import W, attribute, children, is_on, whole, within
from intake.engines.docx_places import PITCH, side_by_side
from intake.engines.docx_styles import Styles
from intake.layout import Line, around
from nlp import tables

# In twentieths of a point, left free at both sides of a cell. Every other cell gets more at its right: where all columns are
# as wide and their words as long, their even spaces would be those of a line that was set wide (intake.justified).
_FREE, _UNEVEN = 108, 130
# A word processor knows no more columns.
_COLUMNS = 63
# Of the highest row, left free below a table: what stands nearer would be taken for a row (intake.columns).
_BELOW = 1.5
# More lines in one cell are a letter in a frame.
_LINES = 8

type SetBlocks = Callable[[Sequence[Any], int, int, int], tuple[list[Line], int]]


@dataclass(frozen=True, slots=True)
class _Cell:
    node: Any
    begin: int
    end: int
    merges: str | None


@dataclass(frozen=True, slots=True)
class _SetCell:
    row: int
    right: int
    lines: list[Line]


def rows(table: Any) -> list[Any]:
    """The rows that stand in the table, without those that were taken out or are hidden."""
    return [
        row
        for row in children(table)
        if row.tag == f"{W}tr" and within(row, "trPr", "del") is None and not is_on(within(row, "trPr", "hidden"))
    ]


def set_table(
    table: Any,
    these: Sequence[Any],
    sides: tuple[int, int],
    top: int,
    *,
    styles: Styles,
    rtl: bool,
    set_blocks: SetBlocks,
) -> tuple[list[Line], int]:
    """(the lines of some rows of a table between two sides from `top` on, where they end); `rtl`: how people read the page."""
    cells = [list(_cells(row)) for row in these]
    edges = _edges(table, max((row[-1].end for row in cells if row), default=1), sides)
    from_right = is_on(within(table, "tblPr", "bidiVisual")) or (rtl and _begins_with_numbers(table))
    shift = _shift(table, edges[-1], sides, from_right=from_right)
    done: list[_SetCell] = []
    bottom = deepest = top
    highest = 0
    for number, row in enumerate(cells):
        begin, bottom = bottom, bottom + PITCH
        for cell in row:
            if cell.merges == "continue":
                continue
            near, far = edges[cell.begin], edges[cell.end]
            left, right = (edges[-1] - far, edges[-1] - near) if from_right else (near, far)
            free = _FREE + (_UNEVEN if cell.begin % 2 and right - left > 8 * _UNEVEN else 0)
            blocks = list(children(cell.node))
            lines, end = set_blocks(blocks, shift + left + _FREE, shift + right - free, begin)
            done.append(_SetCell(number, right, lines))
            deepest = max(deepest, end)
            bottom = bottom if cell.merges else max(bottom, end)
        highest = max(highest, bottom - begin)
    ruled = len(these) > 1 and _is_ruled(table, these, styles) and max(len(cell.lines) for cell in done) <= _LINES
    return _joined(done, rtl=rtl, ruled=ruled), max(bottom, deepest) + (int(_BELOW * highest) if len(these) > 1 else 0)


def _cells(row: Any) -> Iterator[_Cell]:
    at = min(max(whole(within(row, "trPr", "gridBefore")), 0), _COLUMNS - 1)
    for node in children(row):
        if node.tag != f"{W}tc":
            continue
        span = min(max(whole(within(node, "tcPr", "gridSpan"), otherwise=1), 1), max(1, _COLUMNS - at))
        merge = within(node, "tcPr", "vMerge")
        begin = min(at, _COLUMNS - 1)
        at = begin + span
        yield _Cell(node, begin, at, None if merge is None else attribute(merge) or "continue")


def _edges(table: Any, columns: int, sides: tuple[int, int]) -> list[int]:
    """Where the columns end, from the table's beginning; narrowed to fit."""
    told = [max(0, whole(one, "w")) for one in table.findall(f"{W}tblGrid/{W}gridCol")[:_COLUMNS]]
    room = max(1, sides[1] - sides[0])
    known = [wide for wide in told if wide]
    usual = sum(known) // len(known) if known else room // max(columns, len(told))
    widths = [wide or usual for wide in told] + [usual] * (columns - len(told))
    scale = min(1.0, room / max(1, sum(widths)))
    return [int(sum(widths[:at]) * scale) for at in range(len(widths) + 1)]


def _shift(table: Any, wide: int, sides: tuple[int, int], *, from_right: bool) -> int:
    said = attribute(within(table, "tblPr", "jc")) or "start"
    free = sides[1] - sides[0] - wide
    if said == "center":
        return sides[0] + free // 2
    return sides[0] + (free if (said in ("right", "end")) != from_right else 0)


def _begins_with_numbers(table: Any) -> bool:
    """Whether the first column numbers the rows: then the table is meant from there, though nobody told that to the file."""
    first = next((cell for row in rows(table)[:1] for cell in children(row) if cell.tag == f"{W}tc"), None)
    said = "".join(text.text or "" for text in first.iter(f"{W}t")) if first is not None else ""
    return len(said) < _COLUMNS and tables.is_numbering(said)


def _is_ruled(table: Any, these: Sequence[Any], styles: Styles) -> bool:
    borders = styles.borders(table)
    if borders is not None and (_is_drawn(borders, "insideV") or _is_drawn(borders, "insideH")):
        ruled = True
    else:
        own = [within(node, "tcPr", "tcBorders") for row in these[:2] for node in row.iter(f"{W}tc")]
        sides = ("left", "right", "start", "end")
        ruled = any(_is_drawn(one, side) for one in own if one is not None for side in sides)
    nested = any(node.find(f"{W}tbl") is not None for row in these for node in row.iter(f"{W}tc"))
    return ruled and not nested


def _is_drawn(borders: Any, side: str) -> bool:
    return (attribute(borders.find(f"{W}{side}")) or "none") not in ("none", "nil")


def _joined(cells: Sequence[_SetCell], *, rtl: bool, ruled: bool) -> list[Line]:
    """The lines of the cells: of each row one, or those of one height together."""
    pieces: list[tuple[float, int, Line]] = []
    for cell in cells:
        if ruled and cell.lines:
            words = tuple(word for line in cell.lines for word in line.words)
            text = " ".join(line.text for line in cell.lines)
            pieces.append((cell.row, cell.right, Line(text, words, around([line.box for line in cell.lines]))))
        else:
            pieces += ((line.box[1], cell.right, line) for line in cell.lines)
    pieces.sort(key=lambda piece: (piece[0], -piece[1] if rtl else piece[1]))
    return [side_by_side([line for _, _, line in same]) for _, same in groupby(pieces, key=lambda piece: piece[0])]
