"""Numbers that name persons, companies, accounts, telephones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import identifiers
from nlp.normalise import folded


def with_check_digit(first_nine: str) -> str:
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(first_nine)) % 11
    return first_nine + str(remainder if remainder < 2 else 11 - remainder)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True).filter(lambda digits: len(set(digits)) > 1))
def test_a_national_id_with_its_check_digit_holds_and_with_another_does_not(first_nine: str) -> None:
    good = with_check_digit(first_nine)
    bad = first_nine + str((int(good[9]) + 1) % 10)
    assert identifiers.national_id(good) == good
    assert identifiers.national_id(bad) is None


def test_lost_zeros_come_back_and_equal_digits_are_refused() -> None:
    assert identifiers.national_id("84575948") == "0084575948"
    assert identifiers.national_id("1111111111") is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("کد ملی: ۰۰۸۴۵۷۵۹۴۸", ["0084575948"]),
        ("به شماره ملی 008-457594-8 صادره", ["0084575948"]),
        ("۰۰۸۴۵۷۵۹۴۸ و ۰۰۸۴۵۷۵۹۴۸", ["0084575948"]),
        ("کد ملی ۰۰۸۴۵۷۵۹۴۹", []),
        ("اعظم رضوانی\tذی‌حساب\t۰۰۸۴۵۷۵۹۴۸", ["0084575948"]),
        ("شماره حساب ۰۰۸۴۵۷۵۹۴۸", []),
        ("کد رهگیری: ۰۰۸۴۵۷۵۹۴۸", []),
        ("شماره پرونده ۰۰۸۴۵۷۵۹۴۸", []),
        ("کد پستی: ۰۰۸۴۵۷۵۹۴۸", []),
        ("۱۲۰۰۸۴۵۷۵۹۴۸", []),
    ],
)
def test_national_ids_in_running_text(text: str, ids: list[str]) -> None:
    assert [found.value for found in identifiers.find_national_ids(folded(text))] == ids


@pytest.mark.parametrize(
    ("text", "sheba"),
    [("شبا: IR82 0540 1026 8002 0817 9090 02", "IR820540102680020817909002"), ("IR830540102680020817909002", None)],
)
def test_only_shebas_that_check_are_found(text: str, sheba: str | None) -> None:
    assert [found.value for found in identifiers.find_ibans(folded(text))] == ([sheba] if sheba else [])


def test_a_legal_id_checks() -> None:
    assert identifiers.legal_id("۱۰۳۸۰۲۸۴۷۹۰") == "10380284790"
    assert identifiers.legal_id("10380284791") is None


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("تلفن: ۰۳۴-۳۲۱۱۰۰۰۰ نمابر: ۰۳۴۳۲۱۱۰۰۰۱", ["03432110000"]),
        ("تلفن ۳۲۲۲۱۱۱۱-۰۸۱", ["08132221111"]),
        ("دورنگار و تلس: (۰۸۱) ۳۲۲۲۱۱۱۱", ["08132221111"]),
        ("نمابر: (۰۸۱) ۳۲۲۲۱۱۱۱", []),
        ("تلفن: ۳۲۲۲۱۱۱۱-۵ (۰۸۱)", ["08132221111"]),
        ("تلفن: ۵-۰۸۱۳۲۲۲۱۱۱۱", ["08132221111"]),
        ("همراه: ۰۹۱۳ ۳۴۱ ۱۲۲۳", ["09133411223"]),
        ("شماره تماس: +98 913 341 1223", ["09133411223"]),
        ("شماره ۱۲۳۴/۵۶۷۸", []),
        ("تلفن: ۵۲۶۷۱۱۰۸ - دورنگار: ۵۲۶۷۳۰۲۳", ["52671108"]),
        ("Fax: 061-43629591 Tel: 061-43629590", ["06143629590"]),
        ("تلفن: ۵۱۵۷۲۲۳۱۴۰", ["5157223140"]),
        ("تلفن: ۲۲۵۷۲۲۳۱۴۰", []),
        ("همراه: ۹۱۳۳۴۱۱۲۲۳", ["09133411223"]),
    ],
)
def test_phones_without_faxes(text: str, phones: list[str]) -> None:
    assert [found.value for found in identifiers.find_phones(folded(text))] == phones


def test_a_postal_code_is_what_its_label_says() -> None:
    assert [found.value for found in identifiers.find_postal_codes(folded("کدپستی: ۴۹۱۳۸-۱۵۷۳۹"))] == ["4913815739"]
    assert identifiers.find_postal_codes(folded("شماره ۴۹۱۳۸۱۵۷۳۹")) == []


def test_a_telephone_may_have_its_area_behind_it_in_brackets() -> None:
    for written in ("تلفن ۳۲۲۱۰۸۴۰ (۰۲۶)", "تلفن: ۳۲۲۱۰۸۴۰\t- ۰۲۶"):
        assert [found.value for found in identifiers.find_phones(folded(written))] == ["02632210840"]


@pytest.mark.parametrize(
    "written",
    [
        "شبای IR63 0170\n2768 1601 0620 4942 81 نزد بانک",
        "به حساب شبای زیر واریز نمایید. پس از این مهلت، موافقت اعلام‌شده از درجه اعتبار ساقط است و ادامه نمی‌یابد.\n"
        "1963 0170 2768 1601 0620 4942 81\nرئیس",
        "شبای IR63 0170\n81 4942 0620 1601 2768 نزد بانک",
        "شبا IR63 81 4942 0620 1601 2768 0170 نزد بانک",
        "شماره شبا 81 4942 0620 1601 2768 0170 1863 نزد بانک",
        "81 4942 0620 1601 2768 0170 1863 :شماره شبا",
        "شبای 186301\n70276816010620494281",
        "شبای 0170 1963\n2768 1601 0620 4942 81 نزد بانک",
        "شبای 0170 1863\n0620494281 1601 2768 نزد بانک",
        "81-4942-0620-1601-2768-0170-163 :شبا",
        "شبای IR63-2768-0170-1601-0620-4942-81",
        "81 4942 ه0620 1601 2768 0170 1863 لازم است وجه سهم به حساب شماره شبای",
        "شماره حساب معرفی شده:\n81 4942 0620 1601 2768 0170 1863 به نام شهرداری",
        "شماره شبا 8 4942 0620 1601 2768 0170 1863",
    ],
)
def test_an_account_may_be_parted_by_a_line_and_its_groups_turned(written: str) -> None:
    assert [found.value for found in identifiers.find_ibans(folded(written))] == ["IR630170276816010620494281"]


@pytest.mark.parametrize("letters", ["18", "19", "17", "11"])
def test_the_letters_of_an_account_may_be_read_as_figures_far_from_its_name(letters: str) -> None:
    written = f"به حساب زیر واریز شود:\n{letters}63 0170 2768 1601 0620 4942 81"
    assert [found.value for found in identifiers.find_ibans(folded(written))] == ["IR630170276816010620494281"]
    assert not identifiers.find_ibans(folded(written.replace("4942", "4943")))


def test_numbers_under_a_head_for_accounts_are_no_persons() -> None:
    table = "نوع حساب\tشماره حساب\tمانده\nجاری\t9547813206\t12\nسپرده\t9547813511\t960"
    assert identifiers.find_national_ids(folded(table)) == []


def test_a_national_id_may_be_written_back_to_front() -> None:
    assert [found.value for found in identifiers.find_national_ids("شماره ملی: 7-511848-273")] == ["2735118487"]


@pytest.mark.parametrize(
    "written",
    [
        "دورنگار: ۰۴۴۳۶۲۵۲۰۳۰ کد پستی:\n۵۸۱۳۶۷۴۸۱۱",
        "کد ده‌رقمی پستی: ۵۸۱۳۶۷۴۸۱۱",
        "کدپستی: ۵۸۱۳۶۷-۴۸۱۱",
        "کد پستی: ۵۸۱۳۶/۷۴۸۱۱",
        "ک.پ ۵۸۱۳۶۷۴۸۱۱",
        "سیرجان، بلوار قائم، مجتمع بازیافت - ۵۸۱۳۶۷۴۸۱۱ - ۰۳۴۴۲۲۵۶۶۰۸",
    ],
)
def test_a_postal_code_below_its_label_or_in_an_address(written: str) -> None:
    assert [found.value for found in identifiers.find_postal_codes(folded(written))] == ["5813674811"]


def test_an_account_put_together_of_misread_groups_is_less_sure_than_one_in_order() -> None:
    def strength(written: str) -> float:
        return identifiers.find_ibans(folded(written))[0].strength

    whole = strength("IR63 0170 2768 1601 0620 4942 81")
    turned = strength("شبا 81 4942 0620 1601 2768 0170 1863")
    assert whole > turned > strength("شبا 8 4942 0620 1601 2768 0170 1863") >= 0.6


def test_groups_that_check_by_chance_are_of_no_bank() -> None:
    assert identifiers.find_ibans(folded("شماره حساب 76 1234 0845 0070 0000 0610 18")) == []
    found = identifiers.find_ibans(folded("شماره شبا جهت واریز 76 1234 0845 0070 0000 0610 1891"))
    assert [one.value for one in found] == ["IR910610000000700845123476"]


def test_a_part_of_an_account_is_no_national_id() -> None:
    assert identifiers.find_national_ids(folded("شماره شبای 0170 1863\n0620494281 1601 2768 نزد بانک")) == []


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("تلفکس ۰۰۳۴ ۴۲۲۷۳۰۵۵", "03442273055"),
        ("تلفن: ۴۸۴۲۲۲۲۲ ۰۸۳", "08348422222"),
        ("تلفن: ۵-۴۸۴۲۲۲۲۱", "48422221"),
        ("تلفن: ۰۰۱۳۴۴۶۲۲۷۱۰", "01344622710"),
        ("تلفن: ۰۰۹۸۲۱۸۸۷۷۶۶۵۵", "02188776655"),
        ("تلفن: ۴۲۴۲۸۰۸۰۰۶۱", "06142428080"),
        ("تلعکس ۰۳۴ - ۴۲۲۷۳۰۵۵", "03442273055"),
    ],
)
def test_a_telephone_that_an_engine_has_lengthened_or_turned(written: str, number: str) -> None:
    assert identifiers.find_phones(folded(written))[0].value == number


def test_a_zero_in_front_of_a_postal_code_was_a_dot() -> None:
    assert [found.value for found in identifiers.find_postal_codes(folded("کد پستی: ۰۶۸۱۳۹۵۵۷۴۲"))] == ["6813955742"]
