"""Which text layers are believed."""

from __future__ import annotations

import pytest

from intake import quality
from intake.engines.born_digital import TypedPage
from intake.layout import Line, Page, Word
from tests.intake import papers

BOX = (0.1, 0.1, 0.2, 0.2)
LETTER = "\n".join(papers.LETTER)


def layer(text: str, *, unknown: float = 0.0, pictured: float = 0.0, overlaid: bool = False) -> TypedPage:
    lines = tuple(Line(line, (Word(line, BOX, 1.0),), BOX) for line in text.splitlines() if line.strip())
    return TypedPage(Page(1, lines, "text-layer"), unknown, pictured, overlaid)


def test_a_typed_letter_is_believed_also_on_a_letterhead_picture() -> None:
    assert quality.believable(layer(LETTER))
    assert quality.believable(layer(LETTER, pictured=1.0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n".join(line[::-1] for line in papers.LETTER),
        LETTER.encode("cp1256", "ignore").decode("latin-1"),
        "".join(chr(ord(c) + 3) if "ا" <= c <= "ی" and c.isalpha() else c for c in LETTER),
    ],
    ids=["empty", "backwards", "code page", "shifted letters"],
)
def test_mangled_layers_are_not_believed(text: str) -> None:
    assert not quality.believable(layer(text))


def test_a_foreign_guess_or_a_stamp_on_a_scan_is_not_believed() -> None:
    assert not quality.believable(layer("ol vAs 5h JLo 8,bt plel (Ssh " * 20, pictured=0.95))
    assert not quality.believable(layer("Scanned by TapScanner", pictured=0.95))
    assert not quality.believable(layer(LETTER, overlaid=True))
    assert not quality.believable(layer(LETTER, unknown=0.2))


def test_a_latin_page_without_a_scan_under_it_is_believed() -> None:
    assert quality.believable(layer("Curriculum vitae of an engineer, with twenty years of practice."))


def test_legibility_is_the_mean_confidence_of_letters() -> None:
    sure, unsure = Word("شهرداری", BOX, 0.9), Word("ب", BOX, 0.1)
    page = Page(1, (Line("شهرداری ب", (sure, unsure), BOX),), "ocr")
    assert quality.legibility(page) == pytest.approx((7 * 0.9 + 0.1) / 8)
    assert quality.legibility(Page(1, (), "ocr")) == 0
