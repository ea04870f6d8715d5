"""Who came to a sitting and who did not.

Door: `attendance`. Promise: names are bare of titles, whole where a list breaks them at the end of a line, and in the order of
the page. Not here: tables (registers), the phrases (nlp.attendance, nlp.names), quorum (intake checks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from intake import registers, roll
from intake.announced import Announced
from intake.layout import in_one_column
from intake.paragraphs import Tagged
from intake.sheet import Cell, Claim, Row, Sheet
from nlp import attendance as phrases
from nlp import elections, names, offices
from nlp.found import Found
from nlp.normalise import folded

_LISTS = ("present", "absent")
# What ends a list of names: a section, or a label of a single value (place, hour).
_SECTIONS = frozenset(["present", "absent", "GUESTS", "AGENDA", "DISCUSSION", "resolutions", "SIGNATURES", "COPIES"])
_SINGLE = frozenset(
    ["START_TIME", "END_TIME", "TIME", "DAY", "PLACE", "CHAIR", "CLERK", "session_number", "session_date", "subject"]
)

# Labels that are offices too: one without a colon may stand below the name of who holds it.
_OFFICES = frozenset(["CHAIR", "CLERK"])
# Names of lines that are less surely of those who came are none; words of a line that is no sentence, at most.
_CHANCE, _SHORT = 0.5, 9
_SIGN_FOR_ALL = 2
# From here on a rule's own list is plain: a shorter one that was weighed does not take its place.
_PLAIN = 0.84
# Rows at a paper's end where its members sign; how surely who signs was there.
_FOOT, _BY_HAND = 14, 0.75
# Letters of a cell of names, at most.
_LINE = 55


def attendance(sheet: Sheet, said: Sequence[Announced], tags: Sequence[Tagged]) -> dict[str, Claim[list[str]]]:
    """The lists "present" and "absent"."""
    claims = rules_alone(sheet, said, tags)
    called = roll.called(sheet, tags, verdicts(sheet, said, tags, claims))
    for field in _LISTS:
        weighed, by_rules = _people(sheet, called.get(field, [])), claims.get(field)
        stayed = [one.value for one in called.get("absent", ())]
        if weighed and (by_rules is None or _outweighs(weighed, by_rules, stayed)):
            claims[field] = weighed
    if "absent" not in claims and (away := _people(sheet, _absent_by_hands(sheet))):
        claims["absent"] = away
    return _parted({field: _without_the_elected(sheet, claim) for field, claim in claims.items()})


def _outweighs(weighed: Claim[list[str]], by_rules: Claim[list[str]], away: Sequence[str]) -> bool:
    """Whether names that were weighed one by one take the place of the rules' own: of a plain list where they are as many, of
    another where they are not the same with one lost that is none of those `away` (folded).
    """
    if by_rules.strength >= _PLAIN:
        return len(weighed.value) >= len(by_rules.value) > 0
    lost = set(by_rules.value) - set(weighed.value)
    one_lost = len(lost) == 1 and len(weighed.value) < len(by_rules.value)
    return not one_lost or any(not names.is_likely(name) or folded(name) in away for name in lost)


def _absent_by_hands(sheet: Sheet) -> list[Found[str]]:
    """Those in whose cell, among those of the members who sign at the paper's end, stands that they did not come."""
    return [
        name
        for row in sheet.rows[-_FOOT:]
        if len(row.cells) > _SIGN_FOR_ALL
        for cell in row.cells
        if phrases.is_of_council(text := sheet.text[cell.start : cell.end])
        and len(text) <= _LINE
        and phrases.says_absent(text)
        for name in names.people(sheet.text, cell.start, cell.end)[:1]
    ]


def _without_the_elected(sheet: Sheet, claim: Claim[list[str]]) -> Claim[list[str]]:
    """The list without whom the paper names for mayor: nobody of the council."""
    text = " ".join(sheet.text.split())
    return replace(claim, value=[name for name in claim.value if not elections.is_for_mayor(text, folded(name))])


