"""A case from its opening to its end: opening, sending, withdrawing, and the one way from step to step.

Door: `open_case`, `send`, `withdraw`, `move`. Promise: a case runs on the definition it began with; every change is an
event, and those whom it concerns are told through the outbox of the same transaction. Not here: what experts decide
(decisions), files (documents), letters (letters).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import counters, deadlines, documents, events, notices, obligations, people, queries, showing, subscriptions
from cases.errors import Incomplete, NotAllowed, NotFound, Refusal
from cases.models import Case, Decision, Definition, Person, Reply, Role, Seat, Step
from cases.notices import What
from cases.office import Office, definition
from cases.people import By
from nlp import wording
from workflows import catalogue, engine, kinds

OPENERS = ("clerk", "secretary")


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts when, in which office: what every verb needs."""

    by: By
    at: datetime
    office: Office


def open_case(session: Session, slug: str, *, municipality_id: int, origin: str | None, now: Moment) -> Case:
    """Opens a case of the entry `slug` for a city. Asked twice for one `origin` (an update's key), it opens one.

    Refuses: entry-unknown, entry-without-steps, not-your-role.
    """
    if origin and (known := session.scalars(select(Case).where(Case.origin == origin)).first()):
        return known
    entry, flow = _entry_and_flow(now.office.catalogue, slug)
    people.require(now.by, flow.opened_by, municipality_id=municipality_id, desk=flow.desk)
    year = wording.jalali_iso(now.at)[:4]
    case = Case(
        number=f"{year}-{counters.following(session, f'case:{year}')}",
        entry=slug,
        title=entry.title,
        definition=keep_definition(session, flow, now.at),
        municipality_id=municipality_id,
        opened_by=now.by.person.id,
        origin=origin,
        period=obligations.period_of(flow, now.at),
        state="draft",
        opened_at=now.at,
        touched_at=now.at,
        steps=[],
    )
    session.add(case)
    session.flush()
    events.record(session, events.stream_of(case), "opened", by=now.by, at=now.at, entry=slug, number=case.number)
    beginning = engine.start(flow)
    first = beginning.step
    assert first is not None, "the checks see to it that every flow has a first step"
    turn = _tell_whose_turn(session, case, beginning, now)
    _tell_the_alerted(session, case, beginning, now, but=turn)
    _enter(session, case, first, now)
    if first.kind != "submit":
        case.state, case.sent_at = "running", now.at
        showing.to_all(session, case, at=now.at)
    return case


