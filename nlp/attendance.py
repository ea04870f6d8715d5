"""The set phrases by which minutes tell who came to a sitting and who did not.

Door: the functions below, all over folded text. Promise: pure; spans are offsets into the text given. Not here: lists and
tables of the page (intake.attendance), the names themselves (names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp import names, numbers
from nlp.found import Found
from nlp.normalise import pattern

_WITH = pattern(
    r"(?<!\w)(?:با|و) (?:حضور|شرکت) (?:اکثریت )?(?:تمامی |کلیه |"
    r"همه )?(?:اعضا[ی]? ?(?:محترم )?(?:شورا(?:ی اسلامی شهر(?: \w+)?)?)? ?)?(?:آقایان|خانم ?ها و آقایان|خانم ?ها|"
    r"آقای|خانم)?"
)
_CHAIRED = pattern(r"(?<!\w)به ریاست (?:جناب )?(?:آقای|خانم|حاج ?آقا)?")
_WITHOUT = pattern(
    r"(?<!\w)غیبت(?= (?:جناب |سرکار )?(?:آقای|آقایان|خانم|خانم ها)(?!\w))|"
    r"(?<!\w)(?:در|با) (?:غیاب|غیبت|عدم حضور)(?: موجه| غیرموجه)? ?(?:آقایان|خانم ها|آقای|خانم)?|"
    r"(?<!\w)حضور (?:کلیه|همه|تمامی|تمام)[^.،:\n]{0,40}(?:به ?جز|به ?استثنای?|به ?غیر ?از|غیر از) (?:آقایان|خانم ها|آقای|خانم)?"
)
_STAYED_AWAY = pattern(
    r"(?:در (?:این )?(?:جلسه|نشست) )?(?:غایب (?:بود|بوده|است|می ?باش|هست)|غیبت (?:داشت|موجه|نمود|کرد)|"
    r"حضور (?:نداشت|نیافت|نیافته)|حاضر (?:نبود|نشد)|از (?:حضور|شرکت) (?:در (?:این )?(?:جلسه|نشست) )?معذور|"
    r"نتوانست(?:ند)? (?:در (?:این )?(?:جلسه|نشست) )?(?:شرکت|حضور|حاضر)|شرکت (?:نداشت|نکرد)|(?:در|به) مرخصی (?:بود|"
    r"به سر))"
)
_ATTENDED = r"حضور (?:داشت|داشته|یافت|به هم رساند)"
_CAME = pattern(
    rf"(?:در (?:این )?(?:جلسه|نشست) )?(?:{_ATTENDED}|(?<!\w)حاضر (?:بود|بوده|شد|شده|گردید))(?:ند| ?اند)?(?!\w)"
)
_IS_TOLD = pattern(rf"{_ATTENDED}(?:ند)?(?!\w)")
_FORMED = pattern(r"(?:تشکیل|برگزار|آغاز|منعقد|رسمیت) ?(?:شد|گردید|یافت|شده|گردیده)?")
# That a sitting came together.
HELD = pattern(r"(?<!\w)(?:تشکیل|برگزار|آغاز|منعقد|رسمیت) ?(?:شد|گردید|یافت|شده|گردیده)(?!\w)")
_COUNTED = pattern(
    rf"(?<!\w)(?:با|به) حضور (?:تعداد )?(\d{{1,2}}|{'|'.join(numbers.SMALL_WORDS)}) (?:نفر|عضو|تن)(?!\w)"
)
_ATTEND_END = pattern(
    r"(?:تشکیل|برگزار|رسمیت|آغاز|منعقد|راس ساعت|در (?:محل|سالن|تاریخ|ساعت|دفتر|اتاق|ساختمان|روز)|به ریاست|"
    r"و (?:در|با) (?:غیاب|غیبت|عدم حضور)|بنا ?به|حسب|به منظور|جهت|پیرامون|\.\s)"
)
_LONGEST_LIST = 900
# Letters between who presided and who came, at most.
_CHAIR = 70


def attendance(text: str) -> tuple[list[Found[str]], list[Found[str]]]:
    """Who was there and who was not, told in running words: «با حضور آقایان … و در غیاب … تشکیل شد», «آقای … غایب بود»."""
    absent = _listed_after(text, _WITHOUT, least=1) or _listed_before(text, _STAYED_AWAY) or list(_marked_absent(text))
    present = _listed_after(text, _WITH, least=2) or _listed_before(text, _CAME)
    return [person for person in present if not is_guest_name(text, person)], absent


_MARKED_ABSENT = pattern(r"[(\[] ?(?:غایب|غیبت|غ|در مرخصی|مرخصی|غیر ?حاضر)(?!\w)[^()\[\]]{0,30}[)\]]")
# Letters of a name in front of its mark, at most.
_NAME = 45


def _marked_absent(text: str) -> Iterator[Found[str]]:
    """Those behind whose names in a list a bracket tells that they did not come: «رضا صفری (غایب)»."""
    for match in _MARKED_ABSENT.finditer(text):
        left = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _NAME)
        behind = [one for one in names.people(text, left, match.start()) if not text[one.end : match.start()].strip()]
        yield from (one for one in behind[-1:] if names.is_likely(one.value))


_GUEST = pattern(
    r"\s*[(،,\-–]?\s*(?:(?:به عنوان|مسئول|سرپرست|معاون(?! شورا)|مدیر|کارشناس|نماینده|شهردار|فرماندار|بخشدار|"
    r"رئیس (?:اداره|بانک|سازمان|شعبه|کمیته|هیات|پلیس)|حسابدار|"
    r"مشاور|مدعو|میهمان|مهمان|ناظر)(?!\w))"
)


# «نماینده فرمانداری آقای پرویز میرزایی»; letters of an office in front of a name, at most.
_GUEST_BEFORE = pattern(
    r"(?<!\w)(?:نماینده|شهردار|سرپرست|فرماندار|بخشدار|معاون|مدیر|مدیرکل|کارشناس|مسئول|"
    r"رئیس (?:اداره|بانک|سازمان|شعبه|کمیته|پلیس))"
    r"(?! (?:شورا|شورای))(?: (?!شورا|شورای|با|و|به|که)[^\W\d_]+){0,4}[،:]? (?:جناب |سرکار )?(?:آقای|خانم)"
    r"(?: (?:دکتر|مهندس|حاج))?\s*$"
)
_BEFORE = 60


def is_guest_name(text: str, person: Found[str]) -> bool:
    """Whether an office outside of the council stands behind a name, within its span or after it, or right in front."""
    last = person.value.rsplit(" ", 1)[-1]
    at = text.find(last, person.start, person.end)
    before = text.find(person.value.split(" ", 1)[0], person.start, person.end)
    return is_guest(text, at + len(last) if at >= 0 else person.end) or bool(
        _GUEST_BEFORE.search(text[max(0, before - _BEFORE) : max(before, person.start)])
    )


def is_guest(text: str, end: int) -> bool:
    """Whether what stands behind a name that ends at `end` tells of an office outside of the council: a guest's."""
    return bool(_GUEST.match(text, end))


