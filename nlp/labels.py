"""The words that announce a value: «شماره:», «تاریخ», «اعضای حاضر»…

Door: `in_line`, `Label`. Promise: a label is recognised with a letter misread (two in a long one), in any spacing, at
the beginning of a cell or before a colon; the longest label wins. Source of the words: nlp/lexicon/labels.yaml. Not
here: where the value stands (intake).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import Levenshtein

from nlp.letters import ENCLOSED
from nlp.normalise import dotless, folded, pattern

_LEXICON = Path(__file__).parent / "lexicon" / "labels.yaml"
_WORD = re.compile(r"[^\W\d_]+")
_COLON = re.compile(r"[ \t]*[:؛;=][-–]?|[ \t]*\.{2,}")
_BARE_COLON = re.compile(r"[ \t]*[:؛;=]")
# How engines read the line between two cells of a table.
_RULE = re.compile(r"[|¦ا!\s]*$")
_LONGEST = 7


@dataclass(frozen=True, slots=True)
class Label:
    """`field` is announced by text[start:end], the colon included; `strength` is 1 when each letter agrees."""

    field: str
    start: int
    end: int
    strength: float
    colon: bool


def in_line(line: str) -> list[Label]:
    """The labels of one folded line (cells parted by tabs), from its beginning on; none overlaps another."""
    words = list(_WORD.finditer(line))
    labels: list[Label] = []
    index = 0
    while index < len(words):
        label, count = _at(line, words, index)
        if label:
            labels.append(_of_sitting(line, label, labels[-1]) if labels else label)
        index += count if label else 1
    return labels


def alone(words: str) -> str | None:
    """The field that a folded text announces which is a label, letter for letter, and nothing else."""
    return _phrases().get(re.sub(r"[\s:]", "", words))


def _of_sitting(line: str, label: Label, before: Label) -> Label:
    """A date right behind a sitting's number is the sitting's: «شماره جلسه ۱۲ مورخ ۱۴۰۲/۲/۳»."""
    same = (
        label.field == "letter_date" and before.field == "session_number" and "\t" not in line[before.end : label.start]
    )
    return replace(label, field="session_date") if same and not label.colon else label


def _at(line: str, words: list[re.Match[str]], index: int) -> tuple[Label | None, int]:
    start = words[index].start()
    if _INSIDE.search(line, 0, start) or (len(words[index][0]) == 1 and _ends_number(line, *words[index].span())):
        return None, 1
    opens = not line[:start].rpartition("\t")[2].strip(" -*•●▪.()/0123456789") or _follows_value(line, start)
    opens = opens or bool(_MOTTO.fullmatch(line[:start].rpartition("\t")[2]))
    for count in range(min(_LONGEST, len(words) - index), 0, -1):
        last = words[index + count - 1]
        if re.search(r"[^\w ]|\d", line[start : last.end()]):
            continue
        colon = _COLON.match(line, last.end())
        turned = _turned(line, start, last.end())
        behind = not (opens or colon or turned) and last_figures(line, start, last.end()) is not None
        follows = not (opens or colon or turned or behind) and _follows_head(line, start, last.end())
        if not (opens or colon or turned or behind or follows):
            continue
        guess = _known("".join(word[0] for word in words[index : index + count]), surely_label=opens and bool(colon))
        if colon and colon[0].endswith(("-", "–")) and not line[colon.end() :].split("\t")[0].strip():
            # A dash with nothing behind it is the value: «پیوست :-».
            colon = _BARE_COLON.match(line, last.end())
        wanted = _OF_HEADER if behind else ("letter_number",)
        if (behind or follows) and (guess is None or guess[0] not in wanted or guess[1] < 1):
            continue
        if guess and (colon or not opens or _may_stand_alone(line, last.end(), guess[0])):
            return Label(guess[0], start, colon.end() if colon else last.end(), guess[1], bool(colon)), count
    return None, 1


def _ends_number(line: str, start: int, end: int) -> bool:
    """Whether a single letter belongs to the number before it or behind it, as one of an office's letters: «شماره ۲۱/ش ص»,
    «شماره: ش‌ب/۱۴۰۰/۲۱».
    """
    lettered = (
        _LETTERED_START.match(line, end)
        or _LETTERED_END.search(line, 0, start)
        or (_DASHED_END.search(line, 0, start) and not line[end:].strip())
    )
    return bool(lettered) and not _COLON.match(line, end)


def _turned(line: str, start: int, end: int) -> bool:
    """A cell put together the wrong way round ends with its label: «۱۴۰۲/۰۷/۱۵ :تاریخ», «یک فقره پیوست»."""
    before, after = line[:start].rpartition("\t")[2].strip(), line[end:].split("\t")[0].strip()
    if after or len(before) < 2:
        return False
    colon = before.endswith(":") and (not before[0].isalpha() or begins_latin(before))
    return colon or bool(_FIGURES.fullmatch(before)) or bool(ENCLOSED.fullmatch(before.rstrip(" :")))


def begins_latin(value: str) -> bool:
    """Whether a value begins with a number in front of which a firm's letters stand: «KB-401-27»."""
    return bool(_LATIN_NUMBER.match(value))


