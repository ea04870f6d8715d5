"""Who came, by a paper's tables: ticks, boxes, a status, an hour, a place to sign.

Door: `by_ticks`, `by_boxes`, `by_status`, `by_signature`, each with the lists "present" and "absent", and `is_listed`,
`is_headed`, `middle`. Promise: a table that asks something else tells nobody. Not here: lists, sections and running words
(attendance), the phrases (nlp.attendance).
"""

from __future__ import annotations

from intake.layout import Box, in_one_column
from intake.sheet import Row, Sheet
from nlp import attendance as phrases
from nlp import names, tables
from nlp.found import Found

# As few with a box beside them are no list of a council.
_FEW = 2


def by_ticks(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names in rows that are ticked below one of two heads, those of who came and of who did not."""
    listed: dict[str, list[Found[str]]] = {}
    heads: dict[str, Box] = {}
    headed, halves = False, _halves(sheet)
    for row in sheet.rows:
        headed = headed or (len(row.cells) > 2 and phrases.heads_presence(sheet.text[row.start : row.end]))
        here = {status: cell.box for cell in row.cells if (status := phrases.status(sheet.text[cell.start : cell.end]))}
        if len(here) > 1 and len(row.cells) > 2:
            heads = here
            continue
        ticks = [cell.box for cell in row.cells if phrases.is_tick(sheet.text[cell.start : cell.end])]
        person = _person(sheet, row, halves)
        boxes = next(
            (told for cell in row.cells if (told := phrases.of_boxes(sheet.text[cell.start : cell.end]))), None
        )
        if headed and person and boxes:
            listed.setdefault(boxes, []).append(person)
        elif heads and person and ticks:
            below = min(heads, key=lambda status: min(abs(middle(heads[status]) - middle(tick)) for tick in ticks))
            listed.setdefault(below, []).append(person)
    return listed if sum(map(len, listed.values())) > 1 else {}


def by_boxes(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names with one box each, ticked for those who came."""
    listed: dict[str, list[Found[str]]] = {}
    for row in sheet.rows:
        for cell in row.cells:
            named = names.mentioned(sheet.text, cell.start, cell.end)
            told = phrases.of_box(sheet.text[cell.start : cell.end]) if len(named) == 1 else None
            if told and names.is_likely(named[0].value):
                listed.setdefault(told, []).append(named[0])
    return listed if len(listed.get("present", ())) > _FEW else {}


def is_listed(sheet: Sheet, row: Row) -> bool:
    """Whether the row is one of a numbered table: what stands beside a name there (office, signature) opens no section."""
    return len(row.cells) > 2 and sheet.text[row.start : row.cells[0].end].strip().isdigit()


def is_headed(sheet: Sheet, row: Row) -> bool:
    """Whether the row holds a table's heads, of which one may be that of signatures."""
    heads = sum(any(map(tables.is_head, sheet.text[cell.start : cell.end].split())) for cell in row.cells)
    return len(row.cells) > 2 and heads > 1


def middle(box: tuple[float, float, float, float]) -> float:
    return (box[0] + box[2]) / 2


def _person(sheet: Sheet, row: Row, halves: tuple[int, int] | None) -> Found[str] | None:
    """The first name in a row's cells; where first and family names have cells of their own, both together."""
    if halves and max(halves) < len(row.cells):
        first, family = sorted(row.cells[at].start for at in halves), [row.cells[at].end for at in halves]
        start, end = first[0], max(family)
        name = names.bare(sheet.text[start:end].replace("\t", " "))
        if names.is_name(name):
            return Found(name, start, end, 0.9)
    return next((name for cell in row.cells for name in names.people(sheet.text, cell.start, cell.end)), None)


def _halves(sheet: Sheet) -> tuple[int, int] | None:
    """Where a table's head parts first from family names: which of its cells they are."""
    heads = ([sheet.text[cell.start : cell.end] for cell in row.cells] for row in sheet.rows if len(row.cells) > 2)
    return next((found for cells in heads if (found := phrases.halves_of_name(cells))), None)


def by_status(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names in rows whose status cell says present or absent."""
    listed: dict[str, list[Found[str]]] = {}
    numbered, halves = False, _halves(sheet)
    asks: Row | None = None
    hours = False
    for row in sheet.rows:
        row_text = sheet.text[row.start : row.end]
        if halved := _status_by_turns(sheet, row):
            for told, name in halved:
                listed.setdefault(told, []).append(name)
            continue
        asks = _asking(sheet, row, asks)
        hours = (hours or phrases.asks_hours(row_text)) and len(row.cells) > 1
        status = (
            next((field for cell in row.cells if (field := phrases.status(sheet.text[cell.start : cell.end]))), None)
            or phrases.last_status(sheet.text[row.start : row.end])
            or _marked_below(sheet, row, asks)
            or ("present" if hours and phrases.tells_hours(row_text) else None)
        )
        person = _person(sheet, row, halves) or (_before_its_hour(sheet, row) if hours else None)
        if status and person and (names.is_likely(person.value) or not phrases.is_vote(row_text)):
            listed.setdefault(status, []).append(person)
            numbered = numbered or is_listed(sheet, row)
    # One alone may be anything, unless it stands in a numbered list.
    return listed if sum(map(len, listed.values())) > 1 or numbered else {}


def _before_its_hour(sheet: Sheet, row: Row) -> Found[str] | None:
    """The name with which a row's first cell begins, in front of the hour at which somebody came."""
    cell = row.cells[0]
    named = names.people(sheet.text, cell.start, cell.start + phrases.hour_in(sheet.text[cell.start : cell.end]))
    return named[0] if named else None


def _status_by_turns(sheet: Sheet, row: Row) -> list[tuple[str, Found[str]]]:
    """Each name of a row that tells of several people side by side, with the status behind it."""
    found: list[tuple[str, Found[str]]] = []
    name: Found[str] | None = None
    for cell in row.cells:
        people = names.people(sheet.text, cell.start, cell.end)
        field = phrases.status(sheet.text[cell.start : cell.end])
        name = people[0] if people else name
        if field and name:
            found.append((field, name))
            name = None
    return found if len(found) > 1 else []


def _asking(sheet: Sheet, row: Row, before: Row | None) -> Row | None:
    """The head below which a row's cell is marked for who came: it ends with its table, at the next head, a line across or the
    page's end.
    """
    if is_headed(sheet, row):
        return row if len(_of_presence(sheet, row)) == 1 else None
    return before if before and len(row.cells) > 1 and row.page == before.page else None


def _of_presence(sheet: Sheet, head: Row) -> list[Box]:
    return [cell.box for cell in head.cells if phrases.heads_presence(sheet.text[cell.start : cell.end])]


def _marked_below(sheet: Sheet, row: Row, head: Row | None) -> str | None:
    box = _of_presence(sheet, head)[0] if head else None
    below = (cell for cell in row.cells if box and in_one_column(cell.box, box))
    return next((field for cell in below if (field := phrases.mark(sheet.text[cell.start : cell.end]))), None)


def by_signature(sheet: Sheet) -> dict[str, list[Found[str]]]:
    """Names of a numbered table in which people sign: who is not marked as absent came."""
    listed: dict[str, list[Found[str]]] = {}
    head = next((row for row in sheet.rows if _is_to_sign(sheet, row)), None)
    for row in sheet.rows[head.index + 1 :] if head else ():
        person = next((name for cell in row.cells for name in names.people(sheet.text, cell.start, cell.end)), None)
        if person is None or not is_listed(sheet, row):
            break
        status = next(
            (field for cell in row.cells if (field := phrases.status(sheet.text[cell.start : cell.end]))), "present"
        )
        listed.setdefault(status, []).append(person)
    return listed if sum(map(len, listed.values())) > 1 else {}


def _is_to_sign(sheet: Sheet, row: Row) -> bool:
    return is_headed(sheet, row) and any(
        tables.is_of_signatures(sheet.text[cell.start : cell.end]) for cell in row.cells
    )
