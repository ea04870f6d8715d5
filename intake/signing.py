"""Who signs a letter: the name and the office at its foot.

Door: `signature`. Promise: a name and the office that stands by it, in either order, beside a list of copies too; without an
office that the ink has hidden, a name that stands alone behind the last sentence; else None. Not here: what is an office or a
name (nlp.letters, nlp.offices, nlp.names).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from intake import header
from intake.layout import Box, around
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import letters as phrases
from nlp import names, offices
from nlp.normalise import MARKS, SENTENCE_ENDS, folded

_TAIL_ROWS, _SIGNED_ROWS = 22, 3
# Letters of a name with its titles, at most.
_NAME = 45
_ALONE = 40
# Rows that the list of copies may put between a name and its office.
_APART = 4
# What stands in one column differs by less, in shares of the page's width; lines of one signature by less, in line spaces.
_ALIGNED, _SPACED = 0.03, 1.3


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell at the foot of a letter and the row that it stands in."""

    row: int
    cell: Cell


def signature(sheet: Sheet) -> tuple[Claim[str], Claim[str] | None] | None:
    """Name and office of who signs; of several, the one whom the others assist, else the last."""
    copies = next(
        ((row, cell) for row in sheet.rows for cell in row.cells if _opens_copies(sheet, row, cell)),
        None,
    )
    last = copies[0].index if copies else len(sheet.rows)
    # A form has no greeting to show where its head ends; its last rows are no head in any case.
    first = max(min(header.body_begins(sheet) + 1, last - _SIGNED_ROWS), last - _TAIL_ROWS, 0)
    foot = [_Place(row.index, cell) for row in sheet.rows[first:last] for cell in row.cells]
    if copies:
        foot += _beside_copies(sheet, *copies)
    signed = _last_signed(sheet, foot)
    if signed is None and copies:
        signed = _last_signed(sheet, _behind_copies(sheet, copies[0]))
    alone = None if signed else _name_alone(sheet, first, last)
    return signed or ((alone, None) if alone else None)


def _last_signed(sheet: Sheet, foot: Sequence[_Place]) -> tuple[Claim[str], Claim[str]] | None:
    foot = [part for place in foot for part in _parted(sheet, foot, place)]
    for row in sorted({place.row for place in foot}, reverse=True):
        signed = [found for place in foot if place.row == row and (found := _signed(sheet, foot, place))]
        if signed:
            return min(signed, key=lambda found: offices.assists(found[1].value))
    return None


def _behind_copies(sheet: Sheet, row: Row) -> list[_Place]:
    """What follows the list of copies on its page and is none of it."""
    return [
        _Place(other.index, cell)
        for other in sheet.rows[row.index + 1 :]
        for cell in other.cells
        if other.page == row.page and not offices.is_listed(sheet.text[cell.start : cell.end])
    ]


def _parted(sheet: Sheet, foot: Sequence[_Place], place: _Place) -> list[_Place]:
    """The offices of several people that were read as one cell, each by itself, where as many names stand above or below."""
    text = sheet.text[place.cell.start : place.cell.end]
    starts = [place.cell.start + start for start in offices.offices_in(text)]
    for step in (-1, 1) if len(starts) > 1 else ():
        near = [other.cell for other in foot if other.row == place.row + step]
        if len(starts) == sum(names.is_name(names.bare(sheet.written(cell.start, cell.end))) for cell in near):
            ends = [*starts[1:], place.cell.end]
            return [
                _Place(place.row, Cell(start, end, sheet.box(start, end)))
                for start, end in zip(starts, ends, strict=True)
            ]
    return [place]


def _opens_copies(sheet: Sheet, row: Row, cell: Cell) -> bool:
    return bool(phrases.COPIES.match(sheet.text[cell.start : cell.end]))


def _beside_copies(sheet: Sheet, row: Row, head: Cell) -> list[_Place]:
    """What stands beside the list of copies and is none of it."""
    places = [_Place(other.index, cell) for other in sheet.rows[row.index :] for cell in other.cells]
    places = [place for place in places if sheet.rows[place.row].page == row.page and place.cell is not head]
    listed = [place.cell.box for place in places if offices.is_listed(sheet.text[place.cell.start : place.cell.end])]
    block = around([head.box, *listed])
    return [place for place in places if not _over(place.cell.box, block)]


