"""Where the lines of a Word file might stand: it tells no places, but rules for columns and signatures ask for them.

Door: `Sheet`, `sheet`, `Strip`, `strip`, `placed`, `side_by_side`. Promise: orderly places, made up: every line has a height of
its own, long ones run over several; words stand from the right where the line is Persian, in the middle or at the end where the
paragraph says so, behind a tab at its stop. Nobody is shown these places. Not here: tables (docx_tables), the text (docx_text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from intake.engines import bidi
from intake.engines.docx_parts import W, attribute, is_on, whole
from intake.engines.docx_styles import Styles
from intake.layout import Box, Line, Word, around

# In twentieths of a point, as Word counts: a letter and a blank of twelve points, a line, the letters in it, a tab.
_LETTER, _BLANK = 107, 60
PITCH, _HEIGHT = 400, 280
_TAB = 720
# A4, and what Word leaves at its sides.
_WIDE, _HIGH, _MARGIN = 11906, 16838, 1440
_LEAST = 4 * _LETTER
# So many blanks part as a tab does.
_GAP = re.compile(r"[^\S\t]*\t\s*|\s{8,}")
_TOP_SHARE = 0.05

type Align = Literal["start", "center", "end"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's sides, and where its text stands between them from the left."""

    wide: int = _WIDE
    high: int = _HIGH
    left: int = _MARGIN
    right: int = _WIDE - _MARGIN

    @property
    def top(self) -> int:
        """Where the first line stands."""
        return int(self.high * _TOP_SHARE)


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a paragraph's lines stand: between which sides, at which of them, and its tabs as (place, what stands there)."""

    left: int
    right: int
    align: Align = "start"
    rtl: bool = False
    tabs: tuple[tuple[int, str], ...] = ()


def sheet(section: Any | None) -> Sheet:
    """The page of a section; sizes that no paper has are left for A4."""
    size = section.find(f"{W}pgSz") if section is not None else None
    wide, high = whole(size, "w", _WIDE), whole(size, "h", _HIGH)
    if not (_WIDE // 4 < wide < _WIDE * 4 and _HIGH // 4 < high < _HIGH * 4):
        wide, high = _WIDE, _HIGH
    margins = section.find(f"{W}pgMar") if section is not None else None
    left, right = (max(0, whole(margins, side, _MARGIN)) for side in ("left", "right"))
    if left + right > wide // 2:
        left = right = min(_MARGIN, wide // 8)
    return Sheet(wide, high, left, wide - right)


def strip(paragraph: Any, styles: Styles, left: int, right: int) -> Strip:
    """A paragraph's strip between two sides, by its indents, its alignment and its tabs."""
    rtl = is_on(styles.of_paragraph(paragraph, "bidi"))
    indent = styles.of_paragraph(paragraph, "ind")
    # Word's "left" and "right" are the beginning and the end of a line that runs from the right.
    first = max(0, whole(indent, "start") or whole(indent, "left"))
    last = max(0, whole(indent, "end") or whole(indent, "right"))
    if right - left - first - last < _LEAST:
        first = last = 0
    said = attribute(styles.of_paragraph(paragraph, "jc")) or "start"
    align: Align = "center" if said == "center" else "end" if said in ("right", "end") else "start"
    stops = styles.of_paragraph(paragraph, "tabs")
    tabs = sorted((whole(stop, "pos") - first, attribute(stop) or "") for stop in (stops if stops is not None else ()))
    here = (left + last, right - first) if rtl else (left + first, right - last)
    return Strip(*here, align, rtl, tuple(tab for tab in tabs if tab[1] not in ("clear", "bar") and tab[0] > 0))


def placed(text: str, strip: Strip, sheet: Sheet, top: int) -> tuple[Line | None, int]:
    """(the line, None of nothing; how many heights of a line it takes). Tabs and wide gaps stay tabs in its text."""
    rtl = strip.rtl or bidi.is_rtl(text)
    wide = max(_LEAST, strip.right - strip.left)
    rows: list[list[tuple[str, int]]] = [[]]
    said: list[str] = []
    at = 0
    for gap, part in _parts(text):
        at = _behind(gap, part, at, strip.tabs) if gap else at
        for word in part.split():
            if rows[-1] and at + _width(word) > wide:
                rows, at = [*rows, []], 0
            rows[-1].append((word, at))
            at += _width(word) + _BLANK
        said += ["\t"] if gap and said else []
        said.append(" ".join(part.split()))
    if not rows[0]:
        return None, 1
    words: list[Word] = []
    for number, row in enumerate(rows):
        shift = _shift(strip, rtl, wide, row)
        words += (Word(word, _box(word, shift + begin, number, strip, sheet, top, rtl), 1.0) for word, begin in row)
    return Line("".join(said), tuple(words), around([word.box for word in words])), len(rows)


def side_by_side(lines: Sequence[Line]) -> Line:
    """Lines of one height, in the order in which they are read, as one."""
    words = tuple(word for line in lines for word in line.words)
    return Line("\t".join(line.text for line in lines), words, around([line.box for line in lines]))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(the gap before it, the text) of what tabs and wide gaps part; a number that a tab sets before a line is of the line."""
    found = list(_GAP.finditer(text))
    if len(found) == 1 and _is_number(text[: found[0].start()]):
        text, found = f"{text[: found[0].start()]} {text[found[0].end() :]}", []
    starts = [0, *(gap.end() for gap in found)]
    ends = [*(gap.start() for gap in found), len(text)]
    for gap, start, end in zip(["", *(gap[0] for gap in found)], starts, ends, strict=True):
        if text[start:end].strip():
            yield gap, text[start:end]


def _is_number(text: str) -> bool:
    return bool(text.strip()) and not any(letter.isalpha() for letter in text)


def _behind(gap: str, part: str, at: int, tabs: Sequence[tuple[int, str]]) -> int:
    """Where the text behind a gap begins."""
    if "\t" not in gap:
        return at + len(gap) * _BLANK
    kind, here = "", at
    for _ in range(min(gap.count("\t"), 40)):
        here, kind = next((tab for tab in tabs if tab[0] > here), ((here // _TAB + 1) * _TAB, ""))
    width = sum(_width(word) + _BLANK for word in part.split())
    if kind == "center":
        return max(at, here - width // 2)
    return max(at, here - width) if kind in ("right", "end", "decimal") else here


def _width(word: str) -> int:
    return len(word) * _LETTER


def _shift(strip: Strip, rtl: bool, wide: int, row: Sequence[tuple[str, int]]) -> int:
    """How far a row is moved from where its line begins."""
    free = max(0, wide - row[-1][1] - _width(row[-1][0]))
    if strip.align == "center":
        return free // 2
    # A Persian line in a paragraph that runs from the left stands at the other side of it.
    return free if (strip.align == "end") == (strip.rtl == rtl) else 0


def _box(word: str, begin: int, row: int, strip: Strip, sheet: Sheet, top: int, rtl: bool) -> Box:
    begin = min(begin, max(0, strip.right - strip.left - _LETTER))
    end = min(begin + _width(word), strip.right - strip.left)
    left, right = (strip.right - end, strip.right - begin) if rtl else (strip.left + begin, strip.left + end)
    above = top + row * PITCH
    return (
        round(left / sheet.wide, 5),
        round(above / sheet.high, 5),
        round(right / sheet.wide, 5),
        round((above + _HEIGHT) / sheet.high, 5),
    )
