"""What a sitting decided and how it voted, wherever on the paper either is told."""

from __future__ import annotations

from typing import Any

import pytest

from intake import fields, resolutions
from intake.paragraphs import Line, Tagged
from intake.sheet import Sheet
from intake.voting import Item
from nlp.normalise import folded
from tests.intake.drawn import drawn

HEAD = "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nاعضای حاضر: علی رضایی، حسن امینی، مریم باقری، زهرا کریمی، رضا صفری\n"


def decided(text: str, *more: str) -> list[tuple[int, str, int | None, int | None]]:
    """(number, first words, for, against) of each decision on pages of these lines."""
    pages = [drawn(HEAD + text), *(drawn(page, number=number) for number, page in enumerate(more, 2))]
    found: Any = fields.extract(pages, "council-minutes")["resolutions"].value
    return [(one["number"], one["text"], one["votes_for"], one["votes_against"]) for one in found]


def test_votes_stand_in_a_table_behind_the_decisions_with_their_numbers() -> None:
    assert decided(
        "مصوبات:\n"
        "۱- شهرداری مجاز است یک دستگاه غلتک تا سقف ۵ میلیارد ریال خریداری نماید.\n"
        "۲- با درخواست باشگاه کوهنوردی برای استفاده از سالن موافقت نشد.\n"
        "نتیجه رای گیری:\n"
        "شماره مصوبه\tآری\tخیر\tممتنع\n"
        "۱\t۵\t۰\t۰\n"
        "۲\t۲\t۳\t۰"
    ) == [
        (1, "شهرداری مجاز است یک دستگاه غلتک تا سقف ۵ میلیارد ریال خریداری نماید", 5, 0),
        (2, "با درخواست باشگاه کوهنوردی برای استفاده از سالن موافقت نشد", 2, 3),
    ]


def test_votes_are_told_in_one_sentence_of_many_decisions() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- مقرر گردید شهرداری جدول‌های خیابان کوهسار را تعویض نماید.\n"
        "۲- شهرداری موظف شد گزارش انبار را هر ماه به شورا ارائه کند.\n"
        "۳- نامگذاری میدان ورودی شهر به نام شاعر شهر تصویب شد.\n"
        "نتیجه رای گیری: بندهای یک و دو به اتفاق آرا؛ در بند سه سه نفر موافق و دو نفر مخالف."
    )
    assert [(number, one, other) for number, _, one, other in found] == [(1, 5, 0), (2, 5, 0), (3, 3, 2)]


def test_a_report_behind_an_arrow_or_in_brackets_is_no_part_of_the_decision() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- شهرداری مجاز است انبار را برای یک سال اجاره نماید. ← چهار موافق، یک مخالف\n"
        "۲- پرداخت پاداش کارگران تا پایان سال تصویب شد. { موافق ۳ | مخالف ۲ | ممتنع ۰ }\n"
        "۳- پل عابر خیابان کوهسار تا پایان سال ساخته شود. [همه موافق]"
    )
    assert found == [
        (1, "شهرداری مجاز است انبار را برای یک سال اجاره نماید", 4, 1),
        (2, "پرداخت پاداش کارگران تا پایان سال تصویب شد", 3, 2),
        (3, "پل عابر خیابان کوهسار تا پایان سال ساخته شود", 5, 0),
    ]


def test_what_was_raised_before_the_decision_is_left_out_and_a_report_in_the_list_is_none() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- نامه اهالی کوی کوهسار خوانده شد. مقرر گردید شهرداری روشنایی کوی را تا پایان ماه نصب نماید. همه موافق بودند.\n"
        "۲- گزارش پیشرفت پارک بانوان را سرپرست عمرانی ارائه کرد.\n"
        "۳- شهرداری مجاز است یک دستگاه غلتک خریداری نماید. چهار نفر موافق و یک نفر مخالف بودند."
    )
    assert found == [
        (1, "مقرر گردید شهرداری روشنایی کوی را تا پایان ماه نصب نماید", 5, 0),
        (3, "شهرداری مجاز است یک دستگاه غلتک خریداری نماید", 4, 1),
    ]


def test_who_voted_each_time_came_though_a_name_was_lost() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- شهرداری مجاز است یک دستگاه غلتک خریداری نماید. (۵ موافق، ۱ مخالف)\n"
        "۲- مقرر گردید شهرداری جدول‌های خیابان کوهسار را تعویض نماید. (به اتفاق آرا)"
    )
    assert [one for *_, one, _ in found] == [5, 6]


def test_a_table_goes_on_over_the_page_below_the_same_heads() -> None:
    found = decided(
        "ردیف\tمتن مصوبه\tموافق\tمخالف\tممتنع\n1\tخرید یک دستگاه غلتک برای واحد عمران تصویب شد.\t5\t0\t0",
        "2\tپرداخت پاداش کارگران فضای سبز تصویب شد.\t3\t2\t0",
    )
    assert [(number, one, other) for number, _, one, other in found] == [(1, 5, 0), (2, 3, 2)]


