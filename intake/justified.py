"""Lines that were set as wide as the page: word processors spread even a few words, and each then looks like a column.

Door: `together`. Promise: the text of a line, its tabs as blanks where nothing but equal spaces parts its words; any other
line, heads of columns and people side by side too, as it is. Not here: columns and tables (columns, apart).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from intake.layout import Line, Word
from nlp import labels, names
from nlp.normalise import folded

# Spaces of a line that was set wide differ by less, in shares of the page's width; those of columns by more.
_EQUAL = 0.004
_FEWEST = 3
# In a picture they differ by more: of that many single words by less than a share of their mean, and by less than the words'
# middles do.
_SURELY, _NEARLY, _LESS = 4, 0.3, 0.95


def together(line: Line) -> str:
    """The line's text, one cell where its words were only spread."""
    parts = line.text.split("\t")
    if (
        len(parts) < _FEWEST
        or any(len(part.split()) > 2 for part in parts)
        or sum(map(_is_word, parts)) * 2 < len(parts)
        or sum(names.is_name(folded(part)) and names.is_likely(part) for part in parts) * 2 >= len(parts)
    ):
        return line.text
    cells = _cells(parts, line.words)
    # The word for a city is one of a value as well.
    said = [label for label in labels.in_line(folded(line.text)) if label.colon or label.field != "municipality"]
    if len(cells) < _FEWEST or not all(cells) or len(said) > 1:
        return line.text
    if parts[1].strip() == ":" and len(cells) > _FEWEST:
        # A label's colon keeps its own distance.
        cells = cells[1:]
    return line.text.replace("\t", " ") if _is_spread(cells) else line.text


def _is_spread(cells: Sequence[Sequence[Word]]) -> bool:
    """Whether the words' spaces are equal, as in a line set wide; in columns it is their middles that stand equally apart."""
    spaces = [right[-1].box[0] - left[0].box[2] for right, left in pairwise(cells)]
    differ = max(spaces) - min(spaces)
    if differ < _EQUAL:
        return True
    middles = [(cell[0].box[2] + cell[-1].box[0]) / 2 for cell in cells]
    steps = [right - left for right, left in pairwise(middles)]
    single = len(cells) >= _SURELY and all(len(cell) == 1 for cell in cells)
    return single and differ < _NEARLY * sum(spaces) / len(spaces) and differ < (max(steps) - min(steps)) * _LESS


def _is_word(part: str) -> bool:
    return any(sign.isalpha() for sign in part) or part.strip() in (":", "-", "–")


def _cells(parts: Sequence[str], words: Sequence[Word]) -> list[list[Word]]:
    """The words of each part, from the right; none where they cannot be told."""
    counts = [len(part.split()) for part in parts]
    if sum(counts) != len(words):
        return []
    left = iter(words)
    return [[next(left) for _ in range(count)] for count in counts]
