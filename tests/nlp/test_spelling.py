"""Words whose dots were misread."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp import frequency, spelling

SAMPLES = Path(__file__).parent.parent.parent / "samples"
LETTER = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]+")


@pytest.mark.parametrize(
    ("read", "stood"),
    [
        ("سریرست", "سرپرست"),
        ("نسحه", "نسخه"),
        ("استحصار", "استحضار"),
        ("ققره", "فقره"),
        ("باوه", "پاوه"),
    ],
)
def test_a_word_that_lost_or_won_a_dot_is_mended(read: str, stood: str) -> None:
    assert spelling.mended(read) == stood


@pytest.mark.parametrize(
    "word",
    [
        "خلیلی",
        "شورای",
        "شدند",
        "یافت",
        "ارایه",
        "بهراد",
        "سپیدان",
        "بسمه",
        "مالی",
        "پاک",
        "یاک",
        "سرپرست",
        "می‌شود",
        "۱۲",
        "IR",
        "",
    ],
)
def test_forms_names_cities_and_short_words_stay(word: str) -> None:
    assert spelling.mended(word) == word


def test_what_was_mended_is_right() -> None:
    for word in list(frequency.words())[::97]:
        once = spelling.mended(word)
        assert spelling.mended(once) == once


def test_the_words_of_the_samples_stay() -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(SAMPLES.rglob("*.*ml"))]
    words = {word for text in texts for word in LETTER.findall(text)}
    assert len(words) > 1000
    assert {word for word in words if spelling.mended(word) != word} == set()
