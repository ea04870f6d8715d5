"""What the words of a line tell of the part that it belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import parts
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("۱- خرید لودر", True),
        ("مصوبه دوم: خرید لودر", True),
        ("تبصره ۱: ساکنان معاف‌اند", True),
        ("موضوع: خرید لودر", True),
        ("۳۸,۰۰۰,۰۰۰ ریال از محل اعتبارات", False),
        ("۱۲ درصد از اعتبارات", False),
        ("۱۴۰۲/۰۳/۰۱ شهرداری", False),
        ("و نتیجه را اعلام کند", False),
    ],
)
def test_items_labels_and_notes_begin_something_and_sums_and_dates_do_not(line: str, begins: bool) -> None:
    assert parts.begins(folded(line)) is begins


@pytest.mark.parametrize(
    ("line", "number"),
    [("۳) خرید لودر", 3), ("ثانیاً مبلغ ده میلیون ریال", 2), ("مصوبه سوم: خرید", 3), ("خرید لودر", None)],
)
def test_an_item_is_numbered_in_figures_or_words(line: str, number: int | None) -> None:
    assert parts.numbered(folded(line)) == number


@pytest.mark.parametrize(
    ("line", "reports"),
    [
        ("به اتفاق آرا تصویب شد.", True),
        ("رأی‌گیری: موافق ۶ / مخالف ۲ / ممتنع ۱", True),
        ("با خرید لودر با ۴ رأی موافق موافقت شد", False),
        ("جلسه پایان یافت", False),
    ],
)
def test_a_line_reports_a_vote_when_it_tells_nothing_else(line: str, reports: bool) -> None:
    assert parts.reports(folded(line)) is reports


@given(st.text(alphabet="ابتشهرداری مصوبه:-۱۲۳()،.\t", max_size=120))
def test_any_line_has_signs_and_the_same_each_time(line: str) -> None:
    told = folded(line)
    assert parts.signs(told) == parts.signs(told)
    assert all(sign for sign in parts.signs(told))


@pytest.mark.parametrize(
    ("line", "sign"),
    [("• «خیابان آزادی»", "•"), ("• (۱) متن", "•"), ("- متن", "-"), ("-متن", "-"), ("- (۱", None), ("---", None)],
)
def test_a_bullet_opens_a_point_and_a_dash_only_before_a_word(line: str, sign: str | None) -> None:
    assert parts.bullet(folded(line)[:3]) == sign
