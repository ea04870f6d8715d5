"""Who writes: the organisation of the letterhead, of its label, of the paper's own title.

Door: `sender`. Promise: the body's name without the titles, units and values that stand beside it; a paper that names
nobody has none. Not here: who signs (signing), whose town it is (fields), the names themselves (nlp.bodies, nlp.offices).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from intake import letters
from intake.announced import Announced
from intake.header import above_body, body_begins, is_letter
from intake.layout import in_one_column
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import bodies, offices
from nlp import letters as phrases
from nlp.kinds import CONFORMITY

_HEADER_ROWS = 16
# What stands in one column differs by less, in shares of the page's width.
_ALIGNED = 0.03
# A head's second line stands nearer than this, in heights of the first; a town that has to follow may stand farther.
_NEAR, _FAR = 0.9, 2.2
# Rows below in which it may stand, with those of the columns beside it.
_LOW = 8
# Signs that stand around a name.
_AROUND = " :-–\u060c«»"
# Letters of a cell that holds more than one body's name.
_WHOLE_HEAD = 70
# Papers of a council: where no letterhead names it, its title or its first sentence does.
_OF_COUNCILS = frozenset(["council-minutes", "council-resolution"])
# Rows that may still open a council's paper.
_OPENING = 14


def sender(sheet: Sheet, said: Sequence[Announced], kind: str) -> Claim[str] | None:
    """The organisation that writes: announced, else named in the letterhead, else in the title or the first sentence."""
    label = next(_labels(sheet, said), None)
    if label and len(sheet.text[label.start : label.end].split()) > 1:
        return Claim(sheet.written(label.start, label.end), label.start, label.end, 0.93 * label.strength)
    head = _headed(sheet, said, kind)
    if kind in _OF_COUNCILS and (head is None or head.strength < 0.9):
        sure = head if head and head.strength >= 0.8 else None
        return _titled(sheet, said, until=_OPENING) or sure or _told(sheet) or _below(sheet) or head
    return head or _titled(sheet, said) or _notice(sheet)


def _labels(sheet: Sheet, said: Sequence[Announced]) -> Iterator[Announced]:
    for one in said:
        if one.field == "sender" and one.colon and one.row.index <= _HEADER_ROWS and one.start < one.end:
            yield one


def _headed(sheet: Sheet, said: Sequence[Announced], kind: str) -> Claim[str] | None:
    """The owner of the letterhead: of several bodies the local one, else the lowest of the state's ladder, else the last."""
    to = letters.recipient(sheet, said)
    lines = [_owner(sheet, cell, said) for row in _above_title(sheet) for cell in _cells(sheet, row)]
    lines = [cell for cell in lines if not (to and cell.start < to.end and to.start < cell.end)]
    unknown = next((cell for cell in lines if _may_be_owner(sheet, cell, said)), None)
    heads = [cell for cell in lines if _is_head(sheet, cell, said)]
    if not heads and to:
        behind = [_owner(sheet, cell, said) for row in _behind_receiver(sheet) for cell in _cells(sheet, row)]
        heads = [cell for cell in behind if _is_head(sheet, cell, said)]
    told = next((cell for cell in heads if _follows_from(sheet, cell)), None)
    if told:
        return _named(sheet, said, told, 0.85)
    firm = next((cell for cell in heads if bodies.is_firm(_text(sheet, cell))), None)
    if kind == CONFORMITY:
        # Whose decision the board has judged.
        heads = [cell for cell in heads if not bodies.is_council(_text(sheet, cell))]
    known = [cell for cell in heads if offices.is_local(_text(sheet, cell))]
    whole = [cell for cell in heads if not offices.is_unit(_text(sheet, cell))]
    whole = [cell for cell in whole if not bodies.opens_title(_text(sheet, cell))] or whole
    if kind in _OF_COUNCILS:
        known = [cell for cell in known if bodies.is_council(_text(sheet, cell))] or known
    chosen = firm or (_most_local(sheet, known) if known else _lowest(sheet, whole or heads))
    branch = next((cell for cell in lines if bodies.is_branch(_text(sheet, cell))), None)
    if branch and not (firm or known) and whole and whole[0].start < branch.start:
        return _with_branch(sheet, whole[0], branch)
    if chosen:
        sure = firm or (known and (kind not in _OF_COUNCILS or bodies.is_council(_text(sheet, chosen))))
        return _named(sheet, said, chosen, 0.9 if sure else 0.8)
    if unknown and is_letter(sheet):
        return Claim(sheet.written(unknown.start, unknown.end), unknown.start, unknown.end, 0.6)
    return None


