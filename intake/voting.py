"""How a council voted on each of its decisions, wherever the paper tells it.

Door: `told`, `elsewhere`, `by_columns`, `told_in`, `number_in`, the shapes `Item` and `Told`. Promise: of a decision's words
those that report the vote are left out; what is told of no decision counts for none. Not here: which lines decide (parts,
resolutions), the phrases (nlp.votes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from intake import ballots
from intake.layout import in_one_column
from intake.sheet import Cell, Row, Sheet
from nlp import decisions as phrases
from nlp import digits, names, numbering, tables, talk, votes
from nlp.normalise import MARKS, SENTENCE_ENDS
from nlp.sides import Side

# A table's heads stand at most this many rows above its last row; letters of a number, fewer than.
_TABLE_ROWS, _LONGEST_NUMBER = 25, 5
# Among so many words of a line that ends a cut report a side is named.
_ENDING = 3
# A sentence of fewer words is what is left of one that reports the vote.
_BEGUN = 3
# Letters of what is ruled behind a vote, at least.
_RULING = 25
# Letters of the sentence that announces the decisions, at most.
_ANNOUNCED = 300
# What stands in a column of votes where there was none.
_NONE = frozenset("-–—")


type Told = tuple[str, votes.Votes | None]


@dataclass(frozen=True, slots=True)
class Item:
    """One decision: its number (None: it bears none), the span of its words, those that may tell its vote beside them, and that
    of what announces it.
    """

    number: int | None
    start: int
    end: int
    told: tuple[tuple[int, int], ...] = ()
    lead: tuple[int, int] = (0, 0)


def told_in(sheet: Sheet, row: Row) -> int | None:
    """Where the words of a table's row begin that stand below the head that announces them, beside that of a topic."""
    return next((cell.start for cell in _below(sheet, row, tables.is_of_decisions)), None)


def number_in(sheet: Sheet, row: Row) -> int | None:
    """The decision's own number in a table's row, where a column of its own is headed so."""
    below = _below(sheet, row, tables.is_of_their_numbers)
    return next((number for cell in below if (number := phrases.code(sheet.text[cell.start : cell.end]))), None)


def _below(sheet: Sheet, row: Row, is_head: Callable[[str], bool]) -> Iterator[Cell]:
    """The cells of a row, but the first, that stand below the head that `is_head` knows."""
    heads = (
        cell.box
        for above in _heads_above(sheet, row)
        for cell in above.cells
        if len(above.cells) > 2 and is_head(sheet.text[cell.start : cell.end])
    )
    box = next(heads, None)
    yield from (cell for cell in row.cells[1:] if box and in_one_column(cell.box, box))


def by_columns(sheet: Sheet, row: Row) -> dict[Side, int]:
    """The votes in the columns of a table's row, by the heads of those columns."""
    heads = {
        side: cell.box
        for above in reversed(_heads_above(sheet, row))
        for cell in above.cells
        if (side := votes.column(sheet.text[cell.start : cell.end]))
    }
    raw = {
        side: sheet.text[cell.start : cell.end]
        for side, box in heads.items()
        for cell in row.cells
        if cell.end - cell.start < _LONGEST_NUMBER and in_one_column(cell.box, box)
    }
    found = {side: _figures(written) for side, written in raw.items()}
    if len(found) > 1 and not any(any(sign.isdigit() for sign in cell) for cell in map(str, raw.values())):
        return {}  # dashes alone: nobody was asked
    return {side: int(figures) for side, figures in found.items() if figures}


def _heads_above(sheet: Sheet, row: Row) -> list[Row]:
    """The rows above, the nearest first, that may hold a table's heads: of its page, and of the one before where it goes on."""
    above = sheet.rows[max(0, row.index - _TABLE_ROWS) : row.index]
    earlier = [other for other in above if other.page == row.page - 1]
    goes_on = any(len(other.cells) == len(row.cells) > 2 for other in earlier[-_GOING_ON:])
    return [other for other in reversed(above) if other.page == row.page or (goes_on and other in earlier)]


# Rows at a page's end among which is one of the table that goes on behind them.
_GOING_ON = 5