def verdicts(
    sheet: Sheet, said: Sequence[Announced], tags: Sequence[Tagged], claims: Mapping[str, Claim[list[str]]]
) -> roll.Verdicts:
    """What each rule says alone, and all of them together, for the roll to weigh."""
    rules: dict[str, Mapping[str, Sequence[Found[str]]]] = {
        "ticks": registers.by_ticks(sheet),
        "boxes": registers.by_boxes(sheet),
        "status": registers.by_status(sheet),
        "signature": registers.by_signature(sheet),
        "sections": {field: list(_in_sections(sheet, said, field)) for field in _LISTS},
        "told": dict(zip(_LISTS, phrases.attendance(sheet.text), strict=True)),
        "tags": {field: _by_tags(sheet, tags, field) for field in _LISTS},
        "signs": {"present": _of_who_signs(sheet, said)},
        "hands": {"present": _by_hands_below(sheet)},
    }
    told = {rule: {field: _bare(people) for field, people in lists.items()} for rule, lists in rules.items()}
    return told | {"rules": {field: {folded(name) for name in claim.value} for field, claim in claims.items()}}


def _bare(people: Sequence[Found[str]]) -> set[str]:
    return {names.bare(person.value) for person in people}


def rules_alone(sheet: Sheet, said: Sequence[Announced], tags: Sequence[Tagged]) -> dict[str, Claim[list[str]]]:
    """The lists by rules: from a table's ticks or status column, from sections, by the tags of the lines, or told in running
    words.
    """
    told = dict(zip(("present", "absent"), phrases.attendance(sheet.text), strict=True))
    listed = registers.by_ticks(sheet) or registers.by_status(sheet) or registers.by_boxes(sheet)
    if "present" not in listed:
        listed = registers.by_signature(sheet) or listed
    tagged = {field: _by_tags(sheet, tags, field) for field in ("present", "absent")}
    claims: dict[str, Claim[list[str]]] = {}
    for field in ("absent", "present"):
        people = listed.get(field) or ([] if listed else list(_in_sections(sheet, said, field)))
        others = {person.start for person in listed.get("absent" if field == "present" else "present", ())}
        people = [
            person for person in people if person.start not in others and not phrases.is_guest_name(sheet.text, person)
        ]
        claim = _people(sheet, people) or _nobody(sheet, said, field) or _people(sheet, told[field])
        by_tags = _people(sheet, tagged[field])
        more = (
            field == "present" and not listed.get(field) and claim and by_tags and len(by_tags.value) > len(claim.value)
        )
        if by_tags and (claim is None or more):
            claim = by_tags
        if field == "present" and not listed.get(field) and len(people) < _SIGN_FOR_ALL:
            by_office = [replace(one, strength=_BY_HAND) for one in phrases.by_offices(sheet.text)]
            signed = _people(sheet, by_office or _of_who_signs(sheet, said) or _by_hands_below(sheet))
            likely = [name for name in claim.value if names.is_likely(name)] if claim else []
            if signed and (
                claim is None
                or (len(signed.value) > len(claim.value) and (not likely or _mostly(likely, signed.value)))
            ):
                claim = signed
        if claim:
            claims[field] = claim
    return _parted(claims)


def _mostly(some: Sequence[str], all_of: Sequence[str]) -> bool:
    """Whether most of some names are among others."""
    return sum(name in all_of for name in some) * 2 >= len(some)


def _of_who_signs(sheet: Sheet, said: Sequence[Announced]) -> list[Found[str]]:
    """The names that a label of those who sign announces in one list."""
    for label in said:
        if label.field == "SIGNATURES":
            listed = names.people(sheet.text, label.start, label.end)
            listed = listed or list(_list_of_names(sheet, label.label_end, len(sheet.text)))
            if len(listed) > _SIGN_FOR_ALL:
                return [replace(one, strength=_BY_HAND) for one in listed]
    return []


