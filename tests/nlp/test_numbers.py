"""Numbers in words and figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import numbers


@given(st.integers(min_value=0, max_value=numbers.LIMIT - 1))
def test_words_and_numbers_turn_into_each_other_without_loss(number: int) -> None:
    assert numbers.from_words(numbers.in_words(number)) == number


@given(st.integers(min_value=1, max_value=999))
def test_an_ordinal_is_its_number(number: int) -> None:
    words = numbers.in_words(number)
    spoken = f"{words[:-2]}سوم" if words.endswith("سه") else f"{words}‌ام" if words.endswith("سی") else f"{words}م"
    assert numbers.ordinal(spoken) == number


@given(st.integers(min_value=1, max_value=10**15), st.sampled_from(["٬", ",", ".", "/", "،", " "]))
def test_group_marks_of_every_kind_are_read(number: int, mark: str) -> None:
    assert numbers.figure(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("هزار و چهارصد و دو", 1402),
        ("دو هزار میلیارد", 2_000_000_000_000),
        ("۵ میلیون و ۲۰۰ هزار", 5_200_000),
        ("سی صد و پنج", 305),
        ("پنج هزارو دویست", 5200),
        ("دو و نیم میلیون", 2_500_000),
        ("یک میلیون و هزار", 1_001_000),
        ("بیست سی", None),
        ("هزار هزار", None),
        ("پنج پنج", None),
        ("سلام", None),
        ("", None),
    ],
)
def test_spelled_numbers(text: str, number: int | None) -> None:
    assert numbers.from_words(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("چهل و دومین", 42),
        ("پانزدهم", 15),
        ("۴۲ام", 42),
        ("سی ام", 30),
        ("اول", 1),
        ("اولین", 1),
        ("بیست و یکم", 21),
        ("چهارصدو هشتادو هفتمین", 487),
        ("پنجاه وسومین", 53),
        ("بیستودومین", 22),
        ("۴۲ امین", 42),
        ("مردم", None),
    ],
)
def test_ordinals(text: str, number: int | None) -> None:
    assert numbers.ordinal(text) == number


@given(st.integers(min_value=1, max_value=9999))
def test_an_ordinal_is_found_whole_among_other_words(number: int) -> None:
    words = numbers.in_words(number)
    spoken = f"{words[:-2]}سوم" if words.endswith("سه") else f"{words} ام" if words.endswith("سی") else f"{words}م"
    for written in (spoken, spoken.replace(" و ", "و "), spoken.replace(" و ", " و")):
        assert [found.value for found in numbers.find_ordinals(f"در {written} جلسه شورا")] == [number]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("یکهزار و چهارصد و دو شصت و سومین جلسه", [63]),
        ("یکهزار و سیصد و نود و هشت دویست و چهلمین جلسه", [240]),
        ("سی صد و دومین جلسه", [302]),
        ("یک هزار و دومین جلسه", [1002]),
    ],
)
def test_an_ordinal_behind_a_year_in_words_is_its_own_number(text: str, found: list[int]) -> None:
    assert [one.value for one in numbers.find_ordinals(text)] == found


def test_words_that_end_like_ordinals_are_none() -> None:
    assert numbers.find_ordinals("مردم محترم شهر پنج مهر سلام") == []


def test_groups_handed_over_back_to_front_are_put_in_order() -> None:
    assert numbers.figure("000,000,5") == 5_000_000
    assert numbers.figure("500,000") == 500_000
    assert numbers.figure("272/943/446/4") == 4_446_943_272
    assert numbers.figure("000 / 000 / 90") == 90_000_000


def test_endless_rows_of_digits_are_no_number() -> None:
    assert numbers.figure("000," * 1500) is None
    assert numbers.from_words("9" * 5000) is None
    assert numbers.ordinal("7" * 5000) is None


def test_a_number_beyond_the_words_is_refused() -> None:
    with pytest.raises(ValueError):
        numbers.in_words(10**18)


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("هشناد و بهم", "هشتاد و نهم"),
        ("یکصد و هحدهم", "یکصد و هجدهم"),
        ("مبلبارد نومان", "میلیارد تومان"),
        ("نیست و هستم از هراز به هم", "نیست و هستم از هراز به هم"),
        ("بیست هزار", "بیست هزار"),
    ],
)
def test_words_of_numbers_are_known_without_their_dots(misread: str, right: str) -> None:
    assert numbers.read_again(misread) == right
