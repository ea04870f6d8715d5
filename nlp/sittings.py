"""The set phrases by which minutes tell of a sitting: its number, its kind, its day, whom it wants as mayor.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: who came
(attendance), what was decided (decisions).
"""

from __future__ import annotations

import re
from typing import Literal

from nlp import names, numbers
from nlp.found import Found
from nlp.normalise import pattern

type SessionKind = Literal["ordinary", "extraordinary"]
_SITTING = r"(?:جلسه|صورت ?جلسه|نشست)"
_SITTING_KIND = r"(?:(?:عادی|فوق العاده|رسمی|علنی|عمومی|اضطراری)(?: و)? ?)*"
_NUMBERED = [
    (
        pattern(rf"(?<!\w){_SITTING} {_SITTING_KIND}(?:شورای اسلامی شهر \w+ )?(?:به )?شماره[ :(]*(\d{{1,4}})(?![\d/])"),
        0.97,
    ),
    (pattern(r"(?<!\w)(?:عادی|فوق العاده)(?: و علنی)? (?:به )?شماره[ :(]*(\d{1,4})(?![\d/])"), 0.93),
    (pattern(rf"(?<!\w)شماره {_SITTING}[ :(]*(\d{{1,4}})(?![\d/])"), 0.97),
]
# Behind an ordinal, in front of one that is not the council's own («جلسه سومین دوره»), in front of bare figures.
_ITS_SITTING = pattern(rf" (?:[(] ?\d{{1,4}} ?[)] )?{_SITTING}(?!\w)")
_SITTING_OF = pattern(rf"(?<!\w){_SITTING} {_SITTING_KIND}(?:به )?(?:شماره ?)?$")
_OTHERS = pattern(r" (?:دوره|سال|ماه|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)(?!\w)")
_BARE = pattern(rf"(?<!\w){_SITTING}[ ]?{_SITTING_KIND}[(:]? ?(\d{{1,4}})[)]?(?![\d/:])")
_EXTRAORDINARY = pattern(r"فوق ?العاده|فوق ?ا?لعا?ده|اضطراری")
_ORDINARY = pattern(r"(?<!\w)عادی(?!\w)")
_TICK = r"[☒☑✓✔■◼●×✗xX*]"
_TICKED_ORDINARY = pattern(rf"(?:{_TICK} ?عادی|عادی ?[:(]? ?{_TICK})")
_TICKED_EXTRA = pattern(rf"(?:{_TICK} ?فوق ?العاده|فوق ?العاده ?[:(]? ?{_TICK})")
_OF_SITTING = pattern(rf"(?<!\w)(?:{_SITTING}|نوع)")
_NUMBERED_NEXT = pattern(rf" ?(?:و علنی )?(?:به )?(?:شماره|{_SITTING})")
_BESIDE = 45
_TITLE = r"(?:(?:جناب |سرکار )?(?:آقای|خانم|آقا|مهندس|دکتر)(?!\w) (?:(?:مهندس|دکتر|حاج|سید|سیده|حاجی)(?!\w) )*)"
_PERSON = rf"({_TITLE}(?:\w+\s+){{1,4}}?\w+)"
_AS_MAYOR = r"به (?:عنوان|سمت|تصدی سمت|تصدی پست|تصدی)[ ]?(?:تصدی )?(?:سمت )?(?:شهردار|شهرداری|سرپرست شهرداری)"
_MAYOR = [
    (pattern(rf"(?<!\w){_PERSON}[^.:\n؛]{{0,10}}\n?[^.:؛]{{0,110}}?{_AS_MAYOR}(?!\w)"), 0.95),
    (pattern(rf"{_AS_MAYOR}(?: \w+){{0,3}}?[ ،:]+{_PERSON} (?:انتخاب|معرفی|پیشنهاد|برگزیده|،|\.|را|با)"), 0.85),
    (
        pattern(
            rf"(?:انتصاب|انتخاب|معرفی|پیشنهاد|صدور حکم)[^.\n]{{0,40}}{_PERSON} (?:به|،|\.|با|فرزند|جهت|"
            rf"برای)[^.]{{0,60}}شهردار"
        ),
        0.85,
    ),
    (pattern(rf"(?:حکم|احکام) (?:انتصاب )?(?:شهردار|شهرداری)[^.\n]{{0,30}}{_PERSON}"), 0.75),
]


