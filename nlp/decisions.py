"""The set phrases of a sitting's decisions: where each begins, what announces and what closes them.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: how was
voted (votes), tables of decisions (intake.resolutions).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nlp import numbers
from nlp.found import Found
from nlp.normalise import pattern

CARDINAL = "یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده"
ORDINAL = "اول|نخست|یکم|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم"
# Lists count by the old order of the letters, or by that of the alphabet, in which many leave out «ث».
_OLD_ORDER, _ALPHABET = ("الف", "ب", "ج", "د", "ه"), ("الف", "ب", "پ", "ت", "ث", "ج")
LETTERED = {letter: place for order in (_ALPHABET, _OLD_ORDER) for place, letter in enumerate(order, 1)}
LETTER = "|".join(LETTERED)
_ITEM = pattern(
    r"(?:^|(?<=\n))[ \t]*(?:(?:مصوبه|بند|تصمیم|ماده واحده|تبصره)[ ]?(?:شماره |"
    r"ش?[^\W\d_]{2,3}ره )?[(]?(\d{1,3}|[^\W\d_]{2,5}م|"
    rf"اول|نخست|(?:{CARDINAL})(?= ?[-:.)(*]))[)]? ?(?:[:\-.ـ*]|/(?!\d))?|(\d{{1,3}}) ?[-.)(:/](?!\d)|"
    rf"({LETTER}) ?[-)(](?=\s?\w)|({LETTER})[.](?=\s\w)|[(](\d{{1,3}}|{ORDINAL}|{CARDINAL})[)]|"
    rf"(?:اصل |محور )?({ORDINAL}|{CARDINAL}) ?[-.:)(])[ \t\-:.)]*"
)
_POINT = pattern(r"[ \t]*دستور (?:کار |جلسه )?(?:اول|نخست|\d{1,2}|[^\W\d_]{2,7}م) ?[:.\-)]")
_BULLET = re.compile(r"(?:^|(?<=\n))[ \t]*[*•▪●○◦✓\-][ \t]*(?=[^\W\d])")
_PART = pattern(rf"[ \t]*(?:تبصره|(?:{LETTER}) ?[-).(])")
_CALLED = pattern(r"[ \t]*(?:مصوبه|تصمیم)[ ]?(?:شماره )?[(]?(?:\d{1,3}|[^\W\d_]{2,5}م|اول)[)]? ?[:\-.]")
_UNMARKED = re.compile(r"(?:^|(?<=\n))[ \t]*(\d{1,4})[ \t]+(?=[^\W\d_]{2})")
_DECIDED = pattern(
    r"(?:به تصویب رسید|تصویب (?:شد|گردید|نمود|کرد|رسید)|موافقت (?:شد|گردید|نمود|به عمل آمد|گردیده)|مصوب (?:شد|"
    r"گردید|نمود)|مقرر (?:شد|گردید)|انتخاب (?:شد|گردید|شدند|گردیدند)|(?<!\w)رد (?:شد|گردید)(?!\w)|مخالفت شد|تایید (?:شد|گردید)|"
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


# «۱۵۳/۲:», «۴-۷۱-۰۶»: the sitting, and the decision's place in it.
_CODE = re.compile(r"[(\[]?(\d{1,4})\s?[/\\\-]\s?(\d{1,4})(?:\s?[/\\\-]\s?(\d{1,4}))?(?![\d/])[)\]]?")
_CODED = pattern(
    r"[ \t]*(?:(?:مصوبه|بند|تصمیم|کد)(?: مصوبه)? ?(?:شماره|"
    r"ش)? ?:? ?)?[(\[]?\d{1,4} ?[/\\\-] ?\d{1,4}(?: ?[/\\\-] ?\d{1,4})?(?![\d/])[)\]]? ?[:\-.ـ)(]*(?! ?(?:هزار|"
    r"میلیون|میلیارد|ریال|تومان|\d(?!\d?[)])))"
)
_LABELLED = pattern(
    r"[ \t]*(?:(?:متن|شرح|عنوان و متن) )?(?:مصوبه|تصمیم|مصوبات|تصمیمات|رای)(?: (?:شورا|جلسه|شورای اسلامی شهر|متخذه|"
    r"اتخاذ شده))? ?:|"
    r"[ \t]*(?:متن|شرح|نتیجه) ?:|[ \t]*ماده واحده(?! ?(?:با|و|فوق|مذکور)(?!\w)) ?[:\-]?|"
    r"[ \t]*(?:تصویب|مصوب|مقرر) (?:شد|گردید) ?:"
)
# «(بند ۲) …», «با این نتیجه، (بند ۱) …»
_IN_BRACKET = pattern(
    rf"[ \t]*(?:[^\d.؛:()،\n]{{3,25}}،)?[ \t]*[(](?:بند|مصوبه|تصمیم) ?(\d{{1,3}}|{ORDINAL}|{CARDINAL})[)] ?[:\-.]*"
)
# «(کد م/۱۴۰۲/۳۱۱) -»
_FILED = pattern(r"[ \t]*[(](?:کد|شناسه|شماره|ثبت)[^()]{1,30}[)] ?[:\-.]*")
# «حاصل گفتگو:», «پس از رأی‌گیری علنی:», «نتیجه آن شد که به اتفاق آرا:»
_CONCLUDING = pattern(
    r"[ \t]*(?:پس از|حاصل|نتیجه|سرانجام|در نهایت|با|به|در)(?!\w)[^:.]{0,80}(?:رای|آرا|آراء|گفت ?و? ?گو|بحث|مذاکره|مذاکرات|شور|"
    r"تصمیم گرفته شد|علنی|مخفی|رای ?گیری)(?: نتیجه)?(?: چنین (?:شد|بود|است))? ?:(?=\s*\S)"
)
# Adverbs that lead on from what was said before.
_LEADING = pattern(
    r"[ \t]*(?:النهایه|نهایتا|نتیجتا|در نهایت|در نتیجه|سرانجام|(?:بدین|به این) (?:ترتیب|صورت)|لذا|بنابراین|متعاقبا|"
    r"بدوا|آنگاه|سپس|همچنین)(?!\w)[ ،,]*"
)
_ANNOUNCING = pattern(
    r"[^:\[{]{0,160}(?:زیر|ذیل|تصمیم گرفتند|تصمیم گرفت|تصویب نمودند|تصویب کردند|مقرر داشتند|اعلام داشت|می گردد|می شود|"
    r"می دارد|چنین است|(?:بدین|به این|این) (?:شرح|ترتیب|صورت|قرار))[^:.؛(]{0,25}:(?=\s*\S)"
)
# «تقاضای … خوانده شد و تصویب گردید:», «… و در نهایت با چهار رأی موافق مصوب شد:»; letters behind it, at least.
_PASSING = pattern(
    r"[^:\[{.؛]{3,240}(?<!\w)(?:(?:تصویب|مصوب|مقرر|موافقت|تصمیم|رای|پذیرفته|اعلام|بدین صورت تصویب|اتخاذ تصمیم) "
    r"(?:شد|شدند|گردید|نمود|نمودند|کرد|کردند|گرفت|گرفتند|رسید|داد|دادند|گرفته شد|داشت|داشتند)|به تصویب رسید|"
    r"تصویب قرار گرفت|نظر داد|نظر دادند)(?: که)? ?:(?=\s*\S(?:.|\n){25})"
)
_ORDERED = pattern(
    r"[ \t]*(?:اولا|ثانیا|ثالثا|رابعا|خامسا|نخست آنکه|دوم آنکه|سوم آنکه|مورد (?:اول|دوم|سوم|چهارم|پنجم|"
    r"\d))[ًا]? ?[:\-،,.)]*"
)
# «آسفالت: شهرداری موظف شد …»; letters of what follows, at least.
_TOPIC = pattern(
    r"(?!تبصره|ماده|بند|توضیح)[^\W\d_]+(?: [^\W\d_]+){0,3} ?: ?(?=[^\W\d_])|"
    r"(?:پیشنهاد|درخواست|تقاضای?|لایحه|موضوع|راجع به|درباره|در خصوص|در مورد)(?!\w)[^:.\n]{3,80}: ?(?=[^\W\d_])"
)
_LEAST = 25
_VERB = pattern(r"(?<!\w)(?:است|شد|گردید|می شود|می گردد|باشد|نماید|کند|گردد|شود|داد|گرفت|کرد|نمود)(?!\w)")
# «۶۹۰ مقرر گردید …»; not «۲۰ دستگاه …», «۵ میلیارد …».
_BARE = pattern(
    rf"\s*(\d{{1,4}}|{ORDINAL}|{CARDINAL})[ \t]+(?=(?:مقرر|با|به|در|نامه|درخواست|لایحه|شهرداری|پیشنهاد|تقاضا|تقاضای|بررسی|"
    r"موضوع|اعطای|واگذاری|تصویب|موافقت|آقای|خانم)(?!\w))"
)
# «در این بند رأی‌گیری نشد», «تصمیمی اتخاذ نگردید»; a cell that says no more than «جهت اطلاع»
_UNDECIDED = pattern(
    r"(?<!\w)(?:رای ?گیری (?:نشد|نگردید|به عمل نیامد|انجام نشد)|(?:تصمیمی?|رایی?|رای ای) (?:گرفته|اتخاذ|اخذ) (?:نشد|نگردید)|"
    r"بدون (?:اخذ رای|رای ?گیری|تصمیم ?گیری|اخذ تصمیم)|(?:مصوبه|تصمیم) ?(?:ای|خاصی|مشخصی)? (?:نداشت|حاصل نشد)|"
    r"به (?:نتیجه|رای گیری|تصمیم) ?(?:ای)? نرسید|منتج به (?:مصوبه|تصمیم|نتیجه)(?: \w+)? (?:نشد|نگردید))(?!\w)"
)
_TOLD_ONLY = pattern(r"\W*(?:(?:صرفا )?(?:جهت|برای) (?:اطلاع|استحضار)(?: اعضا)?|بدون (?:تصمیم|مصوبه))\W*")
_QUOTED = re.compile(r"[\s«\"•▪●*✓★☆◄►◀▶◆■□○◦➢➤\-–:]*")


def is_undecided(text: str) -> bool:
    """Whether a folded sentence, or a cell, says that nothing was decided: «رأی‌گیری نشد», «جهت اطلاع»."""
    return bool(_UNDECIDED.search(text) or _TOLD_ONLY.fullmatch(text))


# Letters of what a quotation rules, at least.
_WORDS = 25


def quoted(text: str) -> tuple[int, int] | None:
    """The span within the quotation marks that a folded decision stands in: they open a line or its first words and close a
    sentence or a line.
    """
    opens = re.search(r"(?:^|\n)[ \t]*«", text)
    if opens is None:
        return None
    depth = 0
    for at in range(opens.end() - 1, len(text)):
        depth += (text[at] == "«") - (text[at] == "»")
        if depth == 0:
            whole = text[at - 1] in ".؛!" or not text[at + 1 :].split("\n")[0].strip(" .؛")
            return (opens.end(), at) if whole and at - opens.end() > _WORDS else None
    return None


_NEXT = re.compile(r"(?<!\S)(\d{1,2}) ?[)\-](?=\s*[^\W\d])")


def counted_on(text: str, first: int) -> list[int]:
    """Where within the folded words of the decision `first` the next ones begin, that count on from it: «… ۲) … ۳) …»."""
    begins = list[int]()
    for match in _NEXT.finditer(text):
        if int(match[1]) == first + len(begins) + 1:
            begins.append(match.start())
    return begins


_AND_NEXT = pattern(r"[ \t]*(?:ثانیا|ثالثا|رابعا|خامسا|دوم آنکه|سوم آنکه|چهارم آنکه)(?!\w)")


def is_next(line: str) -> bool:
    """Whether a folded line counts on from a decision in front of it, in words: «ثانیاً …»."""
    return bool(_AND_NEXT.match(line))


def code(cell: str, sitting: int | None = None) -> int | None:
    """The number in the first cell of a table's row: «۳», «۱۵۳/۳» (the part that is not the sitting's)."""
    plain = cell.strip(" .-()[]:")
    if plain.isdigit() and len(plain) < 5:
        return int(plain)
    match = _CODE.fullmatch(plain)
    return own_part(match, sitting) if match else None


def opening(line: str, sitting: int | None = None) -> Found[int | None]:
    """What stands in a decision's first line before its words: its number or mark, a label, what announces it. `end` is where
    the words begin, `value` the number if it bears one.
    """
    at, number = _led(line, 0), None
    announced_ = _ANNOUNCING.match(line, at) or _PASSING.match(line, at)
    if announced_ and not (is_part(line[announced_.end() :]) and (_LABELLED.match(line) or _FIGURE.match(line, at))):
        at = announced_.end()
    for _ in range(_STEPS):
        begun = at
        coded = _CODED.match(line, at)
        marks = [] if coded else items(line[at:])
        if coded:
            inner = _CODE.search(line, at, coded.end())
            number, at = (own_part(inner, sitting) if inner else number), coded.end()
        elif bracketed := _IN_BRACKET.match(line, at):
            number, at = numbers.ordinal(bracketed[1]), bracketed.end()
        elif marks and not line[at : at + marks[0].start].strip():
            number, at = (number or marks[0].value), at + marks[0].end
        at = _led(line, at)
        if at == begun:
            break
    topic = _TOPIC.match(line, at)
    if topic and len(line) - topic.end() > _LEAST and not _VERB.search(topic[0]):
        at = topic.end()
    if number is None and (bare := _BARE.match(line, at)):
        number, at = numbers.ordinal(bare[1]), bare.end()
    return Found(number, 0, at if line[at:].strip() else 0, 0.9)


# Marks and labels that may stand one behind another, at most.
_STEPS = 4


_BARE_FIGURE = re.compile(r"\s*(\d{1,2})\s+(?=[^\W\d])")


def bare_number(text: str) -> Found[int] | None:
    """The figure with which a folded text begins, with no sign behind it."""
    match = _BARE_FIGURE.match(text)
    return Found(int(match[1]), match.start(), match.end(), 0.6) if match else None


_FIGURE = pattern(
    rf"[ \t]*[(]?(?:\d{{1,3}} ?[-.)(:/](?!\d)|(?:مصوبه|بند|تصمیم)(?: شماره)? ?(?:\d{{1,4}}|{ORDINAL}|{CARDINAL})(?!\w))"
)
_COUNTED = pattern(rf"\s*(?:[•▪●○◦✓*\-–](?=\s?[^\W\d])|(?:{LETTER})(?: ?[-).(]|[ \t]+)(?=\s?\w))")


def is_part(line: str) -> bool:
    """Whether a folded line begins as what one decision counts up does: «الف) …», «- …»."""
    return bool(_COUNTED.match(line))


def bears_mark(line: str) -> bool:
    """Whether a folded line begins with a figure for its number, or calls itself a decision: «۳- …», «مصوبه: …»."""
    return bool(_FIGURE.match(line, _led_in_quotes(line)) or _LABELLED.match(line))


def _led_in_quotes(line: str) -> int:
    match = _QUOTED.match(line)
    return match.end() if match else 0


def _led(line: str, at: int) -> int:
    """Where in a line the words go on behind a point, a label, an adverb or a quotation mark at `at`."""
    for form in (_QUOTED, _POINT, _FILED, _LABELLED, _ORDERED, _CONCLUDING, _LEADING, _QUOTED):
        if match := form.match(line, at):
            at = match.end()
    return at


def own_part(match: re.Match[str], sitting: int | None = None) -> int:
    """Of the sitting's number, the year or the term, and the decision's own number in one code, the last."""
    parts = [int(part) for part in match.groups() if part]
    left = [part for part in parts if part != sitting and not _YEARS.fullmatch(str(part))] or parts
    if len(left) > 1 and sitting not in parts and left[0] > _MOST:
        left = left[1:]
    return left[0]


_YEARS = re.compile(r"1[34]\d\d")
# Decisions of one sitting, at most.
_MOST = 40


def bullets(text: str) -> list[Found[int]]:
    """Where paragraphs begin that have bullets for numbers: they are numbered in turn; one alone is none."""
    marks = list(_BULLET.finditer(text))
    return [Found(number, *mark.span(), 0.8) for number, mark in enumerate(marks, 1)] if len(marks) > 1 else []


def _marked(text: str) -> Iterator[Found[int]]:
    marks = [(match, next(group for group in match.groups() if group)) for match in _ITEM.finditer(text)]
    letters = lettered({written for _, written in marks})
    for match, written in marks:
        number = letters.get(written) or numbers.ordinal(written)
        if number:
            yield Found(number, match.start(), match.end(), 0.95)


def _unmarked(text: str) -> Iterator[Found[int]]:
    for match in _UNMARKED.finditer(text):
        yield Found(int(match[1]), match.start(), match.end(), 0.6)


def lettered(written: Collection[str]) -> dict[str, int]:
    """What each letter counts in the list whose marks are `written`: by its own order."""
    if not {"پ", "ت", "ث"}.intersection(written):
        return LETTERED
    order = [letter for letter in _ALPHABET if letter != "ث" or "ث" in written]
    return LETTERED | {letter: place for place, letter in enumerate(order, 1)}


_ANNOUNCED = pattern(
    r"(?:موارد|موضوعات|مسائل|تصمیمات|مصوبات|مراتب|شرح|تصمیم)[^\n.:]{0,30}(?:زیر|ذیل)[^\n.:]{0,70}:[ \t]*\n"
    r"(?=[ \t]*(?:\d|الف|بند|مصوبه))"
)
_THUS = pattern(
    r"(?:چنین|اینگونه|این گونه|بدین شرح|به این شرح|به شرح)(?: است| بود| می باشد)? ?:[ \t]*\n(?=[ \t]*(?:1|الف)(?!\d))"
)
_ABOVE = r"(?: (?:مصوبه|مصوبات|موارد|فوق|بالا|مذکور|یاد ?شده))*(?!\w)"
_OF_THE_ABOVE = pattern(
    rf"^[ \t\-*]*(?:این|مصوبات?|موارد|مراتب|بندهای|(?:تمامی|کلیه) (?:موارد|مصوبات)|"
    rf"ماده واحده (?:با|و|فوق|مذکور|یاد ?شده) ){_ABOVE}"
)


def announced(text: str) -> int | None:
    """Where the resolutions begin that a sentence announces («… موارد زیر تصویب گردید:»)."""
    match = _ANNOUNCED.search(text) or _THUS.search(text)
    return match.end() if match else None


def is_resolution(paragraph: str) -> bool:
    """Whether a folded paragraph calls itself one: «مصوبه شماره ۲: …»."""
    return bool(_CALLED.match(paragraph))


_BREAK = pattern(
    r"[.؛:!]»?[ \n]*(?=[(\[{«←⟵])|[.؛]»?\s+|(?<!^)[(\[{«←⟵]|(?<!\d)\n(?=\W*(?:رای|آرا|آراء|نتیجه|شمار|شمارش)(?!\w))"
)


def breaks(text: str) -> list[int]:
    """Where in a folded text something begins that is parted from what stands before: a sentence, a bracket, what an arrow
    leads to, a line that reports a vote.
    """
    return sorted({match.end() for match in _BREAK.finditer(text) if match.end() < len(text)})


_NUMBER_OF = pattern(r"(?<!\w)(?:شماره|کد|ردیف|تاریخ|تعداد) ?$")


def is_of_numbers(before: str) -> bool:
    """Whether the folded words in front of «مصوبه» ask for its number or day, and not for its words."""
    return bool(_NUMBER_OF.search(before))


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
    r"(?<=\n)[^\n]{0,60}(?:(?:جلسه|نشست) (?:در ساعت|راس ساعت|با ذکر صلوات|با قرایت|با صلوات)|(?:ختم|پایان|"
    r"خاتمه) (?:جلسه|نشست)|"
    r"(?:جلسه|نشست)[^\n]{0,30}(?:خاتمه (?:یافت|پذیرفت)|پایان (?:یافت|پذیرفت|گرفت|رسید)|ختم (?:شد|گردید)|به پایان))"
)


def end(text: str, start: int, end: int) -> int:
    """Where the resolutions of a section end at the latest: before the words that close the sitting."""
    match = _CLOSING.search(text, start, end)
    return match.start() if match else end
