"""What was read, held against the case it was sent for.

Door: `with_known_city`, `against_case`, `failing`, `unlike_others`, `untold`. Promise: each finding has a key and a sentence;
none of them stops anybody, the person decides. Not here: checks that the document alone can answer (intake.checks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from cases.models import Case, Document
from intake import checks
from nlp import wording
from nlp.normalise import dotless
from workflows import catalogue

DOUBT = 0.6
NAMED = 0.9
# From this likeness on (0 to 100) a name of five letters and more may have one letter misread.
ALIKE = 80
# Documents of a council or a municipality, which name their city.
OF_A_CITY = frozenset({"council-minutes", "council-resolution", "mayor-form"})
# What is seen to be one of these is hardly anything else; letters, forms and applications look like one another.
TELLING = frozenset(
    {"identity-document", "education-certificate", "council-minutes", "resume", "mayor-form", "audit-report"}
)
OF_A_SESSION = {"council-minutes", "council-resolution"}
SURELY = 0.8
# What documents of a kind tell, and what a check misses: somebody has to write it where it was not read.
TOLD_BY = {
    "council-minutes": ("session_number", "session_date", "present"),
    "council-resolution": ("session_number", "session_date"),
    "mayor-form": ("proposed_mayor", "national_ids"),
    "official-letter": ("letter_number", "letter_date"),
}
ASKED_BY = {"names-the-mayor": "proposed_mayor"}
# All documents about who is to be mayor tell of one person and of one sitting; those that people may still look at.
OF_ONE_SITTING = ("proposed_mayor", "session_number", "session_date")
_TOLD = frozenset({"read", "confirmed"})
# Who is to be mayor stands in these.
OF_A_MAYOR = frozenset({"council-minutes", "mayor-form"})


def with_known_city(reading: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """The reading, its city decided by the case's own where the document's text names that one."""
    field = reading["fields"].get("municipality")
    name = _folded(case.municipality.name)
    if field is None or name not in _folded(reading["text"]) or _folded(field["value"]) == name:
        return dict(reading)
    decided = {**field, "value": case.municipality.name, "confidence": max(field["confidence"], NAMED)}
    return {**reading, "fields": {**reading["fields"], "municipality": decided}}


def against_case(reading: Mapping[str, Any], case: Case, flow: catalogue.Entry) -> list[dict[str, Any]]:
    """Whether the document is of the case's city, and names whom the case is about where it is to name somebody."""
    return _kept([*_city(reading, case), *_mayor(reading, flow)])


def failing(document: Document, flow: catalogue.Entry) -> list[dict[str, Any]]:
    """The checks of a reading that failed and that what a person wrote since has not answered; first, whether it is another
    document than the one that it was sent as."""
    said = {field.name for field in document.fields if field.confirmed or field.read}
    found = (document.reading or {}).get("checks", [])
    written = {field.name: field.confirmed_at for field in document.fields if field.corrected and field.confirmed_at}
    anew = {key for key, compared in checks.OF_VALUES.items() if compared & set(written)}
    if anew:
        found = [check for check in found if check["key"] not in anew]
        found += [check for check in _anew(document, max(written.values())) if check["key"] in anew]
    return [
        *_kind(document, flow),
        *(
            check
            for check in found
            if not check["ok"] and not (check["key"] == "names-the-mayor" and "proposed_mayor" in said)
        ),
    ]


def unlike_others(document: Document, among: Iterable[Document], flow: catalogue.Entry) -> list[dict[str, Any]]:
    """Where a document about who is to be mayor tells another name or sitting than one that was sent before it, `among` those
    of its case.
    """
    if not _is_of_mayor(flow):
        return []
    others = [
        other for other in among if other.state in _TOLD and other.id < document.id and other.item != document.item
    ]
    titles = {item.key: item.title for item in flow.documents}
    found: list[checks.Check] = []
    for name, value in _values(document, OF_ONE_SITTING).items():
        said = ((other, _values(other, (name,)).get(name)) for other in others)
        unlike = next(((other, one) for other, one in said if one and not _same(value, one)), None)
        if unlike:
            facts = {"field": wording.words("fields")[name], "title": titles.get(unlike[0].item or "", unlike[0].name)}
            facts |= {"value": _told(name, value), "other": _told(name, unlike[1])}
            found.append(checks.Check("same-in-others", ok=False, evidence=facts))
    return _kept(found)


