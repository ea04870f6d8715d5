"""The parts of council minutes: the sitting, who came, what was decided and with which votes.

Door: one function a field, each over the sheet and its announced labels. Promise: names are bare of titles; a
resolution's text is the paragraph as written without the words that report the vote; a count that is not said stays
None. Not here: the phrases (nlp.minutes, nlp.votes), quorum and majority (intake checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from intake.announced import Announced
from intake.header import date_in
from intake.sheet import Claim, Row, Sheet
from nlp import dates, digits, names, votes
from nlp import minutes as phrases
from nlp.found import Found
from nlp.normalise import MARKS, SENTENCE_ENDS

# What ends a section: another section. Labels of single values (place, hour) end a list of names, not a resolution.
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
_SINGLE = frozenset(
    ["START_TIME", "END_TIME", "TIME", "DAY", "PLACE", "CHAIR", "CLERK", "session_number", "session_date", "subject"]
)
_HEAD_ROWS = 20
# A table's heads stand at most this many rows above its last row; a row shorter than this many letters may be one of
# names or offices.
_TABLE_ROWS, _SIGNATURE = 25, 70

type Resolution = dict[str, str | int | bool | None]


def session_number(sheet: Sheet, said: Sequence[Announced]) -> Claim[int] | None:
    """The sitting's number, announced or told."""
    for label in said:
        if label.field == "session_number" and label.start < label.end:
            found = phrases.number_alone(sheet.text[label.start : label.end])
            if found:
                return Claim(found.value, label.start + found.start, label.start + found.end, 0.97 * label.strength)
    told = phrases.session_number(sheet.text[: _head_end(sheet)])
    return Claim(told.value, told.start, told.end, told.strength) if told else None


def session_kind(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """Ordinary or extraordinary."""
    for label in said:
        if label.field == "session_kind" and label.start < label.end:
            found = phrases.session_kind(sheet.text[label.label_start : label.end])
            if found:
                return Claim(found.value, label.start, label.end, found.strength * label.strength, "form")
    told = phrases.session_kind(sheet.text[: _head_end(sheet)])
    return Claim(told.value, told.start, told.end, told.strength, "form") if told else None


def session_date(sheet: Sheet, said: Sequence[Announced], *, lettered: bool) -> Claim[str] | None:
    """The day of the sitting; a bare date counts for it unless a letter's header block (`lettered`) has claimed
    it.
    """
    fields = ("session_date",) if lettered else ("session_date", "letter_date")
    for field in fields:
        for label in said:
            if label.field == field and label.start < label.end and label.row.index <= _HEAD_ROWS + 8:
                claim = date_in(sheet, label)
                if claim:
                    return claim
    header = [(label.start, label.end) for label in said if label.field == "letter_date"]
    for mark in phrases.sittings(sheet.text):
        for day in dates.find(sheet.text[mark.start : mark.end]):
            at = mark.start + day.start
            if day.strength < 0.5 or any(start <= at < end for start, end in header):
                continue
            return Claim(day.value, mark.start + day.start, mark.start + day.end, day.strength * 0.93, "form")
    return None


def attendance(sheet: Sheet, said: Sequence[Announced]) -> dict[str, Claim[list[str]]]:
    """The lists "present" and "absent": from a table's status column, from sections, or told in running words."""
    told = dict(zip(("present", "absent"), phrases.attendance(sheet.text), strict=True))
    listed = _by_status(sheet)
    claims: dict[str, Claim[list[str]]] = {}
    for field in ("present", "absent"):
        people = listed.get(field) or list(_in_sections(sheet, said, field))
        others = {person.start for person in listed.get("absent" if field == "present" else "present", ())}
        people = [person for person in people if person.start not in others]
        claim = _people(sheet, people) or _nobody(sheet, said, field) or _people(sheet, told[field])
        if claim:
            claims[field] = claim
    return claims


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
        if len(str(value["text"])) > 8
    ]
    if not kept:
        return None
    strength = 0.9 if all(value["votes_for"] is not None or value["unanimous"] for value, _, _ in kept) else 0.75
    return Claim([value for value, _, _ in kept], kept[0][1], kept[-1][2], strength)


