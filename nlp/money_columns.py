"""What tables count their figures in: the unit that a head declares, and the figures that are amounts of it.

Door: `Declared`, `Unit`, `is_amount`, `is_year`. Promise: pure, over a folded text whose rows are lines and whose cells are
parted by tabs. Not here: amounts with a unit of their own (amounts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp import numbers
from nlp.normalise import pattern

_COLUMN_OF = pattern(
    r"(?:مبلغ|مبالغ|اعتبار|بودجه|هزینه|درامد|جمع|ارقام|قیمت|بها|نرخ|تعرفه|عوارض|مصوب|"
    r"پیشنهادی|(?<!\w)واحد(?= ?:))[^\n\d]{0,40}?\(?(?:به )?((?:هزار|میلیون|میلیارد) )?(ریال|تومان)\)?"
)
_ANY_UNIT = pattern(r"ریال|تومان")
# The unit in brackets, or alone in the cell of a table's head.
_BRACKETED = pattern(
    r"(?<!\d)(?<!\d[\x20\t])[(] ?(?:(?:به|ارقام|مبالغ|اعداد|واحد|برحسب|بر ?حسب|مبلغ) ?:? ?|[^\W\d_]{3,7} ?: ?){0,3}"
    r"((?:هزار|میلیون|میلیارد) )?(ریال|تومان) ?[)]"
)
_CELL_OF_UNIT = re.compile(
    r"(?:(?<=\t)|(?<=\n)|^) ?((?:هزار|میلیون|میلیارد) )?(ریال|تومان)"
    r"(?:[ \t](?:(?:هزار|میلیون|میلیارد) )?(?:ریال|تومان)){0,5} ?(?=[\t\n])"
)
# Said of all figures of a table, at its end as well as above it.
_SCALED_ALL = pattern(r"(?<!\w)(?:ارقام|مبالغ) (?:جدول )?(?:به|بر ?حسب) ((?:هزار|میلیون|میلیارد) )?(ریال|تومان)(?!\w)")
# A head of two lines that was read as one: «(میلیون قیمت واحد ریال)».
_PARTED_UNIT = pattern(r"[(] ?(هزار|میلیون|میلیارد)(?: [^\W\d_]+){1,3} (ریال|تومان) ?[)]")
_GROUPED = re.compile(r"\d{1,3}(?:[,،./']\d{3}){2,}|\d{3}(?:[,،./']\d{3})+[,،./']\d{1,2}")
# In a table's cell, alone or beside others of its kind, one group is enough.
_ONE_GROUP, _IN_A_CELL = re.compile(r"\d{1,3}[,،']\d{3}"), re.compile(r"\)?[.]?[ \t]*(?:[\t\n\d(]|$)")
# A row whose columns were read as one: the name of what it counts, and figures to the line's end, losses in brackets.
_ROW_OF_FIGURES = re.compile(r"[^\d\n.]{2,70}[ \t(](?:\(?\d{1,3}(?:[,،']\d{3})+\)?[.]?[ \t]*){1,6}")
# What the head of a column says is under it.
_MONEY = pattern(
    r"(?<!\w)(?:مبلغ|مبالغ|هزینه|هزینه ها|اعتبار|بودجه|مصوب|مصوبه|عملکرد|پرداخت|پرداختی|پرداخت شده|مانده|"
    r"جمع|کارکرد|برآورد|قیمت|بها|نرخ|درآمد|درآمدها|پیشنهادی|متمم|بدهی|طلب|مطالبات|حقوق|دستمزد|عوارض|تعرفه|کل|ریال|تومان)(?!\w)"
)
_NO_MONEY = pattern(
    # «سال ۱۴۰۱» heads what was earned or spent in it, «سال» the years themselves.
    r"(?<!\w)(?:درصد|تعداد|سال(?! ?1[34]\d\d)|متراژ|مساحت|کد|ردیف|شماره|تاریخ|نفر|نفرات|مقدار|تناژ|تن|پیشرفت|"
    r"متر|طول|عرض|حجم|وزن|ماه|ضریب|رشد|امتیاز)(?!\w)"
)
_YEAR = re.compile(r"1[34]\d\d")
# A head may tell its column's year.
_FIGURES_OF_A_ROW, _IN_HEADS = re.compile(r"\d"), re.compile(r"(?<=[^\W\d] )1[34]\d\d(?!\d)|^ ?1[34]\d\d ?$")
# A head of fewer cells than its table has columns names several with its last one, behind those of the rows.
_FEWEST = 3
_SMALL, _ROWS_OF_A_TABLE = re.compile(r"[1-9]\d{0,8}(?:[./]\d{1,2})?"), 30
# Counted in thousands or millions figures are short and need no groups; behind the name of what they are the price of.
_NAMED_CELL, _PLAIN = re.compile(r"[^\W\d_]{2}[^\n]*\t[ \t\d.,/]*$"), re.compile(r"[1-9]\d{2,8}")
# In a table whose unit is told, «95/000» is no number of a letter.
_SLASHED_ROUND = re.compile(r"\d{1,3}/\d\d0")
_ONE_SCALED = re.compile(r"\d{1,3}[,،./']\d{3}")
_MEASURE = pattern(r"[ \t]*(?:متر|هکتار|نفر|دستگاه|عدد|کیلو|تن|لیتر|سال|ماه)(?!\w)")


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that figures behind text[:end] are counted in; text[start:end] declares it."""

    start: int
    end: int
    scale: str | None
    toman: bool

    @property
    def factor(self) -> int:
        """How many rials one is."""
        return (numbers.SCALES[self.scale] if self.scale else 1) * (10 if self.toman else 1)


