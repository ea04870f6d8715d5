"""Fields that were read beside what the paper says, counted.

Door: `Score`, `compare`, `calibration`, `folded`. Promise: a value is right when it equals the truth, or one of the other ways
in which the paper may be understood, after letters, joiners, punctuation marks and spaces are folded; prose of more than 40
characters may miss one character in twenty but no digit; each item of a list counts for itself. Of a resolution the number, the
words and the votes count (a vote that nobody cast may be left unsaid). Not here: reading anything; whole texts (intake_texts).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import Levenshtein

PROSE = 40
NEARLY = 0.95


class Score(BaseModel):
    """Counts of one field, or of many together."""

    model_config = ConfigDict(extra="forbid")

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


def compare(
    read: Mapping[str, Any],
    truth: Mapping[str, Any],
    *,
    either: Mapping[str, Sequence[Any]] | None = None,
    unjudged: Collection[str] = (),
    complete: bool = False,
) -> dict[str, Score]:
    """A score for each field that the truth tells and, if it is `complete`, for each that was read beyond it.

    `either` holds other ways in which a field may be understood; of the fields `unjudged` nothing counts.
    """
    names = [*truth, *(name for name in read if complete and name not in truth)]
    return {
        name: _best(_items(read.get(name)), _items(truth.get(name)), (either or {}).get(name) or ())
        for name in names
        if name not in unjudged
    }


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
    return folded(_votes_alone(value)).replace(" ", "")


def _votes_alone(value: Any) -> Any:
    """A resolution without what follows from its votes."""
    if not isinstance(value, dict) or "votes_for" not in value:
        return value
    left_out = {"votes_against": 0, "votes_abstain": 0} if value["votes_for"] is not None else {}
    return {name: left_out.get(name) if part is None else part for name, part in value.items() if name != "unanimous"}


def _best(read: list[str], wanted: list[str], either: Sequence[Any]) -> Score:
    """Beside the truth, or beside the one of the other whole lists that a list is nearest to."""
    lists = [_items(other) for other in either if isinstance(other, list)]
    single = [_tight(other) for other in either if not isinstance(other, list)]
    return max((_score(read, said, single) for said in (wanted, *lists)), key=lambda score: score.f1)


def _score(read: list[str], wanted: list[str], either: list[str]) -> Score:
    left, right = list(read), 0
    for place, item in enumerate(wanted):
        others = either if len(wanted) == 1 else either[place : place + 1] if len(either) == len(wanted) else []
        match = next((one for one in left if any(_same(one, said) for said in (item, *others))), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Score(right=right, wrong=len(left), missed=len(wanted) - right)


def _same(read: str, wanted: str) -> bool:
    if len(wanted) <= PROSE:
        return read == wanted
    return Levenshtein.normalized_similarity(read, wanted) >= NEARLY and _digits(read) == _digits(wanted)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
