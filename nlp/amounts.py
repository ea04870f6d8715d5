"""Amounts of money.

Door: `find`, `unit`. Promise: an amount is always in rials (a toman is ten), whichever way it is written: figures with any
separator, words, or both («۲٫۵ میلیارد تومان»); an amount written in figures and again in words counts once, and the two
agreeing makes it surer. Not here: numbers as such (numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import Levenshtein

from nlp import numbers
from nlp.found import Found
from nlp.normalise import pattern


@dataclass(frozen=True, slots=True)
class _Reading:
    """`scale` is what the words behind figures multiply them by."""

    value: Fraction
    start: int
    end: int
    spelled: bool
    scale: int = 1


_FIGURE = (
    # With its groups back to front: «000 / 000 / 90», «272/943/446/4».
    r"000(?: ?[,،./'] ?\d{3})* ?[,،./'] ?\d{1,3}|\d{3}(?: ?[,،./'] ?\d{3})+ ?[,،./'] ?\d{1,2}(?![\d/])|"
    r"\d{1,3}(?: ?[,،./'] ?\d{3})+(?!/?\d)|\d{1,3}(?:\x20\d{3})+(?![\d/,])|"
    r"\d+(?:[./]\d{1,3})?"
)
_WORD = "|".join(sorted((*numbers.WORDS, *numbers.SCALES, *numbers.JOINED, numbers.HALF), key=len, reverse=True))
_SPELLED = rf"(?:{_WORD})(?:و?(?: و)? ?(?:{_WORD})\b| ?و ?\d+(?= (?:هزار|میلیون)))*"
# A number ends with its word, or where its unit is written on to it.
_END = r"(?:(?!\w)|(?=ریال|تومان))"
_NUMBER = pattern(
    # Dots that a blank was printed with are no part of what is written on it.
    rf"(?:(?:(?<![\d/.,\w-])|(?<=\.\.))({_FIGURE})((?: و)?(?: (?:{_WORD})){_END}(?:(?: و)? (?:{_WORD}|\d{{1,3}}){_END})*)?|"
    rf"(?<!\w)({_SPELLED})){_END}"
)
_UNIT = pattern(
    r"[ )(\]\[/\-=،:«»#*]*(?:به حروف|معادل|یعنی|مبلغ)?[ )(:،]*(ریال|ریالی|زیال|ربال|ریل|تومان|تومن|تومانی)\b"
)
_ONE_WORD = pattern(r"\s+(?:و\s+)?([^\W\d_]{3,})\s+(?:و\s+)?")
_BRIDGE = pattern(
    r"[ )(\]\[\-=،:«»/]*(?:ریال|تومان|تومن|زیال|ربال)?[ )(\]\[\-=،:«»]*(?:به حروف|معادل|یعنی|به عدد|مبلغ|"
    r"برابر با|برابر)*[ )(:،«»-]*"
)
_COLUMN_OF = pattern(
    r"(?:مبلغ|مبالغ|اعتبار|بودجه|هزینه|درامد|جمع|ارقام|قیمت|بها|نرخ|تعرفه|عوارض|مصوب|"
    r"پیشنهادی|(?<!\w)واحد(?= ?:))[^\n\d]{0,40}?\(?(?:به )?((?:هزار|میلیون|میلیارد) )?(ریال|تومان)\)?"
)
# The unit in brackets, or alone in the cell of a table's head.
_BRACKETED = pattern(
    r"(?<!\d)(?<!\d\s)[(] ?(?:(?:به|ارقام|مبالغ|اعداد|واحد|برحسب|بر ?حسب|مبلغ) ?:? ?){0,3}((?:هزار|میلیون|میلیارد) )?(ریال|تومان) ?[)]"
)
_CELL_OF_UNIT = re.compile(
    r"(?:(?<=\t)|(?<=\n)|^) ?((?:هزار|میلیون|میلیارد) )?(ریال|تومان)"
    r"(?:[ \t](?:(?:هزار|میلیون|میلیارد) )?(?:ریال|تومان)){0,5} ?(?=[\t\n])"
)
# Said of all figures of a table, at its end as well as above it.
_SCALED_ALL = pattern(r"(?<!\w)(?:ارقام|مبالغ) (?:جدول )?(?:به|بر ?حسب) ((?:هزار|میلیون|میلیارد) )?(ریال|تومان)(?!\w)")
# The unit in front: «مبلغ (ریال): ۱۲۰۰۰۰۰». A scale that only names the unit: «ارقام به میلیون ریال».
_UNIT_BEFORE = pattern(r"(?:\(|(?<!\w)(?:به|مبلغ|حسب|واحد|جمع)) ?(ریال|تومان) ?\)? ?[:=][ \t]*$")
_SCALE_ALONE = pattern(r"(?:\(|(?<!\w)(?:به|ارقام|مبالغ|حسب|واحد)) ?:? ?$")
_NAMED_UNIT = pattern(r"ریال|تومان|تومن")
_SCALED_UNIT = pattern(r"[ )]*(هزار|میلیون|میلیارد) (ریال|تومان)(?!\w)")
_SUM_LABEL = pattern(r"(?:به )?(?:مبلغ|مبلغی|جمع کل|جمع|اعتبار|به ارزش)(?: کل| معادل| تقریبی| قرارداد)?[ :\t]*$")
_GROUPED = re.compile(r"\d{1,3}(?:[,،./']\d{3}){2,}|\d{3}(?:[,،./']\d{3})+[,،./']\d{1,2}")
# Of somebody who types groups back to front, and of somebody who does not.
_BACKWARDS = re.compile(r"(?<![\d/.,])(?:000(?: ?/ ?\d{3})* ?/ ?\d{1,3}|\d{3}(?: ?/ ?\d{3})+ ?/ ?\d{1,2})(?![\d/])")
_FORWARDS = re.compile(r"(?<![\d/.,])[1-9]\d?(?: ?/ ?\d{3}){2,}(?![\d/])")
# In a table's cell, alone or beside others of its kind, one group is enough.
_ONE_GROUP, _IN_A_CELL = re.compile(r"\d{1,3}[,،']\d{3}"), re.compile(r"[ \t]*(?:[\t\n\d]|$)")
# Counted in thousands or millions figures are short and need no groups; behind the name of what they are the price of.
# What the head of a column says is under it.
_MONEY = pattern(
    r"(?<!\w)(?:مبلغ|مبالغ|هزینه|هزینه ها|اعتبار|بودجه|مصوب|مصوبه|عملکرد|پرداخت|پرداختی|پرداخت شده|مانده|جمع|کارکرد|برآورد|قیمت|بها|نرخ|"
    r"درآمد|درآمدها|پیشنهادی|متمم|بدهی|طلب|مطالبات|حقوق|دستمزد|عوارض|تعرفه|کل|ریال|تومان)(?!\w)"
)
_NO_MONEY = pattern(
    r"(?<!\w)(?:درصد|تعداد|سال|متراژ|مساحت|کد|ردیف|شماره|تاریخ|نفر|نفرات|مقدار|تناژ|تن|پیشرفت|متر|طول|عرض|حجم|وزن|ماه|ضریب|رشد|امتیاز)(?!\w)"
)
_YEAR = re.compile(r"1[34]\d\d")
# A head may tell its column's year.
_FIGURES_OF_A_ROW, _IN_HEADS = re.compile(r"\d"), re.compile(r"(?<=[^\W\d] )1[34]\d\d(?!\d)|^ ?1[34]\d\d ?$")
_SMALL, _ROWS_OF_A_TABLE = re.compile(r"[1-9]\d{0,8}(?:[./]\d{1,2})?"), 30
# Two of one unit: «از ۹۸۰ به ۱۲۴۰ میلیون ریال», «به ترتیب ۱۵ و ۱۸ میلیون تومان».
_PAIR = pattern(r" ?(?:به|تا|الی|و|یا|-) ?")
_PAIRED_AFTER = pattern(r"(?<!\w)(?:از|بین|ترتیب|مبلغ|مبالغ|جمع|نرخ|بهای|حداقل|حداکثر|معادل|سقف) ?:? ?$")
_NAMED_CELL, _PLAIN = re.compile(r"[^\W\d_]{2}[^\n]*\t[ \t\d.,/]*$"), re.compile(r"[1-9]\d{2,8}")
# In a table whose unit is told, «95/000» is no number of a letter.
_SLASHED_ROUND = re.compile(r"\d{1,3}/\d\d0")
_ONE_SCALED = re.compile(r"\d{1,3}[,،./']\d{3}")
_MEASURE = pattern(r"[ \t]*(?:متر|هکتار|نفر|دستگاه|عدد|کیلو|تن|لیتر|سال|ماه)(?!\w)")


def find(text: str) -> list[Found[int]]:
    """All amounts of money in a folded text, in rials, in reading order, each once for figures and words together."""
    readings = _mended(text, _readings(text))
    declared = _Declared(text)
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


@dataclass(frozen=True, slots=True)
class _Unit:
    """The unit that figures behind text[:end] are counted in; text[start:end] declares it."""

    start: int
    end: int
    scale: str | None
    toman: bool

    @property
    def factor(self) -> int:
        """How many rials one is."""
        return (numbers.SCALES[self.scale] if self.scale else 1) * (10 if self.toman else 1)


class _Declared:
    """What a text declares its tables' figures to be counted in."""

    def __init__(self, text: str) -> None:
        matches = [*_BRACKETED.finditer(text), *_COLUMN_OF.finditer(text)]
        cells = _CELL_OF_UNIT.finditer(text)
        matches += [
            cell for cell in cells if "\t" in _line(text, cell.start()) or len(_NAMED_UNIT.findall(cell[0])) > 1
        ]
        named = (match for match in matches if not _spells_a_number(text[match.start() : match.start(2)], match[1]))
        self._units = sorted((_unit_of(match) for match in named), key=lambda unit: unit.end)
        everywhere = _SCALED_ALL.search(text)
        self._everywhere = _unit_of(everywhere) if everywhere else None

    def at(self, start: int) -> _Unit | None:
        """The unit last declared before text[start], else the one that is said of all."""
        before = [unit for unit in self._units if unit.end <= start]
        return before[-1] if before else self._everywhere


