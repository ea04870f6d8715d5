"""Dates in every writing."""

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import dates, numbers
from nlp.normalise import folded
from nlp.wording import persian_digits

days = st.dates(
    min_value=jdatetime.date(1370, 1, 1).togregorian(), max_value=jdatetime.date(1449, 12, 28).togregorian()
).map(lambda day: jdatetime.date.fromgregorian(date=day))


@given(days, st.sampled_from(["/", "-", ".", " / "]), st.booleans(), st.booleans())
def test_figures_of_every_kind_give_the_day(day: jdatetime.date, mark: str, backwards: bool, padded: bool) -> None:
    parts = [
        f"{day.year}",
        f"{day.month:02}" if padded else f"{day.month}",
        f"{day.day:02}" if padded else f"{day.day}",
    ]
    written = persian_digits(mark.join(reversed(parts) if backwards else parts))
    assert dates.first(written) == day.strftime("%Y-%m-%d")


@given(days, st.sampled_from(["", " ماه", "‌ماه"]), st.booleans())
def test_month_names_and_words_give_the_day(day: jdatetime.date, month_word: str, spelled: bool) -> None:
    year = numbers.in_words(day.year) if spelled else persian_digits(day.year)
    assert dates.first(
        f"مورخ {persian_digits(day.day)} {dates.MONTHS[day.month - 1]}{month_word} {year}"
    ) == day.strftime("%Y-%m-%d")


ONES = ["یکم", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم"]
TEENS = ["یازدهم", "دوازدهم", "سیزدهم", "چهاردهم", "پانزدهم", "شانزدهم", "هفدهم", "هجدهم", "نوزدهم"]
DAYS_IN_WORDS = [*ONES, "دهم", *TEENS, "بیستم", *(f"بیست و {one}" for one in ONES), "سی‌ام", "سی و یکم"]


@pytest.mark.parametrize(("number", "word"), list(enumerate(DAYS_IN_WORDS, 1)))
def test_every_day_of_a_month_may_be_written_as_a_word(number: int, word: str) -> None:
    assert dates.first(f"{word} خرداد ماه ۱۴۰۳") == f"1403-03-{number:02}"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("پانزدهم مهر ماه یک هزار و چهارصد و دو", "1402-07-15"),
        ("سی و یکم خرداد ۱۴۰۳", "1403-03-31"),
        ("۳/تیر/۱۴۰۲", "1402-04-03"),
        ("۳-تیر-۱۴۰۲", "1402-04-03"),
        ("بیست و هفتم فروردین ماه یکهزار و چهارصد و دو", "1402-01-27"),
        ("روز سه‌شنبه سی‌ام اردیبهشت ماه ۱۴۰۴", "1404-02-30"),
        ("بیست و پنجم آذرماه هزار و سیصد و نود و نه", "1399-09-25"),
        ("مورخ ۹۶/۴/۲۰", "1396-04-20"),
        ("مورخ ۴۰۳/۰۲/۰۳", "1403-02-03"),
        ("۵ دی‌ماه ۹۸", "1398-10-05"),
        ("2023-10-07", "1402-07-15"),
        ("١٤٠٢/٠٧/١٥", "1402-07-15"),
        ("۱۴۰۲۰۷۱۵", "1402-07-15"),
        ("۱۵ مهز ۱۴۰۲", "1402-07-15"),
        ("۱۵ نامه ۱۴۰۲", None),
        ("۱۵ شهریود ۱۴۰۲", "1402-06-15"),
        ("۱۴۰۲/۱۲/۳۰", None),
        ("۱۴۰۳/۱۲/۳۰", "1403-12-30"),
        ("۱۴۰۲/۰۷/۳۱", None),
        ("۱۲/۱۳/۱۴۰۲", None),
        ("۱۴۰۲/۱۰/۱۲/۵", None),
        ("مهر ۱۴۰۲", None),
        ("30/5/97", "1397-05-30"),
        ("12/4/02", "1402-04-12"),
        ("02/4/12", "1402-04-12"),
        ("روز سه شنبه مورخ8/3/86", "1386-03-08"),
        ("۳۸ / ت / د - ۹۹ر۰۹ر۱۷", "1399-09-17"),
        ("۱۴۰۲_۷_۵", "1402-07-05"),
        ("۱۴۰۲.۷.۵", "1402-07-05"),
        ("۵.۷.۱۴۰۲", "1402-07-05"),
    ],
)
def test_hard_dates(text: str, iso: str | None) -> None:
    assert dates.first(text) == iso


