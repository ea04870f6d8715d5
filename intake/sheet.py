"""A whole document as one folded text that knows where each of its letters stands.

Door: `Sheet`, `Row`, `Cell`. Promise: `text` is fit for the finders of nlp (lines parted by line breaks, columns by
tabs); for any span of it the sheet gives the words as written, their box, page and how surely they were read. Not
here: what the words mean.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intake import justified
from intake.layout import Box, Line, Page, PageSource, Word, around
from intake.trust import Proof
from nlp import normalise, sides
from nlp.sides import Side

# Digits are the weak point of the engines: on whole numbers they are less sure than they say (facts: 62 to 80 % of numbers
# whole, at word confidences about 0.9).
_DIGIT_DISCOUNT, _LETTER_DISCOUNT = 0.85, 0.97


@dataclass(frozen=True, slots=True)
class Cell:
    """One column's part of a row: text[start:end] of the sheet, and its place on the page."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Row:
    """One line: text[start:end] of the sheet, the page it stands on, its cells from the first in reading order."""

    index: int
    page: int
    source: PageSource
    start: int
    end: int
    cells: tuple[Cell, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind a span: as written, where, and the chance that all of them were read right."""

    raw: str
    page: int
    box: Box | None
    certainty: float
    source: PageSource


class Sheet:
    """All lines of some pages, in reading order."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._lines: list[tuple[Page, Line]] = [(page, line) for page in pages for line in page.lines]
        self._written = "\n".join(
            justified.together(line).replace("\n", " ").replace("\f", " ") for _, line in self._lines
        )
        self._folded = normalise.fold(self._written)
        self.text = self._folded.text

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows from top to bottom, page by page."""
        return tuple(self._rows())

    @cached_property
    def legend(self) -> Mapping[str, Side]:
        """What the paper says of its marks of votes: each row asks, and all of the text is read for it once."""
        return sides.legend(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [], 0
        for _, line in self._lines:
            starts.append(at)
            at += len(line.text) + 1
        return starts

    def row_at(self, offset: int) -> Row:
        """The row that text[offset] belongs to."""
        return self.rows[max(0, bisect_right([row.start for row in self.rows], offset) - 1)]

    def written(self, start: int, end: int) -> str:
        """The words behind text[start:end] in their own spelling, on one line, trimmed."""
        left, right = self._source(start, end)
        return " ".join(normalise.clean(self._written[left:right]).replace("\t", " ").split())

    def whole_words(self, start: int, end: int) -> str:
        """As `written`, widened to whole words, half-spaces counting as letters: a name is not cut at them."""
        left, right = self._source(start, end)
        while right < len(self._written) and (self._written[right].isalpha() or self._written[right] == normalise.ZWNJ):
            right += 1
        return normalise.clean(self._written[left:right]).strip(f" {normalise.ZWNJ}")

    def evidence(self, start: int, end: int) -> Evidence:
        """What stands behind text[start:end]; the box holds the part on the span's first page."""
        words = list(self._words(*self._source(start, end)))
        row = self.row_at(start)
        here = [word for page, word in words if page.number == row.page]
        return Evidence(
            raw=self.written(start, end),
            page=row.page,
            box=around([word.box for word in here]) if here else row.box,
            certainty=_certainty([word for _, word in words], row.source),
            source=row.source,
        )

    def spoken(self, row: Row) -> tuple[Cell, ...]:
        """The cells of a row; of single words, which a line set wide consists of, all together."""
        single = len(row.cells) > 1 and all(len(self.text[cell.start : cell.end].split()) == 1 for cell in row.cells)
        return (Cell(row.start, row.end, row.box),) if single else row.cells

    def lines_in(self, cell: Cell) -> list[tuple[int, int]]:
        """The spans of a cell's own lines, where a table's cell holds several; the whole cell where it is one."""
        spans: list[tuple[int, int]] = []
        bottom = 0.0
        for start, end, box in self.words_in(cell.start, cell.end):
            middle = (box[1] + box[3]) / 2
            if spans and middle < bottom:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
            bottom = max(bottom, box[3])
        return spans or [(cell.start, cell.end)]

    def words_in(self, start: int, end: int) -> list[tuple[int, int, Box]]:
        """The words of text[start:end], each with its span and its place."""
        found = []
        left, right = self._source(start, end)
        index = max(0, bisect_right(self._line_starts, left) - 1)
        for word_start, word_end, word in _placed(self._lines[index][1]):
            at, until = self._line_starts[index] + word_start, self._line_starts[index] + word_end
            if at < right and until > left:
                origin = self._folded.origin
                found.append((max(start, bisect_left(origin, at)), min(end, bisect_left(origin, until)), word.box))
        return found

    def _source(self, start: int, end: int) -> tuple[int, int]:
        return self._folded.span(start, end)

    def _words(self, left: int, right: int) -> Iterator[tuple[Page, Word]]:
        first = max(0, bisect_right(self._line_starts, left) - 1)
        for index in range(first, len(self._lines)):
            line_start = self._line_starts[index]
            if line_start >= right:
                return
            page, line = self._lines[index]
            for start, end, word in _placed(line):
                if line_start + start < right and line_start + end > left:
                    yield page, word

    def _rows(self) -> Iterator[Row]:
        start = 0
        for index, ((page, line), text) in enumerate(zip(self._lines, self.text.split("\n"), strict=True)):
            cells, at = [], start
            for part in text.split("\t"):
                if part.strip():
                    cells.append(Cell(at, at + len(part), self._box(at, at + len(part), line.box)))
                at += len(part) + 1
            yield Row(index, page.number, page.source, start, start + len(text), tuple(cells), line.box)
            start += len(text) + 1

    def _box(self, start: int, end: int, otherwise: Box) -> Box:
        words = [word.box for _, word in self._words(*self._source(start, end))]
        return around(words) if words else otherwise

    def box(self, start: int, end: int) -> Box:
        """The place of text[start:end] on its page."""
        return self._box(start, end, self.row_at(start).box)


def _placed(line: Line) -> Iterator[tuple[int, int, Word]]:
    """The words of a line with their offsets in its text; a word that the text lacks is passed over."""
    at = 0
    for word in line.words:
        start = line.text.find(word.text, at)
        if start >= 0 and word.text:
            at = start + len(word.text)
            yield start, at, word


def _certainty(words: list[Word], source: PageSource) -> float:
    if not words:
        return 1.0 if source == "text-layer" else 0.6
    certainty = 1.0
    if source == "text-layer":
        return sum(word.confidence for word in words) / len(words)
    for word in words:
        discount = _DIGIT_DISCOUNT if any(letter.isdigit() for letter in word.text) else _LETTER_DISCOUNT
        certainty = min(certainty, word.confidence * discount)
    # Many words give many chances of an error, but the engine's worst word is often right: the middle of both.
    mean = sum(word.confidence for word in words) / len(words)
    return (certainty + mean) / 2


@dataclass(frozen=True, slots=True)
class Claim[T]:
    """`value`, claimed on the strength of text[start:end] of a sheet by a rule that is right with chance `strength`."""

    value: T
    start: int
    end: int
    strength: float
    proof: Proof = "none"
