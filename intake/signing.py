"""Who signs a letter: the name and the office at its foot.

Door: `signature`. Promise: a name and the office that stands by it, in either order, beside a list of copies too; without an
office that the ink has hidden, a name that stands alone behind the last sentence; else None. Not here: what is an office or a
name (nlp.letters, nlp.offices, nlp.names).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from intake import header
from intake.announced import Announced
from intake.layout import Box, around, in_one_column
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import attendance, bodies, identifiers, names, offices
from nlp import letters as phrases
from nlp.normalise import MARKS, SENTENCE_ENDS, folded

_TAIL_ROWS, _SIGNED_ROWS = 22, 3
# Rows that may still hold the head of a paper without a greeting; words of a line of running text, at least.
_HEAD_ROWS, _RUNNING = 8, 8
# Words of a name that was set wide, at most.
_SPREAD = 4
# Words of several names in one line, at most.
_MOST_WORDS = 16
# Letters of a name with its titles, at most.
_NAME = 45
_ALONE = 40
# Parts between commas of one office; a list of guests has more.
_OF_ONE = 2
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
    """Name and office of who signs; of several below the text the first, assistants behind the others."""
    body = header.body_begins(sheet)
    copies = next(
        ((row, cell) for row in sheet.rows for cell in row.cells if _opens_copies(sheet, row, cell, body)),
        None,
    )
    last = copies[0].index if copies else len(sheet.rows)
    # A form has no greeting to show where its head ends; its last rows are no head in any case.
    head = body if header.is_letter(sheet) else min(body, last // 2)
    first = max(min(head + 1, last - _SIGNED_ROWS), last - _TAIL_ROWS, 0)
    rows = [row for row in sheet.rows[first:last] if not _lists_people(sheet, row)]
    foot = [_Place(row.index, _own_words(sheet, cell)) for row in rows for cell in _cells(sheet, row)]
    if copies:
        foot += _beside_copies(sheet, *copies)
    signed = _of_table(sheet, first, last) or _signed_of(sheet, foot)
    if signed is None and copies:
        signed = _signed_of(sheet, _behind_copies(sheet, copies[0]))
    if signed:
        return signed
    partner = _below_firm(sheet, first, last)
    if partner:
        return partner, _partnership(sheet, partner)
    alone = _name_alone(sheet, first, last)
    return (alone, None) if alone else None


def _lists_people(sheet: Sheet, row: Row) -> bool:
    """Whether a row is one of a table of people, each with the national id or the vote that nobody signs with."""
    cells = [_plain(sheet, cell) for cell in row.cells] if len(row.cells) > 1 else []
    return any(identifiers.find_national_ids(cell) or attendance.status(cell) for cell in cells)


def person(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """Who asks in the own name, told in the text or in a form's cell; where the name stands again at the foot if it does."""
    spans = [(one.start, one.end) for one in names.introduced(sheet.text)]
    spans += [(label.start, label.end) for label in said if label.field == "NAME" and label.start < label.end]
    people = [(names.bare(sheet.written(*span)), span) for span in spans]
    people = [(name, span) for name, span in people if names.is_name(name)]
    if not people:
        return None
    name, (start, end) = next((one for one in people if names.is_likely(one[0])), people[0])
    for row in reversed(sheet.rows):
        for cell in row.cells:
            own = names.bare(sheet.written(cell.start, cell.end))
            if cell.start > end and folded(own) == folded(name):
                return Claim(own, cell.start, cell.end, 0.9)
    return Claim(name, start, end, 0.75)


