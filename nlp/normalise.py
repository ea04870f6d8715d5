"""Persian text in one form: for comparing (fold), for keeping (clean) and for reading (tidy).

Door: `fold`, `pattern`, `clean`, `tidy`. Promise: `fold` erases the differences that mean nothing (ي/ی, ك/ک, hamza
seats, digit scripts, half-spaces, kashida, vowel signs, bidi marks) and knows where each letter came from; `clean`
keeps the words as written, with Persian letters; `tidy` mends half-spaces with hazm and never touches a number, a
letter number, a date, an address or a Sheba. Tabs and line breaks are kept by all of them. Not here: values (dates,
numbers, names).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.digits import latin

if TYPE_CHECKING:
    from hazm import Normalizer

ZWNJ = "\u200c"
# Marks that may stand around a value without belonging to it, and those that end a sentence.
MARKS = ' \t\n.،,؛:;-–_…()«»"'
# The same, without those that can be a value: a dash for nothing, brackets, quotation marks.
BLANKS = " \t\n.،؛:_…"
SENTENCE_ENDS = (".", "؛")
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ہ": "ه", "ھ": "ه"})
_SEATS = str.maketrans("أإٱآئؤةۀ", "اااایوهه")
_SIGNS = str.maketrans(
    {"٫": ".", "٬": ",", "–": "-", "—": "-", "‐": "-", "−": "-", "⁄": "/", "∕": "/", "’": ",", "‚": ","}
)
_DROPPED = re.compile("[\u0640\u064b-\u065f\u0670\u0674\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00adء]")
_BIDI = re.compile("[\u0640\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_BRACKETS = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])| \??")
_BLANK = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000\u200c]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; letter i of `text` came from letter `origin[i]` of the source (`origin` has one end entry
    more).
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that text[start:end] came from."""
        return (self.origin[start], self.origin[end - 1] + 1) if end > start else (self.origin[start],) * 2


def fold(text: str) -> Folded:
    """`text` with all differences erased that mean nothing; runs of blanks become one, lines are kept."""
    letters: list[str] = []
    origin: list[int] = []
    for index, source in enumerate(text):
        for letter in _folded_letter(source):
            if letter == " " and letters and letters[-1] in " \n\t":
                continue
            letters.append(letter)
            origin.append(index)
    return Folded("".join(letters), (*origin, len(text)))


def folded(text: str) -> str:
    """The text of `fold` alone, without blanks at its ends."""
    return fold(text).text.strip()


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression over folded text, written in plain Persian: its letters are folded, a blank (outside of
    brackets) is any blank or none, for engines join and part words."""
    plain = _DROPPED.sub("", expression.translate(_LETTERS).translate(_SEATS))
    return re.compile(_BRACKETS.sub(_blanks_allowed, plain), flags)


def _blanks_allowed(part: re.Match[str]) -> str:
    return part[1].replace(" ", r"\s") if part[1] else r"\s*"


def clean(text: str) -> str:
    """`text` in Persian letters, without bidi marks and kashida, one blank between words, half-spaces kept."""
    composed = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    lines = _BIDI.sub("", composed).split("\n")
    return "\n".join("\t".join(cell.strip(" ") for cell in _single_blanks(line).split("\t")) for line in lines)


def tidy(text: str) -> str:
    """`text` cleaned, with the half-spaces mended that writers and engines lose: «می گردد» → «می‌گردد»."""
    return "\n".join("\t".join(map(_tidy_cell, line.split("\t"))) for line in clean(text).split("\n"))


def _folded_letter(source: str) -> str:
    if source in "\n\t":
        return source
    if _BLANK.match(source):
        return " "
    plain = unicodedata.normalize("NFKC", source).translate(_LETTERS).translate(_SEATS).translate(_SIGNS)
    return latin(_DROPPED.sub("", plain)).casefold()


def _single_blanks(line: str) -> str:
    return re.sub(f" *{ZWNJ}* +{ZWNJ}*", " ", re.sub("[\u00a0\u2000-\u200a\u202f\u3000]", " ", line))


# hazm breaks what holds a digit, an address or a slash (facts/ocr.md): such words never reach it.
_FRAGILE = re.compile(r"\S*[0-9۰-۹٠-٩@/\\_]\S*|\S+[.:]\S+|[A-Za-z][\x21-\x7e]*|[^\w\s\u200c]+")


def _tidy_cell(cell: str) -> str:
    """hazm sees only the stretches between fragile words, so nothing that it must not touch can come to harm."""
    cuts = [0, *(edge for found in _FRAGILE.finditer(cell) for edge in found.span()), len(cell)]
    parts = [cell[start:end] for start, end in pairwise(cuts)]
    return "".join(_mended(part) if index % 2 == 0 else part for index, part in enumerate(parts))


def _mended(stretch: str) -> str:
    words = stretch.strip()
    if not words:
        return stretch
    lead = stretch[: len(stretch) - len(stretch.lstrip())]
    return f"{lead}{_normaliser().normalize(words)}{stretch[len(stretch.rstrip()) :]}"


@cache
def _normaliser() -> Normalizer:
    # hazm takes two seconds to load: only who tidies pays for it.
    from hazm import Normalizer

    return Normalizer(remove_diacritics=False, persian_numbers=False)
