"""Words of a page that was read from its picture, with their dots mended.

Door: `mended`. Promise: only words that the engine itself doubts change, by the rules of nlp.spelling, and are less sure then;
places and everything else stay. Not here: figures (figures).
"""

from __future__ import annotations

import re
from dataclasses import replace

from intake.layout import Line, Page, Word, rewritten
from nlp import spelling

# Words that were read wrong by a dot were said with 0.92 and less, most others with more.
_DOUBTED = 0.93
# How much of its certainty such a word keeps.
_KEPT = 0.9
_AMONG_MARKS = re.compile(r"(\W*)(\w+)(\W*)")


def mended(page: Page) -> Page:
    """`page` with the words that a dot turned into none."""
    return replace(page, lines=tuple(_line(line) for line in page.lines))


def _line(line: Line) -> Line:
    words = tuple(_word(word) for word in line.words)
    return line if words == line.words else rewritten(line, words)


def _word(word: Word) -> Word:
    parts = _AMONG_MARKS.fullmatch(word.text) if word.confidence < _DOUBTED else None
    if parts is None or (meant := spelling.mended(parts[2])) == parts[2]:
        return word
    return replace(word, text=f"{parts[1]}{meant}{parts[3]}", confidence=round(_KEPT * word.confidence, 4))
