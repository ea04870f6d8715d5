"""Lists of decisions that run on within one paragraph."""

from __future__ import annotations

import pytest

from nlp import running_lists
from nlp.normalise import folded


def parts(text: str) -> list[str]:
    plain = folded(text)
    begins = running_lists.points(plain, 0, len(plain))
    return [plain[left:].split()[0] for left in begins]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("اولاً پل تعمیر شود. (۵ موافق) ثانیاً پارک ساخته شود. (به اتفاق آرا)", ["اولا", "ثانیا"]),
        ("موارد زیر به تصویب رسید: ۱- پل تعمیر شود. ۲- پارک ساخته شود.", ["1-", "2-"]),
        ("۷) پل تعمیر شود. (۵ موافق) ۸) پارک ساخته شود. (۴ موافق)", ["7)", "8)"]),
        ("بند یک: پل تعمیر شود. (۵ موافق) بند دو: پارک ساخته شود. (۴ موافق)", ["بند", "بند"]),
        # What one decision counts up.
        ("با واگذاری زمین با این شرط‌ها موافقت شد: ۱- اجاره ماهانه پرداخت شود. ۲- درخت‌ها قطع نشود. (۵ موافق)", []),
        ("شهردار گفت: ۱- قیر کم است. ۲- کارگر نداریم.", []),
        ("به استناد بند ۱ ماده ۸۰ پل تعمیر شود. (۵ موافق)", []),
    ],
)
def test_points_are_told_by_their_order_and_their_votes(text: str, begins: list[str]) -> None:
    assert parts(text) == begins


@pytest.mark.parametrize(
    ("line", "cut"),
    [("پل تعمیر شود. (به اتفاق آرا) ثالثاً :", True), ("با چهار رأی مقرر شد:", False), ("ثالثاً :", False)],
)
def test_a_row_may_end_with_the_mark_of_the_next_point(line: str, cut: bool) -> None:
    assert running_lists.is_cut(folded(line)) is cut
