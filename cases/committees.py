"""A committee and a case: its members invited, their comments, their votes, and what the votes amount to.

Door: `seat`, `invite`, `comment`, `vote`, `outcome_now`, `close`. Promise: a vote is its member's, cast by the member, their
deputy, or in the room through the expert who keeps the committee's papers, and the log says which; quorum and majority are
the definition's; closing gives one outcome with its minutes, and of two who close one wins. Not here: counting
(workflows.engine.tally), what a committee's other steps decide (decisions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from cases import decisions, desk, events, letters, lifecycle, notices, queries, reasons, showing
from cases.errors import Incomplete, NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Case, Comment, Meeting, Seat, Step
from cases.notices import What
from nlp import wording
from workflows import catalogue, engine, kinds

VOTES: tuple[str, ...] = get_args(engine.Vote.__value__)
LONGEST_COMMENT = 2000


def invite(
    session: Session, case_id: int, version: int, *, meets_at: datetime, place: str, agenda: str, now: Moment
) -> Meeting:
    """Calls the step's committee to a session; calling again changes time, place and agenda, and says so anew.

    By the expert who keeps the step's papers. Refuses: not-yours, no-committee, meeting-past, place-wanted, case-moved-on,
    case-held.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.kept_step(case, now.by)
    committee = _committee(case, step)
    if meets_at <= now.at:
        raise Refusal("meeting-past")
    if not (place := place.strip()):
        raise Refusal("place-wanted")
    lifecycle.seat(session, case, step, committee)
    meeting = session.merge(
        Meeting(
            step_id=step.id,
            meets_at=meets_at,
            place=place,
            agenda=agenda.strip() or wording.shown(case.title),
            called_by=now.by.person.id,
            called_at=now.at,
        )
    )
    session.flush()
    told = {"meets_at": meets_at.isoformat(), "place": meeting.place, "agenda": meeting.agenda}
    letters.draw_up(
        session,
        case,
        step,
        "invitation",
        now=now,
        part=f"{queries.letters_drawn(session, step.id, 'invitation') + 1}",
        meeting={**told, "at": told["meets_at"]},
        committee={"name": committee.name},
        members=[seat.person.name for seat in step.seats],
    )
    _changed(session, case, "committee-invited", now, step=step.key, **told)
    # Nobody can come to a meeting that has begun without having been asked.
    what = What("invitation", {"case": case.id, "step": step.id}, expires_at=meets_at)
    notices.to_people(session, [seat.person_id for seat in step.seats], what, at=now.at)
    return meeting


def comment(session: Session, step_id: int, text: str, *, now: Moment) -> Comment:
    """A member says what they think of the case. Refuses: comment-wanted, comment-long, not-a-member, step-left, case-held."""
    case, step = _open(session, step_id)
    if not desk.seats_of(now.by, step, desk.wanted_of(case, step)):
        raise NotAllowed("not-a-member")
    if not (text := text.strip()):
        raise Refusal("comment-wanted")
    if len(text) > LONGEST_COMMENT:
        raise Refusal("comment-long", most=LONGEST_COMMENT)
    said = Comment(step_id=step.id, by_id=now.by.person.id, text=text, at=now.at)
    session.add(said)
    session.flush()
    session.refresh(step, ["comments"])
    _changed(session, case, "commented", now, step=step.key, comment=said.id)
    return said


def vote(session: Session, step_id: int, person_id: int, vote: str, *, now: Moment) -> Seat:
    """The vote of one member; until the voting is closed it may be changed.

    Refuses: not-a-member (of this committee), not-your-vote, vote-unknown, not-at-this-step, step-left, case-held.
    """
    case, step = _open(session, step_id)
    wanted = desk.wanted_of(case, step)
    if step.kind != "committee":
        raise NotAllowed("not-at-this-step")
    seat = next((known for known in step.seats if known.person_id == person_id), None)
    if seat is None:
        raise NotAllowed("not-a-member")
    _refuse_strangers(case, step, person_id, now)
    if vote not in VOTES or (vote == "return" and "returned" not in engine.outcomes(wanted)):
        raise Refusal("vote-unknown")
    before, seat.vote = seat.vote, vote
    seat.cast_by, seat.cast_at = now.by.person.id, now.at
    _changed(session, case, "voted", now, step=step.key, member=person_id, before=before, vote=vote)
    return seat


