"""Words of a page that the engine passed over: a table's outer column, a small line in a corner.

Door: `with_passed_over`. Promise: nothing that was read is lost; what lies in no word and is as large as words are is read once
more, by itself, and kept where the engine is sure of it, so that seals and signatures become no text. Not here: single figures
(unread), pages whose lines were lost as a whole (scan).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake import figures, together
from intake.layout import Page, Word
from intake.placing import Place, pixels, placed

type Picture = NDArray[np.uint8]

# In heights of the page's words: pieces of letters from a dot to the widest word that hangs together; the gap within a line and
# how far its letters' heights may differ; a line's least and greatest height, and its least width.
_LEAST, _MOST, _WIDEST, _GAP, _UNEVEN = 0.15, 2.0, 7.0, 1.0, 0.3
_LOWEST, _HIGHEST, _NARROWEST = 0.5, 2.4, 1.3
# Air around a line that is read by itself.
_AIR = 0.6
# More lines than this in no word are a page of another kind: a drawing, a screen of dots.
_MOST_LINES = 120
# Fewer letters than these are as likely a stroke of something else.
_SHORTEST = 3
# Print that was passed over reads at 0.8 and more, a signature at 0.5.
_SURE = 0.75


def with_passed_over(page: Page, white: Picture, until: float) -> Page:
    """`page` with the words that `white` (cleaned, its boxes' own) shows in none; no reading is begun after `until`."""
    words = [word for line in page.lines for word in line.words]
    if not words:
        return page
    high, wide = white.shape
    tall = float(np.median([word.box[3] - word.box[1] for word in words])) * high
    spans = _spans(white, [pixels(word.box, wide, high) for word in words], tall)
    if not spans or len(spans) > _MOST_LINES or time.monotonic() > until:
        return page
    lines = list(page.lines)
    for words in together.read(white, spans, round(_AIR * tall), until):
        if not _is_text(words, white):
            continue
        for word in words:
            lines = placed(lines, word)
    return replace(page, lines=tuple(lines))


def _spans(white: Picture, words: Sequence[Place], tall: float) -> list[Place]:
    """The runs of letters of one line each that lie in no word."""
    free = np.asarray(255 - white, np.uint8)
    for left, top, right, bottom in words:
        free[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(free)
    fits = (stats[:, 3] >= _LEAST * tall) & (stats[:, 3] <= _MOST * tall) & (stats[:, 2] <= _WIDEST * tall)
    fits[0] = False
    letters = np.where(fits[labels], 255, 0).astype(np.uint8)
    reach = np.ones((max(1, round(_UNEVEN * tall)), max(1, round(_GAP * tall))), np.uint8)
    _, _, runs, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(letters, cv2.MORPH_CLOSE, reach))
    return [
        (x, y, x + w, y + h)
        for x, y, w, h, _ in runs[1:].tolist()
        if _LOWEST * tall <= h <= _HIGHEST * tall and w >= _NARROWEST * tall
    ]


def _is_text(words: Sequence[Word], white: Picture) -> bool:
    """Whether words are long enough, and the engine sure of them."""
    long = sum(len(word.text) for word in words) >= _SHORTEST
    return long and float(np.median([_certainty(word, white) for word in words])) >= _SURE


def _certainty(word: Word, white: Picture) -> float:
    """How sure the engine is of a word; of figures, which it doubts even where it is right, the second reader is asked."""
    return 1.0 if figures.agreed(word, white) else word.confidence