def send(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The customer's documents go to the office. What is missing but not indispensable is recorded as a warning.

    Refuses: case-moved-on, not-your-role, not-at-this-step, documents-missing, documents-unconfirmed, items-not-mended.
    """
    case = queries.case_for_change(session, case_id, version)
    step, flow = queries.open_step(case), definition(case.definition.body)
    if step is None or step.kind != "submit":
        raise NotAllowed("not-at-this-step")
    people.require(now.by, [flow.step(step.key).actor], municipality_id=case.municipality_id, desk=flow.desk)
    state = documents.completeness(case, flow, returned=queries.last_return(session, case))
    if state.unconfirmed:
        raise Incomplete("documents-unconfirmed", count=len(state.unconfirmed))
    if state.not_mended:
        raise Incomplete("items-not-mended", items=[item.title for item in state.not_mended])
    if lacking := [item.title for item in state.missing if item.indispensable]:
        raise Incomplete("documents-missing", items=lacking)
    again = any(stay.kind == "submit" and stay.outcome == "sent" for stay in case.steps)
    case.state, case.sent_at = "running", case.sent_at or now.at
    missing = [item.key for item in state.missing]
    move(session, case, "sent", now=now, missing=missing)
    if showing.concerns_council(flow):
        subscriptions.to_council(session, case, What("case-sent", {"case": case.id, "again": again}), at=now.at)
    return case


def flow_of(case: Case) -> catalogue.Entry:
    """The definition that the case began with."""
    return definition(case.definition.body)


def withdraw(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The customer takes the case back. Refuses: case-moved-on, not-your-role, case-closed, letter-signed."""
    case = queries.case_for_change(session, case_id, version)
    flow = flow_of(case)
    people.require(now.by, flow.opened_by, municipality_id=case.municipality_id, desk=flow.desk)
    if case.state == "closed":
        raise NotAllowed("case-closed")
    was_draft = case.state == "draft"
    step = queries.open_step(case)
    if step is not None and queries.letter_of_step(session, step.id) is not None:
        raise NotAllowed("letter-signed")
    if step is not None:
        step.left_at, step.outcome = now.at, "withdrawn"
        if step.seats:
            showing.to_members(session, case, step, at=now.at, silent=True)
        if flow.step(step.key).actor == "head":
            showing.to_head(session, case, at=now.at)
    _close(session, case, "withdrawn", now)
    if not was_draft:
        showing.to_all(session, case, at=now.at)
    return case


def move(
    session: Session, case: Case, outcome: str, *, now: Moment, decision: Decision | None = None, **facts: Any
) -> None:
    """Leaves the open step by `outcome` and enters what follows: the only way a case goes on."""
    step, flow = queries.open_step(case), definition(case.definition.body)
    assert step is not None, "only a case with an open step is moved"
    try:
        onward = engine.advance(flow, step.key, outcome)
    except engine.UnknownOutcome as unknown:
        raise Refusal("not-at-this-step") from unknown
    step.left_at, step.outcome = now.at, outcome
    events.record(
        session,
        events.stream_of(case),
        "moved",
        by=now.by,
        at=now.at,
        before=step.key,
        outcome=outcome,
        after=onward.step.key if onward.step else onward.closes,
        decision=decision.id if decision else None,
        **facts,
    )
    case.touch(now.at)
    if flow.step(step.key).actor == "head":
        showing.to_head(session, case, at=now.at)
    if step.seats:
        showing.to_members(session, case, step, at=now.at, silent=True)
    turn = _tell_whose_turn(session, case, onward, now, left=step)
    _tell_the_alerted(session, case, onward, now, but=turn)
    if onward.step is not None:
        _tell_of_leaving(session, case, step, now, but=turn)
        _enter(session, case, onward.step, now, keeper=step.claimed_by)
    else:
        _close(session, case, onward.closes or "done", now)
    showing.to_all(session, case, at=now.at, fresh=outcome == "sent")


def seat(session: Session, case: Case, step: Step, committee: catalogue.Committee) -> None:
    """Gives every member of the committee a seat; who has left it without having voted loses theirs."""
    members = queries.people_with(session, "committee", committee=committee.key)
    ids = {member.id for member in members}
    step.seats = [known for known in step.seats if known.person_id in ids or known.vote is not None]
    seated = {known.person_id for known in step.seats}
    for member in members:
        if member.id not in seated:
            step.seats.append(Seat(person_id=member.id, person=member))
    chairs = {member.id for member in members if any(_chairs(role, committee.key) for role in member.roles)}
    for known in step.seats:
        known.chair = known.person_id in chairs
    session.flush()


def _chairs(role: Role, committee: str) -> bool:
    return role.role == "committee" and role.chair and role.committee in (None, committee)


def _enter(session: Session, case: Case, step: catalogue.Step, now: Moment, *, keeper: int | None = None) -> None:
    row = Step(case_id=case.id, key=step.key, kind=step.kind, entered_at=now.at)
    # Who has begun a case goes on with it: after a return, and through the steps that the same desk does.
    if step.actor in ("expert", "committee"):
        keeper = keeper or queries.last_claimant(session, case.id)
        if people.may_keep(session, keeper, flow_of(case).desk, at=now.at):
            row.claimed_by, row.claimed_at = keeper, now.at
    session.add(row)
    row.replies = [Reply(body=body.key, name=body.name) for body in step.bodies]
    row.seats, row.comments, row.meeting = [], [], None
    row.claimant = session.get(Person, row.claimed_by) if row.claimed_by else None
    case.steps.append(row)
    with session.no_autoflush:
        deadlines.reckon(session, case, row, step, now.office.calendar)
    session.flush()
    if step.committee is not None:
        seat(session, case, row, definition(case.definition.body).committee(step.committee))
        showing.to_members(session, case, row, at=now.at)
    if step.actor == "head":
        showing.to_head(session, case, at=now.at)
    session.flush()


def _close(session: Session, case: Case, outcome: str, now: Moment) -> None:
    case.state, case.outcome, case.closed_at = "closed", outcome, now.at
    if (held := queries.present_hold(session, case.id)) is not None:
        held.ended_at, held.ended_by = now.at, now.by.person.id
    case.touch(now.at)
    events.record(session, events.stream_of(case), "closed", by=now.by, at=now.at, outcome=outcome)
    _tell_of_closing(session, case, now)


def _tell_of_closing(session: Session, case: Case, now: Moment) -> None:
    """Those of the city whom such a case concerns; of a draft that was never sent, only who may open one."""
    flow = flow_of(case)
    told = showing.concerned(flow) if case.sent_at is not None else set(flow.opened_by) & showing.CITY_ROLES
    # The letter names a person's national id; council members are told of the case and no more.
    key = f"closed:{case.id}"
    what = What("case-closed", {"case": case.id, "with_letter": True}, dedupe=key)
    notices.to_role(session, told - {subscriptions.ROLE}, what, at=now.at, municipality_id=case.municipality_id)
    if subscriptions.ROLE in told:
        what = What("case-closed", {"case": case.id, "with_letter": False}, dedupe=key)
        subscriptions.to_council(session, case, what, at=now.at, result=True)


def _tell_whose_turn(
    session: Session, case: Case, onward: engine.Transition, now: Moment, *, left: Step | None = None
) -> str | None:
    """Says to a city's role that the case has come to it, in one message with what led there; gives that role.

    Not where who acts has that role, and sees it, nor of what was returned, which is told with its reason.
    """
    step = onward.step
    if step is None or step.actor not in showing.CITY_ROLES or onward.outcome in kinds.RETURNS:
        return None
    if step.actor in now.by.roles(municipality_id=case.municipality_id):
        return None
    facts = {"case": case.id, "step": step.key, "left": left.key if left else None, "outcome": onward.outcome}
    passed = [known.key for known in onward.notices if step.actor in known.alert]
    what = What("your-turn", {**facts, "passed": passed}, dedupe=_onward_key(left))
    notices.to_role(session, [step.actor], what, at=now.at, municipality_id=case.municipality_id)
    return step.actor


def _tell_of_leaving(session: Session, case: Case, left: Step, now: Moment, *, but: str | None) -> None:
    """The roles that the definition wants told when this step has gone forward, `but` one that has been told."""
    if left.outcome in kinds.RETURNS or left.kind == "submit":
        return
    facts = {"case": case.id, "step": left.key, "outcome": left.outcome}
    what = What("step-left", facts, dedupe=_onward_key(left))
    _tell_roles(session, case, flow_of(case).step(left.key), what, now, but=but)


def _onward_key(left: Step | None) -> str | None:
    """Who has several roles in a city is told once that a step was left."""
    return f"onward:{left.id}" if left is not None else None


def _tell_the_alerted(session: Session, case: Case, onward: engine.Transition, now: Moment, *, but: str | None) -> None:
    """The notice steps that were passed on the way: whom the definition wants told, is told, `but` one that has been."""
    for step in onward.notices:
        _tell_roles(session, case, step, What("step-notice", {"case": case.id, "step": step.key}), now, but=but)


def _tell_roles(
    session: Session, case: Case, step: catalogue.Step, what: What, now: Moment, *, but: str | None
) -> None:
    """Those whom the step alerts: a city's roles in the case's city, experts of its desk, a committee's members of the case's
    own committees."""
    for role in step.alert:
        if role == but:
            continue
        if role == "committee":
            keys = [step.committee] if step.committee else [known.key for known in flow_of(case).committees]
            members = {person.id for key in keys for person in queries.people_with(session, role, committee=key)}
            notices.to_people(session, members, what, at=now.at)
        elif role == subscriptions.ROLE:
            subscriptions.to_council(session, case, what, at=now.at)
        elif role == "expert":
            experts = [person.id for person in queries.people_with(session, role, desk=flow_of(case).desk)]
            notices.to_people(session, experts, what, at=now.at)
        else:
            city = case.municipality_id if role in showing.CITY_ROLES else None
            notices.to_role(session, [role], what, at=now.at, municipality_id=city)


def _entry_and_flow(known: catalogue.Catalogue, slug: str) -> tuple[catalogue.Entry, catalogue.Entry]:
    if slug not in known.entries:
        raise NotFound("entry-unknown")
    entry, flow = known.get(slug), known.flow(slug)
    if not flow.steps:
        raise Refusal("entry-without-steps", title=entry.title)
    return entry, flow


def keep_definition(session: Session, flow: catalogue.Entry, at: datetime) -> Definition:
    """The definition of an entry as it is now, kept by its hash for the cases that begin with it."""
    body = flow.definition()
    digest = catalogue.definition_hash(body)
    known = session.get(Definition, digest)
    if known is None:
        known = Definition(hash=digest, slug=flow.slug, body=body, stored_at=at)
        session.add(known)
        session.flush()
    return known
