"""Strokes that stretch words and pass for blanks or points: LibreOffice justifies lines with them and names them by chance.

Door: `unstretched`. Promise: what lies between two letters that are drawn joined is a stroke; a blank stays one where anything
speaks for it. Not here: strokes that are called something that no word holds (born_digital), half-spaces that were
left out (half_spaces).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from intake.engines import bidi

type Char = dict[str, Any]
type Forms = dict[tuple[str, str], set[float]]

# In shares of the size: signs overlap by this at least, neighbours part by no more, letters drawn twice stand this near.
_UPON, _NEAR, _TWICE = 0.03, 0.1, 0.08


def unstretched(rows: Iterable[Sequence[Char]]) -> dict[int, Char]:
    """The characters of a page's rows that are strokes, by their `id`, each as one."""
    placed = [sorted(row, key=lambda char: -float(char["x0"])) for row in rows]
    strokes = {id(sign): sign for row in placed for sign in _upon_one_another(row)}
    names = {str(sign["text"]) for sign in strokes.values()}
    if names:
        forms = _forms(placed, names)
        for row in placed:
            among = zip(row, row[1:], row[2:], strict=False)
            alone = (
                sign
                for right, sign, left in among
                if sign["text"] in names and _parts_a_word(right, sign, left, *forms)
            )
            strokes |= {id(sign): sign for sign in alone}
    return {key: sign | {"text": bidi.STROKE} for key, sign in strokes.items()}


def _parts_a_word(right: Char, sign: Char, left: Char, ends: Forms, before: Forms, behind: Forms) -> bool:
    """Whether a sign that is a stroke elsewhere stands between letters drawn joined: both for a blank, one for what no word
    holds.
    """
    if not _joins(right, sign, left) or _drawn(right) in ends[_named(right)]:
        return False
    joined = _drawn(right) in before[_named(right)], _drawn(left) in behind[_named(left)]
    return any(joined) if sign["text"].strip() else all(joined)


def _upon_one_another(row: Sequence[Char]) -> Iterator[Char]:
    """The signs of a row (from the right) that overlap others of their name between joining letters: strokes that fill less
    room than they are long. Where letters are drawn twice as well, that makes them bold.
    """
    twice = sum(one["text"] == other["text"] and _gap(one, other) > 1 - _TWICE for one, other in pairwise(row))
    start = 0
    while start < len(row):
        end = start + 1
        while end < len(row) and row[end]["text"] == row[start]["text"]:
            end += 1
        run = row[start:end]
        inside = start > 0 and end < len(row) and _joins(row[start - 1], run[0], row[end], run[-1])
        upon = any(other["x1"] - one["x0"] > _UPON * one["size"] for one, other in pairwise(run))
        if inside and upon and not _is_letter(run[0]) and 2 * twice < len(row):
            yield from run
        start = end


def _gap(one: Char, other: Char) -> float:
    """How near the one's left edge is to the other's: 1 for the same place, 0 from one size on."""
    return 1 - min(1.0, float(one["x0"] - other["x0"]) / float(one["size"] or 1))


def _joins(right: Char, sign: Char, left: Char, last: Char | None = None) -> bool:
    """Whether the sign (to the `last` one) stands between two letters that may join, without a gap."""
    near = _NEAR * float(sign["size"])
    touching = right["x0"] - sign["x1"] < near and (last or sign)["x0"] - left["x1"] < near
    return bool(touching) and bidi.joins(right["text"]) and bidi.is_rtl(left["text"])


def _forms(rows: Iterable[Sequence[Char]], strokes: Collection[str]) -> tuple[Forms, Forms, Forms]:
    """How wide each letter is where no letter follows it, where one follows joined, and where it follows one joined; what
    stands in front of the names of `strokes` tells nothing.
    """
    ends, before, behind = (defaultdict[tuple[str, str], set[float]](set) for _ in range(3))
    for row in rows:
        for right, left in pairwise(row):
            if _is_letter(right) and _is_letter(left) and _touch(right, left) and bidi.joins(right["text"]):
                before[_named(right)].add(_drawn(right))
                behind[_named(left)].add(_drawn(left))
            elif _is_letter(right) and not _is_letter(left) and left["text"].strip() and left["text"] not in strokes:
                ends[_named(right)].add(_drawn(right))
        if row:
            ends[_named(row[-1])].add(_drawn(row[-1]))
    return ends, before, behind


def _touch(right: Char, left: Char) -> bool:
    return bool(right["x0"] - left["x1"] < _NEAR * right["size"])


def _is_letter(char: Char) -> bool:
    return bidi.is_rtl(char["text"]) and str(char["text"]).isalpha()


def _named(char: Char) -> tuple[str, str]:
    return str(char["fontname"]), str(char["text"])


def _drawn(char: Char) -> float:
    """How wide it is, in its size: each form of a letter has its own width."""
    return round(float(char["x1"] - char["x0"]) / float(char["size"] or 1), 3)