_OF_COUNCIL = pattern(
    r"(?<!\w)(?:رئیس(?! (?:اداره|بانک|سازمان|شعبه|کمیته|پلیس))|نایب ?رئیس|منشی|دبیر(?! (?:هیات|کمیسیون|کارگروه))|"
    r"عضو|خزانه ?دار|سخنگو)(?!\w)"
)
_OFFICE_BEFORE = pattern(
    r"\s*(?:\d ?[\-.)(] ?)?(?:(?:نایب ?رئیس|رئیس|منشی|دبیر|عضو|خزانه ?دار|سخنگو)(?: (?:اول|دوم|شورای اسلامی شهر|"
    r"شورا|شورای|محترم|جلسه|و خزانه ?دار|و سخنگو|علی البدل))*"
    r"[ :\-–]*)"
)


def is_of_council(cell: str) -> bool:
    """Whether a folded cell names an office of the council's own: «نایب رئیس», «عضو شورا»."""
    return bool(_OF_COUNCIL.search(cell))


def office_before(cell: str) -> int:
    """How many letters of a folded cell an office of the council takes that stands in front of a name: «عضو غلامرضا ماهینی»."""
    match = _OFFICE_BEFORE.match(cell)
    return match.end() if match else 0


def is_told(text: str) -> bool:
    """Whether a stretch tells in sentences who came and who did not, where a list would only name them."""
    return bool(_IS_TOLD.search(text))


