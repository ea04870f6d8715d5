"""The letters that a paper names: those that it answers, follows or treats.

Door: `references` and the functions below it, all over folded text. Promise: pure; spans are offsets into the text given. Not
here: the paper's own number (letters), papers that have a number and are no letters: contracts, laws, minutes, permits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp import dates
from nlp.found import Found
from nlp.letters import CITED_NUMBER, is_marked, numbers, without_days
from nlp.normalise import pattern

# Letters between the word that refers and a number without date or label, and between a letter's name and its number.
_NEAR_ITS_WORD = 32
_NEAR_ITS_NAME = 60
# Figures of a number that is told without a day, at least.
_FIGURES = 3
# Letters before a letter's name that may make it another paper's, at most.
_BEFORE = 24
# Letters that a reference runs on, at most.
_LONGEST = 220

_FOLLOWS = "عطف|باز[گک]شت|[پبی]یروی?|در ?[پبی]اسخ"
_REFERENCE = pattern(
    # «پاسخگویی» and «پاسخ‌دهی» refer to nothing.
    rf"(?<!\w)(?:(?P<loose>{_FOLLOWS})|[پبی]اسخ)(?! ?(?:گو|ده))"
)
_REFERS = pattern(rf"^[ \t]*(?:{_FOLLOWS}|با ?سلام|احتراما)(?!\w)")
_REFERRING = pattern(rf"(?<!\w)(?:{_FOLLOWS}|[پبی]اسخ) ?(?:به )?(?:نامه )?$")

# What one office or person writes to another, and is followed or answered by its number.
_WRITINGS = (
    "نامه|مرقومه|مراسله|بخش ?نامه|مکاتبه|مکاتبات|استعلام|درخواست|تقاضا|تقاضای|پیشنهاد|ابلاغیه|اخطاریه|اخطار|اظهارنامه|"
    "دعوت ?نامه|لایحه|لوایح|تذکر"
)
# A table's rule is read as an alef in front of a cell: «انامه شماره …».
_NAMED = pattern(rf"(?<!\w)ا?(?:{_WRITINGS})(?!\w)")
# Papers that are called by such a word and are no letters: «آیین‌نامه», «موافقت‌نامه».
_OTHER_PAPER = pattern(
    r"(?<!\w)(?:آیین|اساس|موافقت|تفاهم|توافق|اجاره|گواهی|قول|مبایعه|صلح|شناس|وکالت|ضمانت|شیوه|نظام|تصویب|بیمه|رضایت|تعهد|"
    r"پایان|صورت|فیش|پرسش|معرفی|فرم|برگ|برگه|سامانه) ?$"
)
# What is done by a rule answers none, and what is enclosed is no letter before.
_BY_RULE = pattern(
    r"(?<!\w)(?:(?:بر اساس|براساس|برابر|طبق|مطابق|به استناد|باستناد|به موجب|وفق|در چارچوب)(?: این)? (?=بخش)|"
    r"(?:به|در) ?پیوست |ضمیمه |به همراه |تصویر )$"
)
_DATED = "مورخه|مورخ|به تاریخ|بتاریخ|تاریخ"
_LABELLED = "(?:(?<!\\w)به |ب)?شماره(?: ?های| ?ی(?!\\w))?|شمار|(?<!\\w)ش"
_NUMBER = pattern(
    rf"(?P<labelled>{_LABELLED})[ :.]*{CITED_NUMBER}(?!\w)"
    # Of several, the later ones without the word: «… و ۲/۱۴۰۲/۷۸۰ مورخ …».
    rf"|(?<!\w)(?:و|،) ?{CITED_NUMBER} ?(?:{_DATED})"
    # Right behind the letter, or behind whose it is where a date follows.
    rf"|(?<!\w)(?:{_WRITINGS}|دستور)(?: ?های)?(?:[ ]\w+[ ]?[:\t])? ?{CITED_NUMBER}(?!\w)"
    rf"|(?<!\w)(?:{_WRITINGS})(?: ?های)?(?:[ ](?!ب?شماره)\w+){{1,3}}[ ](?!1[34]\d\d[ ]){CITED_NUMBER}(?!\w) ?(?={_DATED})"
)
_DATE_NEAR = pattern(rf" ?[-–(،]? ?(?:{_DATED}|م ?\d|\d)")
# What else has a number in a sentence that refers to letters.
_NO_LETTER = pattern(
    r"(?<!\w)(?:صورت ?جلسه|صورت ?مجلس|جلسه|نشست|مصوبه|بند|ماده|تبصره|ردیف|پرونده|قرارداد|پروانه|پلاک|صورت ?وضعیت|صورت ?حساب|"
    r"حساب|پیوست|فرم|سند|کلاسه|دادنامه|رای|قطعه|تعرفه|مناقصه|مزایده|چک|فیش|قبض|پروژه|کد|ملی|مجوز|نظریه|گواهی|منطقه|ناحیه|"
    r"خیابان|کوچه|واحد|غرفه|مغازه|ایستگاه|موضوع|دستور) (?:ی )?(?:عادی |رسمی |علنی |فوق العاده |موقت |قطعی )?(?:به )?$"
)
# What a counted thing is followed by, a letter's number never.
_COUNTED = pattern(
    r",\d| ?(?:میلیون|میلیارد|هزار|ریال|تومان|نفر|متر|درصد|روز|ماه|دستگاه|مورد|فقره|قطعه|واحد|سهم|برگ)(?!\w)"
)
# A weaker date is none; where one follows, what stands before it is a number, though it could be a day: «۱۴۰۴/۱۱۰۳ مورخ …».
_A_DAY = 0.5
_DATE_BEHIND = pattern(rf" ?(?:{_DATED})(?!\w)|[ ]?[-–(][ ]?1[34]\d\d/")
_NUMBER_WORD = pattern(r"(?:به )?شماره[ :.]*$")
_STOP = pattern(
    r"[.؛](?=\s)|\n[^\n:]{0,25}:|(?<=\w)\s(?:در جلسه|طی جلسه|جلسه|در خصوص|درخصوص|در ?باره|پیرامون|موضوع|با موضوع|مبنی بر|"
    r"به استحضار|به اطلاع|با ?سلام|با ?احترام|احتراما|بدین|ضمن)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A letter that another refers to: its number's span in the folded text, its date (Jalali ISO) if given."""

    number_start: int
    number_end: int
    date: str | None


