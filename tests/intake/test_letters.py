"""Letters of many offices in many forms: what is got of each, and that nothing is made up."""

from pathlib import Path
from typing import Any

import pytest

from bench.intake_scores import compare
from intake import fields, kinds, reading
from tests.intake import papers
from tests.intake.correspondence import LETTERS
from tests.intake.drawn import drawn
from tests.intake.laid_out import LAID_OUT

_SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_of_any_office_is_read(name: str) -> None:
    text, wanted = LETTERS[name]
    page = drawn(text)
    kind = kinds.classify([page]).value
    got = {field: said.value for field, said in fields.extract([page], kind).items()}
    assert kind == wanted.get("kind", "official-letter")
    assert _losses(got, {field: value for field, value in wanted.items() if field != "kind"}) == {}


@pytest.mark.parametrize("name", LAID_OUT)
def test_a_letter_of_any_layout_is_read(name: str, tmp_path: Path) -> None:
    body, wanted = LAID_OUT[name]
    style = "@page{size:A4;margin:18mm}body{font:12.5pt 'Noto Naskh Arabic';line-height:1.8}p{margin:0 0 2mm}"
    style += "table{width:100%}td{padding:1mm 2mm;vertical-align:top}"
    page = (
        f'<html lang="fa" dir="rtl"><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'
    )
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(papers.weasy_pdf(page))
    found = reading.read(paper)
    assert found.document_type.value == "official-letter"
    assert _losses({field: said.value for field, said in found.fields.items()}, wanted) == {}


def test_who_signs_below_a_table_is_none_of_its_rows() -> None:
    found = reading.read(_SAMPLES / "others" / "budget-letter.pdf").fields
    assert found["signatory_name"].value == "سیروس گلبهاری‌منش"
    assert found["signatory_title"].value == "شهردار گلبهار سفلی"


@pytest.mark.parametrize("prepared", ["تنظیم کننده: حسن کریمی\nکارشناس دفتر فنی", "مسئول پیگیری: حسن کریمی - کارشناس"])
def test_who_prepared_a_letter_does_not_sign_it(prepared: str) -> None:
    page = drawn(
        "شهرداری سمیرم\nشماره: 73/ش\nتاریخ: 1400/06/28\nپیوست: دارد\nاستاندار محترم اصفهان\nسلام علیکم\n"
        f"به آگاهی می‌رساند مدارک به پیوست تقدیم می‌شود.\nعلی رضایی\nشهردار سمیرم\n{prepared}"
    )
    found = fields.extract([page], "official-letter")
    assert (found["signatory_name"].value, found["signatory_title"].value) == ("علی رضایی", "شهردار سمیرم")


def test_a_line_above_the_greeting_names_the_matter_without_its_label() -> None:
    page = drawn(
        "شورای اسلامی شهر تکاب\nشماره: 73/ش\nتاریخ: 1400/06/28\nپیوست: دارد\nاستاندار محترم آذربایجان غربی\n"
        "معرفی شهردار منتخب\nسلام علیکم\nبه آگاهی می‌رساند مدارک به پیوست تقدیم می‌شود."
    )
    found = fields.extract([page], "official-letter")
    assert found["subject"].value == "معرفی شهردار منتخب"
    assert found["recipient"].value == "استاندار محترم آذربایجان غربی"


def _losses(got: dict[str, Any], wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    scores = {field: compare(got, {field: value})[field] for field, value in wanted.items()}
    return {field: (got.get(field), wanted[field]) for field, one in scores.items() if one.wrong or one.missed}
