"""Looking: whose cases are before whom, and to which session a committee was called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import select, update

from cases import committees, desk, documents, lifecycle, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound
from cases.lifecycle import Moment
from cases.models import Letter, Role
from cases.people import By
from tests.cases.town import KNOWN, Town
from workflows.catalogue import Catalogue
from workflows.shapes import Entry

MAYOR, BOARD, RESEARCH = (KNOWN.get(slug) for slug in ("mayor-appointment", "article-79-board", "research"))


@pytest.fixture
def two_desks(town: Town) -> Town:
    """The board's cases are the rural desk's; so is the first expert, and the second one is of every desk."""
    rural = BOARD.model_copy(update={"desk": "rural"})
    entries = MappingProxyType({**KNOWN.entries, BOARD.slug: rural})
    town.office = replace(town.office, catalogue=Catalogue(entries))
    return town


def _set_desk(town: Town, desk_key: str | None) -> Moment:
    """The first expert, from now on of this desk."""
    person_id = town.now("expert").by.person.id
    town.db.transact_now(Session.execute, update(Role).where(Role.person_id == person_id).values(desk=desk_key))
    return town.now("expert")


def _sent(town: Town, flow: Entry) -> int:
    case_id = town.open(flow).id
    town.leave(case_id, "sent")
    return case_id


def _second_expert(town: Town) -> By:
    def look(session: Session) -> By:
        ids = session.scalars(select(Role.person_id).where(Role.role == "expert").order_by(Role.id)).all()
        return By(people.by_id(session, ids[1]), None)

    return town.db.read_now(look)


def _seen(town: Town, by: By, limit: int = 20) -> list[int]:
    return [case.id for case in town.db.read_now(queries.cases_of, by, limit=limit)]


def test_an_expert_sees_the_cases_of_the_own_desk_and_no_others(two_desks: Town) -> None:
    town = two_desks
    mayors, boards = (_sent(town, flow) for flow in (MAYOR, BOARD))
    of_rural = _set_desk(town, "rural").by
    assert _seen(town, of_rural) == [boards]
    assert town.db.read_now(queries.case_for_person, boards, of_rural).id == boards
    with pytest.raises(NotFound, match="case-unknown"):
        town.db.read_now(queries.case_for_person, mayors, of_rural)
    assert not queries.may_see_documents(of_rural, town.case(mayors))
    for everywhere in (_second_expert(town), town.now("head").by, town.now("observer").by):
        assert _seen(town, everywhere) == [boards, mayors]
        assert queries.may_see_documents(everywhere, town.case(mayors))


def test_a_draft_is_seen_in_the_office_by_who_opened_it_and_in_its_city_by_everybody(town: Town) -> None:
    mayors, boards = town.open(MAYOR).id, town.open(BOARD).id
    assert _seen(town, town.now("expert").by) == [boards]
    assert _seen(town, town.now("head").by) == _seen(town, _second_expert(town)) == []
    assert _seen(town, town.now("clerk").by) == [boards, mayors]


def test_a_desks_list_holds_the_newest_of_its_open_cases_and_then_of_its_closed_ones(two_desks: Town) -> None:
    town = two_desks
    boards = [_sent(town, BOARD) for _ in range(3)]
    _sent(town, MAYOR)
    town.db.transact_now(lifecycle.withdraw, boards[2], town.case(boards[2]).version, now=town.now("expert"))
    of_rural = _set_desk(town, "rural").by
    assert _seen(town, of_rural) == [boards[1], boards[0], boards[2]]
    assert _seen(town, of_rural, limit=1) == [boards[1]]


def test_a_desks_list_looks_through_the_newest_cases_and_no_further(
    two_desks: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = two_desks
    _sent(town, BOARD)
    newest = [_sent(town, flow) for flow in (BOARD, MAYOR)]
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 2)
    assert _seen(town, _set_desk(town, "rural").by) == newest[:1]


def test_an_expert_of_another_desk_opens_sends_and_takes_back_nothing_of_it(two_desks: Town) -> None:
    town = two_desks
    case_id = town.open(BOARD).id
    stranger = _set_desk(town, "urban-affairs")
    version = town.case(case_id).version
    for act in (lifecycle.send, lifecycle.withdraw):
        with pytest.raises(NotAllowed, match="not-your-role"):
            town.db.transact_now(act, case_id, version, now=stranger)
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(lifecycle.open_case, BOARD.slug, municipality_id=1, origin=None, now=stranger)
    assert town.case(case_id).version == version
    own = _set_desk(town, "rural")
    town.db.transact_now(lifecycle.withdraw, case_id, version, now=own)


def test_an_expert_of_another_desk_puts_no_document_into_its_cases(two_desks: Town) -> None:
    town = two_desks
    case_id = town.open(BOARD).id
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    given = {"item": "letter", "chat_id": 1, "origin": None}
    own = _set_desk(town, "rural")
    document = town.db.transact_now(documents.receive, case_id, file, **given, by=own.by, at=own.at)
    stranger = _set_desk(town, "urban-affairs")
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(documents.receive, case_id, file, **given, by=stranger.by, at=stranger.at)
    for act in (documents.confirm, documents.remove):
        with pytest.raises(NotAllowed, match="not-your-role"):
            town.db.transact_now(act, document.id, by=stranger.by, at=stranger.at)
    with pytest.raises(NotFound, match="document-unknown"):
        town.db.read_now(queries.document_for_person, document.id, stranger.by)


def test_the_minutes_of_a_second_session_do_not_name_the_first_ones_date(town: Town) -> None:
    case_id = town.open(RESEARCH).id
    for outcome in ("done", "done", "sent", "approve"):
        town.leave(case_id, outcome)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    meeting = {"meets_at": town.at + timedelta(days=1), "place": "سالن", "agenda": ""}
    town.db.transact_now(committees.invite, case_id, town.case(case_id).version, **meeting, now=expert)
    town.at += timedelta(days=2)
    for outcome in ("returned", "sent", "approve", "adopted"):
        town.leave(case_id, outcome)

    def minutes(session: Session) -> list[Letter]:
        drawn = select(Letter).where(Letter.case_id == case_id, Letter.template == "minutes-of-votes")
        return list(session.scalars(drawn.order_by(Letter.id)))

    first, second = town.db.read_now(minutes)
    assert first.facts["meeting"]["at"] == meeting["meets_at"].isoformat()
    assert second.facts["meeting"] is None
    case = town.case(case_id)
    first_stay = next(step for step in case.steps if step.key == "workgroup-adopt")
    assert queries.meeting_of(case, first_stay) is not None, "what was is still said of the first voting"
