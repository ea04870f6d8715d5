"""The entry of the catalogue that a question is about, and the section of it that is asked for.

Door: `find`, `Found`, `item`. Promise: every entry can be found, an office's own too; the same question finds the same. Not
here: how words are compared (nlp.searching), how an answer looks (bot).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlp import searching
from workflows.catalogue import Catalogue
from workflows.shapes import Entry

_CLEARLY = 1.25
"""The first is opened at once where it is so many times likelier than the second."""
_STRONG, _WEAK, _UNDERSTOOD = 14.0, 6.0, 0.7
"""What scores less than `_WEAK` is a guess; less than `_STRONG`, where less than this share of the words was understood.
Between the questions that are answered rightly and those that are of no entry (tests/workflows/questions.yaml)."""


@dataclass(frozen=True, slots=True)
class Found:
    """`slugs`: the likeliest first, none where nothing fits. `sure`: the first is plainly meant; `guess`: perhaps none is.
    `section`: of the guide's, where the question names one. `elsewhere`: it is other counters' work, and nothing is offered.
    `bare`: nothing but the section was named."""

    slugs: tuple[str, ...]
    section: str | None
    sure: bool
    guess: bool = False
    elsewhere: bool = False
    bare: bool = False


def find(known: Catalogue, question: str, *, most: int = 5) -> Found:
    """What of the catalogue the question is about."""
    entries = tuple((entry.slug, tuple(_parts(entry, known.flow(entry.slug)))) for entry in known.entries.values())
    index, section = _index(entries), searching.section(question)
    foreign = searching.elsewhere(question)
    if foreign is not None and not index.says(foreign):
        return Found((), section, sure=False, elsewhere=True)
    hits = index.find(question, most=most)
    # A service and its process are one subject: whichever is opened, the other is offered beside it.
    subjects = [known.flow(hit.key).slug for hit in hits]
    rival = max((hit.score for hit, of in zip(hits, subjects, strict=True) if of != subjects[0]), default=0.0)
    guess = bool(hits) and _guessed(hits[0].score, index.understood(question))
    sure = bool(hits) and not guess and hits[0].score >= _CLEARLY * rival
    return Found(tuple(hit.key for hit in hits), section, sure, guess, bare=searching.tells_nothing(question))


def _guessed(score: float, understood: float) -> bool:
    return score < _WEAK or (score < _STRONG and understood < _UNDERSTOOD)


def item(flow: Entry, text: str) -> str | None:
    """The key of the required document that the text plainly names, such as what is written below a photo; else None."""
    hits = searching.Index({item.key: ((1.0, item.title),) for item in flow.documents}).find(text, most=2)
    clear = len(hits) == 1 or (len(hits) == 2 and hits[0].score >= _CLEARLY * hits[1].score)
    return hits[0].key if clear else None


def _parts(entry: Entry, flow: Entry) -> Iterator[tuple[float, str]]:
    """The texts of an entry, and what a word in each says for it."""
    yield 5.0, entry.title
    yield 4.0, entry.listed_as or ""
    for item in entry.documents:
        yield 2.5, item.title
    yield 2.0, entry.documents_text.text or ""
    for heavy in (entry.goal, entry.description, entry.output, entry.forms):
        yield 1.5, heavy.text or ""
    for light in (entry.customers, entry.legal_basis, entry.system_name, entry.narrative):
        yield 1.0, light.text or ""
    for step in flow.steps:
        yield 1.0, step.text
    for committee in flow.committees:
        yield 1.5, committee.name


@lru_cache(maxsize=4)
def _index(entries: tuple[tuple[str, tuple[tuple[float, str], ...]], ...]) -> searching.Index:
    return searching.Index(dict(entries))