def _by_hands_below(sheet: Sheet) -> list[Found[str]]:
    """The names of three or more that stand side by side, or one below the other with their offices, at the paper's end: the
    members sign there.
    """
    found: list[Found[str]] = []
    offices_told = 0
    for row in reversed(sheet.rows[-_FOOT:]):
        cells = [sheet.text[cell.start : cell.end] for cell in row.cells]
        if max(map(len, cells), default=0) > _LINE or sum(sign.isdigit() for cell in cells for sign in cell) > 1:
            # Running words and tables of figures end the block of names; a footer below it does not.
            if found:
                break
            continue
        here = [name for cell in row.cells for name in _signed(sheet, row, cell)]
        offices_told += sum(phrases.is_of_council(cell) for cell in cells)
        alone = (
            len(row.cells) == 1 and not (here and phrases.is_of_council(cells[0])) and not _is_one_of_a_list(sheet, row)
        )
        if here and not alone:
            found = here + found
    if sum(names.is_likely(one.value) for one in found) * 2 < len(found):
        return []
    unique = list({names.bare(sheet.text[one.start : one.end]): one for one in found}.values())
    return unique if len(unique) > _SIGN_FOR_ALL + (not offices_told) else []


def _is_one_of_a_list(sheet: Sheet, row: Row) -> bool:
    """Whether a row is a name and nothing else, beside another that is, or below one of names side by side."""
    # Leaders on which people sign stand between the rows.
    above = next((one for one in reversed(sheet.rows[: row.index]) if _written_in(sheet, one)), None)
    below = next((one for one in sheet.rows[row.index + 1 :] if _written_in(sheet, one)), None)
    beside = [above, below if below and len(below.cells) == 1 else None]
    return _only_names(sheet, row) and any(_only_names(sheet, other) for other in beside if other)


def _only_names(sheet: Sheet, row: Row) -> bool:
    cells = _written_in(sheet, row)
    return bool(cells) and all(names.is_name(cell) for cell in cells)


def _written_in(sheet: Sheet, row: Row) -> list[str]:
    """What stands in a row's cells besides signs."""
    return [bare for cell in row.cells if (bare := names.bare(sheet.text[cell.start : cell.end]))]


def _signed(sheet: Sheet, row: Row, cell: Cell) -> list[Found[str]]:
    """The name in a cell of signatures, without the office in front; none of a guest, nor of whose cell says «absent»."""
    text = sheet.text[cell.start : cell.end]
    start = cell.start + phrases.office_before(text)
    named = names.people(sheet.text, start, cell.end)
    if len(named) != 1 or phrases.is_guest(" " + text, 0) or phrases.is_guest(sheet.text, named[0].end):
        return []
    told = replace(named[0], strength=_BY_HAND)
    run_together = names.parted(sheet.text, told)
    below = [
        sheet.text[other.start : other.end]
        for following in sheet.rows[row.index + 1 : row.index + 2]
        for other in following.cells
        if following.page == row.page and in_one_column(other.box, cell.box)
    ]
    guest = any(phrases.is_guest(" " + one, 0) and not phrases.is_of_council(one) for one in below[:1])
    return [] if guest or _is_marked_absent(sheet, row, told) else run_together


def _parted(claims: dict[str, Claim[list[str]]]) -> dict[str, Claim[list[str]]]:
    """The lists without those of the one that the other names too: who is told to be absent did not come, unless it is all."""
    came, stayed = claims.get("present"), claims.get("absent")
    if not (came and stayed):
        return claims
    both = set(came.value) & set(stayed.value)
    if len(both) > len(came.value) / 2:
        rest = [name for name in stayed.value if name not in both]
        return {"present": came} | ({"absent": replace(stayed, value=rest)} if rest else {})
    return {"present": replace(came, value=[name for name in came.value if name not in both]), "absent": stayed}


