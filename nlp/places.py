"""The cities and provinces of Iran, and which city a text is about.

Door: `city`, `province_of`, `is_province`, `find_municipalities`. Promise: a known city is recognised in any spacing and
with a letter or two misread; a municipality that the gazetteer lacks is still returned, as written, with less strength.
Source: the npm package iran-cities-json (MIT, nlp/lexicon/places.LICENSE). Not here: which municipalities the office
serves (its own data).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from rapidfuzz import fuzz, process

from nlp import frequency
from nlp.found import Found
from nlp.lexicon import FOLDER, phrases, word_set
from nlp.normalise import dotless, folded, pattern

_GAZETTEER = FOLDER / "places.json"
_BODY = (
    r"(?:شهرداری(?: محترم)?|شورای? (?:محترم )?اسلامی ?شهر(?!ستان)|شورای شهر(?!ستان)|"
    r"شهردار(?: محترم| گرامی| معزز| ارجمند| عزیز)*(?: شهر(?!\w))?|"
    r"شوراهای اسلامی شهر(?!ستان)|فرمانداری(?: محترم)?(?: شهرستان)?|بخشداری)"
)
# What may stand between a body and its town.
_KIND_OF_TOWN = r"(?:(?:کلان ?شهر|شهر جدید|(?:منطقه|ناحیه) ?\d{1,2})\s)?"
_MENTION = pattern(rf"(?<!\w)({_BODY})[ ]*(?:[:«\"(-] ?)?{_KIND_OF_TOWN}(?=((?:\w+)(?:[ \t]+\w+){{0,2}}))")
_COUNCIL = pattern(r"(?<!\w)شورای اسلامی[ ]+(?!شهر|(?:روستا|روستای|بخش|استان|کشور|در)(?!\w))(\w{2,}(?:[ \t]+\w+){0,2})")
# Words that follow «شهرداری» without being a city.
_NOT_CITIES = word_set("not_cities")
# A verb ends the sentence that a council without its town stands in: «به تصویب شورای شهر برساند».
_DOES = re.compile(r"ب[^\W\d_]{2,}[^\W\d_ا]د")
# What may end a city's name inside a line.
_MARK = re.compile(r"\s?[-–،,.:؛()»]")
# Another body's name between the one and its city: «شهردار - شهرداری مهریز».
_OF_BODIES = frozenset(["شهر", "شهرداری", "شورای", "شورا", "اسلامی", "شهرستان", "محترم"])
# Less alike, two towns that are named together are no one town of two names.
_BOTH_ALIKE = 0.9
_TWO_NAMES = pattern(r"(?:شهر )?(([^\W\d_]+(?: [^\W\d_]+)?)\sو\s?([^\W\d_]+))")
# «گلبهار سفلی» is not «گلبهار», though the gazetteer has only the one.
_QUALIFIERS = word_set("place_qualifiers")
# A port beside the town of the same name is a town of its own: «بندر کنگ».
_PORT = "بندر"
# Less alike, a city that the gazetteer lacks would be taken for one that it has.
_ALIKE = 0.85
# How alike two names are that differ in their dots alone.
_DOTS_APART = 0.95


def city(text: str) -> tuple[str, float] | None:
    """The gazetteer's city that `text` names and the likeness, 0 to 1; None when none is alike enough."""
    key = _key(text)
    if not key:
        return None
    known = _cities()
    if key in known:
        return known[key], 1.0
    # Below four letters one misread letter turns one city into another.
    if len(key) < 4:
        return None
    if same := _by_shape().get(dotless(key)):
        return same, _DOTS_APART
    match = process.extractOne(
        key, known.keys(), scorer=fuzz.ratio, score_cutoff=100 - 125 / len(key) if len(key) < 9 else 84
    )
    return (known[match[0]], match[1] / 100) if match else None


def is_province(text: str) -> bool:
    """Whether a text is the name of a province and nothing else."""
    return _key(text) in _province_names()


def province_of(city_name: str) -> str | None:
    """The province of a city that the gazetteer knows (of several, the first), else None."""
    return _province_of().get(_key(city_name))


def find_municipalities(text: str) -> list[Found[str]]:
    """Cities whose municipality, council or mayor a folded text names, in reading order; the value is the folded or
    the gazetteer's name."""
    named = [found for match in _MENTION.finditer(text) for found in _mentioned(match)]
    return sorted([*named, *_of_councils(text)], key=lambda found: found.start)


def _of_councils(text: str) -> Iterator[Found[str]]:
    """«شورای اسلامی میبد»: without the word for a town only a name of the gazetteer is one."""
    for match in _COUNCIL.finditer(text):
        words = list(re.finditer(r"\w+", match[1]))
        for count in range(len(words), 0, -1):
            guess = city(" ".join(word[0] for word in words[:count]))
            if guess and guess[1] == 1.0:
                yield Found(guess[0], match.start(1), match.start(1) + words[count - 1].end(), 0.9)
                break


_OF_A_COUNTY = pattern(r"(?:فرمانداری|فرماندار|بخشداری|بخشدار|شهرستان|بخش)(?: محترم)?(?: شهرستان)?[ :«(]*$")


def is_county(text: str, start: int) -> bool:
    """Whether the place at `start` of a folded text is named as a county or a district, which its towns are not."""
    return bool(_OF_A_COUNTY.search(text[max(0, start - 30) : start]))


def _of_two_names(text: str, start: int) -> Found[str] | None:
    """The town whose own name joins two: «آران و بیدگل»."""
    pair = _TWO_NAMES.match(text, start)
    guess = city(pair[1]) if pair and not is_common(pair[3]) else None
    if pair is None or guess is None or guess[1] < _BOTH_ALIKE:
        return None
    return Found(guess[0], *pair.span(1), 0.97 if guess[1] == 1.0 else 0.8 * guess[1])


