"""The set phrases by which minutes tell of a sitting: its number, its kind, its day, whom it wants as mayor.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: who came
(attendance), what was decided (decisions).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from nlp import names, numbers
from nlp.attendance import HELD
from nlp.found import Found
from nlp.normalise import pattern

type SessionKind = Literal["ordinary", "extraordinary"]
# As engines read it as well: «حلسه», «صورتجلشه».
_SITTING = r"(?:(?:صورت ?)?[جحخ]ل[سش][هذ]|نشست|اجلاس)"
_SITTING_KIND = r"(?:(?:عادی|فوق العاد[\w؛]|رسمی|علنی|عمومی|اضطراری)(?: و)? ?)*"
_OF_COUNCIL = r"(?:شورای اسلامی شهر \w+ )?"
_WHICH = r"(?:(?:مورد بررسی|مورد رسیدگی|مذکور|یادشده|فوق) ?:? ?)?"
# Figures that are the sitting's number whole, and no part of a date or of a number with its year.
# The dots of a blank behind them are read as zeros.
_NO_MORE = r"(?![\d/]|-\d|\.(?!0(?:\.0)*(?![\d/]))\d)"
_FIGURES = rf"([1-9]\d{{0,3}}){_NO_MORE}"
_WHOSE = r"(?: (?!(?:شماره|تاریخ|مورخ)(?!\w))[^\W\d_]{3,12}){0,3}"
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
# A picture may have lost the word's last letter or changed it: «شمار ۵۶», «شمارو ۵۶».
_NUMBERED = [
    (pattern(rf"(?<!\w){_SITTING} {_WHICH}{_SITTING_KIND}{_OF_COUNCIL}(?:به )?شمار\w?[ :(.]*{_FIGURES}"), 0.97),
    (pattern(rf"(?<!\w)(?:عادی|فوق العاده|رسمی)(?: و علنی)? (?:به )?شمار\w?[ :(]*{_FIGURES}"), 0.93),
    (pattern(rf"(?<!\w)شمار\w? {_SITTING}[ :(]*{_FIGURES}"), 0.97),
    # With its year: «جلسه: ۵۵/۱۴۰۲».
    (pattern(rf"(?<!\w){_SITTING} ?(?:شماره)? ?:? ?([1-9]\d{{0,3}}) ?/ ?1[34]\d\d(?![\d/])"), 0.85),
    # Both in one cell of a form, in the order that its label tells.
    (pattern(rf"(?<!\w)شمار\w? و تاریخ {_SITTING}{_WHOSE} ?[:؛]?[ \t]*{_FIGURES}"), 0.95),
    (pattern(rf"(?<!\w)تاریخ و شمار\w? {_SITTING}{_WHOSE} ?[:؛]?[ \t]*{_DAY} ?[-،,|/و]? ?{_FIGURES}"), 0.93),
    (pattern(rf"(?<!\w)شمار\w? {_FIGURES}[ )،]*(?:به )?(?:تاریخ|مورخه?|روز) {_SITTING}(?!\w)"), 0.9),
    # Labels from left to right, and the kind behind the number in one cell: «۲۸۱ : شماره جلسه», «۸۴ / عادی».
    (
        pattern(
            rf"(?<![\d/.-])(\d{{1,4}})(?: ?[(][^()\n\t]{{1,30}}[)])?(?: ?: ?|[ ]?\t ?)شمار\w? {_SITTING}(?=[ ]*(?:[\n\t]|$))"
        ),
        0.85,
    ),
]
_ANY_NUMBER = rf"(?:\d{{1,4}}|(?:(?:{'|'.join(numbers.SMALL_WORDS)}) ?(?:و ?)?){{1,5}})"
_AND_KIND = pattern(rf"(?<![\w/.-])(?<!\sو\s)({_ANY_NUMBER})م? ?/ ?(?:عادی|فوق العاده|رسمی)(?!\w)")
_OF_TERM = pattern(r"(?<!\w)(?:دوره|سال|ماه|فصل|بند|مصوبه|دستور|ردیف|موضوع|مورد|ماده|تبصره|قسمت|صفحه) ?$")
# «مصوبه سوم جلسه ۱۹۰» is an item's number, «مصوبه یکصد و سومین جلسه» the sitting's.
_ATTRIBUTE = re.compile("ین$")
# Behind an ordinal, in front of one that is not the council's own («جلسه سومین دوره»), in front of bare figures.
_ITS_SITTING = pattern(rf" (?:[(] ?\d{{1,4}} ?[)] )?{_SITTING}(?!\w)(?!\s?(?:شماره\s?)?\d{{1,4}}(?![\d/]))")
_SITTING_OF = pattern(rf"(?<!\w){_SITTING}(?: {_SITTING_KIND}(?:به )?(?:شمار\w? ?)?| ?: ?)$")
# Of the times that a council meets; the first ones may be those of one day.
_TIME_OF, _TIMES_OF_A_DAY = pattern(rf"(?<!\w){_SITTING} {_SITTING_KIND}نوبت ?$"), 3
_OTHERS = pattern(r" (?:دوره|سال|ماه|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)(?!\w)")
_BARE = pattern(rf"(?<!\w){_SITTING}[ ]?{_SITTING_KIND}[(:]? ?[.… 0]{{0,12}}([1-9]\d{{0,3}})(?!:){_NO_MORE}")
_LABELS = pattern(r"(?<!\w)(?:نوع|تاریخ|ساعت|محل|دستور|ختم|شروع|پایان|زمان|نوبت) ?$")
_ITEM_OF, _MANY_ITEMS = pattern(rf"(?<!\w)مصوبه (?:شماره? )?(\d{{1,4}}) ?/ ?(\d{{1,4}}) {_SITTING}(?!\w)"), 20
_EXTRAORDINARY = pattern(r"فوق ?ا?لعا?ده|فوق ?العاد[؛:\w]|اضطراری|(?<!\w)خارج از نوبت|(?<!\w)غیر ?عادی")
# A cell or a line of the head that is nothing else.
_KIND_ALONE = re.compile(r"(?:^|[\n\t])[ ]*[(]?(?:(?P<extra>فوق ?العاده)|عادی)[)]?[ ]*(?=[\n\t]|$)")
_ORDINARY = pattern(r"(?<!غیر)(?<!غیر\x20)(?<!\w)عادی(?!\w)")
# Said of a sitting that is no extraordinary one, mostly; who opens any declares it so.
_FORMAL = pattern(
    r"(?<!کارشناس\x20)(?<!کارشناسان\x20)(?<!روزنامه\x20)(?<!\w)رسمی(?!\w)(?! ?(?:اعلام|دادگستری|شد|گردید))"
)
# Of two pairs of brackets one is filled, with whatever a tick was read as.
_FILLED = pattern(r"(?<!\w)عادی ?[()] ?(\w{0,2}) ?[()] ?فوق ?العاده ?[()] ?(\w{0,2}) ?[()]")
_GUESS = 0.4
# Both stand side by side, and the tick is lost.
_UNTICKED = pattern(
    r"(?<!\w)(?:عادی[^\w\n]{0,6}\w?[^\w\n]{0,6}فوق ?العاده|فوق ?العاده[^\w\n]{0,6}\w?[^\w\n]{0,6}عادی)(?!\w)"
)
# A form's cell with both words, and the one that holds behind it: «رسمی / غیررسمی: رسمی».
_CHOICE = pattern(
    r"(?<!\w)(?:عادی|رسمی|علنی|فوق ?العاده) ?[/،-] ?(?:عادی|فوق ?العاده|غیر ?رسمی|غیر ?علنی)[ :\t]+"
    r"(?:(?P<extra>فوق ?العاده|اضطراری)|عادی|رسمی|علنی)(?!\w)(?! ?[/،☐☒☑□■-])"
)
_MANNER = pattern(
    r"(?<!\w)(?:به صورت|بصورت|به طور|بطور|به شکل|بشکل|به نحو) (?:(?P<extra>فوق ?العاده|اضطراری)|عادی|رسمی)(?!\w)"
)
_TICK, _BOX = r"[☒☑✓✔■◼●×✗xX*]", r"[☒☑✓✔■◼●×✗xX*☐□○◯]"
_EITHER_KIND = r"(?:عادی|فوق ?العاده)"
# Boxes stand all before their words, or all behind them, where a line may break.
_BOXED = (
    (
        pattern(rf"(?:{_BOX} ?{_EITHER_KIND} ?[/،,|-]? ?){{1,2}}"),
        pattern(rf"{_TICK} ?(?:(?P<extra>فوق ?العاده)|عادی)"),
    ),
    (
        pattern(rf"(?:{_EITHER_KIND} ?[:(]?\s?{_BOX} ?\)? ?[/،,|-]? ?){{1,2}}"),
        pattern(rf"(?:(?P<extra>فوق ?العاده)|عادی) ?[:(]?\s?{_TICK}"),
    ),
)
_BOX_BELOW = re.compile(rf"\s*{_BOX}[ ]*(?=[\n\t]|$)")
_OF_SITTING = pattern(rf"(?<!\w)(?:{_SITTING}|نوع)")
_NUMBERED_NEXT = pattern(rf" ?(?:و علنی )?(?:به )?(?:شمار\w?|{_SITTING})|[^\n\t]{{0,40}}\t ?نوع {_SITTING}")
_BESIDE, _FURTHER = 45, 110
_CLOSED = re.compile(r"\s?\)")
_TITLE = r"(?:(?:جناب |سرکار )?(?:آقای|خانم|آقا|مهندس|دکتر)(?!\w) (?:(?:مهندس|دکتر|حاج|سید|سیده|حاجی)(?!\w) )*)"
_PERSON = rf"({_TITLE}(?:\w+\s+){{1,4}}?\w+)"
_AS_MAYOR = (
    r"(?:به? (?:عنوان|سمت|تصدی سمت|تصدی پست|تصدی|منصب)[ ]?(?:تصدی )?(?:سمت )?|(?:برای|جهت) (?:تصدی )?(?:سمت |پست )?)"
    r"(?:شهردار|شهرداری|سرپرست شهرداری)"
)
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


_IN = pattern(r"(?<!\w)در ?$")
_OF_BOARD = pattern(r"(?<!\w)(?:هیات|کمیته|کمیسیون|کارگروه|ستاد)(?!\w)[^.؛]*$")
_BOARD = 70
_CARDINAL = "|".join(numbers.SMALL_WORDS)
_IN_WORDS = pattern(
    rf"(?<!\w){_SITTING} {_SITTING_KIND}(?:به )?شماره[ :(]*((?:{_CARDINAL})(?:\s+و\s+(?:{_CARDINAL}))*)(?!\w)"
)


def session_number(text: str) -> Found[int] | None:
    """The sitting's number: «جلسه شماره ۴۲», «چهل و دومین جلسه», «جلسه چهل و دوم», «جلسه ۴۲»."""
    text = numbers.read_again(text)
    for form, strength in _NUMBERED:
        for match in form.finditer(text):
            if not is_of_an_earlier(text[max(0, match.start() - _BESIDE) : match.start()]):
                return Found(int(match[1]), match.start(), match.end(), strength)
    # The term's ordinal stands beside the sitting's words, and is none of its own.
    ordinals = [
        one
        for one in numbers.find_ordinals(text)
        if _ATTRIBUTE.search(text, one.start, one.end) or not _OF_TERM.search(text[max(0, one.start - 12) : one.start])
    ]
    for one in ordinals:
        # «در اولین جلسه آن شورا مطرح گردد» is one to come; «هیأت تطبیق … در نهمین نشست خود» is a board's.
        near = text[max(0, one.start - _BOARD) : one.start]
        if (
            _ITS_SITTING.match(text, one.end)
            and not (one.value == 1 and _IN.search(near))
            and not _OF_BOARD.search(near)
        ):
            return one
    for one in ordinals:
        near = text[max(0, one.start - _BESIDE) : one.start]
        before = _SITTING_OF.search(near) or (one.value > _TIMES_OF_A_DAY and _TIME_OF.search(near))
        labelled = before and ":" in before[0] and _labels_more(near, before.start())
        if before and not labelled and not _OTHERS.match(text, one.end):
            return Found(one.value, one.start, one.end, 0.9)
    for match in _IN_WORDS.finditer(text):
        if number := numbers.from_words(match[1]):
            return Found(number, *match.span(), 0.9)
    for match in _AND_KIND.finditer(text):
        if number := numbers.ordinal(match[1]):
            return Found(number, match.start(), match.end(), 0.8)
    bare = next((one for one in _BARE.finditer(text) if "\n" in one[0] or not _labels_more(text, one.start())), None)
    if bare:
        return Found(int(bare[1]), bare.start(), bare.end(), 0.8)
    item = _ITEM_OF.search(text)
    low, high = sorted(int(part) for part in item.groups()) if item else (0, 0)
    # Items of one sitting are few, and sittings of a term many.
    return Found(high, item.start(), item.end(), 0.6) if item and low <= _MANY_ITEMS < high else None


