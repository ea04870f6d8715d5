"""A word put among the lines of a page where it stands.

Door: `placed`, `pixels`. Promise: lines and words come in the order in which they are read. Not here: which
words are added (unread, passed_over).
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.engines import bidi, tesseract
from intake.layout import Box, Line, Word

type Place = tuple[int, int, int, int]


def placed(lines: Sequence[Line], word: Word) -> list[Line]:
    """The lines with the word in its row, else as a line of its own at its height."""
    middle = _middle(word.box)
    row = [at for at, line in enumerate(lines) if _inner(line.words, middle)]
    if row:
        at = min(row, key=lambda one: _apart(lines[one].box, word.box))
        return [*lines[:at], tesseract.line(_among(lines[at].words, word)), *lines[at + 1 :]]
    below = next((at for at, line in enumerate(lines) if _middle(line.box) > middle), len(lines))
    return [*lines[:below], tesseract.line([word]), *lines[below:]]


def _among(words: Sequence[Word], new: Word) -> list[Word]:
    """The words of one line with a new one where it stands among them."""
    rtl = any(bidi.is_rtl(word.text) for word in words) or not any(word.text.isascii() for word in words)
    passed = [(new.box[0] < word.box[0]) == rtl for word in words]
    at = max((place + 1 for place, is_before in enumerate(passed) if is_before), default=0)
    return [*words[:at], new, *words[at:]]


def _inner(words: Sequence[Word], height: float) -> bool:
    """Whether a height lies in the middle of a line."""
    middles = [_middle(word.box) for word in words]
    half = max(word.box[3] - word.box[1] for word in words) / 2
    return min(middles) - half <= height <= max(middles) + half


def pixels(box: Box, wide: int, high: int) -> Place:
    """(left, top, right, bottom) of a box on a picture of this size."""
    return (round(box[0] * wide), round(box[1] * high), round(box[2] * wide), round(box[3] * high))


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _apart(one: Box, other: Box) -> float:
    return max(0.0, one[0] - other[2], other[0] - one[2])
