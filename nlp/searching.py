"""Finding by words, as people type them: which of some texts a question is about, and which part of it is asked for.

Door: `Index`, `Hit`, `section`, `elsewhere`, `tells_nothing`. Promise: spelling variants, half-spaces, plurals and one wrong
letter in a longer word change nothing; words that tell nothing of the subject are left out of the reckoning; a question that
shares no telling word with any text finds nothing. Not here: which texts there are and what they weigh (workflows.finding).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml
from rapidfuzz import fuzz, process

from nlp.lexicon import FOLDER
from nlp.normalise import folded

if TYPE_CHECKING:
    from hazm import Stemmer

_WORD = re.compile(r"[^\W_]+")
# Written joined or apart, the plural's ending is the same.
_PLURAL = re.compile(r"(?<=\w{3})(?:ها|های|هایی)$")
_SHORTEST_STEM = 3
# What a word of the question is worth where the text has the same word, only its stem, one nearly like it, or a synonym.
_SAME, _STEM, _LIKE, _MEANT = 1.0, 0.9, 0.6, 0.8
_LIKENESS, _LIKE_FROM = 84, 4
_FEW = 2
"""In a question of more telling words than these, words that are only like known ones are chance."""
_CUT = "~"
"""Before what is only a stem: one word's stem may be another whole word, with another meaning."""
_TOLD, _UNKNOWN = 0.25, 1.0
"""At least this share of the question's telling words has to be found, by their rarity; of a word that no text has, this is
what stands for it: people tell a good deal that no text knows."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that was found; scores of one question can be compared, those of two cannot."""

    key: str
    score: float


class Index:
    """Texts by key, each in parts with their weights, ready to be asked."""

    def __init__(self, texts: Mapping[str, Sequence[tuple[float, str]]]) -> None:
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for key, parts in texts.items():
            for weight, text in parts:
                for term in _terms(text):
                    self._weights[term][key] = max(weight, self._weights[term].get(key, 0.0))
        self._size = len(texts)
        self._long = [term for term in self._weights if len(term) >= _LIKE_FROM and not term.startswith(_CUT)]

    def find(self, question: str, *, most: int = 5) -> list[Hit]:
        """What the question is about, the likeliest first; at most `most`."""
        scores: dict[str, float] = defaultdict(float)
        asked = found = 0.0
        telling = _telling(question)
        for word in telling:
            told = self._told(word)
            rarity = max((self._rarity(term) for term, _ in told), default=_UNKNOWN)
            asked += rarity
            found += rarity if told else 0.0
            for key, score in self._scored(told).items():
                scores[key] += score
        if len(telling) > _FEW and not any(self._known(word) for word in telling):
            return []
        if not found or found < _TOLD * asked:
            return []
        order = {key: place for place, key in enumerate(self._keys())}
        best = sorted(scores, key=lambda key: (-scores[key], order[key]))
        return [Hit(key, scores[key]) for key in best[:most]]

    def understood(self, question: str) -> float:
        """The share of the question's telling words that the texts have, or whose meaning they have; 0 where it has none."""
        words = [word for word in _words(question) if word not in _idle() and word not in _asking()]
        meant = {_stem(word) for phrase in _explained(_words(question)) for word in phrase.split()}
        known = sum(bool(self._known(word)) or _stem(word) in meant for word in words)
        return known / len(words) if words else 0.0

    def says(self, phrase: str) -> bool:
        """Whether some text has this word, or these words beside one another."""
        words = _words(phrase)
        return (
            all(f"{one}{other}" in self._weights for one, other in pairwise(words)) if words[1:] else self._has(words)
        )

    def _has(self, words: Sequence[str]) -> bool:
        return all(word in self._weights for word in words)

    def _scored(self, told: Sequence[tuple[str, float]]) -> dict[str, float]:
        """The best that any reading of one word of the question says for each text."""
        best: dict[str, float] = defaultdict(float)
        for term, worth in told:
            for key, weight in self._weights[term].items():
                best[key] = max(best[key], worth * weight * self._rarity(term))
        return best

    def _told(self, word: str) -> list[tuple[str, float]]:
        """The terms of the texts that a word of the question may stand for, with what each is worth."""
        known = self._known(word)
        if known or len(word) < _LIKE_FROM or word.isdecimal():
            return known
        near = process.extract(word, self._long, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=3)
        return [(term, _LIKE) for term, _, _ in near]

    def _known(self, word: str) -> list[tuple[str, float]]:
        told = [(word, _SAME), (f"{_CUT}{_stem(word)}", _STEM)]
        return [(term, worth) for term, worth in told if term in self._weights]

    def _rarity(self, term: str) -> float:
        return math.log(1 + self._size / (0.5 + len(self._weights.get(term, ()))))

    def _keys(self) -> Iterator[str]:
        yield from dict.fromkeys(key for weights in self._weights.values() for key in weights)


