"""Dates in every form that letters write them, as Jalali ISO ("1402-07-15").

Door: `find`, `proven_by_weekday`, `first`, `year`, `year_of`, `is_valid`. Promise: what is found is a real day of the Jalali
calendar, 1300 to 1449; figures with any separator and in either order, month names with figures or words, two-digit years,
and Gregorian dates are read; a weekday beside a date makes it surer or less sure; `strength` says how far the form itself
can be trusted. Not here: which date is the letter's (intake), showing dates (wording).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import jdatetime
from rapidfuzz.distance import Levenshtein

from nlp import numbers
from nlp.found import Found
from nlp.normalise import folded, pattern

MONTHS = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
_MONTH_NUMBERS = {folded(name): index + 1 for index, name in enumerate(MONTHS)} | {"امرداد": 5}
FIRST_YEAR, LAST_YEAR = 1300, 1449
# Years in two figures: above the first they are days rather than years to come, from the second on of the last century.
_TO_COME, _LAST_CENTURY = 10, 50
# The days as jdatetime counts them, from Saturday; how far from a date its weekday may stand.
_WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه")
_BESIDE = 20
_NAME_OF_A_DAY = "((?:یک|دو|سه|چهار|پنج) ?شنبه|(?<![کوهرج])شنبه|جمعه)"
_WEEKDAY = re.compile(_NAME_OF_A_DAY)
_WEEKDAY_NEXT = re.compile(rf"[ ،(:\t]*(?:روز)?[ :]*{_NAME_OF_A_DAY}")

_SEPARATED = re.compile(
    # Old typewriters have a «ر» for the stroke: «۹۹ر۰۹ر۱۷».
    r"(?<![\d/])(\d{1,4})(\s?[/\\|.ر_\-]\s?|\s?,\s?)(\d{1,2})(\s?[/\\|.ر_\-]\s?|\s?,\s?)(\d{1,4})(?![\d/]|[.,ر_]\d)"
)
_BARE = re.compile(r"(?<![\d/])(1[34]\d\d)[/\\|.\-1 ]?(0[1-9]|1[0-2])[/\\|.\-1 ]?(0[1-9]|[12]\d|3[01])(?![\d/])")
# A zero is a dot in Persian, and may be read as one: «14.3/.7/11».
_DOTTED = re.compile(r"(?<![\d/.])(1[34][.\d]\d)/([.\d]\d)/([.\d]\d)(?![\d/])")
_MONTH = "|".join(_MONTH_NUMBERS)
_NUMBER_WORD = r"(?:\w+ ?(?: و ?\w+)?)"
# A month's name with a letter misread, between its day and its year.
_MISREAD = pattern(
    r"(?<!\w)(\d{1,2}|(?:سی|بیست) ?و ?\w+م|سی ?ام|\w+م)\s+(\w{3,9})(?: ?ماه)?[\s,،]*(?:سال)?\s*(1[34]\d\d)(?!\d)"
)
# Days in words that are no ordinals: «سی اردیبهشت», «بیست و پنج اسفند».
_COUNTED = (
    "(?:بیست ?و ?|سی ?و ?)?(?:یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه)|"
    "(?:ده|یازده|دوازده|سیزده|چهارده|پانزده|شانزده|هفده|هجده|نوزده|بیست|سی)"
)
_NAMED = pattern(
    rf"(?<!\w)(\d{{1,2}}|(?:سی|بیست) ?و ?\w+م|سی ?ام|\w+م|{_COUNTED})(?:[ ]?ام|"
    rf"م)?(?:[\s\t]*|[/-])(?:از )?[(]?({_MONTH}) ?(?:ماه)?[)]?(?:[\s,،]*|[/-])(?:سال)? ?(\d{{4}}|\d{{2}}(?!\d)|"
    r"(?:یک ?)?هزار و ?(?:سیصد|چهارصد)(?: و ?\w+){0,2})"
)
# Beside a whole date of the paper: «هفتم مهرماه سال جاری», «۱۲ آذر ماه سال گذشته».
_THIS_YEAR = pattern(
    rf"(?<!\w)(\d{{1,2}}|(?:سی|بیست) ?و ?\w+م|سی ?ام|\w+م|{_COUNTED})(?: ?ام|م)?[\s\t]*(?:از )?({_MONTH}) ?(?:ماه)?[\s,،]*"
    r"(?:سال )?(جاری|گذشته|قبل)(?!\w)"
)
_WHOLE = 0.8
# Without its year, where the weekday proves it: «سه‌شنبه ۱۵ شهریور».
_DAY_OF_WEEK = pattern(
    rf"{_NAME_OF_A_DAY}[ ،,:]*(?:مورخه?|به تاریخ|تاریخ)?[ :]*"
    rf"(\d{{1,2}}|(?:سی|بیست) ?و ?\w+م|سی ?ام|\w+م|{_COUNTED})(?: ?ام|م)?[\s]*(?:از )?({_MONTH})(?: ?ماه)?(?!\w)"
)
# Behind a word for a date one mark may be lost, and of its year one figure misread.
_LED = r"(?:(?<=مورخ )|(?<=مورخه )|(?<=تاریخ )|(?<=شنبه )|(?<=: ))"
_MARK_LOST = re.compile(
    rf"{_LED}(?:((?!1[34]\d\d[/.-])\d\d|1[34]\d\d)(0[1-9]|1[0-2])[/.-](\d{{1,2}})|(\d\d|1[34]\d\d)[/.-](0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?![\d/])"
)
_YEAR_MISREAD = re.compile(rf"{_LED}1[05-9](\d\d)/(\d{{1,2}})/(\d{{1,2}})(?![\d/])")


def find(text: str, *, this_year: int | None = None) -> list[Found[str]]:
    """All dates in a folded text, in reading order; where two forms overlap, the stronger one. `this_year` is the year that
    the paper is of, for days «سال جاری».
    """
    relative = _of_this_year(text, this_year) if this_year else ()
    told = (_weekday_heard(text, candidate) for candidate in (*_all(text), *relative))
    found = sorted(told, key=lambda date_: (-date_.strength, date_.start))
    kept: list[Found[str]] = []
    for candidate in found:
        if all(candidate.end <= other.start or candidate.start >= other.end for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda date_: date_.start)


def year_of(text: str) -> int | None:
    """The year that a paper is of: that of its latest whole date."""
    years = [int(day.value[:4]) for day in find(text) if day.strength >= _WHOLE]
    return max(years, default=None)


def proven_by_weekday(text: str, this_year: int) -> list[Found[str]]:
    """The days that a folded text tells without their year, whose weekday is theirs in `this_year`."""
    found = []
    for match in _DAY_OF_WEEK.finditer(text):
        number = numbers.ordinal(match[2])
        iso = _iso(this_year, _MONTH_NUMBERS[match[3]], number) if number else None
        if iso and _is_on(iso, match[1]):
            found.append(Found(iso, match.start(2), match.end(), 0.75))
    return found


def first(text: str) -> str | None:
    """The first date of a text in any writing, or None."""
    found = find(folded(text))
    return found[0].value if found else None


def is_valid(iso: str) -> bool:
    """Whether "YYYY-MM-DD" is a day of the Jalali calendar between the years 1300 and 1449."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
        return False
    return _iso(*map(int, iso.split("-"))) == iso


