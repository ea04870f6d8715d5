"""What was read beside what the paper says, counted.

Door: `Score`, `compare`, `numbers_found`, `calibration`. Promise: a value is right when it equals the truth after letters,
joiners, punctuation marks and spaces are folded; prose of more than 40 characters may miss one character in twenty; each item
of a list counts for itself. Not here: reading anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

PROSE = 40
NEARLY = 0.95


@dataclass
class Score:
    """Counts of one field, or of many together."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall: 2·right / (2·right + wrong + missed)."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def add(self, other: Score) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


def compare(read: Mapping[str, Any], truth: Mapping[str, Any]) -> dict[str, Score]:
    """A score for each field that the truth tells: what it does not tell is not counted, for or against."""
    return {name: _score(_items(read.get(name)), _items(wanted)) for name, wanted in truth.items()}


def numbers_found(text: str, truth: Sequence[str]) -> tuple[int, int]:
    """(digits of the truth's numbers of two and more digits that the text has as whole runs, all their digits)."""
    have, right, all_of_them = Counter(re.findall(r"\d+", folded(text))), 0, 0
    for number in (found for said in truth for found in re.findall(r"\d{2,}", folded(said))):
        all_of_them += len(number)
        right += len(number) if have[number] else 0
    return right, all_of_them


def calibration(held: Iterable[tuple[float, bool]], steps: int = 10) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, how many) of each tenth of confidence that holds anything."""
    heaps: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in held:
        heaps.setdefault(min(steps - 1, int(confidence * steps)), []).append((confidence, right))
    return [
        (sum(sure for sure, _ in heap) / len(heap), sum(right for _, right in heap) / len(heap), len(heap))
        for _, heap in sorted(heaps.items())
    ]


def folded(value: Any) -> str:
    """A value as it is compared: one kind of letters and digits, nothing but them."""
    if isinstance(value, dict):
        return "|".join(f"{name}={folded(part)}" for name, part in sorted(value.items()))
    text = unicodedata.normalize("NFKC", str(value)).replace("\u064a", "\u06cc").replace("\u0643", "\u06a9")
    letters = (str(unicodedata.digit(sign, sign)) if sign.isdigit() else sign for sign in text)
    return "".join(
        sign if sign.isalnum() else " " if sign.isspace() else sign if sign == "/" else "" for sign in letters
    )


def _items(value: Any) -> list[str]:
    if value is None or value == []:
        return []
    return [_tight(item) for item in value] if isinstance(value, list) else [_tight(value)]


def _tight(value: Any) -> str:
    return folded(value).replace(" ", "")


def _score(read: list[str], wanted: list[str]) -> Score:
    left, right = list(read), 0
    for item in wanted:
        match = next((one for one in left if _same(one, item)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Score(right, len(left), len(wanted) - right)


def _same(read: str, wanted: str) -> bool:
    if len(wanted) <= PROSE:
        return read == wanted
    return Levenshtein.normalized_similarity(read, wanted) >= NEARLY and _digits(read) == _digits(wanted)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
