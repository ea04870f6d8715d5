"""Tables whose rules are drawn: the cells that they enclose on a page's picture, and the page's lines row by row.

Door: `cells`, `tables`, `is_framed`, `arranged`. Promise: every word stays but a rule that was read as one; words of one cell
stand together, its lines joined, cells parted by tabs from the right, as in tables of a text layer; a frame around a letter is
no table. The rules stay in the picture that the engine reads: it finds its columns by them (measured). Not here: tables without
rules (columns), those of text layers (born_digital).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.engines import digits as second_reader
from intake.engines import tesseract
from intake.layout import Line, Page, Word, around
from intake.placing import Place, pixels
from nlp import digits, spelling

type Picture = NDArray[np.uint8]

# In shares of the picture's width: the shortest rule across and down, the thickest, the widest break that is closed, the
# smallest cell's sides, and how far the tops of one row's cells differ.
_ACROSS, _DOWN, _THICK, _BREAK, _SIDE, _LEVEL = 0.03, 0.014, 0.006, 0.004, 0.008, 0.006
# A cell fills its box, and no cell fills the page; more lines than these in one make it a frame around a letter.
_FILLED, _PAGE, _LINES = 0.85, 0.5, 9
_FEWEST, _MOST = 4, 1500
# Lines of a box beside the text, at least: what has fewer is a blank to be filled in.
_BOXED = 3
# A box this share of the picture's width, at most, leaves room for text beside it.
_BESIDE = 0.6
# What a rule is read as, alone or on to a word; darker than this is ink; the second reader's chance of a figure without it.
_ON_A_RULE = frozenset("|1\u06f1\u0661\u0627\u0623\u0622!()[]/\\")
_STROKES, _INK, _SURE = frozenset("|1\u06f1\u0661\u0627\u0623\u0622!"), 128, 0.7


def arranged(page: Page, white: Picture) -> Page:
    """`page` with the words of each table drawn on `white` (cleaned, its boxes' own) row by row."""
    lines = list(page.lines)
    found = _cells(white)
    for table in _tables(found, white.shape[1]) if _FEWEST <= len(found) <= _MOST else []:
        lines = _by_rows(lines, table, white)
    for box in _beside(found, white.shape[1]) if len(found) <= _MOST else []:
        lines = _set_apart(lines, box, white)
    return replace(page, lines=tuple(lines))


def _beside(found: Sequence[Place], wide: int) -> Iterator[Place]:
    """The boxes that stand by themselves, high enough for a few lines, with room for text beside them."""
    for box in found:
        fits = box[2] - box[0] <= _BESIDE * wide and box[3] - box[1] > _BOXED * _SIDE * wide
        if fits and not any(_touch(box, other, wide) for other in found if other is not box):
            yield box


def _set_apart(lines: Sequence[Line], box: Place, white: Picture) -> list[Line]:
    """The lines with those in a box beside the text together, before the first that was read on across its frame."""
    high, wide = white.shape
    inside: list[Word] = []
    kept: list[Line] = []
    at = None
    for line in lines:
        own = [word for word in line.words if _holds(box, pixels(word.box, wide, high))]
        free = [word for word in line.words if word not in own and not _is_a_rule(word, [box], wide)]
        inside += own
        if own and free and at is None:
            at = len(kept)
        kept += [line] if not own else [tesseract.line(free)] if free else []
    rows = list(_lines(inside)) if at is not None else []
    if at is None or len(rows) < _BOXED:
        return list(lines)
    return [*kept[:at], *map(tesseract.line, rows), *kept[at:]]


def _holds(cell: Place, word: Place) -> bool:
    """Whether the middle of a word lies in a cell."""
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return cell[0] <= across <= cell[2] and cell[1] <= down <= cell[3]


def tables(white: Picture) -> list[list[list[Place]]]:
    """The tables that rules draw: their rows from the top, the cells of each from the right."""
    return _tables(cells(white), white.shape[1])


def is_framed(words: Sequence[Word]) -> bool:
    """Whether the words in a cell are so many lines that it is a frame around a letter."""
    return len(list(_lines(words))) > _LINES


def cells(white: Picture) -> list[Place]:
    """The rectangles that rules enclose where they may be a table's, as (left, top, right, bottom) in pixels."""
    found = _cells(white)
    return found if _FEWEST <= len(found) <= _MOST else []


def _cells(white: Picture) -> list[Place]:
    high, wide = white.shape
    rules = _rules(white)
    reach = max(3, round(_BREAK * wide))
    closed = cv2.morphologyEx(rules, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(255 - closed, np.uint8), connectivity=4)
    return [
        (x, y, x + w, y + h)
        for x, y, w, h, area in stats[1:].tolist()
        if min(w, h) > _SIDE * wide and w * h < _PAGE * wide * high and area > _FILLED * w * h and x > 0 and y > 0
        if x + w < wide and y + h < high
    ]


def _rules(white: Picture) -> Picture:
    ink = np.asarray(255 - white, np.uint8)
    wide = white.shape[1]
    # A rule that runs a little askew is a row of short pieces: one pixel above and below belongs to it.
    across = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, round(_ACROSS * wide)), np.uint8)
    )
    down = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((round(_DOWN * wide), 1), np.uint8)
    )
    thick = round(_THICK * wide)
    across = cv2.subtract(across, cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)))
    down = cv2.subtract(down, cv2.morphologyEx(down, cv2.MORPH_OPEN, np.ones((1, thick), np.uint8)))
    return np.asarray(cv2.bitwise_or(across, down), np.uint8)


