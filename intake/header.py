"""The header block of a letter: its number, its date, what is enclosed.

Door: one function a field, each (sheet, announced labels) → Claim or None; `body_begins` and `above_body` say where the header
ends. Promise: a value is taken from its label, wherever that stands in the header; without labels only where a number, a date
and what is enclosed stand alone, near to one another, above the receiver. Not here: the parts below (letters, signing), the
phrases themselves (nlp.letters, nlp.offices, nlp.labels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from intake.announced import Announced
from intake.layout import in_one_column
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import bodies, dates, offices
from nlp import letters as phrases
from nlp import references as references_told

# Older letters are hardly sent now: an older year is more likely a misread one.
_OLDEST = "1370"
_HEADER_ROWS = 16
# Rows at the very head that may hold an invocation, which can read like a greeting.
_INVOKED = 2
# Rows at the head of a paper without a greeting in which its values may stand alone.
_ALONE_ROWS = 7
# Letters in a row of running text, without a greeting to show where it begins.
PROSE = 85
# A label of one letter and a colon is one in the header only.
_INITIAL = 3
# Letters, and words, that tell what is enclosed, at most.
_ENCLOSURES, _THINGS = 60, 4
_WITH_FIGURES = re.compile(r"(?<!\S)\S*\d\S*")
# A date behind a number's own words is one when its form leaves no doubt.
_SURE = 0.7
# Rows between the values of one header, at most.
_TOGETHER = 3


def letter_number(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The letter's own number, from the header block."""
    for label in _of_header(sheet, said, "letter_number"):
        span = next(phrases.numbers(sheet.text, _behind_day(sheet, label), label.end), None)
        # A number with running text behind it is not the header's.
        if (
            span is None
            or len(_undated(sheet.text[span[1] : label.end]).split()) > 3
            or _of_a_firm(sheet, label)
            or not sheet.text[slice(*span)].strip("0.")
        ):
            continue
        span = span[0], phrases.before_day(sheet.text, *span)
        odd = dates.first(sheet.text[slice(*span)]) is not None and span[1] - span[0] in range(8, 11)
        return _numbered(sheet, span, label.strength * (0.5 if odd else 0.97))
    for label in said:
        below = _number_below(sheet, label) if label.field == "letter_number" and label.start == label.end else None
        if below and label.row.index <= body_begins(sheet):
            return _numbered(sheet, below, 0.85 * label.strength)
    issued = phrases.issued(sheet.text)
    if issued:
        return _numbered(sheet, issued[0], 0.85)
    alone = _alone(sheet, said).get("number")
    return _numbered(sheet, alone, 0.86 if _marked(sheet, alone) else 0.78) if alone else None


