"""What can be wrong with a file or with a page of it, said as a key and facts.

Door: `Problem`, `Limits`, `says`. Promise: a bad file is a value of this shape, never an exception that leaves
intake; every key has its sentence in templates/words/problems.yaml, which says what to do. Not here: finding the
problem (triage, original, engines) or checks of the content (checks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp import wording

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Sizes in bytes, pictures in pixels, times in seconds."""

    max_bytes: int = 20 * MIB
    max_pages: int = 60
    max_pixels: int = 60_000_000
    max_unpacked_bytes: int = 60 * MIB
    seconds_per_page: float = 90.0
    seconds_per_file: float = 900.0
    parallel: int = 1

    @property
    def seconds_in_library(self) -> float:
        """What a page may take before the engine gets it, to list its letters and to draw it; and opening the file."""
        return self.seconds_per_page / 2


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong: `key` names the sentence, `facts` fill it; `said` is the sentence where it came from
    data.
    """

    key: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    said: str | None = None


class FileProblem(Exception):
    """Raised and caught inside intake only, to carry a `Problem` of the whole file up to its door."""

    def __init__(self, key: str, **facts: str | int) -> None:
        super().__init__(key)
        self.problem = Problem(key, facts)


def says(problem: Problem) -> str:
    """The Persian sentence for `problem`, its numbers in Persian digits. An unknown key is a KeyError."""
    if problem.said is not None:
        return problem.said
    shown = {name: wording.persian_digits(value) for name, value in problem.facts.items()}
    return str(wording.words("problems")[problem.key]).format(**shown)