def listed_from(text: str, start: int, end: int) -> list[Found[str]]:
    """The names of a list in running words that begins at `start` of a folded text and ends with its sentence."""
    stop = re.compile(r"[.:]|\n\s*\d+\s*[-.)]").search(text, start, min(end, start + _LONGEST_LIST))
    until = stop.start() if stop else min(end, start + _LONGEST_LIST)
    return list(_in_list(text, start, until)) if text.find("،", start, until) >= 0 or " و " in text[start:until] else []


_BY_OFFICE = pattern(
    r"(?<!\w)(?:نایب ?رئیس|رئیس|منشی|دبیر|عضو|خزانه ?دار|سخنگو)(?: (?:اول|دوم|شورا|شورای اسلامی|جلسه|اصلی))* ?:(?=\s*[^\W\d_])"
)


def by_offices(text: str) -> list[Found[str]]:
    """The council's names that a folded text tells one after the other, each behind its office: «رئیس: … - نایب رئیس: …»."""
    marks = [*_BY_OFFICE.finditer(text)]
    stops = [mark.start() for mark in marks[1:]] + [len(text)] * bool(marks)
    plain = text.replace("\n", " ")
    runs: list[list[Found[str]]] = [[]]
    for mark, stop in zip(marks, stops, strict=True):
        named = names.people(plain, mark.end(), min(stop, mark.end() + _NAME))[:1]
        runs[-1] += [one for one in named if not says_absent(text[one.end : stop][:_NAME])]
        if not named or stop - mark.end() > 2 * _NAME:
            runs.append([])
    return next((run for run in runs if len(run) >= _FEWEST_OFFICES), [])


# Offices that a council has at least; a paper names guests by fewer.
_FEWEST_OFFICES = 4
_NUMBERED = re.compile(r"(?<![\w/])(\d{1,2}) ?[-.)] ?(?=[^\W\d_])")


def numbered_from(text: str, start: int, end: int) -> list[Found[str]]:
    """The names of a list that is numbered in running words from `start` of a folded text on, each broken at a line's end or
    not: «۱- … ۲- …»; nothing where each number begins a line, or where some item is no name.
    """
    marks: list[re.Match[str]] = []
    for mark in _NUMBERED.finditer(text, start, end):
        marks += [mark] if int(mark[1]) == len(marks) + 1 else []
    begun = [text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()].strip() for mark in marks]
    if len(marks) < 2 or text[start : marks[0].start()].strip(" :\t\n") or not any(begun[1:]):
        return []
    line_end = text.find("\n", marks[-1].end(), end)
    stops = [*(mark.start() for mark in marks[1:]), line_end if line_end >= 0 else end]
    plain = text[:start] + text[start:end].replace("\n", " ")
    items = [names.people(plain, mark.end(), stop)[:1] for mark, stop in zip(marks, stops, strict=True)]
    return [name for item in items for name in item] if all(items) else []


def _listed_after(text: str, opening: re.Pattern[str], *, least: int) -> list[Found[str]]:
    for match in opening.finditer(text):
        stop = _ATTEND_END.search(text, match.end(), match.end() + 600)
        if stop:
            people = list(_in_list(text, match.end(), stop.start()))
            if len(people) >= least:
                return [*_chair(text, match.start()), *people]
    return []


