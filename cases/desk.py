"""The office's desk: who has a case, and whether its terms run.

Door: `claim`, `release`, `assign`, `hold`, `resume`, `extend`. Promise: every act checks person, role, scope, step and the
case's version; of two who act at once one wins and the other is told who was first; a case that is handed over is told to
both. Not here: what is decided (decisions), what a committee does (committees).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from cases import deadlines, events, lifecycle, notices, people, queries, reasons, showing
from cases.errors import NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Case, Hold, Person, Seat, Step
from cases.notices import What
from cases.office import definition
from cases.people import By
from workflows import catalogue

LONGEST_EXTENSION = 365


def claim(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The expert takes the case; for a committee's step, as its secretariat. One whose holder may no longer have it (role or
    desk taken away, suspended, no longer a deputy) is there to be taken like one that nobody has.

    Refuses: claimed-by-other (with who), case-moved-on, not-your-role, not-at-this-step, case-held.
    """
    queries.lock(session, case_id)
    case = queries.case(session, case_id)
    step = office_step(case)
    if not _claimable(wanted_of(case, step)):
        raise NotAllowed("not-at-this-step")
    people.require(now.by, ["expert"], desk=flow_of(case).desk)
    if step.claimed_by == now.by.person.id:
        return case
    if queries.holder(session, case, step, at=now.at) is not None:
        assert step.claimant is not None
        raise Outdated("claimed-by-other", who=step.claimant.name)
    if case.version != version:
        raise Outdated("case-moved-on", who=queries.last_actor(session, case_id))
    # Who had it and may no longer have it stands in the log.
    lapsed = {"before": step.claimed_by} if step.claimed_by is not None else {}
    _give(session, step, now.by.person.id, now)
    if (key := wanted_of(case, step).committee) is not None:
        # Who has become a member since the case came here sits too.
        lifecycle.seat(session, case, step, flow_of(case).committee(key))
    _changed(session, case, "claimed", now, step=step.key, **lapsed)
    return case


