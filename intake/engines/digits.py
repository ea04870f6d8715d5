"""A second reader, of figures alone: the picture of one word → its figures and marks from left to right.

Door: `read`, `Seen`, `shown`, `scaled`. Promise: a small net of our own (models/digits.onnx, trained by
tools/train_digits) that shares nothing with the first reader, so that their agreement means something; its chances are
true ones. Not here: which words are read twice and whom to believe (figures).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nlp import digits

type Picture = NDArray[np.uint8]

HEIGHT, NARROWEST, WIDEST = 24, 24, 480
BLANK = 0
# Index in this string + 1 is the net's class; every letter is one "#", a run of them too.
MARKS = "0123456789/-.,:%()#"
# Of a word's tallest piece: what is tall too, and how far above or below such pieces the marks between figures stand at most.
_TALL, _APART = 0.6, 0.25
_SAME = str.maketrans(
    {"\u066c": ",", "\u060c": ",", "\u066b": "/", "\u066a": "%", "\u00ab": "(", "\u00bb": ")", "\u2013": "-"}
)
MODEL = Path(__file__).parent / "models" / "digits.onnx"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Seen:
    """`text` is the likeliest reading; `chances` are the net's own, in logarithms, a row for each step from the left."""

    text: str
    chances: NDArray[np.float32]

    def chance(self, text: str) -> float:
        """The net's chance, 0 to 1, that just `text` (in the signs of MARKS) stands there, over all ways to place it."""
        marks = [BLANK]
        for sign in text:
            marks += [MARKS.index(sign) + 1, BLANK]
        # A sign may follow right after the one before unless it is the same again.
        skips = np.array([at > 1 and mark != BLANK and mark != marks[at - 2] for at, mark in enumerate(marks)])
        ways = np.full(len(marks), -np.inf)
        ways[:2] = self.chances[0, marks[:2]]
        for step in self.chances[1:]:
            one, two = np.roll(ways, 1), np.roll(ways, 2)
            one[0], two[:2] = -np.inf, -np.inf
            ways = np.logaddexp(np.logaddexp(ways, one), np.where(skips, two, -np.inf)) + step[marks]
        return float(np.exp(np.logaddexp(ways[-1], ways[-2] if len(marks) > 1 else -np.inf)))


def read(word: Picture) -> Seen:
    """What the net sees in the picture of one word (grey, dark ink)."""
    chances = _answer(scaled(word))
    best = chances.argmax(axis=1)
    kept = [int(mark) for step, mark in enumerate(best) if mark != BLANK and (step == 0 or best[step - 1] != mark)]
    return Seen("".join(MARKS[mark - 1] for mark in kept), chances)


def shown(text: str) -> str:
    """`text` in the classes of MARKS; what has no class (spaces, half-spaces) is left out."""
    made: list[str] = []
    for sign in digits.latin(text).translate(_SAME):
        mark = "#" if sign.isalpha() else sign
        if mark in MARKS and not (mark == "#" and made[-1:] == ["#"]):
            made.append(mark)
    return "".join(made)


def scaled(word: Picture) -> Picture:
    """The word cut to its ink, with air around, HEIGHT rows high."""
    word = _in_its_row(word)
    rows, columns = np.nonzero(word < 128)
    if len(rows):
        word = word[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    air = max(1, round(word.shape[0] * 0.12))
    word = np.pad(word, air, constant_values=255)
    wide = int(np.clip(round(word.shape[1] * HEIGHT / word.shape[0]), 8, WIDEST))
    way = cv2.INTER_AREA if word.shape[0] > HEIGHT else cv2.INTER_LINEAR
    small = cv2.resize(word, (wide, HEIGHT), interpolation=way)
    return np.asarray(np.pad(small, ((0, 0), (4, max(4, NARROWEST - wide))), constant_values=255), np.uint8)


def _in_its_row(word: Picture) -> Picture:
    """`word` without what stands clear above or below its tall pieces: dirt there would make its figures small."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats((word < 128).astype(np.uint8))
    top, high = stats[1:, cv2.CC_STAT_TOP], stats[1:, cv2.CC_STAT_HEIGHT]
    if len(high) < 2:
        return word
    tall = high >= _TALL * high.max()
    air = _APART * high.max()
    above, below = top[tall].min() - air, (top + high)[tall].max() + air
    gone = np.concatenate([[False], (top + high < above) | (top > below)])
    return np.where(gone[pieces], 255, word).astype(np.uint8) if gone.any() else word


def _answer(picture: Picture) -> NDArray[np.float32]:
    """The net's logarithms of chances, a row for each step from left to right."""
    blob = (255 - picture.astype(np.float32))[None, None] / 255
    with _ONE_AT_A_TIME:
        net = _net()
        net.setInput(blob)
        return np.asarray(net.forward(), np.float32)[0, :, 0, :].T


@cache
def _net() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(str(MODEL))
