"""Strokes that stretch words and are called blanks."""

from __future__ import annotations

from typing import Any

import pytest

from intake.engines import bidi, stretched

# How wide a letter is at a word's end and within it, in points of a type of ten.
_WIDTHS = {"ش": (16.0, 10.0), "د": (6.0, 6.5), "ه": (5.0, 7.5), "ر": (5.0, 5.5), "ب": (14.0, 4.0), "ن": (9.0, 3.5)}
_BLANK = 3.4


def drawn(*words: str, sign: str = " ", twice: bool = False) -> list[dict[str, Any]]:
    """A row from the right: each letter in its form; «ـ» is a stroke of one sign, «ــ» of two upon one another."""
    row: list[dict[str, Any]] = []
    right = 500.0

    def put(text: str, width: float, back: float = 0.0) -> None:
        nonlocal right
        for shift in (0.0, 0.3) if twice else (0.0,):
            row.append(
                {
                    "text": text,
                    "x1": right + back - shift,
                    "x0": right + back - shift - width,
                    "size": 10.0,
                    "fontname": "F",
                }
            )
        right = right + back - width

    for word in words:
        for at, letter in enumerate(word):
            if letter == "ـ":
                put(sign, _BLANK, _BLANK - 0.5 if word[at - 1] == "ـ" else 0.0)
            else:
                within = at + 1 < len(word) or (at > 0 and bidi.joins(word[:at].rstrip("ـ")))
                put(letter, _WIDTHS[letter][0 if at + 1 == len(word) and letter not in "در" else int(within)])
        put(" ", _BLANK)
    return row[:-1]


def read(rows: list[list[dict[str, Any]]]) -> list[str]:
    """The rows without their strokes, as they stand from the right."""
    strokes = stretched.unstretched(rows)
    return ["".join(char["text"] for char in row if id(char) not in strokes) for row in rows]


PLAIN = drawn("شهر", "بهبد", "شد", "نشد")


def test_signs_upon_one_another_between_joining_letters_are_strokes() -> None:
    assert read([drawn("شــهر", "به"), PLAIN]) == ["شهر به", "شهر بهبد شد نشد"]


def test_a_single_one_is_told_by_the_letters_forms_where_others_are_known() -> None:
    assert read([drawn("شــد", "به"), drawn("بـهر", "ش", "شد"), PLAIN]) == ["شد به", "بهر ش شد", "شهر بهبد شد نشد"]


def test_a_blank_is_one_where_no_stroke_is_known() -> None:
    rows = [drawn("بـهر", "شد"), PLAIN]
    assert read(rows) == ["ب هر شد", "شهر بهبد شد نشد"]


@pytest.mark.parametrize("sign", [".", "E", "/", ";"])
def test_a_stroke_may_have_any_name(sign: str) -> None:
    assert read([drawn("شــهر", "به", sign=sign), drawn("نـشد", sign=sign), PLAIN])[:2] == ["شهر به", "نشد"]


def test_letters_that_are_drawn_twice_are_bold() -> None:
    row = drawn("شهر", "به", twice=True)
    assert read([row, PLAIN])[0] == "".join(char["text"] for char in row)