def _follows_from(sheet: Sheet, cell: Cell) -> bool:
    """Whether the word for «from» stands right before a cell, its row begun with it."""
    row = sheet.row_at(cell.start)
    return row.start < cell.start and row.start + offices.without_from(sheet.text[row.start : cell.end]) == cell.start


def _with_branch(sheet: Sheet, owner: Cell, branch: Cell) -> Claim[str]:
    """An organisation whose branch writes, with the branch."""
    name = _spelt(sheet, *_own_name(sheet, owner))
    return Claim(f"{name} {sheet.written(branch.start, branch.end)}".strip(_AROUND), owner.start, branch.end, 0.85)


def _named(sheet: Sheet, said: Sequence[Announced], cell: Cell, strength: float) -> Claim[str]:
    """The body's own name of a line of the letterhead, with what of it went on below."""
    start, end = _own_name(sheet, cell)
    end = cell.end if bodies.is_and(sheet.text[end : cell.end]) else end
    parts = [_spelt(sheet, start, end)]
    if end == cell.end:
        parts += [sheet.written(rest.start, rest.end) for rest in _rest_of_head(sheet, cell, said)]
    return Claim(" ".join(parts).strip(_AROUND), start, end, strength)


def _spelt(sheet: Sheet, start: int, end: int) -> str:
    """A body's name as written; a town or a bank that an engine misread by a letter as lists spell it."""
    if sheet.row_at(start).source == "ocr":
        if town := bodies.misread_town(sheet.text[start:end]):
            return f"{sheet.written(start, start + town[0])} {town[1]}"
        if bank := bodies.misread_bank(sheet.text[start:end].strip()):
            return bank
    return sheet.whole_words(start, end) if bodies.local(sheet.text[start:end]) else sheet.written(start, end)


def registry(sheet: Sheet) -> Claim[str] | None:
    """The office that issues papers of identity, where one names it."""
    span = bodies.registry(sheet.text)
    return Claim(sheet.written(*span), *span, 0.85) if span else None


def _own_name(sheet: Sheet, cell: Cell) -> tuple[int, int]:
    span = bodies.owner(sheet.text[cell.start : cell.end])
    return (cell.start + span[0], cell.start + span[1]) if span else (cell.start, cell.end)


def _most_local(sheet: Sheet, heads: Sequence[Cell]) -> Cell:
    """The first line that names its town and is no title, the first with a town, the first."""
    placed = [cell for cell in heads if bodies.local(_text(sheet, cell))]
    untitled = [cell for cell in placed if not bodies.opens_title(_text(sheet, cell))]
    first = heads[0]
    if first not in placed and bodies.ends_in_town(_text(sheet, first)) and not bodies.opens_title(_text(sheet, first)):
        return first
    return (untitled or placed or list(heads))[0]


def _lowest(sheet: Sheet, heads: Sequence[Cell]) -> Cell | None:
    if not heads:
        return None
    last = heads[-1]
    ranked = [cell for cell in heads if bodies.rank(_text(sheet, cell)) < 9]
    below = max(ranked, key=lambda cell: bodies.rank(_text(sheet, cell)), default=None)
    over = bodies.rank(_text(sheet, last))
    return below if below and over < bodies.rank(_text(sheet, below)) else last


