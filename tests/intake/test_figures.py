"""Numbers torn by the engine, and the two readers of figures."""

from __future__ import annotations

import pytest

from intake import figures
from intake.layout import Line, Page, Word, around


def line(*parts: tuple[str, float]) -> Line:
    """Words of a line as the engine gives them, from the right, each with its left edge; a figure is 0.01 wide."""
    words = [Word(text, (left, 0.5, left + 0.01 * len(text), 0.52), 0.9) for text, left in parts]
    return Line(" ".join(word.text for word in words), tuple(words), around([word.box for word in words]))


def mended(*parts: tuple[str, float]) -> str:
    return figures.mended(Page(1, (line(*parts),), "ocr")).lines[0].text


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ([("۷۳۸۴۹", 0.455), ("۰۰۰۰۰", 0.4)], "۰۰۰۰۰۷۳۸۴۹"),
        ([("۴۱۷", 0.485), ("۰۹۰۰۰۰۰۰", 0.4)], "۰۹۰۰۰۰۰۰۴۱۷"),
        ([("۰۰۰", 0.46), ("۱۲٬۵۰۰٬", 0.385)], "۱۲٬۵۰۰٬۰۰۰"),
    ],
)
def test_a_number_torn_at_its_zeros_is_whole_again(torn: list[tuple[str, float]], whole: str) -> None:
    assert mended(("ملی", 0.6), *torn, ("است", 0.2)) == f"ملی {whole} است"


@pytest.mark.parametrize(
    "apart",
    [
        [("۷۳۸۴۸", 0.455), ("۰۰۰۰۰", 0.4)],
        [("۷۳۸۴۹", 0.6), ("۰۰۰۰۰", 0.4)],
        [("۱۴۰۵", 0.45), ("۲۳", 0.42)],
    ],
    ids=["it does not check", "far apart", "no known form"],
)
def test_numbers_that_make_no_whole_stay_apart(apart: list[tuple[str, float]]) -> None:
    assert mended(*apart) == f"{apart[0][0]} {apart[1][0]}"


def test_places_and_certainty_are_those_of_the_parts() -> None:
    page = figures.mended(Page(1, (line(("۷۳۸۴۹", 0.455), ("۰۰۰۰۰", 0.4)),), "ocr"))
    (word,) = page.lines[0].words
    assert word.box == pytest.approx((0.4, 0.5, 0.505, 0.52))
    assert word.confidence == 0.9