def _chair(text: str, before: int) -> list[Found[str]]:
    """Who is told to have presided, right before the words that tell who came."""
    match = next(iter(_CHAIRED.finditer(text, max(0, before - _CHAIR), before)), None)
    found = list(_in_list(text, match.end(), before)) if match else []
    return [one for one in found if not is_guest_name(text, one)][:1]


def _listed_before(text: str, closing: re.Pattern[str]) -> list[Found[str]]:
    """The names between the last sentence's end and a verb that closes their list."""
    for match in closing.finditer(text):
        left = max(0, match.start() - 300)
        begins = max(text.rfind(mark, left, match.start()) for mark in (".", "؛", ":"))
        # Engines lose the stop between two sentences.
        verbs = (_FORMED, _CAME, _STAYED_AWAY)
        formed = [verb.end() for form in verbs for verb in form.finditer(text, left, match.start())]
        formed += [line.end() for line in _NEW_LINE.finditer(text, left, match.start())]
        begins = max(begins + 1, *formed) if formed else begins + 1
        people = list(_in_list(text, begins, match.start()))
        if people:
            return people
    return []


# A line that begins with somebody, where the one above ended its list.
_NEW_LINE = pattern(r"[^،,\s](?<![ ]و)[ \t]*\n(?=[ \t]*(?:جناب |سرکار )?(?:آقای|آقایان|خانم|خانم ?ها)(?!\w))")
_INTRODUCED = pattern(r"\s*(?:در|ضمن|طی) (?:این|آن|همین) (?:جلسه|نشست)[ ،]*(?:اعضا[ی]? (?:محترم )?)?")


def _in_list(text: str, start: int, end: int) -> Iterator[Found[str]]:
    introduced = _INTRODUCED.match(text, start, end)
    start = introduced.end() if introduced else start
    for person in names.people(text.replace("\n", " "), start, end):
        yield Found(person.value, person.start, person.end, 0.85)


_STATUS = {
    "حاضر": "present",
    "حضور": "present",
    "موافق": "present",
    "مخالف": "present",
    "ممتنع": "present",
    "غایب": "absent",
    "غایب موجه": "absent",
    "غیبت": "absent",
    "غیر حاضر": "absent",
}
_SAYS_ABSENT = pattern(r"(?<!\w)(?:غایب|غیبت|مرخصی|غ)(?!\w)")
_TICKS = frozenset("✓✔√☑☒×✗■●*xX")


_FIRST_NAME, _FAMILY_NAME = pattern(r"\s*نام\s*"), pattern(r"\s*(?:نام خانوادگی|شهرت|فامیل|فامیلی)\s*")


def halves_of_name(cells: Sequence[str]) -> tuple[int, int] | None:
    """Which of a table's folded heads stand over first and over family names, where each has a column of its own."""
    first = next((at for at, cell in enumerate(cells) if _FIRST_NAME.fullmatch(cell)), None)
    family = next((at for at, cell in enumerate(cells) if _FAMILY_NAME.fullmatch(cell)), None)
    return (first, family) if first is not None and family is not None else None


def is_tick(cell: str) -> bool:
    """Whether a cell holds a tick and nothing else."""
    return 0 < len(cell.strip()) <= 2 and set(cell.strip()) <= _TICKS


_BOX, _TICKED = frozenset("☐□▢◻☑☒✓✔■"), frozenset("☑☒✓✔■")
_OF_PRESENCE = pattern(r"(?<!\w)(?:حاضر|حضور|غایب)(?!\w)|^\s*ح ?/ ?غ\s*$")


def of_boxes(cell: str) -> str | None:
    """ "present" or "absent" for a cell of two boxes, the first for those who came, of which one is ticked; else None."""
    boxes = [sign for sign in cell if sign in _BOX]
    ticked = [sign in _TICKED for sign in boxes]
    if len(boxes) != 2 or sum(ticked) != 1:
        return None
    return "present" if ticked[0] else "absent"


