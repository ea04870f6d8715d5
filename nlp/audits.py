"""Audit firms and fiscal years.

Door: `firm`, `fiscal_year`. Promise: spans over folded text; a fiscal year is a Jalali year. Not here: the report's
kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp import dates
from nlp.found import Found
from nlp.lexicon import word_set
from nlp.normalise import pattern

_FIRM = pattern(r"(?<!\w)(?:موسسه|موسسهء|شرکت) (?:حسابرسی|حسابرسان|خدمات حسابرسی)(?!\w)")
_FIRM_WORDS = word_set("firm_trade")
_STOP = word_set("firm_ends")
_WRITTEN_OUT = r"(?:یک ?)?هزار و (?:سیصد|چهارصد)(?: و \w+){0,2}"
_YEAR = rf"(?:سال )?(\d{{4}}|\d{{2}}(?![\d/])|{_WRITTEN_OUT})(?![/\d]|[-.]\d)"
# Behind any word two figures may be those of an article or a line: only four are a year, or those that «سال» is said of.
_SAID_YEAR = rf"(?:(?:سال )?(?=\d{{4}}|\w+ و)|سال )(\d{{4}}|\d{{2}}(?![\d/])|{_WRITTEN_OUT})(?![/\d]|[-.]\d)"
_FISCAL = [
    (
        pattern(
            rf"(?<!\w)(?:سال|دوره) مالی[ :(]*(?:منتهی به[^\d\n]{{0,12}}(?:\d{{1,2}}[ /]?)?[^\d\n]{{0,14}})?{_YEAR}"
        ),
        0.96,
    ),
    (
        pattern(
            r"(?<!\w)(?:صورت ?های مالی|گزارش حسابرسی|تفریغ بودجه|حسابرسی|"
            r"عملکرد مالی)[^\d\n]{0,30}سال (\d{4})(?![/\d])"
        ),
        0.85,
    ),
    (pattern(rf"(?<!\w)بودجه(?: پیشنهادی| مصوب| اصلاحی| متمم)?(?: \w+){{0,3}} {_SAID_YEAR}"), 0.88),
    # Whose it is, or a mark, in between: «بودجه شهرداری سنقر - سال ۱۴۰۳».
    (pattern(r"(?<!\w)بودجه[^.؛\n\d]{1,70}(?<!\w)سال[ :]*(\d{4})(?![/\d]|[-.]\d)"), 0.7),
    (pattern(r"(?<!\w)سال (?:بودجه|اجرا|عملکرد)[ :\t]*(\d{4})(?![/\d]|[-.]\d)"), 0.7),
    (pattern(rf"(?<!\w)(?:شش|6|سه|3|نه|9|دوازده|12) ?ماهه?(?: اول| دوم| نخست)?(?: سال)? {_SAID_YEAR}"), 0.7),
    # The column of what is proposed in a form of the budget.
    (pattern(r"(?<!\w)(?:پیشنهادی|پیش بینی)(?: سال)? (\d{4})(?![/\d]|[-.]\d)"), 0.7),
    (pattern(r"(?<!\w)(?:عوارض|بهای خدمات|تعرفه)(?: [^\W\d_]+){0,8} ?[-–،]? ?سال (\d{4})(?![/\d])"), 0.7),
    (pattern(r"(?<!\w)(?:برای|در|جهت اجرا در|هزینه ?های|درآمدها|درآمدهای) سال (\d{4})(?![/\d])"), 0.65),
]
_ENDING = pattern(r"(?<!\w)(?:سال|دوره) مالی (?:\w+ )?(?:منتهی|منتهی به|مختوم)[^\d\n]{0,12}")


_BALANCE = pattern(r"(?<!\w)(?:ترازنامه|صورت وضعیت مالی|صورت های مالی)[^\d\n.]{0,40}(?:به|در) تاریخ ?(?:پایان )?")


_LONGEST_NAME = 4
# A line of prose is hardly shorter.
_OF_PROSE = 65


_AND_PARTNERS = pattern(r"\s+و (?:همکاران|شرکا|شرکای|مشاوران)(?!\w)")


def firm(text: str) -> Found[str] | None:
    """The audit firm's full name: «مؤسسه حسابرسی و خدمات مالی آرمان نوین»; the value is folded."""
    best: Found[str] | None = None
    whole: list[str] = []
    for head in _FIRM.finditer(text):
        end, own = head.end(), 0
        for word in re.finditer(r"[ \n\t]+([^\W\d_]+)", text[head.end() : head.end() + 80]):
            if head.end() + word.start() != end or word[1] in _STOP or own >= _LONGEST_NAME:
                break
            # Words spread over a letterhead are read as columns, its first ones as well.
            if "\t" in word[0] and "\t" not in head[0]:
                break
            # A name ends with the line that it has for itself; in prose it may run on.
            alone = "\n" in word[0] and end - (text.rfind("\n", 0, head.start()) + 1) < _OF_PROSE
            if own and (word[1] in _FIRM_WORDS or alone):
                break
            own += word[1] not in _FIRM_WORDS
            end = head.end() + word.end()
        partners = _AND_PARTNERS.match(text, end)
        end = partners.end() if own and partners else end
        if own > 1 and _is_alone(text, head.start(), end):
            whole.append(" ".join(text[head.start() : end].split()))
        if own and (best is None or end - head.start() > best.end - best.start):
            best = Found(" ".join(text[head.start() : end].split()), head.start(), end, 0.9)
    return _as_alone(best, whole) if best else None


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is all that a line, or a column of it, holds."""
    return text[:start].rpartition("\n")[2].strip(" ") in ("", "\t") and text[end : end + 1] in ("", "\n", "\t")


def _as_alone(name: Found[str], whole: Sequence[str]) -> Found[str]:
    """A name without the words that follow it elsewhere, where it also stands by itself: who signs is named behind it."""
    alone = max((one for one in whole if name.value.startswith(f"{one} ")), key=len, default=None)
    return replace(name, value=alone, end=name.start + len(alone)) if alone else name


def lacks_year(line: str) -> bool:
    """Whether a folded line breaks off right before its year: «متمم بودجه سال»."""
    return bool(_YEAR_TO_COME.search(line))


_YEAR_TO_COME = pattern(r"(?<!\w)(?:سال|سال مالی|دوره مالی|بودجه) ?[:(]? ?$")


def fiscal_year(text: str) -> Found[int] | None:
    """The fiscal year that a folded text is about: named as such, by the date it ends on, or as a budget's year."""
    for match in _ENDING.finditer(text):
        day = next(iter(dates.find(text[match.end() : match.end() + 40])), None)
        if day and day.start < 6:
            return Found(int(day.value[:4]), match.start(), match.end() + day.end, 0.96)
    for match in _BALANCE.finditer(text):
        day = next(iter(dates.find(text[match.end() : match.end() + 40])), None)
        if day and day.start < 4 and day.value[5:] in ("12-29", "12-30"):
            return Found(int(day.value[:4]), match.start(), match.end() + day.end, 0.93)
    for form, strength in _FISCAL:
        for match in form.finditer(text):
            year = dates.year(match[1])
            if year:
                return Found(year, match.start(), match.end(), strength)
    return None