def year(text: str) -> int | None:
    """The Jalali year that a short text names: "1402", «۹۶», «یکهزار و چهارصد و دو»; else None."""
    plain = folded(text)
    value = int(plain) if re.fullmatch(r"\d{2}|\d{4}", plain) else numbers.from_words(plain)
    return _full_year(value) if value is not None else None


def _all(text: str) -> Iterator[Found[str]]:
    at = 0
    while match := _SEPARATED.search(text, at):
        days = list(_separated(match))
        yield from days
        # What makes no day may be the end of something else that a day is written on to: «۸۰۴۱ - ۱۲/۵/۹۸».
        at = match.end() if days else match.end(1)
    for match in _BARE.finditer(text):
        iso = _iso(int(match[1]), int(match[2]), int(match[3]))
        if iso:
            # The marks are missing or were read as a one: the figures alone still make a day.
            yield Found(iso, match.start(), match.end(), 0.55)
    for match in _DOTTED.finditer(text):
        whole = [int(part.replace(".", "0")) for part in match.groups()]
        if "." in match[0] and (iso := _iso(whole[0], whole[1], whole[2])):
            yield Found(iso, match.start(), match.end(), 0.8)
    yield from _marred(text)
    for match in _NAMED.finditer(text):
        yield from _named(match)
    for match in _MISREAD.finditer(text):
        yield from _misread(match)


def _separated(match: re.Match[str]) -> Iterator[Found[str]]:
    """Both orders, year first and day first, as far as they make a day; of a year in two figures that order is surer which
    alone does.
    """
    left, middle, right = match[1], match[3], match[5]
    alike = match[2].strip() == match[4].strip()
    plain = 0.98 if alike and match[2].strip() in "/-" else 0.9 if alike else 0.8
    orders = [
        (iso, written, strength)
        for written, day, strength in ((left, right, plain), (right, left, plain - 0.03))
        if (iso := _of_order(written, middle, day))
    ]
    if any(len(written) == 4 for _, written, _ in orders):
        orders = [order for order in orders if len(order[1]) == 4]
    for index, (iso, written, strength) in enumerate(orders):
        # A year without its first figure stands in numbers of letters as well.
        unlikely = len(written) == 3 or (len(written) == 4 and written.startswith("12"))
        in_two_figures = (0.7, 0.3)[index] if len(orders) > 1 else 0.85
        sure = 0.5 if unlikely else in_two_figures if len(written) == 2 else strength
        yield Found(iso, match.start(), match.end(), sure)


