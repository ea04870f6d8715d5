"""Dotted blanks of forms: the dots that a line to be filled in is printed with.

Door: `dots`. Promise: of the pieces of a page in black and white those are told that are rows of five and more small dots,
alike and evenly apart, so that the engine need not read them as zeros and commas; dots of letters and zeros are none. Not
here: dots in a text layer (nlp), dust (pages).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# In pixels at reading size: a dot's least and greatest side (a zero has 10), the widest gap in a row, and how far its dots
# differ in height; of a row's dots their least number and the greatest unevenness of their distances, in shares of the mean.
_LEAST, _MOST, _GAP, _LEVEL = 3, 8, 17, 9
_FEWEST, _UNEVEN = 5, 0.15
# More dots than this are a screen, which is nobody's to fill in.
_SCREEN = 20_000


def dots(labels: NDArray[np.int32], stats: NDArray[np.int32], centres: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of a page's pieces, as cv2.connectedComponentsWithStats tells them, are dots of a blank."""
    blank = np.zeros(len(stats), bool)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    small = ((sides >= _LEAST) & (sides <= _MOST)).all(axis=1)
    small[0] = False
    if not _FEWEST <= small.sum() <= _SCREEN:
        return blank
    drawn = np.where(small[labels], 255, 0).astype(np.uint8)
    joined = cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    _, of_row, rows, _ = cv2.connectedComponentsWithStats(joined)
    members: dict[int, list[int]] = {}
    for dot in np.nonzero(small)[0].tolist():
        across, down = centres[dot]
        members.setdefault(int(of_row[round(down), round(across)]), []).append(dot)
    for row, those in members.items():
        level = row > 0 and rows[row, cv2.CC_STAT_HEIGHT] <= _LEVEL
        if level and len(those) >= _FEWEST and _evenly_apart(np.sort(centres[those, 0])):
            blank[those] = True
    return blank


def _evenly_apart(places: NDArray[np.float64]) -> bool:
    steps = np.diff(places)
    return bool(steps.std() < _UNEVEN * steps.mean())