def test_marks_that_were_lost_make_a_date_doubtful() -> None:
    clear, doubtful = dates.find(folded("۱۴۰۲/۰۷/۱۵ ، ۱۴۰۲۰۷۱۵"))
    assert clear.strength > 0.95
    assert doubtful.strength < 0.8


def test_a_year_of_the_thirteenth_century_is_a_misread_fourteenth() -> None:
    found = dates.find(folded("۲۵ آذر ۱۲۰۱"))[0]
    assert (found.value, found.strength) == ("1401-09-25", 0.5)


@pytest.mark.parametrize(
    ("iso", "valid"),
    [("1403-12-30", True), ("1402-12-30", False), ("1402-7-15", False), ("1299-01-01", False), ("1402-00-10", False)],
)
def test_only_real_days_are_valid(iso: str, valid: bool) -> None:
    assert dates.is_valid(iso) is valid


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("بیست و سوم خردادماه سال جاری", "1403-03-23"),
        ("۲۳ خرداد ماه سال جاری", "1403-03-23"),
        ("پنجم اسفند سال گذشته", "1402-12-05"),
        ("۲۳ خرداد", None),
        ("در سال جاری", None),
    ],
)
def test_a_day_of_this_year_is_of_the_year_that_the_paper_is_of(text: str, iso: str | None) -> None:
    year = dates.year_of(folded("تاریخ: ۱۴۰۳/۰۴/۰۳ پیرو نامه ۱۴۰۲/۰۱/۰۱"))
    assert year == 1403
    assert [day.value for day in dates.find(folded(text), this_year=year)] == ([iso] if iso else [])
    assert dates.find(folded(text)) == []


def test_a_day_without_its_year_is_proven_by_its_weekday() -> None:
    told = folded("جلسه سه‌شنبه ۱۵ شهریور برگزار شد")
    assert [day.value for day in dates.proven_by_weekday(told, 1401)] == ["1401-06-15"]
    assert dates.proven_by_weekday(told, 1402) == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("مورخ ۹۹۱۱/۲۷ شورا", "1399-11-27"),
        ("14.3/.7/11", "1403-07-11"),
        ("تاریخ ۱۴۰۲/۰۷۱۵", "1402-07-15"),
        ("مورخه ۱۶۰۱/۰۵/۱۳ روز پنجشنبه", "1401-05-13"),
        ("نامه ۹۹۱۱/۲۷", None),
        ("نامه ۱۶۰۱/۰۵/۱۳", None),
        ("مورخ ۹۹۱۳/۲۷", None),
    ],
)
def test_a_day_with_a_misread_mark_or_year_is_one_behind_a_word_for_days(text: str, iso: str | None) -> None:
    assert dates.first(text) == iso


def test_a_weekday_beside_a_date_makes_it_surer_and_decides_between_two_readings() -> None:
    alone, told, at_odds = (dates.find(folded(text))[0] for text in ("02/04/01", "پنجشنبه 02/04/01", "شنبه 02/04/01"))
    assert {alone.value, told.value} == {"1402-04-01"}
    assert at_odds.strength < alone.strength < told.strength
    assert dates.find(folded("روز شنبه 02/03/05"))[0].value == "1405-03-02"
    assert dates.find(folded("۱۴۰۲/۰۷/۱۵ روز شنبه"))[0].strength == 0.99
