"""The sitting that council minutes tell of: its number, its kind, its day, and whom it named.

Door: one function a field, each over the sheet and its announced labels. Promise: what the minutes do not state is None. Not
here: who came (attendance), what was decided (resolutions), the phrases (nlp.sittings).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.announced import Announced
from intake.header import date_in
from intake.sheet import Claim, Sheet
from intake.trust import Proof
from nlp import dates, letters, names, references
from nlp import sittings as phrases
from nlp.found import Found
from nlp.sittings import SessionKind

_HEAD_ROWS = 20
# As far back a date's own clause is looked at, in letters.
_CLAUSE = 60
_SURE_DAY = 0.5
# Letters of a day written out.
_LONGEST_DAY = 50
# The councils of cities sat for the first time in the spring of 1378, on an election of that winter.
_FIRST_COUNCIL = "1378"


def session_number(sheet: Sheet, said: Sequence[Announced]) -> Claim[int] | None:
    """The sitting's number, announced or told."""
    for label in said:
        if label.field == "session_number" and label.start < label.end:
            found = phrases.number_alone(sheet.text[label.start : label.end])
            if found:
                at = label.start + found.start, label.start + found.end
                return Claim(found.value, *at, found.strength * label.strength)
    told = phrases.session_number(sheet.text[: _head_end(sheet)])
    return Claim(told.value, told.start, told.end, told.strength) if told else None


type _Told = Mapping[str, Found[int] | Found[str] | Found[SessionKind] | None]


def mentioned(sheet: Sheet) -> dict[str, Claim[int | str]]:
    """The one sitting that a paper speaks of, with its number, its day and its kind; of several none is taken for it.

    A sitting whose number or day alone is told is taken where no other sitting is told of.
    """
    whole: dict[tuple[int, str], dict[str, Claim[int | str]]] = {}
    numbered: dict[int, dict[str, Claim[int | str]]] = {}
    dated: dict[str, dict[str, Claim[int | str]]] = {}
    cited = references.references(sheet.text)
    for clause in phrases.mentioned(sheet.text):
        told = _clause_tells(clause, dates.year_of(sheet.text), cited)
        number, day = told["session_number"], told["session_date"]
        if number and day:
            whole.setdefault((int(number.value), str(day.value)), {}).update(_claims(clause, told, 0.9))
        elif number:
            numbered.setdefault(int(number.value), {}).update(_claims(clause, told, 0.75))
        elif day and phrases.is_of_council(clause.value) and phrases.is_day_of(clause.value[: day.start]):
            dated.setdefault(str(day.value), {}).update(_claims(clause, told, 0.75))
    if whole or len(numbered) > 1 or len(dated) > 1:
        return next(iter(whole.values())) if len(whole) == 1 else {}
    return {**next(iter(dated.values()), {}), **next(iter(numbered.values()), {})}


def _clause_tells(clause: Found[str], this_year: int | None, cited: Sequence[Found[references.Reference]]) -> _Told:
    """The number, the day and the kind of a sitting that one clause tells."""
    text = clause.value
    number, kind = phrases.session_number(text), phrases.session_kind(text)
    days = [
        day
        for day in dates.find(text, this_year=this_year)
        if day.strength >= _SURE_DAY
        and not phrases.is_of_another(text[: day.start])
        and not _is_cited(replace(day, start=clause.start + day.start), cited)
    ]
    # The day of a sitting stands behind its word or its number; before it, that of the letter which asked for it.
    beside = [day for day in days if phrases.is_day_of(text[: day.start])]
    behind = [day for day in days if number and day.start >= number.end]
    proven = dates.proven_by_weekday(text, this_year) if this_year else []
    chosen = beside[:1] or behind[:1] or proven[:1] or (days if len(days) == 1 else [])
    return {"session_number": number, "session_date": chosen[0] if chosen else None, "session_kind": kind}


def _claims(clause: Found[str], told: _Told, trust: float) -> dict[str, Claim[int | str]]:
    return {
        name: Claim(one.value, clause.start + one.start, clause.start + one.end, one.strength * trust, "form")
        for name, one in told.items()
        if one
    }


