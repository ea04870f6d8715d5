"""Lines of a page's head that an engine read after its foot.

Door: `in_place`. Promise: every line stays; a run of lines that begins far above the one before it goes in front of the first
line that stands below it, unless it is a column beside what was read before it; any other page is left as it was. Not here:
columns and tables (columns), what the lines say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intake.layout import Line, Page

# Shares of the page's height. From a line back up to the head: further than a table's cell or a block of signatures is high,
# whose next one begins at its top again. Where a head ends: under the emblem, the titles, number and date, even of a letter
# whose first lines of text stand low.
_FAR_UP, _HEAD = 0.35, 0.3


def in_place(page: Page) -> Page:
    """The page with such a run where it stands."""
    lines = list(page.lines)
    start = next((at for at in range(1, len(lines)) if _turns_up(lines[at - 1], lines[at])), None)
    if start is None:
        return page
    end = next((at for at in range(start, len(lines)) if lines[at].box[3] > _HEAD), len(lines))
    run = lines[start:end]
    bottom = max(line.box[3] for line in run)
    before = next((at for at in range(start) if _middle(lines[at]) > bottom), start)
    if _is_beside(run, lines[before:start]):
        return page
    return replace(page, lines=(*lines[:before], *run, *lines[before:start], *lines[end:]))


def _turns_up(above: Line, line: Line) -> bool:
    return above.box[1] - line.box[3] > _FAR_UP and line.box[3] < _HEAD and any(sign.isalpha() for sign in line.text)


def _is_beside(run: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether lines stand in a column of their own, beside most of the others."""
    left, right = min(line.box[0] for line in run), max(line.box[2] for line in run)
    return sum(line.box[0] < right and left < line.box[2] for line in others) * 2 <= len(others)


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2