def _figures(cell: str) -> str:
    """The figures of a vote's cell, "0" for a dash or a row of them."""
    written = cell.strip()
    return "0" if written and set(written) <= _NONE else digits.only(cell)


def told(sheet: Sheet, item: Item) -> tuple[str, votes.Votes | None]:
    """What was decided, as written, and the vote that stands in its row, its words, or beside them."""
    row = sheet.row_at(item.start)
    if vote := of_columns(sheet, row):
        longest = max(row.cells, key=lambda cell: cell.end - cell.start)
        told = next((cell for cell in row.cells if cell.start <= item.start < cell.end), longest)
        end = item.end if item.end > row.end else told.end
        return _parted(sheet, max(item.start, told.start), end)[0], vote
    text, vote = _parted(sheet, item.start, item.end)
    return text, vote or votes.read(sheet.text[slice(*item.lead)]) or _beside(sheet, item.told, item.number)


def of_columns(sheet: Sheet, row: Row) -> votes.Votes | None:
    """The vote in the columns of a table's row: by their heads, by the order of the sides in one head, or member by member."""
    columns, ordered = by_columns(sheet, row), _by_order(sheet, row)
    told = votes.counted(ordered if len(ordered) > len(columns) else columns)
    return told or votes.counted(_by_strayed_heads(sheet, row)) or ballots.of_row(sheet, row)


def _by_strayed_heads(sheet: Sheet, row: Row) -> dict[Side, int]:
    """The votes behind a row's words, where the heads of the three sides strayed from the table's head into its first row."""
    cells = [sheet.text[cell.start : cell.end] for cell in row.cells]
    longest = max(range(len(cells)), key=lambda place: len(cells[place]))
    figures = [word for word in " ".join(cells[longest + 1 :]).split() if not votes.column(word)]
    if len(figures) != _ALL_SIDES or not any(map(str.isdigit, figures)):
        return {}
    if not all((word.isdigit() and len(word) < _ALL_SIDES) or set(word) <= _NONE for word in figures):
        return {}
    heads = [*reversed(_heads_above(sheet, row)), row]
    short = (
        sheet.text[cell.start : cell.end] for head in heads for cell in head.cells if cell.end - cell.start < _HEAD
    )
    sides = votes.sides(" ".join(short))
    return dict(zip(sides, map(int, map(_figures, figures)), strict=True)) if len(sides) == _ALL_SIDES else {}


# Letters of a table's head, fewer than.
_HEAD, _ALL_SIDES = 30, 3


def elsewhere(sheet: Sheet, decided: Sequence[Item], told: Sequence[Told], sitting: int | None) -> list[Told]:
    """The same, where a decision tells no vote, with the one told of it elsewhere: by its number in a table or a sentence, of
    all together, or, of a paper's one decision, anywhere.
    """
    numbers = [item.number or 0 for item in decided]
    by_number = _votes_by_number(sheet, decided, frozenset(numbers), sitting) if decided else {}
    of_all = _of_all(sheet, decided[0].lead[0] or decided[0].start) if decided else None
    told = [
        (text, vote if _is_counted(vote) else by_number.get(number) or vote or of_all)
        for number, (text, vote) in zip(numbers, told, strict=True)
    ]
    told = [
        (text, vote if _is_counted(vote) else ballots.of_the_elected(sheet, item.start, item.end) or vote)
        for item, (text, vote) in zip(decided, told, strict=True)
    ]
    if len(told) == 1 and told[0][1] is None:
        return [(told[0][0], _anywhere(sheet, decided[0]))]
    return told


def _of_all(sheet: Sheet, start: int) -> votes.Votes | None:
    """The vote in the sentence above the first decision that announces all of them."""
    above = sheet.text[max(0, start - _ANNOUNCED) : start].rstrip(" \n\t0123456789).-(")
    begins = numbering.announces_all(above.replace("\n", " "))
    return votes.read(above[begins:]) if begins is not None else None


def _is_counted(vote: votes.Votes | None) -> bool:
    return vote is not None and (vote.votes_for is not None or vote.unanimous or vote.rest is not None)


