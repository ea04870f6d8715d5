"""A letter says what was confirmed, and a national id only from where it may be taken."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cases import decisions, documents, lifecycle
from cases.db import Session
from cases.models import Letter
from tests.cases.test_processes import KNOWN, Town, _read_document

MAYOR = KNOWN.get("mayor-appointment")
ONE, OTHER = "0000010375", "0000011525"


def _at_decree(town: Town, ids: dict[str, str]) -> int:
    """A case at its signing; `ids`: the national id that each document names."""
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    for item in MAYOR.documents:
        document = town.db.transact_now(_read_document, case_id, item.key, item.kind, now)
        said = {"proposed_mayor": "آرش فرهمندنیا"} if item.key == "form" else {}
        if item.key in ids:
            said["national_ids"] = ids[item.key]
        for name, text in said.items():
            town.db.transact_now(documents.correct, document.id, name, text, by=now.by, at=now.at)
        town.db.transact_now(documents.confirm, document.id, by=now.by, at=now.at)
    town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)
    town.leave(case_id, "approve")
    town.leave(case_id, "answered")
    return case_id


def _signed(town: Town, ids: dict[str, str]) -> Letter:
    case_id = _at_decree(town, ids)
    return town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))


def test_the_candidates_national_id_is_the_one_that_form_and_identity_agree_on(town: Town) -> None:
    assert _signed(town, {"form": ONE, "identity": ONE}).facts["mayor"]["national_id"] == ONE
    assert _signed(town, {"identity": ONE}).facts["mayor"]["national_id"] == ONE


def test_where_form_and_identity_differ_the_letter_names_no_national_id(town: Town) -> None:
    assert _signed(town, {"form": ONE, "identity": OTHER}).facts["mayor"]["national_id"] is None


def test_a_national_id_in_any_other_document_is_not_the_candidates(town: Town) -> None:
    letter = _signed(town, {"minutes": ONE, "education": ONE, "resume": OTHER})
    assert letter.facts["mayor"] == {"name": "آرش فرهمندنیا", "national_id": None, "father_name": None}


def test_letters_are_numbered_one_after_another_in_the_jalali_year(town: Town) -> None:
    first, second = _signed(town, {}), _signed(town, {})
    assert (first.number, second.number) == ("1405/1", "1405/2")
    assert first.code != second.code


def test_a_signing_that_fails_uses_no_number(town: Town) -> None:
    case_id = _at_decree(town, {})
    version, head = town.case(case_id).version, town.now("head")

    def breaks_off(session: Session) -> None:
        decisions.sign(session, case_id, version, now=head)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        town.db.transact_now(breaks_off)
    assert town.db.read_now(lambda session: list(session.scalars(select(Letter)))) == []
    assert town.db.transact_now(decisions.sign, case_id, version, now=head).serial == 1