def last_figures(line: str, start: int, end: int) -> int | None:
    """Where the number or date begins that stands before a label at its cell's end, behind the words of a column beside it:
    «شهرداران محترم استان ۰۳/۱۱/۰۷ تاریخ».
    """
    cell = line.rfind("\t", 0, start) + 1
    before = line[cell:start].rstrip(" :")
    figures = _LAST_FIGURES.search(before) if len(before) < _LINED_UP else None
    if figures is None or line[end:].split("\t")[0].strip():
        return None
    word = before[: figures.start()].split()[-1]
    return None if word in _phrases() or word in _REFERRING else cell + figures.start()


def _follows_head(line: str, start: int, end: int) -> bool:
    """Whether a label with a number of parts, and nothing else, ends a cell that other words begin:
    «شورای اسلامی شهر فریمان شماره ۱۷۶-۲/ش».
    """
    before = line[:start].rpartition("\t")[2]
    words = before.split()
    short = ":" not in before and len(words) >= 2 and len(before) < _LINED_UP and before[-1].isspace()
    known = bool(words) and (words[-1] in _REFERRING or words[-1] in _phrases())
    return short and not known and bool(_ALL_FIGURES.fullmatch(line[end:].split("\t")[0].strip()))


def _may_stand_alone(line: str, end: int, field: str) -> bool:
    """Without a colon, a label stands alone in its cell or right before a figure; prose goes on with a word."""
    rest = line[end:].split("\t")[0].strip()
    rest = "" if _RULE.fullmatch(rest) and "\t" in line[end:] else _COLON_AS_ZERO.sub("", rest)
    if (
        field == "attachment" and (ENCLOSED.match(rest) or _THING.match(rest) or (rest and not rest.strip("-_ .")))
    ) or (field == "session_kind" and _KIND.match(rest)):
        return True
    # An engine reads the colon as a dash.
    value = rest.lstrip("- ")
    figures = field in _BEFORE_FIGURES and (value[:1].isdigit() or bool(_LETTERED.match(value)))
    return not rest or figures or (field in _HEADING and _is_heading(rest))


def _follows_value(line: str, start: int) -> bool:
    """Whether what stands before in the same cell is a label and its short value, or labels alone: «شماره ۱۲ تاریخ ...»."""
    before = line[:start].rpartition("\t")[2]
    first = _WORD.search(before)
    if first is None or before[: first.start()].strip() or not before[-1].isspace() or len(before) > _LINED_UP:
        return False
    head = [word[0] for word in _WORD.finditer(before)][:_LONGEST]
    return any(_phrases().get("".join(head[:count])) in _HEADING for count in range(len(head), 0, -1))


def _is_heading(words: str) -> bool:
    """Whether a text is nothing but labels: the heads of columns that a line was put together from."""
    parts = words.split()
    while parts:
        longest = range(min(_LONGEST, len(parts)), 0, -1)
        count = next((count for count in longest if _phrases().get("".join(parts[:count])) in _HEADING), 0)
        if not count:
            return False
        parts = parts[count:]
    return bool(words.strip())


