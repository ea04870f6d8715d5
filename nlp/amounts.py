"""Amounts of money.

Door: `find`, `unit`. Promise: an amount is always in rials (a toman is ten), whichever way it is written: figures with any
separator, words, or both («۲٫۵ میلیارد تومان»); an amount written in figures and again in words counts once, and the two
agreeing makes it surer. Not here: numbers as such (numbers), what a table counts its figures in (money_columns).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import Levenshtein

from nlp import money_columns, numbers
from nlp.found import Found
from nlp.normalise import pattern


@dataclass(frozen=True, slots=True)
class _Reading:
    """`scale` is what the words behind figures multiply them by; `marred` are figures that had to be mended."""

    value: Fraction
    start: int
    end: int
    spelled: bool
    scale: int = 1
    marred: bool = False


_FIGURE = (
    # With its groups back to front: «000 / 000 / 90», «272/943/446/4».
    r"000(?: ?[,،./'] ?\d{3})* ?[,،./'] ?\d{1,3}|\d{3}(?: ?[,،./'] ?\d{3})+ ?[,،./'] ?\d{1,2}(?![\d/])|"
    # The first mark was read as a figure: «320500,000,000».
    r"\d{1,3}[01]\d{3}(?: ?[,،'] ?\d{3})+(?!/?\d)|"
    r"\d{1,3}(?: ?[,،./'] ?\d{3})+(?!/?\d)|\d{1,3}(?:\x20\d{3})+(?![\d/,])|"
    # A comma that was a point: «5,6 میلیارد».
    rf"\d{{1,3}},\d{{1,2}}(?=\s?(?:{'|'.join(numbers.SCALES)})(?!\w))|"
    r"\d+(?:[./]\d{1,3})?"
)
_WORD = "|".join(sorted((*numbers.WORDS, *numbers.SCALES, *numbers.JOINED, numbers.HALF), key=len, reverse=True))
_SPELLED = rf"(?:{_WORD})(?:و?(?: و)? ?(?:{_WORD})\b| ?و ?\d+(?= (?:هزار|میلیون)))*"
# A number ends with its word, or where its unit is written on to it.
_END = r"(?:(?!\w)|(?=ریال|تومان))"
_NUMBER = pattern(
    # Dots that a blank was printed with are no part of what is written on it; of what is taken off a budget the sum counts.
    rf"(?:(?:(?<![\d/.,\w-])|(?<=\.\.)|(?<=[-=]/)|(?<=[\s(]-))({_FIGURE})"
    rf"((?: و)?(?: (?:{_WORD})){_END}(?:(?: و)? (?:{_WORD}|\d{{1,3}}){_END})*)?|"
    rf"(?<!\w)({_SPELLED})){_END}"
)
_FIGURES = 10
_UNIT = pattern(
    r"[ )(\]\[/\-=،:«»#*.]*(?:به حروف|معادل|یعنی|مبلغ)?[ )(:،]*(ریال|ریالی|زیال|ربال|ریل|تومان|تومن|تومانی)\b"
)
_ONE_WORD = pattern(r"\s+(?:و\s+)?([^\W\d_]{3,})\s+(?:و\s+)?")
_BRIDGE = pattern(
    r"[ )(\]\[\-=،:«»/]*(?:ریال|تومان|تومن|زیال|ربال)?[ )(\]\[\-=،:«»]*(?:به حروف|معادل|یعنی|به عدد|مبلغ|"
    r"برابر با|برابر)*[ )(:،«»-]*"
)
# The unit in front: «مبلغ (ریال): ۱۲۰۰۰۰۰». Alone a scale names the unit, «ارقام: هزار ریال», unless it is said to be a sum.
_UNIT_BEFORE = pattern(r"(?:\(|(?<!\w)(?:به|مبلغ|حسب|واحد|جمع)) ?(ریال|تومان) ?\)? ?[:=][ \t]*$")
_COUNTED_AS_ONE = pattern(r"(?<!\w)(?:مبلغ|هر|نفری|ساعتی|روزی|ماهی|از|تا|سقف|معادل|برابر|حداکثر|حداقل) ?$")
_NAMED_UNIT = pattern(r"ریال|تومان|تومن")
_SCALED_UNIT = pattern(r"[ )]*(هزار|میلیون|میلیارد) (ریال|تومان)(?!\w)")
_SUM_LABEL = pattern(r"(?:به )?(?:مبلغ|مبلغی|جمع کل|جمع|اعتبار|به ارزش)(?: کل| معادل| تقریبی| قرارداد)?[ :\t]*$")
# Of somebody who types groups back to front, and of somebody who does not.
_BACKWARDS = re.compile(r"(?<![\d/.,])(?:000(?: ?/ ?\d{3})* ?/ ?\d{1,3}|\d{3}(?: ?/ ?\d{3})+ ?/ ?\d{1,2})(?![\d/])")
_FORWARDS = re.compile(r"(?<![\d/.,])[1-9]\d?(?: ?/ ?\d{3}){2,}(?![\d/])")
_MARK_READ_AS_FIGURE = re.compile(r"(\d{1,3})[01](\d{3})(?= ?[,،'] ?\d{3})(?![.,،']\d{1,2}(?!\d))")
_FAR_OFF, _POINTED = 100, re.compile(r"(?<=\d),(?=\d{1,2}$)")
# The last figure of a round sum is lost: «250/000/00».
_CUT_ROUND = re.compile(r"\d{1,3}(?P<mark>[,،/])(?:\d{3}(?P=mark))*00")
_UNIT_NEXT = r"(?=(?:(?:هزار|میلیون|میلیارد) )?(?:ریال|تومان)(?!\w))"
_BETWEEN_COLUMNS = re.compile(
    rf"(?<!\w)((?:{_WORD})|(?<=[^\W\d_][ ])\d[\d,./]*)\n((?:[^\W\d_]+[ ]?){{1,3}}?)([ \t]*){_UNIT_NEXT}"
)
# The same with the row's own number, alone in its line: «تا سقف چهل و پنج میلیون» + «سه» + «تومان».
_NUMBERED_ROW = re.compile(
    rf"(?<=[^\W\d_][ ])((?:{_WORD})|\d[\d,./]*)\n"
    rf"((?:(?:بند|ردیف|مصوبه|مورد)[ ])?(?:{'|'.join(numbers.SMALL_WORDS)}|\d{{1,2}}))\n{_UNIT_NEXT}"
)
# The further columns of the row in whose first one the number ends: «78 میلیون» + «5» + «تصویب» + «تومان».
_REST_OF_ROW = re.compile(r"(?<=(?:یون|ارد|زار))\t[^\n]{1,80}\n(?=(?:ریال|تومان)(?!\w))")
_DECLARING = frozenset(["به", "ارقام", "مبالغ", "واحد", "حسب", "برحسب", "مبلغ"])
_PARTS_OF_NUMBERS, _OF_PROSE = frozenset([*numbers.SCALES, *numbers.JOINED, numbers.HALF, "و"]), 50
# Two of one unit: «از ۹۸۰ به ۱۲۴۰ میلیون ریال», «به ترتیب ۱۵ و ۱۸ میلیون تومان».
_PAIR = pattern(r" ?(?:به|تا|الی|و|یا|-) ?")
_PAIRED_AFTER = pattern(r"(?<!\w)(?:از|بین|ترتیب|مبلغ|مبالغ|جمع|نرخ|بهای|حداقل|حداکثر|معادل|سقف) ?:? ?$")


def find(text: str) -> list[Found[int]]:
    """All amounts of money in a folded text, in rials, in reading order, each once for figures and words together."""
    text = _without_labels(numbers.read_again(text))
    readings = _mended(text, _readings(text))
    declared = money_columns.Declared(text)
    found: list[Found[int]] = []
    for index, reading in enumerate(readings):
        if found and reading.start < found[-1].end:
            continue
        after = readings[index + 1 : index + 2]
        twin = _twin(text, reading, after)
        amount = _twice_said(text, reading, twin) if twin else _once_said(text, reading, declared)
        if twin and amount is None:
            amount = _broken(text, reading, twin, readings[index + 2 : index + 3])
        amount = _paired(text, reading, after) or amount if not twin else amount
        if amount is not None:
            found.append(amount)
    return found


def _without_labels(text: str) -> str:
    """The text, as long as it was, with blanks for the words of a neighbouring column that stand between a number at a
    line's end and its unit in the next one: «چهارصد و هشتاد» + «شرح میلیارد ریال».
    """

    def blanked(match: re.Match[str]) -> str:
        words = match[2].split()
        line = text[text.rfind("\n", 0, match.start(1)) + 1 : match.end(1)]
        counted = any(word in numbers.WORDS or word in _PARTS_OF_NUMBERS for word in words)
        kept = counted or len(line) < _OF_PROSE or words[-1] in _DECLARING
        return match[0] if kept else f"{match[1]}\n{' ' * (len(match[2]) + len(match[3]))}"

    text = _REST_OF_ROW.sub(lambda match: " " * len(match[0]), text)
    text = _NUMBERED_ROW.sub(lambda match: f"{match[1]}\n{' ' * len(match[2])}\n", text)
    return _BETWEEN_COLUMNS.sub(blanked, text)


def _paired(text: str, reading: _Reading, after: list[_Reading]) -> Found[int] | None:
    """The first of two figures of one unit that is written behind the second."""
    if reading.spelled or not after or after[0].spelled or reading.scale != 1 or _UNIT.match(text, reading.end):
        return None
    second = after[0]
    unit = _UNIT.match(text, second.end)
    bridge = _PAIR.fullmatch(text, reading.end, second.start)
    led = _PAIRED_AFTER.search(text, max(0, reading.start - 14), reading.start)
    if not (unit and bridge and led) or second.scale == 1 or money_columns.is_year(text[reading.start : reading.end]):
        return None
    return _whole(reading.value * second.scale * _factor(unit), reading.start, reading.end, 0.85)


def unit(text: str) -> int | None:
    """How many rials one of the unit is that a folded text names, None where it names none."""
    named = _NAMED_UNIT.search(text)
    return None if named is None else 10 if named[0].startswith("تو") else 1


def _twice_said(text: str, first: _Reading, second: _Reading) -> Found[int] | None:
    """Of figures and words that differ, the words hold: in law, and they survive bad reading better."""
    units = [_UNIT.match(text, first.end), _UNIT.match(text, second.end)]
    known = [unit for unit in units if unit]
    if not known and (behind := _SCALED_UNIT.match(text, second.end)):
        # «۲۵۰ (دویست و پنجاه) میلیون ریال»: scale and unit belong to both.
        by = numbers.SCALES[behind[1]] * (10 if behind[2] == "تومان" else 1)
        agree = first.value == second.value
        words = first.value if first.spelled else second.value
        return _whole(words * by, first.start, behind.end(), 0.97 if agree else 0.5)
    if not known:
        return None
    if units[0] and not units[1] and second.spelled and second.value * _FAR_OFF <= first.value:
        # Words that lack their unit were cut, or tell something else: «۲٬۷۳۶٬۰۰۰ ریال معادل ده درصد».
        return _whole(first.value * _factor(units[0]), first.start, units[0].end(), 0.8)
    values = [said.value * _factor(unit or known[0]) for said, unit in zip((first, second), units, strict=True)]
    end = max(second.end, known[-1].end())
    words, figures = (values[1], values[0]) if second.spelled else (values[0], values[1])
    # Group marks that were read as digits lengthen the figures; the words' digits still stand among them in order.
    strength = 0.995 if words == figures else 0.8 if _stands_among(words, figures) else 0.5
    return _whole(words, first.start, end, strength)


def _broken(text: str, figures: _Reading, head: _Reading, after: list[_Reading]) -> Found[int] | None:
    """Figures whose words are parted by something stamped over them, when head and rest make up the figures."""
    unit = _UNIT.match(text, after[0].end) if after and after[0].spelled else None
    if unit is None or figures.value != head.value + after[0].value:
        return None
    return _whole(figures.value * _factor(unit), figures.start, unit.end(), 0.95)


def _once_said(text: str, reading: _Reading, declared: money_columns.Declared) -> Found[int] | None:
    unit = _UNIT.match(text, reading.end)
    # Before the head of a column a single figure is a rule of the table: «1 مبلغ (ریال)».
    unit = None if unit and reading.value < _FIGURES and "مبلغ" in unit[0] else unit
    alone = text[reading.start : reading.end] in numbers.SCALES
    said = _COUNTED_AS_ONE.search(text, max(0, reading.start - 14), reading.start)
    scale = alone and (not said or reading.value > numbers.SCALES["هزار"])
    if unit and not scale:
        return _whole(reading.value * _factor(unit), reading.start, unit.end(), 0.55 if reading.marred else 0.97)
    column = declared.at(reading.start)
    if column and not alone and money_columns.is_amount(text, reading.start, reading.end, column):
        return _whole(reading.value * column.factor, reading.start, reading.end, 0.85)
    before = _UNIT_BEFORE.search(text, max(0, reading.start - 30), reading.start)
    if before and reading.value >= 1000 and not reading.spelled:
        return _whole(reading.value * _factor(before), reading.start, reading.end, 0.9)
    # Words that end below a thousand have lost what they go on with: «سه میلیارد و دویست …».
    cut = reading.spelled and reading.value % 1000 and reading.value > _FAR_OFF * 1000
    if reading.value >= 100_000 and not cut and _SUM_LABEL.search(text, max(0, reading.start - 30), reading.start):
        return _whole(reading.value, reading.start, reading.end, 0.7)
    return None


def _stands_among(value: Fraction, longer: Fraction) -> bool:
    rest = iter(str(longer))
    return len(str(longer)) <= len(str(value)) + 4 and all(digit in rest for digit in str(value))


def _factor(unit: re.Match[str]) -> int:
    return 10 if unit[1].startswith("توم") else 1


def _whole(rials: Fraction, start: int, end: int, strength: float) -> Found[int] | None:
    return Found(int(rials), start, end, strength) if rials.denominator == 1 and rials > 0 else None


def _twin(text: str, reading: _Reading, after: list[_Reading]) -> _Reading | None:
    """The same amount said again: figures then words in brackets, or words then figures."""
    if not after or after[0].spelled == reading.spelled:
        return None
    bridge = _BRIDGE.fullmatch(text, reading.end, after[0].start)
    close = bridge is not None and (
        after[0].value == reading.value or "(" in bridge[0] or "حروف" in bridge[0] or "معادل" in bridge[0]
    )
    return after[0] if close else None


def _readings(text: str) -> Iterator[_Reading]:
    backwards = _BACKWARDS.search(text) is not None and _FORWARDS.search(text) is None
    for match in _NUMBER.finditer(text):
        if match[3] is not None:
            value = numbers.value_of(numbers.terms(numbers.parted(_spread(match[3]))))
            if value is not None:
                yield _Reading(value, match.start(), match.end(), spelled=True)
            continue
        if (mended := _mended_figures(match[1])) is not None:
            yield _Reading(mended, match.start(), match.end(1), spelled=False, marred=True)
            continue
        written = "/".join(reversed(match[1].split("/"))) if backwards and "/" in match[1] else match[1]
        base = numbers.figure(written) if len(re.sub(r"\D", "", match[1])) > 3 or match[2] is None else None
        value = Fraction(base) if base is not None else numbers.plain(_POINTED.sub(".", match[1]))
        end = match.end(1)
        scale = 1
        if value is not None and match[2] and not _ends_its_cell(text, match):
            words = numbers.terms(_spread(match[2]))
            scaled = numbers.value_of([_decimal(value), *words])
            if scaled is not None:
                scale = numbers.SCALES.get(words[0], 1) if len(words) == 1 else 1
                value, end = scaled, match.end()
        if value is not None:
            yield _Reading(value, match.start(), end, spelled=False, scale=scale)


def _mended_figures(figures: str) -> Fraction | None:
    """The value of figures whose first group mark was read as one of them, «320500,000,000», or whose last zero is lost."""
    if _CUT_ROUND.fullmatch(figures) and not figures.startswith("000"):
        return numbers.plain(f"{figures}0".replace("/", ","))
    first = _MARK_READ_AS_FIGURE.match(figures)
    return numbers.plain(f"{first[1]},{first[2]}{figures[first.end() :]}".replace(" ", "")) if first else None


def _ends_its_cell(text: str, match: re.Match[str]) -> bool:
    """Whether figures end their cell, so that the words of the next one, «یک نوبت», are none of theirs.

    A scale may go on in the next column, and in the next line unless the figures are alone in the last cell of their row.
    """
    behind = match[2]
    if behind.startswith("\t") and behind.split()[0] not in numbers.SCALES:
        return True
    if "\n" not in behind[: len(behind) - len(behind.lstrip())]:
        return False
    return text[: match.start()].rpartition("\n")[2].rstrip(" ").endswith("\t")


def _mended(text: str, readings: Iterator[_Reading]) -> list[_Reading]:
    """The readings, those put together that one misread word among the words of one number had parted."""
    mended: list[_Reading] = []
    for reading in readings:
        last = mended[-1] if mended else None
        whole = (_read_twice(text, last, reading) or _over_one_word(text, last, reading)) if last else None
        if whole:
            mended[-1] = whole
        else:
            mended.append(reading)
    return mended


def _read_twice(text: str, first: _Reading, second: _Reading) -> _Reading | None:
    """Figures that an engine read again behind themselves, cut: «۳۵۰/۰۰۰/۰۰۰/۰۰۰ ۳۵۰/۰۰ ریال»."""
    whole, cut = text[first.start : first.end], text[second.start : second.end]
    again = len(cut) < len(whole) and whole.startswith(cut) and _CUT_GROUP.search(cut)
    if not again or text[first.end : second.start] != " ":
        return None
    return _Reading(first.value, first.start, second.end, first.spelled, first.scale, marred=True)


_CUT_GROUP = re.compile(r"\d[,،/]\d{1,2}$")


def _over_one_word(text: str, first: _Reading, second: _Reading) -> _Reading | None:
    gap = _ONE_WORD.fullmatch(text, first.end, second.start)
    if not (gap and first.spelled and second.spelled):
        return None
    terms = numbers.terms(numbers.parted(_spread(text[first.start : second.end])))
    value = numbers.value_of([_nearly(term) or term for term in terms])
    return _Reading(value, first.start, second.end, spelled=True) if value is not None else None


def _nearly(word: str) -> str | None:
    """The one number word that differs by a single letter from this one, which is none."""
    if word in numbers.WORDS or word in numbers.SCALES:
        return None
    near = [
        known
        for known in (*numbers.WORDS, *numbers.SCALES)
        if len(known) > 2 and Levenshtein.distance(word, known) == 1
    ]
    return near[0] if len({numbers.WORDS.get(known, 0) or numbers.SCALES.get(known) for known in near}) == 1 else None


def _spread(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))