def _signed_of(sheet: Sheet, foot: Sequence[_Place]) -> tuple[Claim[str], Claim[str]] | None:
    """Of those below the last line of running text the first, an assistant behind the others; else the last of all."""
    foot = _parted(sheet, foot)
    rows = sorted({place.row for place in foot})
    prose = max((at for at in rows if _is_prose(sheet, sheet.rows[at])), default=-1)
    free = [place for place in foot if not offices.is_listed(sheet.text[place.cell.start : place.cell.end])]
    below = [found for at in rows if at >= prose for found in _signed_in(sheet, free, at)]
    if below:
        return min(below, key=_rank)
    for at in reversed(rows):
        if signed := _signed_in(sheet, foot, at):
            return min(signed, key=_rank)
    return None


def _rank(signed: tuple[Claim[str], Claim[str]]) -> tuple[bool, bool]:
    """Who signs for a whole council, as its head, comes before its clerk beside them; assistants come last."""
    title = signed[1].value
    return offices.assists(title), bodies.is_clerk(folded(title))


def _signed_in(sheet: Sheet, foot: Sequence[_Place], row: int) -> list[tuple[Claim[str], Claim[str]]]:
    return [found for place in foot if place.row == row and (found := _signed(sheet, foot, place))]


def _is_prose(sheet: Sheet, row: Row) -> bool:
    line = sheet.text[row.start : row.end].rstrip()
    words = len(line.split())
    return len(row.cells) == 1 and (words > _RUNNING or (words > 1 and line.endswith(SENTENCE_ENDS)))


def _cells(sheet: Sheet, row: Row) -> Sequence[Cell]:
    """The cells of a row; two that hold one word each, a first name and another, are one name that was set wide."""
    texts = [_plain(sheet, cell) for cell in row.cells]
    single = len(texts) == 2 and any(text.isalpha() for text in texts)
    spread = single and len(" ".join(texts).split()) <= _SPREAD and names.is_name(" ".join(texts))
    return (Cell(row.cells[0].start, row.cells[1].end, row.box),) if spread else row.cells


def _own_words(sheet: Sheet, cell: Cell) -> Cell:
    """A cell without what stands in it before who signs: the last sentence, thanks, the place for a seal."""
    start = cell.start + offices.before_signature(sheet.text[cell.start : cell.end])
    return cell if start in (cell.start, cell.end) else Cell(start, cell.end, sheet.box(start, cell.end))


def _of_table(sheet: Sheet, first: int, last: int) -> tuple[Claim[str], Claim[str]] | None:
    """Who signs first in a table of names and offices, its columns headed as such."""
    for head, row in pairwise(sheet.rows[first:last]):
        if not names.heads_signatures(sheet.text[head.start : head.end]) or not 2 <= len(row.cells) <= 4:
            continue
        title = next((cell for cell in row.cells if offices.office(_plain(sheet, cell)) == 0), None)
        name = next((cell for cell in row.cells if _is_name(names.bare(sheet.written(cell.start, cell.end)))), None)
        if name and title:
            own = names.bare(sheet.written(name.start, name.end))
            return Claim(own, name.start, name.end, 0.88), Claim(
                sheet.written(title.start, title.end).strip(MARKS.replace("(", "").replace(")", "")),
                title.start,
                title.end,
                0.88,
            )
    return None


def _below_firm(sheet: Sheet, first: int, last: int) -> Claim[str] | None:
    """The partner who signs for a firm: the first name below the firm's own and the date, or by a member's number."""
    rows = [row for row in sheet.rows[first:last] if not _is_day(sheet, row)]
    for above, row in pairwise(rows):
        below = sheet.rows[row.index + 1 : row.index + 2]
        member = bool(below) and bodies.is_membership(sheet.text[below[0].start : below[0].end])
        firm = any(bodies.is_firm(_plain(sheet, cell)) for cell in above.cells)
        numbered = bodies.numbered_member(sheet.text[row.start : row.end])
        if numbered and (firm or member or row.index > last - _SIGNED_ROWS):
            start, end = row.start + numbered[0], row.start + numbered[1]
            name = names.bare(sheet.written(start, end))
            if _is_name(name) and len(name) < _NAME:
                return Claim(name, start, end, 0.85)
        if not (member or firm):
            continue
        numbers = _numbers_of(sheet, below[0]) if below else []
        for cell in row.cells:
            for part in _names_apart(sheet, cell, numbers):
                name = names.bare(sheet.written(part.start, part.end))
                if _is_name(name) and len(name) < _NAME:
                    return Claim(name, part.start, part.end, 0.85)
    return None


