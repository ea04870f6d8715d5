"""Labels, with letters misread."""

import pytest

from nlp import labels
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("شماره: ۹۶/۱۲۳۴/ص\tتاریخ: ۱۴۰۲/۰۷/۱۵", ["letter_number", "letter_date"]),
        ("تاربخ : ۱۴۰۲/۷/۱۵ شمازه: ۱۲ پیوست: دارد", ["letter_date", "letter_number", "attachment"]),
        ("شماره\tتاریخ\tپیوست", ["letter_number", "letter_date", "attachment"]),
        ("از: شهرداری زرند به: استانداری", ["sender", "recipient"]),
        ("اسامي حاضرین درجلسه:", ["present"]),
        ("ساعت شروع: ۱۰ ساعت خاتمه: ۱۲", ["START_TIME", "END_TIME"]),
        ("شماره ۱۲۳ را ملاحظه فرمایید", ["letter_number"]),
        ("به استحضار می‌رساند تاریخ و شماره نامه در سامانه ثبت است", []),
        ("موضوع در جلسه مطرح شد", []),
    ],
)
def test_labels_of_a_line(line: str, fields: list[str]) -> None:
    assert [label.field for label in labels.in_line(folded(line))] == fields


def test_a_misread_label_is_less_sure() -> None:
    clear, misread = (labels.in_line(folded(line))[0].strength for line in ("تاریخ: ۱", "تاربخ: ۱"))
    assert misread < clear == 1.0


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("پیوست ندارد", ["attachment"]),
        ("پیوست ۲ برگ", ["attachment"]),
        ("شماره الف/۱۲/۳۴۵", ["letter_number"]),
        ("پیوست این نامه فرستاده شد", []),
        ("شماره آن اعلام می‌شود", []),
    ],
)
def test_a_label_needs_no_colon_before_what_only_it_announces(line: str, fields: list[str]) -> None:
    assert [label.field for label in labels.in_line(folded(line))] == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("شماره ۲۱/ش ص تاریخ ۱۵ شهریور ۱۴۰۰", ["letter_number", "letter_date"]),
        ("شماره ابلاغ: ۳۷۱/ش ت\tپیوست: ۱ برگ", ["letter_number", "attachment"]),
        ("نامه شماره ۷۳۰/م/۰۳ * مورخه ۰۳/۹/۱۷ * ضمیمه: -", ["letter_number", "letter_date", "attachment"]),
        ("شهرداران محترم شهرهای استان ۰۳/۱۱/۰۷ تاریخ", ["letter_date"]),
        ("از دفتر امور شهری ۴۲/۲/۱۱۸۷۶ شماره", ["letter_number"]),
        ("پیرو نامه ۴۲/۲/۱۱۸۷۶ آن سازمان در تاریخ", []),
        ("با توجه به مورخ ۱۴۰۲/۰۵/۰۱ تاریخ", []),
    ],
)
def test_a_number_s_letters_are_no_labels_and_a_label_may_stand_behind_its_value(line: str, fields: list[str]) -> None:
    assert [label.field for label in labels.in_line(folded(line)) if label.field != "DAY"] == fields


@pytest.mark.parametrize(
    ("line", "field"),
    [("مورح: ۱۴۰۲/۲/۳", "letter_date"), ("بیوسب: دارد", "attachment"), ("موصوع: بودجه", "subject")],
)
def test_a_label_is_known_by_the_shape_of_its_letters(line: str, field: str) -> None:
    assert [label.field for label in labels.in_line(folded(line))] == [field]


def test_a_dash_behind_a_colon_is_the_value_where_nothing_follows() -> None:
    line = folded("پیوست :-\tدوره پنجم")
    (label,) = labels.in_line(line)
    assert line[label.end :].startswith("-")


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("شورای اسلامی شهر فریمان شماره ۱۷۶-۲/ش", ["letter_number"]),
        ("حسابداران رسمی، عضو جامعه گزارش شماره ۱۱۸/۱۴۰۲", ["letter_number"]),
        ("موضوع آن در پاسخ به نامه شماره ۱۲/۳۴", []),
        ("اعضا در جلسه علنی مورخ ۱۴۰۲/۰۵/۰۱", []),
    ],
)
def test_a_number_ends_the_line_of_a_letterhead(line: str, fields: list[str]) -> None:
    assert [label.field for label in labels.in_line(folded(line))] == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("تاریخ - ۱۴۰۱/۰۵/۲۰", ["letter_date"]),
        ("شمار ۱۴۰۱/ح/۲۲۰", ["letter_number"]),
        ("نمره: ۸۱/ش", ["letter_number"]),
        ("۱۴۰۰/۸۲ - ش", []),
        ("KB-۴۰۱-۲۷ : No", ["letter_number"]),
    ],
)
def test_a_label_loses_its_colon_or_its_end_and_a_dashed_letter_is_none(line: str, fields: list[str]) -> None:
    assert [label.field for label in labels.in_line(folded(line))] == fields