def _titled(sheet: Sheet, said: Sequence[Announced], until: int = 0) -> Claim[str] | None:
    """The municipality or council that the paper's title names, above its text or in its first rows."""
    for row in islice(_above_prose(sheet), _OPENING) if not until else sheet.rows[:until]:
        for cell in _cells(sheet, row):
            line = sheet.text[cell.start : cell.end]
            span = bodies.local(line)
            other = offices.is_recipient(line.strip()) or offices.is_listed(line) or _is_addressed(line)
            other = other or letters.labelled(said, cell)
            if span is None or other or bodies.is_running(line) or (until and not bodies.is_council(line)):
                continue
            start, end = cell.start + span[0], cell.start + span[1]
            return Claim(_spelt(sheet, start, end), start, end, 0.85)
    return None


def _notice(sheet: Sheet) -> Claim[str] | None:
    """The body that gives notice in the first sentence."""
    for row in sheet.rows[:_OPENING]:
        span = bodies.announces(sheet.text[row.start : row.end])
        if span:
            start, end = row.start + span[0], row.start + span[1]
            return Claim(sheet.whole_words(start, end), start, end, 0.8)
    return None


def _told(sheet: Sheet) -> Claim[str] | None:
    """The council whose sitting the first sentences tell of."""
    last = sheet.rows[min(_OPENING, len(sheet.rows)) - 1].end
    text = sheet.text[:last].replace("\n", " ")
    span = bodies.council(text)
    return Claim(sheet.whole_words(*span), *span, 0.7) if span else None


def _below(sheet: Sheet) -> Claim[str] | None:
    """The council that a line of its own names anywhere below, as in its seal or in the office of who signs."""
    for row in reversed(sheet.rows):
        for cell in row.cells:
            line = sheet.text[cell.start : cell.end]
            span = bodies.local(line)
            if span and bodies.is_council(line) and not line[span[1] :].strip() and len(line[: span[0]].split()) <= 2:
                start, end = cell.start + span[0], cell.start + span[1]
                return Claim(sheet.whole_words(start, end), start, end, 0.6)
    return None


def _above_prose(sheet: Sheet) -> Iterator[Row]:
    """The rows of a paper's head: up to its first full line of running text."""
    for row in sheet.rows:
        line = sheet.text[row.start : row.end]
        if phrases.GREETING.match(line.lstrip()) or (len(row.cells) == 1 and bodies.is_running(line)):
            return
        yield row


def _cells(sheet: Sheet, row: Row) -> list[Cell]:
    """The cells of a row; a body of one word and its town beside it, set wide, are one."""
    if (
        len(row.cells) == 2
        and bodies.is_single(_text(sheet, row.cells[0]))
        and bodies.is_town(_text(sheet, row.cells[1]))
    ):
        return [Cell(row.start, row.end, row.box)]
    return [part for cell in _whole_names(sheet, row) for part in _parts(sheet, cell)]


def _whole_names(sheet: Sheet, row: Row) -> Sequence[Cell]:
    """The cells of a row; of single words set wide, what a body is and its own name behind it, all together."""
    words = [_text(sheet, cell) for cell in row.cells]
    wide = len(words) > 1 and bodies.is_kind(words[0]) and all(word.isalpha() for word in words)
    return (Cell(row.start, row.end, row.box),) if wide else row.cells


def _parts(sheet: Sheet, cell: Cell) -> list[Cell]:
    """A cell that holds a whole letterhead line by line, or body by body between ornaments; any other as it is."""
    apart = bodies.bodies_apart(sheet.text[cell.start : cell.end])
    spans = [(cell.start + start, cell.start + end) for start, end in apart]
    if len(spans) < 2:
        spans = sheet.lines_in(cell) if cell.end - cell.start >= _WHOLE_HEAD else []
    return [Cell(start, end, sheet.box(start, end)) for start, end in spans] or [cell]


def _text(sheet: Sheet, cell: Cell) -> str:
    return sheet.text[cell.start : cell.end].strip()


def _is_addressed(line: str) -> bool:
    """Whether a line begins with the word for «to»: the receiver of a report."""
    return offices.is_addressed(line.strip())


