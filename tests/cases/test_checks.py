"""What was read, held against the case: its city, and whom it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cases import checks
from cases.models import Case, Document, DocumentField, Municipality
from intake import checks as intake_checks
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


NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def sent(item: str, at: int = 1, corrected: dict[str, Any] | None = None, **read: Any) -> Document:
    """A confirmed document with what was read of it, and what a person wrote instead."""
    fields = [DocumentField(name=name, read=value, confidence=0.95, corrected=False) for name, value in read.items()]
    for field in fields:
        if corrected and field.name in corrected:
            field.confirmed, field.corrected, field.confirmed_at = corrected[field.name], True, NOW
    found = intake_checks.of_values(read, NOW.date())
    kept = [{"key": check.key, "ok": check.ok, "says": intake_checks.says(check)} for check in found]
    return Document(id=at, item=item, state="confirmed", name="x.pdf", fields=fields, reading={"checks": kept})


FOUR = ["علی رضایی", "حسن احمدی", "مریم نوری", "زهرا کریمی"]
VOTED = {"number": 3, "text": "با خرید خودرو موافقت شد", "votes_for": 2, "votes_against": 2}


def test_a_correction_answers_the_checks_of_its_values_anew() -> None:
    assert [check["key"] for check in checks.failing(sent("minutes", present=FOUR, resolutions=[VOTED]), MAYOR)] == [
        "majority"
    ]
    mended = sent(
        "minutes",
        present=FOUR,
        resolutions=[VOTED],
        corrected={"resolutions": [VOTED | {"votes_for": 3, "votes_against": 1}]},
    )
    assert checks.failing(mended, MAYOR) == []
    fewer = sent(
        "minutes", present=FOUR, absent=["کاوه نیکو", "رضا امینی", "مینا صدر"], corrected={"present": FOUR[:2]}
    )
    assert [check["key"] for check in checks.failing(fewer, MAYOR)] == ["quorum"]
    other = sent("minutes", present=FOUR, resolutions=[VOTED], session_number=3, corrected={"session_number": 4})
    assert [check["key"] for check in checks.failing(other, MAYOR)] == ["majority"]
    written = sent("minutes", present=FOUR, resolutions=[VOTED], corrected={"resolutions": ["خرید خودرو"]})
    assert checks.failing(written, MAYOR) == []


@pytest.mark.parametrize("words", ["خرید خودرو به تصویب نرسید", "با خرید خودرو مخالفت شد", "درخواست رد گردید"])
def test_what_was_voted_down_needs_no_majority(words: str) -> None:
    assert checks.failing(sent("minutes", present=FOUR, resolutions=[VOTED | {"text": words}]), MAYOR) == []


def unlike(one: Document, other: Document, flow: catalogue.Entry = MAYOR) -> list[str]:
    return [check["says"] for check in checks.unlike_others(other, [one, other], flow)]


def test_papers_of_one_case_that_tell_of_two_mayors_or_sittings_are_doubted_once() -> None:
    minutes = sent("minutes", session_number=63, session_date="1405-09-01", proposed_mayor="آرش فرهمندنیا")
    form = sent("mayor-form", 2, session_number=47, session_date="1405-09-01", proposed_mayor="آرش فرهمند‌نیا")
    (said,) = unlike(minutes, form)
    assert "۴۷" in said and "۶۳" in said and "شمارهٔ جلسه" in said
    assert checks.unlike_others(minutes, [minutes, form], MAYOR) == []
    assert unlike(minutes, form, BUDGET) == []
    another = sent("mayor-form", 2, proposed_mayor="آرشا فرهمندنیا")
    assert len(unlike(minutes, another)) == 1
    another.state = "replaced"
    assert checks.unlike_others(sent("resume", 3, proposed_mayor="آرش فرهمندنیا"), [minutes, another], MAYOR) == []
