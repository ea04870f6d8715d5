"""A file is taken once, read once, and believed only when a person has looked at it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import decisions, desk, documents, lifecycle, queries
from cases.errors import Incomplete, NotAllowed, NotFound, Refusal
from cases.lifecycle import Moment
from cases.models import Document, DocumentField
from tests.cases.town import KNOWN, Town

MAYOR = KNOWN.get("mayor-appointment")
FILE = documents.File("x.pdf", "application/pdf", 3, "a" * 64)


def _reading(kind: str, pages: int = 1, **fields: str) -> dict[str, Any]:
    known = {
        name: {"value": value, "raw": value, "confidence": 0.9, "page": 1, "box": [0, 0, 1, 1]}
        for name, value in fields.items()
    }
    kept = {"value": kind, "confidence": 1.0}
    return {"document_type": kept, "pages": pages, "text": "", "fields": known, "checks": [], "problems": []}


def _received(town: Town, case_id: int, now: Moment, item: str | None = "minutes") -> int:
    return town.db.transact_now(
        documents.receive, case_id, FILE, item=item, chat_id=1, origin=None, by=now.by, at=now.at
    ).id


def _read(town: Town, case_id: int, now: Moment, item: str | None, kind: str, **fields: str) -> int:
    document_id = _received(town, case_id, now, item)
    town.db.transact_now(documents.attach_reading, document_id, _reading(kind, **fields), at=now.at)
    return document_id


def _now(town: Town, document_id: int) -> Document:
    return town.db.read_now(queries.document, document_id)


def _field(town: Town, document_id: int, name: str) -> DocumentField:
    return next(field for field in _now(town, document_id).fields if field.name == name)


def test_a_reading_is_attached_once(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "minutes", "council-minutes", session_number="12")
    again = _reading("resume", pages=9, session_number="13")
    town.db.transact_now(documents.attach_reading, document_id, again, at=now.at)
    document = _now(town, document_id)
    assert (document.state, document.kind, document.pages) == ("read", "council-minutes", 1)
    assert [field.read for field in document.fields] == ["12"]


def test_what_was_read_comes_back_by_a_word(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "minutes", "council-minutes", proposed_mayor="آرش فرهمندنیا")
    for text in ("کاوه پارسامنش", "همان که خوانده شد"):
        town.db.transact_now(documents.correct, document_id, "proposed_mayor", text, by=now.by, at=now.at)
    field = _field(town, document_id, "proposed_mayor")
    assert (field.confirmed, field.corrected) == ("آرش فرهمندنیا", False)


def test_a_correction_keeps_what_was_read_beside_what_a_person_says(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "form", "mayor-form", proposed_mayor="آرش")
    town.db.transact_now(documents.correct, document_id, "proposed_mayor", "آرش فرهمندنیا", by=now.by, at=now.at)
    field = _field(town, document_id, "proposed_mayor")
    assert (field.read, field.confirmed, field.corrected) == ("آرش", "آرش فرهمندنیا", True)
    with pytest.raises(Refusal) as refused:
        town.db.transact_now(documents.correct, document_id, "national_ids", "none", by=now.by, at=now.at)
    assert (refused.value.key, refused.value.facts) == ("value-not-understood", {"field": "national_ids"})


def test_confirming_believes_what_was_read_and_leaves_what_was_corrected(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "form", "mayor-form", proposed_mayor="آرش", father_name="بهرام")
    town.db.transact_now(documents.correct, document_id, "proposed_mayor", "آرش فرهمندنیا", by=now.by, at=now.at)
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    assert {field.name: field.confirmed for field in _now(town, document_id).fields} == {
        "proposed_mayor": "آرش فرهمندنیا",
        "father_name": "بهرام",
    }


def test_a_confirmed_document_that_is_corrected_wants_confirming_again_before_it_is_sent(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "minutes", "council-minutes")
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    town.db.transact_now(documents.correct, document_id, "proposed_mayor", "آرش فرهمندنیا", by=now.by, at=now.at)
    document = _now(town, document_id)
    assert (document.state, document.confirmed_at) == ("read", None)
    with pytest.raises(Incomplete) as refused:
        town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)
    assert (refused.value.key, refused.value.facts) == ("documents-unconfirmed", {"count": 1})
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)


def test_what_is_missing_but_not_indispensable_is_recorded_with_the_sending(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "minutes", "council-minutes")
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)
    moved = [line for line in town.db.read_now(queries.events_of, case_id) if line.kind == "moved"]
    assert moved[-1].facts["missing"] == ["identity", "education", "resume", "form"]


def test_a_newer_confirmed_file_takes_the_place_of_the_older_one_which_is_kept(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    older, newer = (_read(town, case_id, now, "minutes", "council-minutes") for _ in range(2))
    town.db.transact_now(documents.confirm, older, by=now.by, at=now.at)
    town.db.transact_now(documents.confirm, newer, by=now.by, at=now.at)
    assert (_now(town, older).state, _now(town, newer).state) == ("replaced", "confirmed")
    with pytest.raises(NotAllowed, match="document-gone"):
        town.db.transact_now(documents.confirm, older, by=now.by, at=now.at)


def test_confirming_the_older_file_does_not_drop_a_newer_one_that_nobody_has_looked_at(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    older = _read(town, case_id, now, "minutes", "council-minutes")
    newer = _received(town, case_id, now, "minutes")
    town.db.transact_now(documents.confirm, older, by=now.by, at=now.at)
    assert (_now(town, older).state, _now(town, newer).state) == ("confirmed", "waiting")
    with pytest.raises(Incomplete, match="documents-unconfirmed"):
        town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)


def test_a_file_goes_to_the_one_required_document_of_its_kind(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    assert _now(town, _read(town, case_id, now, None, "council-minutes")).item == "minutes"
    assert _now(town, _read(town, case_id, now, None, "other")).item is None


def test_where_several_would_do_a_person_places_the_file(town: Town) -> None:
    case_id, now = town.open(KNOWN.get("org-structure")).id, town.now("clerk")
    document_id = _read(town, case_id, now, None, "org-chart")
    with pytest.raises(Refusal, match="item-unplaced"):
        town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    with pytest.raises(NotFound, match="item-unknown"):
        town.db.transact_now(documents.assign, document_id, "moon", by=now.by, at=now.at)
    town.db.transact_now(documents.assign, document_id, "chart", by=now.by, at=now.at)
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    assert _now(town, document_id).item == "chart"


def test_a_removed_file_is_kept_and_no_longer_changed(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _read(town, case_id, now, "minutes", "council-minutes")
    town.db.transact_now(documents.remove, document_id, by=now.by, at=now.at)
    assert _now(town, document_id).sha256 == FILE.sha256
    with pytest.raises(NotAllowed, match="document-gone"):
        town.db.transact_now(documents.correct, document_id, "session_number", "3", by=now.by, at=now.at)


def test_a_file_still_being_read_cannot_be_confirmed(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _received(town, case_id, now)
    with pytest.raises(NotAllowed, match="still-reading"):
        town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)


def test_files_are_taken_only_for_known_documents_and_while_the_customer_has_the_case(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    with pytest.raises(NotFound, match="item-unknown"):
        _received(town, case_id, now, "moon")
    with pytest.raises(NotAllowed, match="not-your-role"):
        _received(town, case_id, town.now("observer"))
    town.leave(case_id, "sent")
    with pytest.raises(NotAllowed, match="documents-not-now"):
        _received(town, case_id, now)


def test_a_file_is_read_behind_those_of_its_own_case_in_its_citys_lane(town: Town) -> None:
    now = town.now("secretary")
    cases = [town.open(KNOWN.get("mayor-appointment")).id for _ in range(2)]
    for case_id, name in ((cases[0], "a"), (cases[0], "b"), (cases[1], "c")):
        file = documents.File(f"{name}.pdf", "application/pdf", 3, name * 64)
        town.db.transact_now(documents.receive, case_id, file, item=None, chat_id=1, origin=None, by=now.by, at=now.at)
    jobs = town.db.read_now(documents.to_read, at=now.at)
    assert [job.behind for job in jobs] == [0, 1, 0]
    assert len({job.lane for job in jobs}) == 1


def test_a_reading_that_breaks_off_is_tried_after_growing_pauses_and_then_left_to_the_eye(town: Town) -> None:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    document_id = _received(town, case_id, now)
    for pause in documents.READ_AGAIN_AFTER:
        town.db.transact_now(documents.reading_failed, document_id, at=now.at)
        due = now.at + timedelta(seconds=pause)
        assert _now(town, document_id).next_try_at == due
        assert town.db.read_now(documents.to_read, at=due - timedelta(seconds=1)) == []
        assert [job.row_id for job in town.db.read_now(documents.to_read, at=due)] == [document_id]
    town.db.transact_now(documents.reading_failed, document_id, at=now.at)
    assert _now(town, document_id).state == "unreadable"
    town.db.transact_now(documents.confirm, document_id, by=now.by, at=now.at)
    assert _now(town, document_id).state == "confirmed"


def test_what_a_return_named_is_mended_by_a_newer_file_and_not_by_the_old_one(town: Town) -> None:
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    version = town.case(case_id).version
    town.db.transact_now(
        decisions.decide, case_id, version, "return", now=expert, reason="not in order yet", items=["resume"]
    )
    old = next(document.id for document in town.case(case_id).documents if document.item == "resume")
    later = town.now("secretary")
    town.db.transact_now(documents.confirm, old, by=later.by, at=later.at)
    with pytest.raises(Incomplete, match="items-not-mended"):
        town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=later)
    new = _read(town, case_id, later, "resume", "resume")
    town.db.transact_now(documents.confirm, new, by=later.by, at=later.at)
    town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=later)
