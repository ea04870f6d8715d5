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

from cases import counters, deadlines, documents, events, notices, people, queries
from cases.errors import Incomplete, NotAllowed, NotFound, Refusal
from cases.models import Case, Decision, Definition, Reply, Step
from cases.notices import What
from cases.office import Office, definition
from cases.people import By
from nlp import wording
from workflows import catalogue, engine, kinds

OPENERS = ("clerk", "secretary")
CITY_ROLES = frozenset({"clerk", "secretary", "council-member"})
ACTORS = frozenset({"clerk", "secretary", "expert", "head"})
CARRIED_OUT = frozenset({"submit", "review", "inquiry", "external", "act", "issue", "notice"})


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
    people.require(now.by, flow.opened_by, municipality_id=municipality_id)
    year = wording.jalali_iso(now.at)[:4]
    case = Case(
        number=f"{year}-{counters.following(session, f'case:{year}')}",
        entry=slug,
        title=entry.title,
        definition_hash=_keep_definition(session, flow, now.at),
        municipality_id=municipality_id,
        opened_by=now.by.person.id,
        origin=origin,
        state="draft",
        opened_at=now.at,
        touched_at=now.at,
    )
    session.add(case)
    session.flush()
    events.record(session, events.stream_of(case), "opened", by=now.by, at=now.at, entry=slug, number=case.number)
    beginning = engine.start(flow)
    first = beginning.step
    assert first is not None, "the checks see to it that every flow has a first step"
    _tell_the_alerted(session, case, beginning, now)
    _enter(session, case, first, now)
    if first.kind != "submit":
        case.state, case.sent_at = "running", now.at
        _tell_the_staff(session, case, now)
    return case


def runs_here(flow: catalogue.Entry) -> bool:
    """Whether every step of the flow is of a kind, and for a role, that the desk can carry out."""
    return bool(flow.steps) and all(step.kind in CARRIED_OUT and step.actor in ACTORS for step in flow.steps)


