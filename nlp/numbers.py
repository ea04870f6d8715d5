"""Numbers in words and in figures.

Door: `in_words`, `from_words`, `ordinal`, `find_ordinals`, `figure`, `read_again`; for the patterns of neighbours `WORDS`,
`SCALES` and the steps `parted`, `terms`, `value_of`, `plain`. Promise: words and whole numbers below 10^18 turn into each
other without loss. Not here: amounts of money (amounts), dates, votes.
"""

from __future__ import annotations

import re
from fractions import Fraction

from nlp.found import Found
from nlp.normalise import folded

_ONES = [
    "صفر",
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
]
_TENS = ["بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"]
_HUNDREDS = ["یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"]
_SCALES = (("کوادریلیون", 10**15), ("تریلیون", 10**12), ("میلیارد", 10**9), ("میلیون", 10**6), ("هزار", 10**3))
LIMIT = 10**18

WORDS: dict[str, int] = (
    {word: value for value, word in enumerate(_ONES)}
    | {word: 20 + 10 * index for index, word in enumerate(_TENS)}
    | {word: 100 * (index + 1) for index, word in enumerate(_HUNDREDS)}
    | {"صد": 100, "هیجده": 18, "پونصد": 500, "شونزده": 16, "پونزده": 15, "هفده": 17, "سیسد": 300}
)
SCALES: dict[str, int] = dict(_SCALES) | {"ملیون": 10**6, "ملیارد": 10**9}
# Number words below a thousand, longest first, for patterns of other modules.
SMALL_WORDS = sorted(WORDS, key=len, reverse=True)
# Written together: «یکهزار», «دومیلیارد».
_COUNTING = ("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده")
_LARGE = ("هزار", "میلیون", "میلیارد")
JOINED = tuple(count + scale for count in _COUNTING for scale in _LARGE)
_ANY = "|".join(sorted((*WORDS, *SCALES), key=len, reverse=True))
# The first three ordinals are words of their own; the others are the number and a mim.
_ORDINALS = {"اول": 1, "نخست": 1, "سوم": 3, "دوم": 2, "یکم": 1}
HALF, _AND = "نیم", "و"
_BIG = "|".join(sorted((*(word for word in WORDS if WORDS[word] >= 20), *SCALES), key=len, reverse=True))
# An «و» that was written on to the word in front of it, or behind it.
_WITH_AND, _AND_WITH = re.compile(rf"\b({_BIG})و(?={_ANY}|سوم|\b)"), re.compile(rf"\bو(?={_ANY}|سوم)")
_ORDINAL = re.compile(
    rf"(?<!\w)(?:\d{{1,4}} ?ا?م(?:ین)?|(?:(?:{_ANY}) ?(?:\n?و[ \n]?)?)*(?:{_ANY}|سو) ?ا?م(?:ین)?|اول(?:ین)?|نخست(?:ین)?)(?!\w)"
)


# Letters that differ by their dots alone, and the words for numbers and money by their letters without dots; words that
# are others themselves are left («نیست», «هستم», the river «هراز»).
_DOTLESS = str.maketrans("پتثنیجچخذزژشضظغق", "بببببحححدررسصطعف")
_MONEY = ("ریال", "تومان")
_WITHOUT_DOTS = {
    f"{word}{ending}".translate(_DOTLESS): f"{word}{ending}"
    for word in (*_MONEY, *SCALES, *WORDS)
    for ending in ("", "م", "مین")
    if len(word) + len(ending) > 3
}
_OTHER_WORDS = frozenset(["نیست", "نیستم", "هستم", "هراز", "سستم", "سیستم", *WORDS, *SCALES])
_LONG_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{4,}(?![^\W\d_])")
_MISREAD = (
    # No word of the language: «چهارصد و یث».
    (re.compile(r"(?<!\w)یث(?!\w)"), "یک"),
    (re.compile(rf"(?<=(?:صد|ون|رد|ار) )وا(?= (?:{_ANY}))"), "و "),
    # Behind a ten: «هشتاد و بهم».
    (re.compile(r"(?<=(?:اد|ست|سی|هل|اه|صت|ود) و )[بپتثی]هم(?=(?:ین)?(?!\w))"), "نهم"),
)
_TWO_MARKS = re.compile(r"(?<=\d)([,،])[,،](?=\d)")


