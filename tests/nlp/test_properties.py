"""What holds of every function of the language, whatever is put into it; and what one writes, another reads."""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp import (
    asking,
    audits,
    dates,
    digits,
    identifiers,
    labels,
    laws,
    letters,
    names,
    normalise,
    numbers,
    ordering,
    places,
    references,
    sittings,
    votes,
    wording,
)
from nlp.found import Found
from nlp.lexicon import FOLDER, phrases
from nlp.normalise import folded

# Words that open the rules' doors, beside signs from anywhere.
OPENERS = """
شماره تاریخ پیوست موضوع مورخ جلسه مصوبه ماده تبصره قانون شهرداری شورای اسلامی شهر رأی موافق مخالف ممتنع با به
اتفاق آرا میلیون میلیارد ریال تومان هزار و یک دو سه پنجم مهر اسفند آقای دکتر خانم حاضران غایبان عطف پیرو نامه
مؤسسه حسابرسی سال مالی منتهی کد ملی پستی تلفن شبا استان پرونده سلام ۱۴۰۲/۷/۱۵ ۱۴۰۵-۴ ۹۶/۱۲/ص ۰۰۸۴۵۷۵۹۴۸ ۵٬۲۰۰
12 ( ) : ؛ ، . - / « »
"""
WORDS = [*OPENERS.split(), "\u200c", "\n", "\t"]
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=25).map(" ".join),
    st.text(alphabet="اآأبپتدرسشعفقکكلمنوهیي ۰۱۲۹٤5/-.،:؛()\u200c\u200f\u0640\u064b\n\t", max_size=80),
)
people = st.sampled_from(["علی رضایی", "مریم احمدی", "حسین کاظمی نژاد", "زهرا موسوی", "آرش فرهمندنیا", "سعید نوری"])
CITIES = sorted({name for cities in json.loads((FOLDER / "places.json").read_text()).values() for name in cities})

LABELS = [
    (field, written)
    for field, listed in yaml.safe_load((FOLDER / "labels.yaml").read_text()).items()
    for written in listed
]


def _of_one_text() -> Iterator[Any]:
    """Every public function of the package that takes one text and needs nothing more."""
    for module in pkgutil.iter_modules(nlp.__path__):
        if module.name == "wording":
            continue
        home = import_module(f"nlp.{module.name}")
        for name, function in inspect.getmembers(home, inspect.isfunction):
            wanted = inspect.signature(function).parameters.values()
            needed = [one for one in wanted if one.default is inspect.Parameter.empty]
            own = function.__module__ == home.__name__ and not name.startswith("_")
            if own and [one.annotation for one in needed] == ["str"] and needed[0].name not in ("expression", "name"):
                yield pytest.param(function, id=f"{module.name}.{name}")


def _founds(result: object) -> Iterator[Found[Any]]:
    if isinstance(result, Found):
        yield result
    elif isinstance(result, list | tuple):
        for one in result:
            yield from _founds(one)


@pytest.mark.parametrize("function", list(_of_one_text()))
@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_no_text_makes_a_function_fail_and_what_is_found_lies_within_it(
    function: Callable[[str], object], text: str
) -> None:
    plain = folded(text)
    for given_text in (text, plain):
        result = function(given_text)
        if isinstance(result, Iterator):
            list(result)
        for found in _founds(result):
            assert 0 <= found.start <= found.end <= len(given_text)
            assert 0.0 < found.strength <= 1.0
        assert function(given_text) == result or isinstance(result, Iterator)


def test_the_functions_of_one_text_are_found() -> None:
    known = {param.id for param in _of_one_text()}
    assert {"votes.read", "dates.find", "names.bare", "references.references", "tidying.tidy"} <= known
    assert len(known) > 50


@pytest.mark.parametrize(
    "function",
    [normalise.clean, normalise.folded, digits.latin, digits.only, wording.persian_digits, names.bare],
    ids=lambda function: function.__name__,
)
@settings(deadline=None)
@given(text=texts)
def test_what_is_in_order_stays(function: Callable[[str], str], text: str) -> None:
    once = function(text)
    assert function(once) == once


@given(texts)
def test_cleaning_and_digits_change_nothing_that_folding_sees(text: str) -> None:
    assert folded(wording.persian_digits(text)) == folded(text)
    assert digits.latin(wording.persian_digits(text)) == digits.latin(text)


def _with_check(known: Callable[[str], str | None], body: str, last: int) -> str:
    """The body with the one ending that makes it hold."""
    endings = (f"{body}{ending}" for ending in range(last))
    return next(one for one in endings if known(one))


def _sheba(account: str) -> str:
    return f"IR{98 - int(f'{account}182700') % 97:02}{account}"


varied = st.text(alphabet="0123456789", min_size=22, max_size=22).filter(lambda text: len(set(text[:8])) > 1)
IDENTIFIERS = [
    (identifiers.national_id, varied.map(lambda text: _with_check(identifiers.national_id, text[:9], 10))),
    (identifiers.legal_id, varied.map(lambda text: _with_check(identifiers.legal_id, text[:10], 10))),
    (identifiers.sheba, varied.map(_sheba)),
    (identifiers.phone, st.from_regex(r"0[1-9][0-9]{9}", fullmatch=True)),
    (identifiers.mobile, st.from_regex(r"\+989[0-9]{9}", fullmatch=True)),
    (identifiers.postal_code, st.from_regex(r"[13-9]{4}[1346-9][0-9]{5}", fullmatch=True)),
]


