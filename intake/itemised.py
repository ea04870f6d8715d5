"""Decisions by headings, numbers and bullets, for papers of whose lines none is tagged as deciding.

Door: `items`. Promise: spans are offsets into the sheet's text, in its order. Not here: lines told by what was learnt (parts),
the phrases (nlp.decisions), how was voted (voting).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from intake import voting
from intake.announced import Announced
from intake.sheet import Row, Sheet
from intake.voting import Item
from nlp import attendance, votes
from nlp import decisions as phrases
from nlp.normalise import MARKS, SENTENCE_ENDS

# What ends the resolutions: another section.
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
# A row shorter than this many letters may be one of names or offices; letters of a number, fewer than.
_SIGNATURE, _LONGEST_NUMBER = 70, 5


def items(sheet: Sheet, said: Sequence[Announced]) -> list[Item]:
    """The decisions below a heading, behind a sentence that announces them, or paragraph by paragraph."""
    spans = list(_sections(sheet, said, "resolutions")) or _told_below(sheet) or _joined(_deciding(sheet))
    return [Item(*item) for start, end in spans for item in _items(sheet, start, end)]


def _sections(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[tuple[int, int]]:
    """The spans of the sections `field`, each from its label to the next section."""
    openings = [label for label in said if label.field in _SECTIONS]
    for index, label in enumerate(openings):
        if label.field == field and not _is_numbers(sheet, label):
            end = openings[index + 1].label_start if index + 1 < len(openings) else len(sheet.text)
            yield label.label_end, end


def _is_numbers(sheet: Sheet, label: Announced) -> bool:
    """Whether a label speaks of the decision's number alone."""
    return phrases.is_of_numbers(sheet.text[label.row.start : label.label_start])


def _told_below(sheet: Sheet) -> list[tuple[int, int]]:
    begins = phrases.announced(sheet.text)
    return [(begins, len(sheet.text))] if begins is not None else []


def _deciding(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Without a heading: each paragraph that tells a vote or a decision, with the one above where it speaks of that."""
    above = None
    for start, end in _paragraphs(sheet):
        text = sheet.text[start:end]
        numbered, vote = bool(phrases.items(text)), votes.read(text)
        if phrases.is_resolution(text) or (phrases.decides(text) and (vote or numbered)) or (numbered and vote):
            of_above = phrases.is_of_the_above(text) or (vote is not None and votes.is_all(text, vote))
            yield (above if above is not None and of_above else start), end
            above = None
        else:
            above = start


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring spans made one, so that their numbering is seen as a whole."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _paragraphs(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Runs of rows: a new one begins at a number, after a row that ended its sentence short of the margin, or at a
    gap.
    """
    start = None
    for row, following in zip(sheet.rows, (*sheet.rows[1:], None), strict=True):
        start = row.start if start is None else start
        if following is None or _breaks(sheet, row, following):
            yield start, row.end
            start = None


def _breaks(sheet: Sheet, row: Row, following: Row) -> bool:
    numbered = bool(phrases.items(sheet.text[following.start : following.end]))
    ended = sheet.text[row.start : row.end].rstrip().endswith((".", ":"))
    return numbered or ended


def _items(sheet: Sheet, start: int, end: int) -> list[tuple[int | None, int, int]]:
    """(number, start, end) of the numbered paragraphs in a span; an unnumbered span is one item, or one a deciding
    row.
    """
    tabled: list[tuple[int | None, int, int]] = list(_of_a_table(sheet, start, end))
    marks = phrases.items("\n" + sheet.text[start:end]) or phrases.bullets("\n" + sheet.text[start:end])
    end = phrases.end(sheet.text, start, end)
    if len(tabled) >= max(1, len(marks)):
        return tabled
    if not marks:
        return [(None, start, end)] if sheet.text[start:end].strip() else []
    # The text was searched with a line break in front: offsets are one too many.
    starts = [start + mark.start - 1 for mark in marks]
    bodies = [start + mark.end - 1 for mark in marks]
    stops = [_paragraph_ends(sheet, body, stop) for body, stop in zip(bodies, [*starts[1:], end], strict=True)]
    return [(mark.value, body, stop) for mark, body, stop in zip(marks, bodies, stops, strict=True) if body < stop]


def _of_a_table(sheet: Sheet, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The same of a table's rows: a number, what was decided, and votes beside it."""
    for row in sheet.rows:
        if row.start < start or row.end > end or len(row.cells) < 3:
            continue
        told = voting.told_in(sheet, row)
        if told is None and not voting.by_columns(sheet, row):
            continue
        number = sheet.text[row.start : row.cells[0].end].strip(" .-()")
        if number.isdigit() and len(number) < _LONGEST_NUMBER:
            yield voting.number_in(sheet, row) or int(number), row.cells[1].start if told is None else told, row.end


def _paragraph_ends(sheet: Sheet, start: int, end: int) -> int:
    """Where an item that begins at `start` ends, at the latest at `end`: a row of a table is an item of its own, and
    behind a sentence's end come the signatures, not more of it.
    """
    first = sheet.row_at(start)
    if len(first.cells) > 2:
        return min(first.end, end)
    for row, following in pairwise(sheet.rows[first.index :]):
        if following.start >= end:
            return end
        line = sheet.text[row.start : row.end]
        ended = line.rstrip().endswith(SENTENCE_ENDS) or _ends_with_vote(line)
        if ended and phrases.is_heading(sheet.text[following.start : following.end]):
            return row.end
        if votes.read(sheet.text[following.start : following.end]):
            continue
        if ended and (len(following.cells) > 1 or _is_of_signatures(sheet.text[following.start : following.end])):
            return row.end
    return end


def _ends_with_vote(line: str) -> bool:
    vote = votes.read(line)
    return (
        vote is not None and line.count("(") <= line.count(")") and not line[votes.clause(line, vote)[1] :].strip(MARKS)
    )


def _is_of_signatures(line: str) -> bool:
    short = len(line) < _SIGNATURE and not line.rstrip().endswith(SENTENCE_ENDS)
    return short and not attendance.is_prose(line)
