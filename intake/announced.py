"""Values that a label announces, wherever they stand: after it, in the next column, or below it.

Door: `announced`, `Announced`. Promise: for each label of the sheet the span of its value, which may be empty when the
form was left blank. Not here: what the value means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.layout import in_one_column
from intake.sheet import Cell, Row, Sheet
from nlp import labels
from nlp.normalise import BLANKS

# Heights of a line between the first line of a broken label and its last, at most.
_WRAPPED = 4.0
# What is stacked in a column at a paper's margin; its width, in shares of the page's; letters behind a label that stands alone.
_OF_STACK = frozenset(["letter_number", "letter_date", "attachment", "POSTAL"])
_NARROW, _LONE = 0.3, 2
# Rows that a column of such labels takes up, on either side of one.
_REACH = 8
# How engines read the line between two cells of a table.
_RULE = re.compile("\\s*[|¦\u0627!]{1,3}\\s*")
# What clerks write on dotted blanks, and how such dots come out of an engine.
_ON_DOTS = frozenset(["letter_number", "letter_date", "attachment"])
_DOTS_BEFORE = re.compile(r"(?:[.\u060c,]*0*[.\u060c,][0.\u060c, ]*|00+)(?=[^\W_])")
_DOTS_BEHIND = re.compile(r"[.,]*00+[.][.0]*$")


@dataclass(frozen=True, slots=True)
class Announced:
    """`field` is announced by text[label_start:label_end]; its value stands at text[start:end] (empty: left blank)."""

    field: str
    label_start: int
    label_end: int
    start: int
    end: int
    strength: float
    colon: bool
    row: Row


def announced(sheet: Sheet) -> list[Announced]:
    """All labels of the sheet with their values, from the top."""
    found: list[Announced] = []
    by_row = [labels.in_line(sheet.text[row.start : row.end]) for row in sheet.rows]
    turned = [label for row in sheet.rows for label in _turned_lines(sheet, row)]
    for row, row_labels in zip(sheet.rows, by_row, strict=True):
        for index, label in enumerate(row_labels):
            following = row_labels[index + 1].start if index + 1 < len(row_labels) else row.end - row.start
            start, end, trust = _value(sheet, row, label, row.start + following, by_row)
            if row.source == "ocr" and label.field in _ON_DOTS:
                start, end = _off_the_dots(sheet.text, start, end)
            strength = label.strength * trust
            found.append(
                Announced(
                    label.field, row.start + label.start, row.start + label.end, start, end, strength, label.colon, row
                )
            )
    found = [label for label in found if not any(one.row is label.row for one in turned)] + turned
    stacked = _stacked(sheet, found)
    found = [label for label in found if not any(one.label_start == label.label_start for one in stacked)]
    return sorted([*found, *stacked, *_wrapped(sheet)], key=lambda one: one.label_start)


def _stacked(sheet: Sheet, found: Sequence[Announced]) -> list[Announced]:
    """The labels of a narrow column that stand one below the other, each alone in its line and its value in the next."""
    alone = {
        cell: label
        for label in found
        for cell in label.row.cells
        if label.field in _OF_STACK and cell.start == label.label_start and cell.end - label.label_end < _LONE
    }
    below = {cell: _next_below(sheet, label.row, cell) for cell, label in alone.items()}
    valued = {cell: value for cell, value in below.items() if value and value not in alone}
    return [
        replace(label, start=span[0], end=span[1], strength=0.9 * label.strength, colon=True)
        for cell, label in alone.items()
        if cell in valued
        for span in [_trimmed(sheet, valued[cell].start, valued[cell].end)]
        if any(other is not cell and in_one_column(other.box, cell.box) for other in valued)
    ]


def _next_below(sheet: Sheet, row: Row, cell: Cell) -> Cell | None:
    """The cell right below another that is no wider than the column of both, in whatever order a skewed page was read."""
    height = cell.box[3] - cell.box[1]
    near = [
        other
        for one in sheet.rows[max(0, row.index - _REACH) : row.index + _REACH]
        for other in one.cells
        if one.page == row.page and 0 < other.box[1] - cell.box[1] < _WRAPPED * height and other is not cell
    ]
    column = [one for one in near if in_one_column(one.box, cell.box) and one.box[2] - one.box[0] < _NARROW]
    return min(column, key=lambda one: one.box[1], default=None)


def _turned_lines(sheet: Sheet, row: Row) -> Iterator[Announced]:
    """The labels of a cell of several lines, each of which ends with its label."""
    for cell in row.cells:
        lines = sheet.lines_in(cell)
        told = [labels.in_line(sheet.text[start:end].rstrip()) for start, end in lines]
        if len(lines) < 2 or any(len(one) != 1 or not one[0].start for one in told):
            continue
        for (start, _), (label,) in zip(lines, told, strict=True):
            value = _trimmed(sheet, start, start + label.start)
            at = start + label.start
            yield Announced(label.field, at, start + label.end, *value, 0.9 * label.strength, True, row)


def _wrapped(sheet: Sheet) -> Iterator[Announced]:
    """The labels of a narrow column, broken over two lines, whose value stands beside and between them."""
    for first, row, last in zip(sheet.rows, sheet.rows[1:], sheet.rows[2:], strict=False):
        if len(first.cells) != 1 or len(last.cells) != 1 or not row.cells:
            continue
        above, below, value = first.cells[0], last.cells[0], row.cells[0]
        beside = value.box[2] <= above.box[0] and in_one_column(above.box, below.box)
        near = below.box[1] - above.box[1] < _WRAPPED * (above.box[3] - above.box[1])
        if not (beside and near and first.page == last.page):
            continue
        field = labels.alone(f"{sheet.text[above.start : above.end]} {sheet.text[below.start : below.end]}")
        if field:
            start, end = _trimmed(sheet, value.start, value.end)
            yield Announced(field, above.start, above.end, start, end, 0.9, True, first)


def _off_the_dots(text: str, start: int, end: int) -> tuple[int, int]:
    """The value without the dots of the blank that it was written on, which an engine reads as zeros; a number of its own
    has no two zeros in front, and none behind that a full stop follows.
    """
    before = _DOTS_BEFORE.match(text, start, end)
    first = before.end() if before and before.end() < end else start
    behind = _DOTS_BEHIND.search(text[first : end + 1])
    return first, first + behind.start() if behind and behind.start() else end


def _value(
    sheet: Sheet, row: Row, label: labels.Label, limit: int, by_row: list[list[labels.Label]]
) -> tuple[int, int, float]:
    after = row.start + label.end
    own = next((cell for cell in row.cells if cell.start <= row.start + label.start < cell.end), None)
    if own and label.colon and own.end < after:
        # Its colon begins the next cell.
        own = next((cell for cell in row.cells if cell.start < after <= cell.end), own)
    span = _trimmed(sheet, after, min(limit, own.end if own else row.end))
    cells = [cell for cell in row.cells if not _RULE.fullmatch(sheet.text, cell.start, cell.end)]
    ruled = row.source == "ocr" and len(row.cells) > 1 and bool(_RULE.fullmatch(sheet.text, *span))
    if span[0] < span[1] and not ruled:
        return *span, 1.0
    before = _trimmed(sheet, own.start, row.start + label.start) if own else (after, after)
    beside = next((cell for cell in cells if cell.start >= after), None)
    behind = labels.last_figures(sheet.text[row.start : row.end], label.start, label.end)
    if behind is not None and not label.colon:
        before = _trimmed(sheet, row.start + behind, row.start + label.start)
    figures = before[0] < before[1] and (
        sheet.text[before[0]].isdigit() or labels.begins_latin(sheet.text[slice(*before)])
    )
    turned = (
        own is not None and not _follows_label(row, own, by_row[row.index]) and not sheet.text[after : own.end].strip()
    )
    enclosed = label.field == "attachment" and before[0] < before[1]
    if (figures and (label.colon or not beside)) or ((figures or enclosed) and turned):
        # A line that was put together the wrong way round: the value first, then the label.
        return *before, 0.85
    if own and _is_turned(row, own, by_row[row.index]):
        left = row.cells[row.cells.index(own) - 1]
        return *_trimmed(sheet, left.start, left.end), 0.95
    if beside and not _opens_with_label(row, beside, by_row[row.index]):
        return *_trimmed(sheet, beside.start, min(beside.end, limit if limit > beside.start else beside.end)), 0.97
    below = _below(sheet, row, own, by_row) if own else None
    return (*_trimmed(sheet, below.start, below.end), 0.9) if below else (after, after, 1.0)


def _is_turned(row: Row, own: Cell, row_labels: list[labels.Label]) -> bool:
    """Whether a row stands the other way round: each of its labels in a cell of its own behind its value."""
    alone = [any(_fills(row, cell, label) for label in row_labels) for cell in row.cells]
    said = [any(cell.start <= row.start + label.start < cell.end for label in row_labels) for cell in row.cells]
    turned = len(alone) % 2 == 0 and all(alone[1::2]) and not any(said[::2])
    return turned and row.cells.index(own) % 2 == 1


def _follows_label(row: Row, own: Cell, row_labels: list[labels.Label]) -> bool:
    """Whether the cell before is a label alone, whose value begins this one."""
    at = row.cells.index(own)
    return at > 0 and any(_fills(row, row.cells[at - 1], label) for label in row_labels)


def _fills(row: Row, cell: Cell, label: labels.Label) -> bool:
    return row.start + label.start - cell.start < 2 and cell.end - (row.start + label.end) < 2


def _below(sheet: Sheet, row: Row, own: Cell, by_row: list[list[labels.Label]]) -> Cell | None:
    """The cell under a column's head, when the row under it is not one of labels itself."""
    for other in sheet.rows[row.index + 1 : row.index + 2]:
        if other.page != row.page or len(row.cells) < 2 or by_row[other.index]:
            return None
        column = row.cells.index(own)
        under = [cell for cell in other.cells if in_one_column(cell.box, own.box)]
        if under:
            return under[0]
        return other.cells[column] if len(other.cells) == len(row.cells) else None
    return None


def _opens_with_label(row: Row, cell: Cell, row_labels: list[labels.Label]) -> bool:
    return any(cell.start <= row.start + label.start <= cell.start + 3 for label in row_labels)


def _trimmed(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    while start < end and sheet.text[start] in BLANKS:
        start += 1
    while end > start and sheet.text[end - 1] in BLANKS:
        end -= 1
    return start, end