def _tables(found: Sequence[Place], wide: int) -> list[list[list[Place]]]:
    """Cells that touch, as tables: rows from the top, each from the right; what has no two columns and rows is none."""
    tables: list[list[Place]] = []
    for cell in found:
        near = [table for table in tables if any(_touch(cell, other, wide) for other in table)]
        tables = [table for table in tables if table not in near]
        tables.append([cell, *(other for table in near for other in table)])
    rows = [list(_rows(table, wide)) for table in tables if len(table) >= _FEWEST]
    return [table for table in rows if len(table) > 1 and max(len(row) for row in table) > 1]


def _touch(one: Place, other: Place, wide: int) -> bool:
    apart = 2 * _THICK * wide
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return across < apart and down < apart


def _rows(table: Sequence[Place], wide: int) -> Iterator[list[Place]]:
    """A cell that spans rows belongs to its first."""
    row: list[Place] = []
    for cell in sorted(table, key=lambda cell: cell[1]):
        if row and cell[1] - row[0][1] > _LEVEL * wide:
            yield sorted(row, key=lambda one: -one[2])
            row = []
        row.append(cell)
    yield sorted(row, key=lambda one: -one[2])


def _by_rows(lines: Sequence[Line], table: Sequence[Sequence[Place]], white: Picture) -> list[Line]:
    """The lines with this table's words in lines of their own, in place of the first line that held one of them."""
    high, wide = white.shape
    held: dict[tuple[int, int], list[Word]] = {}
    kept: list[Line] = []
    at = None
    for line in lines:
        homes = [_home(table, pixels(word.box, wide, high)) for word in line.words]
        for word, home in zip(line.words, homes, strict=True):
            if home:
                held.setdefault(home, []).append(word)
        free = [word for word, home in zip(line.words, homes, strict=True) if home is None]
        if len(free) < len(line.words):
            at = len(kept) if at is None else at
            kept += [tesseract.line(free)] if free else []
        else:
            kept.append(line)
    if at is None or any(map(is_framed, held.values())):
        return list(lines)
    rows = [_row(table[row], row, held, white) for row in range(len(table))]
    return [*kept[:at], *(row for row in rows if row), *kept[at:]]


def _home(table: Sequence[Sequence[Place]], word: Place) -> tuple[int, int] | None:
    """(row, place in it from the right) of the cell that holds a word, of a gap between two cells whose rules are broken; None
    beside the table.
    """
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            if _holds(cell, word):
                return number, 2 * place + 1
    every = [cell for row in table for cell in row]
    if not (min(cell[0] for cell in every) <= across <= max(cell[2] for cell in every)):
        return None
    tops = [row[0][1] for row in table]
    if not tops[0] <= down <= max(cell[3] for cell in every):
        return None
    number = max(at for at, top in enumerate(tops) if top <= down)
    return number, 2 * sum(cell[0] > across for cell in table[number])


def _row(
    row: Sequence[Place], number: int, held: Mapping[tuple[int, int], Sequence[Word]], white: Picture
) -> Line | None:
    parts: list[list[Line]] = []
    for place in range(2 * len(row) + 1):
        words = list(held.get((number, place), ()))
        if place % 2:
            words = [inner for word in words if (inner := _within(word, row[place // 2], white))]
        else:
            words = [word for word in words if not _is_a_rule(word, row, white.shape[1])]
        if words:
            parts.append([tesseract.line(line) for line in _lines(words)])
    if not parts:
        return None
    together = tuple(word for part in parts for line in part for word in line.words)
    text = "\t".join(" ".join(line.text.replace("\t", " ") for line in part) for part in parts)
    return Line(text, together, around([word.box for word in together]))


def _is_a_rule(word: Word, row: Sequence[Place], wide: int) -> bool:
    """Whether a word between cells is the rule itself: a stroke that stands where a cell ends."""
    across = (word.box[0] + word.box[2]) / 2 * wide
    return word.text in _ON_A_RULE and any(
        abs(across - edge) < _THICK * wide for cell in row for edge in (cell[0], cell[2])
    )


def _within(word: Word, cell: Place, white: Picture) -> Word | None:
    """A word without the rule that was read as a part of it; None where there is nothing else."""
    high, wide = white.shape
    left, top, right, bottom = pixels(word.box, wide, high)
    if cell[0] <= left and right <= cell[2] and word.text not in _STROKES:
        return word
    ink = white[max(top, cell[1]) : min(bottom, cell[3]), max(left, cell[0]) : min(right, cell[2])]
    if word.text in _STROKES:
        return word if (ink < _INK).any() and cell[0] <= left and right <= cell[2] and word.text.isalnum() else None
    box = (max(left, cell[0]) / wide, word.box[1], min(right, cell[2]) / wide, word.box[3])
    figures = digits.latin(word.text)
    if figures.isdigit() and len(figures) > 1:
        seen = second_reader.read(ink)
        if seen.text in (figures[:-1], figures[1:]) and seen.chance(seen.text) > _SURE:
            return replace(word, text="".join(digits.PERSIAN[int(sign)] for sign in seen.text), box=box)
        return word
    inner = word.text[1:] if right > cell[2] else word.text[:-1]
    stroke = word.text[0] if right > cell[2] else word.text[-1]
    return replace(word, text=inner, box=box) if stroke in _STROKES and spelling.is_likelier(inner, word.text) else word


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of one cell, line by line; the order within a line stays."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: (word.box[1] + word.box[3]) / 2):
        middle = (word.box[1] + word.box[3]) / 2
        if line and middle > max(other.box[3] for other in line):
            yield [other for other in words if other in line]
            line = []
        line.append(word)
    if line:
        yield [other for other in words if other in line]
