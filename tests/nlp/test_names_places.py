"""Names of people, and cities."""

import json

import pytest

from nlp import names, places
from nlp.found import Found
from nlp.lexicon import FOLDER
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("جناب آقای دکتر علی رضایی (رئیس شورا)", "علی رضایی"),
        ("۱- خانم زهرا امینی‌پور", "زهرا امینی‌پور"),
        ("سید رضا موسوی - رئیس شورا", "سید رضا موسوی"),
        ("آقای محمد کریمی فرزند حسین", "محمد کریمی"),
        ("مهندس سعید نیک‌نام", "سعید نیک‌نام"),
        ("حجت‌الاسلام والمسلمین رضا نوری", "رضا نوری"),
    ],
)
def test_titles_and_offices_are_taken_off(written: str, name: str) -> None:
    assert names.bare(written) == name
    assert names.is_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "با تشکر",
        "رئیس شورا",
        "ندارد",
        "علی",
        "و من الله التوفیق",
        "شهرداری گرگان",
        "دستور جلسه",
        "۱۲ نفر",
        "نماینده بخشداری",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert not names.is_name(text)


def test_a_list_in_any_form_gives_its_people() -> None:
    text = folded(
        "آقایان: علی رضایی، رضا کریمی و خانم مریم نوری (نایب رئیس)\n۱- حسن یزدانی\tرئیس\n۲) علی‌اکبر مرادی - منشی"
    )
    assert [person.value for person in names.people(text)] == [
        "علی رضایی",
        "رضا کریمی",
        "مریم نوری",
        "حسن یزدانی",
        "علی اکبر مرادی",
    ]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("شهرداری خرم‌آباد", "خرم آباد"),
        ("شهرداری آران و بیدگل", "آران وبیدگل"),
        ("شهردار تبریز و فرماندار", "تبریز"),
        ("شهرداری خمینی شهر", "خمینی شهر"),
        ("شهرداری آب‌بر", "آب بر"),
        ("شهردار محترم شهرضا", "شهرضا"),
        ("شورای اسلامی شهرضا", "شهرضا"),
        ("شورای اسلامی قم", "قم"),
        ("شورای اسلامی دره‌شهر", "دره شهر"),
        ("شهرداری کلان‌شهر کرمانشاه", "کرمانشاه"),
        ("شهرداری منطقه ۲ کرمانشاه", "کرمانشاه"),
        ("شورای اسلامي شهر بندر عباس", "بندرعباس"),
        ("شهردار محترم گرگان", "گرگان"),
        ("شورای اسلامی شهر گلباف شهرستان کرمان", "گلباف"),
        ("شهرداری رفسنحان", "رفسنجان"),
        ("شهرداری گلبهار سفلی در خصوص", "گلبهار سفلی"),
        ("شورای اسلامی شهر تبریز نو با", "تبریز نو"),
        ("شهرداری زرند اعلام کرد", "زرند"),
        ("شهرداری ها و دهیاری ها", None),
        ("شهرداری نسبت به پرداخت", None),
        ("به تصویب شورای شهر برساند.", None),
        ("تصویر مصوبه را برای شورای شهر بفرستد", None),
    ],
)
def test_the_city_of_a_municipality_or_council(text: str, city: str | None) -> None:
    found = places.find_municipalities(folded(text))
    assert (found[0].value if found else None) == city


@pytest.mark.parametrize("before", ["شهرداری ", "شورای اسلامی شهر ", "شورای اسلامی ", "شهردار محترم ", "شهردار شهر "])
def test_every_town_of_the_gazetteer_is_found_whole(before: str) -> None:
    gazetteer = json.loads((FOLDER / "places.json").read_text(encoding="utf-8"))
    known = {folded(town) for towns in gazetteer.values() for town in towns}
    towns = {town for town in known if not town.startswith("شهر") and len(town.split()) <= 3}
    assert len(towns) > 1200
    lines = {town: folded(before + town) for town in towns}
    found = {town: places.find_municipalities(line) for town, line in lines.items()}
    told = {town: lines[town][one[0].start : one[0].end] if one else None for town, one in found.items()}
    assert {town: one for town, one in told.items() if one != town} == {}


