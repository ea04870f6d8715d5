"""What a sitting decided, item by item, and with which votes.

Door: `resolutions`, the shape `Resolution`. Promise: a resolution's text is the paragraph as written without the words that
report the vote; a count that is not said stays None. Not here: the phrases (nlp.decisions, nlp.votes), majority (checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from intake.announced import Announced
from intake.sheet import Claim, Row, Sheet
from nlp import attendance, digits, tables, votes
from nlp import decisions as phrases
from nlp.normalise import MARKS, SENTENCE_ENDS

# What ends the resolutions: another section.
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
# A table's heads stand at most this many rows above its last row; a row shorter than this many letters may be one of
# names or offices.
_TABLE_ROWS, _SIGNATURE = 25, 70
_LONGEST_NUMBER = 5
# Letters of a resolution of which no vote is told, at least.
_LEAST = 8
# A sentence of fewer words is what is left of one that reports the vote.
_BEGUN = 3
# What stands in a column of votes where there was none.
_NONE = frozenset("-–—")

type Resolution = dict[str, str | int | bool | None]


def resolutions(sheet: Sheet, said: Sequence[Announced], present: int | None) -> Claim[list[Resolution]] | None:
    """What was decided, item by item; of a unanimous vote, all `present` were in favour."""
    spans = list(_sections(sheet, said, "resolutions")) or _told_below(sheet) or _joined(_deciding(sheet))
    decided = [item for start, end in spans for item in _items(sheet, start, end)]
    if len({number for number, _, _ in decided}) < len(decided):
        # Numbers that repeat were not the resolutions' own.
        decided = [(index, start, end) for index, (_, start, end) in enumerate(decided, start=1)]
    values = [_resolution(sheet, number, start, end, present) for number, start, end in decided]
    if decided and phrases.is_of_all_above(sheet.text[decided[-1][1] : decided[-1][2]]):
        values = [_voted_like(value, values[-1]) for value in values]
    kept = [
        (value, start, end)
        for value, (_, start, end) in zip(values, decided, strict=True)
        if len(str(value["text"])) > _LEAST
        or (value["text"] and (value["votes_for"] is not None or value["unanimous"]))
    ]
    if not kept:
        return None
    strength = 0.9 if all(value["votes_for"] is not None or value["unanimous"] for value, _, _ in kept) else 0.75
    return Claim([value for value, _, _ in kept], kept[0][1], kept[-1][2], strength)


def _sections(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[tuple[int, int]]:
    """The spans of the sections `field`, each from its label to the next section."""
    openings = [label for label in said if label.field in _SECTIONS]
    for index, label in enumerate(openings):
        if label.field == field:
            end = openings[index + 1].label_start if index + 1 < len(openings) else len(sheet.text)
            yield label.label_end, end


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


def _items(sheet: Sheet, start: int, end: int) -> list[tuple[int, int, int]]:
    """(number, start, end) of the numbered paragraphs in a span; an unnumbered span is one item, or one a deciding
    row.
    """
    tabled = list(_of_a_table(sheet, start, end))
    marks = phrases.items("\n" + sheet.text[start:end]) or phrases.bullets("\n" + sheet.text[start:end])
    end = phrases.end(sheet.text, start, end)
    if len(tabled) >= max(1, len(marks)):
        return tabled
    if not marks:
        return [(1, start, end)] if sheet.text[start:end].strip() else []
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
        told = _told_in(sheet, row)
        if told is None and not _by_columns(sheet, row):
            continue
        number = sheet.text[row.start : row.cells[0].end].strip(" .-()")
        if number.isdigit() and len(number) < _LONGEST_NUMBER:
            yield int(number), row.cells[1].start if told is None else told, row.end


def _told_in(sheet: Sheet, row: Row) -> int | None:
    """Where the words of a table's row begin that stand below the head that announces them, beside that of a topic."""
    heads = (
        cell.box
        for above in reversed(sheet.rows[max(0, row.index - _TABLE_ROWS) : row.index])
        for cell in above.cells
        if above.page == row.page and len(above.cells) > 2 and tables.is_of_decisions(sheet.text[cell.start : cell.end])
    )
    box = next(heads, None)
    below = (cell.start for cell in row.cells[1:] if box and cell.box[0] < box[2] and cell.box[2] > box[0])
    return next(below, None)


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