def _votes_by_number(
    sheet: Sheet, decided: Sequence[Item], numbers: frozenset[int], sitting: int | None
) -> dict[int, votes.Votes]:
    """The votes that rows and sentences outside of the decisions tell of those whose numbers they bear."""
    found, of_all = ballots.by_members(sheet, numbers), dict[int, votes.Votes]()
    for row in sheet.rows:
        if row.end <= decided[0].end or any(item.start < row.end and row.start < item.end for item in decided):
            continue
        number = _row_number(sheet, row, sitting)
        if number in numbers and (vote := of_columns(sheet, row) or votes.one_by_one(sheet.text[row.start : row.end])):
            found.setdefault(number, vote)
    free = _outside(sheet, decided)
    for start, end in free:
        for which, left, behind, right in numbering.referring(sheet.text[start:end]):
            # A table's row behind it tells something else.
            clause, told = (_TABLED.split(sheet.text[start + at : start + right])[0] for at in (left, behind))
            vote = votes.read(clause) if _reports(clause) or _reports(told) else None
            above = [item.number or 0 for item in decided if item.end <= start + left]
            if vote and which is None:
                of_all = dict.fromkeys(above, vote) | of_all
            elif vote and which:
                found = dict.fromkeys(which & numbers, vote) | found
    return of_all | found


_TABLED = re.compile(r"(?:\n[^\n\t]*)?\t")


def _reports(clause: str) -> bool:
    """Whether a clause's first sentence, up to how was voted, only reports that; what follows from it may stand behind."""
    sentence = re.split(r"\.\s", clause)[0]
    vote = votes.read(sentence)
    return vote is not None and votes.is_report(sentence[: votes.clause(sentence, vote)[1]])


def _row_number(sheet: Sheet, row: Row, sitting: int | None) -> int | None:
    """The number of the decision of which a table's row tells, in its first cell or the second."""
    cells = [sheet.text[cell.start : row.end] for cell in row.cells[:2]]
    if not cells:
        return None  # of signs alone that are no words
    if votes.sides(cells[0].split("\t")[0]):
        return None  # sums of a side
    if len(cells) == 1 and not votes.one_by_one(cells[0]):
        return None
    return next((number for cell in cells if (number := numbering.row_number(cell, sitting))), None)


def _outside(sheet: Sheet, decided: Sequence[Item]) -> list[tuple[int, int]]:
    """What stands behind each decision and before the next one."""
    starts = [item.start for item in decided[1:]] + [len(sheet.text)]
    return [(item.end, start) for item, start in zip(decided, starts, strict=True) if item.end < start]


def _beside(sheet: Sheet, spans: Sequence[tuple[int, int]], number: int | None) -> votes.Votes | None:
    """The vote that one of the spans reports, with those that go on reporting; else what another tells by the way."""
    texts = ["\t" + " ".join(sheet.text[start:end].split()) + "\t" for start, end in spans]
    for place, text in enumerate(texts):
        if votes.is_report(text) and not _of_others(text, number):
            nexts = [texts[at] for at in range(place, len(spans)) if spans[at][0] >= spans[place][0]]
            return votes.read(" ".join(_going_on(nexts))) or votes.read(text)
    texts = [text for text in texts if not _of_others(text, number)]
    return next((vote for text in texts if (vote := votes.read(text))), None)


def _going_on(texts: Sequence[str]) -> Iterator[str]:
    """The report that the first of the texts begins, those that go on reporting, the end of a sentence that was cut."""
    ended, named = True, False
    for text in (text.strip() for text in texts):
        if not ended and votes.sides(" ".join(text.split()[:_ENDING])):
            text = re.split(r"(?<=[^\d\W]\.)\s", text)[0]
        elif not votes.is_report(text) and not (named and names.is_name(text)):
            return
        yield text
        named = text.endswith(":")
        ended = text.endswith((*SENTENCE_ENDS, ")", "]", "}", "»"))


def _of_others(text: str, number: int | None) -> bool:
    """Whether a line speaks of decisions by their numbers, and not of this one."""
    named = [which for which, *_ in numbering.referring(text) if which is not None]
    return bool(named) and number is not None and (len(named) > 1 or len(named[0]) > 1 or number not in named[0])


