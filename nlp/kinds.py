"""How strongly the words of a document speak for each type.

Door: `scores`, `is_petition`. Promise: for every type of nlp/lexicon/kinds.yaml a weight, 0 for no sign at all; phrases are
recognised with a letter misread in them. Not here: the choice and its probability (intake.kinds).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from nlp.normalise import folded, pattern

_LEXICON = Path(__file__).parent / "lexicon" / "kinds.yaml"
LETTER, APPLICATION, MINUTES = "official-letter", "application", "council-minutes"
_MISREAD = 88


def scores(title: str, subject: str, body: str) -> dict[str, float]:
    """The weight of each type, given the folded rows that head the document, its subject, and its whole text."""
    return {kind: _score(rules, title, subject, body) for kind, rules in _lexicon().items()}


_PETITION = pattern(
    r"(?<!\w)(?:این ?جانب|بنده)(?:\s+(?!ضمن)\w+){0,30}?[^.]{0,60}(?:درخواست|تقاضا|استدعا|تقاضامند|خواستار)"
)


def is_petition(text: str) -> bool:
    """Whether a folded text asks for something in one person's own name."""
    return bool(_PETITION.search(text))


def _score(rules: Mapping[str, Mapping[str, float]], title: str, subject: str, body: str) -> float:
    headed = max((weight * _heads(phrase, title) for phrase, weight in rules["title"].items()), default=0.0)
    # A letter's subject names the document that it accompanies or asks for: a weak sign.
    named = max((weight * 0.12 for phrase, weight in rules["title"].items() if _says(phrase, subject)), default=0.0)
    told = sum(weight for phrase, weight in rules["body"].items() if _says(phrase, body))
    return headed + named + told


def _heads(phrase: str, title: str) -> float:
    """1 when a row of the title is about the phrase and little else, less when the phrase is lost in a long row."""
    best = 0.0
    for row in title.split("\n"):
        place = _place(phrase, row)
        if place is None:
            continue
        share = len(phrase) / max(len(row.strip()), 1)
        best = max(best, (1.0 if place < 4 else 0.75) * (0.6 + 0.4 * min(1.0, share * 2)))
    return best


def _place(phrase: str, row: str) -> int | None:
    match = _as_pattern(phrase).search(row)
    if match:
        return match.start()
    if len(phrase) < 6 or len(row) < len(phrase) - 1:
        return None
    near = fuzz.partial_ratio_alignment(phrase, row, score_cutoff=_MISREAD)
    return near.dest_start if near else None


def _says(phrase: str, text: str) -> bool:
    return bool(_as_pattern(phrase).search(text))


@cache
def _as_pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + re.escape(phrase).replace(r"\ ", r"\s*"))


@cache
def _lexicon() -> dict[str, dict[str, dict[str, float]]]:
    loaded = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    return {
        kind: {
            part: {folded(str(phrase)): float(weight) for phrase, weight in phrases.items()}
            for part, phrases in parts.items()
        }
        for kind, parts in loaded.items()
    }