def test_a_heading_numbers_the_decision_below_it() -> None:
    found = decided(
        "مصوبه ۵۱۲ - خرید غلتک\n"
        "درخواست واحد عمران خوانده شد.\n"
        "تصمیم شورا: شهرداری مجاز است یک دستگاه غلتک خریداری نماید.\n"
        "آرا: موافق ۴ نفر، مخالف ۱ نفر\n"
        "مصوبه ۵۱۳ - پاداش کارگران\n"
        "فهرست کارگران بررسی شد.\n"
        "تصمیم شورا: پرداخت پاداش کارگران تا پایان سال تصویب شد.\n"
        "آرا: به اتفاق آرا"
    )
    assert [(number, one) for number, _, one, _ in found] == [(512, 4), (513, 5)]


def test_the_vote_of_each_member_on_each_decision_is_counted_behind_a_column_of_signatures() -> None:
    found = decided(
        "تصمیم یکم: مقرر گردید شهرداری جدول‌های خیابان کوهسار را تعویض نماید.\n"
        "تصمیم دوم: شهرداری مجاز است یک دستگاه غلتک خریداری نماید.\n"
        "نام و نام خانوادگی\tسمت\tتصمیم یکم\tتصمیم دوم\tامضا\n"
        "علی رضایی\tرئیس\tموافق\tموافق\n"
        "حسن امینی\tعضو\tموافق\tمخالف\n"
        "مریم باقری\tعضو\tموافق\tموافق\n"
        "زهرا کریمی\tعضو\tموافق\tممتنع\n"
        "رضا صفری\tعضو\tموافق\tموافق"
    )
    assert [(number, one, other) for number, _, one, other in found] == [(1, 5, 0), (2, 3, 1)]


def test_all_but_one_were_voted_alike() -> None:
    found = decided(
        "مصوبات:\n"
        "۱- مقرر گردید شهرداری جدول‌های خیابان کوهسار را تعویض نماید.\n"
        "۲- شهرداری مجاز است یک دستگاه غلتک خریداری نماید.\n"
        "۳- پرداخت پاداش کارگران تا پایان سال تصویب شد.\n"
        "کلیه بندهای فوق به استثنای بند ۲ به اتفاق آرا و بند ۲ با ۴ رأی موافق و ۱ رأی مخالف به تصویب رسید."
    )
    assert [(number, one, other) for number, _, one, other in found] == [(1, 5, 0), (2, 4, 1), (3, 5, 0)]


def test_what_was_not_voted_on_is_no_decision() -> None:
    found = decided(
        "ردیف\tموضوع\tمشروح مذاکرات\tتصمیم شورا\tرأی\n"
        "۱\tخرید غلتک\tنامه واحد عمران خوانده شد.\tشهرداری مجاز است یک دستگاه غلتک خریداری نماید.\t۴ موافق ۱ مخالف\n"
        "۲\tپارک بانوان\tشهردار گفت پیشرفت پروژه شصت درصد است و تا تابستان پایان می‌یابد.\tجهت اطلاع\t-"
    )
    assert [number for number, *_ in found] == [1]


def test_heads_that_strayed_into_the_first_row_still_name_the_sides() -> None:
    found = decided(
        "ردیف\tشرح مصوبه\tموافق نتیجه رأی گیری\n"
        "۱\tخرید یک دستگاه غلتک برای واحد عمران تصویب شد.\tمخالف ممتنع ۵ ۰ ۰\n"
        "۲\tپرداخت پاداش کارگران فضای سبز تا پایان سال تصویب شد.\t۳ ۱ ۱\n"
        "۳\tبا تمدید قرارداد نگهداری پارک کوهسار موافقت نشد.\t۱\t۴\t-"
    )
    assert [(number, one, other) for number, _, one, other in found] == [(1, 5, 0), (2, 3, 1), (3, 1, 4)]


def test_a_decision_behind_the_longer_report_of_its_row_is_told_with_its_votes() -> None:
    found = decided(
        "ردیف\tموضوع و خلاصه گزارش کمیسیون\tمراتب\tموافق\tمخالف\tممتنع\n"
        "۱\tلایحه خرید غلتک؛ کمیسیون عمران کلیات لایحه را بررسی و تایید نموده است.\t"
        "به شهرداری اجازه داده شد یک دستگاه غلتک خریداری نماید.\t۴\t۱\t۰"
    )
    assert found == [(1, "به شهرداری اجازه داده شد یک دستگاه غلتک خریداری نماید", 4, 1)]


