"""Who came to a sitting and who did not.

Door: `attendance`. Promise: names are bare of titles, whole where a list breaks them at the end of a line, and in the order of
the page. Not here: the phrases (nlp.attendance, nlp.names), quorum (intake checks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.announced import Announced
from intake.sheet import Claim, Row, Sheet
from nlp import attendance as phrases
from nlp import names, offices, tables
from nlp.found import Found

# What ends a list of names: a section, or a label of a single value (place, hour).
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
_SINGLE = frozenset(
    ["START_TIME", "END_TIME", "TIME", "DAY", "PLACE", "CHAIR", "CLERK", "session_number", "session_date", "subject"]
)

# Labels that are offices too: one without a colon may stand below the name of who holds it.
_OFFICES = frozenset(["CHAIR", "CLERK"])


def attendance(sheet: Sheet, said: Sequence[Announced]) -> dict[str, Claim[list[str]]]:
    """The lists "present" and "absent": from a table's status column, from sections, or told in running words."""
    told = dict(zip(("present", "absent"), phrases.attendance(sheet.text), strict=True))
    listed = _by_status(sheet)
    if "present" not in listed:
        listed = _by_signature(sheet) or listed
    claims: dict[str, Claim[list[str]]] = {}
    for field in ("present", "absent"):
        people = listed.get(field) or list(_in_sections(sheet, said, field))
        others = {person.start for person in listed.get("absent" if field == "present" else "present", ())}
        people = [person for person in people if person.start not in others]
        claim = _people(sheet, people) or _nobody(sheet, said, field) or _people(sheet, told[field])
        if claim:
            claims[field] = claim
    return claims


def count(sheet: Sheet, present: Claim[list[str]] | None) -> int | None:
    """How many came: as many as are named, else as many as the minutes say."""
    return len(present.value) if present else phrases.count(sheet.text)


def _openings(sheet: Sheet, said: Sequence[Announced]) -> list[Announced]:
    """The labels that open a section: first in their cell, with a colon or alone there."""
    return [
        label
        for label in said
        if label.field in _SECTIONS | _SINGLE
        and not (label.field in _OFFICES and not label.colon)
        and not _is_listed(sheet, label.row)
        and not (label.field == "SIGNATURES" and _is_headed(sheet, label.row))
    ]


def _is_listed(sheet: Sheet, row: Row) -> bool:
    """Whether the row is one of a numbered table: what stands beside a name there (office, signature) opens no section."""
    return len(row.cells) > 2 and sheet.text[row.start : row.cells[0].end].strip().isdigit()


def _is_headed(sheet: Sheet, row: Row) -> bool:
    """Whether the row holds a table's heads, of which one may be that of signatures."""
    heads = sum(any(map(tables.is_head, sheet.text[cell.start : cell.end].split())) for cell in row.cells)
    return len(row.cells) > 2 and heads > 1


def _in_sections(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[Found[str]]:
    openings = _openings(sheet, said)
    for index, label in enumerate(openings):
        if label.field != field:
            continue
        beside = [
            other for other in openings if other.row is label.row and other is not label and other.field in _SECTIONS
        ]
        below = label.start == label.end or sheet.row_at(label.start) is not label.row
        if beside and below:
            yield from _in_column(sheet, label, beside, openings)
            continue
        following = openings[index + 1] if index + 1 < len(openings) else None
        end = following.label_start if following else len(sheet.text)
        listed = list(_list_of_names(sheet, label.label_end, end))
        if phrases.is_told(sheet.text[label.label_end : end]):
            return
        told = phrases.listed_from(sheet.text, label.label_end, end)
        # A list in running words breaks its names at the ends of lines.
        yield from told if len(told) >= len(listed) else listed


def _list_of_names(sheet: Sheet, start: int, end: int) -> Iterator[Found[str]]:
    """The names from `start` on, row by row, until a row reads like prose or has none."""
    found_any = False
    first = sheet.row_at(start)
    for row in sheet.rows[first.index :]:
        left, right = max(row.start, start), min(row.end, end)
        if left >= end or row.page > first.page + 1:
            return
        if row is not first and sheet.text[left:right].rstrip().endswith(":"):
            return
        people = names.people(sheet.text, left, right)
        if not people and found_any and len(row.cells) == 1 and offices.office(sheet.text[left:right].strip()) == 0:
            continue
        if not people and (found_any or phrases.is_prose(sheet.text[left:right])):
            return
        found_any = found_any or bool(people)
        yield from people


def _in_column(
    sheet: Sheet, label: Announced, beside: Sequence[Announced], openings: Sequence[Announced]
) -> Iterator[Found[str]]:
    """The names under a column's head, where those present and those absent stand side by side."""
    heads = {id(one): _middle(sheet.box(one.label_start, one.label_end)) for one in (label, *beside)}
    for row in sheet.rows[label.row.index + 1 :]:
        if row.page != label.row.page or any(other.row is row for other in openings):
            return
        if len(row.cells) == 1 and phrases.is_prose(sheet.text[row.start : row.end]):
            return
        for cell in row.cells:
            nearest = min(heads, key=lambda head: abs(heads[head] - _middle(cell.box)))
            if nearest == id(label):
                for start, end in sheet.lines_in(cell):
                    yield from names.people(sheet.text, start, end)


def _middle(box: tuple[float, float, float, float]) -> float:
    return (box[0] + box[2]) / 2


def _by_status(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names in rows whose status cell says present or absent."""
    listed: dict[str, list[Found[str]]] = {}
    numbered = False
    for row in sheet.rows:
        status = next(
            (field for cell in row.cells if (field := phrases.status(sheet.text[cell.start : cell.end]))), None
        ) or phrases.last_status(sheet.text[row.start : row.end])
        person = next((name for cell in row.cells for name in names.people(sheet.text, cell.start, cell.end)), None)
        if status and person:
            listed.setdefault(status, []).append(person)
            numbered = numbered or _is_listed(sheet, row)
    # One alone may be anything, unless it stands in a numbered list.
    return listed if sum(map(len, listed.values())) > 1 or numbered else {}


def _by_signature(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names of a numbered table in which people sign: who is not marked as absent came."""
    listed: dict[str, list[Found[str]]] = {}
    head = next((row for row in sheet.rows if _is_to_sign(sheet, row)), None)
    for row in sheet.rows[head.index + 1 :] if head else ():
        person = next((name for cell in row.cells for name in names.people(sheet.text, cell.start, cell.end)), None)
        if person is None or not _is_listed(sheet, row):
            break
        status = next(
            (field for cell in row.cells if (field := phrases.status(sheet.text[cell.start : cell.end]))), "present"
        )
        listed.setdefault(status, []).append(person)
    return listed if sum(map(len, listed.values())) > 1 else {}


def _is_to_sign(sheet: Sheet, row: Row) -> bool:
    return _is_headed(sheet, row) and any(
        tables.is_of_signatures(sheet.text[cell.start : cell.end]) for cell in row.cells
    )


def _people(sheet: Sheet, people: Sequence[Found[str]]) -> Claim[list[str]] | None:
    named = list(dict.fromkeys(names.bare(sheet.written(person.start, person.end)) for person in people))
    if not named:
        return None
    return Claim(named, people[0].start, people[-1].end, min(person.strength for person in people))


def _nobody(sheet: Sheet, said: Sequence[Announced], field: str) -> Claim[list[str]] | None:
    for label in said:
        if label.field == field and phrases.is_nobody(sheet.text[label.start : label.end]):
            return Claim([], label.start, label.end, 0.95 * label.strength, "form")
    return None
