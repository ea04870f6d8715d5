"""The set phrases of official letters: numbers of letters, the header's values, greetings.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: where
on the page a part stands (intake.letters), the names of offices (offices), letters that are answered (references).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nlp import dates
from nlp.digits import latin
from nlp.found import Found
from nlp.normalise import ZWNJ, clean, folded, pattern

# Letters of a half-spaced part stand apart when folded: «۱۴۰۳/ک‌م/۲۲».
_PART = r"(?:\d+[^\W\d_]{0,2}|[^\W\d_]{1,3} (?!و/)[^\W\d_]{1,3}(?=/)|[^\W\d_](?: (?!و)[^\W\d_](?!\w)){1,3}|[^\W\d_]{1,3}\d*)"
# Engines read the slash before a last letter as an alef: «۹۶/۱۲۳۴ اص»; «آن» is a word.
_NUMBER = re.compile(
    rf"(?<!\w){_PART}(?:\s?[/\\\-_.]\s?{_PART})*(?:ا[^\W\d_]|\sا(?!ن)[^\W\d_])?(?:(?!\w)|(?<=/[^\W\d_])(?=مورخ))"
)
_NONE = pattern(r"^(?:ندارد?(?!\w)|ندارذ|تدارد|نداود|بدون|فاقد|خیر|نیست|(?:هیچ|صفر)(?: برگ)?$|n/a$|[-_.0]+$)")
_SOME = pattern(
    r"(?:دارد|دارای|برگ|صفحه|نسخه|عدد|فقره|جلد|حلقه|لوح|بله|cd|سی دی|مورد|سری|دارذ|\d|یک|دو|سه|چهار|پنج|شش|"
    r"هفت|هشت|نه|ده|به شرح|ضمیمه)"
)
_TOPIC = pattern(
    r"[ \t]*(?:ارسال|معرفی|درخواست|تقاضای|تقاضا|اعلام|ابلاغ|پیگیری|گزارش|تصویب|اصلاح|تعیین|صدور|دعوت|پیشنهاد|استعلام|"
    r"پاسخ|واگذاری|تمدید|انتصاب|تخصیص|پرداخت|اخذ|بررسی|طرح توجیهی|لایحه|مصوبه|انتقال|خرید|فروش)(?: \w+){2,}"
)
GREETING = pattern(
    r"(?<![^\n])[ ]*سلام(?= ?[.،؛!\n]| ?$)|"
    r"(?:با|یا) ?(?:عرض )?(?:سلام|تقدیم|احترام|اهدا)|(?<!\w)سلام علیکم|(?<!\w)سلام و|(?<!\w)احتراما|"
    # In praise of the Prophet alone it is the invocation above a letterhead.
    r"(?<!\w)با صلوات(?! بر محمد و ا?ل ?محمد[ »\")(]*$)|(?<!\w)باسلام|(?<!\w)پس از (?:حمد|سلام)|(?<!\w)ضمن (?:عرض )?سلام"
)
COPIES = pattern(
    r"^[ \t\-*•]*(?:رونوشت|رو نوشت|گیرندگان(?: رونوشت)?|نسخه ?:|(?:تهیه|تنظیم|اقدام|تایپ|پیگیری) ?(?:کننده|کنندگان)|"
    r"(?:مسئول|کارشناس) (?:پیگیری|مربوط|مربوطه|اقدام) ?:|رییس دفتر ?:)"
)
# The same below the text, where no label of the head is meant.
RECEIVERS = pattern(
    r"^[ \t\-*•]*(?:(?:گیرنده|گیرندگان|رونوشت|توزیع|نسخه)(?: \w+)? ?:|توزیع نسخ|نسخه (?:اول|دوم|برداران)|"
    r"(?:سوابق|تاریخچه|جدول) (?:گردش|ارجاع)|گردش (?:کار|نامه|مکاتبه)|ارجاعات|هامش|گیرنده رونوشت|گیرندگان)"
)
# A number in running words, as a group.
CITED_NUMBER = rf"((?:{_PART})(?:[ ]?[/\\\-_.] ?(?:{_PART}))*)"


def numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The spans in a folded text that can be a letter's number: parts of digits and letters, some digit among them."""
    for match in _NUMBER.finditer(text[start:end]):
        if any(letter.isdigit() for letter in match[0]):
            yield start + match.start(), start + match.end()


