"""Cells of ruled tables that the engine read badly, read once more by themselves.

Door: `with_cells`. Promise: a cell is read again where ink of it lies in no word, or a word runs over its rules, and only what
the engine is surer of than before is taken; a stroke alone in its cell is a dash, a dot a zero. Not here: which cells there are
and the order of their words (ruled), words beside tables (passed_over), single figures (unread).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from intake import ruled, together
from intake.engines import tesseract
from intake.layout import Page, Word
from intake.placing import Place, pixels, placed
from nlp import digits

type Picture = NDArray[np.uint8]
type Boxes = NDArray[np.int64]

# In heights of the page's words: a piece of ink from a dot to the tallest; what no dot is; ink in no word, at least, and how
# far a word may reach over a rule; the narrowest cell's ink that words are looked for in; air around a cell on the sheet.
_DOT, _HIGHEST, _LETTER, _UNREAD, _OVER, _NARROWEST, _AIR = 0.12, 2.2, 0.3, 0.8, 0.35, 1.3, 0.8
# Pixels of a cell along its rules that may be theirs: as thick as a rule is printed.
_EDGE = 4
# No letter is wider than this, in heights of words: the widest, with three teeth and a tail, has about eight tenths.
_WIDE = 1.0
# A dash is so many times as wide as high, and this wide; a zero has such sides, in heights of words.
_FLAT, _DASH, _ZERO = 1.4, (0.2, 1.2), (0.17, 0.5)
# More cells than these are another kind of page; below this a word makes its cell doubtful. Words read anew are each as sure as
# the first number, and together as the second: a signature's are not.
_MOST, _UNSURE, _LEAST, _SURE = 60, 0.45, 0.3, 0.65
# What was read anew is taken where it is so many times as sure, or has so many letters more and is hardly less sure.
_BETTER, _MORE, _LESS = 1.05, 2, 0.05
# How sure a dash or a zero is that stands alone.
_CERTAIN = 0.6
# More of these in one table are a pattern.
_MOST_LONE = 300


@dataclass(frozen=True, slots=True)
class _Cell:
    """Its place and that of its ink, the words that were read in it, whether they are to be doubted, and the dash or zero that
    is all there is.
    """

    place: Place
    ink: Place
    words: tuple[Word, ...]
    doubtful: bool
    lone: str


def with_cells(page: Page, white: Picture, until: float) -> Page:
    """`page` with the cells that `white` (cleaned, its boxes' own) shows otherwise than they were read, until `until`."""
    words = [word for line in page.lines for word in line.words]
    if not words:
        return page
    high, wide = white.shape
    boxes = np.array([pixels(word.box, wide, high) for word in words])
    tall = float(np.median([word.box[3] - word.box[1] for word in words])) * high
    doubtful: list[_Cell] = []
    for table in ruled.tables(white):
        if time.monotonic() > until:
            return page
        places = [place for row in table for place in row]
        cells = [cell for place in places if (cell := _cell(place, words, boxes, white, tall))]
        if any(ruled.is_framed(cell.words) for cell in cells):
            continue
        page = _with_lone(page, [cell for cell in cells if _is_lone(cell, cells)][:_MOST_LONE], white)
        doubtful += [cell for cell in cells if cell.doubtful]
    if not doubtful or len(doubtful) > _MOST:
        return page
    read = together.read(white, [cell.ink for cell in doubtful], round(_AIR * tall), until)
    for cell, words_ in zip(doubtful, read, strict=True):
        anew = [word for word in words_ if word.confidence >= _LEAST]
        if _is_better(anew, cell.words):
            page = _instead(page, cell.words, anew)
    return page


def _cell(place: Place, words: Sequence[Word], boxes: Boxes, white: Picture, tall: float) -> _Cell | None:
    """`boxes`: those of the words, in pixels."""
    left, top, right, bottom = place[0] + _EDGE, place[1] + _EDGE, place[2] - _EDGE, place[3] - _EDGE
    if right - left < tall / 2 or bottom - top < tall / 2:
        return None
    near = boxes[
        (boxes[:, 0] < place[2]) & (place[0] < boxes[:, 2]) & (boxes[:, 1] < place[3]) & (place[1] < boxes[:, 3])
    ]
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (place[0] <= across) & (across <= place[2]) & (place[1] <= down) & (down <= place[3])
    own = {words[at]: tuple(boxes[at].tolist()) for at in np.nonzero(inside)[0].tolist()}
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(255 - white[top:bottom, left:right], np.uint8))
    pieces = [
        (left + x, top + y, left + x + w, top + y + h)
        for x, y, w, h, _ in stats[1:].tolist()
        if _DOT * tall <= max(w, h) and h <= _HIGHEST * tall
    ]
    if not pieces:
        return None
    ink = (min(p[0] for p in pieces), min(p[1] for p in pieces), max(p[2] for p in pieces), max(p[3] for p in pieces))
    unread = sum(p[2] - p[0] for p in pieces if p[3] - p[1] >= _LETTER * tall and not _covered(p, near))
    over = any(box[0] < place[0] - _OVER * tall or box[2] > place[2] + _OVER * tall for box in own.values())
    length = ink[2] - ink[0]
    lone = _lone(length, ink[3] - ink[1], tall) if len(pieces) == 1 else ""
    unsure = any(word.confidence < _UNSURE or _is_stretched(word, box, tall) for word, box in own.items())
    doubtful = length >= _NARROWEST * tall and (unread > _UNREAD * tall or over or unsure)
    return _Cell(place, ink, tuple(own), doubtful, lone)


