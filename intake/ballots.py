"""Votes that a paper's tables tell member by member, and of an election candidate by candidate.

Door: `by_members`, `of_row`, `one_below_another`, `of_the_elected`. Promise: what is told of no decision, or of fewer than a
council, counts for none. Not here: votes in words and in the columns of a table of decisions (voting), the phrases (nlp.votes,
nlp.elections).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile

from intake.sheet import Row, Sheet
from nlp import elections, names, numbering, votes
from nlp import sides as parties
from nlp.sides import Side

# Rows above a candidate's in which the table's head, or the sentence that announces it, speaks of votes: seldom do more stand
# for one office, and what is further down belongs to something else.
_HEADS = 8
# Letters of a cell in which one member's side is marked, at most: a mark is a sign or one word, with brackets around it
# at most, and a whole name or a sum in rials is longer.
_MARK = 8
# Letters of a cell that counts one candidate's votes, in words beside the figures too.
_COUNT_CELL = 16
# A name has so many words, at least; letters behind it in which its votes are told, at most.
_NAME, _BEHIND = 2, 80
_ALL_SIDES = 3
# The largest council has so many members: a figure above that counts something else.
_COUNCIL = 21
# What stands in the cell of who did not come.
_ABSENT = frozenset(["-", "–", "—", ""])


def by_members(sheet: Sheet, numbers: Collection[int]) -> dict[int, votes.Votes]:
    """The votes of a table with a row for each member and a column for each of the decisions `numbers`."""
    legend = sheet.legend
    for row in sheet.rows:
        above = sheet.rows[row.index - 1] if row.index else row
        asked = numbering.columns(sheet.text[row.start : row.end].strip(), sheet.text[above.start : above.end])
        if len(asked) == len(set(asked)) and asked and set(asked) <= set(numbers):
            below = [_columns(sheet, other, len(asked), legend) for other in sheet.rows[row.index + 1 :]]
            told = list(takewhile(bool, below))
            if counted := _counted(told, asked, legend):
                return counted
    return {}


def _counted(told: Sequence[Sequence[str]], asked: Sequence[int], legend: Mapping[str, Side]) -> dict[int, votes.Votes]:
    """The votes of each column: the sums of all sides in a table's last rows, else the members' own marks."""
    sums: dict[Side, Sequence[str]] = {}
    marks = list[Sequence[str]]()
    for first, *rest in told:
        head = list(parties.names_of(first))
        if len(head) == 1 and all(cell.isdigit() for cell in rest):
            sums[head[0]] = rest
        else:
            marks.append(rest)
    found: dict[int, votes.Votes] = {}
    for place, number in enumerate(asked):
        said = [side for row in marks if (side := parties.of_mark(row[place], legend))]
        summed = votes.counted({side: int(cells[place]) for side, cells in sums.items()})
        if vote := (summed if len(sums) == _ALL_SIDES else None) or votes.of_members(said) or summed:
            found[number] = vote
    return found


def _columns(sheet: Sheet, row: Row, wanted: int, legend: Mapping[str, Side]) -> list[str]:
    """What stands first in a row and its `wanted` last cells, if they are marks of sides or figures; else nothing."""
    words = sheet.text[row.start : row.end].split()
    behind, first = words[-wanted:], " ".join(words[:-wanted])
    marks = sum(parties.of_mark(word, legend) is not None for word in behind)
    figures = sum(word.isdigit() for word in behind) if parties.names_of(first) else 0
    return [first, *behind] if first and max(marks, figures) * 2 > wanted else []


def of_row(sheet: Sheet, row: Row) -> votes.Votes | None:
    """The vote in a row of decisions whose last cells each mark one member's side."""
    short = list(takewhile(lambda cell: len(cell) <= _MARK, reversed(_cells(sheet, row))))
    if not short:
        return None
    legend = sheet.legend
    told = takewhile(lambda cell: parties.of_mark(cell, legend) or cell in _ABSENT, short)
    return votes.of_members([side for cell in told if (side := parties.of_mark(cell, legend))])