def outcome_now(case: Case) -> str | None:
    """What the votes amount to, were the voting closed now; None: there is no quorum yet, or nothing is voted on."""
    step = queries.open_step(case)
    if step is None or step.kind != "committee":
        return None
    return _tally(step, _committee(case, step))


def close(session: Session, case_id: int, version: int, *, now: Moment, reason: str | None = None) -> Case:
    """Closes the voting: the votes are counted, the minutes are drawn up, and the case moves on.

    By the expert who keeps the papers, or the chair. A return or refusal says why. Refuses: not-yours, not-your-role,
    chair-only, not-at-this-step, quorum-missing (with how many of how many), case-moved-on, case-held, and as
    reasons.given does.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.own_step(case, now.by)
    if step.kind != "committee":
        raise NotAllowed("not-at-this-step")
    committee = _committee(case, step)
    outcome = _tally(step, committee)
    if outcome is None:
        voted = sum(seat.vote is not None for seat in step.seats)
        raise Incomplete("quorum-missing", voted=voted, needed=engine.quorum(committee, len(step.seats)))
    if outcome in kinds.RETURNS:
        reason = reasons.given(reason, alone=True)
    _draw_up_minutes(session, case, step, committee, outcome, now)
    count = dict(Counter(seat.vote for seat in step.seats if seat.vote))
    events.record(
        session,
        events.stream_of(case),
        "voting-closed",
        by=now.by,
        at=now.at,
        step=step.key,
        outcome=outcome,
        votes=count,
    )
    decisions.settle(session, case, step, outcome, now=now, reason=reason)
    return case


def _open(session: Session, step_id: int) -> tuple[Case, Step]:
    """The case, locked, and its step, if it is still open and the case is not held."""
    known = session.get(Step, step_id)
    if known is None:
        raise NotFound("step-unknown")
    queries.lock(session, known.case_id)
    session.expire_all()
    case = queries.case(session, known.case_id)
    step = queries.open_step(case)
    if step is None or step.id != step_id:
        raise Outdated("step-left")
    return case, desk.office_step(case)


def _committee(case: Case, step: Step) -> catalogue.Committee:
    key = desk.wanted_of(case, step).committee
    if key is None:
        raise NotAllowed("no-committee")
    return desk.flow_of(case).committee(key)


def _refuse_strangers(case: Case, step: Step, person_id: int, now: Moment) -> None:
    """A vote is cast by the member, who must still be one, or a deputy; else by who keeps the papers."""
    if person_id in now.by.ids:
        if "committee" not in now.by.roles(committee=desk.wanted_of(case, step).committee):
            raise NotAllowed("not-a-member")
    elif step.claimed_by not in now.by.ids:
        raise NotAllowed("not-your-vote")
    else:
        desk.kept_step(case, now.by)


def _tally(step: Step, committee: catalogue.Committee) -> str | None:
    votes: Mapping[str, Any] = {str(seat.person_id): seat.vote for seat in step.seats if seat.vote}
    chair = next((str(seat.person_id) for seat in step.seats if seat.chair), None)
    return engine.tally(committee, votes, len(step.seats), chair)


def _draw_up_minutes(
    session: Session, case: Case, step: Step, committee: catalogue.Committee, outcome: str, now: Moment
) -> None:
    count = Counter(seat.vote for seat in step.seats if seat.vote)
    meeting = queries.meeting_of(case, step)
    if meeting is not None and meeting.meets_at > now.at:
        # The votes came in before the session: the minutes do not say that it was held.
        meeting = None
    letters.draw_up(
        session,
        case,
        step,
        "minutes-of-votes",
        now=now,
        committee={
            "name": committee.name,
            "quorum": committee.quorum,
            "majority": committee.majority,
            "of": committee.of,
            "chair_breaks_tie": committee.chair_breaks_tie,
        },
        meeting={"at": meeting.meets_at.isoformat(), "place": meeting.place, "agenda": meeting.agenda}
        if meeting
        else None,
        seats=[{"name": seat.person.name, "chair": seat.chair, "vote": seat.vote} for seat in step.seats],
        count={**count, "members": len(step.seats), "present": count.total()},
        outcome=outcome,
        comments=[{"by": said.by.name, "text": said.text} for said in queries.comments_of(case, step)],
    )


def _changed(session: Session, case: Case, kind: str, now: Moment, **facts: Any) -> None:
    case.touch(now.at)
    events.record(session, events.stream_of(case), kind, by=now.by, at=now.at, **facts)
    showing.to_all(session, case, at=now.at)