def release(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The expert lets go of the case, or the head does in their stead. Refuses: not-yours, case-moved-on, case-held."""
    case = queries.case_for_change(session, case_id, version)
    step = _in_hand(case, now.by)
    step.claimed_by = step.claimed_at = None
    _changed(session, case, "released", now, step=step.key)
    return case


def assign(session: Session, case_id: int, version: int, person_id: int, *, now: Moment) -> Case:
    """The head gives the case to someone of its desk, or who has it hands it over; both are told.

    Refuses: not-yours, case-moved-on, case-held, not-at-this-step, person-unknown (not of this desk, or suspended).
    """
    case = queries.case_for_change(session, case_id, version)
    step = _in_hand(case, now.by)
    if not _claimable(wanted_of(case, step)):
        raise NotAllowed("not-at-this-step")
    new = next((known for known in of_the_desk(session, case) if known.id == person_id), None)
    if new is None:
        raise NotFound("person-unknown")
    before = step.claimed_by
    if before == new.id:
        return case
    _give(session, step, new.id, now)
    _changed(session, case, "assigned", now, step=step.key, before=before, after=new.id)
    facts = {"case": case.id, "to": new.id, "by": now.by.person.id}
    notices.to_person(session, new.id, What("assigned", facts), at=now.at)
    if before is not None:
        notices.to_person(session, before, What("unassigned", facts), at=now.at)
    return case


def of_the_desk(session: Session, case: Case) -> list[Person]:
    """The experts who may have this case."""
    return queries.people_with(session, "expert", desk=flow_of(case).desk)


def hold(session: Session, case_id: int, version: int, reason: str, *, now: Moment) -> Case:
    """Nothing is done with the case until it is resumed, and no term runs. Its customer is told why; who had it last too,
    where the head holds it in their stead or instead of signing.

    By who has it, or the head. Refuses: not-yours, case-moved-on, case-held, not-at-this-step, letter-signed, and as
    reasons.given does.
    """
    case = queries.case_for_change(session, case_id, version)
    step = _in_hand(case, now.by)
    if step.kind == "issue" and queries.letter_of_step(session, step.id) is not None:
        raise NotAllowed("letter-signed")
    reason = reasons.given(reason)
    session.add(Hold(case_id=case.id, reason=reason, began_at=now.at, begun_by=now.by.person.id))
    case.state, step.due_at, step.due = "held", None, None
    for reply in step.replies:
        reply.due_at = reply.due = None
    _changed(session, case, "held", now, reason=reason)
    what = What("held", {"case": case.id, "reason": reason})
    showing.to_customer(session, case, what, at=now.at)
    had_it = queries.last_claimant(session, case.id)
    if had_it is not None and had_it not in now.by.ids:
        notices.to_person(session, had_it, what, at=now.at)
    return case


def resume(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The case goes on; the held days are not counted. Refuses: not-held, not-your-role, case-moved-on."""
    case = queries.case_for_change(session, case_id, version)
    step, held = queries.open_step(case), queries.present_hold(session, case.id)
    if step is None or case.state != "held" or held is None:
        raise NotAllowed("not-held")
    may_keep = "expert" in now.by.roles(desk=flow_of(case).desk)
    if not (_is_head(now.by) or (may_keep and now.by.ids & {held.begun_by, step.claimed_by})):
        raise NotAllowed("not-your-role")
    held.ended_at, held.ended_by = now.at, now.by.person.id
    case.state = "running"
    session.flush()
    deadlines.reckon(session, case, step, wanted_of(case, step), now.office.calendar)
    _changed(session, case, "resumed", now)
    showing.to_customer(session, case, What("resumed", {"case": case.id}), at=now.at)
    return case


def extend(session: Session, case_id: int, version: int, days: int, reason: str, *, now: Moment) -> Case:
    """The head gives the open step more days, of the kind that its term counts.

    Refuses: head-only, no-term, days-wanted (1 to 365), case-moved-on, case-held, not-at-this-step, and as
    reasons.given does.
    """
    case = queries.case_for_change(session, case_id, version)
    step = queries.open_step(case)
    if step is None:
        raise NotAllowed("not-at-this-step")
    _refuse_held(case)
    if not _is_head(now.by):
        raise NotAllowed("head-only")
    wanted = wanted_of(case, step)
    if wanted.due is None:
        raise Refusal("no-term")
    if not 1 <= days <= LONGEST_EXTENSION:
        raise Refusal("days-wanted", most=LONGEST_EXTENSION)
    reason = reasons.given(reason)
    told = {"days": days, "reason": reason, "by": now.by.person.id, "at": now.at.isoformat()}
    step.extended = [*(step.extended or []), told]
    step.reminded = None
    deadlines.reckon(session, case, step, wanted, now.office.calendar)
    _changed(session, case, "extended", now, step=step.key, days=days, reason=reason)
    what = What("extended", {"case": case.id, "days": days, "reason": reason})
    if wanted.actor in showing.CITY_ROLES:
        showing.to_customer(session, case, what, at=now.at)
    elif step.claimed_by is not None:
        notices.to_person(session, step.claimed_by, what, at=now.at)
    return case


# --- what the office's other verbs stand on ---------------------------------------------------------------------------


def office_step(case: Case) -> Step:
    """The open step, which is not its customer's to send. Refuses: not-at-this-step, case-held."""
    step = queries.open_step(case)
    if step is None or step.kind == "submit":
        raise NotAllowed("not-at-this-step")
    _refuse_held(case)
    return step


def own_step(case: Case, by: By) -> Step:
    """The open step, if it is this person's, or that of someone they stand in for, to act in.

    An expert must have claimed it; what a committee does is said to be done by its chair, or by the expert who keeps its
    papers. Refuses: not-at-this-step, case-held, not-your-role, not-yours (with who has it), chair-only (to its members).
    """
    step = office_step(case)
    wanted = wanted_of(case, step)
    actor = wanted.actor
    seats = seats_of(by, step, wanted) if actor == "committee" else []
    if any(seat.chair for seat in seats):
        return step
    if seats and step.claimed_by not in by.ids:
        raise NotAllowed("chair-only")
    if actor in ("expert", "committee"):
        return kept_step(case, by)
    people.require(by, [actor], municipality_id=case.municipality_id)
    return step


def seats_of(by: By, step: Step, wanted: catalogue.Step) -> list[Seat]:
    """The seats of the person and of those they stand in for, if they are of this committee still."""
    own = [seat for seat in step.seats if seat.person_id in by.ids]
    return own if "committee" in by.roles(committee=wanted.committee) else []


def kept_step(case: Case, by: By) -> Step:
    """The open step, for the expert who has claimed it. Refuses: not-at-this-step, case-held, not-your-role, not-yours."""
    step = office_step(case)
    people.require(by, ["expert"], desk=flow_of(case).desk)
    if step.claimed_by not in by.ids:
        raise NotAllowed("not-yours", who=step.claimant.name if step.claimant else None)
    return step


def flow_of(case: Case) -> catalogue.Entry:
    """The definition that the case began with."""
    return definition(case.definition.body)


def wanted_of(case: Case, step: Step) -> catalogue.Step:
    """What the definition says of a step."""
    return flow_of(case).step(step.key)


def _in_hand(case: Case, by: By) -> Step:
    """The open step, for the expert who has claimed it or, in their stead, the head."""
    return office_step(case) if _is_head(by) else kept_step(case, by)


def _claimable(wanted: catalogue.Step) -> bool:
    """Whether an expert has the step in hand: as its actor, or as the secretariat of a committee."""
    return wanted.actor in ("expert", "committee")


def _is_head(by: By) -> bool:
    return "head" in by.roles()


def _refuse_held(case: Case) -> None:
    if case.state == "held":
        raise NotAllowed("case-held")


def _give(session: Session, step: Step, person_id: int, now: Moment) -> None:
    step.claimed_by, step.claimed_at = person_id, now.at
    step.claimant = session.get_one(Person, person_id)


def _changed(session: Session, case: Case, kind: str, now: Moment, **facts: object) -> None:
    case.touch(now.at)
    events.record(session, events.stream_of(case), kind, by=now.by, at=now.at, **facts)
    showing.to_all(session, case, at=now.at)
