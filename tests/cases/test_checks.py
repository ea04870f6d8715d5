"""What was read, held against the case: its city, and whom it is about."""

from __future__ import annotations

from typing import Any

import pytest

from cases import checks
from cases.models import Case, Document, DocumentField, Municipality
from workflows import catalogue

MAYOR = catalogue.load().flow("mayor-appointment")
BUDGET = catalogue.load().flow("budget")
TEXT = "صورتجلسه شورای اسلامی شهر گلبهار سفلی"


def reading(text: str = TEXT, city: str | None = None, kind: str = "council-minutes", **fields: str) -> dict[str, Any]:
    said = {"municipality": city} if city else {}
    found = {name: {"value": value, "confidence": 0.9} for name, value in (said | fields).items()}
    return {"text": text, "document_type": {"value": kind}, "fields": found}


def failed(read: dict[str, Any], flow: catalogue.Entry = MAYOR) -> list[str]:
    case = Case(municipality=Municipality(name="گلبهار سفلی"))
    return [check["key"] for check in checks.against_case(read, case, flow) if not check["ok"]]


def test_a_document_of_the_city_that_names_the_candidate_has_nothing_against_it() -> None:
    assert failed(reading(city="گلبهار سفلی", proposed_mayor="آرش فرهمندنیا")) == []


def test_another_city_is_said() -> None:
    assert failed(reading(city="سپیدار دشت", proposed_mayor="آرش فرهمندنیا")) == ["city-of-the-case"]


@pytest.mark.parametrize("kind", ["council-minutes", "council-resolution", "mayor-form"])
def test_a_city_that_was_not_read_is_said_where_a_document_names_one(kind: str) -> None:
    assert "city-not-found" in failed(reading("صورتجلسه شورای اسلامی شهر سهیدار دشت", kind=kind))


def test_a_letter_of_somebody_else_need_not_name_a_city() -> None:
    assert failed(reading("پاسخ استعلام", kind="official-letter")) == []


@pytest.mark.parametrize("text", ["شورای اسلامی شهر گلهار سفلی", "شورای اسلامی شهر گل بهار‌سفلی"])
def test_a_letter_misread_in_its_name_does_not_make_another_city(text: str) -> None:
    assert failed(reading(text, proposed_mayor="آرش فرهمندنیا")) == []


def test_minutes_for_a_mayor_that_name_nobody_are_doubted_until_the_name_is_written() -> None:
    assert failed(reading(city="گلبهار سفلی")) == ["names-the-mayor"]
    assert failed(reading(city="گلبهار سفلی"), BUDGET) == []
    document = Document(reading={"checks": [{"key": "names-the-mayor", "ok": False, "says": "-"}]}, fields=[])
    assert len(checks.failing(document, BUDGET)) == 1
    document.fields.append(DocumentField(name="proposed_mayor", read=None, confirmed="آرش فرهمندنیا"))
    assert checks.failing(document, BUDGET) == []


@pytest.mark.parametrize(
    ("kind", "sure", "doubted"),
    [
        ("education-certificate", 0.95, True),
        ("education-certificate", 0.6, False),
        ("budget-form", 0.95, False),
        ("official-letter", 0.95, False),
    ],
)
def test_another_document_than_it_was_sent_as_is_doubted_where_its_kind_is_plain(
    kind: str, sure: float, doubted: bool
) -> None:
    read = {"document_type": {"value": kind, "confidence": sure}, "checks": []}
    document = Document(reading=read, fields=[], item=BUDGET.documents[0].key)
    assert [check["key"] for check in checks.failing(document, BUDGET)] == ["kind-of-the-document"] * doubted