def section(question: str) -> str | None:
    """The part of an entry that the question asks for, a key of `sections` in nlp/lexicon/searching.yaml; None for none."""
    words = _words(question)
    joined = f" {' '.join(words)} "
    for name, phrases in _lexicon("sections").items():
        if any(f" {phrase} " in joined for phrase in phrases):
            return name
    return None


def tells_nothing(question: str) -> bool:
    """Whether no word of the question tells a subject."""
    return not _telling(question)


def elsewhere(question: str) -> str | None:
    """What of the question is known to be other counters' work; None for nothing."""
    said = _stems(_words(question))
    return next((phrase for phrase in _elsewhere() if _stems(phrase.split()) in said), None)


def _terms(text: str) -> Iterator[str]:
    """The words of a text, their stems, and neighbours joined, as engines and people join them."""
    words = _words(text)
    for word in words:
        if word not in _idle():
            yield word
            yield f"{_CUT}{_stem(word)}"
    for one, other in pairwise(words):
        yield one + other


def _telling(question: str) -> list[str]:
    """The words of a question that tell its subject, and what the office calls them, each once."""
    words = _words(question)
    plain = [word for word in words if word not in _idle() and word not in _asking()]
    meant = [word for phrase in _meant(words) for word in _words(phrase)]
    return list(dict.fromkeys([*plain, *meant]))


def _meant(words: Sequence[str]) -> Iterator[str]:
    """What the office calls what was said."""
    return (meaning for phrase in _explained(words) for meaning in _lexicon("means")[phrase])


def _explained(words: Sequence[str]) -> Iterator[str]:
    """The phrases of what was said that the office calls otherwise; words that tell nothing may stand in between."""
    said = _stems(words) + _stems(word for word in words if word not in _idle())
    return (phrase for phrase in _lexicon("means") if _stems(phrase.split()) in said)


def _stems(words: Iterable[str]) -> str:
    return f" {' '.join(map(_stem, words))} "


def _words(text: str) -> list[str]:
    return [_PLURAL.sub("", word) for word in _WORD.findall(folded(text))]


@cache
def _idle() -> frozenset[str]:
    return frozenset(word for phrase in _loaded()["idle"] for word in _words(str(phrase)))


@cache
def _elsewhere() -> tuple[str, ...]:
    return tuple(" ".join(_words(str(phrase))) for phrase in _loaded()["elsewhere"])


@cache
def _asking() -> frozenset[str]:
    """The words that ask for a section and alone tell nothing of the subject."""
    phrases: Iterable[str] = (phrase for listed in _lexicon("sections").values() for phrase in listed)
    return frozenset(word for phrase in phrases for word in phrase.split())


@cache
def _lexicon(name: str) -> dict[str, list[str]]:
    loaded = _loaded()[name].items()
    return {" ".join(_words(str(key))) or key: [" ".join(_words(str(one))) for one in listed] for key, listed in loaded}


@cache
def _loaded() -> dict:  # type: ignore[type-arg]
    found = yaml.safe_load((FOLDER / "searching.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    stem = str(_stemmer().stem(word))
    return stem if len(stem) >= _SHORTEST_STEM else word


@cache
def _stemmer() -> Stemmer:
    # hazm takes half a second to load: only who searches pays for it.
    from hazm import Stemmer

    return Stemmer()
