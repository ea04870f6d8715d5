"""Words that the engine passed over, read by themselves."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake import passed_over
from intake.engines import tesseract
from intake.engines.tesseract import EngineFailed
from intake.layout import Line, Page, Word
from tests.intake.test_unread import HIGH, ROWS, WIDE, page


def shown(words: dict[tuple[int, int], str]) -> tuple[Page, np.ndarray]:
    """The three rows that were read, and a picture that shows these words too."""
    return page(words)


def soon() -> float:
    return time.monotonic() + 60


def test_an_outer_column_of_words_and_sums_comes_into_its_rows() -> None:
    told, picture = shown({(150, ROWS[0]): "واحد", (150, ROWS[1]): "پرونده", (150, ROWS[2]): "۴۵,۲۴۱,۰۰۰"})
    found = passed_over.with_passed_over(told, picture, soon())
    assert [line.text for line in found.lines] == ["رضا کریمی\tواحد", "مریم صادقی\tپرونده", "علی نوری\t۴۵,۲۴۱,۰۰۰"]
    last = found.lines[2].words[-1]
    assert abs(last.box[0] - 150 / WIDE) < 0.01 and ROWS[2] / HIGH < last.box[3] < (ROWS[2] + 80) / HIGH


def test_a_line_in_a_corner_is_one_of_its_own() -> None:
    told, picture = shown({(150, 60): "مبالغ به ریال"})
    assert passed_over.with_passed_over(told, picture, soon()).lines[0].text == "مبالغ به ریال"


def test_a_stroke_of_the_pen_is_no_text() -> None:
    told, picture = page({})
    drawn = Image.fromarray(picture)
    ImageDraw.Draw(drawn).line(
        [(150, 620), (230, 560), (200, 640), (300, 570), (280, 660), (390, 590)], fill=0, width=4
    )
    assert passed_over.with_passed_over(told, np.asarray(drawn), soon()) == told


def test_what_was_read_whole_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told, picture = page({})
    monkeypatch.setattr(tesseract, "read", lambda *_, **__: pytest.fail("read again"))
    assert passed_over.with_passed_over(told, picture, soon()) == told
    _, more = shown({(150, 60): "مبالغ به ریال"})
    assert passed_over.with_passed_over(told, more, time.monotonic() - 1) == told, "time is over"
    assert passed_over.with_passed_over(Page(1, (), "ocr"), more, soon()).lines == ()


def test_a_screen_of_words_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    told, _ = page({})
    rows = np.full((HIGH, WIDE), 255, np.uint8)
    for top in range(0, HIGH - 30, 45):
        for left in range(0, WIDE - 80, 200):
            rows[top : top + 25, left : left + 20] = rows[top : top + 25, left + 25 : left + 60] = 0
    monkeypatch.setattr(tesseract, "read", lambda *_, **__: pytest.fail("read again"))
    assert passed_over.with_passed_over(told, rows, soon()) == told


def test_an_engine_that_fails_costs_nothing_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    told, picture = shown({(150, 60): "مبالغ به ریال"})

    def fails(*_: object, **__: object) -> Page:
        raise EngineFailed("slow")

    monkeypatch.setattr(tesseract, "read", fails)
    assert passed_over.with_passed_over(told, picture, soon()) == told


def test_words_that_the_engine_doubts_are_left_out_and_figures_ask_the_second_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, picture = shown({(150, 60): "۴۵,۲۴۱,۰۰۰"})

    def doubtful(text: str) -> Page:
        word = Word(text, (0.05, 0.2, 0.95, 0.8), 0.3)
        return Page(1, (Line(text, (word,), word.box),), "ocr")

    monkeypatch.setattr(tesseract, "read", lambda *_, **__: doubtful("نشان"))
    assert passed_over.with_passed_over(told, picture, soon()) == told
    monkeypatch.setattr(tesseract, "read", lambda *_, **__: doubtful("۴۵,۲۴۱,۰۰۰"))
    assert passed_over.with_passed_over(told, picture, soon()).lines[0].text == "۴۵,۲۴۱,۰۰۰"
