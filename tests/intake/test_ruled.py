"""Tables with drawn rules: words cell by cell, whatever the engine took for a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake import ruled
from intake.engines import tesseract
from intake.layout import Page, Word
from tests.intake.test_unread import HIGH, WIDE, font

# Columns from the right: (left, right); rows: (top, bottom).
COLUMNS = ((1300, 1500), (500, 1300), (300, 500))
ROWS = ((100, 180), (180, 320), (320, 400))


def drawn(cells: dict[tuple[int, int], Sequence[str]], *, rules: bool = True) -> tuple[np.ndarray, list[Word]]:
    """A table with the lines of text of each (row, column), and its words."""
    picture = Image.new("L", (WIDE, HIGH), 255)
    pen = ImageDraw.Draw(picture)
    if rules:
        for edge in (ROWS[0][0], *(bottom for _, bottom in ROWS)):
            pen.line([(300, edge), (1500, edge)], fill=0, width=4)
        for edge in (1500, 1300, 500, 300):
            pen.line([(edge, ROWS[0][0]), (edge, ROWS[-1][1])], fill=0, width=4)
    words = []
    for (row, column), lines in cells.items():
        for number, line in enumerate(lines):
            top, right = ROWS[row][0] + 10 + 60 * number, COLUMNS[column][1] - 20
            for text in line.split():
                wide = int(pen.textlength(text, font=font()))
                pen.text((right - wide, top), text, font=font(), fill=0)
                words.append(Word(text, ((right - wide) / WIDE, top / HIGH, right / WIDE, (top + 50) / HIGH), 0.95))
                right -= wide + 15
    return np.asarray(picture), words


TABLE = {
    (0, 0): ["ردیف"],
    (0, 1): ["متن مصوبه"],
    (0, 2): ["رأی"],
    (1, 0): ["۱"],
    (1, 1): ["خرید کتاب برای", "کتابخانه تصویب شد"],
    (1, 2): ["۴"],
    (2, 0): ["۲"],
    (2, 1): ["اجاره غرفه تمدید شد"],
    (2, 2): ["۵"],
}
ROW_BY_ROW = ["ردیف\tمتن مصوبه\tرأی", "۱\tخرید کتاب برای کتابخانه تصویب شد\t۴", "۲\tاجاره غرفه تمدید شد\t۵"]


def page(words: Sequence[Word], *others: Word) -> Page:
    """All of the words as the engine may give them: line by line right across the cells."""
    rows: dict[int, list[Word]] = {}
    for word in (*words, *others):
        rows.setdefault(round(word.box[1] * HIGH / 60), []).append(word)
    return Page(1, tuple(tesseract.line(row) for _, row in sorted(rows.items())), "ocr")


def test_words_of_a_cell_stand_together_and_its_lines_are_joined() -> None:
    picture, words = drawn(TABLE)
    assert [line.text for line in ruled.arranged(page(words), picture).lines] == ROW_BY_ROW


def test_what_stands_around_the_table_stays_where_it_was() -> None:
    picture, words = drawn(TABLE)
    above, below = (
        Word(text, (0.5, top / HIGH, 0.6, (top + 40) / HIGH), 0.9) for text, top in (("مصوبات", 20), ("پایان", 600))
    )
    found = ruled.arranged(page(words, above, below), picture)
    assert [line.text for line in found.lines] == ["مصوبات", *ROW_BY_ROW, "پایان"]
    assert sorted(word.text for line in found.lines for word in line.words) == sorted(
        word.text for word in (*words, above, below)
    )


def test_a_cell_whose_rule_is_broken_keeps_its_place_in_the_row() -> None:
    picture, words = drawn(TABLE)
    broken = picture.copy()
    broken[220:260, 1490:1510] = 255
    assert len(ruled.cells(broken)) == len(ruled.cells(picture)) - 1
    assert [line.text for line in ruled.arranged(page(words), broken).lines] == ROW_BY_ROW


def test_without_rules_or_in_a_mere_frame_nothing_changes() -> None:
    picture, words = drawn(TABLE, rules=False)
    assert ruled.cells(picture) == []
    assert ruled.arranged(page(words), picture) == page(words)
    framed = Image.fromarray(picture)
    ImageDraw.Draw(framed).rectangle((250, 60, 1550, 700), outline=0, width=4)
    assert ruled.arranged(page(words), np.asarray(framed)) == page(words)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("|", None), ("احاضر", "حاضر"), ("۴۱", "۴"), ("موافق", "موافق")],
)
def test_a_rule_read_as_a_letter_is_none(read: str, meant: str | None) -> None:
    shown = {"احاضر": "حاضر", "۴۱": "۴", "|": "", "موافق": "موافق"}[read]
    picture, words = drawn(TABLE | {(2, 1): [shown]})
    others = [word for word in words if word.text != shown or not shown]
    # The word's box takes in the rule at the right of its cell.
    misread = Word(read, (1200 / WIDE, 325 / HIGH, 1306 / WIDE, 380 / HIGH), 0.9)
    row = ruled.arranged(page(others, misread), picture).lines[-1]
    assert row.text == ("۲\t۵" if meant is None else f"۲\t{meant}\t۵")


def boxed(inside: Sequence[str], beside: Sequence[str]) -> tuple[np.ndarray, list[Word]]:
    """A box at the left with its lines, and a text beside it, line by line at one height."""
    picture = Image.new("L", (WIDE, HIGH), 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle([(100, 90), (500, 130 + 60 * len(inside))], outline=0, width=4)
    words = []
    for right, lines in ((1500, beside), (480, inside)):
        for number, line in enumerate(lines):
            top, edge = 105 + 60 * number, right
            for text in line.split():
                wide = int(pen.textlength(text, font=font()))
                pen.text((edge - wide, top), text, font=font(), fill=0)
                words.append(Word(text, ((edge - wide) / WIDE, top / HIGH, edge / WIDE, (top + 50) / HIGH), 0.95))
                edge -= wide + 15
    return np.asarray(picture), words


BESIDE = ["متمم بودجه سال به مبلغ", "شانزده میلیارد ریال", "به تصویب رسید", "پایان جلسه"]


def test_the_lines_of_a_box_beside_the_text_stand_together_before_it() -> None:
    picture, words = boxed(["مشخصات جلسه", "جلسه عادی", "حاضرین"], BESIDE)
    found = [line.text for line in ruled.arranged(page(words), picture).lines]
    assert found == ["مشخصات جلسه", "جلسه عادی", "حاضرین", *BESIDE]


def test_a_blank_in_a_box_stays_beside_its_name() -> None:
    picture, words = boxed(["۱۲۳"], ["شماره ثبت"])
    assert len(ruled.arranged(page(words), picture).lines) == 1
