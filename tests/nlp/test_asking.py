"""What a few words mean."""

from __future__ import annotations

import pytest

from nlp import asking


@pytest.mark.parametrize(
    "text",
    [
        "۱۴۰۵-۴",
        "1405-4",
        "پرونده ۱۴۰۵-۴ کجاست؟",
        "پروندهٔ شمارهٔ ۱۴۰۵/۴",
        "پرونده 1405/4",
        "١٤٠٥-٤",
        "۱۴۰۵ - ۴",
        "1405_4",
        "1405-004",
    ],
)
def test_a_case_is_named_by_its_number(text: str) -> None:
    assert asking.case_number(text) == "1405-4"


@pytest.mark.parametrize(
    "text", ["۱۴۰۵/۷/۵", "1405-07-05", "نامه ۱۴۰۵/۱۲۳", "ماده ۷۹", "بودجه ۱۴۰۵", "", "220-1405-3", "۰۴۵-۳۲۱۰۴۷۸۵"]
)
def test_dates_letters_and_other_numbers_are_no_cases(text: str) -> None:
    assert asking.case_number(text) is None


@pytest.mark.parametrize("text", ["سلام", "سلام، وقت بخیر", "خسته نباشید!", "ممنونم 🌹", "😀", "با تشکر"])
def test_a_courtesy_asks_nothing(text: str) -> None:
    assert asking.is_courtesy(text)


@pytest.mark.parametrize("text", ["سلام، مدارک بودجه", "مدارک", "۱۴۰۵", "حکم شهردار"])
def test_a_question_is_no_courtesy(text: str) -> None:
    assert not asking.is_courtesy(text)


@pytest.mark.parametrize(
    "text", ["پرونده من کجاست", "پرونده‌های من", "وضعیت پرونده‌ام چیست؟", "پروندم چی شد", "لیست پرونده ها رو نشان بده"]
)
def test_the_own_cases_are_asked_for_in_everyday_words(text: str) -> None:
    assert asking.own_cases(text)


@pytest.mark.parametrize("text", ["پرونده بودجه چه مدارکی می‌خواهد", "وضعیت من", "پرونده ۱۴۰۵-۴ کجاست", ""])
def test_a_question_about_something_else_is_not_for_the_own_cases(text: str) -> None:
    assert not asking.own_cases(text)


@pytest.mark.parametrize(
    ("text", "question", "nobody", "as_read"),
    [
        ("سلام، چرا این قدر طول می‌کشد", True, False, False),
        ("کجا بنویسم؟", True, False, False),
        ("علی رضایی", False, False, False),
        ("هیچ‌کس", False, True, False),
        ("غایبی نداریم", False, True, False),
        ("-", False, True, False),
        ("همان", False, False, True),
        ("همان که خواندید درست است", False, False, True),
        ("درست نیست", False, False, False),
    ],
)
def test_an_answer_is_told_from_a_question_and_from_nobody(
    text: str, question: bool, nobody: bool, as_read: bool
) -> None:
    assert (asking.is_question(text), asking.is_nobody(text), asking.is_as_read(text)) == (question, nobody, as_read)
