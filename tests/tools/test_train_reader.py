"""The lines that the reader is trained on: their texts, pictures and order of letters, and how a reading is scored."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tools.train_reader import drawing, measuring
from tools.train_reader.lines import LONGEST, Writer

FONTS = drawing.fonts([Path("/usr/share/fonts")])
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("شماره", "هرامش"),
        ("تاریخ ۱۴۰۵/۰۷/۲۱", "۱۴۰۵/۰۷/۲۱ خیرات"),
        ("۱۴۰۵/۱۴۷/ش", "ش/۱۴۰۵/۱۴۷"),
        ("ش/۱۴۰۵/۸۸۴۳", "۱۴۰۵/۸۸۴۳/ش"),
        ("تلفن ۰۴۵-۳۳۲", "۳۳۲-۰۴۵ نفلت"),
        ("۰۴۵-۳۳۲", "۰۴۵-۳۳۲"),
        ("۶۴٪", "۶۴٪"),
        ("سهم ۶۴٪", "٪۶۴ مهس"),
        ("مبلغ ۵٬۲۰۰ ریال", "لایر ۵٬۲۰۰ غلبم"),
        ("ماده (الف)", ")فلا( هدام"),
    ],
)
def test_letters_run_from_the_right_and_numbers_from_the_left(typed: str, shown: str) -> None:
    assert drawing.visual(typed) == shown


@pytest.mark.long
def test_the_same_seed_writes_the_same_lines_and_none_is_too_long() -> None:
    first, again = Writer(random.Random(5)), Writer(random.Random(5))
    lines = [first.line() for _ in range(200)]
    assert lines == [again.line() for _ in range(200)]
    assert all(0 < len(line) <= LONGEST for line in lines)
    assert any("\u200c" in line for line in lines)
    assert any(sign in ARABIC_DIGITS for line in lines for sign in line)


def test_held_out_templates_are_no_trained_ones() -> None:
    says = Writer(random.Random(1)).says
    assert not set(says["train"]) & set(says["held_out"])


def test_every_ageing_leaves_ink_on_paper() -> None:
    for number, how in enumerate(drawing.AGEINGS):
        font = next(font for font in FONTS if font.stem == "Amiri-Regular")
        seed = np.random.default_rng(number)
        picture = drawing.draw("شماره ۱۴۰۵", font, how, random.Random(number), seed)
        assert picture.dtype == np.uint8
        assert 0.02 < float((picture < 128).mean()) < 0.5, how


def test_a_score_counts_digits_and_whole_numbers_apart() -> None:
    score = measuring.Score()
    score.add("شماره ۱۲۳ و ۴۵", "شماره ۱۲۴ و ۴۵")
    assert (score.errors, score.digits, score.digits_right) == (1, 5, 4)
    assert (score.numbers, score.numbers_right) == (2, 1)


def test_arabic_letter_forms_and_spaces_do_not_count_as_errors() -> None:
    assert measuring.folded("علي  كبير ") == measuring.folded("علی کبیر")