def _anywhere(sheet: Sheet, item: Item) -> votes.Votes | None:
    """The vote on the one decision of a paper: below it, in a table of figures, or above."""
    for row in (*(row for row in sheet.rows if row.start >= item.end), *sheet.rows):
        told = of_columns(sheet, row) or votes.read(sheet.text[row.start : row.end].replace("\t", " "))
        if told:
            return told
    return ballots.one_below_another(sheet)


def _by_order(sheet: Sheet, row: Row) -> dict[Side, int]:
    """The votes in a row's last cells where the sides' words stand in one head above, in this order."""
    cells = [sheet.text[cell.start : cell.end].strip() for cell in row.cells[1:]]
    figures = votes.figures(cells[-1]) if cells else []
    figures = figures or [_figures(cell) for cell in cells if len(cell) < _LONGEST_NUMBER]
    for above in (row, *_heads_above(sheet, row)):
        sides = votes.sides(sheet.text[above.start : above.end])
        if len(sides) > 1:
            last = figures[-len(sides) :]
            if all(sheet.text[cell.start : cell.end].strip() in _NONE for cell in row.cells[-len(sides) :]):
                return {}  # nobody was asked
            known = len(last) == len(sides) and all(last) and above is not row
            return dict(zip(sides, map(int, last), strict=True)) if known else {}
    return {}


def _parted(sheet: Sheet, start: int, end: int) -> tuple[str, votes.Votes | None]:
    """What was decided, as written, without the words that report the vote, and the vote."""
    end = start + _without_head(sheet.text[start:end])
    text = sheet.text[start:end]
    vote = votes.read(text.replace("\n", " "))
    if vote is None:
        return sheet.written(start, end).strip(MARKS), None
    reported = _report_begins(text)
    if reported:
        return sheet.written(start, start + reported).strip(MARKS + "[({«←⟵"), vote
    left, right = votes.clause(text, vote)
    led = votes.led_in(text, vote)
    if led and len(text) - led > _RULING and (talk.rules(text[led:]) or _HEADED.match(text[led:])):
        return sheet.written(start + led, end).strip(MARKS + ")]"), vote
    # Only a report at the paragraph's end can be cut without breaking the sentence.
    cut = (not text[right:].strip(MARKS) or _is_bracketed(text, left, right)) and bool(text[:left].strip())
    return sheet.written(start, start + _begun(text[:left]) if cut else end).strip(MARKS), vote


# A report in a bracket with a colon behind it.
_HEADED = re.compile(r"\s*[)\]]?\s?:")


def _without_head(text: str) -> int:
    """The length of `text` without the head of a table of signatures that runs on behind its last sentence."""
    whole = max(text.rfind(mark) for mark in SENTENCE_ENDS) + 1
    return whole if whole and tables.is_of_signatures(text[whole:]) else len(text)


def _report_begins(text: str) -> int:
    """Where the sentences at a decision's end begin that only report the vote; 0 where none does."""
    begins, at = 0, len(text.rstrip(MARKS + ")]}»"))
    for cut in reversed(phrases.breaks(text)):
        sentence = text[cut:at].strip(" \n«([{").replace("\n", " ")
        # A bracket that closes before the sentence does reports within it.
        bracketed = text[cut - 1] == "(" and ")" in sentence.rstrip(MARKS)
        if cut < at and (bracketed or not votes.is_report(sentence)):
            return begins
        begins, at = (cut, cut) if cut < at else (begins, at)
    return begins


def _is_bracketed(text: str, left: int, right: int) -> bool:
    """Whether the report stands in brackets behind the resolution's sentence: what follows is no more of it."""
    report = text[left:right].strip()
    return text[:left].rstrip().endswith(SENTENCE_ENDS) and report.startswith("(") and ")" in report


def _begun(text: str) -> int:
    """The length of `text` without a last sentence of which only its first words are left («this resolution …»)."""
    whole = max(text.rfind(mark) for mark in SENTENCE_ENDS) + 1
    rest = text[whole:]
    begun = len(rest.split()) < _BEGUN or (len(rest.split()) < 2 * _BEGUN and phrases.is_of_the_above(rest))
    return whole if whole and begun else len(text)
