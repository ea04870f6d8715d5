"""Words whose dots were misread.

Door: `mended`, `is_likelier`. Promise: pure; a word changes by one letter into another of the same shape («سریرست» → «سرپرست»),
and only where what was read is hardly ever written and the other often is; cities stay, whatever may be a form of a known word,
and what ends as most family names do («خلیلی» is no «جلیلی»). Not here: other faults of engines, figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp import frequency, places
from nlp.lexicon import word_set

# Letters that engines take for one another; others differ in a dot too («بهراد», «بهزاد»), but are told apart.
_SHAPES = ("بپی", "جچحخ", "صض", "طظ", "عغ", "فق")
_SHORTEST = 4
_OF_FAMILIES = "ی"
_ENDINGS = ("ی", "ای", "یی", "ها", "های", "هایی", "ان", "ات", "ند", "ید", "یم", "م", "ت", "ش", "ه", "تر", "ترین")
# So often a word in use is counted; so many times as often as what was read.
_IN_USE, _OFTENER = 2_000, 500


def mended(word: str) -> str:
    """The word as it stood on the paper, as far as its dots tell."""
    plain = len(word) >= _SHORTEST and word.isalpha() and not word.endswith(_OF_FAMILIES)
    if not plain or places.is_city(word) or word in word_set("rare_words") or _is_form(word):
        return word
    best = max(_others(word), key=frequency.times, default=word)
    return best if is_likelier(best, word) else word


def is_likelier(word: str, read: str) -> bool:
    """Whether a word is in use, and what was read in its place is hardly ever."""
    return frequency.times(word) >= max(_IN_USE, _OFTENER * frequency.times(read))


def _is_form(word: str) -> bool:
    """Whether it may be a form of a word that the list tells in another: «شورای», «شدند», «ارایه», «یافت» of «یافتن»."""
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    # «برنده», «برندگان»; «ارائه» is listed, «ارایه» is not.
    others = (word.removesuffix("گان") + "ه", word.removesuffix("گی") + "ه", word.replace("ی", "ئ"))
    return frequency.begins(word) or any(frequency.times(stem) for stem in (*others, *stems))


def _others(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for shape in _SHAPES:
            if letter in shape:
                yield from (word[:at] + other + word[at + 1 :] for other in shape if other != letter)