def _unit_of(match: re.Match[str]) -> _Unit:
    return _Unit(match.start(), match.end(), match[1].strip() if match[1] else None, match[2].startswith("تو"))


def _spells_a_number(words: str, scale: str | None) -> bool:
    """Whether the words in front of a unit are an amount of it: «مبلغ پنجاه میلیون ریال» declares nothing."""
    told = re.findall(r"\w+", words.removesuffix(scale or ""))
    return any(word in numbers.WORDS or word in numbers.SCALES or word == numbers.HALF for word in told)


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : len(text) if end < 0 else end]


def _paired(text: str, reading: _Reading, after: list[_Reading]) -> Found[int] | None:
    """The first of two figures of one unit that is written behind the second."""
    if reading.spelled or not after or after[0].spelled or reading.scale != 1 or _UNIT.match(text, reading.end):
        return None
    second = after[0]
    unit = _UNIT.match(text, second.end)
    bridge = _PAIR.fullmatch(text, reading.end, second.start)
    led = _PAIRED_AFTER.search(text, max(0, reading.start - 14), reading.start)
    if not (unit and bridge and led) or second.scale == 1 or _YEAR.fullmatch(text, reading.start, reading.end):
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
    if units[0] and not units[1] and second.spelled and second.value < first.value and not first.spelled:
        # Words that lack their unit were cut, or tell something else: «۲٬۷۳۶٬۰۰۰ ریال معادل ده درصد».
        return _whole(first.value * _factor(units[0]), first.start, units[0].end(), 0.9)
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