def session_kind(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """Ordinary or extraordinary."""
    for label in said:
        if label.field == "session_kind" and label.start < label.end:
            found = phrases.session_kind(sheet.text[label.label_start : phrases.box_behind(sheet.text, label.end)])
            if found:
                return Claim(found.value, label.start, label.end, found.strength * label.strength, _proof(found))
    told = phrases.session_kind(sheet.text[: _head_end(sheet)])
    return Claim(told.value, told.start, told.end, told.strength, _proof(told)) if told else None


def _proof(kind: Found[SessionKind]) -> Proof:
    """A kind that is guessed proves nothing by its form."""
    return "form" if kind.strength > _SURE_DAY else "none"


def session_date(sheet: Sheet, said: Sequence[Announced], *, lettered: bool) -> Claim[str] | None:
    """The day of the sitting; a bare date counts for it unless a letter's header block (`lettered`) has claimed
    it.
    """
    cited = references.references(sheet.text)
    told = _told_day(sheet, said, cited)
    for label in said:
        # A cell for number and day together.
        both = label.field == "session_number" and letters.is_of_both(sheet.text[label.label_start : label.label_end])
        if both and (claim := _of_a_council(date_in(sheet, label))):
            return claim
    fields = ("session_date",) if lettered else ("session_date", "letter_date")
    for field in fields:
        for label in said:
            earlier = phrases.is_of_an_earlier(sheet.text[label.row.start : label.label_start])
            others = field == "letter_date" and phrases.is_of_paper(sheet.text[label.label_start : label.label_end])
            filled = label.field == field and label.start < label.end and label.row.index <= _HEAD_ROWS + 8
            if filled and not earlier and not others:
                claim = _of_a_council(date_in(sheet, label) or _over_cells(sheet, label))
                claim = None if claim and _is_cited(claim, cited) else claim
                # Minutes may be dated later than the day that they tell of.
                later = claim and told and field == "letter_date" and told.value < claim.value
                # In running words, behind the day of the sitting, it is a letter's that was dealt with.
                within = told and not label.colon and field == "letter_date" and told.start < label.label_start
                if claim and not later and not within:
                    return claim
    return told


def _is_cited(day: Claim[str] | Found[str], cited: Sequence[Found[references.Reference]]) -> bool:
    """Whether a date is that of a letter which the paper names."""
    return any(one.start <= day.start < one.end for one in cited)


def _of_a_council(claim: Claim[str] | None) -> Claim[str] | None:
    return claim if claim and claim.value >= _FIRST_COUNCIL else None


def _over_cells(sheet: Sheet, label: Announced) -> Claim[str] | None:
    """A date that begins in a label's value and ends, with its year, in the next column."""
    day = next(iter(dates.find(sheet.text[label.start : label.row.end])), None)
    if day is None or label.start + day.start >= label.end:
        return None
    return Claim(
        day.value, label.start + day.start, label.start + day.end, day.strength * 0.95 * label.strength, "form"
    )


def _told_day(
    sheet: Sheet, said: Sequence[Announced], cited: Sequence[Found[references.Reference]]
) -> Claim[str] | None:
    """The day that the sentences about the sitting tell."""
    # In running words the word for a date is no label of the head.
    header = [(label.start, label.end) for label in said if label.field == "letter_date" and _heads(label)]
    year = dates.year_of(sheet.text)
    for mark in phrases.told(sheet.text):
        for day in _days_told(sheet.text, mark, year, cited):
            another = phrases.is_of_another(sheet.text[max(mark.start, day.start - _CLAUSE) : day.start])
            if not another and not any(start <= day.start < end for start, end in header):
                return Claim(day.value, day.start, day.end, day.strength * 0.93, "form")
    for mark in phrases.at_its_head(sheet.text):
        for day in dates.find(sheet.text[: mark.start]):
            if day.strength >= _SURE_DAY and day.value >= _FIRST_COUNCIL:
                return Claim(day.value, day.start, day.end, day.strength * 0.9, "form")
    for mark in phrases.opened(sheet.text):
        days = [day for day in dates.find(sheet.text[mark.start : mark.end]) if day.strength >= _SURE_DAY]
        if len(days) == 1 and not phrases.is_of_another(sheet.text[mark.start : mark.start + days[0].start]):
            day = days[0]
            return Claim(day.value, mark.start + day.start, mark.start + day.end, day.strength * 0.9, "form")
    return None


def _heads(label: Announced) -> bool:
    """Whether a label has a colon, or a cell that begins with it."""
    return label.colon or any(cell.start == label.label_start for cell in label.row.cells)


def _days_told(
    text: str, mark: Found[None], year: int | None, cited: Sequence[Found[references.Reference]]
) -> list[Found[str]]:
    """The days in a stretch about a sitting that a council can have sat on: whole dates, else those that a weekday proves."""
    clause = text[mark.start : mark.end + _LONGEST_DAY]
    whole = [
        replace(day, start=mark.start + day.start, end=mark.start + day.end)
        for day in dates.find(clause, this_year=year)
    ]
    whole = [day for day in whole if day.start < mark.end and not _is_cited(day, cited)]
    days = [day for day in whole if day.strength >= _SURE_DAY and day.value >= _FIRST_COUNCIL]
    if whole or year is None:
        return days
    proven = dates.proven_by_weekday(text[mark.start : mark.end], year)
    return [replace(day, start=mark.start + day.start, end=mark.start + day.end) for day in proven]


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


def person_in_blanks(sheet: Sheet) -> Claim[str] | None:
    """The person whose name and family name stand in two blanks of a form."""
    parted = phrases.named_in_blanks(sheet.text)
    if parted:
        first, last = parted
        name = names.bare(f"{sheet.whole_words(*first)} {sheet.whole_words(*last)}")
        if names.is_name(name):
            return Claim(name, first[0], last[1], 0.93)
    return None


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