def _labels_more(text: str, start: int) -> bool:
    """Whether «جلسه» at text[start] ends a label for something else than the number: «نوع جلسه»."""
    return bool(_LABELS.search(text, max(0, start - 12), start))


def session_kind(text: str) -> Found[SessionKind] | None:
    """Ordinary or extraordinary, from the words near «جلسه», or from the ticked box where both stand."""
    if ticked := _ticked(text):
        return ticked
    if choice := _CHOICE.search(text):
        return Found("extraordinary" if choice["extra"] else "ordinary", choice.start(), choice.end(), 0.93)
    extra, plain = _near_sitting(text, _EXTRAORDINARY), _near_sitting(text, _ORDINARY)
    if plain and _UNTICKED.search(text):
        # Most sittings are ordinary: no more than a guess.
        return Found("ordinary", plain.start(), plain.end(), _GUESS)
    if extra or plain:
        both = bool(extra and plain)
        if extra and (not plain or extra.start() < plain.start()):
            return Found("extraordinary", extra.start(), extra.end(), 0.6 if both else 0.95)
        return Found("ordinary", plain.start(), plain.end(), 0.6 if both else 0.95) if plain else None
    for manner in _MANNER.finditer(text):
        if _SITTING_TOLD.search(text, max(0, manner.start() - _FURTHER), manner.start()):
            return Found("extraordinary" if manner["extra"] else "ordinary", manner.start(), manner.end(), 0.93)
    formal = _near_sitting(text, _FORMAL)
    if formal:
        return Found("ordinary", formal.start(), formal.end(), 0.8)
    alone = _KIND_ALONE.search(text)
    return Found("extraordinary" if alone["extra"] else "ordinary", alone.start(), alone.end(), 0.7) if alone else None