def _of_order(written: str, month: str, day: str) -> str | None:
    """The day of a year as written in two to four figures; a short year that is still to come is none."""
    if len(written) == 2 and _TO_COME < int(written) < _LAST_CENTURY:
        return None
    # No letter of the office is of the thirteenth century: engines read a 4 as a 2 there.
    unlikely = len(written) == 4 and written.startswith("12")
    return _from_figures(f"14{written[2:]}" if unlikely else written, int(month), int(day))


def _weekday_heard(text: str, candidate: Found[str]) -> Found[str]:
    """A date surer when the weekday beside it is its own, less sure when it is another's."""
    before = [*_WEEKDAY.finditer(text, max(0, candidate.start - _BESIDE), candidate.start)]
    named = before[-1] if before else _WEEKDAY_NEXT.match(text, candidate.end)
    if not named:
        return candidate
    agrees = _is_on(candidate.value, named[1])
    sure = max(candidate.strength, 0.9) + 0.05 if agrees else candidate.strength * 0.8
    return replace(candidate, strength=min(sure, 0.99))


def _from_figures(written: str, month: int, day: int) -> str | None:
    if len(written) == 4 and 1900 <= int(written) <= 2100:
        try:
            return str(jdatetime.date.fromgregorian(date=date(int(written), month, day)).strftime("%Y-%m-%d"))
        except ValueError:
            return None
    if len(written) == 3 and written[:2] in ("39", "40"):
        written = f"1{written}"
    if len(written) not in (2, 4):
        return None
    full = _full_year(int(written))
    return _iso(full, month, day) if full else None


def _named(match: re.Match[str]) -> Iterator[Found[str]]:
    day = numbers.ordinal(match[1])
    # As in figures: of a year in the twelve hundreds the 2 was a 4.
    unlikely = match[3].startswith("12")
    full = year(f"14{match[3][2:]}" if unlikely and len(match[3]) == 4 else match[3])
    month = _MONTH_NUMBERS[match[2]]
    if day is None or full is None:
        # A word too many may have been taken for the year's last part: «... و دو و هفت».
        full = year(match[3].rsplit(" و ", 1)[0]) if day is not None else None
    iso = _iso(full, month, day) if full and day else None
    if iso:
        yield Found(iso, match.start(), match.end(), 0.5 if unlikely else 0.98 if len(match[3]) > 2 else 0.85)


def _of_this_year(text: str, this_year: int) -> Iterator[Found[str]]:
    for match in _THIS_YEAR.finditer(text):
        day = numbers.ordinal(match[1])
        iso = _iso(this_year - (match[3] != "جاری"), _MONTH_NUMBERS[match[2]], day) if day else None
        if iso:
            yield Found(iso, match.start(), match.end(), 0.7)


def _is_on(iso: str, weekday: str) -> bool:
    day = jdatetime.date(*map(int, iso.split("-")))
    return bool(_WEEKDAYS.index(weekday.replace(" ", "")) == day.weekday())


def _marred(text: str) -> Iterator[Found[str]]:
    """Days whose marks or years were misread, behind words that lead to a day."""
    for match in _MARK_LOST.finditer(text):
        written, month, day = (part for part in match.groups() if part)
        iso = _from_figures(written, int(month), int(day))
        if iso:
            yield Found(iso, match.start(), match.end(), 0.6)
    for match in _YEAR_MISREAD.finditer(text):
        century = 14 if int(match[1]) <= _TO_COME else 13
        iso = _iso(100 * century + int(match[1]), int(match[2]), int(match[3]))
        if iso:
            yield Found(iso, match.start(), match.end(), 0.5)


def _misread(match: re.Match[str]) -> Iterator[Found[str]]:
    allowed = 1 if len(match[2]) < 6 else 2
    months = {number for name, number in _MONTH_NUMBERS.items() if 0 < Levenshtein.distance(match[2], name) <= allowed}
    day = numbers.ordinal(match[1])
    iso = _iso(int(match[3]), months.pop(), day) if len(months) == 1 and day else None
    if iso:
        yield Found(iso, match.start(), match.end(), 0.75)


def _full_year(value: int) -> int | None:
    if value < 100:
        value += 1300 if value >= 50 else 1400
    return value if FIRST_YEAR <= value <= LAST_YEAR else None


def _iso(full_year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        return None
    try:
        return str(jdatetime.date(full_year, month, day).strftime("%Y-%m-%d"))
    except ValueError:
        return None