def session_number(text: str) -> Found[int] | None:
    """The sitting's number: «جلسه شماره ۴۲», «چهل و دومین جلسه», «جلسه چهل و دوم», «جلسه ۴۲»."""
    for form, strength in _NUMBERED:
        for match in form.finditer(text):
            if not is_of_an_earlier(text[max(0, match.start() - _BESIDE) : match.start()]):
                return Found(int(match[1]), match.start(), match.end(), strength)
    ordinals = numbers.find_ordinals(text)
    for one in ordinals:
        if _ITS_SITTING.match(text, one.end):
            return one
    for one in ordinals:
        if _SITTING_OF.search(text[max(0, one.start - _BESIDE) : one.start]) and not _OTHERS.match(text, one.end):
            return Found(one.value, one.start, one.end, 0.9)
    bare = _BARE.search(text)
    return Found(int(bare[1]), bare.start(), bare.end(), 0.8) if bare else None


def session_kind(text: str) -> Found[SessionKind] | None:
    """Ordinary or extraordinary, from the words near «جلسه», or from the ticked box where both stand."""
    for ticked, kind in ((_TICKED_EXTRA, "extraordinary"), (_TICKED_ORDINARY, "ordinary")):
        if match := ticked.search(text):
            return Found("extraordinary" if kind == "extraordinary" else "ordinary", match.start(), match.end(), 0.9)
    extra, plain = _near_sitting(text, _EXTRAORDINARY), _near_sitting(text, _ORDINARY)
    both = bool(extra and plain)
    if extra and (not plain or extra.start() < plain.start()):
        return Found("extraordinary", extra.start(), extra.end(), 0.6 if both else 0.95)
    return Found("ordinary", plain.start(), plain.end(), 0.6 if both else 0.95) if plain else None


def proposed_mayor(text: str) -> Found[str] | None:
    """The person whom a council names for mayor; the span holds the name with its titles."""
    for form, strength in _MAYOR:
        for match in form.finditer(text):
            start = _last_titled(text, match) if form is _MAYOR[0][0] else match.start(1)
            end = _name_end(text, start, max(match.end(1), start))
            name = names.bare(text[start:end])
            if names.is_name(name) and not _leaves(text, start, end):
                return Found(name, start, end, strength)
    return None


# Words at which a name that runs on in prose ends.
_NAME_ENDS = pattern(
    r"\s(?:به|با|فرزند|که|را|دارای|از|در|جهت|برای|متولد|برگزیده|انتخاب|معرفی|پیشنهاد|و|طی|کد|شماره|رای|بر|است|"
    r"ملی|مدرک|شهردار|سرپرست|کارشناس|کارشناسی|لیسانس|فوق|مورد|ذیل)(?!\w)|[،,.؛()\d\t:-]"
)


_LEAVING = pattern(r"(?:استعفا|استعفای|عزل|برکناری|استیضاح|جانشین|به جای|بجای|خاتمه خدمت|پایان خدمت)[ \t\n]*$")
_FROM_OFFICE = pattern(r"\s*(?:از (?:سمت|پست|تصدی)|شهردار (?:سابق|پیشین|قبلی|مستعفی))")
_TITLED = pattern(rf"(?<!\w){_TITLE}")


def _last_titled(text: str, match: re.Match[str]) -> int:
    """Of several who are named before the words for the office, the one beside them."""
    titled = [one.start() for one in _TITLED.finditer(text, match.start(1), match.end())]
    return titled[-1] if titled else match.start(1)


def _leaves(text: str, start: int, end: int) -> bool:
    """Whether the words around a name say that the person goes, and not comes."""
    return bool(_LEAVING.search(text[max(0, start - 25) : start]) or _FROM_OFFICE.match(text, end))


