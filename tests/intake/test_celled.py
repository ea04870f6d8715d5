"""Cells of ruled tables, read by themselves where the engine read them badly."""

from __future__ import annotations

import time
from unittest.mock import Mock

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake import celled, ruled
from intake.engines import tesseract
from intake.layout import Word
from tests.intake.test_ruled import COLUMNS, ROWS, TABLE, drawn, page
from tests.intake.test_unread import HIGH

SHOWN = TABLE | {(1, 1): ["خرید کتاب برای", "مدرسه تصویب شد"]}
SECOND = ("مدرسه", "تصویب", "شد")


def soon() -> float:
    return time.monotonic() + 60


def rows(words: list[Word], picture: np.ndarray) -> list[str]:
    found = celled.with_cells(page(words), picture, soon())
    return [line.text for line in ruled.arranged(found, picture).lines]


def test_words_that_the_engine_left_out_of_a_cell_are_read() -> None:
    picture, words = drawn(SHOWN)
    left_out = [word for word in words if word.text not in SECOND or word.box[1] * HIGH > ROWS[2][0]]
    assert rows(left_out, picture)[1] == "۱\tخرید کتاب برای مدرسه تصویب شد\t۴"


def test_a_word_that_stands_for_a_whole_line_is_read_again() -> None:
    picture, words = drawn(SHOWN)
    second = [word for word in words if word.text in SECOND and word.box[1] * HIGH < ROWS[2][0]]
    box = (min(w.box[0] for w in second), second[0].box[1], max(w.box[2] for w in second), second[0].box[3])
    stretched = [word for word in words if word not in second] + [Word("ری", box, 0.9)]
    assert rows(stretched, picture)[1] == "۱\tخرید کتاب برای مدرسه تصویب شد\t۴"


def test_what_was_read_well_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, words = drawn(TABLE)
    monkeypatch.setattr(tesseract, "read", lambda *_, **__: pytest.fail("read again"))
    assert celled.with_cells(page(words), picture, soon()) == page(words)
    assert celled.with_cells(page(words[:-4]), picture, time.monotonic() - 1) == page(words[:-4]), "time is over"


def test_what_is_read_worse_the_second_time_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, words = drawn(TABLE)
    left_out = [word for word in words if word.text != "کتابخانه"]
    reader = Mock(return_value=page([]))
    monkeypatch.setattr(tesseract, "read", reader)
    assert celled.with_cells(page(left_out), picture, soon()) == page(left_out)
    reader.assert_called_once()


def test_a_frame_around_a_letter_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, words = drawn(TABLE)
    letter = [Word("متن", (0.3, 0.1 + 0.02 * row, 0.4, 0.11 + 0.02 * row), 0.2) for row in range(12)]
    monkeypatch.setattr(ruled, "tables", lambda _: [[[(1300, 100, 1500, 180)], [(300, 0, 1500, HIGH)]]])
    monkeypatch.setattr(tesseract, "read", lambda *_, **__: pytest.fail("read again"))
    framed = page([*words, *letter])
    assert celled.with_cells(framed, picture, soon()) == framed


@pytest.mark.parametrize(("wide", "high", "meant"), [(18, 5, "-"), (13, 13, "۰"), (5, 5, None), (13, 30, None)])
def test_a_stroke_alone_in_its_cell_is_a_dash_and_a_dot_a_zero(wide: int, high: int, meant: str | None) -> None:
    picture, words = drawn(TABLE | {(2, 2): []})
    across, down = sum(COLUMNS[2]) // 2, sum(ROWS[2]) // 2
    shown = Image.fromarray(picture)
    ImageDraw.Draw(shown).ellipse((across, down, across + wide, down + high), fill=0)
    assert rows(words, np.asarray(shown))[2] == "۲\tاجاره غرفه تمدید شد" + (f"\t{meant}" if meant else "")


def test_a_dot_in_a_row_and_column_without_figures_is_dirt() -> None:
    picture, words = drawn(TABLE | {(0, 0): ["ردیف"], (1, 0): ["الف"], (2, 0): ["ب"], (1, 2): ["بله"], (2, 2): []})
    across, down = sum(COLUMNS[2]) // 2, sum(ROWS[2]) // 2
    shown = Image.fromarray(picture)
    ImageDraw.Draw(shown).ellipse((across, down, across + 13, down + 13), fill=0)
    assert rows(words, np.asarray(shown))[2] == "ب\tاجاره غرفه تمدید شد"
