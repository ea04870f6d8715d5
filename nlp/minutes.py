"""The set phrases of council minutes: the sitting, who came, what was decided, whom the council wants as mayor.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here:
sections and columns of the page (intake.minutes), votes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from nlp import names, numbers
from nlp.found import Found
from nlp.normalise import pattern

type SessionKind = Literal["ordinary", "extraordinary"]

_ORDINAL = r"(?:(?:یکصد|صد|دویست|سیصد|چهارصد|پانصد) و )?(?:(?:بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود) و )?[\w]{2,9}"
_SITTING = r"(?:جلسه|صورت ?جلسه|نشست)"
_SITTING_KIND = r"(?:(?:عادی|فوق العاده|رسمی|علنی|عمومی|اضطراری)(?: و)? ?)*"
_NUMBERED = [
    (
        pattern(rf"(?<!\w){_SITTING} {_SITTING_KIND}(?:شورای اسلامی شهر \w+ )?(?:به )?شماره[ :(]*(\d{{1,4}})(?![\d/])"),
        0.97,
    ),
    (pattern(r"(?<!\w)(?:عادی|فوق العاده)(?: و علنی)? (?:به )?شماره[ :(]*(\d{1,4})(?![\d/])"), 0.93),
    (pattern(rf"(?<!\w)شماره {_SITTING}[ :(]*(\d{{1,4}})(?![\d/])"), 0.97),
    (pattern(r"(?<!\w)((?:\d{1,4} ?(?:مین|امین|م))|(?:(?:\w+ و )?(?:\w+ و )?\w+م(?:ین)?)) (?:جلسه|نشست)"), 0.95),
    (
        pattern(
            r"(?<!\w)جلسه (?:عادی |فوق العاده |رسمی )?((?:(?:یکصد|صد|دویست|سیصد) و )?(?:(?:بیست|سی|چهل|پنجاه|"
            r"شصت|هفتاد|هشتاد|نود) و )?\w+م|اول)(?!\w)"
        ),
        0.9,
    ),
    (pattern(rf"(?<!\w){_SITTING}[ ]?[(:]? ?(\d{{1,4}})[)]?(?![\d/:])"), 0.8),
]
_EXTRAORDINARY = pattern(r"فوق ?العاده|فوق ?ا?لعا?ده|اضطراری")
_ORDINARY = pattern(r"(?<!\w)عادی(?!\w)")
_TICK = r"[☒☑✓✔■◼●×✗xX*]"
_TICKED_ORDINARY = pattern(rf"(?:{_TICK} ?عادی|عادی ?[:(]? ?{_TICK})")
_TICKED_EXTRA = pattern(rf"(?:{_TICK} ?فوق ?العاده|فوق ?العاده ?[:(]? ?{_TICK})")
_OF_SITTING = pattern(rf"(?<!\w)(?:{_SITTING}|نوع)")
_NUMBERED_NEXT = pattern(rf" ?(?:و علنی )?(?:به )?(?:شماره|{_SITTING})")
_BESIDE = 45
_WITH = pattern(
    r"(?<!\w)(?:با|و) حضور (?:اکثریت )?(?:تمامی |کلیه |"
    r"همه )?(?:اعضا[ی]? ?(?:محترم )?(?:شورا(?:ی اسلامی شهر(?: \w+)?)?)? ?)?(?:آقایان|خانم ها و آقایان|آقای|خانم)?"
)
_WITHOUT = pattern(r"(?<!\w)(?:در|با) (?:غیاب|غیبت|عدم حضور)(?: موجه| غیرموجه)? ?(?:آقایان|خانم ها|آقای|خانم)?")
_STAYED_AWAY = pattern(
    r"(?:در (?:این )?(?:جلسه|نشست) )?(?:غایب (?:بود|بوده|است|می ?باش|هست)|غیبت (?:داشت|موجه|نمود|کرد)|"
    r"حضور (?:نداشت|نیافت|نیافته)|حاضر (?:نبود|نشد))"
)
_FORMED = pattern(r"(?:تشکیل|برگزار|آغاز|منعقد|رسمیت) ?(?:شد|گردید|یافت|شده|گردیده)?")
_ATTEND_END = pattern(
    r"(?:تشکیل|برگزار|رسمیت|آغاز|منعقد|راس ساعت|در (?:محل|سالن|تاریخ|ساعت|دفتر|اتاق|ساختمان|روز)|به ریاست|"
    r"و (?:در|با) (?:غیاب|غیبت|عدم حضور)|\.\s)"
)
_ITEM = pattern(
    r"(?:^|(?<=\n))[ \t]*(?:(?:مصوبه|بند|تصمیم|ماده واحده|تبصره)[ ]?(?:شماره |"
    r"ش?[^\W\d_]{2,3}ره )?[(]?(\d{1,3}|[^\W\d_]{2,5}م|"
    r"اول)[)]? ?[:\-.ـ]?|(\d{1,3}) ?[-.)(:/](?!\d)|(الف|ب|ج|د|ه) ?[-)](?=\s?\w)|[(](\d{1,3})[)])[ \t\-:.)]*"
)
_BULLET = re.compile(r"(?:^|(?<=\n))[ \t]*[*•▪●○◦✓\-][ \t]*(?=[^\W\d])")
_CALLED = pattern(r"[ \t]*(?:مصوبه|تصمیم)[ ]?(?:شماره )?[(]?(?:\d{1,3}|[^\W\d_]{2,5}م|اول)[)]? ?[:\-.]")
_LONGEST_LIST = 900
_LETTERED = ("الف", "ب", "ج", "د", "ه")
_UNMARKED = re.compile(r"(?:^|(?<=\n))[ \t]*(\d{1,2})[ \t]+(?=[^\W\d_]{2})")
_DECIDED = pattern(
    r"(?:به تصویب رسید|تصویب (?:شد|گردید|نمود|کرد|رسید)|موافقت (?:شد|گردید|نمود|به عمل آمد|گردیده)|مصوب (?:شد|"
    r"گردید|نمود)|مقرر (?:شد|گردید)|انتخاب (?:شد|گردید|شدند|گردیدند)|رد شد|مخالفت شد|تایید (?:شد|گردید)|"
    r"ارجاع (?:شد|گردید)|موکول (?:شد|گردید)|"
    r"مسکوت ماند|بلامانع|تعیین (?:شد|گردید)|اجازه داده (?:شد|می شود)|مکلف (?:شد|گردید|است)|پذیرفته شد|اتخاذ تصمیم)"
)

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
    """The sitting's number: «جلسه شماره ۴۲», «چهل و دومین جلسه», «جلسه چهل و دوم»."""
    for form, strength in _NUMBERED:
        for match in form.finditer(text):
            number, start = _trailing_ordinal(match[1], match.start(1))
            if number:
                return Found(number, start, match.end(), strength)
    return None


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


