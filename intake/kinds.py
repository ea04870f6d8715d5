"""Which of the office's document types a file is.

Door: `classify`. Promise: one of the types of design §3, "other" when nothing speaks for any of them, with an honest
probability. Not here: the words that tell (nlp/lexicon/kinds.yaml) and how pages are read (engines).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.layout import Page


@dataclass(frozen=True, slots=True)
class Kind:
    """A document type and the probability, 0 to 1, that it is the right one."""

    value: str
    confidence: float


def classify(pages: Sequence[Page]) -> Kind:
    """The type of the document whose pages these are; an empty document is "other" with confidence 0."""
    return Kind("other", 0.0)
