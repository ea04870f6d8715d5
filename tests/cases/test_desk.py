"""The desk: handing a case over, holding and resuming it, extending its term, standing in for one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cases import decisions, deputies, desk, events, lifecycle, people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Account, Case, Notice, Person, Role, Step
from cases.people import By
from tests.cases.town import KNOWN, Town

MAYOR = KNOWN.get("mayor-appointment")
DAY = timedelta(days=1)


def _experts(session: Session) -> list[By]:
    ids = session.scalars(select(Role.person_id).where(Role.role == "expert").order_by(Role.id)).all()
    return [By(people.by_id(session, person_id), f"tg:{person_id}") for person_id in ids]


def _told(town: Town, template: str) -> list[int]:
    def look(session: Session) -> list[int]:
        return list(session.scalars(select(Notice.chat_id).where(Notice.template == template).order_by(Notice.chat_id)))

    return town.db.read_now(look)


def _claimed(town: Town) -> tuple[int, Moment, Moment]:
    """A case at its review, with the first expert; and that of the second."""
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    first, second = (Moment(by, town.at, town.office) for by in town.db.read_now(_experts)[:2])
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=first)
    return case_id, first, second


def _open(case: Case) -> Step:
    step = queries.open_step(case)
    assert step is not None
    return step


def test_a_case_is_handed_over_and_both_are_told(town: Town) -> None:
    town.reachable()
    case_id, first, second = _claimed(town)
    version = town.case(case_id).version
    town.db.transact_now(desk.assign, case_id, version, second.by.person.id, now=first)
    assert _open(town.case(case_id)).claimed_by == second.by.person.id
    assert _told(town, "assigned") == [second.by.person.id]
    assert _told(town, "unassigned") == [first.by.person.id]
    with pytest.raises(NotAllowed, match="not-yours"):
        town.db.transact_now(decisions.decide, case_id, town.case(case_id).version, "approve", now=first)


def test_the_head_gives_an_unclaimed_case_to_an_expert_and_to_nobody_else(town: Town) -> None:
    case_id, first, second = _claimed(town)
    town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=first)
    head, clerk = town.now("head"), town.now("clerk")
    version = town.case(case_id).version
    with pytest.raises(NotFound, match="person-unknown"):
        town.db.transact_now(desk.assign, case_id, version, clerk.by.person.id, now=head)
    with pytest.raises(NotAllowed):
        town.db.transact_now(desk.assign, case_id, version, second.by.person.id, now=first)
    town.db.transact_now(desk.assign, case_id, version, second.by.person.id, now=head)
    assert _open(town.case(case_id)).claimed_by == second.by.person.id


def test_an_expert_of_another_desk_neither_claims_nor_is_given_the_case(town: Town) -> None:
    case_id, first, second = _claimed(town)

    def elsewhere(session: Session) -> None:
        role = session.scalars(select(Role).where(Role.person_id == second.by.person.id)).one()
        role.desk = "rural"

    town.db.transact_now(elsewhere)
    with pytest.raises(NotFound, match="person-unknown"):
        town.db.transact_now(desk.assign, case_id, town.case(case_id).version, second.by.person.id, now=first)
    town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=first)
    stranger = Moment(town.db.read_now(_experts)[1], town.at, town.office)
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=stranger)


def test_a_held_case_takes_no_decision_and_its_term_stands_still(town: Town) -> None:
    town.reachable()
    case_id, first, _second = _claimed(town)
    due = _open(town.case(case_id)).due_at
    assert due is not None
    town.db.transact_now(desk.hold, case_id, town.case(case_id).version, "در انتظار رأی دادگاه", now=first)
    held = town.case(case_id)
    assert (held.state, _open(held).due_at) == ("held", None)
    assert _told(town, "held") != []
    with pytest.raises(NotAllowed, match="case-held"):
        town.db.transact_now(decisions.decide, case_id, held.version, "approve", now=first)
    town.at += 10 * DAY
    later = Moment(first.by, town.at, town.office)
    town.db.transact_now(desk.resume, case_id, held.version, now=later)
    resumed = town.case(case_id)
    new_due = _open(resumed).due_at
    assert resumed.state == "running"
    assert new_due is not None
    assert new_due - due >= 10 * DAY
    explained = _open(resumed).due
    assert explained is not None
    assert "held" in {reason for _day, reason in explained["skipped"]}


def test_holding_wants_a_reason_and_the_right_person(town: Town) -> None:
    case_id, first, second = _claimed(town)
    version = town.case(case_id).version
    with pytest.raises(Refusal, match="reason-wanted"):
        town.db.transact_now(desk.hold, case_id, version, "  ", now=first)
    for other in (second, town.now("secretary")):
        with pytest.raises(NotAllowed):
            town.db.transact_now(desk.hold, case_id, version, "well then", now=other)
    town.db.transact_now(desk.hold, case_id, version, "well then", now=first)
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=second)
    town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=town.now("head"))
    with pytest.raises(NotAllowed, match="not-held"):
        town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=first)


def test_a_held_case_can_be_withdrawn(town: Town) -> None:
    case_id, first, _second = _claimed(town)
    town.db.transact_now(desk.hold, case_id, town.case(case_id).version, "well then", now=first)
    town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now("secretary"))
    assert town.case(case_id).outcome == "withdrawn"
    assert town.db.read_now(queries.present_hold, case_id) is None


def test_the_head_extends_a_term_by_days_of_its_own_kind(town: Town) -> None:
    case_id, first, _second = _claimed(town)
    before = _open(town.case(case_id))
    assert before.due_at is not None
    version = town.case(case_id).version
    with pytest.raises(NotAllowed, match="head-only"):
        town.db.transact_now(desk.extend, case_id, version, 5, "well then", now=first)
    for days in (0, 366):
        with pytest.raises(Refusal, match="days-wanted"):
            town.db.transact_now(desk.extend, case_id, version, days, "well then", now=town.now("head"))
    town.db.transact_now(desk.extend, case_id, version, 5, "پرونده پیچیده است", now=town.now("head"))
    after = _open(town.case(case_id))
    assert after.due_at is not None
    assert after.due is not None
    assert after.due_at - before.due_at >= 5 * DAY
    assert after.due["extra"] == 5


def test_a_deputy_decides_in_the_stead_of_who_is_away_and_the_log_names_the_deputy(town: Town) -> None:
    case_id, first, second = _claimed(town)
    version = town.case(case_id).version
    with pytest.raises(NotAllowed, match="not-yours"):
        town.db.transact_now(decisions.decide, case_id, version, "approve", now=second)
    town.db.transact_now(
        deputies.name,
        first.by.person.id,
        second.by.person.id,
        since=town.at,
        until=town.at + 5 * DAY,
        by=first.by,
        at=town.at,
    )
    _join(town, second.by.person.id)
    by = town.db.read_now(people.who, f"tg:{second.by.person.id}", at=town.at)
    assert by is not None
    town.db.transact_now(decisions.decide, case_id, version, "approve", now=Moment(by, town.at, town.office))
    decision = town.db.read_now(queries.decisions_of, case_id)[-1]
    assert decision.by_id == second.by.person.id
    assert town.db.read_now(events.verify) == []


def test_a_deputy_of_the_head_signs_only_while_the_time_lasts(town: Town) -> None:
    case_id = town.open(MAYOR).id
    for outcome in ("sent", "approve", "answered"):
        town.leave(case_id, outcome)
    head, expert = town.now("head"), town.now("expert")
    _join(town, expert.by.person.id)
    span = {"since": town.at + DAY, "until": town.at + 3 * DAY}
    town.db.transact_now(deputies.name, head.by.person.id, expert.by.person.id, **span, by=head.by, at=town.at)
    for days, may in ((0, False), (2, True), (4, False)):
        at = town.at + days * DAY
        by = town.db.read_now(people.who, f"tg:{expert.by.person.id}", at=at)
        assert by is not None
        assert ("head" in by.roles()) is may
        if not may:
            with pytest.raises(NotAllowed):
                town.db.transact_now(
                    decisions.sign, case_id, town.case(case_id).version, now=Moment(by, at, town.office)
                )


def test_who_is_away_is_still_told_and_so_is_the_deputy(town: Town) -> None:
    town.reachable()
    case_id, first, second = _claimed(town)
    third = town.now("head")
    town.db.transact_now(
        deputies.name,
        second.by.person.id,
        third.by.person.id,
        since=town.at,
        until=town.at + DAY,
        by=third.by,
        at=town.at,
    )
    assert _told(town, "deputy-named") == sorted([second.by.person.id, third.by.person.id])
    now = Moment(first.by, town.at, town.office)
    town.db.transact_now(desk.assign, case_id, town.case(case_id).version, second.by.person.id, now=now)
    assert _told(town, "assigned") == sorted([second.by.person.id, third.by.person.id])


@pytest.mark.parametrize(
    ("role", "oneself", "days", "key"),
    [
        ("expert", True, 1, "deputy-oneself"),
        ("expert", False, -1, "deputy-time"),
        ("clerk", False, 1, "not-your-role"),
    ],
)
def test_a_wrong_deputy_is_refused(town: Town, role: str, oneself: bool, days: int, key: str) -> None:
    first, second = town.db.read_now(_experts)[:2]
    by = first if role == "expert" else town.now(role).by
    with pytest.raises(Refusal, match=key):
        town.db.transact_now(
            deputies.name,
            first.person.id,
            first.person.id if oneself else second.person.id,
            since=town.at,
            until=town.at + days * DAY,
            by=by,
            at=town.at,
        )


def test_ending_a_deputy_takes_the_powers_back_at_once(town: Town) -> None:
    first, second = town.db.read_now(_experts)[:2]
    _join(town, second.person.id)
    deputy = town.db.transact_now(
        deputies.name,
        first.person.id,
        second.person.id,
        since=town.at,
        until=town.at + DAY,
        by=first,
        at=town.at,
    )
    town.db.transact_now(deputies.end, deputy.id, by=first, at=town.at)
    by = town.db.read_now(people.who, f"tg:{second.person.id}", at=town.at)
    assert by is not None
    assert by.standing_in == ()
    with pytest.raises(NotFound, match="deputy-unknown"):
        town.db.transact_now(deputies.end, deputy.id, by=first, at=town.at + DAY)


def test_of_two_who_hand_a_case_over_one_wins(town: Town) -> None:
    case_id, first, second = _claimed(town)
    version = town.case(case_id).version
    town.db.transact_now(desk.assign, case_id, version, second.by.person.id, now=first)
    with pytest.raises(Outdated, match="case-moved-on"):
        town.db.transact_now(desk.assign, case_id, version, first.by.person.id, now=town.now("head"))


def _join(town: Town, person_id: int) -> None:
    def join(session: Session) -> None:
        session.add(Account(id=f"tg:{person_id}", person_id=person_id, chat_id=person_id, joined_at=town.at))

    town.db.transact_now(join)


def test_extra_days_outlast_a_return(town: Town) -> None:
    case_id, first, _second = _claimed(town)
    town.db.transact_now(desk.extend, case_id, town.case(case_id).version, 20, "well then", now=town.now("head"))
    town.db.transact_now(
        decisions.decide,
        case_id,
        town.case(case_id).version,
        "return",
        now=first,
        reason="not in order yet",
        items=["minutes"],
    )
    town.leave(case_id, "sent")
    again = _open(town.case(case_id))
    assert again.due is not None
    assert again.due["extra"] == 20


def test_a_deputy_does_not_prolong_their_own_power(town: Town) -> None:
    head, expert = town.now("head"), town.now("expert")
    _join(town, expert.by.person.id)
    span = {"since": town.at, "until": town.at + DAY}
    town.db.transact_now(deputies.name, head.by.person.id, expert.by.person.id, **span, by=head.by, at=town.at)
    by = town.db.read_now(people.who, f"tg:{expert.by.person.id}", at=town.at)
    assert by is not None
    assert "head" in by.roles()
    longer = {"since": town.at, "until": town.at + 3650 * DAY}
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(deputies.name, head.by.person.id, expert.by.person.id, **longer, by=by, at=town.at)


def _of_another_desk(person: Person) -> None:
    person.roles[0].desk = "rural"


def _no_expert_any_more(person: Person) -> None:
    person.roles[0].role = "observer"


def _suspended(person: Person) -> None:
    person.active = False


@pytest.mark.parametrize("change", [_of_another_desk, _no_expert_any_more, _suspended])
def test_a_case_whose_holder_may_no_longer_have_it_is_taken_by_another(
    town: Town, change: Callable[[Person], None]
) -> None:
    case_id, first, second = _claimed(town)
    with pytest.raises(Outdated, match="claimed-by-other"):
        town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=second)
    town.db.transact_now(lambda session: change(people.by_id(session, first.by.person.id)))
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=second)
    assert _open(town.case(case_id)).claimed_by == second.by.person.id
    told = town.db.read_now(queries.events_of, case_id)[-1]
    assert (told.kind, told.facts["before"]) == ("claimed", first.by.person.id)


def test_a_deputy_keeps_what_was_claimed_in_anothers_stead_as_long_as_that_lasts(town: Town) -> None:
    case_id, first, second = _claimed(town)
    town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=first)
    observer = town.now("observer").by.person.id
    span = {"since": town.at, "until": town.at + DAY}
    town.db.transact_now(deputies.name, first.by.person.id, observer, **span, by=first.by, at=town.at)
    _join(town, observer)
    by = town.db.read_now(people.who, f"tg:{observer}", at=town.at)
    assert by is not None
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=Moment(by, town.at, town.office))
    version = town.case(case_id).version
    with pytest.raises(Outdated, match="claimed-by-other"):
        town.db.transact_now(desk.claim, case_id, version, now=Moment(second.by, town.at, town.office))
    later = Moment(second.by, town.at + 2 * DAY, town.office)
    town.db.transact_now(desk.claim, case_id, version, now=later)
    assert _open(town.case(case_id)).claimed_by == second.by.person.id


def test_a_returned_case_does_not_come_back_to_an_expert_who_may_no_longer_have_it(town: Town) -> None:
    case_id, first, _second = _claimed(town)
    town.db.transact_now(
        decisions.decide, case_id, town.case(case_id).version, "return", now=first, reason="not in order yet"
    )
    town.db.transact_now(lambda session: _no_expert_any_more(people.by_id(session, first.by.person.id)))
    town.leave(case_id, "sent")
    assert _open(town.case(case_id)).claimed_by is None


def test_who_has_stopped_a_case_and_is_no_expert_any_more_does_not_let_it_go_on(town: Town) -> None:
    case_id, first, _second = _claimed(town)
    town.db.transact_now(desk.hold, case_id, town.case(case_id).version, "well then", now=first)
    town.db.transact_now(lambda session: _no_expert_any_more(people.by_id(session, first.by.person.id)))
    gone = Moment(By(town.db.read_now(people.by_id, first.by.person.id), None), town.at, town.office)
    with pytest.raises(NotAllowed, match="not-your-role"):
        town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=gone)


def test_what_a_deputy_had_in_hand_goes_back_to_the_desk_when_the_time_is_over(town: Town) -> None:
    ended, ran_out = (_claimed_by_a_deputy(town) for _ in range(2))
    town.db.transact_now(deputies.over, at=town.at)
    assert _open(town.case(ran_out)).claimed_by is not None
    town.db.transact_now(deputies.end, 1, by=town.now("head").by, at=town.at)
    assert _open(town.case(ended)).claimed_by is not None, "the other stead lasts"
    town.at += 2 * DAY
    for _ in range(2):
        town.db.transact_now(deputies.over, at=town.at)
    for case_id in (ended, ran_out):
        assert _open(town.case(case_id)).claimed_by is None
        told = [event.kind for event in town.db.read_now(queries.events_of, case_id)]
        assert told.count("released") == 2, "once by the first expert, once by the end of the stead"
    assert town.db.read_now(events.verify) == []


def test_what_a_deputy_had_in_hand_goes_back_at_once_when_the_stead_is_ended(town: Town) -> None:
    case_id = _claimed_by_a_deputy(town)
    town.db.transact_now(deputies.end, 1, by=town.now("head").by, at=town.at)
    assert _open(town.case(case_id)).claimed_by is None


def _claimed_by_a_deputy(town: Town) -> int:
    """A case that the observer has taken in the first expert's stead, which lasts for a day."""
    case_id, first, _second = _claimed(town)
    town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=first)
    observer = town.now("observer").by.person.id
    span = {"since": town.at, "until": town.at + DAY}
    town.db.transact_now(deputies.name, first.by.person.id, observer, **span, by=first.by, at=town.at)
    by = By(town.db.read_now(people.by_id, observer), None, standing_in=(first.by.person,))
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=Moment(by, town.at, town.office))
    return case_id
