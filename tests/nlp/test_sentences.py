"""Where sentences end."""

from __future__ import annotations

from nlp.normalise import folded
from nlp.sentences import sentences


def test_a_bracket_that_reports_a_vote_is_not_cut() -> None:
    text = folded("نام کوچه یاس هفتم تغییر یابد. (اکثریت پنج رأی؛ یک نفر رأی ممتنع داد). موضوع بعدی بررسی بودجه بود.")
    cuts = list(sentences(text, 0, len(text)))
    assert [text[cut:].split()[0] for cut in cuts] == [folded("موضوع")]


def test_a_semicolon_outside_of_brackets_parts_sentences() -> None:
    text = folded("شهرداری یک دستگاه غلتک خریداری نماید؛ این تصمیم به اتفاق آرا گرفته شد")
    assert len(list(sentences(text, 0, len(text)))) == 1
