"""Committees: seats, invitations, comments, votes, minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases import committees, decisions, desk, events, people, queries
from cases.db import Session
from cases.errors import Incomplete, NotAllowed, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Account, Letter, Notice, Person, Role, Step
from cases.people import By
from nlp import wording
from tests.cases.town import KNOWN, Town

BOARD = KNOWN.get("article-79-board")
RESEARCH = KNOWN.get("research")


def _before_the_board(town: Town) -> int:
    case_id = town.open(BOARD).id
    for outcome in ("sent", "approve"):
        town.leave(case_id, outcome)
    return case_id


def _open(town: Town, case_id: int) -> Step:
    step = queries.open_step(town.case(case_id))
    assert step is not None
    return step


def _member(town: Town, place: int) -> Moment:
    def look(session: Session) -> By:
        ids = session.scalars(select(Role.person_id).where(Role.role == "committee").order_by(Role.id)).all()
        return By(people.by_id(session, ids[place]), f"tg:member-{place}")

    return Moment(town.db.read_now(look), town.at, town.office)


def _votes(town: Town, case_id: int, *votes: str) -> None:
    for place, vote in enumerate(votes):
        now = _member(town, place)
        town.db.transact_now(committees.vote, _open(town, case_id).id, now.by.person.id, vote, now=now)


def _close(town: Town, case_id: int, now: Moment, reason: str | None = None) -> None:
    town.db.transact_now(committees.close, case_id, town.case(case_id).version, now=now, reason=reason)


def _letters(town: Town, case_id: int) -> list[Letter]:
    def look(session: Session) -> list[Letter]:
        return list(session.scalars(select(Letter).where(Letter.case_id == case_id).order_by(Letter.id)))

    return town.db.read_now(look)


def test_every_member_has_a_seat_and_the_chair_is_known(town: Town) -> None:
    seats = _open(town, _before_the_board(town)).seats
    assert [seat.chair for seat in seats].count(True) == 1
    assert len(seats) == 3
    assert all(seat.vote is None for seat in seats)


def test_only_the_members_of_the_named_committee_have_seats(town: Town) -> None:
    def elsewhere(session: Session) -> None:
        last = session.scalars(select(Role.id).where(Role.role == "committee").order_by(Role.id.desc())).first()
        session.execute(update(Role).where(Role.id == last).values(committee="workgroup"))

    town.db.transact_now(elsewhere)
    case_id = _before_the_board(town)
    assert len(_open(town, case_id).seats) == 2
    stranger = _member(town, 2)
    with pytest.raises(NotAllowed, match="not-a-member"):
        town.db.transact_now(committees.vote, _open(town, case_id).id, stranger.by.person.id, "for", now=stranger)


def test_a_vote_counts_once_and_may_be_changed_until_the_closing(town: Town) -> None:
    case_id = _before_the_board(town)
    _votes(town, case_id, "for", "for")
    _votes(town, case_id, "against")
    votes = {seat.person_id: seat.vote for seat in _open(town, case_id).seats}
    first, second, third = (_member(town, place).by.person.id for place in range(3))
    assert votes == {first: "against", second: "for", third: None}
    told = [event.facts for event in town.db.read_now(queries.events_of, case_id) if event.kind == "voted"]
    assert [(fact["before"], fact["vote"]) for fact in told] == [(None, "for"), (None, "for"), ("for", "against")]


def test_nobody_votes_for_another_but_the_keeper_of_the_papers_writes_down_a_vote_in_the_room(town: Town) -> None:
    case_id = _before_the_board(town)
    step, first, second = _open(town, case_id), _member(town, 0), _member(town, 1)
    with pytest.raises(NotAllowed, match="not-your-vote"):
        town.db.transact_now(committees.vote, step.id, second.by.person.id, "for", now=first)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    seat = town.db.transact_now(committees.vote, step.id, second.by.person.id, "for", now=expert)
    assert (seat.vote, seat.cast_by) == ("for", expert.by.person.id)


def test_without_a_quorum_the_voting_is_not_closed(town: Town) -> None:
    case_id = _before_the_board(town)
    _votes(town, case_id, "for")
    assert committees.outcome_now(town.case(case_id)) is None
    with pytest.raises(Incomplete) as refused:
        _close(town, case_id, _member(town, 0))
    assert refused.value.facts == {"voted": 1, "needed": 2}


def test_an_ordinary_member_does_not_close_the_voting_and_the_chair_does(town: Town) -> None:
    case_id = _before_the_board(town)
    _votes(town, case_id, "for", "for")
    with pytest.raises(NotAllowed):
        _close(town, case_id, _member(town, 1))
    _close(town, case_id, _member(town, 0))
    assert town.step(case_id).key == "announce"


def test_the_majority_of_the_board_is_of_all_its_members(town: Town) -> None:
    case_id = _before_the_board(town)
    _votes(town, case_id, "for", "abstain")
    assert committees.outcome_now(town.case(case_id)) == "rejected"
    _votes(town, case_id, "for", "for")
    assert committees.outcome_now(town.case(case_id)) == "adopted"


def test_closing_draws_up_minutes_with_every_vote(town: Town) -> None:
    case_id = _before_the_board(town)
    _votes(town, case_id, "for", "for", "against")
    _close(town, case_id, _member(town, 0))
    minutes = next(letter for letter in _letters(town, case_id) if letter.template == "minutes-of-votes")
    assert sorted(seat["vote"] for seat in minutes.facts["seats"]) == ["against", "for", "for"]
    assert [seat["vote"] for seat in minutes.facts["seats"] if seat["chair"]] == ["for"]
    assert minutes.facts["count"] == {"for": 2, "against": 1, "members": 3, "present": 3}
    assert minutes.facts["outcome"] == "adopted"


def test_a_return_by_vote_wants_its_reason_and_goes_to_the_customer_as_a_letter(town: Town) -> None:
    case_id = town.open(RESEARCH).id
    for outcome in ("done", "done", "sent", "approve"):
        town.leave(case_id, outcome)
    assert town.step(case_id).key == "workgroup-adopt"
    _votes(town, case_id, "return", "return", "for")
    with pytest.raises(Refusal, match="reason-wanted"):
        _close(town, case_id, _member(town, 0))
    _close(town, case_id, _member(town, 0), reason="روش پژوهش روشن نیست")
    assert town.step(case_id).kind == "submit"
    letter = next(letter for letter in _letters(town, case_id) if letter.template == "return-letter")
    assert letter.facts["decision"]["reason"] == "روش پژوهش روشن نیست"


def test_inviting_tells_every_member_and_inviting_again_changes_the_session(town: Town) -> None:
    case_id = _before_the_board(town)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    for days, place in ((3, "سالن جلسات"), (4, "دفتر معاون")):
        town.db.transact_now(
            committees.invite,
            case_id,
            town.case(case_id).version,
            meets_at=town.at + timedelta(days=days),
            place=place,
            agenda="",
            now=expert,
        )
    case = town.case(case_id)
    step = queries.open_step(case)
    assert step is not None
    meeting = queries.meeting_of(case, step)
    assert meeting is not None
    assert (meeting.place, meeting.agenda) == ("دفتر معاون", wording.shown(case.title))
    assert [letter.template for letter in _letters(town, case_id)].count("invitation") == 2


@pytest.mark.parametrize(
    ("days", "place", "key"), [(-1, "سالن", "meeting-past"), (1, "  ", "place-wanted")], ids=["past", "nowhere"]
)
def test_a_session_lies_ahead_and_has_a_place(town: Town, days: int, place: str, key: str) -> None:
    case_id = _before_the_board(town)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    with pytest.raises(Refusal, match=key):
        town.db.transact_now(
            committees.invite,
            case_id,
            town.case(case_id).version,
            meets_at=town.at + timedelta(days=days),
            place=place,
            agenda="",
            now=expert,
        )


def test_members_comment_and_strangers_do_not(town: Town) -> None:
    case_id = _before_the_board(town)
    step = _open(town, case_id)
    town.db.transact_now(committees.comment, step.id, " نظر من این است ", now=_member(town, 1))
    case = town.case(case_id)
    opened = queries.open_step(case)
    assert opened is not None
    assert [said.text for said in queries.comments_of(case, opened)] == ["نظر من این است"]
    with pytest.raises(NotAllowed, match="not-a-member"):
        town.db.transact_now(committees.comment, step.id, "x", now=town.now("clerk"))
    with pytest.raises(Refusal, match="comment-wanted"):
        town.db.transact_now(committees.comment, step.id, "  ", now=_member(town, 1))


def test_a_vote_after_the_closing_is_told_that_the_step_is_over(town: Town) -> None:
    case_id = _before_the_board(town)
    step = _open(town, case_id)
    _votes(town, case_id, "for", "for")
    _close(town, case_id, _member(town, 0))
    late = _member(town, 2)
    with pytest.raises(Outdated, match="step-left"):
        town.db.transact_now(committees.vote, step.id, late.by.person.id, "for", now=late)


def test_a_member_sees_what_came_before_the_committee_and_nothing_else(town: Town) -> None:
    other = town.open(KNOWN.get("mayor-appointment")).id
    case_id = _before_the_board(town)
    by = _member(town, 0).by
    assert queries.may_see(by, town.case(case_id))
    assert not queries.may_see(by, town.case(other))
    assert [case.id for case in town.db.read_now(queries.cases_of, by)] == [case_id]


def test_members_who_come_later_are_seated_by_the_next_invitation(town: Town) -> None:
    case_id = _before_the_board(town)

    def one_more(session: Session) -> None:
        expert = session.scalars(select(Person).join(Role).where(Role.role == "head")).first()
        assert expert is not None
        session.add(Role(person_id=expert.id, role="committee", committee="article-79-board"))

    town.db.transact_now(one_more)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    town.db.transact_now(
        committees.invite,
        case_id,
        town.case(case_id).version,
        meets_at=town.at + timedelta(days=1),
        place="سالن",
        agenda="",
        now=expert,
    )
    assert len(_open(town, case_id).seats) == 4
    assert town.db.read_now(events.verify) == []


def test_members_of_other_committees_are_not_told_of_a_committees_step(town: Town) -> None:
    def settle(session: Session) -> None:
        roles = session.scalars(select(Role).where(Role.role == "committee").order_by(Role.id)).all()
        roles[0].committee, roles[1].committee, roles[2].committee = "workgroup", "research-council", "article-79-board"
        for role in roles:
            session.add(
                Account(id=f"tg:{role.person_id}", person_id=role.person_id, chat_id=role.person_id, joined_at=town.at)
            )

    town.db.transact_now(settle)
    case_id = town.open(RESEARCH).id
    for outcome in ("done", "done", "sent"):
        town.leave(case_id, outcome)
    chair = _member(town, 0)
    town.db.transact_now(decisions.decide, case_id, town.case(case_id).version, "approve", now=chair)
    _votes(town, case_id, "for")
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    _close(town, case_id, expert)
    town.leave(case_id, "done")
    told = town.db.read_now(lambda session: session.execute(select(Notice.chat_id, Notice.template)).all())
    council, board = (_member(town, place).by.person.id for place in (1, 2))
    assert (council, "step-left") in told
    assert [template for chat, template in told if chat == board] == []


def test_who_is_no_longer_a_member_votes_no_more(town: Town) -> None:
    case_id = _before_the_board(town)
    member = _member(town, 1)

    def leave(session: Session) -> None:
        role = session.scalars(select(Role).where(Role.person_id == member.by.person.id)).one()
        role.committee = "workgroup"

    town.db.transact_now(leave)
    gone = _member(town, 1)
    with pytest.raises(NotAllowed, match="not-a-member"):
        town.db.transact_now(committees.vote, _open(town, case_id).id, gone.by.person.id, "for", now=gone)


def test_members_enrolled_after_the_case_came_sit_when_it_is_claimed(town: Town) -> None:
    def nobody(session: Session) -> None:
        session.execute(update(Role).where(Role.role == "committee").values(role="observer"))

    def everybody(session: Session) -> None:
        session.execute(
            update(Role).where(Role.role == "observer", Role.committee.is_(None), Role.id > 0).values(role="committee")
        )

    town.db.transact_now(nobody)
    case_id = _before_the_board(town)
    assert _open(town, case_id).seats == []
    town.db.transact_now(everybody)
    expert = town.now("expert")
    step = _open(town, case_id)
    if step.claimed_by is not None:
        town.db.transact_now(desk.release, case_id, town.case(case_id).version, now=expert)
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    assert len(_open(town, case_id).seats) >= 3
