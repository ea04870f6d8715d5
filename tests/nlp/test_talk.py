"""Sentences that rule something, and sentences that only tell what was said."""

from __future__ import annotations

import pytest

from nlp import talk
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("sentence", "is_talk"),
    [
        ("رئیس کمیسیون گزارش بازدید از گلخانه را ارائه کرد.", True),
        ("نامه اهالی خوانده شد.", True),
        ("آقای صفری گفت که جدول‌ها باید تعویض شود.", True),
        ("راجع به خرید یک دستگاه غلتک.", True),
        ("شهرداری یک دستگاه غلتک خریداری نماید.", False),
        ("پس از گفت‌وگو، شورا پذیرفت که مهلت تمدید شود.", False),
        ("نامه اهالی خوانده شد و مقرر گردید پاسخ داده شود.", False),
        ("پل عابر ساخته شود. (همه موافق)", False),
    ],
)
def test_who_only_tells_what_was_said_decides_nothing(sentence: str, is_talk: bool) -> None:
    assert talk.is_talk(folded(sentence)) is is_talk


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("نامه باشگاه کوهنوردی خوانده شد. سالن شهرداری در اختیار باشگاه قرار گیرد.", "سالن"),
        ("بهای پیشنهادی ۴۰ میلیون ریال است. خرید زمین کنار میدان موکول شد.", "خرید"),
        ("شهرداری سالن را آماده کند. گزارش کار ماهانه ارائه شود.", "شهرداری"),
        ("گزارش عملکرد انبار شهرداری خوانده شد.", "گزارش"),
    ],
)
def test_a_decision_begins_behind_the_talk_and_where_all_is_talk_with_it(text: str, words: str) -> None:
    plain = folded(text)
    assert plain[talk.before(plain, 0, len(plain)) :].startswith(folded(words))
