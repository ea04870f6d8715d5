"""Whom a case's way concerns: whose turn it is, who hears of its sending and of its end."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from cases import lifecycle
from cases.db import Session
from cases.lifecycle import Moment
from cases.models import Notice, Role
from tests.cases.town import KNOWN, Town
from workflows.shapes import Entry

MAYOR, AUDIT, CHARGES = (KNOWN.get(slug) for slug in ("mayor-appointment", "audit-report", "local-charges"))


@pytest.fixture
def reached(town: Town) -> Town:
    town.reachable()
    return town


def _open_by(town: Town, flow: Entry, now: Moment) -> int:
    return town.db.transact_now(lifecycle.open_case, flow.slug, municipality_id=1, origin=None, now=now).id


def _id(town: Town, role: str) -> int:
    return town.now(role).by.person.id


def _withdraw(town: Town, case_id: int, role: str) -> None:
    town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now(role))


def _councillors(town: Town) -> set[int]:
    here = select(Role.person_id).where(Role.role == "council-member", Role.municipality_id == 1)
    return town.db.read_now(lambda session: set(session.scalars(here)))


def _heard(town: Town, template: str) -> set[int]:
    return {chat for chat, _ in town.told(template)}


# --- whose turn it is -------------------------------------------------------------------------------------------------


def test_a_step_that_is_the_councils_is_told_to_its_secretary(reached: Town) -> None:
    case_id = reached.open(AUDIT).id
    reached.leave(case_id, "sent")
    assert reached.step(case_id).actor == "secretary"
    assert reached.told("your-turn") == [(_id(reached, "secretary"), "your-turn")]


def test_whose_turn_it_is_hears_of_it_once_and_the_others_that_a_step_was_left(reached: Town) -> None:
    case_id = reached.open(CHARGES).id
    for outcome in ("sent", "accepted"):
        reached.leave(case_id, outcome)
    before = Counter(reached.told("step-left", "your-turn"))
    reached.leave(case_id, "approve")
    clerk, secretary = _id(reached, "clerk"), _id(reached, "secretary")
    told = Counter(reached.told("step-left", "your-turn")) - before
    assert told == {(clerk, "your-turn"): 1, (secretary, "step-left"): 1}


def test_who_is_clerk_and_secretary_in_one_is_told_once(reached: Town) -> None:
    clerk = _id(reached, "clerk")
    both = Role(person_id=clerk, role="secretary", municipality_id=1)
    reached.db.transact_now(Session.add, both)
    case_id = reached.open(CHARGES).id
    for outcome in ("sent", "accepted"):
        reached.leave(case_id, outcome)
    before = reached.told("step-left", "your-turn").count((clerk, "step-left"))
    reached.leave(case_id, "approve")
    told = [template for chat, template in reached.told("step-left", "your-turn") if chat == clerk]
    assert told == ["step-left"] * before + ["your-turn"]


def test_what_is_returned_is_told_with_its_reason_and_nothing_else(reached: Town) -> None:
    case_id = reached.open(MAYOR).id
    for outcome in ("sent", "return"):
        reached.leave(case_id, outcome)
    secretary = _id(reached, "secretary")
    assert reached.told("your-turn", "returned") == [(secretary, "returned")]


def test_a_case_that_the_office_opens_for_a_city_is_told_to_its_clerk(reached: Town) -> None:
    structure = KNOWN.get("org-structure")
    _open_by(reached, structure, reached.now("clerk"))
    assert reached.told("your-turn") == [], "who opened it has it before them"
    _open_by(reached, structure, reached.now("expert"))
    assert reached.told("your-turn") == [(_id(reached, "clerk"), "your-turn")]


def test_a_call_that_is_passed_on_the_way_goes_into_the_word_that_it_is_ones_turn(reached: Town) -> None:
    _open_by(reached, KNOWN.get("research"), reached.now("expert"))
    clerk = _id(reached, "clerk")
    assert reached.told("your-turn", "step-notice") == [(clerk, "your-turn")]

    def facts(session: Session) -> dict[str, object]:
        return session.scalars(select(Notice).where(Notice.template == "your-turn")).one().facts

    assert len(list(reached.db.read_now(facts)["passed"])) == 1


# --- the end ----------------------------------------------------------------------------------------------------------


def test_the_council_hears_of_the_end_of_what_was_sent_and_of_no_draft(reached: Town) -> None:
    _withdraw(reached, reached.open(MAYOR).id, "secretary")
    assert _heard(reached, "case-closed") == {_id(reached, "secretary")}
    case_id = reached.open(MAYOR).id
    reached.leave(case_id, "sent")
    _withdraw(reached, case_id, "secretary")
    assert _heard(reached, "case-closed") >= _councillors(reached)


def test_an_evaluation_of_the_municipality_is_none_of_the_councils(reached: Town) -> None:
    evaluation = KNOWN.get("performance-evaluation")
    case_id = reached.open(evaluation).id
    for outcome in ("sent", "done", "answered", "done", "issued"):
        reached.leave(case_id, outcome)
    assert reached.case(case_id).outcome == "done"
    assert _heard(reached, "case-closed") == {_id(reached, "clerk"), _id(reached, "secretary")}
    assert _heard(reached, "case-sent") == set()


@pytest.mark.parametrize(
    ("slug", "theirs"),
    [
        ("mayor-appointment", True),
        ("local-charges", True),
        ("article-79-board", True),
        ("training", True),
        ("equipment", False),
        ("performance-evaluation", False),
        ("statistics-it", False),
    ],
)
def test_a_councils_cases_are_those_in_which_it_acts_or_is_named(reached: Town, slug: str, theirs: bool) -> None:
    case_id = reached.open(KNOWN.get(slug)).id
    reached.leave(case_id, "sent")
    assert (_heard(reached, "case-sent") == _councillors(reached)) is theirs