def letter_date(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The letter's own date: announced in the header, else a date that stands alone above the body. A year of another age is
    one misread, and the paper's other dates may tell it.
    """
    claim = _letter_date(sheet, said)
    if claim is None or claim.value >= _OLDEST or sheet.row_at(claim.start).source != "ocr":
        return claim
    year = dates.year_of(sheet.text)
    near = year is not None and sum(one != other for one, other in zip(str(year), claim.value[:4], strict=True)) == 1
    return replace(claim, value=f"{year}{claim.value[4:]}", strength=claim.strength * 0.9) if near else None


def _letter_date(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    both = [one for one in _of_header(sheet, said, "letter_number") if phrases.is_of_both(_label(sheet, one))]
    for label in (*both, *_of_header(sheet, said, "letter_date")):
        claim = date_in(sheet, label)
        if claim:
            return claim
    for label in _of_header(sheet, said, "letter_number"):
        # Written on to the number.
        claim = date_in(sheet, label)
        if claim and claim.start > label.start and claim.strength > _SURE:
            return claim
    issued = phrases.issued(sheet.text)
    if issued and issued[1]:
        return Claim(issued[1].value, issued[1].start, issued[1].end, 0.85 * issued[1].strength, "form")
    for row in above_body(sheet):
        for start, end in _lines(sheet, row):
            # Before the label of another value.
            end = next((one.label_start for one in said if start < one.label_start < end), end)
            day = next(iter(dates.find(sheet.text[start:end])), None)
            most = day is not None and day.end - day.start > (end - start) * 0.6
            if day and (most or phrases.is_day(sheet.text[start:end])):
                return Claim(day.value, start + day.start, start + day.end, day.strength * 0.75, "form")
    alone = _alone(sheet, said).get("date")
    day = next(iter(dates.find(sheet.text[slice(*alone)])), None) if alone else None
    return Claim(day.value, *alone, day.strength * 0.8, "form") if alone and day else None


def _behind_day(sheet: Sheet, label: Announced) -> int:
    """Where the number begins in a value that its label says to hold the date in front of it."""
    day = next(iter(dates.find(sheet.text[label.start : label.end])), None)
    first = phrases.is_of_both(_label(sheet, label)) and day is not None and day.start == 0
    return label.start + day.end if first and day else label.start


def _undated(text: str) -> str:
    """What stands behind a number without the date written on to it."""
    day = next(iter(dates.find(text)), None)
    return text if day is None else f"{text[: day.start]} {text[day.end :]}"


def _of_a_firm(sheet: Sheet, label: Announced) -> bool:
    """Whether a label is that of the number by which a firm is registered, which stands by the firm's name."""
    registered = phrases.is_registration(_label(sheet, label))
    above = sheet.rows[max(0, label.row.index - 1)].start
    return registered and bodies.names_firm(sheet.text[above : label.label_start])


def lone_date(sheet: Sheet) -> Claim[str] | None:
    """The one date that stands by itself anywhere on the paper, as below a report or beside a petition's first line; not
    that of another office's entry.
    """
    stamped = entered(sheet)
    found = [
        Claim(day.value, cell.start + day.start, cell.start + day.end, day.strength * 0.75, "form")
        for row in sheet.rows
        if not _is_entry(sheet, row) and row.index not in stamped
        for cell in row.cells
        for day in dates.find(sheet.text[cell.start : cell.end])
        if phrases.is_dating(sheet.text[cell.start : cell.end], day.start, day.end)
    ]
    return found[0] if len({claim.value for claim in found}) == 1 else None


def _is_entry(sheet: Sheet, row: Row) -> bool:
    """Whether a row belongs to the stamp by which a receiver's office enters a paper."""
    first = sheet.rows[max(0, row.index - 1)]
    return phrases.ENTERED.search(sheet.text, first.start, row.end) is not None


def _row_text(sheet: Sheet, row: Row) -> str:
    return sheet.text[row.start : row.end].strip()


def entered(sheet: Sheet) -> set[int]:
    """The rows of such a stamp: the one that tells of the receipt, and beside it those of its office, number and day."""
    found: set[int] = set()
    for row in sheet.rows:
        if not phrases.RECEIVED.match(sheet.text, row.start, row.end):
            continue
        found.add(row.index)
        if row.index and phrases.STAMP_HEAD.match(_row_text(sheet, sheet.rows[row.index - 1])):
            found.add(row.index - 1)
        below = sheet.rows[row.index + 1 : row.index + 3]
        found |= {one.index for one in takewhile(lambda one: phrases.STAMP_REST.match(_row_text(sheet, one)), below)}
    return found


def date_in(sheet: Sheet, label: Announced) -> Claim[str] | None:
    """The first date in a label's value."""
    day = next(iter(dates.find(sheet.text[label.start : label.end])), None)
    if day is None:
        return _below_label(sheet, label)
    # Under its label, a two-digit year is no guess.
    strength = max(day.strength, 0.88) if day.strength >= 0.7 else day.strength
    if day.value < _OLDEST:
        strength *= 0.5
    return Claim(day.value, label.start + day.start, label.start + day.end, strength * label.strength, "form")


def _number_below(sheet: Sheet, label: Announced) -> tuple[int, int] | None:
    """A number of parts that begins the line under its label, another column's words behind it."""
    own = next((cell for cell in label.row.cells if cell.start <= label.label_start < cell.end), None)
    for row in sheet.rows[label.row.index + 1 : label.row.index + 2] if own and label.colon else ():
        for cell in row.cells:
            span = next(phrases.numbers(sheet.text, cell.start, cell.end), None)
            over = own is not None and in_one_column(cell.box, own.box)
            if span and over and span[0] == cell.start and phrases.is_marked(sheet.text[slice(*span)]):
                day = dates.first(sheet.text[slice(*span)])
                return None if day else span
    return None


def _below_label(sheet: Sheet, label: Announced) -> Claim[str] | None:
    """A date alone in the line under its label, where another column was read as the label's value."""
    own = next((cell for cell in label.row.cells if cell.start <= label.label_start < cell.end), None)
    if own is None or not label.colon or sheet.text[label.label_end : own.end].strip():
        return None
    for row in sheet.rows[label.row.index + 1 : label.row.index + 2]:
        for cell in row.cells:
            day = next(iter(dates.find(sheet.text[cell.start : cell.end])), None)
            if day and in_one_column(cell.box, own.box) and phrases.is_day(cell_text(sheet, cell)):
                return Claim(day.value, cell.start + day.start, cell.start + day.end, 0.85 * day.strength, "form")
    return None


def has_attachment(sheet: Sheet, said: Sequence[Announced]) -> Claim[bool] | None:
    """What the header says of enclosures."""
    body = body_begins(sheet)
    for label in _announced(said, "attachment"):
        initial, above = label.label_end - label.label_start <= _INITIAL, label.row.index <= body
        value = sheet.text[label.start : label.end]
        others = {name for name, _, _ in phrases.header_values(value)} - {"enclosed"}
        others = set() if value.isdigit() and len(value) < _INITIAL else others
        if phrases.lists_papers(_label(sheet, label), value) and phrases.attachment(value) is None:
            return Claim(True, label.start, label.end, 0.9 * label.strength, "form")
        # Values of several columns in one line are told apart below.
        if (initial and not above) or len(value) >= _ENCLOSURES or others:
            continue
        answer = phrases.attachment(value)
        if answer is not None:
            return Claim(answer, label.start, label.end, 0.97 * label.strength, "form")
        if above and value[0].isalpha() and len(value.split()) <= _THINGS:
            # What is enclosed, by its name.
            return Claim(True, label.start, label.end, 0.85 * label.strength, "form")
    alone = _alone(sheet, said).get("enclosed")
    answer = phrases.attachment(sheet.text[slice(*alone)]) if alone else None
    if alone and answer is not None:
        return Claim(answer, *alone, 0.88, "form")
    return next(_marred_attachment(sheet), None)


def _marred_attachment(sheet: Sheet) -> Iterator[Claim[bool]]:
    """What stands in a header's row behind the label of enclosures that something is stamped on."""
    for row in sheet.rows[: body_begins(sheet)] if is_letter(sheet) else ():
        told = phrases.attachment_misread(sheet.text[row.start : row.end]) if row.source == "ocr" else None
        if told:
            yield Claim(told[2], row.start + told[0], row.start + told[1], 0.8, "form")


def told_enclosed(sheet: Sheet) -> Claim[bool] | None:
    """Enclosures that a sentence tells of, where the header says nothing of any."""
    told = phrases.encloses(sheet.text)
    return Claim(True, *told, 0.8, "form") if told else None


def body_begins(sheet: Sheet) -> int:
    """The row of the greeting, or the last row that can still belong to the header."""
    greeted = _greeting(sheet)
    if greeted is not None:
        return greeted
    prose = next((row.index for row in sheet.rows if row.end - row.start > PROSE and len(row.cells) == 1), _HEADER_ROWS)
    return min(prose, _HEADER_ROWS, len(sheet.rows) - 1)


def above_body(sheet: Sheet) -> Iterator[Row]:
    """The rows of the header: up to the receiver or the body."""
    for row in sheet.rows[: body_begins(sheet) + 1]:
        if any(offices.is_recipient(sheet.text[cell.start : cell.end].strip()) for cell in row.cells):
            return
        yield row


def is_letter(sheet: Sheet) -> bool:
    """Whether a greeting shows where the header ends."""
    return _greeting(sheet) is not None


def value_rows(sheet: Sheet, said: Sequence[Announced]) -> set[int]:
    """The rows that hold number, date or what is enclosed, with labels or without."""
    labelled = {label.row.index for label in said if label.field in ("letter_number", "letter_date", "attachment")}
    return labelled | {sheet.row_at(start).index for start, _ in _alone(sheet, said).values()}


def of_greetings(rows: Sequence[int]) -> int | None:
    """The greeting's row of those that read like one: above the letterhead it is an invocation where another follows."""
    return next((index for index in rows if index >= _INVOKED), next(iter(rows), None))


def _greeting(sheet: Sheet) -> int | None:
    return of_greetings(
        [row.index for row in sheet.rows[:40] if phrases.GREETING.search(sheet.text, row.start, row.end)]
    )


def _announced(said: Sequence[Announced], field: str) -> Iterator[Announced]:
    return (label for label in said if label.field == field and label.start < label.end)


def _label(sheet: Sheet, label: Announced) -> str:
    return sheet.text[label.label_start : label.label_end]


def _of_header(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[Announced]:
    body, stamped = body_begins(sheet), entered(sheet)
    for label in _announced(said, field):
        whole = label.colon and label.label_end - label.label_start > _INITIAL
        # The words of a row's first cell may be the paper's own.
        cited = label.label_start > label.row.start and cites(sheet, label)
        own = label.row.index not in stamped and not (is_referring(sheet, label) or cited)
        if (label.row.index <= body or whole) and own:
            yield label


def cites(sheet: Sheet, label: Announced) -> bool:
    """Whether a label without a colon begins the words by which another letter is cited, as a form's cell may."""
    return not label.colon and references_told.is_citing(sheet.text[label.label_start : label.row.end])


def is_referring(sheet: Sheet, label: Announced) -> bool:
    """Whether a label's number or date is that of a letter which this one answers."""
    return references_told.is_referring(sheet.text[label.row.start : label.label_start])


def _numbered(sheet: Sheet, span: tuple[int, int], strength: float) -> Claim[str]:
    row = sheet.row_at(span[0])
    rebuilt = row.source == "ocr"
    cell = next((one for one in row.cells if one.start <= span[0] < one.end), row)
    number = phrases.letter_number(sheet.written(*span), rebuilt=rebuilt)
    rest = _rest_of_number(sheet, span)
    if rest is None:
        # A number that stops at a mark has lost its end.
        lost = phrases.cut_off(sheet.text, span[1], cell.end) is not None
        return Claim(number, *span, strength * (0.3 if lost else 1))
    number = phrases.letter_number(f"{sheet.written(span[0], rest[2])}{sheet.written(*rest[:2])}", rebuilt=rebuilt)
    return Claim(number, span[0], rest[1] if rest[3] else span[1], strength * 0.95)


def _rest_of_number(sheet: Sheet, span: tuple[int, int]) -> tuple[int, int, int, bool] | None:
    """Of a number that its narrow place cut behind a mark: where the rest stands, where the mark ends, and whether nothing is
    between them.
    """
    row = sheet.row_at(span[0])
    cell = next((one for one in row.cells if one.start <= span[0] < one.end), None)
    mark = phrases.cut_off(sheet.text, span[1], cell.end) if cell else None
    if cell is None or mark is None:
        return None
    for other in sheet.rows[row.index + 1 : row.index + 3]:
        for below in other.cells:
            beside = in_one_column(below.box, cell.box)
            if beside and phrases.is_part(sheet.text[below.start : below.end].strip()):
                return below.start, below.end, mark, other.index == row.index + 1 and other.cells[0] is below
    return None


def _alone(sheet: Sheet, said: Sequence[Announced]) -> dict[str, tuple[int, int]]:
    """Number, date and what is enclosed, where they stand in the header without a word around them."""
    found: dict[str, tuple[int, int]] = {}
    rows: dict[str, int] = {}
    for row in sheet.rows[: body_begins(sheet) + 1] if is_letter(sheet) else sheet.rows[:_ALONE_ROWS]:
        for first, last in _lines(sheet, row):
            values = _values_of(sheet.text[first:last])
            if len(values) < 2 and _is_announced(said, first, last):
                continue
            for name, start, end in values:
                # Without a greeting nothing shows that a plain figure belongs to a header.
                sure = (
                    is_letter(sheet) or name != "number" or phrases.is_marked(sheet.text[first + start : first + end])
                )
                if name not in found and sure:
                    found[name], rows[name] = (first + start, first + end), row.index
    dated = [rows["date"]] if "date" in rows else [label.row.index for label in _announced(said, "letter_date")][:1]
    # A number that no date stands by may be anything.
    return {name: span for name, span in found.items() if any(abs(rows[name] - day) <= _TOGETHER for day in dated)}


def _lines(sheet: Sheet, row: Row) -> Iterator[tuple[int, int]]:
    """The lines of a row: its cells, and of a cell that holds several each."""
    for cell in row.cells:
        yield from sheet.lines_in(cell)


def cell_text(sheet: Sheet, cell: Cell) -> str:
    """A cell's folded text, blanks at its ends included."""
    return sheet.text[cell.start : cell.end]


def _values_of(text: str) -> list[tuple[str, int, int]]:
    """The values that a cell consists of, or that stand behind the letterhead in the same line."""
    first = next((match.start() for match in _WITH_FIGURES.finditer(text)), 0)
    head = text[:first].strip()
    if phrases.counts_office(head):
        return []
    if first == 0 or not (offices.is_letterhead(head) or offices.is_unit(head)):
        return phrases.header_values(text)
    return [(name, start + first, end + first) for name, start, end in phrases.header_values(text[first:])]


def _is_announced(said: Sequence[Announced], start: int, end: int) -> bool:
    """Whether a line of a cell is a label or a label's value."""
    return any(
        label.start < label.end and (start <= label.label_start < end or (label.start < end and start < label.end))
        for label in said
    )


def _marked(sheet: Sheet, span: tuple[int, int]) -> bool:
    return not sheet.text[slice(*span)].isdigit()