def _partnership(sheet: Sheet, partner: Claim[str]) -> Claim[str] | None:
    """What a firm's partner signs as, right below the name."""
    row, box = sheet.row_at(partner.start), sheet.box(partner.start, partner.end)
    for other in sheet.rows[row.index + 1 : row.index + 2]:
        for cell in other.cells:
            span = bodies.partner(sheet.text[cell.start : cell.end])
            if span and in_one_column(cell.box, box):
                start, end = cell.start + span[0], cell.start + span[1]
                return Claim(sheet.written(start, end), start, end, 0.85)
    return None


def _is_day(sheet: Sheet, row: Row) -> bool:
    """Whether a row is a date and nothing else."""
    return phrases.is_day(sheet.text[row.start : row.end])


def _numbers_of(sheet: Sheet, row: Row) -> list[Cell]:
    spans = [
        (row.start + start, row.start + end)
        for start, end in bodies.numbers_of_members(sheet.text[row.start : row.end])
    ]
    return [Cell(start, end, sheet.box(start, end)) for start, end in spans]


def _plain(sheet: Sheet, cell: Cell) -> str:
    return sheet.text[cell.start : cell.end].strip()


def _behind_copies(sheet: Sheet, row: Row) -> list[_Place]:
    """What follows the list of copies on its page and is none of it."""
    return [
        _Place(other.index, cell)
        for other in sheet.rows[row.index + 1 :]
        for cell in other.cells
        if other.page == row.page and not offices.is_listed(sheet.text[cell.start : cell.end])
    ]


def _parted(sheet: Sheet, foot: Sequence[_Place]) -> list[_Place]:
    """The places, the names and the offices of several people that were read as one cell each by itself."""
    parts = {place.cell.start: [place.cell] for place in foot}
    for row in sorted({place.row for place in foot}):
        here = [place.cell for place in foot if place.row == row]
        titles = [title for cell in here for title in _offices_apart(sheet, cell)]
        if len(titles) < 2:
            continue
        for near in (row - 1, row + 1):
            beside = [place.cell for place in foot if place.row == near]
            people = [_names_apart(sheet, cell, titles) for cell in beside]
            named = [one for some in people for one in some if _is_person(sheet, one)]
            apart = any(len(some) > 1 for some in people)
            if len(named) == len(titles) or (apart and len(named) < len(titles)):
                parts |= {cell.start: some for cell, some in zip(beside, people, strict=True)}
                parts |= {cell.start: _offices_apart(sheet, cell) for cell in here}
                break
    return [_Place(place.row, cell) for place in foot for cell in parts[place.cell.start]]


def _offices_apart(sheet: Sheet, cell: Cell) -> list[Cell]:
    text = sheet.text[cell.start : cell.end]
    starts = [cell.start + start for start in offices.offices_in(text)]
    if len(starts) < 2 or sheet.text[cell.start : starts[0]].strip():
        return [cell] if starts else []
    return [Cell(start, end, sheet.box(start, end)) for start, end in zip(starts, [*starts[1:], cell.end], strict=True)]


def _names_apart(sheet: Sheet, cell: Cell, titles: Sequence[Cell]) -> list[Cell]:
    """A cell of names cut where its words stand nearer to another office above or below; whole where no part is a name."""
    over = [title for title in titles if in_one_column(title.box, cell.box)]
    words = sheet.words_in(cell.start, cell.end)
    if len(over) < 2 or not 4 <= len(words) <= _MOST_WORDS:
        return [cell]
    ways = [_cut_at(words, cuts) for cuts in combinations(range(1, len(words)), len(over) - 1)]
    whole = [way for way in ways if all(_is_person(sheet, part) for part in way)]
    # Names stand in the columns of their offices: below the middle, or from the same edge.
    return min(whole, key=lambda way: sum(map(_off, way, over)), default=[cell])


