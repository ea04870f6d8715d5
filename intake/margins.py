"""A column of signatures beside the text, put behind it.

Door: `apart`. Promise: where a head of signatures stands beside another, what stands below it follows the text beside
it; every word stays, and pages without such a head stay as they are. Not here: tables, other columns (columns).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from intake.engines import tesseract
from intake.layout import Line, Word
from nlp import tables

# Shares of the page's width: the least gap beside the head; where the column's edge is looked for, right of its head.
_GAP, _STEP, _WIDEST = 0.03, 0.004, 0.2
# What is nearer stands in one text.
_SPACE = 0.009
_LEAST_NAMES = 2


def apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with each column of signatures behind the text that it stands beside."""
    made: list[Line] = []
    at = 0
    while at < len(lines):
        head = _head(lines[at])
        end, edge = _column(lines, at, head) if head else (at, 0.0)
        if sum(any(_middle(word) < edge for word in line.words) for line in lines[at + 1 : end]) < _LEAST_NAMES:
            made.append(lines[at])
            at += 1
            continue
        for right in (True, False):
            sides = ([word for word in line.words if (_middle(word) > edge) == right] for line in lines[at:end])
            made += [tesseract.line(words) for words in sides if words]
        at = end
    return made


def _head(line: Line) -> float:
    """The right edge of a head of signatures at the line's left end, 0 where there is none."""
    words = sorted(line.words, key=lambda word: word.box[0])
    count = next((at for at in range(1, len(words)) if words[at].box[0] - words[at - 1].box[2] > _GAP), 0)
    said = " ".join(word.text for word in reversed(words[:count]))
    # A table of those who came has such a head too, among its own.
    tabled = any(tables.is_head(word.text) for word in words[count:]) and not words[count].text.endswith(":")
    return words[count - 1].box[2] if count and not tabled and tables.is_of_signatures(said) else 0.0


def _column(lines: Sequence[Line], at: int, head: float) -> tuple[int, float]:
    """(the column's end, its right edge): where the most lines below the head leave a gap."""
    runs = {float(edge): _clear(lines, at + 1, float(edge)) for edge in np.arange(head, head + _WIDEST, _STEP)}
    longest = max(runs.values())
    best = [edge for edge, run in runs.items() if run == longest]
    return longest, best[len(best) // 2]


def _clear(lines: Sequence[Line], start: int, edge: float) -> int:
    """The first line from `start` on that goes on across the edge."""
    return next((at for at in range(start, len(lines)) if _goes_across(lines[at], edge)), len(lines))


def _goes_across(line: Line, edge: float) -> bool:
    left = max((word.box[2] for word in line.words if _middle(word) < edge), default=0.0)
    right = min((word.box[0] for word in line.words if _middle(word) >= edge), default=1.0)
    return right - left < _SPACE or left > edge or right < edge


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2
