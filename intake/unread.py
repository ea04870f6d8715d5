"""Figures that the engine left out: lone ones of a page's columns (votes, row numbers, counts), and a number's first or last.

Door: `with_lone_figures`, `with_ends`. Promise: nothing that was read is lost; a figure is added only where the second
reader is sure of it and where words stand in its row and other figures above or below it, or where it belongs to a number, so
that dirt becomes none. Not here: figures that the engine sees (figures), whole words that it does not (passed_over).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.engines import digits as second_reader
from intake.layout import Line, Page, Word, rewritten
from intake.placing import Place, pixels, placed
from nlp import digits

type Picture = NDArray[np.uint8]

# In heights of the page's words: figures from the zero, which is small, to the tallest; parts of one number; how far apart
# the middles of one column's figures are; how far above and below its number a row's words may stand;
# how much of nothing there is at least on both sides of a cell.
_LEAST, _MOST, _ONE_NUMBER, _ONE_COLUMN, _ONE_ROW, _CELL = 0.14, 1.3, 0.45, 0.8, 1.2, 0.8
# The second reader's chance of a clear single figure is 0.7 and more; its column and row say the rest.
_FIGURES, _SURE = 3, 0.7
_NUMBER = re.compile(r"\d+(?:[/.,\u066c\u060c-]\d+)*")
# A stop is lower than this share of a number's height and stands on its last quarter, a zero is higher or hangs at its middle.
_STOP, _FOOT = 0.37, 0.75
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
    places = [pixels(word.box, wide, high) for word in words]
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
            lines = placed(lines, word)
    return replace(page, lines=tuple(lines))


def with_ends(page: Page, white: Picture) -> Page:
    """`page` with the figures at either end of its numbers that the engine left out, as it does with the small zero."""
    words = [word for line in page.lines for word in line.words]
    numbers = [word for word in words if _NUMBER.fullmatch(digits.latin(word.text))]
    if not numbers:
        return page
    high, wide = white.shape
    tall = float(np.median([word.box[3] - word.box[1] for word in words])) * high
    heaps = _heaps(white, [pixels(word.box, wide, high) for word in words], tall)
    longer = {word: _longer(word, white, heaps, tall) for word in numbers}
    return replace(page, lines=tuple(_with(line, longer) for line in page.lines))


def _with(line: Line, longer: Mapping[Word, Word | None]) -> Line:
    words = tuple(longer.get(word) or word for word in line.words)
    return line if words == line.words else rewritten(line, words)


def _longer(word: Word, white: Picture, heaps: Sequence[Place], tall: float) -> Word | None:
    """The number together with what stands close on either side of it, when the second reader sees more figures there."""
    high, wide = white.shape
    place = pixels(word.box, wide, high)
    near = (heap for heap in heaps if _level(heap, place) and _gap(place, heap) < _ONE_NUMBER * tall)
    beside = [heap for heap in near if not _is_stop(heap, place)]
    if not beside:
        return None
    for heap in beside:
        place = _both(place, heap)
    left, top, right, bottom = place
    seen = second_reader.read(white[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2])
    first = second_reader.shown(word.text)
    before, found, behind = seen.text.partition(first)
    # Where nothing is added the number was read whole, though its box is not.
    whole = bool(found) and f"0{before}{behind}".isdecimal() and seen.chance(seen.text) >= _SURE
    if not whole:
        return None
    text = "".join(digits.PERSIAN[int(sign)] if sign.isdecimal() else sign for sign in before)
    rest = "".join(digits.PERSIAN[int(sign)] for sign in behind)
    box = (left / wide, top / high, right / wide, bottom / high)
    return Word(f"{text}{word.text}{rest}", box, word.confidence)


def _is_stop(heap: Place, number: Place) -> bool:
    high = number[3] - number[1]
    return heap[3] - heap[1] < _STOP * high and heap[3] - number[1] > _FOOT * high


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
