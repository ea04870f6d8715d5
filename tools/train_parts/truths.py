"""The tags that a paper's truth gives to its lines: where each decision's words stand, and who is named as having come.

Door: `tags`. Promise: a decision that cannot be found on the page makes the whole paper unfit (None), so that nothing wrong is
learnt. Not here: what a line is (intake.paragraphs), the learning (learning).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from intake import paragraphs
from intake.paragraphs import Tag
from intake.sheet import Sheet
from nlp import votes
from nlp.normalise import folded

# How like must be: a decision's first letters, a line to a part of it (in a hundred); the share of it that lines must hold.
_BEGINNING, _PART, _WHOLE = 85, 82, 0.6
# Letters of a beginning; letters of a line, at least; lines in between that are none of the decision's, less than.
_FIRST, _SHORTEST, _BETWEEN = 25, 6, 3
_NAME = 88


def tags(sheet: Sheet, truth: dict[str, Any]) -> list[Tag] | None:
    """A tag for each line of the sheet, or None where the page does not show what the truth tells."""
    found = paragraphs.lines(sheet)
    texts = [_told(sheet, line) for line in found]
    tagged: list[Tag] = ["other"] * len(found)
    for decision in truth.get("resolutions") or ():
        if not _decision(texts, tagged, _bare(decision["text"])):
            return None
    for at, line in enumerate(found):
        told = sheet.text[line.start : line.end]
        if tagged[at] == "other" and at and tagged[at - 1] in ("decides", "goes-on", "votes") and votes.read(told):
            tagged[at] = "votes"
    _people(sheet, found, tagged, truth)
    return tagged


def _told(sheet: Sheet, line: paragraphs.Line) -> str:
    """A line's letters; of a table's row those of its longest cell."""
    cells = [(cell.start, cell.end) for cell in line.row.cells] if line.row is line.last else []
    spans = cells if len(cells) > 1 else [(line.start, line.end)]
    return max((_bare(sheet.text[start:end]) for start, end in spans), key=len)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", folded(text))


def _decision(texts: Sequence[str], tagged: list[Tag], wanted: str) -> bool:
    """Tags the lines of one decision; False where they are not to be found."""
    begins = [at for at, text in enumerate(texts) if tagged[at] == "other" and _opens(text, wanted)]
    held = max((_lines_from(texts, tagged, wanted, at) for at in begins), default=(0.0, []), key=lambda one: one[0])
    if not wanted or held[0] < _WHOLE:
        return not wanted
    first, last = held[1][0], held[1][-1]
    tagged[first] = "decides"
    for at in range(first + 1, last + 1):
        tagged[at] = "goes-on" if tagged[at] == "other" else tagged[at]
    return True


def _opens(text: str, wanted: str) -> bool:
    head = wanted[:_FIRST]
    if len(text) >= len(head):
        return fuzz.partial_ratio(head, text) >= _BEGINNING
    return len(text) >= 10 and fuzz.partial_ratio(text, head) >= _BEGINNING


def _lines_from(texts: Sequence[str], tagged: Sequence[Tag], wanted: str, first: int) -> tuple[float, list[int]]:
    """The lines from `first` on that hold the decision, and how much of it they hold."""
    members, covered, misses = [first], min(len(wanted), len(texts[first])), 0
    for at in range(first + 1, len(texts)):
        if covered >= 0.97 * len(wanted) or misses >= _BETWEEN or tagged[at] != "other":
            break
        text, left = texts[at], len(wanted) - covered
        part = len(text) <= 1.1 * len(wanted) and fuzz.partial_ratio(text, wanted) >= _PART
        rest = left > 8 and len(text) > left + 10 and fuzz.partial_ratio(wanted[covered:], text) >= _BEGINNING
        if text and ((part and (len(text) >= _SHORTEST or not misses)) or rest):
            members.append(at)
            covered, misses = (len(wanted) if rest and not part else covered + len(text)), 0
        else:
            misses += 1
    return min(covered, len(wanted)) / max(1, len(wanted)), members


def _people(sheet: Sheet, found: Sequence[paragraphs.Line], tagged: list[Tag], truth: dict[str, Any]) -> None:
    """Tags the lines that first name those who came or did not; lines that name them again are others."""
    lists: dict[Tag, list[str]] = {"present": [], "absent": []}
    for field, names in lists.items():
        names += [_bare(name) for name in truth.get(field) or ()]
    seen: set[str] = set()
    for at, line in enumerate(found):
        if tagged[at] != "other":
            continue
        letters = _bare(sheet.text[line.start : line.end])
        here = {field: {name for name in names if _stands_in(name, letters)} for field, names in lists.items()}
        most: Tag = "present" if here["present"] and len(here["present"]) >= len(here["absent"]) else "absent"
        if here[most] and not here[most] <= seen:
            tagged[at] = most
        seen |= here["present"] | here["absent"]


def _stands_in(name: str, letters: str) -> bool:
    return bool(name) and (name in letters or (len(name) > 8 and fuzz.partial_ratio(name, letters) >= _NAME))
