"""Persian text in one form: for comparing (fold) and for keeping (clean).

Door: `fold`, `pattern`, `clean`. Promise: `fold` erases the differences that mean nothing (ي/ی, ك/ک, hamza
seats, the yeh of an addition, digit scripts, half-spaces, kashida, vowel signs, bidi marks) and knows where each letter
came from; `clean` keeps the words as written, with Persian letters. Tabs and line breaks are kept by both. Not here:
text for reading (tidying), values (dates, numbers, names).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nlp.digits import latin

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
_TATWEEL = "\u0640"
_BIDI = re.compile("[\u0640\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_BRACKETS = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])| \??")
_ANY_WORD = r"(?:\\w|\[\^\\W\\d_\])(?:\+|\*|\{[^}]*\})"
_BEFORE_ANY_WORD, _BEHIND_ANY_WORD = re.compile(rf" (?={_ANY_WORD})"), re.compile(rf"({_ANY_WORD}\??) (?!\?)")
_BLANK = re.compile("[ \u00a0\u2000-\u200a\u202f\u3000\u200c]")
# Words that are written with their hamza on one seat or another: «هیئت» and «هیأت», «مسؤول» and «مسئول».
_OTHER_SEATS = re.compile(r"(?<!\w)هی(ی)ت|(?<!\w)مس(و)ول")
# The yeh of an addition behind a silent he («ماده‌ی ۸۰»), which most write as a hamza on it or not at all. Where it lost its
# half-space, the word says whether it is one: «جلسهی», and not «گواهی».
_WRITTEN_ON = (
    "نامه جلسه صورتجلسه ماده تبصره مصوبه لایحه مورخه شماره بودجه دوره هزینه پروانه نسخه مرحله بیمه پروژه کمیته دبیرخانه اداره "
    "سابقه شعبه وظیفه ضمیمه رایانامه سامانه نظریه اساسنامه توافقنامه تفاهمنامه موافقتنامه"
)
_ADDITION = re.compile(rf"(?<=[^\W\d_]ه) ی(?!\w)|(?<!\w)(?:{'|'.join(_WRITTEN_ON.split())})(?P<on>ی)(?!\w)")


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
        # Behind a figure nothing is stretched: people type it for a dash («۱ـ»).
        dash = source == _TATWEEL and bool(letters) and letters[-1].isdigit()
        for letter in "-" if dash else _folded_letter(source):
            if letter == " " and letters and letters[-1] in " \n\t":
                continue
            letters.append(letter)
            origin.append(index)
    for other in _OTHER_SEATS.finditer("".join(letters)):
        at, letter = (other.start(1), "ا") if other[1] else (other.start(2), "ی")
        letters[at] = letter
    for addition in reversed([*_ADDITION.finditer("".join(letters))]):
        start = addition.start("on") if addition["on"] else addition.start()
        del letters[start : addition.end()], origin[start : addition.end()]
    return Folded("".join(letters), (*origin, len(text)))


def folded(text: str) -> str:
    """The text of `fold` alone, without blanks at its ends."""
    return fold(text).text.strip()


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression over folded text, written in plain Persian: its letters are folded, a blank (outside of
    brackets) is any blank or none, for engines join and part words.

    Beside any word (`\\w+`) it is a blank that is there: where it may be missing, one word is read as many, in all ways.
    """
    plain = _DROPPED.sub("", expression.translate(_LETTERS).translate(_SEATS))
    plain = _BEFORE_ANY_WORD.sub(r"\\s+", _BEHIND_ANY_WORD.sub(r"\1\\s+", plain))
    return re.compile(_BRACKETS.sub(_blanks_allowed, plain), flags)


def _blanks_allowed(part: re.Match[str]) -> str:
    return part[1].replace(" ", r"\s") if part[1] else r"\s*"


def dotless(word: str) -> str:
    """A folded word's letters without their dots, which engines misread first."""
    return word.translate(_SHAPES)


_SHAPES = str.maketrans("پتثنیجچخذزژشضظغقگ", "بببببحححدررسصطعفک")


def clean(text: str) -> str:
    """`text` in Persian letters, without bidi marks and kashida, one blank between words, half-spaces kept."""
    composed = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    lines = _BIDI.sub("", composed).split("\n")
    return "\n".join("\t".join(cell.strip(" ") for cell in _single_blanks(line).split("\t")) for line in lines)


# A paper holds some two hundred signs; asking once for each makes folding three times as fast.
@lru_cache(maxsize=4096)
def _folded_letter(source: str) -> str:
    if source in "\n\t":
        return source
    if _BLANK.match(source):
        return " "
    plain = unicodedata.normalize("NFKC", source).translate(_LETTERS).translate(_SEATS).translate(_SIGNS)
    return latin(_DROPPED.sub("", plain)).casefold()


def _single_blanks(line: str) -> str:
    return re.sub(f"{ZWNJ}* [ {ZWNJ}]*", " ", re.sub("[\u00a0\u2000-\u200a\u202f\u3000]", " ", line))