def box_behind(text: str, end: int) -> int:
    """Where a box ends that a line's end parts from its word at `end`; else `end`."""
    box = _BOX_BELOW.match(text, end)
    return box.end() if box else end


def _ticked(text: str) -> Found[SessionKind] | None:
    """The kind whose box is ticked; whether boxes stand before their words or behind them, most of them tell."""
    brackets = _FILLED.search(text)
    if brackets and bool(brackets[1]) != bool(brackets[2]):
        return Found("ordinary" if brackets[1] else "extraordinary", brackets.start(), brackets.end(), 0.8)
    rows = [(form, match) for boxes, form in _BOXED for match in boxes.finditer(text)]
    if not rows:
        return None
    # «عادی ☒ فوق العاده ☐» holds one pair the wrong way round as well: the longer row has its boxes right.
    form, row = max(rows, key=lambda one: (len(one[1][0]), -one[1].start()))
    found = form.search(row[0])
    if not found:
        return None
    kind: SessionKind = "extraordinary" if found["extra"] else "ordinary"
    return Found(kind, row.start() + found.start(), row.start() + found.end(), 0.9)


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


# The dots of a blank are read as commas and zeros as well.
_FILL = r"[ .…_\t،,0]{0,80}"
_IN_BLANKS = pattern(
    rf"(?<!\w)نام ?[:؛]?{_FILL}([^\W\d_]+(?: [^\W\d_]+)?){_FILL}[،,|/-]?{_FILL}نام ?خانوادگی ?[:؛]?{_FILL}"
    rf"([^\W\d_]+(?: [^\W\d_]+){{0,3}}?){_FILL}[،,]?(?=[\t\n|]|\s(?:نام|کد|ش\.|شماره|تاریخ|محل|فرزند|جنس|متولد)(?!\w)|$)"
)


