"""What a page holds once it has been read: words and lines with their places.

Door: the shapes `Word`, `Line`, `Page`; `around`, `in_one_column`, `rewritten`. Promise: text is in logical order, with Latin
or Persian digits as they stand on the page; boxes are fractions of the page's width and height from the top left. Not here: how
a page is read (engines) or what its text means (fields).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

type Box = tuple[float, float, float, float]
type PageSource = Literal["text-layer", "ocr"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `confidence` is the engine's own, 0 to 1 (1 for a text layer that was believed)."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line in reading order; `text` joins its words with spaces, with a tab where a wide gap parts two columns."""

    text: str
    words: tuple[Word, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page, numbered from 1, its lines from top to bottom."""

    number: int
    lines: tuple[Line, ...]
    source: PageSource

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of `boxes` (at least one)."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def in_one_column(one: Box, other: Box) -> bool:
    """Whether two boxes stand, wherever on the page, one above the other, if only in part."""
    return one[0] < other[2] and other[0] < one[2]


def rewritten(line: Line, words: Sequence[Word]) -> Line:
    """The line with other texts for its words, as many as it has; gaps and tabs stay."""
    text, at = line.text, 0
    for before, after in zip(line.words, words, strict=True):
        start = text.find(before.text, at)
        if start < 0:
            continue
        text = text[:start] + after.text + text[start + len(before.text) :]
        at = start + len(after.text)
    return replace(line, text=text, words=tuple(words))
