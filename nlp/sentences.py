"""Where the sentences of running words end.

Door: `sentences`, `ENDS`. Promise: pure, over folded text. Not here: paragraphs, which are seen on the page (intake.parts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.normalise import SENTENCE_ENDS

# What a sentence may end with.
ENDS = (*SENTENCE_ENDS, ":", "!", "؟")
# Between two sentences; letters of a sentence, at least, and of the last one of a paragraph.
_BETWEEN = re.compile(
    r"(?<=[^\d\W][.؛])\s+(?=[^\W_]|[◄★•▪●◆■]|[(](?:بند|مصوبه|تصمیم)?\s?\d{1,3}[)])|(?<=[^\d\W]\s[.؛])\s+(?=[^\W_])|(?<=[)»][.؛])\s+(?=\w)|(?<=\d[؛])\s+(?=\w)|(?<=\d\.)\s+(?=[^\W\d_]{2})"
)
_LEAST, _LAST = 20, 10
# Letters within a bracket, at most.
_BRACKETED = 160


def sentences(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences begin in text[start:end] of a folded text, but the first; what is too short stays with the next."""
    last = start
    for match in _BETWEEN.finditer(text, start, end):
        long_enough = match.end() - last >= _LEAST and end - match.end() >= _LAST
        if long_enough and not _in_brackets(text, last, match.start(), end):
            yield match.end()
            last = match.end()


def _in_brackets(text: str, start: int, at: int, end: int) -> bool:
    """Whether a bracket that was opened in the sentence is closed only behind `at`, as in «(پنج رأی؛ یک نفر ممتنع)»."""
    opened = text.rfind("(", start, at)
    if opened <= text.rfind(")", start, at):
        return False
    return text.find(")", at, min(end, opened + _BRACKETED)) >= 0
