"""Checks that a document allows by itself: does it agree with itself?

Door: `Check` and `of_document`. Promise: a check is given only where the document holds what it needs; `evidence` quotes
what was compared. Not here: comparing the document with its case, which the heart does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp import wording


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `ok` tells how it went, `evidence` fills its sentence in templates/words/checks.yaml."""

    key: str
    ok: bool
    evidence: Mapping[str, str | int] = field(default_factory=dict)


def says(check: Check) -> str:
    """The Persian sentence of `check`, its numbers in Persian digits."""
    shown = {name: wording.persian_digits(value) for name, value in check.evidence.items()}
    return str(wording.words("checks")[check.key]["holds" if check.ok else "fails"]).format(**shown)