def _by_tags(sheet: Sheet, tags: Sequence[Tagged], field: str) -> list[Found[str]]:
    """The names in the lines that are tagged so, without guests and without whose cell, or the one below, says otherwise."""
    found: list[Found[str]] = []
    for one in tags:
        if one.tag != field or one.chance < _CHANCE:
            continue
        if one.line.row is one.line.last and len(one.line.row.cells) > 1:
            named = [
                name
                for cell in _of_members(sheet, one.line.row)
                for name in names.people(sheet.text, cell.start, cell.end)
            ]
            named = [
                name for name in named if not (field == "present" and _is_marked_absent(sheet, one.line.row, name))
            ]
        else:
            named = _in_sentence(sheet, one.line.start, one.line.end, field)
        found += [
            replace(name, strength=0.7 * one.chance + 0.2)
            for name in named
            if not phrases.is_guest_name(sheet.text, name)
        ]
    # Two who sign for all are no list of who came.
    return found if field == "absent" or len(found) > _SIGN_FOR_ALL else []


def _of_members(sheet: Sheet, row: Row) -> Sequence[Cell]:
    """The cells of a row of names; none of a table's row about a guest."""
    people = sum(bool(names.people(sheet.text, cell.start, cell.end)) for cell in row.cells)
    guest = people < 2 and any(phrases.is_guest(" " + sheet.text[cell.start : cell.end], 0) for cell in row.cells)
    return () if guest else row.cells


def _is_marked_absent(sheet: Sheet, row: Row, name: Found[str]) -> bool:
    """Whether the cell of a name, or what stands right below it, says that the person did not come."""
    cell = next(cell for cell in row.cells if cell.start <= name.start < cell.end)
    below = [
        other
        for following in sheet.rows[row.index + 1 : row.index + 2]
        for other in following.cells
        if following.page == row.page and in_one_column(other.box, cell.box)
    ]
    return any(phrases.says_absent(sheet.text[one.start : one.end]) for one in (cell, *below[:1]))


def _in_sentence(sheet: Sheet, start: int, end: int, field: str) -> list[Found[str]]:
    """The names in running words: those that the sentence tells to have come or not, or all where it is a list of names."""
    plain = sheet.text[start:end].replace("\n", " ")
    came, stayed = phrases.attendance(plain)
    told = came if field == "present" else stayed
    if not told:
        listed = names.people(plain)
        letters = sum(len(one.value) for one in listed)
        told = listed if letters * 2 > len(plain.strip()) or len(plain.split()) < _SHORT else []
        told = [one for one in told if names.is_likely(one.value) or len(plain.split()) < _SHORT]
    return [Found(one.value, start + one.start, start + one.end, one.strength) for one in told]


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
        and not registers.is_listed(sheet, label.row)
        and not (label.field == "SIGNATURES" and registers.is_headed(sheet, label.row))
    ]


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
        column = _column_of(label.row, label.label_end)
        span = label.label_end, min(end, column.end) if column else end
        told = phrases.listed_from(sheet.text, *span)
        # A list in running words breaks its names at the ends of lines.
        yield from phrases.numbered_from(sheet.text, *span) or (told if len(told) >= len(listed) else listed)


def _list_of_names(sheet: Sheet, start: int, end: int) -> Iterator[Found[str]]:
    """The names from `start` on, row by row, until a row reads like prose or has none."""
    found_any, beside = False, 0
    first = sheet.row_at(start)
    column = _column_of(first, start)
    for row in sheet.rows[first.index :]:
        below = _below(row, column) if column and row is not first and len(row.cells) > 1 else None
        left, right = max((below or row).start, start), min((below or row).end, end)
        if left >= end or row.page > first.page + 1:
            return
        if row is not first and sheet.text[left:right].rstrip().endswith(":"):
            return
        people = names.people(sheet.text, left, right)
        if not people and found_any and len(row.cells) == 1 and offices.office(sheet.text[left:right].strip()) == 0:
            continue
        if not people and (found_any or phrases.is_prose(sheet.text[left:right])):
            return
        if row is not first and beside > 1 and _signs_below(sheet, row, people):
            return
        beside = len(people) if row is first else beside
        found_any = found_any or bool(people)
        yield from people


def _signs_below(sheet: Sheet, row: Row, people: Sequence[Found[str]]) -> bool:
    """Whether a row is the name of one who signs with the office below it, and no more of a list of several in a line."""
    below = sheet.rows[row.index + 1 : row.index + 2]
    line = sheet.text[below[0].start : below[0].end] if below else ""
    return len(people) == len(row.cells) == 1 and phrases.is_of_council(line) and not names.people(line)


