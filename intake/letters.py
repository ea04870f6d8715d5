"""The parts of an official letter: to whom, about what, following what.

Door: one function a field, each (sheet, announced labels) → Claim or None. Promise: what the letter does not state is
None. Not here: the header's values (header), who writes (sender), who signs (signing), the phrases
themselves (nlp.letters, offices, labels).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from intake.announced import Announced
from intake.header import PROSE, body_begins, cites, is_letter, is_referring, letter_number, of_greetings, value_rows
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import letters as phrases
from nlp import names, offices, tables
from nlp import references as references_told
from nlp.normalise import MARKS, SENTENCE_ENDS

_HEADER_ROWS = 16
# What stands in the header beside a receiver.
_OF_HEADER = frozenset(["letter_number", "letter_date", "attachment"])
# With what minutes begin below their head.
_OF_SITTING = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions"])
# Letters of a greeting that stands alone in its line, at most.
_GREETED = 40
# Words of a line that heads a report, at most.
_FEW = 9
# Letters of a label that is a word of any sentence as well, at most.
_SHORT = 3
# Rows of a title.
_TITLED = 5


def subject(sheet: Sheet, said: Sequence[Announced], *, of_sitting: bool = False) -> Claim[str] | None:
    """The words announced as the subject, over as many lines as they run; of minutes (`of_sitting`) only above what they
    decided, each item of which may have a subject of its own.
    """
    labels = [one for one in _announced(said, "subject") if not (_heads_list(sheet, one.row) or _heads_column(one))]
    if of_sitting and labels and not _is_of_whole(labels, said):
        return None
    label = next(iter(labels), None)
    if label is None:
        return _subject_unmarked(sheet, said) or _of_plan(sheet)
    end = label.end
    if "\t" not in sheet.text[label.row.start : label.row.end]:
        for row in takewhile(
            lambda row: _goes_on(sheet, row, said), sheet.rows[label.row.index + 1 : label.row.index + 4]
        ):
            end = row.end
    greeting = phrases.GREETING.search(sheet.text, label.start, end)
    if greeting and greeting.start() > label.start:
        end = greeting.start()
    return Claim(sheet.written(label.start, end).strip(MARKS), label.start, end, 0.95 * label.strength)


def _is_of_whole(labels: Sequence[Announced], said: Sequence[Announced]) -> bool:
    """Whether minutes announce one subject, in a line of its own above those of who came and what was decided."""
    begun = min((one.row.index for one in said if one.field in _OF_SITTING), default=labels[0].row.index + 1)
    opens = labels[0].label_start - labels[0].row.start < _SHORT
    return len(labels) == 1 and opens and labels[0].row.index < begun


def _heads_list(sheet: Sheet, row: Row) -> bool:
    """Whether a row heads a table of items, each with a matter of its own."""
    heads = [sheet.text[cell.start : cell.end] for cell in row.cells]
    return len(heads) > 2 and tables.is_numbering(heads[0])


def _heads_column(label: Announced) -> bool:
    """Whether a label without a colon stands in a row of several cells where a pair of label and value would have its value."""
    at = next((at for at, cell in enumerate(label.row.cells) if cell.start <= label.label_start < cell.end), 0)
    return not label.colon and len(label.row.cells) > 2 and at % 2 == 1


def _of_plan(sheet: Sheet) -> Claim[str] | None:
    """What a plan is for, as its title names it: behind its own words or in the line below."""
    for row, below in pairwise(sheet.rows[: _HEADER_ROWS // 2] if not is_letter(sheet) else ()):
        told = phrases.plan_begins(_line(sheet, row).replace("\t", " "))
        if told is None or len(sheet.spoken(row)) > 1 or _words(_line(sheet, row)) > 2 * _FEW:
            continue
        start, end = (row.start + told, row.end) if row.start + told < row.end else (below.start, below.end)
        if 1 < len(sheet.text[start:end].split()) <= 2 * _FEW:
            return Claim(sheet.written(start, end).strip(MARKS), start, end, 0.75)
    return None


def _subject_unmarked(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The subject in a line of its own above the greeting: its label without a colon, or no label but what is done."""
    body = body_begins(sheet)
    for row in sheet.rows[:body]:
        line = sheet.text[row.start : row.end]
        told = phrases.subject_begins(line)
        below = sheet.rows[row.index + 1 : row.index + 2]
        if row.index > 1 and below and _greets(sheet, below[0]) and phrases.is_topic(line) and len(row.cells) == 1:
            return Claim(sheet.written(row.start, row.end).strip(MARKS), row.start, row.end, 0.8)
        quoted = phrases.quoted(line) if below and _greets(sheet, below[0]) and len(row.cells) == 1 else None
        if quoted and row.index > 1:
            start, end = row.start + quoted[0], row.start + quoted[1]
            return Claim(sheet.written(start, end), start, end, 0.85)
        about = phrases.about_begins(line) if 0 < row.index < _TITLED and not is_letter(sheet) else 0
        if about and len(row.cells) == 1 and _words(line) <= _FEW and not line.rstrip().endswith(SENTENCE_ENDS):
            return Claim(sheet.written(row.start + about, row.end).strip(MARKS), row.start + about, row.end, 0.75)
        if told and len(line) < PROSE and not line.rstrip().endswith(SENTENCE_ENDS):
            start, end = row.start + told, row.cells[0].end
            # Beside it at most the header's values.
            if start < end and (len(row.cells) == 1 or row.index in value_rows(sheet, said)):
                return Claim(sheet.written(start, end).strip(MARKS), start, end, 0.88)
    return _told_first(sheet, body)


