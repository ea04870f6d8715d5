"""Articles of law that a text cites.

Door: `find`, the shape `LawRef`. Promise: article and note are the numbers written, never renumbered; `law` is the law's
name as far as the text gives it. Not here: what the law says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp import numbers
from nlp.found import Found
from nlp.normalise import folded, pattern


@dataclass(frozen=True, slots=True)
class LawRef:
    """One article (and note) of one law; `law_span` is where its name stands in the folded text."""

    article: int | None
    note: int | None
    law: str
    law_span: tuple[int, int]


# Names in which a comma or «و» does not end the name.
_KNOWN = [
    "قانون تشکیلات، وظایف و انتخابات شوراهای اسلامی کشور و انتخاب شهرداران",
    "قانون تشکیلات وظایف و انتخابات شوراهای اسلامی کشور و انتخاب شهرداران",
    "قانون تشکیلات، وظایف و انتخابات شوراهای اسلامی کشور",
    "قانون تشکیلات وظایف و انتخابات شوراهای اسلامی کشور",
    "قانون شوراهای اسلامی کشور",
    "قانون شوراهای اسلامی",
    "قانون شوراها",
    "قانون شهرداری ها",
    "قانون شهرداریها",
    "قانون شهرداری",
    "قانون نوسازی و عمران شهری",
    "قانون مالیات بر ارزش افزوده",
    "قانون مالیات های مستقیم",
    "قانون درآمد پایدار و هزینه شهرداری ها و دهیاری ها",
    "قانون درآمد پایدار و هزینه شهرداریها و دهیاریها",
    "قانون درآمدهای پایدار و هزینه شهرداری ها و دهیاری ها",
    "قانون برگزاری مناقصات",
    "قانون مدیریت پسماندها",
    "قانون مدیریت پسماند",
    "قانون مدیریت خدمات کشوری",
    "قانون محاسبات عمومی کشور",
    "قانون محاسبات عمومی",
    "قانون تنظیم بخشی از مقررات مالی دولت",
    "قانون برنامه ششم توسعه",
    "قانون برنامه هفتم پیشرفت",
    "قانون حفاظت و بهسازی محیط زیست",
    "قانون رسیدگی به تخلفات اداری",
    "قانون استخدام کشوری",
    "قانون کار",
    "قانون تجارت",
    "قانون مدنی",
    "قانون اساسی جمهوری اسلامی ایران",
    "قانون اساسی",
    "آیین نامه مالی شهرداری ها",
    "آیین نامه مالی شهرداریها",
    "آیین نامه مالی شهرداری",
    "آیین نامه مالی",
    "آیین نامه داخلی شوراهای اسلامی شهر",
    "آیین نامه داخلی شورا",
    "آیین نامه معاملات شهرداری",
    "آیین نامه استخدامی کارکنان شهرداری ها",
]
_KNOWN_LAW = pattern(
    "|".join(re.escape(name).replace(r"\ ", " ").replace("،", "،?") for name in sorted(_KNOWN, key=len, reverse=True))
)
_KNOWN_TAIL = pattern(r"(?:[ ]مصوب(?: سال)? ?\d{4}(?! ?[/-]))?")
_ANY_LAW = pattern(r"(?:لایحه قانونی|قانون|آیین ?نامه|دستورالعمل|دستور العمل|شیوه ?نامه|اساسنامه)")
_STOP = frozenset(
    folded(
        "با به در از که را است می شد شود نسبت مبنی جهت برای مراتب اقدام تقدیم خواهشمند اعلام ارسال مصوب مصوبه مورخ بر طی تا این آن پیشنهاد "
        "درخواست تصویب ابلاغی موضوع صورت گرفت گردید گردد مقرر شورا شورای لذا ضمن نیز عمل باشد میباشد بدینوسیله بدین تعیین انجام"
    ).split()
)
_NUMBER = r"(?:[(«\[]? ?(\d{1,3})(?:م|ام)?(?: مکرر)? ?[)»\]]?|((?:یکصد|صد|بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود|ده|یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|یازده|دوازده)(?: و (?:بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود|ده|یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه))*)(?!\w))"
_MORE = r"((?:(?: و|،|,) ?[(]?\d{1,3}[)]?)*)"
_ARTICLE = pattern(rf"(?<!\w)(?:ماده|مواد|مادهء|اصل) ?{_NUMBER}{_MORE}")
_NOTE = pattern(rf"(?<!\w)(?:تبصره|تبصرهء) ?(?:ذیل )?{_NUMBER}?")
_NOTE_BEFORE = pattern(rf"(?:(?<!\w)تبصره ?{_NUMBER}? ?(?:ذیل|از|الحاقی به|الحاقی|ی)? ?)$")
_NOTE_AFTER = pattern(rf"^ ?(?:و|،|-)? ?تبصره ?(?:های)? ?(?:ذیل آن|آن|{_NUMBER})(?: آن| ذیل آن)?")
_GAP = pattern(r"^[ )(،,]*(?:اصلاحی|الحاقی|از|ی|همان|مکرر)?[ )(،,]*$")


def find(text: str) -> list[Found[LawRef]]:
    """All citations «تبصره … ماده … قانون …» of a folded text; notes of a budget law may lack an article."""
    found = [ref for match in _ARTICLE.finditer(text) for ref in _from_article(text, match)]
    taken = [(ref.start, ref.end) for ref in found]
    for match in _NOTE.finditer(text):
        number = _int(match, 1)
        law = _law_after(text, match.end())
        if number and law and not any(start <= match.start() < end for start, end in taken):
            found.append(Found(LawRef(None, number, text[slice(*law)], law), match.start(), law[1], 0.9))
    return sorted(found, key=lambda ref: ref.start)


def _from_article(text: str, match: re.Match[str]) -> Iterator[Found[LawRef]]:
    article = _int(match, 1)
    if article is None:
        return
    before = _NOTE_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    end = match.end()
    after = None if before else _NOTE_AFTER.match(text[end : end + 30])
    note = _int(before, 1) if before else _int(after, 1) if after else None
    end += after.end() if after else 0
    law = _law_after(text, end)
    start = match.start() - (len(before[0]) if before else 0)
    span = law or (end, end)
    name = text[slice(*span)] if law else ""
    for number in (article, *(int(more) for more in re.findall(r"\d+", match[3] or ""))):
        yield Found(LawRef(number, note, name, span), start, span[1], 0.96 if law else 0.75)


def _law_after(text: str, position: int) -> tuple[int, int] | None:
    head = _ANY_LAW.search(text, position, position + 60)
    if head is None or not _GAP.match(text[position : head.start()]):
        return None
    known = _KNOWN_LAW.match(text, head.start())
    if known and not text[known.end() : known.end() + 1].isalpha():
        return head.start(), known.end()
    end = head.end()
    for word in re.finditer(r"[ \t\n]+(\w+)", text[head.end() : head.end() + 90]):
        start = head.end() + word.start()
        named = len(text[head.start() : end].split()) > 2
        if start != end or (word[1] in _STOP and (named or word[1] != "از")):
            break
        end = head.end() + word.end()
    trimmed = re.sub(r"\s+و$", "", text[head.start() : end])
    return head.start(), head.start() + len(trimmed)


def _int(match: re.Match[str] | None, group: int) -> int | None:
    if match is None:
        return None
    if match[group]:
        return int(match[group])
    return numbers.from_words(match[group + 1]) if match[group + 1] else None