def attendance(text: str) -> tuple[list[Found[str]], list[Found[str]]]:
    """Who was there and who was not, told in running words: «با حضور آقایان … و در غیاب … تشکیل شد», «آقای … غایب بود»."""
    absent = _listed_after(text, _WITHOUT, least=1) or _listed_before(text, _STAYED_AWAY)
    return _listed_after(text, _WITH, least=2), absent


def listed_from(text: str, start: int, end: int) -> list[Found[str]]:
    """The names of a list in running words that begins at `start` of a folded text and ends with its sentence."""
    stop = re.compile(r"[.؛:]|\n\s*\d+\s*[-.)]").search(text, start, min(end, start + _LONGEST_LIST))
    until = stop.start() if stop else min(end, start + _LONGEST_LIST)
    return list(_in_list(text, start, until)) if text.find("،", start, until) >= 0 or " و " in text[start:until] else []


def items(text: str) -> list[Found[int]]:
    """Where numbered paragraphs begin: «۱-», «مصوبه شماره ۲:», «مصوبه سوم:», «ب)»; the span is that of the number's
    words. A number whose mark was lost («۲ خرید …») counts when it is next in turn.
    """
    marks = sorted([*_marked(text), *_unmarked(text)], key=lambda mark: mark.start)
    numbers_here = {mark.value for mark in marks}
    kept: list[Found[int]] = []
    for mark in marks:
        next_in_turn = mark.value == kept[-1].value + 1 if kept else mark.value == 1 and 2 in numbers_here
        if mark.strength > 0.9 or next_in_turn:
            kept.append(mark)
    return kept


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
_ABOVE = r"(?: (?:مصوبه|مصوبات|موارد|فوق|بالا|مذکور|یاد ?شده))*(?!\w)"
_OF_THE_ABOVE = pattern(rf"^[ \t\-*]*(?:این|مصوبات?|موارد|مراتب|بندهای|(?:تمامی|کلیه) (?:موارد|مصوبات)){_ABOVE}")
_OF_ALL_ABOVE = pattern(rf"(?:^|(?<=[\n.]))[\s \t\-*]*(?:مصوبات|موارد|بندهای|(?:تمامی|کلیه) (?:موارد|مصوبات)){_ABOVE}")


def announced(text: str) -> int | None:
    """Where the resolutions begin that a sentence announces («… موارد زیر تصویب گردید:»)."""
    match = _ANNOUNCED.search(text)
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


def decides(paragraph: str) -> bool:
    """Whether a folded paragraph says that something was decided."""
    return bool(_DECIDED.search(paragraph))


def proposed_mayor(text: str) -> Found[str] | None:
    """The person whom a council names for mayor; the span holds the name with its titles."""
    for form, strength in _MAYOR:
        for match in form.finditer(text):
            end = _name_end(text, match.start(1), match.end(1))
            name = names.bare(text[match.start(1) : end])
            if names.is_name(name):
                return Found(name, match.start(1), end, strength)
    return None


