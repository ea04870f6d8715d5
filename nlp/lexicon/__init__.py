"""The word lists of the finders, as data.

Door: `word_set`, `phrases`. Promise: words come folded, as the texts that they are compared with. Not here: labels of
fields, signs of document types and the gazetteer, which the modules that use them read themselves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from nlp.normalise import folded

FOLDER = Path(__file__).parent


@cache
def word_set(name: str) -> frozenset[str]:
    """The folded words of the list `name` in words.yaml."""
    entry = _words()[name]
    return frozenset(folded(entry if isinstance(entry, str) else " ".join(entry)).split())


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of the list `name` in words.yaml, the longest first, so that an alternation prefers it."""
    entry = _words()[name]
    listed = entry.split() if isinstance(entry, str) else entry
    return tuple(sorted(listed, key=len, reverse=True))


@cache
def _words() -> dict[str, str | list[str]]:
    loaded: dict[str, str | list[str]] = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return loaded
