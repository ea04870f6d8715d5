"""The figures of a page that was read from its picture: torn numbers mended, and a second reader heard.

Door: `mended`, `cleared`, `checked`, `agreed`, `in_order`. Promise: parts of a number that was torn at its zeros are put
together when together they are a number of a known form; dots and strokes are no figures; parts around a hyphen come in the
order in which they were written; other words keep their places and their letters; agreement of the two readers makes a word
surer, disagreement less sure than either was, and what only one of them reads as a whole (a number that checks, a real date)
is taken from that one. Not here: the readers themselves (engines), figures that the first did not see (unread).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import eq

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.engines import digits as second_reader
from intake.engines import tesseract
from intake.layout import Line, Page, Word, around, rewritten
from intake.placing import pixels
from nlp import dates, digits, identifiers

type Picture = NDArray[np.uint8]

_FIGURES = re.compile(r"\d+")
# One number with whatever marks stand in it; a sum by threes, as the second reader writes it.
_NUMBER = re.compile(r"\d(?:\S*\d)?")
_BY_THREES = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|([./])\d{3}(?:\1\d{3})+)")
_SLASHED = re.compile(r"[^\W_]+(?:/[^\W_]+)+")
_PARTS = re.compile(r"\d{2,}(?:[-.]\d{2,})+")
_HYPHENED = re.compile(r"\d+(?:[/.,\u066c]\d+)*(?:-\d+(?:[/.,\u066c]\d+)*)+")
_LETTER = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_ALEF_BEHIND = re.compile(r"(?<=\d)\u0627(?=" + _LETTER.pattern + ")")
_GOES_ON = re.compile(r"\S+\s+" + _LETTER.pattern)
_ONE_FIGURE = re.compile(r"\d")
_ONLY_FIGURES = re.compile(r"[\d.,\u066c\u060c]+")
_AMOUNT = re.compile(r"\d{1,3}(?:([.,\u066c\u060c])\d{3})(?:\1\d{3})+")
# A space between words is about a third of a line's height, in shares of the page's width a good half of that; numbers
# of zeros are torn at gaps up to this.
_TORN = 0.9
# Above this chance the second reader is believed against the first; how much of a disputed word's certainty is left, and
# how much of the doubt an agreement takes away.
_HEARD, _LIKELY, _DISPUTED, _AGREED = 0.9, 0.5, 0.6, 0.8
# In heights of the page's words. Measured: ones are 0.2 wide and wider, rules 0.12; zeros 0.15 and more, dots of dirt 0.13.
_RULE, _DOT, _STAMP = 0.15, 0.14, 3.0
# So many times as wide as it is high a dash is, and no zero; darker than this is ink.
_DASH, _INK = 1.4, 128
# A piece of ink this share as high as the highest one is more than dust, or a zero, which begins no sum.
_AS_HIGH = 0.4


def mended(page: Page) -> Page:
    """`page` with the parts of torn numbers put together, in the order in which they stand from the left."""
    return replace(page, lines=tuple(_mended(line) for line in page.lines))


def _mended(line: Line) -> Line:
    words, text, index = list(line.words), line.text, 0
    while index < len(words):
        for count in (3, 2):
            parts = words[index : index + count]
            whole = _whole(parts) if len(parts) == count else None
            if whole and (torn := _as_written(text, parts)):
                words[index : index + count] = [whole]
                text = text.replace(torn, whole.text, 1)
                break
        index += 1
    return line if len(words) == len(line.words) else replace(line, text=text, words=tuple(words))


def _as_written(text: str, parts: Sequence[Word]) -> str | None:
    torn = " ".join(part.text for part in parts)
    return torn if torn in text else None


def _whole(parts: Sequence[Word]) -> Word | None:
    """Neighbours of figures alone that stand close together and make up one number of a known form."""
    if not all(_ONLY_FIGURES.fullmatch(digits.latin(part.text)) for part in parts):
        return None
    seen = sorted(parts, key=lambda part: part.box[0])
    height = max(part.box[3] - part.box[1] for part in parts)
    if any(right.box[0] - left.box[2] > _TORN * height for left, right in pairwise(seen)):
        return None
    number = "".join(part.text for part in seen)
    if not any(is_whole(digits.latin(number)) for is_whole in _NUMBERS):
        return None
    return Word(number, around([part.box for part in parts]), min(part.confidence for part in parts))


_NUMBERS: tuple[Callable[[str], object], ...] = (
    lambda figures: len(figures) == 10 and identifiers.national_id(figures),
    lambda figures: len(figures) == 11 and identifiers.mobile(figures),
    lambda figures: len(figures) == 11 and identifiers.phone(figures),
    lambda figures: _AMOUNT.fullmatch(figures),
)


def cleared(page: Page, picture: Picture) -> Page:
    """`page` with its lone figures held against their ink: a one as thin as a rule is «|», a zero wider than high «-», one as
    small as a dot and whatever is as high as a stamp is nothing.
    """
    words = [word for line in page.lines for word in line.words]
    tall = float(np.median([word.box[3] - word.box[1] for word in words])) * picture.shape[0] if words else 0.0
    lines = (_cleared(line, picture, tall) for line in page.lines)
    return replace(page, lines=tuple(line for line in lines if line))


def _cleared(line: Line, picture: Picture, tall: float) -> Line | None:
    meant = {
        word: _meant(digits.latin(word.text), _cut(word, picture), tall)
        for word in line.words
        if _ONE_FIGURE.fullmatch(word.text)
    }
    if all(text is None for text in meant.values()):
        return line
    kept = [replace(word, text=meant.get(word) or word.text) for word in line.words if meant.get(word) != ""]
    return tesseract.line(kept) if kept else None


def _meant(figure: str, cut: Picture, tall: float) -> str | None:
    """What the ink of a lone figure is instead, "" for dirt; None where it may well be the figure."""
    rows, columns = np.nonzero(cut < _INK)
    if not len(rows):
        return ""
    high, wide = (float(np.ptp(one) + 1) / tall for one in (rows, columns))
    if high > _STAMP or (figure == "0" and max(high, wide) < _DOT):
        return ""
    if figure == "1" and wide < _RULE:
        return "|"
    return "-" if figure == "0" and wide > _DASH * high else None


def in_order(page: Page) -> Page:
    """`page` with the numbers around hyphens as they were written: engines read them from the left, but behind Persian letters
    their parts stand from right to left on the page (Unicode's rules for both directions, W2 and W4).
    """
    return replace(page, lines=tuple(_in_order(line) for line in page.lines))


def _in_order(line: Line) -> Line:
    if not _HYPHENED.search(line.text):
        return line
    cells = line.text.split("\t")
    turned: dict[str, str] = {}
    text = "\t".join(_turned(cell, turned, running=len(cells) == 1) for cell in cells)
    words = tuple(replace(word, text=turned.get(word.text, word.text)) for word in line.words)
    return replace(line, text=text, words=words)


def _turned(cell: str, turned: dict[str, str], *, running: bool) -> str:
    """`cell` with its numbers turned, told to `turned` word by word; running text may go on from a line above."""
    letter = _LETTER.search(cell)
    goes_on = running and _GOES_ON.match(cell)
    begin = len(cell) if letter is None else -1 if goes_on else letter.start()
    parts, at = re.split(r"(\s+)", cell), 0
    for index, part in enumerate(parts):
        number = _HYPHENED.search(part)
        if number and at + number.start() > begin and not _is_phone(number[0]):
            back = "-".join(reversed(number[0].split("-")))
            parts[index] = turned[part] = part[: number.start()] + back + part[number.end() :]
        at += len(part)
    return "".join(parts)


def _is_phone(number: str) -> bool:
    """Whether its area code stands in front already."""
    return digits.latin(number).startswith("0") and identifiers.phone(number) is not None


def checked(page: Page, picture: Picture) -> Page:
    """`page` as `picture` (cleaned, its boxes' own) was read, each of its words with figures read again."""
    return replace(page, lines=tuple(_line(line, picture) for line in page.lines))


def _line(line: Line, picture: Picture) -> Line:
    words = tuple(_word(word, picture) if _FIGURES.search(word.text) else word for word in line.words)
    return line if words == line.words else rewritten(line, words)


def _word(word: Word, picture: Picture) -> Word:
    cut = _whole_cut(word, picture)
    seen = second_reader.read(cut)
    first, second = _FIGURES.findall(digits.latin(word.text)), _FIGURES.findall(seen.text)
    if not second:
        return word
    chance, mine, theirs = seen.chance(seen.text), _sum(second_reader.shown(word.text)), _sum(seen.text)
    if first in (second, second[::-1]) or ((mine or theirs) and "".join(first) == "".join(second)):
        text = _with_sum(word.text, theirs) if theirs and not mine and len(first) > 1 else word.text
        text = _as_seen(text, seen.text) if first == second[::-1] != second else text
        return replace(word, text=text, confidence=round(1 - (1 - word.confidence) * (1 - chance * _AGREED), 4))
    if parts := _parted(word.text, seen.text, chance):
        return replace(word, text=parts, confidence=round(1 - (1 - word.confidence) * (1 - chance * _AGREED), 4))
    if theirs and "".join(first)[1:] == "".join(second) and _blank(cut) > 1 / len(seen.text):
        return replace(word, text=_with_sum(word.text, theirs), confidence=round(_AGREED * word.confidence, 4))
    if theirs and chance >= _LIKELY and (not mine or (chance > word.confidence and _fits(seen.text, mine, cut))):
        return replace(word, text=_with_sum(word.text, theirs), confidence=round(_DISPUTED * chance, 4))
    other = _in_other_figures(word.text, first, second)
    if other and _better(word.text, other, chance):
        return replace(word, text=other, confidence=round(_DISPUTED * chance, 4))
    return replace(word, confidence=round(word.confidence * (1 - _DISPUTED * chance), 4))


def _sum(shown: str) -> str | None:
    """The only number of a word without letters, where marks part it by threes. A first reader takes such marks for figures, as
    some hang as high as these and are no larger than a zero; by chance figures fall by threes hardly ever.
    """
    found = _BY_THREES.search(shown)
    alone = found and "#" not in shown and _FIGURES.findall(found[0]) == _FIGURES.findall(shown)
    return found[0] if found and alone else None


def _as_seen(text: str, shown: str) -> str:
    """A number between slashes that the engine took back to front, as it stands on the page from the left (`shown`): all of it
    where its letter stands at the right, as in a line from left to right; else its figures alone, which keep that order in any.
    """
    if not _SLASHED.fullmatch(digits.latin(text)):
        return text
    if shown.endswith("/#"):
        return "/".join(reversed(text.split("/")))
    return _with(text, _FIGURES.findall(shown))


def _parted(text: str, shown: str, chance: float) -> str | None:
    """`text` with the hyphen or point that the second reader alone sees between the figures of its only number: engines take
    both for blots. A number that is something whole as it stands has none.
    """
    number = _FIGURES.findall(digits.latin(text))
    sure = chance >= (_HEARD if "." in shown else _LIKELY)
    if not sure or len(number) != 1 or not _PARTS.fullmatch(shown) or re.sub(r"[-.]", "", shown) != number[0]:
        return None
    return None if any(is_whole(number[0]) for is_whole in _NUMBERS) else _with_sum(text, shown)


def _with_sum(text: str, sum_: str) -> str:
    """`text` with a sum in place of its only number, whatever marks and signs that was read with."""
    return _NUMBER.sub(lambda old: _in_digits_of(old[0][0], sum_), text, count=1)


def _fits(shown: str, other: str, cut: Picture) -> bool:
    """Whether there is a piece of ink for each sign of the one reading, and so not of the other."""
    count, _, _, _ = cv2.connectedComponentsWithStats((cut < _INK).astype(np.uint8))
    return count - 1 == len(shown) != len(other)


def _blank(cut: Picture) -> float:
    """The share of a word's width at its left, 0 to 1, where nothing is as high as a figure: an engine may see one there."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((cut < _INK).astype(np.uint8))
    high = stats[1:, 3] >= _AS_HIGH * stats[1:, 3].max(initial=0)
    return float(stats[1:, 0][high].min() / cut.shape[1]) if high.any() else 1.0


def agreed(word: Word, picture: Picture) -> bool:
    """Whether the second reader sees the same figures in a word that has some, its box on `picture`."""
    first = _FIGURES.findall(digits.latin(word.text))
    return bool(first) and _FIGURES.findall(second_reader.read(_whole_cut(word, picture)).text) in (first, first[::-1])


def _in_other_figures(text: str, first: Sequence[str], second: Sequence[str]) -> str | None:
    """`text` with the second reader's numbers in place of its own; None where they are not as many."""
    if len(first) != len(second):
        return None
    # Of several numbers the two readers may differ in the order; their lengths tell, and those on which both agree.
    ways = [way for way in (list(second), list(second[::-1])) if [*map(len, way)] == [*map(len, first)]]
    taken = max(ways, key=lambda way: sum(map(eq, way, first)), default=list(second))
    return _with(_without_ones(text, first, taken), taken)


def _without_ones(text: str, first: Sequence[str], second: Sequence[str]) -> str:
    """`text` without an alef behind a number that begins with a one for the second reader alone: the one was taken for it."""
    if second[-1] == f"1{first[-1]}" or second[0] == f"1{first[0]}":
        return _ALEF_BEHIND.sub("", text, count=1)
    return text


def _cut(word: Word, picture: Picture) -> Picture:
    high, wide = picture.shape[:2]
    x0, y0, x1, y1 = word.box
    air = max(2, round((y1 - y0) * high * 0.08))
    top, left = max(0, round(y0 * high) - air), max(0, round(x0 * wide) - 2)
    return picture[top : round(y1 * high) + air, left : round(x1 * wide) + 2]


def _whole_cut(word: Word, picture: Picture) -> Picture:
    """The word with its outermost figures whole, which the boxes of engines cut through: every piece of ink that lies more in
    the box than out of it.
    """
    high, wide = picture.shape[:2]
    box = np.array(pixels(word.box, wide, high))
    reach = (box[3] - box[1]) // 2 + 2
    left, top = max(0, box[0] - reach), max(0, box[1] - reach)
    around_it = picture[top : box[3] + reach, left : box[2] + reach]
    _, _, stats, _ = cv2.connectedComponentsWithStats((around_it < _INK).astype(np.uint8))
    x, y, across, down = (stats[1:, at] for at in range(4))
    shared = np.minimum(x + across, box[2] - left) - np.maximum(x, box[0] - left)
    level = np.minimum(y + down, box[3] - top) - np.maximum(y, box[1] - top)
    # What runs on beyond what is looked at is a rule or a neighbour.
    ends = (x > 0) & (y > 0) & (x + across < around_it.shape[1]) & (y + down < around_it.shape[0])
    own = ends & (shared > 0) & (level > 0) & (2 * shared * level > across * down)
    if own.any():
        box[0], box[1] = min(box[0], left + x[own].min()), min(box[1], top + y[own].min())
        box[2], box[3] = max(box[2], left + (x + across)[own].max()), max(box[3], top + (y + down)[own].max())
    return picture[max(0, box[1] - 2) : box[3] + 2, max(0, box[0] - 2) : box[2] + 2]


def _with(text: str, numbers: Sequence[str]) -> str:
    """`text` with its numbers replaced one by one, in its own digits."""
    left = iter(numbers)
    return _FIGURES.sub(lambda old: _in_digits_of(old[0], next(left)), text)


def _in_digits_of(old: str, new: str) -> str:
    return new if old.isascii() else "".join(digits.PERSIAN[int(sign)] if sign.isdecimal() else sign for sign in new)


_WHOLE: tuple[Callable[[str], object], ...] = (
    lambda text: len(digits.only(text)) == 10 and identifiers.national_id(text),
    lambda text: next(iter(dates.find(digits.latin(text))), None),
)


def _better(text: str, other: str, chance: float) -> bool:
    """Whether the second reading is to be taken: it alone is something whole, or the first is not and it is sure."""
    for whole in _WHOLE:
        mine, theirs = bool(whole(text)), bool(whole(other))
        if mine != theirs:
            return theirs
    return chance >= _HEARD
