"""Is a text layer, or what OCR read, worth believing?

Door: `believable` for a text layer, `legibility` and `left_out` for a page read by OCR. Promise: a layer in wrong letters, in a
foreign OCR's nonsense, or much too thin for the page under it is not believed, so that the page is read from its
picture instead. Not here: mending text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.engines.born_digital import TypedPage
from intake.layout import Page
from nlp import wording

_PERSIAN = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06c0\u06cc]")
_TOKEN = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06c0\u06cc\u064b]+")
_FOLD = str.maketrans("\u064a\u0643\u0629\u0623\u0625\u0624\u06c0", "\u06cc\u06a9\u0647\u0627\u0627\u0648\u0647")
# Measured on official letters and minutes: 25 to 55 % of their words are frequent ones; in mangled layers under 5 %.
_LEAST_FREQUENT_WORDS = 0.1
_ENOUGH_WORDS = 12
_FULL_PAGE_PICTURE = 0.55
_MOST_UNKNOWN = 0.02
# At reading size, in pixels: from the body of a small letter to a title's; a joined word is hardly wider.
_LETTER_HEIGHT, _LETTER_WIDTH = (10, 100), 300


def believable(typed: TypedPage) -> bool:
    """Whether the text layer stands for what a reader of the page sees."""
    text = typed.page.text
    if typed.overlaid or typed.unknown > _MOST_UNKNOWN or not text.strip():
        return False
    latin, persian = _letters(text)
    if typed.pictured > _FULL_PAGE_PICTURE and (persian < 200 or latin > persian):
        return False  # a stamp on a scan, or a foreign OCR's guess at it
    if persian == 0 and _looks_like_mojibake(text):
        return False
    return latin > persian or frequent_share(text) >= _LEAST_FREQUENT_WORDS


def frequent_share(text: str) -> float:
    """The share of frequent words among the Persian words of `text`, 0 to 1; for a handful of words, 1 when any is
    there.
    """
    tokens = [token.translate(_FOLD).rstrip("\u064b") for token in _TOKEN.findall(text.replace("\u200c", " "))]
    hits = sum(token in _frequent() for token in tokens)
    if len(tokens) < _ENOUGH_WORDS:
        return 1.0 if hits or len(tokens) < 3 else 0.0
    return hits / len(tokens)


def legibility(page: Page) -> float:
    """How well OCR could read the page: the mean confidence of its words, longer words counting more, 0 for none."""
    weights = [(len(word.text), word.confidence) for line in page.lines for word in line.words]
    total = sum(length for length, _ in weights)
    return sum(length * confidence for length, confidence in weights) / total if total else 0.0


def left_out(page: Page, white: NDArray[np.uint8]) -> float:
    """The share of what looks like letters on the cleaned picture that lies in none of the page's lines, 0 to 1.

    Whole pages have up to 0.15 (stamps, logos, dirt); where the engine has lost its lines it is most of them.
    """
    high, wide = white.shape
    _, _, stats, centres = cv2.connectedComponentsWithStats(np.asarray(255 - white, np.uint8))
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    least, most = _LETTER_HEIGHT
    letters = centres[1:][(heights >= least) & (heights <= most) & (widths <= _LETTER_WIDTH)] / (wide, high)
    if not len(letters):
        return 0.0
    inside = np.zeros(len(letters), bool)
    for left, top, right, bottom in (line.box for line in page.lines):
        across, down = letters[:, 0], letters[:, 1]
        inside |= (across >= left) & (across <= right) & (down >= top) & (down <= bottom)
    return float(1 - inside.mean())


@cache
def _frequent() -> frozenset[str]:
    return frozenset(word.translate(_FOLD) for group in wording.words("frequent").values() for word in group)


def _letters(text: str) -> tuple[int, int]:
    """How many Latin and how many Persian letters."""
    persian = len(_PERSIAN.findall(text))
    return sum(c.isalpha() for c in text) - persian, persian


def _looks_like_mojibake(text: str) -> bool:
    """Bytes of an Arabic code page shown as Latin-1: letters, but mostly accented ones."""
    alphabetic = [c for c in text if c.isalpha() or unicodedata.category(c) in {"Sc", "So", "Sk"}]
    return sum(not c.isascii() for c in alphabetic) > 0.4 * max(1, len(alphabetic))
