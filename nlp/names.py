"""Names of people.

Door: `bare`, `is_name`, `people`. Promise: titles («جناب آقای دکتر»), signs and offices around a name are taken off, the
name's own spelling stays. Not here: who the person is.
"""

from __future__ import annotations

import re

from nlp.found import Found
from nlp.normalise import clean, fold, folded, pattern

_TITLES = (
    "جناب|سرکار|حضرت|آقای|آقا|خانم|بانو|سید محترم|دکتر|دکترای|مهندس|مهندسین|حاج|حاجی|حاج آقا|حجت ?الاسلام|والمسلمین|و المسلمین|آیت ?الله|استاد|سردار|سرهنگ|سرتیپ|"
    "شهید|جانباز|آزاده|کربلایی|برادر|خواهر|آقایان|خانمها|خانم ها|بانوان|محترم|محترمه|اینجانب|نامبرده|عالی"
)
_LEADING = pattern(rf"^(?:[\s\d.\-–()*•،,:؛\"«»_/]|(?:{_TITLES})(?!\w))+")
_TRAILING = pattern(r"[\s.\-–()*•،,:؛\"«»_/]+$")
# What may follow a name in a list: an office, a bracket, a dash.
_AFTER = pattern(
    r"\s*(?:[(\[:؛\-–/|،,=]|\bبه عنوان\b|\b(?:رییس|نایب ?رییس|منشی|دبیر|عضو|خزانه دار|سخنگو|شهردار|نماینده|بخشدار|فرماندار|کارشناس|مدیر|معاون|سرپرست|امضا|مسیول|فرزند|دارای|متولد|به شماره|کد ملی|با کد)(?!\w))"
)
_OFFICE_WORDS = pattern(
    r"(?:شهردار|شهرداری|شورا|شورای|رییس|مدیر|مدیرکل|معاون|استاندار|استانداری|فرماندار|فرمانداری|دبیر|عضو|کارشناس|اداره|دفتر|سازمان|موضوع|شماره|تاریخ|پیوست|امور|محترم|"
    r"جلسه|مصوبه|ندارد|نفر|هیچ|غایب|حاضر|اسامی|امضا|سرپرست|مسیول|واحد|کمیته|کارگروه|بخشدار|هیات|نام|سمت|ردیف)(?!\w)"
)


_NOT_IN_NAMES = frozenset(
    folded(
        "با از به در و که را برای این آن تشکر احترام سپاس توفیق التوفیق است شد مهر تعالی سلام علیکم احتراما موفق باشید بسمه الله من استان شهر شهرستان "
        "کشور اسلامی ایران جمهوری قانون ماده تبصره بند رای موافق مخالف تصویب مصوب مبلغ ریال تومان سال ماه روز ساعت محل نوع عادی دستور متن شرح بررسی "
        "طرح پروژه بودجه پایان آغاز ختم صلوات قرآن تلاوت مجید خیر مقدم حضور غیاب عدم می نمی شده گردید امضاء تایید صورت وضعیت ملاحظات ذیل فوق الذکر"
    ).split()
)


def bare(text: str) -> str:
    """The name alone: «جناب آقای دکتر علی رضایی (رئیس شورا)» → «علی رضایی»."""
    plain = clean(text).replace("\n", " ").replace("\t", " ")
    plain = _cut(plain, _LEADING, keep_rest=True)
    plain = _cut(plain, _AFTER, keep_rest=False)
    plain = _cut(plain, _TRAILING, keep_rest=False)
    return " ".join(plain.split())


def is_name(text: str) -> bool:
    """Whether a bare text can be a person's name: two to five words of letters, none of them an office or a label."""
    plain = folded(text)
    words = plain.split()
    return (
        2 <= len(words) <= 6
        and all(re.fullmatch(r"[^\W\d_]+", word) for word in words)
        and not _OFFICE_WORDS.search(plain)
        and not _NOT_IN_NAMES.intersection(words)
        and len(plain) >= 6
    )


def people(text: str, start: int = 0, end: int | None = None) -> list[Found[str]]:
    """The names listed in text[start:end] (folded): parted by commas, lines, dashes, numbers or «و»; entries that cannot
    be names are left out. The values are folded; the spans include the titles."""
    stop = len(text) if end is None else end
    cuts = [start, *(edge for mark in _SEPARATORS.finditer(text, start, stop) for edge in mark.span()), stop]
    parts = [(left, right) for left, right in zip(cuts[::2], cuts[1::2], strict=True) if right > left]
    named = [(left, right, bare(text[left:right])) for left, right in parts]
    return [Found(name, left, right, 0.95) for left, right, name in named if is_name(name)]


_SEPARATORS = re.compile(
    r"[،,؛;\n\t•●▪*:]|(?<=\s)-(?=\s)|(?<=\s)-(?=\S)|(?<=\S)-(?=\s)|(?<!\w)\(?\d{1,2} ?[-.)]"
    r"|\sو\s|\s(?=(?:جناب |سرکار )?(?:اقای|خانم) )"
)


def _cut(plain: str, where: re.Pattern[str], *, keep_rest: bool) -> str:
    form = fold(plain)
    match = where.search(form.text)
    if match is None:
        return plain
    if keep_rest:
        return plain[form.origin[match.end()] :]
    return plain[: form.origin[match.start()]] if match.start() > 0 else plain
