"""Who was elected, and with how many votes, from the words of minutes and the rows of a table of candidates.

Door: `elects`, `is_for_mayor`, `votes_of`, `heads_candidates`, `tells_votes`. Promise: pure, over folded text. Not here:
votes on what is decided (votes), whose name it is (names), where the table stands (intake.ballots).
"""

from __future__ import annotations

import re

from nlp import numbers
from nlp.normalise import pattern
from nlp.sides import COUNT

_ELECTS = pattern(
    r"(?<!\w)(?:انتخاب|برگزیده|منصوب|برگزید|منتخب|معرفی|تعیین)(?!\w)[^.\n]{0,60}(?:شد|شدند|گردید|گردیدند|نمود|نمودند|کرد|کردند|"
    r"می ?گردد|می ?شود|گردد|شود)(?!\w)"
)
_CANDIDATES = pattern(
    r"(?<!\w)(?:داوطلب|داوطلبان|داوطلبین|نامزد|نامزدها|نامزدهای|کاندیدا|کاندیداها|کاندیداهای|کاندید)(?!\w)"
)
_TOLD = pattern(r"(?<!\w)(?:رای|آرا|آرای|آراء)(?!\w)")
# «هیمن رستمیان ۵», «… ۴ (چهار)», «آقای … (کارشناس) با کسب ۴ رأی»
_BESIDE = pattern(
    rf"[ \t]*(?:[(][^()]{{1,40}}[)])?[ \t:=،\-–]*(?:(?:با|به)(?: (?:کسب|اخذ|احراز))?|دارای|تعداد|موفق به کسب)?[ \t]*"
    rf"(?:({COUNT})[ \t]*(?:رای|نفر)(?!\w)|(\d{{1,2}})(?: ?[(] ?(?:{COUNT})(?: رای)? ?[)])?[ \t]*$)"
)


def is_for_mayor(text: str, name: str) -> bool:
    """Whether a folded text names somebody for a mayor: «… فرزند کاظم به عنوان شهردار انتخاب گردید»."""
    return any(_FOR_MAYOR.match(text, match.end()) for match in re.finditer(re.escape(name), text))


_FOR_MAYOR = pattern(
    r"(?: (?:فرزند|با|دارای|متولد|به شماره)(?!\w)[^.،؛:]{0,60}?)? "
    r"(?:به عنوان|به سمت|بعنوان|برای تصدی) (?:سمت |تصدی )?(?:شهردار|شهرداری)"
    r"(?!\w)"
)


def elects(decision: str) -> bool:
    """Whether a folded decision names somebody for an office."""
    return bool(_ELECTS.search(decision))


def heads_candidates(row: str) -> bool:
    """Whether a folded row heads a table of those who stood for an office."""
    return "\t" in row and bool(_CANDIDATES.search(row)) and tells_votes(row)


def tells_votes(text: str) -> bool:
    """Whether a folded text speaks of votes: the head of a table of candidates."""
    return bool(_TOLD.search(text))


def votes_of(text: str, name: str) -> int | None:
    """How many votes stand beside a name in a folded row or clause: «هیمن رستمیان ۵», «خانم باقری با ۳ رأی»."""
    at = text.find(name)
    match = _BESIDE.match(text, at + len(name)) if at >= 0 else None
    if match is None:
        return None
    told = match[2] or match[1]
    return int(told) if told.isdigit() else numbers.from_words(told)
