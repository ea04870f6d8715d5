"""Dotted blanks of forms."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake import pages
from tests.intake.test_unread import font

WIDE, HIGH = 1860, 2630


def page(*written: tuple[tuple[int, int], str], dots: tuple[tuple[int, int], ...] = ()) -> np.ndarray:
    """An A4 sheet at reading size with these words and square dots of five pixels."""
    picture = Image.new("L", (WIDE, HIGH), 250)
    pen = ImageDraw.Draw(picture)
    for at, text in written:
        pen.text(at, text, font=font(), fill=10)
    for left, top in dots:
        pen.rectangle((left, top, left + 4, top + 4), fill=10)
    return np.asarray(picture)


def ink(picture: np.ndarray, left: int, top: int, right: int, bottom: int) -> int:
    return int((picture[top:bottom, left:right] < 128).sum())


def test_the_dots_of_a_blank_are_taken_off_and_what_is_written_on_it_stays() -> None:
    row = tuple((400 + 10 * at, 540) for at in range(12))
    white = pages.whiten(page(((560, 500), "نسرین چراغی ۱۰۰"), dots=row))
    assert ink(white, 390, 530, 530, 550) == 0
    assert ink(white, 550, 490, 1000, 580) > 1000


@pytest.mark.parametrize(
    "dots",
    [
        tuple((400 + 10 * at, 540) for at in range(4)),
        tuple((400 + step, 540) for step in (0, 8, 24, 33, 48, 57)),
        tuple((400 + 10 * at, 540 + 7 * (at % 2)) for at in range(8)),
    ],
    ids=["too few", "uneven", "not level"],
)
def test_other_dots_stay(dots: tuple[tuple[int, int], ...]) -> None:
    assert ink(pages.whiten(page(dots=dots)), 390, 530, 530, 560) > 0


def test_letters_and_zeros_keep_their_dots() -> None:
    written = page(((400, 500), "پیش‌بینی بیشترین ۱۰۰۰۰۰۰"), ((400, 700), "تثبیت نتیجه"))
    plain, kept = (ink(one, 0, 0, WIDE, HIGH) for one in (pages.sauvola(np.asarray(written)), pages.whiten(written)))
    assert abs(kept - plain) < 0.02 * plain
