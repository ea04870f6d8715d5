"""Words that were read beside the words that stand on the page, counted.

Door: `TextScore`, `compare`. Promise: letters of other keyboards, joiners, marks and digits of other scripts are folded on both
sides; paragraphs and cells of the truth are put into the order in which they were read, since a table has no one order; spaces
count for words and not for letters; digits count run by run, wherever a run stands. Not here: fields (intake_scores).
"""

from __future__ import annotations

import re
from collections import Counter

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from bench.intake_scores import folded
from nlp import digits

_RUN = re.compile("[0-9]+")
_SURELY_FOUND = 70
_SHORT = 6
# Letters by which a reading may go back, as from a column's foot to the head of the next.
_NEAR = 200


class TextScore(BaseModel):
    """Letters, words, digits and whole numbers (two digits and more) of the truth, and how many of each were lost."""

    model_config = ConfigDict(extra="forbid")

    letters: int = 0
    letters_wrong: int = 0
    words: int = 0
    words_wrong: int = 0
    digits: int = 0
    digits_right: int = 0
    numbers: int = 0
    numbers_right: int = 0

    def add(self, other: TextScore) -> None:
        for name in type(self).model_fields:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def cer(self) -> float:
        return self.letters_wrong / max(1, self.letters)

    @property
    def wer(self) -> float:
        return self.words_wrong / max(1, self.words)

    @property
    def digit_share(self) -> float:
        return self.digits_right / max(1, self.digits)

    @property
    def number_share(self) -> float:
        return self.numbers_right / max(1, self.numbers)


def compare(read: str, told: str) -> TextScore:
    """How much of what is told was read; what was read beyond it counts as wrong letters and words."""
    have = " ".join(folded(read).split())
    want = " ".join(_as_read(told.split("\n"), have.replace(" ", "")))
    tight_have, tight_want = have.replace(" ", ""), want.replace(" ", "")
    told_digits, read_digits = _digits(told, read)
    numbers, found = Counter(re.findall(r"\d{2,}", want)), Counter(re.findall(r"\d{2,}", have))
    words = want.split()
    return TextScore(
        letters=len(tight_want),
        letters_wrong=Levenshtein.distance(tight_want, tight_have),
        words=len(words),
        words_wrong=Levenshtein.distance(words, have.split()),
        digits=told_digits,
        digits_right=read_digits,
        numbers=numbers.total(),
        numbers_right=(numbers & found).total(),
    )


def _digits(told: str, read: str) -> tuple[int, int]:
    """How many digits are told, and how many were read: run by run of digits, whatever parts them (a date has three), each
    beside the run that equals it, else beside the one left over that is most like it, if half of it is. Where on the page it
    was read does not matter: the runs of a table or around a hyphen have no one order.
    """
    want, have = (Counter(_RUN.findall(digits.latin(text))) for text in (told, read))
    right = sum(len(run) * count for run, count in (want & have).items())
    lost, left = sorted((want - have).elements(), key=len, reverse=True), list((have - want).elements())
    for run in lost:
        best = max(left, key=lambda other: LCSseq.similarity(run, other), default="")
        same = LCSseq.similarity(run, best)
        if same >= max(len(run), len(best)) / 2:
            left.remove(best)
            right += same
    return sum(len(run) * count for run, count in want.items()), right


def _place(line: str, have: str, last: int) -> int:
    """Where the line begins in what was read: near where the one before stands, since names and offices come again."""
    for start in (max(0, last - _NEAR), 0):
        found = fuzz.partial_ratio_alignment(line, have[start:])
        if found and found.score >= _SURELY_FOUND:
            return start + int(found.dest_start)
    return last


def _as_read(told: list[str], have: str) -> list[str]:
    """The truth's lines, folded, in the order in which the reading has them; what it lacks stays behind its neighbour."""
    placed: list[tuple[int, int, str]] = []
    last = 0
    for line in (" ".join(folded(one).split()) for one in told):
        tight = line.replace(" ", "")
        last = _place(tight, have, last) if _SHORT <= len(tight) <= len(have) else last
        placed.append((last, len(placed), line))
    return [line for _, _, line in sorted(placed)]