class Declared:
    """What a text declares its tables' figures to be counted in."""

    def __init__(self, text: str) -> None:
        matches = [*_BRACKETED.finditer(text), *_COLUMN_OF.finditer(text)]
        cells = _CELL_OF_UNIT.finditer(text)
        matches += [cell for cell in cells if "\t" in _line(text, cell.start()) or len(_ANY_UNIT.findall(cell[0])) > 1]
        named = [match for match in matches if not _spells_a_number(text[match.start() : match.start(2)], match[1])]
        parted = _PARTED_UNIT.finditer(text)
        named += [match for match in parted if not _spells_a_number(text[match.end(1) : match.start(2)], None)]
        self._units = sorted((_unit_of(match) for match in named), key=lambda unit: unit.end)
        everywhere = _SCALED_ALL.search(text)
        self._everywhere = _unit_of(everywhere) if everywhere else None

    def at(self, start: int) -> Unit | None:
        """The unit last declared before text[start], else the one that is said of all."""
        before = [unit for unit in self._units if unit.end <= start]
        return before[-1] if before else self._everywhere


def _unit_of(match: re.Match[str]) -> Unit:
    return Unit(match.start(), match.end(), match[1].strip() if match[1] else None, match[2].startswith("تو"))


def _spells_a_number(words: str, scale: str | None) -> bool:
    """Whether the words in front of a unit are an amount of it: «مبلغ پنجاه میلیون ریال» declares nothing."""
    told = re.findall(r"\w+", words.removesuffix(scale or ""))
    return any(word in numbers.WORDS or word in numbers.SCALES or word == numbers.HALF for word in told)


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : len(text) if end < 0 else end]


def is_year(figures: str) -> bool:
    """Whether figures alone are those of a year."""
    return _YEAR.fullmatch(figures) is not None


def is_amount(text: str, start: int, end: int, column: Unit) -> bool:
    """Whether figures without a unit are an amount of the unit declared, by their groups, their cell and its head."""
    # Codes and shares have no groups, whatever the column is that an engine put them in.
    if _GROUPED.fullmatch(text, start, end):
        return True
    head = _head_above(text, start, end)
    money = _MONEY.search(text, *head)
    if _NO_MONEY.search(text, *head) and not money:
        return False
    # The unit in the head of one column is not that of its neighbours, unless it heads the names of the rows.
    beside = head[0] < head[1] and "\n" not in text[min(head[0], column.start) : max(head[1], column.end)]
    if beside and not money and not (head[0] <= column.start < head[1] or _opens_row(text, column.start)):
        return False
    return _is_grouped(text, start, end, head, scaled=column.scale is not None)


def _opens_row(text: str, at: int) -> bool:
    return "\t" not in text[text.rfind("\n", 0, at) + 1 : at]


def _head_above(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the head of the column stands that the cell of text[start:end] is in: the cell without figures that is as
    far from the row's end, in the rows above, or the last one where it heads several columns; an empty span for none.
    """
    at = start
    start = text.rfind("\n", 0, at) + 1
    columns, before = _line(text, at).count("\t") + 1, text[start:at].count("\t")
    place = columns - 1 - before
    if columns == 1:
        return 0, 0
    for _ in range(_ROWS_OF_A_TABLE):
        if not start:
            break
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        cells = text[start:end].split("\t")
        if _FEWEST <= len(cells) < columns and before >= len(cells) - 1 and _MONEY.search(cells[-1]):
            return end - len(cells[-1]), end
        if len(cells) < 2 or len(cells) <= place:
            continue
        if not _FIGURES_OF_A_ROW.search(_IN_HEADS.sub("", cells[-1 - place])):
            at = end - sum(len(cell) + 1 for cell in cells[len(cells) - place :]) - len(cells[-1 - place])
            return at, at + len(cells[-1 - place])
    return 0, 0


def _is_grouped(text: str, start: int, end: int, head: tuple[int, int], *, scaled: bool) -> bool:
    """Whether the figures are grouped as an amount's are; `scaled`: the column counts in thousands or more."""
    at = start, end
    line, row = _line(text, start), text[text.rfind("\n", 0, start) + 1 : start]
    one = (_ONE_SCALED if scaled or _SLASHED_ROUND.fullmatch(text, *at) else _ONE_GROUP).fullmatch(text, *at)
    # Behind another amount of its row a unit may follow, in the next column.
    goes_on = _ONE_GROUP.search(row) and not _MEASURE.match(text, end)
    in_a_cell = _IN_A_CELL.match(text, end)
    if one and scaled and _ROW_OF_FIGURES.fullmatch(line):
        return True
    if scaled and in_a_cell and "\t" in row and not _YEAR.fullmatch(text, *at):
        if _NAMED_CELL.search(row) and _PLAIN.fullmatch(text, *at):
            return True
        alone = _SMALL.fullmatch(text, *at) and row.endswith("\t") and text[end : end + 1] in "\t\n"
        if alone and _MONEY.search(text, *head) and not _NO_MONEY.search(text, *head):
            return True
    return bool(one and ((("\t" in line or goes_on) and in_a_cell) or ("\t" in row and goes_on)))