# Words at which a name that runs on in prose ends.
_NAME_ENDS = pattern(
    r"\s(?:به|با|فرزند|که|را|دارای|از|در|جهت|برای|متولد|برگزیده|انتخاب|معرفی|پیشنهاد|و|طی|کد|شماره|رای|بر|است|"
    r"ملی|مدرک|شهردار|سرپرست|کارشناس|کارشناسی|لیسانس|فوق|مورد|ذیل)(?!\w)|[،,.؛()\d\t:-]"
)


def _name_end(text: str, start: int, end: int) -> int:
    """The name's own end within the match, or further on when it was cut short of its last word."""
    title = pattern(r"(?:(?:جناب|سرکار|آقای|خانم|آقا|مهندس|دکتر|حاج|حاجی)\s+)+").match(text, start)
    stop = _NAME_ENDS.search(text, title.end() if title else start)
    return min(stop.start(), start + 60) if stop else end


def _trailing_ordinal(written: str, start: int) -> tuple[int | None, int]:
    """The number at the end of some words: «در چهل و دومین» is 42, whatever stands before."""
    words = list(re.finditer(r"\S+", written))
    for index in range(len(words)):
        tail = written[words[index].start() :]
        number = None if words[index][0] == "و" else numbers.ordinal(tail)
        if number is not None:
            return number, start + words[index].start()
    return None, start


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


def _listed_after(text: str, opening: re.Pattern[str], *, least: int) -> list[Found[str]]:
    for match in opening.finditer(text):
        stop = _ATTEND_END.search(text, match.end(), match.end() + 600)
        if stop:
            people = list(_in_list(text, match.end(), stop.start()))
            if len(people) >= least:
                return people
    return []


def _listed_before(text: str, closing: re.Pattern[str]) -> list[Found[str]]:
    """The names between the last sentence's end and a verb that closes their list."""
    for match in closing.finditer(text):
        left = max(0, match.start() - 300)
        begins = max(text.rfind(mark, left, match.start()) for mark in (".", "؛", ":"))
        # Engines lose the stop between two sentences.
        formed = [verb.end() for verb in _FORMED.finditer(text, left, match.start())]
        begins = max(begins + 1, *formed) if formed else begins + 1
        people = list(_in_list(text, begins, match.start()))
        if people:
            return people
    return []


def _in_list(text: str, start: int, end: int) -> Iterator[Found[str]]:
    for person in names.people(text.replace("\n", " "), start, end):
        yield Found(person.value, person.start, person.end, 0.85)


_ALONE = re.compile(r"\d{1,4}(?![\d/])|[^\W\d_]+(?: و [^\W\d_]+)*")
_SITTING_TOLD = pattern(rf"(?<!\w){_SITTING}(?!\w)")
_STATUS = {"حاضر": "present", "غایب": "absent", "غایب موجه": "absent", "غیبت": "absent", "غیر حاضر": "absent"}
_NOBODY = pattern(r"^(?:ندارد|نداشت|نداشته|هیچ|هیچکس|بدون|-+|—|0|ندارند|خیر|نبود)")
_CLOSING = pattern(
    r"(?<=\n)[^\n]{0,60}(?:(?:جلسه|نشست) (?:در ساعت|راس ساعت|با ذکر صلوات|با قرایت|با صلوات)|(?:ختم|پایان|خاتمه) (?:جلسه|نشست)|"
    r"(?:جلسه|نشست)[^\n]{0,30}(?:خاتمه (?:یافت|پذیرفت)|پایان (?:یافت|پذیرفت|گرفت|رسید)|ختم (?:شد|گردید)|به پایان))"
)


def number_alone(text: str) -> Found[int] | None:
    """The number that a short value begins with, in figures or words."""
    match = _ALONE.search(text)
    number = numbers.ordinal(match[0]) if match else None
    return Found(number, match.start(), match.end(), 0.97) if match and number else None


def sittings(text: str) -> list[Found[None]]:
    """The stretches after «جلسه» in which the day of the sitting is told."""
    return [
        Found(None, match.start(), min(match.end() + 170, len(text)), 0.9) for match in _SITTING_TOLD.finditer(text)
    ]


def status(cell: str) -> str | None:
    """ "present" or "absent" for a cell of an attendance table that says so, else None."""
    return _STATUS.get(cell.strip(" .-"))


def last_status(row: str) -> str | None:
    """As `status`, for a row of such a table that was drawn without rules: its status comes last."""
    words = row.split()
    return _STATUS.get(words[-1]) if len(words) > 3 else None


def is_nobody(text: str) -> bool:
    """Whether the value of a list of names says that there is nobody: «ندارد»."""
    return bool(_NOBODY.search(text.strip()))


def is_prose(line: str) -> bool:
    """Whether a folded line is a sentence and not an entry of a list."""
    return len(line.split()) > 9


def resolutions_end(text: str, start: int, end: int) -> int:
    """Where the resolutions of a section end at the latest: before the words that close the sitting."""
    match = _CLOSING.search(text, start, end)
    return match.start() if match else end
