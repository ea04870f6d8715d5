"""How right the readings were is told by what people made of them; what the lexicon lacks is told without naming anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import corrections, documents
from cases.corrections import Fates, Review, Suggestion
from cases.lifecycle import Moment
from tests.cases.town import KNOWN, Town

MAYOR = KNOWN.get("mayor-appointment")
FILE = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
ROADS = "اداره کل راه و شهرسازی استان"


def paper(
    town: Town, now: Moment, fields: dict[str, Any], says: dict[str, str], *, sure: float = 0.95, confirm: bool = True
) -> int:
    """A paper on which `fields` were read and a person said `says`, in a case of its own."""
    case_id = town.open(MAYOR).id
    document_id: int = town.db.transact_now(
        documents.receive, case_id, FILE, item="minutes", chat_id=1, origin=None, by=now.by, at=now.at
    ).id
    read = {
        name: {"value": value, "raw": str(value), "confidence": sure, "page": 1, "box": None}
        for name, value in fields.items()
    }
    kind = {"value": "council-minutes", "confidence": 1.0}
    reading = {"document_type": kind, "pages": 1, "text": "", "fields": read, "checks": [], "problems": []}
    town.db.transact_now(documents.attach_reading, document_id, reading, at=now.at)
    for name, text in says.items():
        town.db.transact_now(documents.correct, document_id, name, text, by=now.by, at=now.at)
    if confirm:
        town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    return document_id


def reviewed(town: Town, **how: Any) -> Review:
    return town.db.read_now(corrections.review, **how)


def papers_of(town: Town, told: str, times: int = 3, read: str | None = None, **more: str) -> Review:
    """What is seen after so many papers on which people said that the sender is `told`."""
    now = town.now("secretary")
    for _ in range(times):
        paper(town, now, {} if read is None else {"sender": read}, {"sender": told, **more})
    return reviewed(town)


def test_each_field_is_kept_corrected_added_or_removed(town: Town) -> None:
    now = town.now("secretary")
    read = {"session_number": 12, "proposed_mayor": "آرش", "present": ["آرش فرهمندنیا"]}
    paper(town, now, read, {"proposed_mayor": "آرش فرهمندنیا", "session_date": "۱۴۰۵/۷/۵", "present": "،"})
    seen = reviewed(town)
    kind = "council-minutes"
    assert seen.documents == 1
    assert seen.fields == {
        (kind, "session_number"): Fates(kept=1),
        (kind, "proposed_mayor"): Fates(corrected=1),
        (kind, "session_date"): Fates(added=1),
        (kind, "present"): Fates(removed=1),
    }
    assert seen.by_field()["present"] == Fates(removed=1)


def test_a_yes_that_was_put_right_to_no_is_corrected_and_not_removed(town: Town) -> None:
    paper(town, town.now("secretary"), {"has_attachment": True}, {"has_attachment": "ندارد"})
    assert reviewed(town).by_field()["has_attachment"] == Fates(corrected=1)


def test_a_field_that_was_corrected_to_what_was_read_is_right(town: Town) -> None:
    paper(town, town.now("secretary"), {"session_number": 12}, {"session_number": "۱۲"})
    assert reviewed(town).by_field() == {"session_number": Fates(kept=1)}


def test_only_what_somebody_confirmed_is_counted(town: Town) -> None:
    paper(town, town.now("secretary"), {"session_number": 12}, {"proposed_mayor": "آرش فرهمندنیا"}, confirm=False)
    assert (reviewed(town).documents, reviewed(town).by_field()) == (0, {})


def test_a_paper_that_a_newer_one_replaced_was_read_all_the_same(town: Town) -> None:
    now = town.now("secretary")
    older = paper(town, now, {"session_number": 12}, {})
    case_id = town.db.read_now(_case_of, older)
    newer = town.db.transact_now(
        documents.receive, case_id, FILE, item="minutes", chat_id=1, origin=None, by=now.by, at=now.at
    ).id
    town.db.transact_now(documents.reading_given_up, newer, at=now.at)
    town.db.transact_now(documents.correct, newer, "session_number", "13", by=now.by, at=now.at)
    town.db.transact_now(documents.confirm, newer, by=now.by, at=now.at)
    seen = reviewed(town)
    assert seen.fields == {
        ("council-minutes", "session_number"): Fates(kept=1),
        (None, "session_number"): Fates(added=1),
    }


def _case_of(session: Any, document_id: int) -> int:
    case_id: int = session.get(corrections.Document, document_id).case_id
    return case_id


def test_older_papers_are_left_out_when_only_the_last_days_are_asked_for(town: Town) -> None:
    paper(town, town.now("secretary"), {"session_number": 12}, {})
    town.at += timedelta(days=10)
    paper(town, town.now("secretary"), {"session_number": 12}, {"session_number": "14"})
    assert reviewed(town).by_field()["session_number"] == Fates(kept=1, corrected=1)
    assert reviewed(town, since=town.at - timedelta(days=2)).by_field()["session_number"] == Fates(corrected=1)


def test_sure_readings_are_judged_apart_from_doubtful_ones(town: Town) -> None:
    now = town.now("secretary")
    paper(town, now, {"session_number": 12}, {"proposed_mayor": "آرش فرهمندنیا"}, sure=0.95)
    paper(town, now, {"session_number": 12}, {"session_number": "13"}, sure=0.4)
    seen = reviewed(town)
    assert seen.sure == Fates(kept=1)
    assert seen.by_field()["session_number"].right == 0.5


def test_a_sender_that_was_missed_three_times_is_suggested_however_its_blanks_are_set(town: Town) -> None:
    papers_of(town, ROADS, 2)
    seen = papers_of(town, ROADS.replace("اداره کل", "اداره‌کل"), 1, read="اداره کل واه")
    assert seen.suggestions == [Suggestion(ROADS, 3, 2, 1)]
    assert seen.withheld == 0


def test_a_sender_that_was_read_rightly_or_missed_twice_is_not_suggested(town: Town) -> None:
    papers_of(town, "استانداری", 2)
    now = town.now("secretary")
    for _ in range(5):
        paper(town, now, {"sender": ROADS}, {})
    assert reviewed(town).suggestions == []


@pytest.mark.parametrize(
    "sender",
    [
        "آرش فرهمندنیا",
        "جناب آقای دکتر آرش فرهمندنیا، شهرداری مهرآباد",
        "شهردار آرش فرهمندنیا",
        "شهرداری منطقه ۷",
        "شرکت 12345",
        "فرهمندنیا",
    ],
)
def test_neither_persons_nor_numbers_are_suggested(town: Town, sender: str) -> None:
    seen = papers_of(town, sender)
    assert (seen.suggestions, seen.withheld) == ([], 1)


def test_an_office_that_bears_the_name_of_one_who_signs_is_not_suggested(town: Town) -> None:
    seen = papers_of(town, "دفتر آرش فرهمندنیا", signatory_name="مهندس آرش فرهمندنیا")
    assert (seen.suggestions, seen.withheld) == ([], 1)