def _cut_at(words: Sequence[tuple[int, int, Box]], cuts: Sequence[int]) -> list[Cell]:
    bounds = [0, *cuts, len(words)]
    parts = [words[left:right] for left, right in pairwise(bounds)]
    return [Cell(part[0][0], part[-1][1], around([word[2] for word in part])) for part in parts]


def _off(name: Cell, title: Cell) -> float:
    """How far a name stands from its office's column."""
    edges = (abs(name.box[0] - title.box[0]), abs(name.box[2] - title.box[2]))
    return min(abs(_middle(name.box) - _middle(title.box)), *edges)


def _is_person(sheet: Sheet, cell: Cell) -> bool:
    written = sheet.written(cell.start, cell.end)
    name = names.bare(written)
    return _is_name(name) or (
        names.is_surname(name) and folded(name) != folded(written) and not offices.offices_in(name)
    )


def _middle(box: Box) -> float:
    return (box[0] + box[2]) / 2


def _opens_copies(sheet: Sheet, row: Row, cell: Cell, body: int) -> bool:
    line = sheet.text[cell.start : cell.end]
    # At the head the same word is who the letter is for.
    return bool(phrases.COPIES.match(line) or (row.index > max(body, _HEAD_ROWS) and phrases.RECEIVERS.match(line)))


def _beside_copies(sheet: Sheet, row: Row, head: Cell) -> list[_Place]:
    """What stands beside the list of copies and is none of it."""
    places = [_Place(other.index, cell) for other in sheet.rows[row.index :] for cell in other.cells]
    places = [place for place in places if sheet.rows[place.row].page == row.page and place.cell is not head]
    listed = [place.cell.box for place in places if offices.is_listed(sheet.text[place.cell.start : place.cell.end])]
    block = around([head.box, *listed])
    return [place for place in places if not in_one_column(place.cell.box, block)]


def _name_alone(sheet: Sheet, first: int, last: int) -> Claim[str] | None:
    for above, row in pairwise(sheet.rows[max(0, first - 1) : last]):
        line = sheet.text[above.start : above.end].rstrip()
        ended = line.endswith(SENTENCE_ENDS) or 0 < len(line) == offices.before_signature(line)
        name = names.bare(sheet.written(row.start, row.end))
        # What running text follows is a heading.
        heads = any(_is_prose(sheet, other) for other in sheet.rows[row.index + 1 : last])
        if ended and not heads and len(row.cells) == 1 and len(name) < _ALONE and _is_name(name):
            return Claim(name, row.start, row.end, 0.75)
    return None


def _signed(sheet: Sheet, foot: Sequence[_Place], place: _Place) -> tuple[Claim[str], Claim[str]] | None:
    cell = place.cell
    line = sheet.text[cell.start : cell.end]
    office = offices.office(line.strip())
    if office is None or len(names.parts(line)) > _OF_ONE:
        return None
    if by_colon := _name_behind(sheet, cell):
        return by_colon
    office += cell.start + len(line) - len(line.lstrip())
    end = office + offices.title_ends(sheet.text[office : cell.end])
    title = Claim(sheet.written(office, end).strip(MARKS), office, end, 0.9)
    own = sheet.written(cell.start, office) if office > cell.start else ""
    if own and names.is_name(names.bare(own)):
        return Claim(names.bare(own), cell.start, office, 0.88), title
    if own.strip(" -–\u060c") and not offices.is_on_behalf(folded(own)):
        return None
    if names.is_name(names.bare(offices.for_whom(folded(own)))):
        # Whose office that is does not sign.
        return None
    for near, strength in ((_next_to(foot, place, -1), 0.93), (_next_to(foot, place, 1), 0.85)):
        written = sheet.written(near.start, near.end) if near else ""
        name = names.bare(written)
        town = bodies.ends_in_town(folded(title.value)) and bodies.is_town(folded(name))
        if near and len(written) < _NAME and _is_name(name) and not town:
            above = near.box[1] < cell.box[1]
            return Claim(name, near.start, near.end, strength), _whole(
                sheet, foot, place, near, title
            ) if above else title
    return _name_below_town(sheet, foot, place, title) or _name_at_end(sheet, cell, office)


