"""The words that head a table's columns.

Door: `is_head`, `is_numbering`, `is_count`, `is_of_figures`, `is_of_decisions`, `is_of_signatures`. Promise: pure;
words are taken as they are written. Source: nlp/lexicon/words.yaml. Not here: where the columns stand (intake.columns).
"""

from __future__ import annotations

from nlp.lexicon import word_set
from nlp.normalise import folded


def is_head(word: str) -> bool:
    """Whether a word is one of those that head the columns of the office's tables."""
    return folded(word).strip(".:()") in word_set("table_heads")


def is_numbering(head: str) -> bool:
    """Whether a head is that of the rows' own numbers."""
    bare = folded(head).strip(".:()")
    return bare in word_set("table_numbering") or bare.endswith("ردیف")


def is_of_figures(head: str) -> bool:
    """Whether under a head stand figures alone: the rows' numbers, or votes."""
    return is_numbering(head) or is_count(head)


def is_count(head: str) -> bool:
    """Whether under a head stand single figures, the votes of one side."""
    return bool(word_set("table_counts").intersection(folded(head).split()))


def is_of_decisions(head: str) -> bool:
    """Whether below a head stands what was decided: «تصمیم شورا», «متن مصوبه», «شرح مصوبه»."""
    words = folded(head).strip(".:()").split()
    told = words and (words[0] in _TELLING or words[:2] in _FINAL) and not _ASKED.intersection(words)
    return bool(told) and len(words) <= _LONGEST_HEAD


def is_of_their_numbers(head: str) -> bool:
    """Whether below a head stand the decisions' own numbers, beside those of the rows: «شماره مصوبه»."""
    words = set(folded(head).strip(".:()").split())
    return bool(words & _DECISIONS) and bool(words & _NUMBERS) and words <= _DECISIONS | _NUMBERS


def is_of_signatures(head: str) -> bool:
    """Whether below a head people sign: «امضا», «امضای اعضای شورا», «محل امضا»."""
    words = folded(head).strip(".:()").split()
    return any(word in _SIGNED for word in words) and set(words) <= _SIGNED | _WHO_SIGN


_DECISIONS = frozenset(folded("مصوبه مصوبات تصمیم").split())
_NUMBERS = frozenset(folded("شماره ش کد ش.").split())
_TELLING = frozenset(folded("تصمیم تصمیمات متن شرح").split())
_LONGEST_HEAD, _FINAL = (
    4,
    [folded(head).split() for head in ("نظر نهایی", "نظر شورا", "رای شورا", "نظریه شورا", "مصوبه شورا")],
)
_ASKED = frozenset(folded("پیشنهاد پیشنهادی درخواست موضوع تقاضا لایحه نامه دستور مذاکرات بحث مباحث گزارش").split())
_SIGNED = frozenset(folded("امضا امضاء امضای امضاها").split())
_WHO_SIGN = frozenset(
    folded("محل نام و اعضا اعضای حاضر حاضران حاضرین محترم شورا شورای اسلامی شهر جلسه کنندگان").split()
)
