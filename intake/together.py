"""Places of a page read by themselves, all at once: one below the other on a sheet of their own.

Door: `read`. Promise: a list of words for each place, their boxes those on the page; none where the engine fails or the sheet
would be too high for it. Not here: which places (passed_over, celled), and which of the words to believe.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from intake.engines import tesseract
from intake.engines.tesseract import EngineFailed
from intake.layout import Word
from intake.placing import Place, pixels

type Picture = NDArray[np.uint8]

# Tesseract takes no picture that is higher than 32,767 pixels.
_HIGHEST = 30_000


def read(white: Picture, places: Sequence[Place], air: int, until: float) -> list[list[Word]]:
    """The words of each place (in pixels) of `white`, with `air` pixels of nothing around it, read until `until`."""
    wide = max(right - left for left, _, right, _ in places) + 2 * air
    high = sum(bottom - top + air for _, top, _, bottom in places) + air
    if high > _HIGHEST:
        return [[] for _ in places]
    sheet = np.full((high, wide), 255, np.uint8)
    tops, at = list[int](), air
    for left, top, right, bottom in places:
        sheet[at : at + bottom - top, wide - air - (right - left) : wide - air] = white[top:bottom, left:right]
        tops.append(at)
        at += bottom - top + air
    try:
        page = tesseract.read(sheet, 1, seconds=max(1.0, until - time.monotonic()), as_block=True)
    except EngineFailed:
        return [[] for _ in places]
    seen = [word for line in page.lines for word in line.words]
    return [
        [
            _moved(word, sheet, white, (place[2] - wide + air, place[1] - begins))
            for word in seen
            if begins <= (word.box[1] + word.box[3]) / 2 * high < begins + place[3] - place[1]
        ]
        for place, begins in zip(places, tops, strict=True)
    ]


def _moved(word: Word, sheet: Picture, white: Picture, by: tuple[int, int]) -> Word:
    """A word of the sheet where it stands on the page."""
    left, top, right, bottom = pixels(word.box, sheet.shape[1], sheet.shape[0])
    high, wide = white.shape
    box = ((left + by[0]) / wide, (top + by[1]) / high, (right + by[0]) / wide, (bottom + by[1]) / high)
    return replace(word, box=(max(0.0, box[0]), max(0.0, box[1]), min(1.0, box[2]), min(1.0, box[3])))
