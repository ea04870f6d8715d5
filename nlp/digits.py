"""Digits of the three scripts, as Latin ones.

Door: `latin`, `only`. Promise: ۰-۹ and ٠-٩ become 0-9 and every other letter stays as it stands. Not here: what a
number means (numbers), digits for show (wording).
"""

from __future__ import annotations

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN = str.maketrans(PERSIAN + ARABIC, "0123456789" * 2)


def latin(text: str) -> str:
    """`text` with every Persian or Arabic digit as the Latin one; its length does not change."""
    return text.translate(_TO_LATIN)


def only(text: str) -> str:
    """The digits of `text` alone, Latin: "034-3211 (۱۰)" → "034321110"."""
    return "".join(letter for letter in latin(text) if letter in "0123456789")
