"""What was read, held against the case it was sent for.

Door: `against_case`. Promise: each finding has a key and its evidence; none of them stops anybody, the person decides.
Not here: checks that the document alone can answer (intake.checks).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.models import Case
from nlp import wording

DOUBT = 0.6


def against_case(reading: Mapping[str, Any], case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """The city is the clerk's; no date lies in the future."""
    found: list[dict[str, Any]] = []
    fields = reading["fields"]
    city = fields.get("municipality")
    if city and city["confidence"] >= DOUBT:
        same = _folded(city["value"]) == _folded(case.municipality.name)
        found.append({"key": "city-is-the-case's", "ok": same, "evidence": {"read": city["value"]}})
    today = wording.jalali_iso(at)
    for name in ("letter_date", "session_date"):
        if (date := fields.get(name)) is not None and date["value"] > today:
            found.append({"key": "date-not-in-future", "ok": False, "evidence": {"field": name, "read": date["value"]}})
    return found


def _folded(name: str) -> str:
    return name.replace("\u200c", "").replace(" ", "")