def _over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0]


def _name_alone(sheet: Sheet, first: int, last: int) -> Claim[str] | None:
    for above, row in pairwise(sheet.rows[max(0, first - 1) : last]):
        ended = sheet.text[above.start : above.end].rstrip().endswith(SENTENCE_ENDS)
        name = names.bare(sheet.written(row.start, row.end))
        if ended and len(row.cells) == 1 and len(name) < _ALONE and _is_name(name):
            return Claim(name, row.start, row.end, 0.75)
    return None


def _signed(sheet: Sheet, foot: Sequence[_Place], place: _Place) -> tuple[Claim[str], Claim[str]] | None:
    cell = place.cell
    line = sheet.text[cell.start : cell.end]
    office = offices.office(line.strip())
    if office is None:
        return None
    if by_colon := _name_behind(sheet, cell):
        return by_colon
    office += cell.start + len(line) - len(line.lstrip())
    title = Claim(sheet.written(office, cell.end).strip(MARKS), office, cell.end, 0.9)
    own = sheet.written(cell.start, office) if office > cell.start else ""
    if own and names.is_name(names.bare(own)):
        return Claim(names.bare(own), cell.start, office, 0.88), title
    if own.strip(" -"):
        return None
    for near, strength in ((_next_to(foot, place, -1), 0.93), (_next_to(foot, place, 1), 0.85)):
        written = sheet.written(near.start, near.end) if near else ""
        if near and len(written) < _NAME and _is_name(name := names.bare(written)):
            above = near.box[1] < cell.box[1]
            return Claim(name, near.start, near.end, strength), _whole(
                sheet, foot, place, near, title
            ) if above else title
    return None


def _name_behind(sheet: Sheet, cell: Cell) -> tuple[Claim[str], Claim[str]] | None:
    """Office and name in one line with a colon between."""
    colon = sheet.text.find(":", cell.start, cell.end)
    office = sheet.text[cell.start : colon].strip()
    name = names.bare(sheet.written(colon + 1, cell.end)) if colon > 0 else ""
    if offices.office(office) != 0 or not _is_name(name):
        return None
    title = Claim(sheet.written(cell.start, colon).strip(MARKS), cell.start, colon, 0.9)
    return Claim(name, colon + 1, cell.end, 0.9), title


def _whole(sheet: Sheet, foot: Sequence[_Place], place: _Place, name: Cell, title: Claim[str]) -> Claim[str]:
    """An office below its name with the rest of it that stands right below in the same column."""
    below = next(
        (other.cell for other in foot if other.row == place.row + 1 and _over(other.cell.box, place.cell.box)), None
    )
    if below is None:
        return title
    line = sheet.text[below.start : below.end].strip()
    middle = sum(below.box[::2]) - sum(place.cell.box[::2])
    aligned = (
        min(abs(middle) / 2, abs(below.box[0] - place.cell.box[0]), abs(below.box[2] - place.cell.box[2])) < _ALIGNED
    )
    near = below.box[1] - place.cell.box[1] < _SPACED * (place.cell.box[1] - name.box[1])
    another = names.is_name(line) and not offices.is_open(folded(title.value))
    if not (aligned and near and offices.goes_on_as_office(line)) or another:
        return title
    return replace(title, value=f"{title.value} {sheet.written(below.start, below.end)}", end=below.end)


def _is_name(text: str) -> bool:
    """Whether a text is a person's name, and no office or organisation of a few words."""
    plain = folded(text)
    return names.is_name(text) and offices.office(plain) is None and not offices.ORGANISATION.search(plain)


def _next_to(foot: Sequence[_Place], place: _Place, step: int) -> Cell | None:
    """The nearest cell above (-1) or below (1) in the same column."""
    column = [
        other
        for other in foot
        if 0 < (other.row - place.row) * step <= _APART and _over(other.cell.box, place.cell.box)
    ]
    nearest = min(column, key=lambda other: abs(other.row - place.row), default=None)
    return nearest.cell if nearest else None
