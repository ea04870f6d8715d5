"""The letters of the office, drawn to PDF with full and with sparse facts."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pdfplumber
import pypdfium2
import pytest
import segno
from jinja2 import UndefinedError
from weasyprint import HTML

from nlp import wording

FULL: dict[str, Any] = {
    "letter": {
        "number": "1405/27",
        "date": date(2026, 11, 22),
        "attachment": None,
        "code": "a1b2c3d4e5",
        "qr": segno.make("1405/27 a1b2c3d4e5").svg_data_uri(scale=3),
        "subject": "انتصاب شهردار",
        "recipient": "شورای اسلامی شهر مهرآباد نو",
    },
    "office": {"province": "استان نمونه", "name": "دفتر امور شهری و شوراها"},
    "signatory": {"name": "کیومرث شکوهمند", "title": "استاندار"},
    "city": "مهرآباد نو",
    "mayor": {"name": "آرش فرهمندنیا", "national_id": "0000073849", "father_name": "سیاوش"},
    "minutes": {"number": 47, "date": "1405-07-21", "votes_for": 4},
    "reference": {"number": "1405/152/ش", "date": "1405-07-26"},
    "copies": ["رئیس شورای اسلامی شهر مهرآباد نو برای آگاهی", "بایگانی"],
}
SPARSE: dict[str, Any] = {
    **FULL,
    "signatory": {"name": "یاشار نیک‌سرشت", "title": None},
    "letter": {**FULL["letter"], "recipient": None},
    "mayor": {"name": "آرش فرهمندنیا", "national_id": None, "father_name": None},
    "minutes": {"number": None, "date": None, "votes_for": None},
    "reference": {"number": None, "date": None},
    "copies": [],
}


def drawn(name: str, facts: dict[str, Any]) -> bytes:
    html = wording.environment("letters").get_template(f"{name}.html").render(facts)
    pdf: bytes = HTML(string=html, base_url=str(wording.TEMPLATES / "letters")).write_pdf()
    return pdf


def words_on(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    return text


@pytest.mark.parametrize("name", ["mayor-decree", "official-letter"])
@pytest.mark.parametrize("facts", [FULL, SPARSE], ids=["full", "sparse"])
def test_a_letter_shows_its_number_date_and_code_on_one_page(name: str, facts: dict[str, Any]) -> None:
    pdf = drawn(name, facts)
    text = words_on(pdf)
    assert "۱۴۰۵/۲۷" in text
    assert "۱۴۰۵/۰۹/۰۱" in text
    assert "a1b2c3d4e5" in text
    assert "None" not in text
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert {str(char["fontname"]).split("+")[-1].split("-")[0] for char in opened.pages[0].chars} <= {
            "Dabir",
            "Vazirmatn",
            "Dabir Latin",
        }


def test_a_decree_names_the_mayor_the_sitting_and_the_votes() -> None:
    text = words_on(drawn("mayor-decree", FULL))
    for part in ("۰۰۰۰۰۷۳۸۴۹", "۴۷", "۱۴۰۵/۰۷/۲۱", "۱۴۰۵/۰۷/۲۶"):
        assert part in text


def test_a_decree_of_an_unknown_sitting_speaks_of_none() -> None:
    html = wording.environment("letters").get_template("mayor-decree.html").render(SPARSE)
    assert "در جلسه شماره" not in html
    assert "رأی موافق" not in html


def test_a_letter_with_a_fact_forgotten_is_refused() -> None:
    facts = {key: value for key, value in FULL.items() if key != "city"}
    with pytest.raises(UndefinedError):
        wording.environment("letters").get_template("mayor-decree.html").render(facts)


def test_what_is_written_in_a_field_stays_text() -> None:
    facts = {**FULL, "mayor": {**FULL["mayor"], "name": "<b>آرش</b>"}}
    html = wording.environment("letters").get_template("mayor-decree.html").render(facts)
    assert "<b>آرش" not in html
