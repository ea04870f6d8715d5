"""Lines that name a decision by its number."""

from __future__ import annotations

import pytest

from nlp import decisions, numbering
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("بندهای یک الی سه به اتفاق آرا؛ در بند چهار پنج نفر موافق", [{1, 2, 3}, {4}]),
        ("مصوبات ۱، ۲ و ۵ با شش رأی موافق", [{1, 2, 5}]),
        ("بند «ب» را همه پذیرفتند", [{2}]),
        ("هر دو تصمیم یکجا به رأی گذاشته شد", [None]),
        ("مصوبات این نشست همگی به اتفاق آرا بوده است", [None]),
        ("این بند چهار موافق داشت", []),
        ("کلیه بندهای فوق به استثنای بند ۳ به اتفاق آرا و بند ۳ با چهار رأی", [None, {3}]),
        ("همه مصوبات بجز مصوبه دو با پنج رأی", [None]),
        ("به استناد بند ۱۶ ماده ۸۰ قانون شوراها", []),
        ("در میان سخنان خود رئیس شورا به بند ۲ اشاره کرد", []),
    ],
)
def test_a_report_says_of_which_decisions_it_speaks(text: str, told: list[set[int] | None]) -> None:
    which = [numbers for numbers, *_ in numbering.referring(folded(text))]
    assert [set(one) if one is not None else None for one in which] == told


@pytest.mark.parametrize(
    ("row", "number"),
    [("نخست\t۳\t۱", 1), ("بند ۲\t۴\t۰", 2), ("۱۵۳-۴\t۵\t۰", 4), ("۳ موافق\tموافق", 3), ("نام عضو\tرأی", None)],
)
def test_a_row_of_votes_begins_with_the_number_of_its_decision(row: str, number: int | None) -> None:
    assert numbering.row_number(folded(row), 153) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("مصوبه ۵۱۲ - تعرفه پارکینگ", 512),
        ("دستور ۲", 2),
        ("بند سه – گزارش", 3),
        ("موضوع ۴\tتعمیر پل", 4),
        ("مصوبه شورا را شهردار اعلام کرد", None),
        ("بند ۱۶ ماده ۸۰", None),
    ],
)
def test_a_heading_bears_the_number_of_what_stands_below(line: str, number: int | None) -> None:
    assert numbering.heading(folded(line)) == number


@pytest.mark.parametrize(
    ("line", "number", "words"),
    [
        ("«ماده واحده: شهرداری موظف است", None, "شهرداری"),
        ("تصمیم دو – نرخ کرایه", 2, "نرخ"),
        ("ج( پل تعمیر شود", 3, "پل"),
        ("ب. پل تعمیر شود", 2, "پل"),
        ("(بند ۲) پل تعمیر شود", 2, "پل"),
        ("با این نتیجه، (بند ۱) پل تعمیر شود", 1, "پل"),
        ("نخست. پل تعمیر شود", 1, "پل"),
        ("دوم آقای صفری برگزیده شد", 2, "آقای"),
        ("دو مقرر شد پل تعمیر شود", 2, "مقرر"),
        ("دو دستگاه خودرو خریداری شود", None, "دو"),
        ("مصوبه ۱ (کد م/۱۴۰۱/۷۵) – دستور ۳: پل تعمیر شود", 1, "پل"),
        ("۵۲-۱.۱) پل تعمیر شود", 1, "پل"),
        ("حاصل گفتگو: پل تعمیر شود", None, "پل"),
        ("تصویب شد: پل تعمیر شود", None, "پل"),
        ("پیشنهاد شهرداری درباره اجاره انبار کنار میدان: انبار برای یک سال اجاره داده شود", None, "انبار برای"),
        ("◄ پل تعمیر شود", None, "پل"),
        ("ماده واحده با تبصره آن", None, "ماده"),
    ],
)
def test_a_decisions_words_begin_behind_whatever_announces_it(line: str, number: int | None, words: str) -> None:
    plain = folded(line)
    head = decisions.opening(plain, 52)
    assert (head.value, plain[head.end :].startswith(folded(words))) == (number, True)


