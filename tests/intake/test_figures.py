"""Numbers torn by the engine, and the two readers of figures."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake import figures
from intake.engines import digits as second_reader
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


def drawn(text: str, size: int = 40) -> np.ndarray:
    """`text` as black ink on a white strip."""
    found = subprocess.run(["fc-match", "-f", "%{file}", "Amiri"], check=True, capture_output=True, text=True)
    face = ImageFont.truetype(found.stdout, size)
    image = Image.new("L", (40 + size * len(text), 3 * size), 255)
    ImageDraw.Draw(image).text((20, size // 2), text, 0, face)
    return np.asarray(image)


@pytest.mark.parametrize("text", ["۱۲۳۴۵۶۷۸۹۰", "۱۴۰۵/۰۷/۲۸", "۰۰۰۰۰۷۳۸۴۹"])
def test_the_second_reader_reads_clear_figures(text: str) -> None:
    seen = second_reader.read(drawn(text))
    assert seen.text == second_reader.shown(text)
    assert seen.chance(seen.text) > 0.8


def test_the_second_readers_chances_are_chances() -> None:
    seen = second_reader.read(drawn("۱۴۰۵"))
    assert seen.chance("1405") > 0.8
    assert sum(seen.chance(text) for text in ("1405", "1406", "405", "14055", "")) <= 1.0001
    assert seen.chance("1406") < 0.1


def test_a_figure_that_its_box_cuts_through_is_read_whole() -> None:
    picture = drawn("۱۴۰۷۸")
    left, right = np.flatnonzero((picture == 0).any(axis=0))[[0, -1]]
    word = Word("۱۴۰۷۸", ((left + 2) / picture.shape[1], 0.0, (right - 6) / picture.shape[1], 1.0), 0.7)
    assert figures.agreed(word, picture)


def test_dirt_above_a_word_makes_its_figures_no_smaller() -> None:
    clear = drawn("۱۴۰۵")
    dirty = np.vstack([np.full((200, clear.shape[1]), 255, np.uint8), clear])
    dirty[20:24, 60:64] = 0
    assert second_reader.read(dirty).text == second_reader.read(clear).text == "1405"


def test_an_empty_picture_has_no_figures() -> None:
    assert second_reader.read(np.full((20, 30), 255, np.uint8)).text == ""


def page_that_says(read_as: str, confidence: float, stands: str) -> tuple[Page, np.ndarray]:
    picture = drawn(stands)
    word = Word(read_as, (0.0, 0.0, 1.0, 1.0), confidence)
    return Page(1, (Line(read_as, (word,), word.box),), "ocr"), picture


def checked(read_as: str, confidence: float, stands: str) -> Word:
    page, picture = page_that_says(read_as, confidence, stands)
    return figures.checked(page, picture).lines[0].words[0]


def test_agreement_makes_surer() -> None:
    word = checked("۱۴۰۵/۰۷/۲۸", 0.7, "۱۴۰۵/۰۷/۲۸")
    assert word.text == "۱۴۰۵/۰۷/۲۸" and word.confidence > 0.85


def test_a_real_day_is_believed_against_one_that_is_none_and_stays_doubtful() -> None:
    word = checked("۱۴۰۵/۱۷/۲۸", 0.9, "۱۴۰۵/۰۷/۲۸")
    assert word.text == "۱۴۰۵/۰۷/۲۸" and word.confidence < 0.7


def test_a_number_that_checks_is_believed_though_the_other_reader_is_surer() -> None:
    word = checked("۰۰۰۰۰۷۳۸۴۹", 0.95, "۰۰۰۰۰۷۳۸۴۸")
    assert word.text == "۰۰۰۰۰۷۳۸۴۹" and word.confidence < 0.7


@pytest.mark.parametrize(
    ("read_as", "stands", "meant"),
    [
        ("۳۲۵٠۴۰۰٠۰۰۰", "۳۲۵٬۴۰۰٬۰۰۰", "۳۲۵,۴۰۰,۰۰۰"),
        ("۶۷۰۸۲۰", "۶۷٬۸۲۰", "۶۷,۸۲۰"),
        ("(۶۷۰۸۲۰)", "۶۷٬۸۲۰", "(۶۷,۸۲۰)"),
    ],
)
def test_marks_between_thousands_that_were_read_as_figures_are_marks(read_as: str, stands: str, meant: str) -> None:
    word = checked(read_as, 0.6, stands)
    assert word.text == meant and word.confidence < 0.7


def test_a_sum_of_which_some_marks_were_left_out_gets_them_back() -> None:
    word = checked("۲۱۵۰۰۰٬۰۰۰", 0.6, "۲۱۵٬۰۰۰٬۰۰۰")
    assert word.text == "۲۱۵,۰۰۰,۰۰۰" and word.confidence > 0.8


def test_of_two_sums_that_is_believed_whose_signs_are_as_many_as_the_pieces_of_ink() -> None:
    assert checked("۱,۲۶۰,۰۰۰", 0.3, "۱۱,۲۶۰,۰۰۰").text == "۱۱,۲۶۰,۰۰۰"


def test_a_number_beside_letters_gets_no_marks() -> None:
    assert checked("۸۹۱۰۰/ش", 0.9, "۸۹٬۱۰۰/ش").text == "۸۹۱۰۰/ش"


def test_a_sum_whose_marks_were_left_out_is_agreed_on() -> None:
    word = checked("۷۴۵۰۰۰", 0.6, "۷۴۵٬۰۰۰")
    assert word.text == "۷۴۵۰۰۰" and word.confidence > 0.8


def test_a_hyphen_that_the_second_reader_alone_sees_parts_a_number() -> None:
    word = checked("۴۶۲۲۸۱۴۰۰۸۶", 0.7, "۴۶۲۲۸۱۴۰-۰۸۶")
    assert word.text == "۴۶۲۲۸۱۴۰-۰۸۶" and word.confidence > 0.7


def test_a_number_that_is_whole_is_not_parted() -> None:
    assert checked("۰۰۰۰۰۷۳۸۴۹", 0.9, "۰۰۰۰۰-۷۳۸۴۹").text == "۰۰۰۰۰۷۳۸۴۹"


def test_an_alef_behind_a_number_was_its_first_figure() -> None:
    assert figures._in_other_figures("۳۰۵/۷۷۲ات", ["305", "772"], ["1305", "772"]) == "۱۳۰۵/۷۷۲ت"
    assert figures._in_other_figures("۳۰۵/۷۷۲ات", ["305", "772"], ["306", "772"]) == "۳۰۶/۷۷۲ات"


@pytest.mark.parametrize(
    ("read_as", "shown", "meant"),
    [
        ("ص/۱۲۳۴/۹۶", "96/1234/#", "۹۶/۱۲۳۴/ص"),
        ("۲/۸۴۰/ن", "#/840/2", "۸۴۰/۲/ن"),
        ("۰۵/۰۷/۱۴۰۲", "1402/07/05", "۱۴۰۲/۰۷/۰۵"),
        ("۲-۸۴۰", "840-2", "۲-۸۴۰"),
    ],
)
def test_a_number_between_slashes_comes_as_it_stands_from_the_left(read_as: str, shown: str, meant: str) -> None:
    assert figures._as_seen(read_as, shown) == meant


def test_what_both_readers_see_in_one_order_stays() -> None:
    assert checked("۱۴۰۵/۰۷/۲۸", 0.7, "۱۴۰۵/۰۷/۲۸").text == "۱۴۰۵/۰۷/۲۸"


def test_letters_and_the_line_around_stay() -> None:
    page, picture = page_that_says("۱۴۰۶", 0.6, "۱۴۰۵")
    line_ = Line("سال ۱۴۰۶\tو", page.lines[0].words, page.lines[0].box)
    changed = figures.checked(Page(1, (line_,), "ocr"), picture).lines[0]
    assert changed.text == "سال ۱۴۰۵\tو"


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("شماره: ۷۱۴۷۰-۳۹۱", "شماره: ۳۹۱-۷۱۴۷۰"),
        ("شماره:۱۴۰۱-۱۹۷۲-۳۸", "شماره:۳۸-۱۹۷۲-۱۴۰۱"),
        ("کدپستی ۸۸۹۳۶-۸۵۴۹۹، تلفن: ۳۲۱۱۰۰۰۰-۰۳۴", "کدپستی ۸۵۴۹۹-۸۸۹۳۶، تلفن: ۰۳۴-۳۲۱۱۰۰۰۰"),
        ("تلفن: ۰۳۴-۳۲۱۱۰۰۰۰", "تلفن: ۰۳۴-۳۲۱۱۰۰۰۰"),
        ("مورخ ۱۲-۰۸-۱۴۰۱", "مورخ ۱۴۰۱-۰۸-۱۲"),
        ("۱۹۷۲-۳۸ این شهرداری", "۳۸-۱۹۷۲ این شهرداری"),
        ("۱۹۷۲-۳۸ ۱۴۰۱/۵/۲ سه برگ", "۱۹۷۲-۳۸ ۱۴۰۱/۵/۲ سه برگ"),
        ("کد پستی\t۸۸۹۳۶-۸۵۴۹۹", "کد پستی\t۸۸۹۳۶-۸۵۴۹۹"),
        ("۸۸۹۳۶-۸۵۴۹۹", "۸۸۹۳۶-۸۵۴۹۹"),
        ("نسخه ۱۲/۳۴ الف-ب", "نسخه ۱۲/۳۴ الف-ب"),
    ],
)
def test_parts_around_a_hyphen_come_as_they_were_written_behind_letters(seen: str, written: str) -> None:
    words = tuple(Word(text, (0.1, 0.1, 0.2, 0.2), 0.9) for text in seen.split())
    (line,) = figures.in_order(Page(1, (Line(seen, words, (0.1, 0.1, 0.9, 0.2)),), "ocr")).lines
    assert line.text == written
    assert [word.text for word in line.words] == written.split()


WORDS = ("شهرداری", "محترم")


def beside(read_as: str, *ink: tuple[int, int, int, int]) -> str:
    """The line of two words, 40 pixels high, between which `read_as` was read from the ink of these rectangles."""
    picture = Image.new("L", (1000, 200), 255)
    for box in ink:
        ImageDraw.Draw(picture).rectangle(box, fill=0)
    boxes = {WORDS[0]: (0.7, 0.4, 0.9, 0.6), read_as: (0.45, 0.0, 0.6, 1.0), WORDS[1]: (0.2, 0.4, 0.4, 0.6)}
    words = tuple(Word(text, box, 0.9) for text, box in boxes.items())
    page = Page(1, (Line(" ".join(boxes), words, (0.2, 0.4, 0.9, 0.6)),), "ocr")
    return figures.cleared(page, np.asarray(picture)).text.replace("\t", " ")


@pytest.mark.parametrize(
    ("read_as", "ink", "meant"),
    [
        ("۱", (500, 82, 503, 118), "|"),
        ("۱", (500, 85, 508, 115), "۱"),
        ("۰", (500, 100, 504, 104), ""),
        ("۰", (500, 96, 508, 104), "۰"),
        ("۰", (500, 98, 516, 102), "-"),
        ("۹", (460, 10, 590, 190), ""),
        ("۱۰", (500, 100, 504, 104), "۱۰"),
    ],
    ids=["a rule", "a one", "a dot", "a zero", "a dash", "a stamp", "a number"],
)
def test_a_lone_figure_is_held_against_its_ink(read_as: str, ink: tuple[int, int, int, int], meant: str) -> None:
    assert beside(read_as, ink).split() == [word for word in (WORDS[0], meant, WORDS[1]) if word]


def test_a_line_of_nothing_but_dirt_is_none() -> None:
    dot = Word("۰", (0.0, 0.0, 1.0, 1.0), 0.9)
    words = Word("متن", (0.0, 0.0, 1.0, 1.0), 0.9)
    page = Page(1, (Line("متن", (words,), words.box), Line("۰", (dot,), dot.box)), "ocr")
    assert figures.cleared(page, np.full((100, 100), 255, np.uint8)).text == "متن"


@pytest.mark.parametrize(("blank", "meant"), [(160, "۲۱,۵۰۰,۰۰۰"), (0, "۶۲۱,۵۰۰,۰۰۰")])
def test_a_figure_that_an_engine_saw_where_no_ink_is_begins_no_sum(blank: int, meant: str) -> None:
    ink = drawn("۲۱,۵۰۰,۰۰۰" if blank else "۶۲۱,۵۰۰,۰۰۰")
    picture = np.hstack([np.full((ink.shape[0], blank), 255, np.uint8), ink])
    if blank:
        picture[4:7, 4:7] = 0  # dust
    word = Word("۶۲۱,۵۰۰,۰۰۰", (0.0, 0.0, 1.0, 1.0), 0.9)
    (read,) = figures.checked(Page(1, (Line(word.text, (word,), word.box),), "ocr"), picture).lines[0].words
    assert read.text == meant
