"""Who stood on which side of a vote, in the words of many offices."""

from __future__ import annotations

import pytest

from nlp import sides
from nlp.normalise import folded


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("خانم کاظمی مخالف بود و شش نفر دیگر موافق", {"against": 1, "for": 6}),
        ("آقایان رستمی و فاضلی با این بند مخالف بودند و چهار عضو دیگر موافق.", {"against": 2, "for": 4}),
        ("دو موافق، بدون مخالف، آقایان صفری و نادری ممتنع", {"for": 2, "against": 0, "abstain": 2}),
        ("از هفت ورقه، پنج ورقه موافق و دو ورقه مخالف بود و ورقه سفید نبود", {"for": 5, "against": 2, "abstain": 0}),
        ("شش رأی له و یک رأی علیه داده شد", {"for": 6, "against": 1}),
        ("5 نفر آری 2 نفر نه", {"for": 5, "against": 2}),
        ("شش رأی موافق بود و مخالفی نداشت", {"for": 6, "against": 0}),
        ("موافق شش، مخالف یک", {"for": 6, "against": 1}),
        ("موافق با درخواست: ۲ مخالف: ۴ ممتنع: ۱", {"for": 2, "against": 4, "abstain": 1}),
        ("موافق: صفری، نادری / مخالف: هیچ‌کس", {"for": 2, "against": 0}),
        ("موافقان: صفری، نادری (۲ رأی). مخالف: فاضلی (۱ رأی).", {"for": 2, "against": 1}),
        ("موافقین شش نفر و مخالف یک نفر بود", {"for": 6, "against": 1}),
        ("سه عضو با این پیشنهاد موافقت کردند", {"for": 3}),
        ("۸ موافق تعویق، ۱ مخالف", {"for": 8, "against": 1}),
    ],
)
def test_each_side_has_its_count_its_names_or_nobody(text: str, told: dict[str, int]) -> None:
    assert {side: one.count for side, one in sides.read(folded(text)).items()} == told


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("همه موافق", {"for": (None, "all")}),
        ("کلیه اعضا (شش نفر) به این بند رأی مثبت دادند", {"for": (6, "all")}),
        ("هر شش نفر رأی منفی دادند", {"against": (6, "all")}),
        ("این تصمیم با توافق همه هشت عضو گرفته شد", {"for": (8, "all")}),
        ("این بند را هر شش عضو حاضر پذیرفتند", {"for": (6, "all")}),
        ("دکتر صفری رأی ممتنع داد؛ مابقی موافق بودند", {"abstain": (1, ""), "for": (None, "rest")}),
    ],
)
def test_all_and_the_rest_stand_on_a_side_too(text: str, whole: dict[str, tuple[int | None, str]]) -> None:
    assert {side: (one.count, one.whole) for side, one in sides.read(folded(text)).items()} == whole


@pytest.mark.parametrize(
    "text",
    [
        "با درخواست مخالفت شد",
        "با موافقت رئیس اداره ۳ دستگاه خریداری شود",
        "خانم صفری ضمن موافقت نگران هزینه بود",
        "پس از شنیدن نطق موافق و مخالف",
        "سخن موافق: صفری؛ سخن مخالف: نادری",
        "",
    ],
)
def test_a_sides_word_alone_tells_nothing(text: str) -> None:
    assert sides.read(folded(text)) == {}


def test_who_spoke_for_or_against_did_not_vote() -> None:
    assert sides.read(folded("خانم صفدری و آقای غفاریان موافق و آقای طباخی مخالف صحبت کردند")) == {}


def test_who_voted_for_a_reason_that_is_told_is_one() -> None:
    told = sides.read(folded("آقای محمودی با این استدلال که کار شدنی است رأی مخالف داد و چهار نفر دیگر موافق بودند"))
    assert {side: one.count for side, one in told.items()} == {"against": 1, "for": 4}


def test_marks_are_known_by_themselves_and_by_a_papers_own_legend() -> None:
    assert [sides.of_mark(mark) for mark in ("م", "مخ", "✓", "✗", "موافق", "؟")] == [
        *("for", "against", "for", "against", "for"),
        None,
    ]
    legend = sides.legend(folded("راهنما: م = موافق خ = مخالف ت = ممتنع غ = غایب"))
    assert [sides.of_mark(mark, legend) for mark in ("م", "خ", "ت", "غ")] == ["for", "against", "abstain", None]


def test_the_sides_of_a_head_and_of_each_member_are_named_in_their_order() -> None:
    assert list(sides.names_of(folded("شماره مصوبه آری خیر ممتنع"))) == ["for", "against", "abstain"]
    assert list(sides.named(folded("۲ موافق مخالف موافق"))) == ["for", "against", "for"]
