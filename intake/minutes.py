"""The sitting that council minutes tell of: its number, its kind, its day, and whom it named.

Door: one function a field, each over the sheet and its announced labels. Promise: what the minutes do not state is None. Not
here: who came (attendance), what was decided (resolutions), the phrases (nlp.sittings).
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.announced import Announced
from intake.header import date_in
from intake.sheet import Claim, Sheet
from nlp import dates, names
from nlp import sittings as phrases
from nlp.found import Found
from nlp.sittings import SessionKind

_HEAD_ROWS = 20
# As far back a date's own clause is looked at, in letters.
_CLAUSE = 60
_SURE_DAY = 0.5


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


def mentioned(sheet: Sheet) -> dict[str, Claim[int | str]]:
    """The one sitting that a letter speaks of, with its number and its day; of several none is taken for the letter's."""
    found: dict[tuple[int, str], dict[str, Claim[int | str]]] = {}
    for clause in phrases.mentioned(sheet.text):
        number, kind = phrases.session_number(clause.value), phrases.session_kind(clause.value)
        days = [
            day
            for day in dates.find(clause.value)
            if day.strength >= _SURE_DAY and not phrases.is_of_another(clause.value[: day.start])
        ]
        # The day of a sitting stands behind its number; before it, that of the letter which asked for it.
        days = [day for day in days if number and day.start >= number.end][:1] or days
        if number is None or len(days) != 1:
            continue
        claims = found.setdefault((number.value, days[0].value), {})
        told: dict[str, Found[int] | Found[str] | Found[SessionKind] | None] = {
            "session_number": number,
            "session_date": days[0],
            "session_kind": kind,
        }
        for name, one in told.items():
            if one:
                at = clause.start + one.start, clause.start + one.end
                claims[name] = Claim(one.value, *at, one.strength * 0.9, "form")
    return next(iter(found.values())) if len(found) == 1 else {}


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
    told = _told_day(sheet, said)
    fields = ("session_date",) if lettered else ("session_date", "letter_date")
    for field in fields:
        for label in said:
            earlier = phrases.is_of_an_earlier(sheet.text[label.row.start : label.label_start])
            if label.field == field and label.start < label.end and label.row.index <= _HEAD_ROWS + 8 and not earlier:
                claim = date_in(sheet, label)
                # Minutes may be dated later than the day that they tell of.
                later = claim and told and field == "letter_date" and told.value < claim.value
                if claim and not later:
                    return claim
    return told


def _told_day(sheet: Sheet, said: Sequence[Announced]) -> Claim[str] | None:
    """The day that the sentences about the sitting tell."""
    header = [(label.start, label.end) for label in said if label.field == "letter_date"]
    for mark in phrases.told(sheet.text):
        for day in dates.find(sheet.text[mark.start : mark.end]):
            at = mark.start + day.start
            another = phrases.is_of_another(sheet.text[max(mark.start, at - _CLAUSE) : at])
            if day.strength < _SURE_DAY or another or any(start <= at < end for start, end in header):
                continue
            return Claim(day.value, mark.start + day.start, mark.start + day.end, day.strength * 0.93, "form")
    return None


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
