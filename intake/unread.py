"""Lone figures of a page's columns that the engine left out: votes, row numbers, counts.

Door: `with_lone_figures`. Promise: nothing that was read is lost; a figure is added only where the second reader is sure of it,
where words stand in its row, and where other figures stand above or below it, so that dirt becomes no number. Not here: figures
within running text, which the engine sees (figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.engines import bidi, tesseract
from intake.engines import digits as second_reader
from intake.layout import Box, Line, Page, Word
from nlp import digits

type Picture = NDArray[np.uint8]
type Place = tuple[int, int, int, int]

# In heights of the page's words: figures from the zero, which is small, to the tallest; parts of one number; how far apart
# the middles of one column's figures are; how far above and below its number a row's words may stand;
# how much of nothing there is at least on both sides of a cell.
_LEAST, _MOST, _ONE_NUMBER, _ONE_COLUMN, _ONE_ROW, _CELL = 0.14, 1.3, 0.45, 0.8, 1.2, 0.8
# The second reader's chance of a clear single figure is 0.7 and more; its column and row say the rest.
_FIGURES, _SURE = 3, 0.7
# More pieces than this are a screen of dots or dirt; tables have some hundred figures, and each is held against each.
_MOST_PIECES = 800
# A zero looks like a dot of dirt: so many other figures of its column and row must speak for it.
_FOR_A_ZERO = 2
# How much of the second reader's chance is left where the first saw nothing.
_ALONE = 0.7


def with_lone_figures(page: Page, white: Picture) -> Page:
    """`page` with the figures that `white` (cleaned, its boxes' own) shows in its columns and that no word of it holds."""
    words = [word for line in page.lines for word in line.words]
    if not words:
        return page
    high, wide = white.shape
    tall = float(np.median([word.box[3] - word.box[1] for word in words])) * high
    places = [_pixels(word.box, wide, high) for word in words]
    told = [place for place, word in zip(places, words, strict=True) if digits.latin(word.text).isdigit()]
    seen: dict[Place, Word] = {}
    for heap in _supported(_heaps(white, places, tall), told, places, tall):
        if word := _read(white, heap):
            seen[heap] = word
    lines = list(page.lines)
    for heap, word in seen.items():
        others = [other for other in (*told, *seen) if other != heap]
        column = sum(_in_one_column(heap, other, tall) for other in others)
        row = sum(_level(heap, other) for other in others)
        if column and column + row >= (_FOR_A_ZERO if digits.latin(word.text) == "0" else 1):
            lines = _placed(lines, word)
    return replace(page, lines=tuple(lines))


def _heaps(white: Picture, words: Sequence[Place], tall: float) -> list[Place]:
    """What is as high and as wide as a figure or two and lies in no word; nothing on a page that is full of such pieces."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(np.asarray(255 - white, np.uint8))
    fit = (stats[:, 3] >= _LEAST * tall) & (stats[:, 3] <= _MOST * tall) & (stats[:, 2] <= _MOST * tall)
    across, down = centres[:, 0], centres[:, 1]
    for left, top, right, bottom in words:
        fit &= ~((across >= left) & (across <= right) & (down >= top) & (down <= bottom))
    if fit.sum() > _MOST_PIECES:
        return []
    heaps: list[Place] = []
    for x, y, w, h, _ in sorted(stats[fit].tolist()):
        box = (x, y, x + w, y + h)
        near = next((at for at, other in enumerate(heaps) if _gap(other, box) < _ONE_NUMBER * tall), None)
        if near is None:
            heaps.append(box)
        else:
            heaps[near] = _both(heaps[near], box)
    return [heap for heap in heaps if heap[2] - heap[0] <= _FIGURES * tall and heap[3] - heap[1] <= _MOST * tall]


def _supported(heaps: Sequence[Place], told: Sequence[Place], words: Sequence[Place], tall: float) -> list[Place]:
    """Those alone in their cell, with words in their row and something like a figure in their column."""
    return [
        heap
        for heap in heaps
        if any(_in_one_column(heap, other, tall) for other in (*told, *heaps) if other is not heap)
        and any(_in_one_row(heap, word, tall) for word in words)
        and all(_gap(heap, other) > _CELL * tall for other in (*words, *heaps) if other is not heap)
    ]


def _read(white: Picture, place: Place) -> Word | None:
    left, top, right, bottom = place
    seen = second_reader.read(white[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2])
    if not seen.text.isdecimal() or len(seen.text) > _FIGURES or (chance := seen.chance(seen.text)) < _SURE:
        return None
    high, wide = white.shape
    text = "".join(digits.PERSIAN[int(figure)] for figure in seen.text)
    return Word(text, (left / wide, top / high, right / wide, bottom / high), round(_ALONE * chance, 4))


def _placed(lines: Sequence[Line], word: Word) -> list[Line]:
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


def _in_one_column(one: Place, other: Place, tall: float) -> bool:
    """Whether the second stands above or below the first."""
    apart = abs(one[0] + one[2] - other[0] - other[2]) / 2
    return apart < _ONE_COLUMN * tall and (one[3] <= other[1] or other[3] <= one[1])


def _in_one_row(heap: Place, word: Place, tall: float) -> bool:
    return (
        word[2] - word[0] > tall
        and abs(heap[1] + heap[3] - word[1] - word[3]) / 2 < _ONE_ROW * tall
        and not (word[0] <= heap[0] and heap[2] <= word[2])
    )


def _level(one: Place, other: Place) -> bool:
    """Whether the middle of the first is as high as the second."""
    return other[1] <= (one[1] + one[3]) / 2 <= other[3]


def _gap(one: Place, other: Place) -> int:
    """Pixels from the first to the second beside it; far where they do not stand in one row."""
    if one[3] < other[1] or other[3] < one[1]:
        return 1 << 30
    return max(0, one[0] - other[2], other[0] - one[2])


def _both(one: Place, other: Place) -> Place:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _pixels(box: Box, wide: int, high: int) -> Place:
    return (round(box[0] * wide), round(box[1] * high), round(box[2] * wide), round(box[3] * high))


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _apart(one: Box, other: Box) -> float:
    return max(0.0, one[0] - other[2], other[0] - one[2])