def letter_number(written: str, *, rebuilt: bool = False) -> str:
    """A letter number as written, in Latin digits without blanks: «۹۶ / ۱۲۳۴ / ص» → "96/1234/ص".

    `rebuilt`: the line was put together from a picture, where a stroke before a letter may have been read as one, or as a
    stroke and one: «96/1234 اص», «58/ش/اگ».
    """
    plain = re.sub(r"\s*([/\-_.])\s*", r"\1", latin(clean(written)).replace("\\", "/").replace("–", "-")).strip(
        " .:،-/"
    )
    return re.sub(r"(?:(?<=\d)\s?|/)ا(?=[^\W\d_]$)", "/", plain.replace(ZWNJ, "")) if rebuilt else plain


def attachment(text: str) -> bool | None:
    """What stands after «پیوست:»: True for «دارد» or a count of sheets, False for «ندارد» or a dash, None for
    neither.
    """
    plain = re.sub(r"^0 (?=[^\W\d_])", "", folded(text).strip(" :.()"))
    if not plain:
        return False if folded(text).strip(" :()") else None
    if _EITHER.search(plain):
        ticked = (_TICKED_BEFORE if _BOXED.match(plain) else _TICKED_BEHIND).search(plain)
        return ticked[1] == "دارد" if ticked else None
    if _NONE.search(plain):
        return False
    return True if _SOME.search(plain) else None


def attachment_misread(line: str) -> tuple[int, int, bool] | None:
    """Where a folded line of a head that was read from a picture answers, and whether things are enclosed: of the label its
    first and last letter are left, «بصوست : ندارد».
    """
    told = _LABEL_MARRED.search(line)
    return (*told.span(1), told[1] == "دارد") if told else None


_LABEL_MARRED = pattern(r"(?<!\w)[بپی][^\W\d_]{0,4}[تث] ?[:؛] ?(ندارد|دارد)(?!\w)")


def encloses(text: str) -> tuple[int, int] | None:
    """Where a sentence of a folded text says that something is enclosed: «به پیوست ایفاد می‌گردد», «کروکی ضمیمه است»."""
    told = _ENCLOSES.search(text)
    return told.span() if told else None


_ENCLOSES = pattern(
    r"(?<!\w)(?:پیوست|ضمیمه|منضم)(?: (?:این )?(?:نامه|درخواست|تقاضا|گزارش))? ?(?:می ?)?(?:است|باشد|گردیده|شده است)(?!\w)|"
    r"(?<!\w)(?:پیوست|ضمیمه) می ?(?:گردد|شود)(?!\w)|"
    r"(?<!\w)(?:به|شرح) (?:پیوست|ضمیمه)(?!\w)[^.؛:]{0,110}?(?<!\w)(?:ایفاد|تقدیم|ارسال|فرستاده|ابلاغ|ارائه|حضورتان) ?"
    r"(?:حضور ?)?(?:می ?(?:گردد|شود|دارد|نماید|نمایم|کنم|دارم|گردند|شوند)|شد|گردید|است)(?!\w)|"
    r"(?<!\w)(?:پیوست|ضمیمه) (?:کرده|نموده) ?(?:ام|ایم|اند|است)(?!\w)"
)


def lists_papers(label: str, value: str) -> bool:
    """Whether a folded label announces papers, «مدارک پیوست», and its value names some; of those with boxes one is ticked."""
    boxed, ticked = _BOX.search(value), _TICK.search(value)
    named = any(sign.isalpha() for sign in value) and not _NONE.search(value.strip())
    return bool(_PAPERS.match(label)) and named and bool(ticked or not boxed)