@pytest.mark.parametrize(("known", "written"), IDENTIFIERS, ids=[known.__name__ for known, _ in IDENTIFIERS])
@given(data=st.data())
def test_an_identifier_is_itself_in_any_digits_and_spacing(
    known: Callable[[str], str | None], written: st.SearchStrategy[str], data: st.DataObject
) -> None:
    value = data.draw(written)
    assert known(value) == value == known(wording.persian_digits(value)) == known(f" {value[:4]} {value[4:]} ")


@given(varied.map(lambda text: _with_check(identifiers.national_id, text[:9], 10)), st.booleans())
def test_a_national_id_is_found_behind_its_label(number: str, persian: bool) -> None:
    written = wording.persian_digits(number) if persian else number
    assert [one.value for one in identifiers.find_national_ids(folded(f"کد ملی: {written} صادره"))] == [number]


@given(varied.map(_sheba))
def test_a_sheba_is_found_in_its_groups_of_four(sheba: str) -> None:
    grouped = " ".join(sheba[at : at + 4] for at in range(0, 26, 4))
    found = identifiers.find_ibans(folded(f"شماره شبا: {wording.persian_digits(grouped)} نزد بانک"))
    assert [one.value for one in found] == [sheba]


@given(st.integers(0, 15), st.integers(0, 15), st.integers(0, 9), st.booleans())
def test_a_counted_vote_is_read_as_it_was_counted(favour: int, against: int, abstain: int, in_words: bool) -> None:
    say = numbers.in_words if in_words else wording.persian_digits
    text = folded(f"با {say(favour)} رأی موافق، {say(against)} رأی مخالف و {say(abstain)} رأی ممتنع تصویب شد.")
    vote = votes.read(text)
    assert vote is not None
    assert (vote.votes_for, vote.votes_against, vote.votes_abstain) == (favour, against, abstain)
    assert not vote.unanimous


@given(st.lists(people, min_size=1, max_size=6, unique=True), st.sampled_from(["، ", "\n", " - ", "؛ "]), st.booleans())
def test_listed_people_are_parted(listed: list[str], mark: str, titled: bool) -> None:
    text = folded(mark.join(f"آقای {name}" if titled else name for name in listed))
    assert [found.value for found in names.people(text)] == [folded(name) for name in listed]


@given(people, st.lists(st.sampled_from([one for one in phrases("titles") if len(one) > 2]), max_size=2))
def test_a_name_is_the_same_behind_any_title(name: str, titles: list[str]) -> None:
    assert names.bare(" ".join([*titles, name])) == name


@given(st.integers(1, 200), st.none() | st.integers(1, 20), st.booleans())
def test_an_article_is_found_as_it_is_cited(article: int, note: int | None, in_words: bool) -> None:
    say = numbers.in_words if in_words else wording.persian_digits
    noted = f"تبصره {say(note)} " if note else ""
    found = laws.find(folded(f"به استناد {noted}ماده {say(article)} قانون شهرداری نسبت به آن"))
    assert [(one.value.article, one.value.note, one.value.law) for one in found] == [(article, note, "قانون شهرداری")]


@given(st.integers(1300, 1499), st.integers(1, 999_999), st.sampled_from(["-", " - ", "_", "–"]))
def test_a_case_is_named_by_its_number_in_any_digits(year: int, number: int, mark: str) -> None:
    written = f"{year}{mark}{number}"
    assert asking.case_number(written) == asking.case_number(wording.persian_digits(written)) == f"{year}-{number}"


@given(st.integers(1, 400))
def test_a_sitting_is_numbered_in_figures_and_by_ordinals(number: int) -> None:
    found = sittings.session_number(folded(f"صورتجلسه شماره {wording.persian_digits(number)} شورای اسلامی شهر"))
    assert found is not None and found.value == number


@given(st.integers(1390, 1420))
def test_a_fiscal_year_is_found(year: int) -> None:
    found = audits.fiscal_year(folded(f"گزارش حسابرسی سال مالی منتهی به ۲۹ اسفند {wording.persian_digits(year)}"))
    assert found is not None and found.value == year


@given(st.integers(1, 99_999), st.dates(date(1971, 1, 1), date(2059, 12, 31)))
def test_a_letter_that_is_answered_is_found_with_its_date(number: int, day: date) -> None:
    iso = wording.jalali_iso(day)
    text = folded(f"عطف به نامه شماره {wording.persian_digits(number)}/ص مورخ {wording.jalali(day)} به استحضار می‌رساند")
    (found,) = references.references(text)
    assert text[found.value.number_start : found.value.number_end] == f"{number}/ص"
    assert found.value.date == iso == dates.first(wording.jalali(day))


@given(st.from_regex(r"[0-9]{1,4}([/\-][0-9]{1,5}){0,3}(/[صشمد])?", fullmatch=True))
def test_a_letters_number_keeps_its_form(number: str) -> None:
    assert letters.letter_number(number) == number == letters.letter_number(wording.persian_digits(number))
    assert letters.letter_number(number.replace("/", " / ")) == number


@given(st.sampled_from(CITIES))
def test_a_known_city_is_itself_in_any_letters(name: str) -> None:
    known = places.city(name)
    assert known is not None and known[1] == 1.0
    arabic = name.replace("ی", "ي").replace("ک", "ك")
    assert places.city(arabic) == known == places.city(known[0])
    assert places.province_of(name) is not None


@given(st.sampled_from(LABELS))
def test_a_label_announces_its_field(label: tuple[str, str]) -> None:
    field, written = label
    assert field in [found.field for found in labels.in_line(folded(f"{written}: ۱۲"))]


@given(texts, texts)
def test_the_order_of_the_alphabet_is_one_whatever_the_spelling(one: str, other: str) -> None:
    assert (ordering.key(one) == ordering.key(other)) == (folded(one) == folded(other))
    assert ordering.key(wording.persian_digits(one)) == ordering.key(one)