def one_below_another(sheet: Sheet) -> votes.Votes | None:
    """The vote of a table with a row for each member and one cell of it for the member's side, on a paper's one decision."""
    told = [_of_a_member(sheet, row) for row in sheet.rows]
    runs = (list(takewhile(bool, told[at:])) for at, side in enumerate(told) if side and not (at and told[at - 1]))
    longest: list[Side | None] = max(runs, key=len, default=[])
    return votes.of_members([side for side in longest if side])


def _of_a_member(sheet: Sheet, row: Row) -> Side | None:
    """The side in the one cell of a row that is nothing but a side's word, where another cell is a member's name."""
    cells = _cells(sheet, row)
    sides = [side for cell in cells if len(cell) <= _MARK and len(cell) > 1 and (side := parties.of_mark(cell))]
    return sides[0] if len(sides) == 1 and any(_full_names(cell) or names.is_name(cell) for cell in cells) else None


def of_the_elected(sheet: Sheet, start: int, end: int) -> votes.Votes | None:
    """The votes with which the person was elected whom the decision text[start:end] names, told in a row or clause
    elsewhere.
    """
    decision = " ".join(sheet.text[start:end].split())
    if not elections.elects(decision):
        return None
    own = _full_names(decision)
    told: dict[str, int] = {}
    for row in sheet.rows:
        if (row.start < end and start < row.end) or not _is_of_votes(sheet, row):
            continue
        line = sheet.text[row.start : row.end]
        cells = [*_cells(sheet, row), " ".join(line.split())]
        named = [name for cell in cells for name in _full_names(cell)]
        for name in dict.fromkeys(name for name in (*own, *named) if _has(decision, name)):
            another = any(longer.endswith(" " + name) for longer in own)
            if not another and (count := _beside(line, name)) and count <= _COUNCIL:
                told.setdefault(name, count)
                break  # what stands behind a name in its row (a degree) may look like another
    for name in own:
        for count in _in_words(sheet, name, start, end):
            told.setdefault(name, count)
    # Of several who were elected together each has votes of their own, and the decision has none.
    return votes.Votes(next(iter(told.values())), None, None, False, 0, 0) if len(told) == 1 else None


def _full_names(text: str) -> list[str]:
    found = dict.fromkeys(names.bare(one.value) for one in names.mentioned(text))
    return [name for name in found if len(name.split()) >= _NAME]


def _has(text: str, name: str) -> bool:
    """Whether a text holds a name in words of its own, and not as the end of a longer one."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _in_words(sheet: Sheet, name: str, start: int, end: int) -> Iterator[int]:
    """The votes that clauses outside of text[start:end] tell of a name."""
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sheet.text):
        clause = sheet.text[match.start() : match.end() + _BEHIND].replace("\n", " ") + " …"
        count = elections.votes_of(clause, name)
        if count and not start <= match.start() < end:
            yield count


def _beside(line: str, name: str) -> int | None:
    """The votes beside a name in its row, or in the row's only cell of figures."""
    cells = [cell.strip() for cell in line.split("\t")]
    own = next((place for place, cell in enumerate(cells) if _has(cell, name)), None)
    if own is None:
        return None
    told = elections.votes_of(cells[own], name)
    behind = [
        cell for cell in cells[own + 1 :] if len(cell) < _COUNT_CELL and elections.votes_of(f"{name} {cell}", name)
    ]
    return told or (elections.votes_of(f"{name} {behind[0]}", name) if len(behind) == 1 else None)


def _is_of_votes(sheet: Sheet, row: Row) -> bool:
    """Whether a row, the table's head above it, or where that has none a sentence there, speaks of votes."""
    above = [sheet.text[other.start : other.end] for other in sheet.rows[max(0, row.index - _HEADS) : row.index]]
    heads = (
        text for text in reversed(above) if "\t" in text and not re.search(r"\d", text) and not names.mentioned(text)
    )
    head = next(heads, None)
    return any(map(elections.tells_votes, [sheet.text[row.start : row.end], *(above if head is None else [head])]))


def _cells(sheet: Sheet, row: Row) -> list[str]:
    return [" ".join(sheet.text[cell.start : cell.end].split()) for cell in row.cells]