def references(text: str) -> list[Found[Reference]]:
    """The letters that a folded text follows or answers, «عطف / پیرو / بازگشت به نامه شماره … مورخ …», and the others that it
    names by number and day, or by a number of parts: «لایحه شماره … مورخ … شهرداری مطرح شد».
    """
    found: dict[int, Found[Reference]] = {}
    for match in _REFERENCE.finditer(text):
        loose = bool(match["loose"]) and not found
        for reference in _referred(text, match.end(), _reach(text, match.end()), loose=loose):
            found.setdefault(reference.value.number_start, reference)
    for match in _NAMED.finditer(text):
        for reference in _cited(text, match.start(), match.end()):
            found.setdefault(reference.value.number_start, reference)
    return sorted(found.values(), key=lambda reference: reference.start)


def _cited(text: str, start: int, end: int) -> Iterator[Found[Reference]]:
    """The letters that stand by their number behind the word text[start:end]."""
    if any(before.search(text, max(0, start - _BEFORE), start) for before in (_OTHER_PAPER, _BY_RULE)):
        return
    last = end
    for one in _referred(text, start, _reach(text, end), loose=False):
        if one.value.number_start - last > _NEAR_ITS_NAME:
            return
        last = one.end
        number = text[one.value.number_start : one.value.number_end]
        if one.value.date or _figures(number) >= _FIGURES:
            yield replace(one, strength=0.8 if one.value.date else 0.7)