_BOXED = re.compile(r"\s*([☐□▢◻☑☒✓✔■])\s*(?=[^\W\d_])|(?<=\w)\s*([☐□▢◻☑☒✓✔■])\s*$")


def of_box(cell: str) -> str | None:
    """ "present" or "absent" for a cell of a name with one box beside it that is ticked or not."""
    match = _BOXED.match(cell) or _BOXED.search(cell)
    sign = match and (match[1] or match[2])
    return None if not sign or len(set(cell) & _BOX) != 1 else "present" if sign in _TICKED else "absent"


def heads_presence(cell: str) -> bool:
    """Whether a folded cell heads a column that tells who came."""
    return bool(_OF_PRESENCE.search(cell))


def says_absent(cell: str) -> bool:
    """Whether a cell beside or below a name says that the person did not come: «(غایب)»."""
    return bool(_SAYS_ABSENT.search(cell))


_NOBODY = pattern(r"^(?:ندارد|نداشت|نداشته|هیچ|هیچکس|بدون|-+|—|0|ندارند|خیر|نبود)")


def status(cell: str) -> str | None:
    """ "present" or "absent" for a cell of an attendance table that says so, else None."""
    return _STATUS.get(cell.partition("(")[0].strip(" .-"))


_VOTED = pattern(r"(?<!\w)(?:موافق|مخالف|ممتنع)(?!\w)")


def is_vote(row: str) -> bool:
    """Whether a folded row of a table tells how somebody voted, and not only that they came."""
    return bool(_VOTED.search(row))


_HOURS = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")
_ENTERED = pattern(r"(?<!\w)(?:ورود|ساعت ورود|زمان ورود)(?!\w)")


def asks_hours(row: str) -> bool:
    """Whether a folded row of heads asks when each came: «ورود», «خروج»."""
    return bool(_ENTERED.search(row))


def tells_hours(row: str) -> bool:
    """Whether a folded row tells an hour, at which somebody came."""
    return bool(_HOURS.search(row))


def hour_in(cell: str) -> int:
    """Where in a folded cell its first hour begins: its end where it has none."""
    match = _HOURS.search(cell)
    return match.start() if match else len(cell)


_CAME_MARK, _AWAY_MARK = frozenset(["ح", *"✓✔√☑+"]), frozenset(["غ", *"✗✘×☒-–—"])


def mark(cell: str) -> str | None:
    """ "present" or "absent" for the sign or letter in a cell below the head that asks who came: «ح», «غ», «✓»."""
    bare = cell.strip(" .()")
    return "present" if bare in _CAME_MARK else "absent" if bare in _AWAY_MARK else None


def last_status(row: str) -> str | None:
    """As `status`, for a row of such a table that was drawn without rules: its status comes last."""
    words = row.split()
    return _STATUS.get(words[-1]) if len(words) > 3 else None


def count(text: str) -> int | None:
    """How many came, where no names say who: «با حضور شش نفر از اعضا»."""
    match = _COUNTED.search(text)
    return numbers.from_words(match[1]) if match else None


def is_held(text: str) -> bool:
    """Whether a folded text tells that a sitting came together: «… تشکیل گردید»."""
    return bool(HELD.search(text))


def is_nobody(text: str) -> bool:
    """Whether the value of a list of names says that there is nobody: «ندارد»."""
    return bool(_NOBODY.search(text.strip()))


_WORDS = re.compile(r"[^\W\d_]+|\d+|[^\s\w]")


def words(text: str) -> list[str]:
    """The words, figures and marks of a text, each alone."""
    return _WORDS.findall(text)


def is_prose(line: str) -> bool:
    """Whether a folded line is a sentence and not an entry of a list."""
    return len(line.split()) > 9
