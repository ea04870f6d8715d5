"""How often words are written.

Door: `times`, `words`, `begins`, `load`. Promise: pure; loading takes most of a second, once. Source: hazm's word list, whose
words come in one form each and are counted in running text. Not here: what follows from it (places, spelling).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache

from hazm.utils import words_list

_LETTERS = str.maketrans("\u064a\u0643", "\u06cc\u06a9")


def times(word: str) -> int:
    """How often the word occurs in the list's source, 0 for one that the list lacks."""
    return words().get(word, 0)


def begins(start: str) -> bool:
    """Whether a longer word of the list begins so."""
    ordered = _ordered()
    at = bisect_left(ordered, start)
    return any(word != start and word.startswith(start) for word in ordered[at : at + 2])


@cache
def words() -> Mapping[str, int]:
    """Every word of the list with its count."""
    return {word.translate(_LETTERS): seen for word, seen, _ in words_list()}


@cache
def _ordered() -> list[str]:
    return sorted(words())


def load() -> None:
    """Loads the list before it is wanted."""
    _ordered()