@pytest.mark.parametrize(
    ("heads", "numbers"),
    [
        ("نام عضو\tمصوبه ۱\tمصوبه ۲\tمصوبه ۳", [1, 2, 3]),
        ("نام و نام خانوادگی\tبند اول\tبند دوم", [1, 2]),
        ("نام عضو مصوبه ۱ مصوبه ۲", [1, 2]),
        ("نام عضو\tسمت\tامضا", []),
        ("مصوبه ۱ شهرداری مجاز است", []),
    ],
)
def test_heads_of_columns_name_decisions(heads: str, numbers: list[int]) -> None:
    assert numbering.columns(folded(heads)) == numbers


def test_a_clause_announces_all_decisions_below_it() -> None:
    told = folded("جلسه رسمیت یافت. موارد زیر به اتفاق آرا تصویب شد:")
    begins = numbering.announces_all(told)
    assert begins is not None and told[begins:].startswith(folded("موارد"))
    assert numbering.announces_all(folded("شهرداری مجاز است موارد زیر را خریداری نماید")) is None


def test_a_clause_leads_on_to_the_next_and_to_the_rest() -> None:
    told = [
        which
        for which, *_ in numbering.referring(folded("بندهای الف و ج به اتفاق آرا و بند ب با ۵ رأی موافق تصویب شد"))
    ]
    assert told == [{1, 3}, {2}]
    rest = [which for which, *_ in numbering.referring(folded("بند ۲ با ۳ رأی و سایر بندها به اتفاق آرا تصویب شد"))]
    assert rest == [{2}, None]


@pytest.mark.parametrize(
    ("heads", "above", "numbers"),
    [
        ("نام و نام خانوادگی سمت تصمیم یکم تصمیم دوم امضا", "", [1, 2]),
        ("۱\t۲\t۳", "نام و نام خانوادگی\tسمت\tرأی به مصوبات\tامضا", [1, 2, 3]),
        ("بند ۱\tبند ۲", "نام عضو\tآرای اعضا به بندهای", [1, 2]),
        ("۱\t۲\t۳", "ردیف\tشرح\tمبلغ", []),
        ("۱\t۲\t۳", "", []),
    ],
)
def test_heads_number_the_decisions_on_which_members_voted(heads: str, above: str, numbers: list[int]) -> None:
    assert numbering.columns(folded(heads), folded(above)) == numbers


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("«شهرداری مکلف است جدول‌ها را تا پایان ماه تعویض نماید.» این مصوبه با ۶ رأی تصویب شد", True),
        ("آقای صفری: پول صرف خرید شود.\n«شهرداری اجازه یافت دو خودروی فرسوده را بفروشد.»", True),
        ("«نرخ بند «د» تعرفه ۱۲ از ابتدای سال به تصویب رسید»\nاین مصوبه ابلاغ شد", True),
        ("«بوستان پسته و باغ شهر خاطره‌ها» نام تازه پارک شد.", False),
        ("نام بلوار به «بلوار شهدای صیاد و جانبازان سرافراز» تغییر یافت.", False),
        ("«شهرداری مکلف است جدول‌ها را تا پایان ماه تعویض نماید.", False),
    ],
)
def test_a_decision_may_stand_within_quotation_marks(text: str, own: bool) -> None:
    assert (decisions.quoted(folded(text)) is not None) is own


@pytest.mark.parametrize(
    ("text", "undecided"),
    [
        ("در این بند رأی‌گیری نشد و ادامه بررسی به بعد ماند", True),
        ("به علت نبود مدارک تصمیمی اتخاذ نگردید", True),
        ("جهت اطلاع", True),
        ("(صرفاً جهت اطلاع اعضا)", True),
        ("مراتب جهت اطلاع به فرمانداری ارسال شود", False),
        ("پس از رأی‌گیری تصویب شد", False),
    ],
)
def test_where_nothing_was_decided(text: str, undecided: bool) -> None:
    assert decisions.is_undecided(folded(text)) is undecided