_PAPERS = pattern(r"\s*(?:فهرست |لیست )?(?:مدارک|اسناد|مستندات)(?!\w)")
_TICK, _BOX = re.compile(r"[☒☑✓✔■◼●×]"), re.compile(r"[☐□○◯☒☑✓✔■◼●×]")
# Both answers with a box each, before them all or behind them all.
_EITHER = pattern(r"(?<!\w)دارد(?!\w)[^\n]*(?<!\w)ندارد|(?<!\w)ندارد[^\n]*(?<!\w)دارد(?!\w)")
_BOXED = re.compile(r"[☒☑✓✔■◼●×☐□○◯]")
_TICKED_BEFORE = re.compile(r"[☒☑✓✔■◼●×] ?(ندارد|دارد)")
_TICKED_BEHIND = re.compile(r"(ندارد|دارد) ?[☒☑✓✔■◼●×]")
ENCLOSED = pattern(
    r"(?:به (?:پیوست|ضمیمه) )?(?:دارد|ندارد|بدون پیوست|فاقد پیوست|(?:\d{1,3}|یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده) ?"
    r"(?:برگ|صفحه|نسخه|جلد|فقره|عدد|مورد|سری|لوح)(?: پیوست| ضمیمه)?(?: دارد| \w{2,6})?)(?!\w)"
)
_BETWEEN = pattern(
    r"(?:[\s\-–_|/،,.()]|(?<!\w)(?:عادی|فوری|خیلی فوری|آنی|محرمانه|خیلی محرمانه|(?:یک|دو|سه|چهار|پنج)? ?شنبه|جمعه)(?!\w))*"
)
# Ten figures and more are those of a person, a place or a telephone.
_LONGEST_PLAIN = 9


def header_values(cell: str) -> list[tuple[str, int, int]]:
    """Number, date and what is enclosed ("number", "date", "enclosed", each once) that a folded cell of a header consists of,
    in any order; nothing when anything else stands in it.
    """
    days = [("date", day.start, day.end) for day in dates.find(cell) if day.strength >= 0.7]
    enclosed = [("enclosed", match.start(), match.end()) for match in ENCLOSED.finditer(cell)]
    taken = [*days[:1], *enclosed[:1]]
    free = "".join(" " if any(start <= at < end for _, start, end in taken) else sign for at, sign in enumerate(cell))
    number = next((span for span in numbers(free) if _may_be_number(free[slice(*span)])), None)
    if number:
        taken.append(("number", *number))
    rest = "".join("" if any(start <= at < end for _, start, end in taken) else sign for at, sign in enumerate(cell))
    return sorted(taken, key=lambda one: one[1]) if _BETWEEN.fullmatch(rest) else []


def _may_be_number(text: str) -> bool:
    plain = re.sub(r"\s", "", text)
    if plain.isdigit():
        return 1 < len(plain) <= _LONGEST_PLAIN and not re.fullmatch(r"1[34]\d\d|0.*", plain)
    return sum(sign.isdigit() for sign in plain) > 1 and re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) is None


# How an office enters what it received.
ENTERED = pattern(r"(?<!\w)(?:وارده|ورود|ثبت دبیرخانه|دبیرخانه|وصول)(?!\w)")


# A line of the stamp of receipt alone: what was received, not what a letter tells of.
RECEIVED = pattern(
    r"[ ]*(?:(?:شماره|تاریخ|ساعت|مهر|ثبت|کد)? ?(?:و تاریخ )?(?:ورود|وارده|وصول|دریافت)(?: به)?(?: دبیرخانه| نامه| شد)?|"
    r"ثبت دبیرخانه[^:\n]{0,25}|وارد شد|دریافت شد|رسید دبیرخانه) ?[:.\-–]* ?(?=[\d\n]|$)"
)
# The receiver's office above that line, number and hour below it.
STAMP_HEAD = pattern(r"[ ]*(?:دبیرخانه|واحد دبیرخانه|دفتر)(?!\w)[^\n:\d]{0,40}$")
STAMP_REST = pattern(r"[ ]*(?:(?:شماره|تاریخ|ساعت|ثبت|کد|ش|ت|پیوست)(?!\w)[^\n]{0,30}|[\d/.\-: ]+)$")


