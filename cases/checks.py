"""What was read, held against the case it was sent for.

Door: `with_known_city`, `against_case`. Promise: each finding has a key and a sentence; none of them stops
anybody, the person decides. Not here: checks that the document alone can answer (intake.checks).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cases.models import Case
from intake import checks

DOUBT = 0.6
NAMED = 0.9


def with_known_city(reading: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """The reading, its city decided by the case's own where the document's text names that one."""
    field = reading["fields"].get("municipality")
    name = _folded(case.municipality.name)
    if field is None or name not in _folded(reading["text"]) or _folded(field["value"]) == name:
        return dict(reading)
    decided = {**field, "value": case.municipality.name, "confidence": max(field["confidence"], NAMED)}
    return {**reading, "fields": {**reading["fields"], "municipality": decided}}


def against_case(reading: Mapping[str, Any], case: Case) -> list[dict[str, Any]]:
    """The city that the document names is the case's."""
    city = reading["fields"].get("municipality")
    if not city or city["confidence"] < DOUBT:
        return []
    same = _folded(city["value"]) == _folded(case.municipality.name)
    check = checks.Check("city-of-the-case", same, {"read": city["value"]})
    return [{"key": check.key, "ok": check.ok, "says": checks.says(check)}]


def _folded(name: str) -> str:
    return re.sub(r"\W", "", name.replace("\u200c", ""))
