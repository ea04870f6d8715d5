"""How the numbers of lists are written."""

from __future__ import annotations

import pytest

from nlp import list_numbers


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [
        (12, "decimal", "۱۲"),
        (3, "decimalZero", "۰۳"),
        (1, "arabicAbjad", "الف"),
        (3, "arabicAbjad", "ج"),
        (3, "arabicAlpha", "ت"),
        (29, "arabicAlpha", "الفالف"),
        (28, "lowerLetter", "bb"),
        (2, "upperLetter", "B"),
        (1994, "lowerRoman", "mcmxciv"),
        (4, "upperRoman", "IV"),
        (7, "chickenFeet", "۷"),
    ],
)
def test_a_number_is_written_in_its_form(number: int, form: str, said: str) -> None:
    assert list_numbers.written(number, form, persian=True) == said


@pytest.mark.parametrize("form", ["arabicAbjad", "upperRoman", "lowerLetter"])
@pytest.mark.parametrize("number", [0, -4, 1_000_000])
def test_a_number_that_no_list_reaches_is_written_in_figures(number: int, form: str) -> None:
    assert list_numbers.written(number, form, persian=False) == str(number)
