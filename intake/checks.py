"""Checks that a document allows by itself: does it agree with itself?

Door: `Check`, `of_document`, `of_values`, `says`. Promise: a check is given only where the document holds what it needs;
`evidence` tells what was compared. Not here: comparing the document with its case (cases), or mending it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.fields import Field
from intake.layout import Page
from nlp import amounts, numbers, parts, wording
from nlp.normalise import folded

# A council meets with two thirds of its members and decides by more than half of those present (law of the councils;
# shared fact sheet on council minutes).
QUORUM = (2, 3)
_FIGURES_THEN_WORDS = re.compile(r"(\d[\d.,/\u066b\u066c\u060c]*\d)([^\d()\n]{0,25})\(([^()\d\n]{6,160})\)")
_GROUP_MARKS = re.compile(r"[.,/\u066b\u066c\u060c]")
_LONGEST_UNIT = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `ok` tells how it went, `evidence` fills its sentence; `said` is the sentence where it came from
    data.
    """

    key: str
    ok: bool
    evidence: Mapping[str, str | int] = field(default_factory=dict)
    said: str | None = None


def says(check: Check) -> str:
    """The Persian sentence of `check`, its numbers in Persian digits."""
    if check.said is not None:
        return check.said
    shown = {name: wording.persian_digits(value) for name, value in check.evidence.items()}
    return str(wording.words("checks")[check.key]["holds" if check.ok else "fails"]).format(**shown)


def of_document(pages: Sequence[Page], fields: Mapping[str, Field], today: date | None = None) -> tuple[Check, ...]:
    """All checks that the document allows; `today` (at Tehran) is needed for those of dates."""
    text = "\n".join(page.text for page in pages)
    return (*of_values({name: found.value for name, found in fields.items()}, today), *_amounts(text))


# The checks that only values allow, and the fields that each compares.
OF_VALUES = {
    "date-not-future": frozenset({"letter_date", "session_date"}),
    "quorum": frozenset({"present", "absent"}),
    "votes-add-up": frozenset({"present", "resolutions"}),
    "majority": frozenset({"present", "resolutions"}),
}


def of_values(values: Mapping[str, Any], today: date | None) -> tuple[Check, ...]:
    """The checks of OF_VALUES, which a correction of what they compare answers anew."""
    return (*_dates(values, today), *_quorum(values), *_votes(values))


def _dates(values: Mapping[str, Any], today: date | None) -> Iterator[Check]:
    if today is None:
        return
    now = wording.jalali_iso(today)
    for name in ("letter_date", "session_date"):
        if isinstance(values.get(name), str):
            shown = {"date": values[name].replace("-", "/"), "today": now.replace("-", "/")}
            yield Check("date-not-future", values[name] <= now, shown)


def _quorum(values: Mapping[str, Any]) -> Iterator[Check]:
    present, absent = values.get("present"), values.get("absent")
    if present and absent is not None:
        members = len(present) + len(absent)
        needed = math.ceil(members * QUORUM[0] / QUORUM[1])
        shown = {"present": len(present), "members": members, "needed": needed}
        yield Check("quorum", len(present) >= needed, shown)


def _votes(values: Mapping[str, Any]) -> Iterator[Check]:
    present = len(values.get("present") or ())
    if not present:
        return
    for place, resolution in enumerate(values.get("resolutions") or (), start=1):
        # What a person wrote has no parts.
        votes = resolution.get("votes_for") if isinstance(resolution, dict) else None
        if votes is None or resolution.get("unanimous") or parts.refuses(folded(resolution.get("text") or "")):
            continue
        number = resolution.get("number") or place
        cast = sum(resolution.get(name) or 0 for name in ("votes_for", "votes_against", "votes_abstain"))
        needed = present // 2 + 1
        if cast > present:
            yield Check("votes-add-up", False, {"number": number, "votes": cast, "present": present})
        yield Check(
            "majority", votes >= needed, {"number": number, "votes": votes, "present": present, "needed": needed}
        )


def _amounts(text: str) -> Iterator[Check]:
    """Figures followed by words in brackets."""
    for match in _FIGURES_THEN_WORDS.finditer(text):
        figure, spelled = _figure(match[1], match[2]), _spelled(match[3])
        if spelled is None or figure is None:
            continue
        value, unit = spelled
        units = amounts.unit(match[2]), amounts.unit(unit)
        if units[0] and units[1]:
            figure, value = figure * units[0], value * units[1]
        yield Check(
            "figures-equal-words",
            figure == value,
            {"figures": wording.grouped(figure), "words": wording.grouped(value)},
        )


def _figure(written: str, behind: str) -> int | None:
    """The number of the figures, times the scale right behind them."""
    scale = next((numbers.SCALES[word] for word in behind.split()[:1] if word in numbers.SCALES), None)
    plain = numbers.plain(written) if scale else None
    if scale and plain is not None and (plain * scale).denominator == 1:
        return int(plain * scale)
    figure = _GROUP_MARKS.sub("", written)
    return int(figure) if figure.isdecimal() else None


def _spelled(text: str) -> tuple[int, str] | None:
    """The number that `text` spells, of more than one word, and the unit that follows it."""
    tokens = text.split()
    for length in range(len(tokens), max(1, len(tokens) - _LONGEST_UNIT) - 1, -1):
        value = numbers.from_words(" ".join(tokens[:length])) if length > 1 else None
        if value is not None:
            return value, " ".join(tokens[length:])
    return None