def issued(text: str) -> tuple[tuple[int, int], Found[str] | None] | None:
    """Number and day of issue that a copy's last sentence tells: «این رونوشت … در تاریخ … تحت شماره … صادر شد»."""
    for match in _ISSUED.finditer(text):
        before = max(text.rfind(".", 0, match.start()), match.start() - _ONE_SENTENCE, 0)
        opens = _COPY.search(text, before, match.start())
        days = [day for day in dates.find(text[before : match.end()].replace("\n", " ")) if day.strength > 0.5]
        if opens:
            last = days[-1] if days else None
            day = replace(last, start=last.start + before, end=last.end + before) if last else None
            return match.span(1), day
    return None


# Letters between the words that a copy's last sentence opens with and its number, at most.
_ONE_SENTENCE = 160
_COPY = pattern(
    r"(?<!\w)(?:رونوشت|تصویر|نسخه|سواد|مستخرج|مستخرجه|(?:این|مصوبه|گواهی|برگ|برگه) (?:گواهی|برگ|برگه|مصوبه|نامه|ابلاغیه))(?!\w)"
)
_ISSUED = pattern(
    rf"(?<!\w)(?:تحت|ذیل|به|با|طی) شماره ?:? ?{CITED_NUMBER}(?!\w)[^.؛\d]{{0,25}}"
    r"(?<!\w)(?:صادر|ابلاغ|تحویل|تسلیم|ارسال)(?: و \w+)? ?"
    r"(?:شد|شده|گردید|گردیده|می ?شود|می ?گردد)"
)


def counts_office(head: str) -> bool:
    """Whether a folded text before a number says that it is an office's own: «شعبه مرکزی فومن (کد»."""
    return bool(_OFFICE_CODE.search(head))


_OFFICE_CODE = pattern(r"(?<!\w)(?:کد|شعبه|منطقه|ناحیه|شماره ثبت|شناسه ملی|شناسه|ثبت|دوره|طبقه|پلاک|واحد)[ :]*$|[(]$")


def is_registration(label: str) -> bool:
    """Whether a folded label may announce the number by which a firm is registered."""
    return label.strip(" :") == "شماره ثبت"


def is_of_both(label: str) -> bool:
    """Whether a folded label announces number and date together: «شماره و تاریخ ابلاغ»."""
    return "شماره" in label and "تاریخ" in label


def is_day(line: str) -> bool:
    """Whether a folded line is a date, with its label or without, and nothing else."""
    day = next(iter(dates.find(line)), None)
    return day is not None and bool(_DAY_LABEL.fullmatch(line[: day.start])) and not line[day.end :].strip(" .")


def is_dating(line: str, start: int, end: int) -> bool:
    """Whether the date at start:end of a folded line is all it says, words of signing apart: «۱۴۰۲/۱۰/۱۲ امضا و اثر انگشت»."""
    rest = f"{line[:start]} {line[end:]}"
    return len(_SIGNING.sub("", rest)) <= (end - start) * 0.1


_SIGNING = pattern(r"(?<!\w)(?:محل|مهر|امضای?|اثر انگشت|و|تاریخ|مورخ|مورخه|متقاضی|به)(?!\w)|[\s:.،,\-–/()]")
_DAY_LABEL = pattern(r"[\s:\-–]*(?:(?:به )?(?:تاریخ|مورخ|مورخه|روز)(?: \w+)?)?[\s:\-–،]*(?:\w+)?[\s،]*")


def is_marked(number: str) -> bool:
    """Whether a folded number consists of parts, as that of an office does: «۲۷۱۴ / ۹۷ / الف»."""
    return bool(re.search(r"\d\s?[/\\\-]|[/\\\-]\s?\d", number))


def cut_off(text: str, start: int, end: int) -> int | None:
    """Where the mark ends that a number stops at, if nothing follows it in text[start:end]: «۰۲/ن/»."""
    mark = re.compile(r"\s?[/\\\-]\s*").fullmatch(text, start, end)
    return mark.end() if mark else None