def in_words(number: int) -> str:
    """«دو هزار و سیصد و پنج» for 2305; `number` from 0 up to, but not including, 10^18."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number} is outside 0..10^18")
    if number == 0:
        return _ONES[0]
    parts: list[str] = []
    for name, scale in _SCALES:
        count, number = divmod(number, scale)
        if count:
            parts.append(name if count == 1 and name == "هزار" and not parts else f"{_below_thousand(count)} {name}")
    return " و ".join([*parts, *([_below_thousand(number)] if number else [])])


def from_words(text: str) -> int | None:
    """The whole number that `text` spells, digits allowed among the words («۵ میلیون و دویست هزار»); else None."""
    value = value_of(terms(parted(folded(text))))
    return int(value) if value is not None and value.denominator == 1 else None


def ordinal(text: str) -> int | None:
    """The number of an ordinal or plain number: «چهل و دومین», «پانزدهم», «۴۲ام», «42»; else None."""
    tokens = parted(folded(text)).split()
    if not tokens:
        return None
    last = re.sub("(?<=.)(ین)$", "", tokens[-1])
    stem = str(_ORDINALS[last]) if last in _ORDINALS else _cardinal_of(last)
    if len(tokens) > 1 and tokens[-1] in ("ام", "م", "مین", "امین"):
        tokens, stem = tokens[:-1], tokens[-2]
    return from_words(" ".join([*tokens[:-1], stem]))


def figure(text: str) -> int | None:
    """The whole number that figures with group marks spell: "1,250,000", "1/250/000", "1 250 000"; else None."""
    plain = folded(text)
    if _too_long(plain):
        return None
    if re.fullmatch(r"\d+", plain):
        return int(plain)
    groups = re.split(r" ?[,،./' ] ?", plain)
    if len(groups) < 2 or not all(group.isdecimal() for group in groups):
        return None
    # A right-to-left line can hand the groups over in the wrong order, and who types one sets them so by hand: no number
    # begins with 000, and none ends with a group of two.
    backwards = groups[0].startswith("0") or (len(groups) > 2 and len(groups[-1]) < 3)
    if len(groups[0]) == 3 and backwards and len(groups[-1]) <= 3:
        groups.reverse()
    if groups[0].startswith("0"):
        return None
    if 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
        return int("".join(groups))
    return None


def read_again(text: str) -> str:
    """A folded text, as long as it was, with the words of numbers and money right whose dots an engine has lost or moved,
    «مبلبون», «هشناد», «نومان», and with one group mark where it saw two.
    """
    for misread, word in _MISREAD:
        text = misread.sub(word, text)
    return _TWO_MARKS.sub(r"\1 ", _LONG_WORD.sub(_with_dots, text))


def _with_dots(word: re.Match[str]) -> str:
    return word[0] if word[0] in _OTHER_WORDS else _WITHOUT_DOTS.get(word[0].translate(_DOTLESS), word[0])


# The last place where two number words follow each other without «و».
_WORDS_TOUCH = re.compile(rf".*(?<!\w)(?!و\s)(?:{_ANY})\s(?=(?!و\s)\w)", re.DOTALL)


def find_ordinals(text: str) -> list[Found[int]]:
    """All ordinals in a folded text, whole, however their words are run together: «سیصدو بیست وششمین», «۴۲ مین»."""
    found: list[Found[int]] = []
    for match in _ORDINAL.finditer(text):
        start = match.start()
        number = ordinal(match[0])
        if not number and (year := _WORDS_TOUCH.match(match[0])):
            # A year in words stands right before: «چهارصد و دو شصت و سومین جلسه».
            start += year.end()
            number = ordinal(text[start : match.end()])
        if number:
            found.append(Found(number, start, match.end(), 0.95))
    return found


def is_number_word(token: str) -> bool:
    """Whether a folded word is part of a spelled number («و» is not)."""
    return token in WORDS or token in SCALES


def _below_thousand(number: int) -> str:
    parts = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        parts.append(_HUNDREDS[hundreds - 1])
    if rest >= 20:
        parts.append(_TENS[rest // 10 - 2])
        rest %= 10
    if rest:
        parts.append(_ONES[rest])
    return " و ".join(parts)


def _cardinal_of(word: str) -> str:
    if word == "سیم":
        return "سی"
    if re.fullmatch(r"\d+(م|ام)?", word):
        return re.sub(r"\D", "", word)
    return word[:-1] if word.endswith("م") and word[:-1] in WORDS | SCALES else word


_WITH_SCALE = re.compile(rf"\b({'|'.join(_COUNTING)})(?=(?:{'|'.join(_LARGE)})\b)")


def parted(text: str) -> str:
    """A folded text with number words apart that writers run together: «هزارو» → «هزار و», «وسوم» → «و سوم»; and together
    that they part: «سی صد» → «سیصد».
    """
    text = _WITH_SCALE.sub(r"\1 ", text)
    apart = re.sub(" +", " ", _AND_WITH.sub("و ", _WITH_AND.sub(r"\1 و ", text)))
    return re.sub(r"\b(یک|سی|چهار|پان|شش|هفت|هشت|نه) صد\b", r"\1صد", apart)


def terms(text: str) -> list[str]:
    """The words of a number without the «و» between them."""
    return [term for term in text.split() if term != _AND]


def value_of(tokens: list[str]) -> Fraction | None:
    """The sum that the tokens spell. A scale multiplies everything smaller that came before it («دو هزار میلیارد»)."""
    if not tokens:
        return None
    total, part, seen = Fraction(0), Fraction(0), False
    floor = Fraction(LIMIT)
    for index, token in enumerate(tokens):
        if token == HALF and index and tokens[index - 1] in SCALES:
            return total + SCALES[tokens[index - 1]] * Fraction(1, 2) if index == len(tokens) - 1 else None
        if token in SCALES:
            scale = SCALES[token]
            lower = total % scale
            if scale >= floor and not lower:
                return None
            total += (lower + part or 1) * scale - lower
            part, seen, floor = Fraction(0), False, Fraction(scale)
            continue
        value = Fraction(1, 2) if token == HALF else plain(token)
        if value is None or (seen and not _may_follow(value, part)) or value >= floor:
            return None
        part, seen = part + value, True
    return total + part


def _too_long(figures: str) -> bool:
    """Beyond 10^18 nothing is an amount or a count; Python itself refuses numbers of some thousand digits."""
    return sum(letter.isdigit() for letter in figures) > 18


def plain(token: str) -> Fraction | None:
    """The value of one number word below a thousand or of figures, with group marks or a part behind a point; else None."""
    if _too_long(token):
        return None
    if token in WORDS:
        return Fraction(WORDS[token])
    if re.fullmatch(r"\d{1,3}(?:[,،]\d{3})+", token):
        return Fraction(int(re.sub(r"\D", "", token)))
    if re.fullmatch(r"\d+(?:[./]\d{1,3})?", token):
        return Fraction(token.replace("/", "."))
    return None


def _may_follow(value: Fraction, part: Fraction) -> bool:
    """Within a group of three, a smaller kind follows a bigger one: hundreds, tens, ones, a half."""
    if value >= 100:
        return part == 0
    if value >= 10:
        return part % 100 == 0
    return part % 10 == 0 and part % 100 != 10 if value >= 1 else part % 1 == 0