def _once_said(text: str, reading: _Reading, declared: _Declared) -> Found[int] | None:
    unit = _UNIT.match(text, reading.end)
    alone = text[reading.start : reading.end] in numbers.SCALES
    scale = alone and (_SCALE_ALONE.search(text, 0, reading.start) or reading.value > numbers.SCALES["هزار"])
    if unit and not scale:
        return _whole(reading.value * _factor(unit), reading.start, unit.end(), 0.97)
    column = declared.at(reading.start)
    if column and not alone and _is_of_column(text, reading, column):
        return _whole(reading.value * column.factor, reading.start, reading.end, 0.85)
    before = _UNIT_BEFORE.search(text, max(0, reading.start - 30), reading.start)
    if before and reading.value >= 1000 and not reading.spelled:
        return _whole(reading.value * _factor(before), reading.start, reading.end, 0.9)
    if reading.value >= 100_000 and _SUM_LABEL.search(text, max(0, reading.start - 30), reading.start):
        return _whole(reading.value, reading.start, reading.end, 0.7)
    return None


def _is_of_column(text: str, reading: _Reading, column: _Unit) -> bool:
    """Whether figures without a unit are an amount of the unit declared, by their groups, their cell and its head."""
    # Codes and shares have no groups, whatever the column is that an engine put them in.
    if _GROUPED.fullmatch(text, reading.start, reading.end):
        return True
    head = _head_above(text, reading)
    money = _MONEY.search(text, *head)
    if _NO_MONEY.search(text, *head) and not money:
        return False
    # The unit in the head of one column is not that of its neighbours, unless it heads the names of the rows.
    beside = head[0] < head[1] and "\n" not in text[min(head[0], column.start) : max(head[1], column.end)]
    if beside and not money and not (head[0] <= column.start < head[1] or _opens_row(text, column.start)):
        return False
    return _is_grouped(text, reading, head, scaled=column.scale is not None)