def proposed_mayor(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """Whom the council names for mayor."""
    for label in said:
        if label.field == "proposed_mayor" and label.start < label.end:
            name = names.bare(sheet.written(label.start, label.end))
            if names.is_name(name):
                return Claim(name, label.start, label.end, 0.95 * label.strength)
    found = phrases.proposed_mayor(sheet.text)
    return (
        Claim(names.bare(sheet.written(found.start, found.end)), found.start, found.end, found.strength)
        if found
        else None
    )


def person(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The person that a form is about: the first name under the label for a full name."""
    for label in said:
        if label.field == "NAME" and label.start < label.end:
            name = names.bare(sheet.written(label.start, label.end))
            if names.is_name(name):
                return Claim(name, label.start, label.end, 0.93 * label.strength)
    return None


def _head_end(sheet: Sheet) -> int:
    """The end of what introduces the sitting: the first rows, which a long attendance list may follow."""
    return sheet.rows[min(_HEAD_ROWS, len(sheet.rows) - 1)].end if sheet.rows else 0


def _openings(sheet: Sheet, said: Sequence[Announced]) -> list[Announced]:
    """The labels that open a section: first in their cell, with a colon or alone there."""
    return [label for label in said if label.field in _SECTIONS | _SINGLE and not _is_listed(sheet, label.row)]


def _is_listed(sheet: Sheet, row: Row) -> bool:
    """Whether the row is one of a numbered table: what stands beside a name there (office, signature) opens no section."""
    return len(row.cells) > 2 and sheet.text[row.start : row.cells[0].end].strip().isdigit()


def _sections(sheet: Sheet, said: Sequence[Announced], field: str) -> Iterator[tuple[int, int]]:
    """The spans of the sections `field`, each from its label to the next section."""
    openings = [label for label in said if label.field in _SECTIONS]
    for index, label in enumerate(openings):
        if label.field == field:
            end = openings[index + 1].label_start if index + 1 < len(openings) else len(sheet.text)
            yield label.label_end, end


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
        people = names.people(sheet.text, left, right)
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


def _told_below(sheet: Sheet) -> list[tuple[int, int]]:
    begins = phrases.announced(sheet.text)
    return [(begins, len(sheet.text))] if begins is not None else []


def _deciding(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Without a heading: each paragraph that tells a vote or a decision, with the one above where it speaks of that."""
    above = None
    for start, end in _paragraphs(sheet):
        text = sheet.text[start:end]
        if phrases.decides(text) and (votes.read(text) or phrases.items(text)):
            yield (above if above is not None and phrases.is_of_the_above(text) else start), end
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
    marks = phrases.items("\n" + sheet.text[start:end]) or phrases.bullets("\n" + sheet.text[start:end])
    end = phrases.resolutions_end(sheet.text, start, end)
    if not marks:
        return [(1, start, end)] if sheet.text[start:end].strip() else []
    # The text was searched with a line break in front: offsets are one too many.
    starts = [start + mark.start - 1 for mark in marks]
    bodies = [start + mark.end - 1 for mark in marks]
    stops = [_paragraph_ends(sheet, body, stop) for body, stop in zip(bodies, [*starts[1:], end], strict=True)]
    return [(mark.value, body, stop) for mark, body, stop in zip(marks, bodies, stops, strict=True) if body < stop]


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
        ended = sheet.text[row.start : row.end].rstrip().endswith(SENTENCE_ENDS)
        if votes.read(sheet.text[following.start : following.end]):
            continue
        if ended and (len(following.cells) > 1 or _is_of_signatures(sheet.text[following.start : following.end])):
            return row.end
    return end


def _is_of_signatures(line: str) -> bool:
    short = len(line) < _SIGNATURE and not line.rstrip().endswith(SENTENCE_ENDS)
    return short and not phrases.is_prose(line)


def _by_columns(sheet: Sheet, row: Row) -> dict[str, int]:
    """The votes in the columns of a table's row, by the heads of those columns."""
    heads = {
        side: cell.box
        for above in sheet.rows[max(0, row.index - _TABLE_ROWS) : row.index]
        for cell in above.cells
        if above.page == row.page and (side := votes.column(sheet.text[cell.start : cell.end]))
    }
    found = {
        side: digits.only(sheet.text[cell.start : cell.end])
        for side, box in heads.items()
        for cell in row.cells
        if cell.end - cell.start < 4 and cell.box[0] < box[2] and cell.box[2] > box[0]
    }
    return {side: int(figures) for side, figures in found.items() if figures}


def _resolution(sheet: Sheet, number: int, start: int, end: int, present: int | None) -> Resolution:
    row = sheet.row_at(start)
    columns = _by_columns(sheet, row)
    if "for" in columns:
        told = max(row.cells, key=lambda cell: cell.end - cell.start)
        against, abstain = columns.get("against"), columns.get("abstain")
        text = sheet.written(max(start, told.start), told.end).strip(MARKS)
        return _decided(number, text, columns["for"], against, abstain, unanimous=not against and not abstain)
    text = sheet.text[start:end]
    vote = votes.read(text)
    if vote is None:
        return _decided(number, sheet.written(start, end).strip(MARKS), None, None, None, unanimous=False)
    left, right = votes.clause(text, vote)
    # Only a report at the paragraph's end can be cut without breaking the sentence.
    cut = not text[right:].strip(MARKS) and bool(text[:left].strip())
    said = sheet.written(start, start + _begun(text[:left]) if cut else end).strip(MARKS)
    in_favour = present if vote.unanimous and vote.votes_for is None else vote.votes_for
    return _decided(number, said, in_favour, vote.votes_against, vote.votes_abstain, unanimous=vote.unanimous)


def _voted_like(value: Resolution, last: Resolution) -> Resolution:
    """A resolution of which no vote is told, with that which is told of all at the end."""
    told = {name: last[name] for name in ("votes_for", "votes_against", "votes_abstain", "unanimous")}
    return value | told if value["votes_for"] is None else value


def _begun(text: str) -> int:
    """The length of `text` without a last sentence of which only its first words are left («this resolution …»)."""
    whole = max(text.rfind(mark) for mark in SENTENCE_ENDS) + 1
    return whole if whole and len(text[whole:].split()) < 3 else len(text)


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