def _name_below_town(
    sheet: Sheet, foot: Sequence[_Place], place: _Place, title: Claim[str]
) -> tuple[Claim[str], Claim[str]] | None:
    """The name below an office whose town went on into a line of its own."""
    town = next((other for other in foot if other.cell is _next_to(foot, place, 1)), None)
    if town is None or not (bodies.ends_in_town(folded(title.value)) and bodies.is_town(_plain(sheet, town.cell))):
        return None
    near = _next_to(foot, town, 1)
    name = names.bare(sheet.written(near.start, near.end)) if near else ""
    if near is None or not _is_name(name) or len(name) >= _NAME:
        return None
    whole = replace(title, value=f"{title.value} {sheet.written(town.cell.start, town.cell.end)}", end=town.cell.end)
    return Claim(name, near.start, near.end, 0.85), whole


def _name_at_end(sheet: Sheet, cell: Cell, office: int) -> tuple[Claim[str], Claim[str]] | None:
    """Office and name in one line without a mark between, where the office's name is known to end."""
    end = offices.office_ends(sheet.text[office : cell.end])
    name = names.bare(sheet.written(office + end, cell.end)) if end else ""
    if not _is_name(name) or len(name) >= _NAME:
        return None
    title = Claim(sheet.written(office, office + end).strip(MARKS), office, office + end, 0.85)
    return Claim(name, office + end, cell.end, 0.85), title


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
        (other.cell for other in foot if other.row == place.row + 1 and in_one_column(other.cell.box, place.cell.box)),
        None,
    )
    if below is None:
        return title
    line = sheet.text[below.start : below.end].strip()
    middle = sum(below.box[::2]) - sum(place.cell.box[::2])
    aligned = (
        min(abs(middle) / 2, abs(below.box[0] - place.cell.box[0]), abs(below.box[2] - place.cell.box[2])) < _ALIGNED
    )
    near = below.box[1] - place.cell.box[1] < _SPACED * (place.cell.box[1] - name.box[1])
    another = offices.title_ends(f"{folded(title.value)} {line}") <= len(folded(title.value)) + 1
    broken_off = offices.is_open(folded(title.value))
    another = another or (names.is_name(line) and not broken_off)
    if not (aligned and near and offices.goes_on_as_office(line, opened=broken_off)) or another:
        return title
    longer = replace(title, value=f"{title.value} {sheet.written(below.start, below.end)}", end=below.end)
    # A third line is its own only where the second breaks off.
    opened = offices.is_open(folded(longer.value))
    return _whole(sheet, foot, _Place(place.row + 1, below), place.cell, longer) if opened else longer


def _is_name(text: str) -> bool:
    """Whether a text is a person's name, and no office or organisation of a few words."""
    plain = folded(text)
    return names.is_name(text) and offices.office(plain) is None and not offices.ORGANISATION.search(plain)


def _next_to(foot: Sequence[_Place], place: _Place, step: int) -> Cell | None:
    """The nearest cell above (-1) or below (1) in the same column."""
    column = [
        other
        for other in foot
        if 0 < (other.row - place.row) * step <= _APART and in_one_column(other.cell.box, place.cell.box)
    ]
    nearest = min(column, key=lambda other: abs(other.row - place.row), default=None)
    return nearest.cell if nearest else None