def _told_first(sheet: Sheet, body: int) -> Claim[str] | None:
    """The matter in a line of its own that opens the text, what is answered or asked below it."""
    for row, below in pairwise(sheet.rows[body : body + 3]):
        told = phrases.concerns(_line(sheet, row))
        if (
            told
            and references_told.refers(_line(sheet, below))
            and not _line(sheet, row).rstrip().endswith(SENTENCE_ENDS)
        ):
            return Claim(sheet.written(row.start + told, row.end).strip(MARKS), row.start + told, row.end, 0.8)
    return None


def _greets(sheet: Sheet, row: Row) -> bool:
    return phrases.GREETING.match(sheet.text[row.start : row.end].lstrip()) is not None


def recipient(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The receiver, name and office in one line."""
    label = next((one for one in _announced(said, "recipient") if _tells_receiver(sheet, one, said)), None)
    if label and offices.is_to_person(sheet.text[label.start : label.end]):
        named = Cell(label.start, label.end, sheet.box(label.start, label.end))
        return replace(_whole_recipient(sheet, label.row, named, said), strength=0.93 * label.strength)
    if label:
        return Claim(
            offices.honoured(sheet.written(label.start, label.end)), label.start, label.end, 0.93 * label.strength
        )
    return _addressed(sheet, said) or _office_alone(sheet, said) or _of_report(sheet)


def _tells_receiver(sheet: Sheet, label: Announced, said: Sequence[Announced]) -> bool:
    """Whether a label of the head announces the receiver: with a colon, or alone in a cell of a form before its value."""
    between = sheet.text[label.label_end : label.start]
    alone = "\t" in between and not between.strip() and label.label_end - label.label_start > _SHORT
    heads = label.row.cells[::2]
    form = len(label.row.cells) == 2 * len(heads) and all(
        any(one.label_start == cell.start for one in said) for cell in heads
    )
    return label.row.index <= _HEADER_ROWS and (label.colon or (alone and form))


def _of_report(sheet: Sheet) -> Claim[str] | None:
    """Whom a report is for: a body behind the word for «to», in a line of its own among those that head it."""
    for above, row in pairwise(sheet.rows[:_HEADER_ROWS]):
        line = _line(sheet, row)
        if (
            len(row.cells) == 1
            and offices.is_addressed(line.strip())
            and max(_words(line), _words(_line(sheet, above))) <= _FEW
        ):
            return Claim(offices.without_to(sheet.written(row.start, row.end)), row.start, row.end, 0.9)
    return None


def _words(line: str) -> int:
    return len(line.split())


def _addressed(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """Who is addressed with honour: above the greeting, or right below it where it stands alone."""
    # Below the word for those present, people are named with honour and not addressed.
    listed = min((label.row.index for label in said if label.field == "present"), default=len(sheet.rows))
    rows = sheet.rows[: min(_HEADER_ROWS + 8, listed)]
    greeted = of_greetings([row.index for row in rows if _greets(sheet, row)])
    greeting = None if greeted is None else sheet.rows[greeted]
    above = rows if greeting is None else rows[: greeting.index + 1]
    below = (
        rows[greeting.index + 1 : greeting.index + 2] if greeting and greeting.end - greeting.start < _GREETED else ()
    )
    for row in (*above, *below):
        for cell in sheet.spoken(row):
            line = sheet.text[cell.start : cell.end].strip()
            named = greeting is not None and row in above and offices.is_titled_name(line)
            if (named or offices.is_recipient(line)) and not labelled(said, cell):
                return _whole_recipient(sheet, row, cell, said)
    return None


def _office_alone(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """An office without honours in a line of its own between letterhead and greeting."""
    if not is_letter(sheet):
        return None
    body = body_begins(sheet)
    for row in sheet.rows[1:body]:
        for cell in row.cells:
            if offices.is_plain_recipient(sheet.text[cell.start : cell.end].strip()) and not labelled(said, cell):
                written = offices.without_to(sheet.written(cell.start, cell.end))
                return Claim(written, cell.start, cell.end, 0.8)
    return _body_named(sheet, said, body)


def _body_named(sheet: Sheet, said: Sequence[Announced], body: int) -> Claim[str] | None:
    """A body named right above subject or greeting, below the header's values and another's letterhead."""
    topic = next((label.row.index for label in said if label.field == "subject" and label.row.index < body), body)
    row = sheet.rows[max(0, topic - 1)]
    above = value_rows(sheet, said)
    heads = [cell for other in sheet.rows[: row.index] for cell in other.cells if is_head(sheet, cell, said)]
    alone = len(row.cells) == 1 and bool(heads) and any(index < row.index for index in above) and row.index not in above
    if not (alone and is_head(sheet, row.cells[0], said)) or offices.is_unit(sheet.text[row.start : row.end].strip()):
        return None
    return Claim(offices.without_to(sheet.written(row.start, row.end)), row.start, row.end, 0.75)


def references(sheet: Sheet, said: Sequence[Announced]) -> Claim[list[dict[str, str | None]]] | None:
    """The letters that this one follows or answers."""
    # Letters that a copy's receiver is told of are that receiver's.
    below = max(body_begins(sheet) + 1, _HEADER_ROWS // 2)
    copies = next((row.start for row in sheet.rows[below:] if _copied(_line(sheet, row))), None)
    number = letter_number(sheet, said)
    # Its own number stands alone below its label in a narrow column.
    own = [
        (cell.start, cell.end)
        for cell in (sheet.row_at(number.start).cells if number else ())
        if number and cell.start == number.start and cell.end == number.end
    ]
    own += [
        (label.label_start, label.end)
        for label in said
        if label.field == "letter_number"
        and label.row.index <= body_begins(sheet)
        and not (is_referring(sheet, label) or cites(sheet, label))
    ]
    found = [
        one
        for one in references_told.references(sheet.text[:copies])
        if not any(start <= one.value.number_start < end for start, end in own)
    ]
    if not found:
        return None
    rebuilt = sheet.row_at(found[0].start).source == "ocr"
    spans = [(one.value.number_start, one.value.number_end) for one in found]
    values = [
        {"number": phrases.letter_number(sheet.written(*span), rebuilt=rebuilt), "date": one.value.date}
        for span, one in zip(spans, found, strict=True)
    ]
    return Claim(values, found[0].start, found[-1].end, min(one.strength for one in found))


def _copied(line: str) -> bool:
    return bool(phrases.COPIES.match(line) or phrases.RECEIVERS.match(line))


def _line(sheet: Sheet, row: Row) -> str:
    return sheet.text[row.start : row.end]


def _announced(said: Sequence[Announced], field: str) -> Iterator[Announced]:
    return (label for label in said if label.field == field and label.start < label.end)


def labelled(said: Sequence[Announced], cell: Cell) -> bool:
    return any(
        cell.start <= label.label_start < cell.end and label.colon and label.field != "recipient" for label in said
    )


def _goes_on(sheet: Sheet, row: Row, said: Sequence[Announced]) -> bool:
    """Whether a row carries on the subject that the row above began: that one was full, this one begins nothing new."""
    above = sheet.rows[row.index - 1]
    line = sheet.text[row.start : row.end].strip()
    margin = min(other.box[0] for other in sheet.rows if other.page == row.page)
    full = above.box[0] <= margin + 0.06 or above.end - above.start > 70
    begins = (
        phrases.GREETING.search(line[:25])
        or references_told.refers(line)
        or phrases.begins_anew(line)
        or offices.is_recipient(line)
        or any(label.row is row for label in said)
    )
    ended = sheet.text[above.start : above.end].rstrip().endswith(SENTENCE_ENDS)
    return bool(line) and row.page == above.page and full and not begins and not ended and len(line) < 90


def _whole_recipient(sheet: Sheet, row: Row, cell: Cell, said: Sequence[Announced]) -> Claim[str]:
    """The receiver with the lines below that go on with the office; the lines of a column beside it are passed over."""
    parts = [without_values(cell, said)]
    nameless = offices.is_honour(sheet.text[cell.start : cell.end])
    for other in sheet.rows[row.index + 1 : row.index + 6]:
        below = next((one for one in other.cells if one.box[2] > cell.box[0] and one.box[0] < cell.box[2]), None)
        if below is None or (nameless and labelled_value(said, below)):
            continue
        if nameless and len(parts) == 1 and names.is_surname(sheet.text[below.start : below.end].strip()):
            parts.append((below.start, below.end))
            continue
        line = sheet.text[below.start : below.end].strip()
        named = len(parts) == 1 and offices.is_post(sheet.text[slice(*parts[0])].strip()) and offices.names_body(line)
        named = named or (offices.is_of_place(line) and row.index + len(parts) == other.index)
        if labelled(said, below) or not (named or offices.is_recipient_office(line)):
            break
        parts.append((below.start, below.end))
    if nameless and len(parts) == 2 and offices.is_recipient_office(sheet.text[slice(*parts[1])].strip()):
        # Of who is addressed only the titles were read.
        parts = parts[1:]
    start, end = parts[-1]
    greeting = phrases.GREETING.search(sheet.text, start, end)
    if greeting and (greeting.start() > start or len(parts) > 1):
        parts[-1] = start, greeting.start()
    written = " ".join(sheet.written(*part) for part in parts if part[0] < part[1])
    return Claim(offices.without_to(written), cell.start, parts[-1][1], 0.9)


def labelled_value(said: Sequence[Announced], cell: Cell) -> bool:
    """Whether a cell begins with one of the header's labels, with a colon or without."""
    return any(label.label_start - cell.start in range(2) and label.field in _OF_HEADER for label in said)


def without_values(cell: Cell, said: Sequence[Announced]) -> tuple[int, int]:
    """A receiver's cell without the header's values that were read behind it."""
    behind = [
        min(label.label_start, label.start)
        for label in said
        if label.field in _OF_HEADER
        and cell.start < label.label_start < cell.end
        and cell.start < label.start < cell.end
    ]
    return cell.start, min(behind, default=cell.end)


def is_head(sheet: Sheet, cell: Cell, said: Sequence[Announced]) -> bool:
    return offices.is_letterhead(sheet.text[cell.start : cell.end].strip()) and not labelled(said, cell)