def test_decisions_of_one_cell_count_on_from_one_another() -> None:
    cell = folded("خرید غلتک تصویب شد. آرا: موافق ۵ ۲) پرداخت ۲۰۰ ریال بلامانع است. ۵) نه")
    assert [cell[at : at + 2] for at in decisions.counted_on(cell, 1)] == ["2)"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("سایر بندها به اتفاق آرا تصویب شد", [None]),
        ("در پایان سایر موارد با ۳ رأی موافق به جلسه بعد موکول شد", []),
        ("شهرداری گزارش خود را درباره سایر بندها با ۳ رأی ارائه کند", []),
    ],
)
def test_all_others_are_decisions_of_which_a_clause_begins_to_speak(text: str, told: list[None]) -> None:
    assert [which for which, *_ in numbering.referring(folded(text))] == told


@pytest.mark.parametrize(
    ("letters", "counted"),
    [
        ("الف ب ج د", [1, 2, 3, 4]),
        ("الف ب پ ت ج", [1, 2, 3, 4, 5]),
        ("الف ب پ ت ث ج", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_a_lists_own_letters_tell_in_which_order_it_counts(letters: str, counted: list[int]) -> None:
    text = folded("\n".join(f"{letter}) خرید کتاب" for letter in letters.split()))
    assert [mark.value for mark in decisions.items(text)] == counted
    assert [which for which, *_ in numbering.referring(folded(f"بندهای {' و '.join(letters.split())} با ۳ رأی"))] == [
        set(counted)
    ]


@pytest.mark.parametrize(("row", "number"), [("پ\t۳\t۱", 3), ("ت\t۴\t۰", 4), ("تعداد\t۴\t۰", None), ("بودجه\t۴", None)])
def test_a_letter_numbers_a_row_only_where_it_stands_alone(row: str, number: int | None) -> None:
    assert numbering.row_number(folded(row)) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("مصوبه ۲۴۱ | موافق: ۴ نفر مخالف: ۱ نفر", 241),
        ("شماره مصوبه: ۲۴۱ آراء: ۴ موافق، ۱ مخالف", 241),
        ("■ تصمیم ۱۵۳/۴ ◄ رأی: موافق ۴ مخالف ۱", 4),
        ("۲۴۱) به اتفاق آرا", 241),
        ("مصوبه دویست و چهل و دوم", 242),
        ("دستور ۲", None),
        ("دستور ۲ | ۴ موافق", 2),
        ("مصوبه ۲۴۱ - تعرفه پارکینگ", None),
        ("۲۴۱) خرید قیر", None),
        ("رأی: پنج موافق، دو مخالف", None),
    ],
)
def test_the_head_of_one_decision_says_no_more_than_its_number_and_its_vote(line: str, number: int | None) -> None:
    assert numbering.own_head(folded(line), 153) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("۲- گزارش قرائت شد.\n۳- تقاضای آقای کریمی مطرح شد. اعضا نظر دادند.", 3),
        ("۴) در ادامه بحث سد معبر مطرح گردید.", 4),
        ("موضوع چهارم، درخواست راننده مینی‌بوس", 4),
        ("سومین دستور بررسی بودجه بود.", 3),
        ("در سال ۱۴۰۲ مبلغ ۳۰۰ میلیون ریال پرداخت شد.", None),
    ],
)
def test_a_decision_is_numbered_as_its_point(text: str, number: int | None) -> None:
    assert numbering.last_point(folded(text)) == number


@pytest.mark.parametrize(
    ("line", "of_all"),
    [
        ("تمامی چهار مصوبه بالا به اتفاق آرا تصویب شد", True),
        ("مراتب فوق با ۴ رأی تصویب شد", True),
        ("بندهای سه‌گانه به اتفاق آرا", True),
        ("مفاد این صورتجلسه به تصویب رسید", True),
        ("این مصوبه با ۴ رأی تصویب شد", False),
        ("شهرداری موظف است تا پایان سال همه موارد را پیگیری کند", False),
    ],
)
def test_a_line_tells_of_all_above(line: str, of_all: bool) -> None:
    assert numbering.tells_of_all(folded(line)) is of_all
