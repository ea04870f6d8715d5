"""Whom the way of a case concerns, and what they are told: whose turn it is, what was left, that it is closed.

Door: `whose_turn`, `of_leaving`, `the_alerted`, `of_closing`. Promise: whom the definition names is told once of one move of
the case, through the outbox of the same transaction. Not here: the cards that are kept up to date (showing), how council
members want to hear of it (subscriptions), the moving itself (lifecycle).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases import notices, queries, showing, subscriptions
from cases.models import Case, Step
from cases.notices import What
from cases.office import definition
from cases.people import By
from workflows import catalogue, engine, kinds


def whose_turn(
    session: Session, case: Case, onward: engine.Transition, *, by: By, at: datetime, left: Step | None = None
) -> str | None:
    """Says to a city's role that the case has come to it, in one message with what led there; gives that role.

    Not where who acts has that role, and sees it, nor of what was returned, which is told with its reason.
    """
    step = onward.step
    if step is None or step.actor not in showing.CITY_ROLES or onward.outcome in kinds.RETURNS:
        return None
    if step.actor in by.roles(municipality_id=case.municipality_id):
        return None
    facts = {"case": case.id, "step": step.key, "left": left.key if left else None, "outcome": onward.outcome}
    passed = [known.key for known in onward.notices if step.actor in known.alert]
    what = What("your-turn", {**facts, "passed": passed}, dedupe=_onward_key(left))
    notices.to_role(session, [step.actor], what, at=at, municipality_id=case.municipality_id)
    return step.actor


def of_leaving(session: Session, case: Case, left: Step, *, at: datetime, but: str | None) -> None:
    """The roles that the definition wants told when this step has gone forward, `but` one that has been told."""
    if left.outcome in kinds.RETURNS or left.kind == "submit":
        return
    facts = {"case": case.id, "step": left.key, "outcome": left.outcome}
    what = What("step-left", facts, dedupe=_onward_key(left))
    _roles(session, case, definition(case.definition.body).step(left.key), what, at=at, but=but)


def the_alerted(session: Session, case: Case, onward: engine.Transition, *, at: datetime, but: str | None) -> None:
    """The notice steps that were passed on the way: whom the definition wants told, is told, `but` one that has been."""
    for step in onward.notices:
        _roles(session, case, step, What("step-notice", {"case": case.id, "step": step.key}), at=at, but=but)


def of_closing(session: Session, case: Case, *, at: datetime) -> None:
    """Those of the city whom such a case concerns; of a draft that was never sent, only who may open one."""
    flow = definition(case.definition.body)
    told = showing.concerned(flow) if case.sent_at is not None else set(flow.opened_by) & showing.CITY_ROLES
    # The letter names a person's national id; council members are told of the case and no more.
    key = f"closed:{case.id}"
    what = What("case-closed", {"case": case.id, "with_letter": True}, dedupe=key)
    notices.to_role(session, told - {subscriptions.ROLE}, what, at=at, municipality_id=case.municipality_id)
    if subscriptions.ROLE in told:
        what = What("case-closed", {"case": case.id, "with_letter": False}, dedupe=key)
        subscriptions.to_council(session, case, what, at=at, result=True)


def _onward_key(left: Step | None) -> str | None:
    """Who has several roles in a city is told once that a step was left."""
    return f"onward:{left.id}" if left is not None else None


def _roles(session: Session, case: Case, step: catalogue.Step, what: What, *, at: datetime, but: str | None) -> None:
    """Those whom the step alerts: a city's roles in the case's city, experts of its desk, a committee's members of the case's
    own committees."""
    flow = definition(case.definition.body)
    for role in step.alert:
        if role == but:
            continue
        if role == "committee":
            keys = [step.committee] if step.committee else [known.key for known in flow.committees]
            members = {person.id for key in keys for person in queries.people_with(session, role, committee=key)}
            notices.to_people(session, members, what, at=at)
        elif role == subscriptions.ROLE:
            subscriptions.to_council(session, case, what, at=at)
        elif role == "expert":
            experts = [person.id for person in queries.people_with(session, role, desk=flow.desk)]
            notices.to_people(session, experts, what, at=at)
        else:
            city = case.municipality_id if role in showing.CITY_ROLES else None
            notices.to_role(session, [role], what, at=at, municipality_id=city)
