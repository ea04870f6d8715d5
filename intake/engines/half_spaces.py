"""Half-spaces that a PDF has no sign for, found by the letters' forms.

Door: `found`. Promise: a letter that stands in its final form with another letter close behind it has a half-space after
it: no producer writes one, and the form is known by its width, which the page's own word ends teach. Fonts whose forms
are all as wide tell nothing, and nothing is made up. Not here: half-spaces that were written (bidi).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import mode
from typing import Any

from intake.engines import bidi

# Letters that join the next one, so that their final form differs from the one within a word.
_JOINING = frozenset(
    "\u0628\u067e\u062a\u062b\u062c\u0686\u062d\u062e\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a\u0641\u0642"
    "\u06a9\u0643\u06af\u0644\u0645\u0646\u0647\u06cc\u064a\u0626"
)
# In shares of the font size: widths that differ less are the same form, and forms that differ less are not told apart.
_SAME, _APART = 0.004, 0.02
type Char = dict[str, Any]


def found(rows: Iterable[Sequence[Char]]) -> list[Char]:
    """For each half-space that the rows' letters show, a blank of no width at its place."""
    letters = [letter for row in rows for letter in _letters(row)]
    ends: dict[tuple[str, str, bool], set[float]] = defaultdict(set)
    inside: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for char, joined, followed in letters:
        form = (char["fontname"], char["text"], joined)
        inside[form].append(_width(char)) if followed else ends[form].add(_width(char))
    return [
        {**char, "text": " ", "x1": char["x0"]}
        for char, joined, followed in letters
        if followed
        and _is_final(
            char, ends[char["fontname"], char["text"], joined], inside[char["fontname"], char["text"], joined]
        )
    ]


def _is_final(char: Char, ends: set[float], inside: list[float]) -> bool:
    """`ends` and `inside`: the widths of this letter of this font at words' ends and within words."""
    width = _width(char)
    return abs(width - mode(inside)) > _APART and any(abs(width - end) < _SAME for end in ends)


def _letters(row: Sequence[Char]) -> Iterator[tuple[Char, bool, bool]]:
    """Each joining letter of a row, whether the letter before it joins it, and whether a letter follows close behind."""
    shown = sorted((char for char in row if not _is_mark(char)), key=lambda char: -(char["x0"] + char["x1"]))
    for index, char in enumerate(shown):
        if char["text"] not in _JOINING:
            continue
        before = shown[index - 1] if index else None
        after = shown[index + 1] if index + 1 < len(shown) else None
        joined = before is not None and before["text"][-1:] in _JOINING and _close(before, char)
        yield char, joined, after is not None and bidi.is_rtl(after["text"]) and _close(char, after)


def _close(right: Char, left: Char) -> bool:
    return bool(right["x0"] - left["x1"] < 0.08 * right["size"])


def _is_mark(char: Char) -> bool:
    return not char["text"] or char["x1"] - char["x0"] < 0.01 * (char["size"] or 1.0)


def _width(char: Char) -> float:
    return float(round((char["x1"] - char["x0"]) / (char["size"] or 1.0), 3))