def _lone(across: int, down: int, tall: float) -> str:
    """What the only piece of ink in a cell may be: a dash, or a zero, for which engines have no eye."""
    if across > _FLAT * down:
        return "-" if _DASH[0] * tall < across < _DASH[1] * tall else ""
    small = _ZERO[0] * tall < min(across, down) and max(across, down) < min(_ZERO[1] * tall, _FLAT * min(across, down))
    return digits.PERSIAN[0] if small else ""


def _is_lone(cell: _Cell, table: Sequence[_Cell]) -> bool:
    """Whether a dash or zero stands in a cell, and not dirt: other cells of its row or column hold figures alone."""
    across, down = (cell.ink[0] + cell.ink[2]) / 2, (cell.ink[1] + cell.ink[3]) / 2
    return bool(cell.lone and not cell.words) and any(
        other.words and all(digits.latin(word.text).isdecimal() for word in other.words)
        for other in table
        if other.place[0] < across < other.place[2] or other.place[1] < down < other.place[3]
    )


def _is_stretched(word: Word, box: Place, tall: float) -> bool:
    """Whether a word's box is wider than its letters can be: others under it were left out."""
    return box[2] - box[0] > _WIDE * tall * len(word.text)


def _covered(piece: Place, boxes: Boxes) -> bool:
    """Whether the middle of a piece of ink lies in a word."""
    across, down = (piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2
    lies = (
        (boxes[:, 0] - 2 <= across)
        & (across <= boxes[:, 2] + 2)
        & (boxes[:, 1] - 2 <= down)
        & (down <= boxes[:, 3] + 2)
    )
    return bool(lies.any())


def _is_better(anew: Sequence[Word], old: Sequence[Word]) -> bool:
    """Letters are counted by the engine's certainty."""
    if not anew or float(np.median([word.confidence for word in anew])) < _SURE:
        return False
    new_letters, old_letters = (sum(len(word.text) for word in words) for words in (anew, old))
    new_sure, old_sure = (sum(len(word.text) * word.confidence for word in words) for words in (anew, old))
    more = new_letters >= old_letters + _MORE and new_sure / new_letters > old_sure / max(1, old_letters) - _LESS
    return new_sure > _BETTER * old_sure or more


def _instead(page: Page, old: Sequence[Word], new: Sequence[Word]) -> Page:
    """The page with other words in place of a cell's."""
    gone = set(old)
    lines = [
        line if kept == line.words else tesseract.line(kept)
        for line in page.lines
        if (kept := tuple(word for word in line.words if word not in gone))
    ]
    for word in new:
        lines = placed(lines, word)
    return replace(page, lines=tuple(lines))


def _with_lone(page: Page, cells: Sequence[_Cell], white: Picture) -> Page:
    high, wide = white.shape
    lines = list(page.lines)
    for cell in cells:
        left, top, right, bottom = cell.ink
        lines = placed(lines, Word(cell.lone, (left / wide, top / high, right / wide, bottom / high), _CERTAIN))
    return replace(page, lines=tuple(lines))
