"""What the office's verbs refuse, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import decisions, desk, events, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Letter, Role
from cases.people import By
from tests.cases.town import KNOWN, Town
from workflows import engine

MAYOR = KNOWN.get("mayor-appointment")


def _at(town: Town, key: str) -> int:
    case_id = town.open(MAYOR).id
    for step, outcome in (("propose", "sent"), ("review", "approve"), ("inquire", "answered")):
        if town.step(case_id).key == key:
            break
        assert town.step(case_id).key == step
        town.leave(case_id, outcome)
    return case_id


def _other_expert(town: Town) -> Moment:
    def second(session: Session) -> By:
        ids = session.scalars(select(Role.person_id).where(Role.role == "expert").order_by(Role.id)).all()
        return By(people.by_id(session, ids[1]), None)

    return Moment(town.db.read_now(second), town.at, town.office)


def _claimed(town: Town, key: str = "review") -> tuple[int, Moment]:
    case_id, now = _at(town, key), town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    return case_id, now


def _refused(town: Town, case_id: int, act: Callable[..., Any], *args: object, **kwargs: object) -> Refusal:
    """What the act is refused with; nothing of the case has changed by it."""
    before = town.case(case_id).version, len(town.db.read_now(queries.events_of, case_id))
    with pytest.raises(Refusal) as refused:
        town.db.transact_now(act, case_id, *args, **kwargs)
    assert (town.case(case_id).version, len(town.db.read_now(queries.events_of, case_id))) == before
    return refused.value


def test_a_case_still_with_its_customer_cannot_be_claimed(town: Town) -> None:
    case_id = _at(town, "propose")
    refused = _refused(town, case_id, desk.claim, town.case(case_id).version, now=town.now("expert"))
    assert (type(refused), refused.key) == (NotAllowed, "not-at-this-step")


def test_who_claims_by_an_older_card_is_told_who_moved_the_case(town: Town) -> None:
    case_id = _at(town, "review")
    refused = _refused(town, case_id, desk.claim, town.case(case_id).version - 1, now=town.now("expert"))
    assert (type(refused), refused.key) == (Outdated, "case-moved-on")
    assert refused.facts["who"] == town.now("secretary").by.person.name


def test_who_claims_a_taken_case_is_told_who_has_it_and_claiming_twice_changes_nothing(town: Town) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    refused = _refused(town, case_id, desk.claim, version, now=_other_expert(town))
    assert (type(refused), refused.key) == (Outdated, "claimed-by-other")
    assert refused.facts["who"] == now.by.person.name
    town.db.transact_now(desk.claim, case_id, 1, now=now)
    assert town.case(case_id).version == version


def test_only_who_has_the_case_or_the_head_lets_go_of_it(town: Town) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    refused = _refused(town, case_id, desk.release, version, now=_other_expert(town))
    assert (refused.key, refused.facts["who"]) == ("not-yours", now.by.person.name)
    assert _refused(town, case_id, desk.release, version - 1, now=now).key == "case-moved-on"
    assert _refused(town, case_id, desk.release, version, now=town.now("secretary")).key == "not-your-role"
    town.db.transact_now(desk.release, case_id, version, now=town.now("head"))
    step = queries.open_step(town.case(case_id))
    assert step is not None and step.claimed_by is None


def test_nobody_decides_on_a_case_that_they_have_not_claimed(town: Town) -> None:
    case_id = _at(town, "review")
    version = town.case(case_id).version
    refused = _refused(town, case_id, decisions.decide, version, "approve", now=town.now("expert"))
    assert (refused.key, refused.facts["who"]) == ("not-yours", None)
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, version, now=now)
    version = town.case(case_id).version
    refused = _refused(town, case_id, decisions.decide, version, "approve", now=_other_expert(town))
    assert (refused.key, refused.facts["who"]) == ("not-yours", now.by.person.name)


@pytest.mark.parametrize("outcome", ["return", "reject"])
@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_return_and_a_refusal_say_why(town: Town, outcome: str, reason: str | None) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    assert _refused(town, case_id, decisions.decide, version, outcome, now=now, reason=reason).key == "reason-wanted"


def test_a_decision_is_one_of_its_step_on_known_documents_and_the_present_case(town: Town) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    assert _refused(town, case_id, decisions.decide, version, "done", now=now).key == "not-at-this-step"
    assert _refused(town, case_id, decisions.decide, version - 1, "approve", now=now).key == "case-moved-on"
    refused = _refused(town, case_id, decisions.decide, version, "return", now=now, reason="x", items=["moon"])
    assert (type(refused), refused.key) == (NotFound, "item-unknown")


def test_an_inquiry_is_answered_by_its_bodies_and_not_decided(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    refused = _refused(town, case_id, decisions.decide, town.case(case_id).version, "answered", now=now)
    assert refused.key == "not-at-this-step"


def test_a_reply_is_recorded_once_for_a_body_that_was_asked(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    version = town.case(case_id).version

    def refused(version: int, body: str, answer: str, by: Moment = now) -> Refusal:
        return _refused(town, case_id, decisions.record_reply, version, body, answer, letter_number=None, now=by)

    assert refused(version, "moon", "clear").key == "body-unknown"
    assert refused(version, "justice", "perhaps").key == "not-at-this-step"
    assert refused(version - 1, "justice", "clear").key == "case-moved-on"
    assert refused(version, "justice", "clear", _other_expert(town)).key == "not-yours"
    town.db.transact_now(decisions.record_reply, case_id, version, "justice", "clear", letter_number="7", now=now)
    again = refused(town.case(case_id).version, "justice", "refused")
    assert (type(again), again.key) == (Outdated, "already-answered")
    assert town.step(case_id).key == "inquire", "two bodies have not answered"


def test_no_reply_is_recorded_where_nobody_was_asked(town: Town) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    refused = _refused(town, case_id, decisions.record_reply, version, "justice", "clear", letter_number=None, now=now)
    assert refused.key == "not-at-this-step"


def test_one_refusing_body_turns_the_case_once_all_have_answered(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    for body, answer in (("justice", "refused"), ("intelligence", "clear"), ("protection", "clear")):
        assert town.step(case_id).key == "inquire"
        version = town.case(case_id).version
        town.db.transact_now(decisions.record_reply, case_id, version, body, answer, letter_number=None, now=now)
    step = next(stay for stay in town.case(case_id).steps if stay.key == "inquire")
    assert step.outcome == "refused"


def test_only_the_head_signs_and_only_the_letter_that_is_due(town: Town) -> None:
    case_id = _at(town, "review")
    version = town.case(case_id).version
    assert _refused(town, case_id, decisions.sign, version, now=town.now("expert")).key == "not-at-this-step"
    assert _refused(town, case_id, decisions.sign, version, now=town.now("head")).key == "not-at-this-step"
    town.leave(case_id, "approve")
    town.leave(case_id, "answered")
    version = town.case(case_id).version
    assert _refused(town, case_id, decisions.sign, version, now=town.now("expert")).key == "not-your-role"
    assert _refused(town, case_id, decisions.sign, version - 1, now=town.now("head")).key == "case-moved-on"
    assert town.db.read_now(events.verify) == []


def test_a_closed_case_is_acted_on_by_nobody(town: Town) -> None:
    case_id, now = _claimed(town)
    version = town.case(case_id).version
    town.db.transact_now(decisions.decide, case_id, version, "reject", now=now, reason="x")
    version = town.case(case_id).version
    for act, args in ((desk.claim, ()), (desk.release, ()), (decisions.decide, ("approve",))):
        assert _refused(town, case_id, act, version, *args, now=now).key == "not-at-this-step"
    assert _refused(town, case_id, decisions.sign, version, now=town.now("head")).key == "not-at-this-step"


def _drawn(town: Town, case_id: int) -> list[tuple[str, str]]:
    def look(session: Session) -> list[tuple[str, str]]:
        letters = session.scalars(select(Letter).where(Letter.case_id == case_id).order_by(Letter.id))
        return [(letter.template, letter.part) for letter in letters]

    return town.db.read_now(look)


def test_each_body_is_written_to_once_and_its_term_runs_from_its_letter(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    bodies = [body.key for body in town.step(case_id).bodies]
    at_entering = [reply.due_at for reply in town.open_step(case_id).replies]
    town.at += timedelta(days=3)
    later = Moment(now.by, town.at, town.office)
    town.db.transact_now(decisions.send_inquiries, case_id, town.case(case_id).version, now=later)
    assert _drawn(town, case_id) == [("inquiry", body) for body in bodies]
    asked = town.open_step(case_id).replies
    assert all(reply.asked_at == later.at for reply in asked)
    moved = [(before, reply.due_at) for before, reply in zip(at_entering, asked, strict=True)]
    assert all(before is not None and now_due is not None and now_due > before for before, now_due in moved)
    version = town.case(case_id).version
    assert _refused(town, case_id, decisions.send_inquiries, version, now=later).key == "nothing-to-ask"


def test_a_case_goes_out_by_our_letter_or_with_the_number_of_another_and_only_once(town: Town) -> None:
    grading = KNOWN.get("grading")
    case_id = town.open(grading).id
    while town.step(case_id).kind != "external":
        town.leave(case_id, engine.outcomes(town.step(case_id))[0])
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    version = town.case(case_id).version
    tomorrow = now.at.date() + timedelta(days=2)
    refused = _refused(town, case_id, decisions.refer, version, number="1", dated=tomorrow, now=now)
    assert refused.key == "date-in-future"
    town.db.transact_now(decisions.refer, case_id, version, now=now)
    step = town.open_step(case_id)
    assert _drawn(town, case_id)[-1] == ("referral", "")
    assert step.out_number is not None
    assert step.out_date is not None
    again = _refused(town, case_id, decisions.refer, town.case(case_id).version, now=now)
    assert (again.key, again.facts) == ("already-referred", {"number": step.out_number})


def test_the_date_of_an_answer_is_kept_and_lies_not_ahead(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    body, version = town.step(case_id).bodies[0].key, town.case(case_id).version
    ahead = now.at.date() + timedelta(days=2)
    given = {"letter_number": "12", "now": now}
    refused = _refused(town, case_id, decisions.record_reply, version, body, "clear", letter_date=ahead, **given)
    assert refused.key == "date-in-future"
    town.db.transact_now(decisions.record_reply, case_id, version, body, "clear", letter_date=now.at.date(), **given)
    reply = next(reply for reply in town.open_step(case_id).replies if reply.body == body)
    assert (reply.letter_number, reply.letter_date) == ("12", now.at.date())


def test_a_return_goes_to_its_customer_as_a_numbered_letter_too(town: Town) -> None:
    case_id, now = _claimed(town)
    town.db.transact_now(
        decisions.decide, case_id, town.case(case_id).version, "return", now=now, reason="امضا ندارد", items=["minutes"]
    )
    assert _drawn(town, case_id) == [("return-letter", "")]
    letter = town.db.read_now(lambda session: session.scalars(select(Letter)).one())
    town.db.transact_now(decisions.letter_filed, letter.id, "0" * 64, now=now)
    assert town.step(case_id).kind == "submit"


def test_an_objection_where_the_definition_knows_no_refusal_is_an_answer_like_any(town: Town) -> None:
    flow = KNOWN.get("performance-evaluation")
    case_id = town.open(flow).id
    while town.step(case_id).kind != "inquiry":
        town.leave(case_id, engine.outcomes(town.step(case_id))[0])
    step = town.step(case_id)
    assert "refused" not in step.next
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    for body in step.bodies:
        version = town.case(case_id).version
        town.db.transact_now(decisions.record_reply, case_id, version, body.key, "refused", letter_number=None, now=now)
    assert town.step(case_id).key != step.key