def untold(document: Document, flow: catalogue.Entry, failed: Iterable[Mapping[str, Any]]) -> list[str]:
    """The fields that a document of its kind tells, or that one of the `failed` checks misses, and nothing is known of."""
    item = next((wanted for wanted in flow.documents if wanted.key == document.item), None)
    if item is None:
        return []
    known = {field.name for field in document.fields}
    asked = [ASKED_BY[check["key"]] for check in failed if check["key"] in ASKED_BY]
    return [name for name in dict.fromkeys((*TOLD_BY.get(item.kind or "", ()), *asked)) if name not in known]


def _is_of_mayor(flow: catalogue.Entry) -> bool:
    return any(step.letter == "mayor-decree" for step in flow.steps)


def _values(document: Document, names: Iterable[str]) -> dict[str, Any]:
    """What stands in these fields: what a person wrote, else what was read and is not doubtful."""
    return {
        field.name: field.read if field.confirmed is None else field.confirmed
        for field in document.fields
        if field.name in names
        and (field.confirmed is not None or (field.read is not None and field.confidence >= DOUBT))
    }


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one; the dots of a name may be misread."""
    if isinstance(one, str) and isinstance(other, str):
        return dotless(_folded(one)) == dotless(_folded(other))
    return bool(one == other)


def _told(name: str, value: Any) -> str:
    return wording.jalali(str(value)) if name.endswith("_date") else str(value)


def _anew(document: Document, at: datetime) -> list[dict[str, Any]]:
    """What the values as they stand since a correction say of one another."""
    values = {field.name: field.read if field.confirmed is None else field.confirmed for field in document.fields}
    return _kept(checks.of_values(values, at.astimezone(wording.TEHRAN).date()))


def _kept(found: Iterable[checks.Check]) -> list[dict[str, Any]]:
    return [{"key": check.key, "ok": check.ok, "says": checks.says(check)} for check in found]


def _kind(document: Document, flow: catalogue.Entry) -> list[dict[str, Any]]:
    wanted = next((item for item in flow.documents if item.key == document.item), None)
    read = (document.reading or {}).get("document_type")
    if wanted is None or wanted.kind is None or read is None or read["confidence"] < SURELY:
        return []
    if read["value"] not in TELLING or {read["value"], wanted.kind} in ({wanted.kind}, OF_A_SESSION):
        return []
    kinds = wording.words("kinds")
    facts = {"read": kinds[read["value"]], "wanted": wanted.title}
    says = wording.words("checks")["kind-of-the-document"]["fails"].format(**facts)
    return [{"key": "kind-of-the-document", "ok": False, "says": says}]


def _city(reading: Mapping[str, Any], case: Case) -> list[checks.Check]:
    city, name = reading["fields"].get("municipality"), case.municipality.name
    if city and city["confidence"] >= DOUBT:
        same = _folded(city["value"]) == _folded(name)
        return [checks.Check("city-of-the-case", same, {"read": city["value"]})]
    if city is None and reading["document_type"]["value"] not in OF_A_CITY:
        return []
    named = fuzz.partial_ratio(_folded(name), _folded(reading.get("text", ""))) >= ALIKE
    return [] if named else [checks.Check("city-not-found", False, {"city": name})]


def _mayor(reading: Mapping[str, Any], flow: catalogue.Entry) -> list[checks.Check]:
    if (
        not _is_of_mayor(flow)
        or reading["document_type"]["value"] not in OF_A_MAYOR
        or not reading.get("text", "").strip()
    ):
        return []
    return [] if "proposed_mayor" in reading["fields"] else [checks.Check("names-the-mayor", False)]


def _folded(name: str) -> str:
    return re.sub(r"\W", "", name.replace("\u200c", ""))
