"""The lines of a sitting's paper: of running words each sentence, of a table each row, and which rows are one paragraph.

Door: `lines`, `left_of`, the shapes `Line`, `Tagged` and `Tag`. Promise: spans are offsets into the sheet's text, in reading
order. Not here: which part of the paper a line is (parts), what numbering and tables prove of that (completions).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from intake.sheet import Row, Sheet
from nlp import parts as words
from nlp import running_lists, votes
from nlp.sentences import ENDS, sentences

type Tag = Literal["other", "present", "absent", "decides", "goes-on", "votes"]

# A row that ends nearer to the margin than this (of the page's width) is full; indented rows begin further from theirs.
FULL, INDENTED = 0.06, 0.015
# Words of a row that goes on in the next, at least; blank between them in heights of a line, at most.
_RUNNING, _APART = 4, 1.1


@dataclass(frozen=True, slots=True)
class Line:
    """text[start:end] of the sheet: a table's row, or a sentence from `row` on to `last`; `opens` and `closes` tell whether it
    is the first and the last of its paragraph, or of its point in a list that runs on within one.
    """

    row: Row
    last: Row
    start: int
    end: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Tagged:
    """A line, its tag and the chance of it."""

    line: Line
    tag: Tag
    chance: float


def lines(sheet: Sheet) -> list[Line]:
    """What is tagged, in reading order: the rows of tables, and running words sentence by sentence."""
    found: list[Line] = []
    for rows in _paragraphs(sheet):
        start, end = rows[0].start, rows[-1].end
        running = len(rows[0].cells) == 1
        points = {start, *(running_lists.points(sheet.text, start, end) if running else ())}
        cuts = sorted({*points, *(sentences(sheet.text, start, end) if running else ()), end})
        for index, (left, right) in enumerate(pairwise(cuts)):
            closes = right in points or index == len(cuts) - 2
            found.append(Line(sheet.row_at(left), sheet.row_at(right - 1), left, right, left in points, closes))
    return found


def _paragraphs(sheet: Sheet) -> Iterator[list[Row]]:
    """Rows whose words run on from one to the next; a table's row stands alone."""
    run: list[Row] = []
    for row in sheet.rows:
        if not sheet.text[row.start : row.end].strip():
            continue
        if run and not _runs_on(sheet, run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _runs_on(sheet: Sheet, row: Row, following: Row) -> bool:
    """Whether the words of a row go on in the following one: it is full and ended no sentence, and the other begins nothing."""
    above, below = sheet.text[row.start : row.end].strip(), sheet.text[following.start : following.end]
    # The words of a side, or of a point, may stand in the next row.
    announces = above.endswith(":") and not (running_lists.is_cut(above) or votes.sides(above.split()[-1]))
    if len(row.cells) > 1 or len(following.cells) > 1 or len(above.split()) < _RUNNING or announces:
        return False
    if words.is_bracket(above, below):
        return True
    if words.begins(below):
        return False
    if row.page != following.page:
        return not above.endswith(ENDS)
    height = min(row.box[3] - row.box[1], following.box[3] - following.box[1])
    # Nor could the first word of the next have stood at its end.
    written = sheet.written(following.start, following.end)
    word = len(written.split()[0]) * (following.box[2] - following.box[0]) / len(written)
    full = (
        row.box[0] < min(following.box[0], left_of(sheet, row.page)) + max(FULL, word)
        or row.box[0] < following.box[0] + INDENTED
    )
    return full and following.box[1] - row.box[3] < _APART * height


def left_of(sheet: Sheet, page: int) -> float:
    return min(row.box[0] for row in sheet.rows if row.page == page)