def test_a_misread_city_is_less_sure_and_an_unknown_one_lesser_still() -> None:
    exact, misread, unknown = (
        places.find_municipalities(folded(f"شهرداری {name} \n"))[0].strength
        for name in ("رفسنجان", "رفسنحان", "خوگچنک")
    )
    assert exact > 0.9 > misread
    assert unknown < 0.8


def test_every_city_of_the_gazetteer_has_a_province() -> None:
    assert places.province_of("زرند") == "کرمان"
    assert places.province_of("بندر عباس") == "هرمزگان"
    assert places.city("زرند") == ("زرند", 1.0)


@pytest.mark.parametrize("text", ["فرمانداری شهرستان ", "فرماندار محترم شهرستان ", "بخشداری "])
def test_a_county_is_not_a_city_of_the_same_name(text: str) -> None:
    whole = folded(text + "گرگان")
    assert places.is_county(whole, whole.index("گرگان"))


@pytest.mark.parametrize("text", ["شهرداری ", "شورای اسلامی شهر ", "فرمانداری درباره شهرداری "])
def test_a_city_is_not_a_county(text: str) -> None:
    whole = folded(text + "گرگان")
    assert not places.is_county(whole, whole.index("گرگان"))


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("شورای اسلامی شهر بندر کنگ", ["بندر کنگ"]),
        ("هیئت تطبیق مصوبات شوراهای اسلامی شهرستان", []),
        ("بودجه آن شهرداری الزامی است", []),
    ],
)
def test_a_port_is_no_other_town_and_a_county_none(text: str, towns: list[str]) -> None:
    assert [found.value for found in places.find_municipalities(folded(text))] == towns


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("با حضور هر پنج عضو یعنی رضا صفری رسمیت یافت", ["رضا صفری"]),
        ("علی رضایی / حسن امینی / مریم باقری", ["علی رضایی", "حسن امینی", "مریم باقری"]),
        ("☑ علی رضایی ☒ حسن امینی", ["علی رضایی", "حسن امینی"]),
        ("علی رضایی ........ حسن امینی ........", ["علی رضایی", "حسن امینی"]),
        ("هزینه از محل اعتبارات پرداخت گردد", []),
    ],
)
def test_names_are_mentioned_in_running_words_and_between_any_marks(text: str, wanted: list[str]) -> None:
    found = names.mentioned(folded(text))
    assert [one.value for one in found] == [folded(name) for name in wanted]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("علی کاری", True),
        ("رضا درمان", True),
        ("حسن سفر", True),
        ("جواد اداری", True),
        ("علی زیارت", True),
        ("محمد رضا قبلی", True),
        ("علی رضایی", True),
        # Beside whole names, and without one.
        ("علی رضایی سفر", False),
        ("علی سفر کاری", False),
        ("سفر کاری", False),
        ("بیماری قبلی", False),
        ("حج عمره", False),
        ("علی مأموریت", False),
        ("علی البدل", False),
    ],
)
def test_a_reason_of_absence_is_a_family_name_right_behind_a_first_one(text: str, name: bool) -> None:
    assert names.is_name(text) is name


@pytest.mark.parametrize(
    ("run_together", "people"),
    [
        ("حسین‌آقا فرج‌زاده", ["حسین اقا فرج زاده"]),
        ("علی رضایی حسن امینی", ["علی رضایی", "حسن امینی"]),
        ("علی رضایی رضا کریم‌زاده", ["علی رضایی", "رضا کریم زاده"]),
    ],
)
def test_two_names_run_together_are_parted_and_a_family_name_is_not(run_together: str, people: list[str]) -> None:
    plain = folded(run_together)
    assert [one.value for one in names.parted(plain, Found(plain, 0, len(plain), 0.9))] == people


@pytest.mark.parametrize(
    ("read_as", "city"),
    [
        ("زارج", ("زارچ", 0.95)),
        ("زارچ", ("زارچ", 1.0)),
        ("رودان", ("رودان", 1.0)),
        ("کرمات", ("کرمان", 0.8)),
    ],
)
def test_a_city_whose_dots_were_misread_is_known_where_no_other_has_its_letters(
    read_as: str, city: tuple[str, float]
) -> None:
    assert places.city(read_as) == city
