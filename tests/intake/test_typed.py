"""What a person types for a field."""

from __future__ import annotations

import pytest

from intake import typed
from intake.fields import Json


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("session_number", "چهل و هفت", 47),
        ("session_number", "۴۷", 47),
        ("session_date", "سه‌شنبه ۲۱/۷/۱۴۰۵", "1405-07-21"),
        ("has_attachment", "دارد ۳ برگ", True),
        ("has_attachment", "ندارد", False),
        ("session_kind", "فوق العاده", "extraordinary"),
        ("session_kind", "عادی", "ordinary"),
        ("absent", "-", []),
        ("absent", "هیچ‌کس", []),
        ("present", "علی رضایی، حسن احمدی", ["علی رضایی", "حسن احمدی"]),
        ("proposed_mayor", "جناب آقای مهندس علی رضایی", "علی رضایی"),
        ("present", "🌹", None),
        ("present", "-", None),
        ("proposed_mayor", "نمی‌دانم", None),
        ("session_kind", "نمی‌دانم", None),
        ("subject", "سلام، چرا این قدر طول می‌کشد", None),
        ("resolutions", "یه سوال دارم چرا اینقدر طول میکشه؟", None),
        ("present", "سلام", None),
    ],
)
def test_a_value_is_what_its_field_may_hold(name: str, text: str, value: Json) -> None:
    assert typed.parse(name, text) == value


def decision(number: int, text: str, votes_for: int | None = None, votes_against: int | None = None) -> dict[str, Json]:
    told = 0 if votes_for is not None else None
    return {
        "number": number,
        "text": text,
        "votes_for": votes_for,
        "votes_against": votes_against if votes_against is not None else told,
        "votes_abstain": told,
        "unanimous": False,
    }


KNOWN: Json = [decision(1, "متمم بودجه", 3, 1), decision(2, "خرید خودرو")]


def test_of_several_decisions_one_is_written_anew_by_its_number() -> None:
    written = typed.parse("resolutions", "(۲) خرید خودروی آتش‌نشانی (دست دوم) [۴ موافق، ۱ مخالف]", KNOWN)
    assert written == [decision(1, "متمم بودجه", 3, 1), decision(2, "خرید خودروی آتش‌نشانی (دست دوم)", 4, 1)]


def test_decisions_may_be_written_as_the_card_says_them() -> None:
    said = "\u2068(۱)\u2069 متمم بودجه [۳ موافق، ۱ مخالف]، \u2068(۳)\u2069 نام‌گذاری میدان"
    written = typed.parse("resolutions", said, KNOWN)
    assert isinstance(written, list)
    assert [one["number"] for one in written if isinstance(one, dict)] == [1, 2, 3]
    assert written[2] == decision(3, "نام‌گذاری میدان")


def test_words_without_a_number_are_those_of_the_only_decision_and_lose_no_others() -> None:
    assert typed.parse("resolutions", "خرید کتاب", KNOWN) is None
    assert typed.parse("resolutions", "خرید کتاب", [decision(1, "خرید", 5)]) == [decision(1, "خرید کتاب", 5)]
    assert typed.parse("resolutions", "خرید کتاب") == ["خرید کتاب"]


def test_figures_in_brackets_within_a_decision_begin_no_other() -> None:
    known: Json = [*KNOWN, decision(3, "نام‌گذاری", 5)] if isinstance(KNOWN, list) else []
    written = typed.parse("resolutions", "(۲) با تقاضا مطابق بند (۳) ماده ۵۵ موافقت شد [۴ موافق]", known)
    assert written == [
        decision(1, "متمم بودجه", 3, 1),
        decision(2, "با تقاضا مطابق بند (3) ماده 55 موافقت شد", 4) | {"votes_against": None, "votes_abstain": None},
        decision(3, "نام‌گذاری", 5),
    ]
    one = typed.parse("resolutions", "با اجرای ماده (۱۰) قانون موافقت شد", [decision(1, "خرید", 5)])
    assert one == [decision(1, "با اجرای ماده (۱۰) قانون موافقت شد", 5)]


def test_words_written_without_a_vote_leave_it_as_it_was() -> None:
    written = typed.parse("resolutions", "(۱) متمم بودجه شهرداری", KNOWN)
    assert written == [decision(1, "متمم بودجه شهرداری", 3, 1), decision(2, "خرید خودرو")]