def _column_of(row: Row, at: int) -> Cell | None:
    """The cell that holds what stands at `at`, unless it is the row's first."""
    return next((cell for cell in row.cells[1:] if cell.start <= at < cell.end), None)


def _below(row: Row, column: Cell) -> Cell | None:
    """The cell of a row that stands below another."""
    return next((cell for cell in row.cells if in_one_column(cell.box, column.box)), None)


def _in_column(
    sheet: Sheet, label: Announced, beside: Sequence[Announced], openings: Sequence[Announced]
) -> Iterator[Found[str]]:
    """The names under a column's head, where those present and those absent stand side by side."""
    heads = {id(one): registers.middle(sheet.box(one.label_start, one.label_end)) for one in (label, *beside)}
    for row in sheet.rows[label.row.index + 1 :]:
        if row.page != label.row.page or any(other.row is row for other in openings):
            return
        if len(row.cells) == 1 and phrases.is_prose(sheet.text[row.start : row.end]):
            return
        for cell in row.cells:
            nearest = min(heads, key=lambda head: abs(heads[head] - registers.middle(cell.box)))
            if nearest == id(label):
                for start, end in sheet.lines_in(cell):
                    yield from names.people(sheet.text, start, end)


def _people(sheet: Sheet, people: Sequence[Found[str]]) -> Claim[list[str]] | None:
    stood = _candidates(sheet)
    people = [one for one in people if not any(start <= one.start < end for start, end in stood)]
    named = list(dict.fromkeys(names.bare(sheet.written(person.start, person.end)) for person in people))
    if not named:
        return None
    named = [name for name in named if not _is_half(sheet, folded(name), people)]
    return Claim(named, people[0].start, people[-1].end, min(person.strength for person in people))


def _is_half(sheet: Sheet, name: str, people: Sequence[Found[str]]) -> bool:
    """Whether a name is another one of the people, broken off or called by half; one listed beside that other is not."""
    longer = [one for one in people if one.value.startswith(name + " ") or one.value.endswith(" " + name)]
    own = [one for one in people if one.value == name] if longer else []
    return bool(longer) and not any(_are_listed(sheet, one, other, people) for one in own for other in longer)


def _are_listed(sheet: Sheet, half: Found[str], whole: Found[str], people: Sequence[Found[str]]) -> bool:
    """Whether one list names both: each row from one to the other holds a name, and `half` is not `whole` broken at a line's
    end.
    """
    if half.start < whole.end and whole.start < half.end:
        return False
    before = " ".join(sheet.text[max(0, half.start - _LINE) : half.start].split())
    behind = " ".join(sheet.text[half.end : half.end + _LINE].split())
    first, last = half.value, whole.value
    broken = behind.startswith(last.removeprefix(first).strip()) if last.startswith(first) else False
    broken = broken or (last.endswith(first) and before.endswith(last.removesuffix(first).strip()))
    rows = sorted(sheet.row_at(one.start).index for one in (half, whole))
    named = {sheet.row_at(one.start).index for one in people}
    return not broken and named.issuperset(range(rows[0], rows[1] + 1))


def _candidates(sheet: Sheet) -> list[tuple[int, int]]:
    """The spans of the tables of those who stood for an office: they are no list of who came."""
    found: list[tuple[int, int]] = []
    for head in sheet.rows:
        if elections.heads_candidates(sheet.text[head.start : head.end]):
            below = list(takewhile(lambda row: len(row.cells) > 1, sheet.rows[head.index + 1 :]))
            found.append((head.start, below[-1].end if below else head.end))
    return found


def _nobody(sheet: Sheet, said: Sequence[Announced], field: str) -> Claim[list[str]] | None:
    for label in said:
        if label.field == field and phrases.is_nobody(sheet.text[label.start : label.end]):
            return Claim([], label.start, label.end, 0.95 * label.strength, "form")
    return None