def _by_columns(sheet: Sheet, row: Row) -> dict[str, int]:
    """The votes in the columns of a table's row, by the heads of those columns."""
    heads = {
        side: cell.box
        for above in sheet.rows[max(0, row.index - _TABLE_ROWS) : row.index]
        for cell in above.cells
        if above.page == row.page and (side := votes.column(sheet.text[cell.start : cell.end]))
    }
    found = {
        side: _figures(sheet.text[cell.start : cell.end])
        for side, box in heads.items()
        for cell in row.cells
        if cell.end - cell.start < _LONGEST_NUMBER and cell.box[0] < box[2] and cell.box[2] > box[0]
    }
    return {side: int(figures) for side, figures in found.items() if figures}


def _figures(cell: str) -> str:
    """The figures of a vote's cell, "0" for a dash or a row of them."""
    written = cell.strip()
    return "0" if written and set(written) <= _NONE else digits.only(cell)


def _resolution(sheet: Sheet, number: int, start: int, end: int, present: int | None) -> Resolution:
    row = sheet.row_at(start)
    columns = _by_columns(sheet, row)
    if "for" in columns:
        told = max(row.cells, key=lambda cell: cell.end - cell.start)
        # Who are all counted left nobody for the columns whose figure was lost.
        lost = 0 if sum(columns.values()) == present else None
        against, abstain = columns.get("against", lost), columns.get("abstain", lost)
        text, _ = _parted(sheet, max(start, told.start), told.end)
        return _decided(number, text, columns["for"], against, abstain, unanimous=against == 0 and not abstain)
    text, vote = _parted(sheet, start, end)
    if vote is None:
        return _decided(number, text, None, None, None, unanimous=False)
    in_favour = present if vote.unanimous and vote.votes_for is None else vote.votes_for
    return _decided(number, text, in_favour, vote.votes_against, vote.votes_abstain, unanimous=vote.unanimous)


def _parted(sheet: Sheet, start: int, end: int) -> tuple[str, votes.Votes | None]:
    """What was decided, as written, without the words that report the vote, and the vote."""
    text = sheet.text[start:end]
    vote = votes.read(text)
    if vote is None:
        return sheet.written(start, end).strip(MARKS), None
    left, right = votes.clause(text, vote)
    # Only a report at the paragraph's end can be cut without breaking the sentence.
    cut = (not text[right:].strip(MARKS) or _is_bracketed(text, left, right)) and bool(text[:left].strip())
    return sheet.written(start, start + _begun(text[:left]) if cut else end).strip(MARKS), vote


def _is_bracketed(text: str, left: int, right: int) -> bool:
    """Whether the report stands in brackets behind the resolution's sentence: what follows is no more of it."""
    report = text[left:right].strip()
    return text[:left].rstrip().endswith(SENTENCE_ENDS) and report.startswith("(") and ")" in report


def _voted_like(value: Resolution, last: Resolution) -> Resolution:
    """A resolution of which no vote is told, with that which is told of all at the end."""
    told = {name: last[name] for name in ("votes_for", "votes_against", "votes_abstain", "unanimous")}
    return value | told if value["votes_for"] is None else value


def _begun(text: str) -> int:
    """The length of `text` without a last sentence of which only its first words are left («this resolution …»)."""
    whole = max(text.rfind(mark) for mark in SENTENCE_ENDS) + 1
    rest = text[whole:]
    begun = len(rest.split()) < _BEGUN or (len(rest.split()) < 2 * _BEGUN and phrases.is_of_the_above(rest))
    return whole if whole and begun else len(text)


def _decided(
    number: int, text: str, in_favour: int | None, against: int | None, abstain: int | None, *, unanimous: bool
) -> Resolution:
    return {
        "number": number,
        "text": text,
        "votes_for": in_favour,
        "votes_against": against,
        "votes_abstain": abstain,
        "unanimous": unanimous,
    }
