"""Numbers in words and figures, and amounts of money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import numbers
from nlp.normalise import folded


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
        ("مردم", None),
    ],
)
def test_ordinals(text: str, number: int | None) -> None:
    assert numbers.ordinal(text) == number


def test_groups_handed_over_back_to_front_are_put_in_order() -> None:
    assert numbers.figure("000,000,5") == 5_000_000
    assert numbers.figure("500,000") == 500_000


def test_endless_rows_of_digits_are_no_number() -> None:
    assert numbers.figure("000," * 1500) is None
    assert numbers.from_words("9" * 5000) is None
    assert numbers.ordinal("7" * 5000) is None
    assert numbers.find_amounts("مبلغ " + "9" * 5000 + " ریال") == []


def test_a_number_beyond_the_words_is_refused() -> None:
    with pytest.raises(ValueError):
        numbers.in_words(10**18)


@pytest.mark.parametrize(
    ("text", "rials"),
    [
        ("مبلغ ۵٬۰۰۰٬۰۰۰ (پنج میلیون) ریال و نیز ۲/۵ میلیارد تومان", [5_000_000, 25_000_000_000]),
        ("مبلغ ۱۲/۵۰۰/۰۰۰ ریال", [12_500_000]),
        ("مبلغ ۱۲/۵۰۰/۰۰۰/- ریال", [12_500_000]),
        ("مبلغ #۱۲٬۵۰۰٬۰۰۰# ریال", [12_500_000]),
        ("مبلغ ۲۵۰۰۰۰۰۰ریال", [25_000_000]),
        ("مبلغ (ریال): ۱۲۰۰۰۰۰", [1_200_000]),
        ("جمع به تومان: ۱۲۰٬۰۰۰", [1_200_000]),
        ("ارقام به میلیون ریال است", []),
        ("۹۹۵٬۱۲۱٬۰۰۰ (نهصد و نود و پنج میلیون و\nثبت\nیکصد و بیست و یک هزار) ریال", [995_121_000]),
        ("مبلغ دو میلیارد و پانصد میلیون ریال (۲,۵۰۰,۰۰۰,۰۰۰ ریال)", [2_500_000_000]),
        ("۸۵٬۰۰۰٬۰۰۰٬۰۰۰ ریال (هشتاد و پنج میلیارد ریال)", [85_000_000_000]),
        ("مبلغ ۳ میلیارد و ۲۰۰ میلیون تومان", [32_000_000_000]),
        ("حق‌الزحمه ۸۵۰ میلیون\nتومان", [8_500_000_000]),
        ("مبلغ ۲۵۰۰۰۰۰۰۰ ریال معادل بیست و پنج میلیون تومان", [250_000_000]),
        ("مبلغ (ریال)\n۱۲٬۰۰۰٬۰۰۰\n۱۳٬۰۰۰٬۰۰۰", [12_000_000, 13_000_000]),
        ("000,000,5 ریال", [5_000_000]),
        ("٤٥٠٠٠٠ ريال", [450_000]),
        ("۱۲۰ ۰۰۰ ۰۰۰ ﷼", [120_000_000]),
        ("به شماره 12,345 مورخ ۱۴۰۲/۰۱/۰۲ و ۷ نفر", []),
        ("شماره ملی ۰۰۸۴۵۷۵۹۴۸", []),
        ("بدهی به مبلغ .....چهار میلیارد و دویست میلیون (۴٬۲۰۰٬۰۰۰٬۰۰۰) ریال.....", [4_200_000_000]),
        ("به مبلغ ....۴٬۲۰۰٬۰۰۰ ریال", [4_200_000]),
        ("مبالغ به هزار ریال\nعوارض\t۱۶٬۹۵۰٬۰۰۰", [16_950_000_000]),
        ("نوع خدمت\tمبلغ هر واحد (ریال)\n۱\tشستشوی مخازن\t۱۴۶٬۰۰۰ ۱۱۶٬۸۰۰", [146_000, 116_800]),
        ("مبلغ (ریال)\nمساحت ۴٬۰۶۴ متر مربع", []),
        ("مبلغ هر واحد (ریال)\n۲\tشستشو\t۱۴۶٬۰۰۰ ۱۱۶٬۸۰۰\t۸۷٬۶۰۰ مورد", [146_000, 116_800, 87_600]),
        ("مبلغ (ریال)\n۲\tزمین\t۱۴۶٬۰۰۰\t۴٬۰۶۴ متر مربع", [146_000]),
        ("مبالغ به میلیون ریال\nفروش املاک\t۵۷/۵۷۸\t۴۴/۸۸۵", [57_578_000_000, 44_885_000_000]),
    ],
)
def test_amounts_are_in_rials_and_counted_once(text: str, rials: list[int]) -> None:
    assert [found.value for found in numbers.find_amounts(folded(text))] == rials


def test_figures_that_equal_their_words_are_surer_than_figures_alone() -> None:
    alone = numbers.find_amounts(folded("مبلغ ۵٬۰۰۰٬۰۰۰ ریال"))[0]
    agreed = numbers.find_amounts(folded("مبلغ ۵٬۰۰۰٬۰۰۰ ریال (پنج میلیون ریال)"))[0]
    at_odds = numbers.find_amounts(folded("مبلغ ۸٬۱۰۰٬۰۰۰ ریال (پنج میلیون ریال)"))[0]
    assert at_odds.strength < alone.strength < agreed.strength
    assert at_odds.value == 5_000_000


def test_group_marks_read_as_digits_do_not_hide_that_figures_and_words_agree() -> None:
    found = numbers.find_amounts(folded("مبلغ ۵۲۰۰۳۰۰۰۰۰۰ ریال (پنج میلیارد و دویست میلیون ریال)"))[0]
    assert found.value == 5_200_000_000
    assert found.strength == 0.8


@pytest.mark.parametrize(
    ("text", "rials"),
    [
        ("۸,۲۰۰,۴۲۰,۰۰۰ ریال (هشت میلیارد و\nدویست میلیون و چهارزصد و بیست هزار ریال)", [8_200_420_000]),
        ("به مبلغ نود و چهار میلیارد و نهمصد و شصت میلیون و نهمصد هزار ریال", [94_960_900_000]),
        ("هشت میلبارد و دویست میلیون ریال", [8_200_000_000]),
        ("پنج میلیون ریال و هفته دو میلیون ریال", [5_000_000, 2_000_000]),
        ("پنج میلیون و باران دو میلیون ریال", [2_000_000]),
    ],
)
def test_one_misread_word_does_not_part_a_number(text: str, rials: list[int]) -> None:
    assert [found.value for found in numbers.find_amounts(folded(text))] == rials
