"""One form for Persian text, without harm to numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import digits, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شوراي اسلامي", "شورای اسلامی"),
        ("كتاب", "کتاب"),
        ("رئیس هیأت", "رییس هیات"),
        ("هیئت مدیره", "هیأت مدیره"),
        ("مسؤول", "مسئول"),
        ("می‌گردد", "می گردد"),
        ("ســلام", "سلام"),
        ("۱۲٣", "123"),
        ("مُهر\u200f", "مهر"),
        ("ﻻﯾﺤﻪ", "لایحه"),
        ("﷼", "ریال"),
        ("آئین", "ایین"),
    ],
)
def test_writings_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    assert normalise.folded(one) == normalise.folded(other)


@given(st.text(alphabet="اآبپي يكک\u200c\u0640۱٢3/\t\nأُ﷼", max_size=40))
def test_every_folded_letter_knows_where_it_came_from(text: str) -> None:
    form = normalise.fold(text)
    assert len(form.origin) == len(form.text) + 1
    assert list(form.origin) == sorted(form.origin)
    for index, letter in enumerate(form.text):
        start, end = form.span(index, index + 1)
        assert end == start + 1
        stroke = text[start:end] == "\u0640" and letter == "-"
        assert stroke or letter in normalise.fold(text[start:end]).text


def test_a_stroke_behind_a_figure_is_a_dash_and_elsewhere_nothing() -> None:
    assert normalise.folded("۱ـ قرار شـــورا") == "1- قرار شورا"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ماده‌ی ۸۰", "ماده 80"),
        ("مادۀ ۸۰", "ماده 80"),
        ("نامه ی شماره", "نامه شماره"),
        ("صورتجلسهی شماره", "صورتجلسه شماره"),
        ("گواهی شهرداری", "گواهی شهرداری"),
        ("ساماندهی و آگاهی", "ساماندهی و اگاهی"),
        ("بچه یک", "بچه یک"),
        ("جلسه‌ای", "جلسه ای"),
    ],
)
def test_an_addition_behind_a_silent_he_is_none_in_whatever_way_it_is_written(written: str, plain: str) -> None:
    assert normalise.folded(written) == plain
    form = normalise.fold(written)
    assert [written[at] for at in form.origin[:4]] == list(written[:4])


def test_lines_and_tabs_stay() -> None:
    assert normalise.folded("الف \t ب\n\nج").count("\n") == 2


@given(st.text(alphabet="۰۱۲۳٤٥67890/-,", max_size=20))
def test_latin_digits_keep_the_length(text: str) -> None:
    assert len(digits.latin(text)) == len(text)
    assert digits.only(text).isdigit() or digits.only(text) == ""
