"""A coloured picture of a page → grey, without the pen and stamp that run across its print.

Door: `grey`. Promise: coloured strokes that cross something black become paper, and what is black under them stays; coloured
print that stands for itself (letterheads, headings, blue type) stays as dark as it is, and so does what lies around the sheet.
Not here: light, shape and black on white (pages).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

type Picture = NDArray[np.uint8]

# The paper around each spot is the brightest within some 70 pixels, found on a picture an eighth as large.
_SMALLER, _AROUND = 8, 9
# One spot in so many, either way, tells whether there is any colour at all.
_EACH = 4
# Of 255, beside the paper: differences between the strongest and the weakest colour, and the darkness of print.
_COLOURED, _TINGED, _BLACK = 40, 25, 100
# Of a page so much is coloured at least; of a stroke so many pixels, and such a share, are black.
_LEAST, _TOUCHES, _CROSSED = 0.0002, 8, 0.002
# So many of the largest strokes may enclose others: a page has a few stamps, a coloured picture a hundred thousand spots.
_STAMPS = 20
_NEAR = np.ones((5, 5), np.uint8)
_CUT = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))


def grey(colour: Picture) -> Picture:
    """`colour`: (high, wide, 3), red, green, blue → (high, wide)."""
    plain = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)
    if np.ptp(colour[::_EACH, ::_EACH], axis=2).max(initial=0) < _TINGED:
        return plain
    paper = _paper(colour)
    beside = cv2.split(cv2.divide(colour, paper, scale=255))
    strongest = cv2.max(cv2.max(beside[0], beside[1]), beside[2])
    tinge = cv2.subtract(strongest, cv2.min(cv2.min(beside[0], beside[1]), beside[2]))
    coloured = tinge > _COLOURED
    if coloured.mean() < _LEAST:
        return plain
    black = (strongest < _BLACK) & (tinge < _TINGED)
    across = _across(coloured, black) & (tinge > _TINGED)
    # A covering pen cuts the print: what stands on both sides of the cut goes on below it.
    across &= ~cv2.morphologyEx(black.astype(np.uint8), cv2.MORPH_CLOSE, _CUT).astype(bool)
    plain[across] = cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY)[across]
    return plain


def _paper(colour: Picture) -> Picture:
    """The colour of the paper at each spot."""
    high, wide = colour.shape[:2]
    small = cv2.resize(colour, (max(1, wide // _SMALLER), max(1, high // _SMALLER)), interpolation=cv2.INTER_AREA)
    bright = cv2.blur(cv2.dilate(small, np.ones((_AROUND, _AROUND), np.uint8)), (_AROUND, _AROUND))
    return np.asarray(cv2.resize(bright, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)


def _across(coloured: NDArray[np.bool_], black: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where the coloured strokes are that touch something black, or that a ring encloses which does."""
    _, strokes, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(coloured.astype(np.uint8), _NEAR))
    touched = np.bincount(np.asarray(strokes[black], np.intp), minlength=len(stats))
    crossed = (touched >= _TOUCHES) & (touched > _CROSSED * stats[:, cv2.CC_STAT_AREA])
    crossed[0] = False
    begins, ends = stats[:, :2], stats[:, :2] + stats[:, 2:4]
    largest = np.argsort(stats[:, cv2.CC_STAT_AREA] * crossed)[-_STAMPS:]
    for ring in largest[crossed[largest]]:
        crossed |= ((begins > begins[ring]) & (ends < ends[ring])).all(axis=1)
    return np.asarray(crossed[strokes], bool)