_HEADING = frozenset(
    ["letter_number", "letter_date", "attachment", "session_number", "session_date", "session_kind", "URGENCY"]
)
# Letters that may stand before a label of the same cell: a few labels with their values.
_LINED_UP = 70
# What a line of running text may break off behind.
_REFERRING = frozenset(
    [
        "نامه",
        "مورخ",
        "مورخه",
        "بخشنامه",
        "لایحه",
        "درخواست",
        "مصوبه",
        "جلسه",
        "صورتجلسه",
        "نشست",
        "قرارداد",
        "پروانه",
        "دستور",
        "ابلاغیه",
        "سند",
        "فرم",
        "ثبت",
        "پیوست",
        "پلاک",
        "حساب",
        "رای",
        "استعلام",
        "مکاتبه",
        "به",
        "با",
        "طی",
        "تحت",
        "ذیل",
        "و",
        "از",
        "تا",
        "در",
        "این",
        "آن",
    ]
)
# A number of parts, whole.
_ALL_FIGURES = re.compile(r"(?:[^\W\d_]{1,3}[/\-])?\d+(?:[/.\-](?:\d+|[^\W\d_]{1,3}))+")
_OF_HEADER = frozenset(["letter_number", "letter_date"])
# The last part of a number is no label.
_INSIDE = re.compile(r"\d(?:[/\\_.\-]|\s?/\s?)$")
# A number that an office's letters end: another letter behind a blank is one of them.
_LETTERED_END = re.compile(r"\d[/\\-][^\W\d_] $")
_LETTERED_START = re.compile(r"(?: [^\W\d_]){1,2}[/\\-]\d")
# A dash with blanks around it ties an office's letter to the number before: «۱۴۰۱/۸۲ - ش».
_DASHED_END = re.compile(r"\d/\d+ - $")
# Behind other words a number or a date of parts.
_LAST_FIGURES = re.compile(r"(?<=[^\W\d_] )\d+[/.\-][\d/.\-]*\d$")
# A number or a date and nothing else.
_FIGURES = re.compile(r"(?=.*\d.*\d)[\d/.\-]+(?: ?[/\-] ?[^\W\d_]{1,3})?(?: ?[/\-] ?\d+)?")
# A number that begins with a firm's letters.
_LATIN_NUMBER = re.compile(r"[A-Za-z]{1,5}(?:[-/]\d+)+(?!\w)")
# The year's motto, which stands beside the header's values.
_MOTTO = pattern(
    r"[«\"\s]*(?:سال (?!مالی|\d)|مهار تورم|جهش تولید|رونق تولید|تولید|اقتصاد مقاومتی|حمایت از|سرمایه گذاری برای)[^\d\t]*$"
)
_THING = pattern(
    r"(?:صورت ?جلسه|نقشه|لایحه|مدارک|مستندات|تصویر|کپی|گزارش|فایل|سی دی|لوح|لیست|فهرست|مصوبه|فرم|اسناد|دفترچه|لوایح)(?: \w+)?$"
)
# A colon may be read as a zero: «پیوست 0 ندارد».
_COLON_AS_ZERO = re.compile(r"^0 (?=[^\W\d_])")
_KIND = pattern(r"(?:عادی|فوق العاده)(?!\w)")
# What may follow without a colon: a number that begins with its office's letters.
_LETTERED = re.compile(r"(?:(?:[^\W\d_] ){0,2}[^\W\d_]{1,4}[/\-]){1,3}\d")
_BEFORE_FIGURES = frozenset(
    ["letter_number", "letter_date", "session_number", "session_date", "PHONE", "POSTAL", "fiscal_year"]
)


@cache
def _known(joined: str, *, surely_label: bool) -> tuple[str, float] | None:
    phrases = _phrases()
    if joined in phrases:
        return phrases[joined], 1.0
    if len(joined) >= 4 and surely_label and (same := _by_shape().get(dotless(joined))):
        return same, 0.9
    if len(joined) < 5:
        return None
    allowed = 2 if len(joined) >= 8 and surely_label else 1
    distance, phrase = min((Levenshtein.distance(joined, known, score_cutoff=allowed), known) for known in phrases)
    # «شهردار:» is an office, not a misread «شهرداری:».
    if distance > allowed or len(phrase) < 5 or phrases[phrase] == "municipality":
        return None
    return phrases[phrase], 1 - 0.08 * distance


@cache
def _by_shape() -> dict[str, str]:
    return {dotless(phrase): field for phrase, field in _phrases().items() if len(phrase) >= 4}


@cache
def _phrases() -> dict[str, str]:
    loaded: dict[str, list[str]] = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    return {folded(phrase).replace(" ", ""): field for field, phrases in loaded.items() for phrase in phrases}
