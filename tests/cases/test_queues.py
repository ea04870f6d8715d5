"""What lies before the office: own cases, those to take, the late ones, a city's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Update, update

from cases import desk, queues, reminders
from cases.db import Session
from cases.errors import Refusal
from cases.models import Role, Step
from cases.people import By
from cases.queues import Page
from tests.cases.town import KNOWN, Town

MAYOR = KNOWN.get("mayor-appointment")


def sent(town: Town) -> int:
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    return case_id


def claim(town: Town, case_id: int) -> By:
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    return now.by


def look(town: Town, queue: str, by: By, number: int = 0, *, city: int | None = None) -> Page:
    return town.db.read_now(queues.look, queue, by, at=town.at, number=number, municipality_id=city)


def cases(town: Town, queue: str, by: By, *, city: int | None = None) -> list[int]:
    return [step.case_id for step in look(town, queue, by, city=city).steps]


def test_a_case_goes_from_those_to_take_to_ones_own(town: Town) -> None:
    first, second = sent(town), sent(town)
    expert = town.now("expert").by
    assert cases(town, queues.FREE, expert) == [first, second]
    assert cases(town, queues.OWN, expert) == []
    claim(town, first)
    assert cases(town, queues.FREE, expert) == [second]
    assert cases(town, queues.OWN, expert) == [first]
    assert cases(town, queues.CITY, expert, city=1) == [first, second]
    assert cases(town, queues.CITY, expert, city=2) == []


def test_drafts_and_what_lies_with_the_customer_are_nobodys_to_take(town: Town) -> None:
    town.open(MAYOR)
    expert = town.now("expert").by
    for queue in (queues.FREE, queues.OWN, queues.OVERDUE):
        assert cases(town, queue, expert) == []
    assert cases(town, queues.CITY, expert, city=1) == []


def test_the_late_ones_are_those_whose_date_has_passed(town: Town) -> None:
    town.reachable()
    late, early = sent(town), sent(town)
    expert = claim(town, late)
    step = town.open_step(late)
    assert step.due_at is not None
    town.db.transact_now(Session.execute, _due(step.id, town.at - timedelta(days=2)))
    town.db.transact_now(reminders.remind, at=town.at, office=town.office)
    assert cases(town, queues.OVERDUE, expert) == [late]
    assert early not in cases(town, queues.OVERDUE, expert)
    sizes = town.db.read_now(queues.sizes, expert, at=town.at)
    assert sizes == {"own": (1, False), "free": (1, False), "late": (1, False)}


def test_the_nearest_date_stands_first_and_pages_turn(town: Town) -> None:
    made = [sent(town) for _ in range(queues.PAGE + 2)]
    town.db.transact_now(Session.execute, _due(town.open_step(made[-1]).id, town.at + timedelta(hours=1)))
    expert = town.now("expert").by
    first, second = look(town, queues.FREE, expert), look(town, queues.FREE, expert, 1)
    assert first.steps[0].case_id == made[-1]
    assert (first.pages, first.size, len(first.steps), len(second.steps)) == (2, queues.PAGE + 2, queues.PAGE, 2)
    assert look(town, queues.FREE, expert, 9).number == 1, "a page that is gone is the last one"


def test_another_desks_cases_are_in_nobodys_queue(town: Town) -> None:
    case_id = sent(town)
    expert = town.now("expert").by
    town.db.transact_now(Session.execute, update(Role).where(Role.person_id == expert.person.id).values(desk="other"))
    elsewhere = town.now("expert").by
    assert elsewhere.person.id == expert.person.id
    assert cases(town, queues.FREE, elsewhere) == []
    assert cases(town, queues.FREE, town.now("head").by) == [case_id]


@pytest.mark.parametrize("role", ["clerk", "council-member", "observer"])
def test_the_queues_are_the_offices(town: Town, role: str) -> None:
    with pytest.raises(Refusal, match="not-your-role"):
        look(town, queues.FREE, town.now(role).by)


def _due(step_id: int, at: datetime) -> Update:
    return update(Step).where(Step.id == step_id).values(due_at=at)
