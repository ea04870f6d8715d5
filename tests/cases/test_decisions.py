"""What the office's verbs refuse, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import committees, decisions, desk, events, lifecycle, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Letter, Role
from cases.people import By
from tests.cases.town import KNOWN, Town
from workflows import engine

MAYOR, WASTE = KNOWN.get("mayor-appointment"), KNOWN.get("waste-investment")


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
    refused = _refused(
        town, case_id, decisions.decide, version, "return", now=now, reason="not in order yet", items=["moon"]
    )
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
    town.db.transact_now(decisions.decide, case_id, version, "reject", now=now, reason="not in order yet")
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
        decisions.decide,
        case_id,
        town.case(case_id).version,
        "return",
        now=now,
        reason="امضای رئیس را ندارد",
        items=["minutes"],
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


def test_a_recorded_reply_is_put_right_while_others_are_waited_for_and_both_stand_in_the_log(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    first, *others = [reply.body for reply in town.open_step(case_id).replies]
    assert others, "the step waits for another body"
    town.db.transact_now(
        decisions.record_reply, case_id, town.case(case_id).version, first, "refused", letter_number="7", now=now
    )
    again = {"letter_number": "8", "now": now}
    refused = _refused(town, case_id, decisions.record_reply, town.case(case_id).version, first, "clear", **again)
    assert refused.key == "already-answered"
    town.db.transact_now(
        decisions.record_reply, case_id, town.case(case_id).version, first, "clear", **again, correct=True
    )
    reply = next(known for known in town.open_step(case_id).replies if known.body == first)
    assert (reply.answer, reply.letter_number) == ("clear", "8")
    told = town.db.read_now(queries.events_of, case_id)[-1]
    assert told.kind == "reply-corrected"
    assert (told.facts["before"]["answer"], told.facts["after"]["answer"]) == ("refused", "clear")
    assert (told.facts["before"]["letter_number"], told.facts["after"]["letter_number"]) == ("7", "8")
    for body in others:
        town.db.transact_now(
            decisions.record_reply, case_id, town.case(case_id).version, body, "clear", letter_number="1", now=now
        )
    assert town.step(case_id).key != "inquire", "by the answers as they were put right"
    assert town.db.read_now(events.verify) == []


def test_a_reply_that_is_not_there_is_not_put_right_and_nobody_else_puts_one_right(town: Town) -> None:
    case_id, now = _claimed(town, "inquire")
    version, body = town.case(case_id).version, town.open_step(case_id).replies[0].body
    given = {"letter_number": "1", "correct": True}
    refused = _refused(town, case_id, decisions.record_reply, version, body, "clear", **given, now=now)
    assert refused.key == "not-answered"
    stranger = _other_expert(town)
    refused = _refused(town, case_id, decisions.record_reply, version, body, "clear", **given, now=stranger)
    assert refused.key == "not-yours"


# --- letters that are made after the case has gone on -----------------------------------------------------------------


def _handed_out(town: Town, case_id: int, template: str) -> set[int]:
    """The chats that get the case's letter of this kind when it is made now; it is filed whoever does."""

    def drawn(session: Session) -> int:
        of_kind = select(Letter.id).where(Letter.case_id == case_id, Letter.template == template)
        return session.scalars(of_kind.order_by(Letter.id.desc())).first() or 0

    letter_id = town.db.read_now(drawn)
    town.db.transact_now(decisions.letter_filed, letter_id, "0" * 64, now=town.now("expert"))
    assert town.db.read_now(lambda session: session.get_one(Letter, letter_id).state) == "filed"
    return {chat for chat, _ in town.told("letter")}


def _withdraw(town: Town, case_id: int) -> None:
    town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now("secretary"))


def _asked(town: Town) -> int:
    case_id, now = _claimed(town, "inquire")
    town.db.transact_now(decisions.send_inquiries, case_id, town.case(case_id).version, now=now)
    return case_id


def test_nobody_is_given_an_inquiry_to_send_on_for_a_case_that_was_taken_back(town: Town) -> None:
    town.reachable()
    going, taken_back = _asked(town), _asked(town)
    assert _handed_out(town, going, "inquiry") == {town.now("expert").by.person.id}
    before = len(town.told("letter"))
    _withdraw(town, taken_back)
    _handed_out(town, taken_back, "inquiry")
    assert len(town.told("letter")) == before


def test_nobody_is_asked_to_mend_what_was_taken_back_meanwhile(town: Town) -> None:
    town.reachable()
    case_id, now = _claimed(town)
    town.db.transact_now(
        decisions.decide,
        case_id,
        town.case(case_id).version,
        "return",
        now=now,
        reason="not in order yet",
        items=["minutes"],
    )
    _withdraw(town, case_id)
    assert _handed_out(town, case_id, "return-letter") == set()


def _voting(town: Town) -> tuple[int, Moment]:
    """The waste committee's first voting, with who keeps its papers, called to a session."""
    case_id, now = town.open(WASTE).id, town.now("expert")
    town.leave(case_id, "sent")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    meeting = {"meets_at": now.at + timedelta(days=1), "place": "سالن", "agenda": ""}
    town.db.transact_now(committees.invite, case_id, town.case(case_id).version, **meeting, now=now)
    return case_id, now


def _members(town: Town, case_id: int) -> set[int]:
    return {seat.person_id for step in town.case(case_id).steps for seat in step.seats}


def test_nobody_is_invited_to_a_session_about_what_was_decided_meanwhile(town: Town) -> None:
    town.reachable()
    case_id, now = _voting(town)
    assert _handed_out(town, case_id, "invitation") == _members(town, case_id) | {now.by.person.id}
    other, _ = _voting(town)
    before = len(town.told("letter"))
    town.leave(other, "adopted")
    _handed_out(town, other, "invitation")
    assert len(town.told("letter")) == before


def test_the_minutes_by_which_a_case_is_rejected_go_to_its_committee(town: Town) -> None:
    town.reachable()
    case_id, now = _voting(town)
    town.leave(case_id, "rejected")
    assert town.case(case_id).outcome == "rejected"
    assert _handed_out(town, case_id, "minutes-of-votes") == _members(town, case_id) | {now.by.person.id}


def test_the_minutes_of_a_case_that_was_taken_back_are_filed_and_no_more(town: Town) -> None:
    town.reachable()
    case_id, _ = _voting(town)
    town.leave(case_id, "adopted")
    town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now("clerk"))
    assert _handed_out(town, case_id, "minutes-of-votes") == set()


@pytest.mark.parametrize(
    ("reason", "items", "key"),
    [
        ("ن", ["minutes"], "reason-short"),
        (". - 12", ["minutes"], "reason-short"),
        ("نقص", [], "reason-alone"),
        (" ", [], "reason-wanted"),
    ],
)
def test_a_reason_that_says_nothing_is_none(town: Town, reason: str, items: list[str], key: str) -> None:
    case_id, now = _at(town, "review"), town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    version = town.case(case_id).version
    with pytest.raises(Refusal, match=key):
        town.db.transact_now(decisions.decide, case_id, version, "return", now=now, reason=reason, items=items)
    if key != "reason-alone":
        with pytest.raises(Refusal, match=key):
            town.db.transact_now(desk.hold, case_id, version, reason, now=now)
    town.db.transact_now(decisions.decide, case_id, version, "return", now=now, reason="نقص امضا", items=["minutes"])
    assert town.step(case_id).kind == "submit"
