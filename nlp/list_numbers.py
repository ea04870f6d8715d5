"""The numbers of lists as they are written before their items: figures, letters of either script, Roman.

Door: `written`. Promise: pure; forms are named as word processors name them (ECMA-376, ST_NumberFormat), an unknown form gives
figures; a number that no list reaches in its form is written in figures too. Not here: counting the items (intake.engines).
"""

from __future__ import annotations

from nlp import digits

# The first letter is called by its name, as clerks write it: alone it would be a stroke.
_ABJAD = ["الف", *"بجدهوزحطیکلمنسعفصقرشتثخذضظغ"]
_ALPHABET = ["الف", *"بتثجحخدذرزسشصضطظعغفقکلمنهوی"]
_LATIN = list("abcdefghijklmnopqrstuvwxyz")
_LETTERS: dict[str, list[str]] = {
    "arabicAbjad": _ABJAD,
    "arabicAlpha": _ALPHABET,
    "lowerLetter": _LATIN,
    "upperLetter": _LATIN,
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN, _MOST_LETTERS = 3999, 4
_TO_PERSIAN = str.maketrans("0123456789", digits.PERSIAN)
_PERSIAN_FORMS = frozenset({"hindiNumbers", "hindiCounting", "hindiConsonants", "hindiVowels"})


def written(number: int, form: str, *, persian: bool) -> str:
    """`number` in `form`; `persian` tells that figures stand in a Persian line, whose digits they then have."""
    said = _in_letters(number, form) or (_roman(number) if form.endswith("Roman") else "")
    if said:
        return said.upper() if form.startswith("upper") else said
    figures = f"{number:02}" if form == "decimalZero" else str(number)
    return figures.translate(_TO_PERSIAN) if persian or form in _PERSIAN_FORMS else figures


def _in_letters(number: int, form: str) -> str:
    """Behind the last letter of the alphabet each is written twice, then three times."""
    letters = _LETTERS.get(form)
    if not letters or not 0 < number <= _MOST_LETTERS * len(letters):
        return ""
    times, place = divmod(number - 1, len(letters))
    return letters[place] * (times + 1)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST_ROMAN:
        return ""
    said = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        said += sign * times
    return said
