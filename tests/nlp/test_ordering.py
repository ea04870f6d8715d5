"""Names in the order of the Persian alphabet."""

from __future__ import annotations

from nlp import ordering


def test_letters_that_unicode_puts_at_the_end_stand_in_their_places() -> None:
    mixed = "یاشار گلنار کامران لاله پروانه بهمن تارا آذر ژاله زهرا چکامه جمشید هما وحید"
    assert sorted(mixed.split(), key=ordering.key) == [
        *("آذر", "بهمن", "پروانه", "تارا", "جمشید", "چکامه", "زهرا", "ژاله"),
        *("کامران", "گلنار", "لاله", "وحید", "هما", "یاشار"),
    ]


def test_a_shorter_name_stands_first_and_spelling_does_not_matter() -> None:
    assert sorted(["علی رضایی", "علیرضا", "علی"], key=ordering.key) == ["علی", "علی رضایی", "علیرضا"]
    assert ordering.key("كاوه") == ordering.key("کاوه")
