"""Lone figures that the engine left out, found in the picture of a page."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake import unread
from intake.layout import Line, Page, Word
from intake.unread import with_ends, with_lone_figures

WIDE, HIGH, SIZE = 1600, 900, 44
ROWS = (200, 320, 440)


def font() -> ImageFont.FreeTypeFont:
    found = subprocess.run(["fc-match", "-f", "%{file}", "Amiri"], check=True, capture_output=True, text=True)
    return ImageFont.truetype(found.stdout, SIZE)


def page(
    figures: dict[tuple[int, int], str], *, dirt: tuple[tuple[int, int, int, int], ...] = ()
) -> tuple[Page, np.ndarray]:
    """Three rows of a table whose names were read, and a picture that also shows `figures`, each at its left and top."""
    picture = Image.new("L", (WIDE, HIGH), 255)
    pen = ImageDraw.Draw(picture)
    lines = []
    for name, top in zip(("رضا کریمی", "مریم صادقی", "علی نوری"), ROWS, strict=True):
        pen.text((1000, top), name, font=font(), fill=0)
        left, upper, right, lower = pen.textbbox((1000, top), name, font=font())
        first, last = name.split()
        middle, height = (left + right) / 2, (upper / HIGH, lower / HIGH)
        words = (
            Word(first, (middle / WIDE, height[0], right / WIDE, height[1]), 0.95),
            Word(last, (left / WIDE, height[0], middle / WIDE, height[1]), 0.95),
        )
        lines.append(Line(name, words, (left / WIDE, height[0], right / WIDE, height[1])))
    for at, text in figures.items():
        pen.text(at, text, font=font(), fill=0)
    for box in dirt:
        pen.rectangle(box, fill=0)
    return Page(1, tuple(lines), "ocr"), np.asarray(picture)


def read(*args: object, **options: object) -> list[str]:
    return [line.text for line in with_lone_figures(*page(*args, **options)).lines]  # type: ignore[arg-type]


def test_a_column_of_votes_that_no_word_holds_is_read() -> None:
    found = read({(500, ROWS[0]): "۵", (500, ROWS[1]): "۰", (500, ROWS[2]): "۷"})
    assert found == ["رضا کریمی\t۵", "مریم صادقی\t۰", "علی نوری\t۷"]


def test_numbers_of_rows_come_before_what_they_number() -> None:
    found = read({(1520, ROWS[0]): "۸", (1520, ROWS[1]): "۹", (1520, ROWS[2]): "۱۰"})
    assert found == ["۸\tرضا کریمی", "۹\tمریم صادقی", "۱۰\tعلی نوری"]


def test_a_number_that_stands_beside_a_line_between_its_two_is_a_line_of_its_own() -> None:
    found = read({(500, ROWS[0] + 60): "۳", (500, ROWS[1] + 60): "۴"})
    assert found == ["رضا کریمی", "۳", "مریم صادقی", "۴", "علی نوری"]


@pytest.mark.parametrize(
    ("figures", "dirt"),
    [
        ({(500, ROWS[0]): "۵"}, ()),
        ({(500, ROWS[0]): "۵", (800, ROWS[2]): "۶"}, ()),
        ({(500, 700): "۵", (500, 800): "۶"}, ()),
        ({}, ((500, 220, 530, 250), (500, 340, 530, 370))),
        ({}, ((300, 180, 303, 480), (700, 180, 703, 480))),
    ],
    ids=["alone in its column", "in two columns", "beside no row", "two blots", "rules"],
)
def test_what_no_row_and_column_speak_for_becomes_no_number(
    figures: dict[tuple[int, int], str], dirt: tuple[tuple[int, int, int, int], ...]
) -> None:
    assert read(figures, dirt=dirt) == ["رضا کریمی", "مریم صادقی", "علی نوری"]


def test_what_was_read_is_not_read_twice() -> None:
    whole, picture = page({(500, ROWS[0]): "۵", (500, ROWS[1]): "۶"})
    once = with_lone_figures(whole, picture)
    assert with_lone_figures(once, picture) == once


def test_what_one_reader_alone_saw_is_less_sure() -> None:
    lines = with_lone_figures(*page({(500, ROWS[0]): "۵", (500, ROWS[1]): "۶"})).lines
    assert {word.text: word.confidence < 0.8 for line in lines for word in line.words if word.text in "۵۶"} == {
        "۵": True,
        "۶": True,
    }


def test_a_page_without_words_stays_without() -> None:
    empty = Page(1, (), "ocr")
    assert with_lone_figures(empty, np.full((90, 90), 255, np.uint8)) is empty


def test_a_page_that_is_full_of_pieces_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = page({(500, top): "۵" for top in ROWS})
    assert with_lone_figures(*votes) != votes[0]
    monkeypatch.setattr(unread, "_MOST_PIECES", 2)
    assert with_lone_figures(*votes) == votes[0]


def with_number(text: str, shown: str) -> tuple[Page, np.ndarray]:
    """A line that ends in a number read as `text`, its picture showing `shown`; the word's box holds only what was read."""
    told, picture = page({(500, ROWS[0]): shown})
    pen = ImageDraw.Draw(Image.new("L", (WIDE, HIGH)))
    left, top, right, bottom = pen.textbbox((500, ROWS[0]), text, font=font())
    number = Word(text, (left / WIDE, top / HIGH, right / WIDE, bottom / HIGH), 0.9)
    first = told.lines[0]
    line = Line(f"{first.text}\t{text}", (*first.words, number), first.box)
    return replace(told, lines=(line, *told.lines[1:])), picture


def test_a_number_gets_back_the_figure_at_its_end_that_the_engine_left_out() -> None:
    found = with_ends(*with_number("۴۷", "۴۷۰")).lines[0]
    assert found.text == "رضا کریمی\t۴۷۰"
    assert found.words[-1].confidence == 0.9


@pytest.mark.parametrize("mark", ["٬", "،", ","])
def test_a_sum_gets_back_its_last_zero_whatever_parts_its_thousands(mark: str) -> None:
    found = with_ends(*with_number(f"۴۷{mark}۵۰", f"۴۷{mark}۵۰۰")).lines[0]
    assert found.text == f"رضا کریمی\t۴۷{mark}۵۰۰"


def test_a_number_that_was_read_whole_gets_the_place_of_all_its_figures() -> None:
    told, picture = with_number("۴۷", "۴۷۰")
    short = told.lines[0].words[-1]
    line = replace(told.lines[0], words=(*told.lines[0].words[:-1], replace(short, text="۴۷۰")))
    (*_, number) = with_ends(replace(told, lines=(line, *told.lines[1:])), picture).lines[0].words
    assert number.text == "۴۷۰" and number.box[2] > short.box[2]


@pytest.mark.parametrize("shown", ["۴۷", "۴۷.", "۴۷ م"])
def test_a_number_that_was_read_whole_stays(shown: str) -> None:
    told, picture = with_number("۴۷", shown)
    assert with_ends(told, picture) == told