def send(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The customer's documents go to the office. What is missing but not indispensable is recorded as a warning.

    Refuses: case-moved-on, not-your-role, not-at-this-step, documents-missing, documents-unconfirmed, items-not-mended.
    """
    case = queries.case_for_change(session, case_id, version)
    step, flow = queries.open_step(case), definition(case.definition.body)
    if step is None or step.kind != "submit":
        raise NotAllowed("not-at-this-step")
    people.require(now.by, [flow.step(step.key).actor], municipality_id=case.municipality_id)
    state = documents.completeness(case, flow, returned=queries.last_return(session, case))
    if state.unconfirmed:
        raise Incomplete("documents-unconfirmed", count=len(state.unconfirmed))
    if state.not_mended:
        raise Incomplete("items-not-mended", items=[item.title for item in state.not_mended])
    if lacking := [item.title for item in state.missing if item.indispensable]:
        raise Incomplete("documents-missing", items=lacking)
    again = case.sent_at is not None
    case.state, case.sent_at = "running", case.sent_at or now.at
    missing = [item.key for item in state.missing]
    move(session, case, "sent", now=now, missing=missing)
    what = What("case-sent", {"case": case.id, "again": again})
    notices.to_role(session, ["council-member"], what, at=now.at, municipality_id=case.municipality_id)
    return case


def flow_of(case: Case) -> catalogue.Entry:
    """The definition that the case began with."""
    return definition(case.definition.body)


def withdraw(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The customer takes the case back. Refuses: case-moved-on, not-your-role, case-closed, letter-signed."""
    case = queries.case_for_change(session, case_id, version)
    people.require(now.by, flow_of(case).opened_by, municipality_id=case.municipality_id)
    if case.state == "closed":
        raise NotAllowed("case-closed")
    was_draft = case.state == "draft"
    step = queries.open_step(case)
    if step is not None and queries.letter_of_step(session, step.id) is not None:
        raise NotAllowed("letter-signed")
    if step is not None:
        step.left_at, step.outcome = now.at, "withdrawn"
    _close(session, case, "withdrawn", now)
    if not was_draft:
        _tell_the_staff(session, case, now)
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
        _tell_the_head(session, case, now)
    _tell_the_alerted(session, case, onward, now)
    if onward.step is not None:
        _tell_of_leaving(session, case, flow.step(step.key), outcome, now)
        _enter(session, case, onward.step, now, keeper=step.claimed_by)
    else:
        _close(session, case, onward.closes or "done", now)
    _tell_the_staff(session, case, now, fresh=outcome == "sent")


def _enter(session: Session, case: Case, step: catalogue.Step, now: Moment, *, keeper: int | None = None) -> None:
    earlier = queries.stays(session, case.id, step.key)
    due = deadlines.of(step.due, case, earlier, now.at, now.office.calendar)
    row = Step(
        case_id=case.id,
        key=step.key,
        kind=step.kind,
        entered_at=now.at,
        due_at=due.at if due else None,
        due=deadlines.explained(due) if due else None,
    )
    # Who has begun a case goes on with it: after a return, and through the steps that the same role does.
    if step.actor == "expert":
        row.claimed_by = queries.still_here(session, keeper or queries.last_claimant(session, case.id))
        row.claimed_at = now.at if row.claimed_by else None
    session.add(row)
    session.flush()
    for body in step.bodies:
        session.add(Reply(step_id=row.id, body=body.key, name=body.name))
    if step.actor == "head":
        _tell_the_head(session, case, now)
    session.flush()


def _close(session: Session, case: Case, outcome: str, now: Moment) -> None:
    case.state, case.outcome, case.closed_at = "closed", outcome, now.at
    case.touch(now.at)
    events.record(session, events.stream_of(case), "closed", by=now.by, at=now.at, outcome=outcome)
    # The letter names a person's national id; council members are told of the case and no more.
    for roles, with_letter in ((("clerk", "secretary"), True), (("council-member",), False)):
        what = What("case-closed", {"case": case.id, "with_letter": with_letter}, dedupe=f"closed:{case.id}")
        notices.to_role(session, roles, what, at=now.at, municipality_id=case.municipality_id)


def _tell_the_staff(session: Session, case: Case, now: Moment, *, fresh: bool = False) -> None:
    """The case's card in the staff group, edited in place; `fresh`: said anew at the end, so that it is noticed."""
    what = What("staff-card", {"case": case.id, "fresh": fresh}, slot=f"case:{case.id}")
    notices.to_staff(session, what, at=now.at)


def _tell_the_head(session: Session, case: Case, now: Moment) -> None:
    """The case's card in the heads' own chats, edited in place."""
    notices.to_role(session, ["head"], What("head-card", {"case": case.id}, slot=f"head:{case.id}"), at=now.at)


def _tell_of_leaving(session: Session, case: Case, step: catalogue.Step, outcome: str, now: Moment) -> None:
    """The roles that the definition wants told when this step has gone forward."""
    if outcome in kinds.RETURNS or step.kind == "submit":
        return
    what = What("step-left", {"case": case.id, "step": step.key, "outcome": outcome})
    for role in step.alert:
        city = case.municipality_id if role in CITY_ROLES else None
        notices.to_role(session, [role], what, at=now.at, municipality_id=city)


def _tell_the_alerted(session: Session, case: Case, onward: engine.Transition, now: Moment) -> None:
    """The notice steps that were passed on the way: whom the definition wants told, is told."""
    for step in onward.notices:
        what = What("step-notice", {"case": case.id, "step": step.key})
        for role in step.alert:
            city = case.municipality_id if role in CITY_ROLES else None
            notices.to_role(session, [role], what, at=now.at, municipality_id=city)


def _entry_and_flow(known: catalogue.Catalogue, slug: str) -> tuple[catalogue.Entry, catalogue.Entry]:
    if slug not in known.entries:
        raise NotFound("entry-unknown")
    entry, flow = known.get(slug), known.flow(slug)
    if not flow.steps:
        raise Refusal("entry-without-steps", title=entry.title)
    if not runs_here(flow):
        raise Refusal("entry-not-yet-run", title=entry.title)
    return entry, flow


def _keep_definition(session: Session, flow: catalogue.Entry, at: datetime) -> str:
    body = flow.definition()
    digest = catalogue.definition_hash(body)
    if session.get(Definition, digest) is None:
        session.add(Definition(hash=digest, slug=flow.slug, body=body, stored_at=at))
        session.flush()
    return digest
