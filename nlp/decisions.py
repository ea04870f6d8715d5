"""The set phrases of a sitting's decisions: where each begins, what announces and what closes them.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: how was
voted (votes), tables of decisions (intake.resolutions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp import numbers
from nlp.found import Found
from nlp.normalise import pattern

_ITEM = pattern(
    r"(?:^|(?<=\n))[ \t]*(?:(?:مصوبه|بند|تصمیم|ماده واحده|تبصره)[ ]?(?:شماره |"
    r"ش?[^\W\d_]{2,3}ره )?[(]?(\d{1,3}|[^\W\d_]{2,5}م|"
    r"اول|نخست)[)]? ?[:\-.ـ]?|(\d{1,3}) ?[-.)(:/](?!\d)|(الف|ب|ج|د|ه) ?[-)](?=\s?\w)|[(](\d{1,3})[)]|"
    r"(یکم|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم) ?[-.:)])[ \t\-:.)]*"
)
_POINT = pattern(r"[ \t]*دستور (?:کار |جلسه )?(?:اول|نخست|\d{1,2}|[^\W\d_]{2,7}م) ?[:.\-)]")
_BULLET = re.compile(r"(?:^|(?<=\n))[ \t]*[*•▪●○◦✓\-][ \t]*(?=[^\W\d])")
_PART = pattern(r"[ \t]*(?:تبصره|(?:الف|ب|ج|د|ه) ?[-)])")
_CALLED = pattern(r"[ \t]*(?:مصوبه|تصمیم)[ ]?(?:شماره )?[(]?(?:\d{1,3}|[^\W\d_]{2,5}م|اول)[)]? ?[:\-.]")
_LETTERED = ("الف", "ب", "ج", "د", "ه")
_UNMARKED = re.compile(r"(?:^|(?<=\n))[ \t]*(\d{1,4})[ \t]+(?=[^\W\d_]{2})")
_DECIDED = pattern(
    r"(?:به تصویب رسید|تصویب (?:شد|گردید|نمود|کرد|رسید)|موافقت (?:شد|گردید|نمود|به عمل آمد|گردیده)|مصوب (?:شد|"
    r"گردید|نمود)|مقرر (?:شد|گردید)|انتخاب (?:شد|گردید|شدند|گردیدند)|رد شد|مخالفت شد|تایید (?:شد|گردید)|"
    r"ارجاع (?:شد|گردید)|موکول (?:شد|گردید)|"
    r"(?:مورد )?(?:تصویب|موافقت)[^.\n]{0,60}قرار گرفت|"
    r"مسکوت ماند|بلامانع|تعیین (?:شد|گردید)|اجازه داده (?:شد|می شود)|مکلف (?:شد|گردید|است)|پذیرفته شد|اتخاذ تصمیم)"
)


def items(text: str) -> list[Found[int]]:
    """Where numbered paragraphs begin: «۱-», «مصوبه شماره ۲:», «مصوبه سوم:», «ب)»; the span is that of the number's
    words. A number whose mark was lost («۲ خرید …») counts when it is next in turn.
    """
    marks = _of_one_level(text, sorted([*_marked(text), *_unmarked(text)], key=lambda mark: mark.start))
    numbers_here = {mark.value for mark in marks}
    kept: list[Found[int]] = []
    for mark in marks:
        next_in_turn = mark.value == kept[-1].value + 1 if kept else mark.value + 1 in numbers_here
        if mark.strength > 0.9 or next_in_turn:
            kept.append(mark)
    return kept


def _of_one_level(text: str, marks: list[Found[int]]) -> list[Found[int]]:
    """Of marks of two levels those of the upper: letters and notes below a number are parts of its paragraph."""
    parts = [mark for mark in marks if _PART.match(text, mark.start)]
    return [mark for mark in marks if mark not in parts] if parts and parts[0] is not marks[0] else marks


def bullets(text: str) -> list[Found[int]]:
    """Where paragraphs begin that have bullets for numbers: they are numbered in turn; one alone is none."""
    marks = list(_BULLET.finditer(text))
    return [Found(number, *mark.span(), 0.8) for number, mark in enumerate(marks, 1)] if len(marks) > 1 else []


def _marked(text: str) -> Iterator[Found[int]]:
    for match in _ITEM.finditer(text):
        written = next(group for group in match.groups() if group)
        number = _LETTERED.index(written) + 1 if written in _LETTERED else numbers.ordinal(written)
        if number:
            yield Found(number, match.start(), match.end(), 0.95)


def _unmarked(text: str) -> Iterator[Found[int]]:
    for match in _UNMARKED.finditer(text):
        yield Found(int(match[1]), match.start(), match.end(), 0.6)


_ANNOUNCED = pattern(
    r"(?:موارد|موضوعات|تصمیمات|مصوبات|مراتب|شرح|تصمیم)[^\n.:]{0,30}(?:زیر|ذیل)[^\n.:]{0,70}:[ \t]*\n"
    r"(?=[ \t]*(?:\d|الف|بند|مصوبه))"
)
_THUS = pattern(
    r"(?:چنین|اینگونه|این گونه|بدین شرح|به این شرح|به شرح)(?: است| بود| می باشد)? ?:[ \t]*\n(?=[ \t]*(?:1|الف)(?!\d))"
)
_ABOVE = r"(?: (?:مصوبه|مصوبات|موارد|فوق|بالا|مذکور|یاد ?شده))*(?!\w)"
_OF_THE_ABOVE = pattern(rf"^[ \t\-*]*(?:این|مصوبات?|موارد|مراتب|بندهای|(?:تمامی|کلیه) (?:موارد|مصوبات)){_ABOVE}")
_OF_ALL_ABOVE = pattern(rf"(?:^|(?<=[\n.]))[\s \t\-*]*(?:مصوبات|موارد|بندهای|(?:تمامی|کلیه) (?:موارد|مصوبات)){_ABOVE}")


def announced(text: str) -> int | None:
    """Where the resolutions begin that a sentence announces («… موارد زیر تصویب گردید:»)."""
    match = _ANNOUNCED.search(text) or _THUS.search(text)
    return match.end() if match else None


def is_resolution(paragraph: str) -> bool:
    """Whether a folded paragraph calls itself one: «مصوبه شماره ۲: …»."""
    return bool(_CALLED.match(paragraph))


def is_of_all_above(text: str) -> bool:
    """Whether a sentence of a folded text speaks of all resolutions above it: «موارد فوق به اتفاق آرا تصویب شد»."""
    return bool(_OF_ALL_ABOVE.search(text))


def is_of_the_above(paragraph: str) -> bool:
    """Whether a folded paragraph speaks of the resolution above it: «این مصوبه با … تصویب شد»."""
    return bool(_OF_THE_ABOVE.search(paragraph)) and not _ITEM.match(paragraph)


def is_heading(line: str) -> bool:
    """Whether a folded line opens another point of the agenda: «دستور دوم: …»."""
    return bool(_POINT.match(line))


def decides(paragraph: str) -> bool:
    """Whether a folded paragraph says that something was decided."""
    return bool(_DECIDED.search(paragraph))


_CLOSING = pattern(
    r"(?<=\n)[^\n]{0,60}(?:(?:جلسه|نشست) (?:در ساعت|راس ساعت|با ذکر صلوات|با قرایت|با صلوات)|(?:ختم|پایان|خاتمه) (?:جلسه|نشست)|"
    r"(?:جلسه|نشست)[^\n]{0,30}(?:خاتمه (?:یافت|پذیرفت)|پایان (?:یافت|پذیرفت|گرفت|رسید)|ختم (?:شد|گردید)|به پایان))"
)


def end(text: str, start: int, end: int) -> int:
    """Where the resolutions of a section end at the latest: before the words that close the sitting."""
    match = _CLOSING.search(text, start, end)
    return match.start() if match else end
