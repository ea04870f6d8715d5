"""A case from its opening to its end: opening, sending, withdrawing, and the one way from step to step.

Door: `open_case`, `send`, `withdraw`, `move`. Promise: a case runs on the definition it began with; every change is an
event, and those whom it concerns are told through the outbox of the same transaction. Not here: what experts decide
(decisions), files (documents), letters (letters), who is told (telling).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import counters, deadlines, documents, events, obligations, people, queries, showing, subscriptions, telling
from cases.errors import Incomplete, NotAllowed, NotFound, Refusal
from cases.models import Case, Decision, Definition, Person, Reply, Role, Seat, Step
from cases.notices import What
from cases.office import Office, definition
from cases.people import By
from nlp import wording
from workflows import catalogue, engine

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
    turn = telling.whose_turn(session, case, beginning, by=now.by, at=now.at)
    telling.the_alerted(session, case, beginning, at=now.at, but=turn)
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
    lacking = _dispensable(session, case, flow)
    again = any(stay.kind == "submit" and stay.outcome == "sent" for stay in case.steps)
    case.state, case.sent_at = "running", case.sent_at or now.at
    move(session, case, "sent", now=now, missing=[item.key for item in lacking])
    if showing.concerns_council(flow):
        subscriptions.to_council(session, case, What("case-sent", {"case": case.id, "again": again}), at=now.at)
    return case


def without(session: Session, case_id: int, by: By) -> tuple[Case, tuple[catalogue.RequiredDocument, ...]]:
    """A case that could be sent now, with the documents that it would be sent without.

    Refuses: case-unknown, documents-missing, documents-unconfirmed, items-not-mended.
    """
    case = queries.case_for_person(session, case_id, by)
    return case, _dispensable(session, case, flow_of(case))


def _dispensable(session: Session, case: Case, flow: catalogue.Entry) -> tuple[catalogue.RequiredDocument, ...]:
    """What is missing and may be; anything else that stands between a case and its sending is refused."""
    state = documents.completeness(case, flow, returned=queries.last_return(session, case))
    if state.unconfirmed:
        raise Incomplete("documents-unconfirmed", count=len(state.unconfirmed))
    if state.not_mended:
        raise Incomplete("items-not-mended", items=[item.title for item in state.not_mended])
    if lacking := [item.title for item in state.missing if item.indispensable]:
        raise Incomplete("documents-missing", items=lacking)
    return state.missing


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
    turn = telling.whose_turn(session, case, onward, by=now.by, at=now.at, left=step)
    telling.the_alerted(session, case, onward, at=now.at, but=turn)
    if onward.step is not None:
        telling.of_leaving(session, case, step, at=now.at, but=turn)
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
    telling.of_closing(session, case, at=now.at)


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
