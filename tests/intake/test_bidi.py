"""From glyphs on a line to the text as it was typed."""

from __future__ import annotations

import unicodedata

import pytest

from intake.engines import bidi
from intake.engines.bidi import ZWNJ, Glyph

WIDTH = 6.0


def drawn(seen_from_left: list[str], gaps: dict[int, float] | None = None) -> list[Glyph]:
    """Glyphs of a 12-point line, side by side from the left; `gaps` are extra points before a glyph."""
    glyphs, x = [], 50.0
    for index, text in enumerate(seen_from_left):
        x += (gaps or {}).get(index, 0.0)
        glyphs.append(Glyph(text, x, x + WIDTH, 100, 112, 12))
        x += WIDTH
    return glyphs


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("ص/1402/1234 :هرامش", "شماره: 1402/1234/ص"),
        ("۱۵/۰۷/۱۴۰۲", "۱۵/۰۷/۱۴۰۲"),
        ("۱۲٬۵۰۰٬۰۰۰ غلبم", "مبلغ ۱۲٬۵۰۰٬۰۰۰"),
        ("۳/۵", "۳/۵"),
        ("info@ostan.ir لیمیا", "ایمیل info@ostan.ir"),
        ("IR06 0120 0000 0000 1234 5678 90 ابش", "شبا IR06 0120 0000 0000 1234 5678 90"),
        ("ISO 9001 همانیهاوگ", "گواهینامه ISO 9001"),
        ("33221100-021 نفلت", "تلفن 021-33221100"),
        ("021-33221100 نفلت", "تلفن 021-33221100"),
        ("KB-۴۰۱-۲۷ هرامش", "شماره KB-۴۰۱-۲۷"),
        ("KB-۴۰۱-۰۸۹ هرامش", "شماره KB-۴۰۱-۰۸۹"),
    ],
)
def test_numbers_and_latin_words_stand_as_they_are_read(seen: str, meant: str) -> None:
    assert bidi.logical(drawn(list(seen)), rtl=True) == meant


def test_a_ligature_is_one_glyph_already_in_order() -> None:
    assert bidi.logical(drawn(["م", "لا", "س"]), rtl=True) == "سلام"
    assert bidi.logical(drawn(["ﻡ", "ﻼ", "ﺳ"]), rtl=True) == "سلام"


def test_a_gap_parts_words_and_a_blank_drawn_over_a_letter_is_a_half_space() -> None:
    assert bidi.logical(drawn(["ب", "ا"], {1: 4.0}), rtl=True) == "ا ب"
    assert bidi.logical(drawn(["ب", "ا"], {1: 1.0}), rtl=True) == "اب"
    over = [Glyph("ی", 60, 66, 100, 112, 12), Glyph(" ", 60, 63, 100, 112, 12), Glyph("ش", 54, 60, 100, 112, 12)]
    assert bidi.logical(over, rtl=True) == f"ی{ZWNJ}ش"


def test_a_vowel_mark_follows_its_letter() -> None:
    glyphs = [*drawn(["ا", "م"]), Glyph("\u064b", 52, 53, 95, 98, 12)]
    assert bidi.logical(glyphs, rtl=True) == "ما\u064b"


def test_a_latin_page_reads_from_the_left() -> None:
    assert bidi.logical(drawn(list("Audit 1402")), rtl=False) == "Audit 1402"


def test_brackets_are_turned_where_the_page_makes_sense_so() -> None:
    stored_mirrored = "بند )الف( و\n)ب("
    assert bidi.mirrored_brackets(stored_mirrored) == {"()"}
    assert bidi.mirrored(stored_mirrored) == "بند (الف) و\n(ب)"
    assert not bidi.mirrored_brackets("بند (الف)")
    assert bidi.mirrored_brackets(")مصوبه ۱۷( «با توجه به بند )۱۶( مقرر شد»") == {"()"}


def test_stretching_strokes_and_codes_without_a_sign_vanish() -> None:
    assert bidi.letters("ســلام\x00") == "سلام"


def test_a_sign_without_a_width_sits_on_the_letter_whose_edge_it_shares() -> None:
    letters = [Glyph("ی", 50, 56, 100, 112, 12), Glyph("ا", 56.02, 60, 100, 112, 12), Glyph("ت", 60, 66, 100, 112, 12)]
    hamza = Glyph("\u0654", 56.0, 56.0, 100, 112, 12)
    assert unicodedata.normalize("NFC", bidi.logical([*letters, hamza], rtl=True)) == "تأی"


def test_a_nameless_sign_on_an_alef_is_madda_at_the_head_and_hamza_behind_a_joined_letter() -> None:
    alef, sign = Glyph("ا", 56, 60, 100, 112, 12), Glyph("", 56.0, 56.0, 100, 112, 12)
    assert bidi.logical([Glyph("ب", 50, 56, 100, 112, 12), alef, sign], rtl=True) == "آب"
    assert (
        bidi.logical([Glyph("ب", 50, 56, 100, 112, 12), alef, sign, Glyph("ت", 60, 66, 100, 112, 12)], rtl=True)
        == "تأب"
    )


def test_a_letter_told_twice_by_its_sign_stands_once() -> None:
    alef, whole = Glyph("ا", 56, 60, 100, 112, 12), Glyph("آ", 56.0, 56.0, 100, 112, 12)
    assert bidi.logical([Glyph("ب", 50, 56, 100, 112, 12), alef, whole], rtl=True) == "آب"


def test_a_wide_half_space_that_lies_on_nothing_is_a_blank() -> None:
    glyphs = [Glyph("ب", 50, 56, 100, 112, 12), Glyph(ZWNJ, 56, 58.7, 100, 112, 12), Glyph("ا", 58.7, 62, 100, 112, 12)]
    assert bidi.logical(glyphs, rtl=True) == "ا ب"


@pytest.mark.parametrize(("seen", "meant"), [("74798-86383", "74798-86383"), ("86383-74798 یتسپ", "پستی 74798-86383")])
def test_a_hyphen_joins_numbers_until_a_letter_went_before(seen: str, meant: str) -> None:
    assert bidi.logical(drawn(list(seen)), rtl=True) == meant


def test_numbers_of_a_list_say_nothing_of_how_brackets_are_stored() -> None:
    listed = "۱) مهناز سرمدی\n۲) نادر مظفری\tب) ایرج رسولی\nبه مبلغ ۵ (پنج) ریال"
    assert not bidi.mirrored_brackets(listed)
    assert bidi.mirrored_brackets(bidi.mirrored(listed))