def _opens_row(text: str, at: int) -> bool:
    return "\t" not in text[text.rfind("\n", 0, at) + 1 : at]


def _head_above(text: str, reading: _Reading) -> tuple[int, int]:
    """Where the head of the column stands that the reading's cell is in: the cell without figures that is as far from the
    row's end, in the rows above; an empty span for none.
    """
    start = text.rfind("\n", 0, reading.start) + 1
    place = _line(text, reading.end).count("\t") - text[start : reading.start].count("\t")
    if "\t" not in _line(text, reading.start):
        return 0, 0
    for _ in range(_ROWS_OF_A_TABLE):
        if not start:
            break
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        cells = text[start:end].split("\t")
        if len(cells) < 2 or len(cells) <= place:
            continue
        if not _FIGURES_OF_A_ROW.search(_IN_HEADS.sub("", cells[-1 - place])):
            at = end - sum(len(cell) + 1 for cell in cells[len(cells) - place :]) - len(cells[-1 - place])
            return at, at + len(cells[-1 - place])
    return 0, 0


def _is_grouped(text: str, reading: _Reading, head: tuple[int, int], *, scaled: bool) -> bool:
    """Whether the figures are grouped as an amount's are; `scaled`: the column counts in thousands or more."""
    at = reading.start, reading.end
    line, row = _line(text, reading.start), text[text.rfind("\n", 0, reading.start) + 1 : reading.start]
    one = (_ONE_SCALED if scaled or _SLASHED_ROUND.fullmatch(text, *at) else _ONE_GROUP).fullmatch(text, *at)
    # Behind another amount of its row a unit may follow, in the next column.
    goes_on = _ONE_GROUP.search(row) and not _MEASURE.match(text, reading.end)
    in_a_cell = _IN_A_CELL.match(text, reading.end)
    if scaled and in_a_cell and "\t" in row and not _YEAR.fullmatch(text, *at):
        if _NAMED_CELL.search(row) and _PLAIN.fullmatch(text, *at):
            return True
        alone = _SMALL.fullmatch(text, *at) and row.endswith("\t") and text[reading.end : reading.end + 1] in "\t\n"
        if alone and _MONEY.search(text, *head) and not _NO_MONEY.search(text, *head):
            return True
    return bool(one and ((("\t" in line or goes_on) and in_a_cell) or ("\t" in row and goes_on)))


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
        written = "/".join(reversed(match[1].split("/"))) if backwards and "/" in match[1] else match[1]
        base = numbers.figure(written) if len(re.sub(r"\D", "", match[1])) > 3 or match[2] is None else None
        value = Fraction(base) if base is not None else numbers.plain(match[1])
        end = match.end(1)
        scale = 1
        if value is not None and match[2] and not _ends_its_row(text, match):
            words = numbers.terms(_spread(match[2]))
            scaled = numbers.value_of([_decimal(value), *words])
            if scaled is not None:
                scale = numbers.SCALES.get(words[0], 1) if len(words) == 1 else 1
                value, end = scaled, match.end()
        if value is not None:
            yield _Reading(value, match.start(), end, spelled=False, scale=scale)


def _ends_its_row(text: str, match: re.Match[str]) -> bool:
    """Whether figures are alone in the last cell of a row, so that the words of the next row are none of theirs."""
    behind = match[2]
    if "\n" not in behind[: len(behind) - len(behind.lstrip())]:
        return False
    return text[: match.start()].rpartition("\n")[2].rstrip(" ").endswith("\t")


def _mended(text: str, readings: Iterator[_Reading]) -> list[_Reading]:
    """The readings, those put together that one misread word among the words of one number had parted."""
    mended: list[_Reading] = []
    for reading in readings:
        whole = _over_one_word(text, mended[-1], reading) if mended else None
        if whole:
            mended[-1] = whole
        else:
            mended.append(reading)
    return mended


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