@pytest.mark.parametrize(
    ("numbers", "last", "kept"),
    [
        ((1, 2, None), "گزارش درآمد به شورا ارائه شود.", [1, 2]),
        ((1, 2, None), "گزارش درآمد با ۴ رأی موافق تصویب شد.", [1, 2, None]),
        ((1, 2, None), "۳\tگزارش درآمد\tارائه شود", [1, 2, None]),
        # Nothing counts: one number is no list, nor are two that do not follow one another.
        ((1, None, None), "گزارش درآمد به شورا ارائه شود.", [1, None, None]),
        ((1, 3, None), "گزارش درآمد به شورا ارائه شود.", [1, 3, None]),
    ],
)
def test_what_bears_no_number_and_tells_no_vote_is_none_of_a_list_that_counts(
    numbers: tuple[int | None, ...], last: str, kept: list[int | None]
) -> None:
    sheet = Sheet([drawn("خرید کتاب تصویب شد.\nاجاره غرفه تمدید گردید.\n" + last)])
    decided = [Item(number, row.start, row.end) for number, row in zip(numbers, sheet.rows, strict=True)]
    assert [item.number for item in resolutions._of_a_count(sheet, decided)] == kept


@pytest.mark.parametrize(
    ("numbers", "first", "kept"),
    [
        ((1, 1, 2), "گزارش بازار را رئیس خواند.", [1, 2]),
        # It decides, or tells a vote: the number was read wrongly.
        ((1, 1, 2), "گزارش درآمد تصویب شد.", [1, 1, 2]),
        ((1, 1, 2), "گزارش درآمد، با ۴ رأی موافق", [1, 1, 2]),
        # Without it the others would not count on, or it bears another number or none.
        ((1, 1, 3), "گزارش بازار را رئیس خواند.", [1, 1, 3]),
        ((1, 2, 3), "گزارش بازار را رئیس خواند.", [1, 2, 3]),
        ((None, 1, 2), "گزارش بازار را رئیس خواند.", [None, 1, 2]),
    ],
)
def test_a_matter_above_the_decision_that_bears_its_number_is_none(
    numbers: tuple[int | None, ...], first: str, kept: list[int | None]
) -> None:
    sheet = Sheet([drawn(first + "\nخرید کتاب تصویب شد.\nاجاره غرفه تمدید گردید.")])
    decided = [Item(number, row.start, row.end) for number, row in zip(numbers, sheet.rows, strict=True)]
    assert [item.number for item in resolutions._without_matters(sheet, decided)] == kept


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("مرمت پل تصویب شد. (اتفاق آرا)\nموارد مطرح شده بدون اخذ تصمیم", "مرمت پل تصویب شد. (اتفاق آرا)"),
        ("مرمت پل تصویب شد (۴ موافق - ۱ مخالف).\nسایر موارد", "مرمت پل تصویب شد (۴ موافق - ۱ مخالف)."),
        # No heading: a sentence, a rule, a vote; and no report in front of it.
        ("مرمت پل تصویب شد. (اتفاق آرا)\nسد مسکوت ماند.", None),
        ("مرمت پل تصویب شد. (اتفاق آرا)\nو سد ارجاع گردید", None),
        ("مرمت پل تصویب شد. (اتفاق آرا)\nبا ۴ رأی موافق", None),
        ("مرمت پل (ورودی شهر)\nموارد مطرح شده بدون اخذ تصمیم", None),
    ],
)
def test_a_heading_below_the_bracket_with_the_vote_is_none_of_the_decision(line: str, own: str | None) -> None:
    sheet = Sheet([drawn(line)])
    tagged = Tagged(Line(sheet.rows[0], sheet.rows[-1], 0, len(sheet.text), True, True), "decides", 1.0)
    told = sheet.text[: resolutions._own_end(sheet, tagged)].rstrip()
    assert told == (folded(own) if own else sheet.text.rstrip())


@pytest.mark.parametrize("blank", ["ـــــــ", "\u200c", "\u200f", "ً", "\u0640 \u0640"], ids=ascii)
def test_a_line_of_signs_that_are_no_words_tells_of_no_vote(blank: str) -> None:
    text = "مصوبات:\n۱- خرید کتاب تصویب شد.\n{0}\n۲- اجاره غرفه تمدید گردید.\n{0}\nپایان"
    assert [number for number, *_ in decided(text.format(blank))][-1] == 2


def test_a_head_that_tells_the_vote_is_of_the_decision_below_it() -> None:
    found = decided(
        "مصوبات\nمصوبه ۲۴۱ | موافق: ۴ نفر مخالف: ۱ نفر\n"
        "متمم بودجه شهرداری به مبلغ ۴۸۰,۰۰۰ میلیون ریال تصویب می‌شود.\n"
        "مصوبه ۲۴۲ | موافق: ۳ نفر مخالف: ۲ نفر\nبه شهرداری اجازه داده می‌شود یک دستگاه غلتک خریداری نماید.\n"
        "مصوبه ۲۴۳ | به اتفاق آراء\nمقرر شد ساعت کار بازار روز تا ساعت ۱۵ تمدید شود."
    )
    assert [(number, one, other) for number, _, one, other in found] == [(241, 4, 1), (242, 3, 2), (243, 5, 0)]