def _name_end(text: str, start: int, end: int) -> int:
    """The name's own end within the match, or further on when it was cut short of its last word."""
    title = pattern(r"(?:(?:جناب|سرکار|آقای|خانم|آقا|مهندس|دکتر|حاج|حاجی)\s+)+").match(text, start)
    stop = _NAME_ENDS.search(text, title.end() if title else start)
    return min(stop.start(), start + 60) if stop else end


def _near_sitting(text: str, form: re.Pattern[str]) -> re.Match[str] | None:
    """The word beside one for the sitting, its kind or its number."""
    for match in form.finditer(text):
        before, behind = (
            text[max(0, match.start() - _BESIDE) : match.start()],
            text[match.end() : match.end() + _BESIDE],
        )
        if _OF_SITTING.search(before) or _NUMBERED_NEXT.match(behind):
            return match
    return None


_SLASHED, _YEAR = re.compile(r"\s*(\d{1,4})/(\d{1,4})(?![\d/])"), re.compile(r"1[34]\d\d")
_ALONE = re.compile(r"\d{1,4}(?![\d/])|[^\W\d_]+(?: و [^\W\d_]+)*")
_OF_ANOTHER = pattern(r"(?<!\w)(?:پیرو|دستور ?کار|دعوت ?نامه|دعوت|نامه|مصوبه|لایحه|نرسیدن|عدم تشکیل)[^.\n]{0,40}$")
_FOLLOWED = pattern(r"(?<!\w)(?:پیرو|ادامه|نرسیدن|عدم تشکیل) (?:جلسه )?$")
_SITTING_TOLD = pattern(rf"(?<!\w){_SITTING}(?!\w)")


def is_of_another(before: str) -> bool:
    """Whether the words in front of a date give it to a letter or an agenda, and not to the sitting."""
    return bool(_OF_ANOTHER.search(before))


def is_of_an_earlier(before: str) -> bool:
    """Whether the words in front of a sitting's own words make it one that was before, or that did not come together."""
    return bool(_FOLLOWED.search(before))


def number_alone(text: str) -> Found[int] | None:
    """The number that a short value begins with, in figures or words."""
    if slashed := _SLASHED.match(text):
        # The other part is a year; of two that are none, nobody can tell which is the term.
        parts = [int(part) for part in slashed.groups() if not _YEAR.fullmatch(part)]
        return Found(parts[0], *slashed.span(), 0.9 if len(parts) == 1 else 0.5) if parts else None
    match = _ALONE.search(text)
    number = numbers.ordinal(match[0]) if match else None
    return Found(number, match.start(), match.end(), 0.97) if match and number else None


_OTHERS_SITTING = pattern(r" ?(?:کمیسیون|هیات|کمیته|کارگروه|ستاد|کمیسیون های|هیات رییسه)(?!\w)")
_BEFORE, _BEHIND = 70, 110


def mentioned(text: str) -> list[Found[str]]:
    """The clauses of a folded text that name a sitting of the council in passing: the words around «جلسه»."""
    return [
        Found(text[start:end].replace("\n", " "), start, end, 0.85)
        for match in _SITTING_TOLD.finditer(text)
        if not _OTHERS_SITTING.match(text, match.end())
        for start, end in [_clause(text, match)]
    ]


def _clause(text: str, match: re.Match[str]) -> tuple[int, int]:
    """From the sentence's beginning to its end, within reach."""
    left = max(text.rfind(mark, 0, match.start()) for mark in ("\n\n", "؛", ". "))
    stops = [at for mark in ("؛", ". ") if (at := text.find(mark, match.end())) >= 0]
    return max(left + 1, match.start() - _BEFORE), min([*stops, match.end() + _BEHIND, len(text)])


def told(text: str) -> list[Found[None]]:
    """The stretches after «جلسه» in which the day of the sitting is told."""
    return [
        Found(None, match.start(), min(match.end() + 170, len(text)), 0.9) for match in _SITTING_TOLD.finditer(text)
    ]