def _begun_by_its_word(text: str, start: int) -> Found[str] | None:
    """The town whose own name begins with the word for one: «شورای اسلامی شهرضا»."""
    begun = _GLUED.match(text, start - len(_TOWN)) if text[:start].endswith(_TOWN) else None
    own = city(begun[0]) if begun else None
    return Found(own[0], *begun.span(), 0.97) if begun and own and own[1] == 1.0 else None


_TOWN = "شهر"
_GLUED = re.compile(rf"{_TOWN}[^\W\d_]+")


def _mentioned(match: re.Match[str]) -> Iterator[Found[str]]:
    if both := _of_two_names(match.string, match.start(2)):
        yield both
        return
    words = [
        (word.group(), word.start() + match.start(2), word.end() + match.start(2))
        for word in re.finditer(r"\w+", match[2])
    ]
    if glued := _begun_by_its_word(match.string, match.start(2)):
        yield glued
        return
    # A town's own name may hold a word that follows no town: «خمینی شهر», «آب بر».
    for count in range(len(words), 1, -1):
        own = city(" ".join(word[0] for word in words[:count]))
        if own and own[1] == 1.0 and any(word[0] in _NOT_CITIES for word in words[:count]):
            yield Found(own[0], words[0][1], words[count - 1][2], 0.97)
            return
    while words and words[0][0] in _OF_BODIES:
        words = words[1:]
    stop = next((index for index, word in enumerate(words) if word[0] in _NOT_CITIES or word[0].isdigit()), len(words))
    words = words[:stop]
    broken = next(
        (at for at, word in enumerate(words) if at and "\n" in match.string[words[0][2] : word[1]]), len(words)
    )
    guesses = [(count, city(" ".join(word[0] for word in words[:count]))) for count in range(len(words), 0, -1)]
    exact = next(((count, guess) for count, guess in guesses if guess and guess[1] == 1.0), None)
    alike = ((count, guess) for count, guess in guesses if guess and guess[1] >= _ALIKE)
    best = exact or max(alike, key=lambda pair: pair[1][1], default=None)
    if exact is None and len(words) > 1 and words[0][0] == _PORT and is_city(words[1][0]):
        yield Found(f"{_PORT} {words[1][0]}", words[0][1], words[1][2], 0.9)
        return
    if best and best[1]:
        name, likeness = best[1]
        last = next((at for at, word in enumerate(words) if at >= best[0] and word[0] not in _QUALIFIERS), len(words))
        if last > best[0]:
            # As it is written: no list says how such a name is spelt.
            yield Found(" ".join(word[0] for word in words[:last]), words[0][1], words[last - 1][2], 0.9)
            return
        yield Found(name, words[0][1], words[best[0] - 1][2], 0.97 if likeness == 1.0 else 0.8 * likeness)
        return
    if "\n" in match.string[match.end(1) : match.start(2)]:
        # What the next line begins with is a person's name as often as the city's.
        return
    words, stop = words[:broken], min(stop, broken)
    if words and _DOES.fullmatch(words[0][0]):
        return
    named = bool(words) and match[1].endswith("شهر") and bool(_MARK.match(match.string, words[-1][2]))
    if words and stop == len(words) <= 2 and (named or words[-1][2] in _ends(match.string)):
        yield Found(" ".join(word[0] for word in words), words[0][1], words[-1][2], 0.7)
    elif words and len(words[0][0]) > 3 and not match[1].startswith("شهردار ") and not is_common(words[0][0]):
        yield Found(words[0][0], words[0][1], words[0][2], 0.6)


@cache
def is_common(word: str) -> bool:
    """Whether a folded word is one of the language's usual ones, which no city that the gazetteer lacks is called."""
    return word in _common_words()


def is_city(word: str) -> bool:
    """Whether a word is the name of a city of the gazetteer, as it is written there."""
    return _key(word) in _cities()


def load() -> None:
    """Loads the gazetteer and the usual words, which take most of a second, before they are wanted."""
    _cities()
    _province_of()
    _common_words()


@cache
def _common_words() -> frozenset[str]:
    # What comes more often than this is no rare name («سپیدار» comes 47 thousand times).
    return frozenset(folded(word) for word, seen in frequency.words().items() if seen > 400_000)


def _ends(text: str) -> frozenset[int]:
    return frozenset({mark.start() for mark in re.finditer(r"[\t\n]", text)} | {len(text)})


def _key(name: str) -> str:
    return re.sub(r"\W", "", folded(name))


@cache
def _provinces() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads(_GAZETTEER.read_text(encoding="utf-8"))
    return loaded


@cache
def _province_names() -> frozenset[str]:
    return frozenset(map(_key, _provinces()))


@cache
def _province_of() -> dict[str, str]:
    # Read from the last to the first, so that of several provinces the first stays.
    listed = [(_key(name), province) for province, cities in _provinces().items() for name in cities]
    return dict(reversed(listed))


@cache
def _cities() -> dict[str, str]:
    listed = [name for cities in _provinces().values() for name in cities]
    return {_key(name): name for name in (*phrases("more_cities"), *listed)}


@cache
def _by_shape() -> dict[str, str]:
    """The cities by their letters without dots, where no two of them are alike."""
    keys = [(dotless(key), name) for key, name in _cities().items()]
    times = Counter(shape for shape, _ in keys)
    return {shape: name for shape, name in keys if times[shape] == 1}