def named_in_blanks(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the name and the family name stand that a form asks for in two blanks side by side."""
    match = _IN_BLANKS.search(text)
    return (match.span(1), match.span(2)) if match else None


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
        # In brackets behind the number, the council and the day it stands further off.
        bracketed = (
            before.endswith("(")
            and _CLOSED.match(behind)
            and _STOPS.split(text[max(0, match.start() - _FURTHER) : match.start()])[-1]
        )
        if _OF_SITTING.search(before) or _NUMBERED_NEXT.match(behind) or (bracketed and _OF_SITTING.search(bracketed)):
            return match
    return None


_SLASHED, _YEAR = re.compile(r"\s*(\d{1,4})/(\d{1,4})(?![\d/])"), re.compile(r"1[34]\d\d")
_ALONE = re.compile(r"(?<![\d-])\d{1,4}(?![\d/]|[-.:]\d)|[^\W\d_]+(?: و [^\W\d_]+)*")
_OF_ANOTHER = pattern(
    r"(?<!\w)(?:پیرو|دستور ?کار|دعوت ?نامه|دعوت(?! (?:رییس|ریاست)[^.\n]{0,25}(?<!\w)روز(?!\w))|"
    r"نامه|مصوبه|لایحه|نرسیدن|عدم تشکیل|درخواست|گزارش|مکاتبه|بخشنامه)"
    # Up to the day of that paper, or to the hour of a sitting, behind which another is the sitting's.
    r"(?:(?!\d{2,4}/\d{1,2}/\d{1,2}\D|(?<!\w)ساعت(?!\w))[^.\n]){0,40}$|"
    # Numbers of letters are longer than those of sittings, or parted.
    r"(?<!\w)(?:انتشار|بازنشر|ثبت|چاپ|صدور|ابلاغ|ارسال|وصول|دریافت|تکمیل|تنظیم|اعلام|اعلام نظر)[ :.،…]{0,12}$|"
    # Behind a commission that sat or reported.
    r"(?<!\w)(?:کمیسیون|کمیته|کارگروه|ستاد)(?: [^\W\d_]+){0,4} ?[:(]? ?$|"
    # Behind the words of the sitting before or of the next one.
    rf"(?<!\w){_SITTING} (?:عادی |رسمی )?(?:اتی|آینده|بعد|بعدی|قبل|قبلی|گذشته|پیشین)(?!\w)[^.\n]{{0,30}}$|"
    r"شماره ?:? ?(?:\d{4,}|\w{1,8}(?: ?[/-] ?(?:\d+|\w{1,3})(?!\w)){1,3}) ?(?:مورخه?|به تاریخ|تاریخ|در تاریخ|-)? ?[:(]? ?$"
)
_OWN_DAY = pattern(r"(?:ثبت|صدور|ابلاغ|ارسال|وصول|دریافت|تکمیل|انتشار|تایید|رونوشت|نامه|چاپ)(?!\w)")
_FOLLOWED = pattern(r"(?<!\w)(?:پیرو|ادامه|نرسیدن|عدم تشکیل) (?:جلسه )?$")
_SITTING_TOLD = pattern(rf"(?<!\w){_SITTING}(?!\w)")


def is_of_another(before: str) -> bool:
    """Whether the words in front of a date give it to a letter or an agenda, and not to the sitting."""
    own = is_day_of(before) and not is_of_an_earlier(before[: [*_SITTING_TOLD.finditer(before)][-1].start()])
    return bool(_OF_ANOTHER.search(before)) and not own


def is_of_an_earlier(before: str) -> bool:
    """Whether the words in front of a sitting's own words make it one that was before, or that did not come together."""
    return bool(_FOLLOWED.search(before))


def is_of_paper(label: str) -> bool:
    """Whether a label for a date is that of what is done with the paper: «تاریخ ثبت»."""
    return bool(_OWN_DAY.search(label))


def number_alone(text: str) -> Found[int] | None:
    """The number that a short value begins with, in figures or words."""
    if slashed := _SLASHED.match(text):
        # The other part is a year; of two that are none, nobody can tell which is the term.
        parts = [int(part) for part in slashed.groups() if not _YEAR.fullmatch(part)]
        return Found(parts[0], *slashed.span(), 0.9 if len(parts) == 1 else 0.5) if parts else None
    match = _ALONE.search(text)
    number = numbers.ordinal(match[0]) if match else None
    return Found(number, match.start(), match.end(), 0.97) if match and number else None


_OTHERS_SITTING = pattern(
    rf" ?{_SITTING_KIND}(?:روز \w+ )?(?:مورخه? [\d/\-]{{6,10}} )?(?:این |آن )?(?:کمیسیون|هیات|کمیته|کارگروه|ستاد|"
    r"هیات رییسه|مجمع|"
    r"شورای(?! ?(?:محترم )?(?:اسلامی|شهر))|اداری|توجیهی|هم ?اندیشی|مشترک|دادگاه|دفاع|اتی|آینده|بعد|بعدی|قبل|گذشته)(?!\w)"
)
# A board that tells of its own sitting, its name in front: «هیأت تطبیق … در نهمین نشست سال جاری خود».
_OF_A_BOARD = pattern(r"(?<!\w)(?:هیات|هییت|کمیته|کمیسیون|کارگروه)(?!\w)[^.؛:،]{0,70}$")
_ITS_OWN = pattern(r"[^.؛:،\d]{0,25}(?<!\w)خود(?!\w)")
_NEXT_SITTING = pattern(r" ?(?:عادی |رسمی )?(?:ی )?(?:اتی|آینده|بعد|بعدی|قبل|قبلی|گذشته|پیشین)(?!\w)")
_ABOVE = pattern(
    r"(?<!\w)(?:تاریخ|مورخه?) (?:فوق(?: ?الذکر| ?الاشاره)?|بالا|صدر(?: ?الذکر)?|مذکور|یاد ?شده|مزبور|"
    r"مندرج در (?:صدر|بالا))(?!\w)"
)
_BEFORE, _BEHIND = 70, 110
# A full stop, and none of the dots that a blank is printed with.
# Neither is what was an «ه» before it was read.
_STOPS = re.compile(r"(?<!العاد)(?<!شمار)؛|(?<!\.)\. ")
# The day right behind the word itself: «جلسه عادی مورخ ۱۴۰۱/۴/۲۳».
_DAY_NEXT = pattern(
    rf" {_SITTING_KIND}(?:(?:این |آن )?شورا(?:ی اسلامی)?(?: شهر)? )?(?:روز )?"
    r"(?:(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه)? ?[،,]? ?(?:مورخه?|به تاریخ|در تاریخ|تاریخ)? ?[:(]? ?$"
)
_COUNCIL = pattern(r"(?<!\w)(?:شورا|شورای (?:محترم )?(?:اسلامی|شهر))(?!\w)")


def mentioned(text: str) -> list[Found[str]]:
    """The clauses of a folded text that name a sitting of the council in passing: the words around «جلسه»."""
    told = [*_SITTING_TOLD.finditer(text)]
    others = [match for match in told if _is_others(text, match)]
    return [
        Found(text[start:end].replace("\n", " ").replace("\t", " "), start, end, 0.85)
        for match in told
        if match not in others
        for start, end in [_clause(text, match, others)]
    ]


def _is_others(text: str, match: re.Match[str]) -> bool:
    """Whether a sitting is that of a board, and not of the council."""
    left = max(0, match.start() - _SENTENCE)
    own = _ITS_OWN.match(text, match.end()) and _OF_A_BOARD.search(text, left, match.start())
    return bool(own or _OTHERS_SITTING.match(text, match.end()))


def is_day_of(before: str) -> bool:
    """Whether the words in front of a date, and of a council in them or near, end in «جلسه مورخ»."""
    told = [*_SITTING_TOLD.finditer(before)]
    return bool(told and _DAY_NEXT.fullmatch(before, told[-1].end()))


def is_of_council(clause: str) -> bool:
    """Whether a clause names the council."""
    return bool(_COUNCIL.search(clause))


def _clause(text: str, match: re.Match[str], others: Sequence[re.Match[str]]) -> tuple[int, int]:
    """From the sentence's beginning to its end, within reach, and no further than the sitting of somebody else."""
    left = max(match.start() - _BEFORE, 0)
    starts = [stop.end() for stop in _STOPS.finditer(text, left, match.start())]
    before = [other.end() for other in others if other.end() <= match.start()]
    behind = [other.start() for other in others if other.start() >= match.end()]
    start = max([left, text.rfind("\n\n", 0, match.start()) + 1, *starts, *before])
    stop = _STOPS.search(text, match.end())
    return start, min([stop.start() if stop else len(text), match.end() + _BEHIND, len(text), *behind])


# A sentence that opens with its time: «در ساعت ۱۸ روز یکشنبه مورخ … سومین جلسه».
_OPENS_WITH_TIME = pattern(
    r"(?:^|[.\n؛])[ \t]*(?:در |راس |از |به |ب(?=تاریخ))?(?:(?:صبح|ظهر|عصر|بعد ?از ?ظهر|شامگاه|شب) )?"
    r"(?:ساعت|روز|تاریخ|مورخه?|یکشنبه|دوشنبه|سه ?شنبه|چهارشنبه|پنج ?شنبه|شنبه|جمعه)(?!\w)"
)
_SENTENCE = 130


def opened(text: str) -> list[Found[None]]:
    """The beginnings of sentences about a sitting that tell the time before the sitting itself."""
    found = []
    for match in _SITTING_TOLD.finditer(text):
        left = max(0, match.start() - _SENTENCE)
        opens = [*_OPENS_WITH_TIME.finditer(text, left, match.start())]
        if opens:
            found.append(Found(None, opens[0].start(), match.start(), 0.9))
    return found


def told(text: str) -> list[Found[None]]:
    """The stretches after «جلسه» in which the day of the sitting is told: as far as its sentence runs where that says so."""
    return [
        Found(None, match.start(), max(min(match.end() + _TOLD, len(text)), _held(text, match.end())), 0.9)
        for match in _SITTING_TOLD.finditer(text)
        if not (_NEXT_SITTING.match(text, match.end()) or _OF_COMMISSION.match(text, match.end()))
    ]


# Letters behind the word for a sitting in which its day is told; of a sentence that names all who came, at most.
_TOLD, _LONGEST = 170, 700
_OF_COMMISSION = pattern(r" ?(?:این |آن )?(?:کمیسیون|هیات(?! ?رییسه)|کمیته|کارگروه|ستاد)(?!\w)")


def _held(text: str, start: int) -> int:
    """Where the sentence that goes on at `start` says that the sitting came together; `start` where it does not."""
    stop = _STOPS.search(text, start, start + _LONGEST)
    verb = HELD.search(text, start, stop.end() if stop else start + _LONGEST)
    return verb.start() if verb else start


def at_its_head(text: str) -> list[Found[None]]:
    """The words that send the reader to the paper's head for the sitting's day: «جلسه … در تاریخ فوق»."""
    found = []
    for match in _SITTING_TOLD.finditer(text):
        above = _ABOVE.search(text, match.end(), match.end() + _BEHIND)
        if above and not _STOPS.search(text, match.end(), above.start()):
            found.append(Found(None, above.start(), above.end(), 0.9))
    return found