def _owner(sheet: Sheet, cell: Cell, said: Sequence[Announced]) -> Cell:
    """A cell of the letterhead without what stands above every letter's owner, and without the header's values beside it."""
    start = cell.start + offices.without_invocation(sheet.text[cell.start : cell.end])
    start = start if start < cell.end else cell.start
    start += offices.without_from(sheet.text[start : cell.end])
    beside = [label.label_start for label in said if label.colon and start < label.label_start < cell.end]
    end = min(*beside, letters.without_values(replace(cell, start=start), said)[1], cell.end)
    end = start + bodies.first_part(sheet.text[start:end])
    end -= len(sheet.text[start:end]) - len(sheet.text[start:end].rstrip())
    return replace(cell, start=start, end=end)


def _rest_of_head(sheet: Sheet, cell: Cell, said: Sequence[Announced], told: str = "") -> list[Cell]:
    """Of a head that was too long for its line (the last of `told`), what stands right below it and is no head itself."""
    row = sheet.row_at(cell.start)
    above = f"{told} {_text(sheet, cell)}".strip()
    whole = bodies.local(above) is not None and not bodies.ends_in_town(above)
    open_end = bodies.ends_in_town(above) or bodies.wants_town(above)
    for other in sheet.rows[row.index + 1 : row.index + (_LOW if open_end else 4)]:
        below = next((one for one in other.cells if in_one_column(one.box, cell.box)), None)
        if below is None:
            continue
        line = _text(sheet, below)
        wanted = open_end and (bodies.is_town(line) or bodies.is_town(f"{above.split()[-1]} {line}"))
        near = below.box[1] - cell.box[3] < (_FAR if wanted else _NEAR) * (cell.box[3] - cell.box[1])
        aligned = any(abs(one - other) < _ALIGNED for one, other in _edges(below, cell))
        other_part = offices.is_letterhead(line) or offices.is_recipient(line) or offices.is_invocation(line)
        other_part = other_part or offices.is_title(line) or offices.is_unit(line) or letters.labelled(said, below)
        alone = not (other_part or phrases.GREETING.match(line))
        # A third line is one only of a name that still lacks something.
        lacking = not told or offices.is_open(above) or offices.is_of_place(line)
        broken_off = wanted or (bodies.goes_on(above, line) and lacking)
        goes_on = bodies.is_second(line) or bodies.ends_in_part(above, line) or (broken_off and not whole)
        if near and aligned and alone and goes_on:
            return [below, *_rest_of_head(sheet, below, said, above)]
        break
    return []


def _edges(one: Cell, other: Cell) -> Iterator[tuple[float, float]]:
    """Right edges, left edges and middles of two cells."""
    yield one.box[2], other.box[2]
    yield one.box[0], other.box[0]
    yield (one.box[0] + one.box[2]) / 2, (other.box[0] + other.box[2]) / 2


def _above_title(sheet: Sheet) -> Iterator[Row]:
    """The rows of the letterhead: those above the body, up to a title or a numbered part of a form."""
    last = max((row.index for row in _above_prose(sheet)), default=-1)
    for row in above_body(sheet):
        line = sheet.text[row.start : row.end].strip()
        if offices.is_title(line) or offices.is_listed(line) or (row.index > last and not is_letter(sheet)):
            return
        yield row


def _behind_receiver(sheet: Sheet) -> Iterator[Row]:
    """The rows of a letterhead that was read behind the receiver beside it: from the name of God down to the body."""
    rows = sheet.rows[: body_begins(sheet)]
    first = next((row.index for row in rows if offices.is_invocation(sheet.text[row.start : row.end].strip())), None)
    yield from rows[first:] if first is not None else ()


def _is_head(sheet: Sheet, cell: Cell, said: Sequence[Announced]) -> bool:
    return letters.is_head(sheet, cell, said) and not _is_addressed(_text(sheet, cell))


def _may_be_owner(sheet: Sheet, cell: Cell, said: Sequence[Announced]) -> bool:
    line = sheet.text[cell.start : cell.end].strip()
    return offices.may_be_owner(line) and not phrases.GREETING.search(line) and not letters.labelled(said, cell)