def refers(line: str) -> bool:
    """Whether a folded line begins the text with the letter that it answers."""
    return bool(_REFERS.match(line))


def is_referring(before: str) -> bool:
    """Whether folded words in front of a label make its number that of a letter which is answered: «عطف به»."""
    return bool(_REFERRING.search(before))


def is_citing(words: str) -> bool:
    """Whether folded words name a letter by its number and tell its date or what it is about: «نامه شماره ۱۶ مورخ …»."""
    return bool(_CITING.match(words))


_CITING = pattern(
    rf"(?:{_WRITINGS}) (?:به )?شماره {CITED_NUMBER} ?(?:مورخه|مورخ|\w+[ ](?:درباره|در خصوص|مبنی|مورخ))(?!\w)"
)


def _reach(text: str, start: int) -> int:
    """A reference ends with its sentence, its paragraph, or before the next subject."""
    stop = _STOP.search(text, start, start + _LONGEST)
    return stop.start() if stop else min(start + _LONGEST, len(text))


def _referred(text: str, start: int, end: int, *, loose: bool) -> Iterator[Found[Reference]]:
    told = [match for match in _NUMBER.finditer(text, start, end) if _is_letters(text, start, match)]
    days = _days(text, start, end, told)
    spans = without_days(text, [match.span(match.lastindex or 0) for match in told], days)
    if not spans and loose:
        spans = _unlabelled(text, start, end, days)
    used: list[Found[str]] = []
    for index, (left, right) in enumerate(spans):
        following = spans[index + 1][0] if index + 1 < len(spans) else end
        previous = spans[index - 1][1] if index else start
        left_over = [day for day in days if day not in used]
        after = next((day for day in left_over if right <= day.start < following), None)
        before = next((day for day in left_over if previous <= day.start < left), None)
        day = after or before
        used += [day] if day else []
        first, last = (min(left, day.start), max(right, day.end)) if day else (left, right)
        yield Found(Reference(left, right, day.value if day else None), first, last, 0.95 if day else 0.85)


def _is_letters(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a number is no other paper's; one without its word has parts, or a date behind it."""
    number = match[match.lastindex or 0]
    plain = match["labelled"] or is_marked(number) or _DATE_NEAR.match(text, match.end())
    return bool(plain) and not _NO_LETTER.search(text, start, match.start())


def _days(text: str, start: int, end: int, told: Sequence[re.Match[str]]) -> list[Found[str]]:
    """The dates, without the numbers that could be some: behind their word, a day that is surer following them."""
    # A date may be broken at a line's end.
    found = dates.find(text[start:end].replace("\n", " "))
    days = [replace(day, start=start + day.start, end=start + day.end) for day in found if day.strength > _A_DAY]
    labelled = [match for match in told if match["labelled"] and _DATE_BEHIND.match(text, match.end())]
    return [day for day in days if not any(match.start() < day.start and day.end <= match.end() for match in labelled)]


def _unlabelled(text: str, start: int, end: int, days: Sequence[Found[str]]) -> list[tuple[int, int]]:
    """The first number behind a word that refers, where none is called so: near to that word, or with a day."""
    free = without_days(text, numbers(text, start, end), days)
    spans = [span for span in free if _figures(text[slice(*span)]) >= _FIGURES][:1]
    return [
        span
        for span in spans
        if (days or span[0] - start < _NEAR_ITS_WORD)
        and not _COUNTED.match(text, span[1])
        and not _NO_LETTER.search(text, start, _before_word(text, start, span[0]))
    ]


def _figures(number: str) -> int:
    return sum(sign.isdigit() for sign in number)


def _before_word(text: str, start: int, end: int) -> int:
    """Where the word for «number» begins that stands right before text[end], else `end`."""
    word = _NUMBER_WORD.search(text, start, end)
    return word.start() if word else end