def is_part(text: str) -> bool:
    """Whether a folded text is the last part of a letter's number and nothing else."""
    return bool(re.fullmatch(rf"{_PART}(?:[/\-]{_PART})*", text)) and any(sign.isdigit() for sign in text)


_SUBJECT = pattern(r"^[ \-*]*موضوع(?: نامه)? (?:- ?)?(?=\w)(?!این|آن|نامه|در(?!\w)|مذکور|مورد|فوق|یاد)")
_ABOUT = pattern(r"^[ \-*(«]*(?:در ?خصوص|در ?باره|پیرامون|در ?مورد)\s+(?=\w)(?!این|آن|مذکور|فوق|یاد)")


def begins_anew(line: str) -> bool:
    """Whether a folded line opens with words and a colon, as one that announces something: «پیشنهاد دهنده : …»."""
    return bool(_ANNOUNCES.match(line))


_ANNOUNCES = pattern(r"[ ]*[^\W\d_]+(?: [^\W\d_]+){0,3} ?:(?=[ ])")


def quoted(line: str) -> tuple[int, int] | None:
    """Where the words stand of a folded line that is one quotation of several words and nothing else."""
    match = _QUOTED.fullmatch(line)
    return match.span(1) if match else None


_QUOTED = pattern(r"[ ]*[«\"]+[ ]*((?!سال |بسم|به نام|باسمه)\w+(?:[^«»\"\w]+\w+){3,})[ ]*[»\"]+[ ]*")


def concerns(line: str) -> int:
    """Where the matter begins in a folded line of the text that tells it alone: «احتراماً در خصوص …»; 0 for another line."""
    match = _CONCERNS.match(line)
    return match.end() if match else 0


_CONCERNS = pattern(
    r"[ ]*(?:(?:با سلام|با احترام|احتراما|سلام علیکم)[ ،؛,]*)+(?:در ?خصوص|در ?باره|پیرامون|در ?مورد)[ :]+(?=\w)(?!این|آن)"
)


def plan_begins(line: str) -> int | None:
    """Where a plan's matter begins in a folded line that is its title, at the line's end where it stands below; else None."""
    match = _PLAN.match(line)
    return match.end() if match else None


_PLAN = pattern(r"[ «\"]*(?:طرح|گزارش) (?:توجیهی|توجیه)(?: (?:فنی|اقتصادی|مالی|و)(?!\w))*[ :»\"\-–]*")


def subject_begins(line: str) -> int:
    """Where the subject begins in a folded line that opens with its label and no colon; 0 for another line."""
    match = _SUBJECT.match(line)
    return match.end() if match else 0


def about_begins(line: str) -> int:
    """Where the matter begins in a folded line of a title: «در خصوص بهای خدمات …»; 0 for another line."""
    match = _ABOUT.match(line)
    return match.end() if match else 0


def is_topic(line: str) -> bool:
    """Whether a folded line without a label names a matter: it begins with what is done, and is no sentence."""
    return bool(_TOPIC.match(line)) and not line.rstrip().endswith((".", "؛", ":", "،"))


def before_day(text: str, start: int, end: int) -> int:
    """Where a number at text[start:end] ends if a date is written on to it, «۸۰۴۱ – ۱۲/۵/۹۸»; else `end`."""
    found = [day for day in dates.find(text[start:end]) if day.strength > 0.5 and day.start]
    days = [replace(day, start=start + day.start, end=start + day.end) for day in found]
    kept = without_days(text, [(start, end)], days)
    return kept[0][1] if kept else end


def without_days(text: str, spans: Iterable[tuple[int, int]], days: Sequence[Found[str]]) -> list[tuple[int, int]]:
    """The spans that are no dates; of one that goes on into a date, «۱۲۰۳/ص-۱۴۰۳/۰۶/۲۰», what stands before."""
    kept = []
    for left, right in spans:
        day = next((day for day in days if left < day.end and day.start < right), None)
        last = left + len(text[left : day.start].rstrip(" -,،_")) if day else right
        if any(letter.isdigit() for letter in text[left:last]):
            kept.append((left, last))
    return kept
