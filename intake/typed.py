"""What a person types for a field, understood: the correction of a reading.

Door: `parse`. Promise: the value forms of design §3, or None where the text cannot be one; a corrected list keeps its form.
Not here: reading documents (fields).
"""

from __future__ import annotations

import re

from intake.fields import Json
from nlp import amounts, dates, digits, identifiers, normalise, numbers

_DATES = frozenset({"letter_date", "session_date"})
_NUMBERS = frozenset({"session_number", "fiscal_year"})
_LISTS = frozenset({"present", "absent"})
# Kept as the person wrote them: a list of one text.
STRUCTURED = frozenset({"references", "law_refs", "resolutions"})
_PARTING = re.compile("[\u060c,\u061b;\n]+")
LONGEST = 500


def parse(name: str, text: str) -> Json:
    """The value of field `name` that `text` states; None when it states none."""
    text = normalise.clean(text.strip())[:LONGEST]
    if not text:
        return None
    if name in _DATES:
        return dates.first(text)
    if name in _NUMBERS:
        return numbers.figure(text)
    if name in _LISTS:
        return [part.strip() for part in _PARTING.split(text) if part.strip()]
    if name == "amounts":
        return [found.value for found in amounts.find(text)] or _figures(text)
    if name == "national_ids":
        return [found.value for found in identifiers.find_national_ids(text)] or None
    if name in STRUCTURED:
        return [text]
    return _of_form(name, text)


def _of_form(name: str, text: str) -> Json:
    readers = {
        "phone": identifiers.phone,
        "postal_code": identifiers.postal_code,
        "iban": identifiers.sheba,
        "letter_number": digits.latin,
    }
    return readers[name](text) if name in readers else text


def _figures(text: str) -> Json:
    figure = numbers.figure(text)
    return None if figure is None else [figure]
