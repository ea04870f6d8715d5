"""The order of the Persian alphabet, in which lists of names stand.

Door: `key`. Promise: «پ» stands after «ب», «ک» before «گ», whatever the spelling; Unicode's own order has these letters at its
end. Not here: what is listed.
"""

from __future__ import annotations

from nlp import normalise

ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_PLACES = {letter: place for place, letter in enumerate(ALPHABET, 1)}


def key(text: str) -> tuple[tuple[int, str], ...]:
    """What `sorted` needs: blanks first, then other signs, then the letters in their order."""
    return tuple(
        (0, "") if letter == " " else (_PLACES.get(letter, 0) + 1, letter) for letter in normalise.folded(text)
    )
