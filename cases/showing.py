"""The cards of a case in other people's chats: the staff group's, the head's, the committee members'.

Door: `to_all`, `to_head`, `to_members`, `to_actor`, `to_customer`, `concerned`. Promise: one card a chat, edited in place,
through the outbox of the same transaction. Not here: what stands on a card (bot.cards).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases import notices, queries
from cases.models import Case, Step
from cases.notices import What
from cases.office import definition
from workflows import catalogue

CITY_ROLES = frozenset({"clerk", "secretary", "council-member"})


def concerned(flow: catalogue.Entry) -> set[str]:
    """The roles of a city whom the definition names: who opens such a case, has a step in it, or is told of one; and the
    members of the council where it acts, by its secretary or itself."""
    acting = {*flow.opened_by, *(step.actor for step in flow.steps)}
    named = {*acting, *(role for step in flow.steps for role in step.alert)}
    return (named | {"council-member"} if "secretary" in acting else named) & CITY_ROLES


def concerns_council(flow: catalogue.Entry) -> bool:
    """Whether the members of a city's council hear of its cases of this kind."""
    return "council-member" in concerned(flow)


def to_all(session: Session, case: Case, *, at: datetime, fresh: bool = False) -> None:
    """Brings every card of the case up to date; `fresh`: the staff's is said anew at the end, so that it is noticed."""
    flow = definition(case.definition.body)
    what = What("staff-card", {"case": case.id, "fresh": fresh}, slot=slot(case.id), topic=flow.slug)
    notices.to_staff(session, what, at=at, desk=flow.desk)
    step = queries.open_step(case)
    if step is None:
        return
    if flow.step(step.key).actor == "head":
        to_head(session, case, at=at)
    if step.seats:
        to_members(session, case, step, at=at, silent=True)


def slot(case_id: int) -> str:
    """The message of a case in its staff group."""
    return f"case:{case_id}"


def to_head(session: Session, case: Case, *, at: datetime) -> None:
    """The case's card in the heads' own chats."""
    notices.to_role(session, ["head"], What("head-card", {"case": case.id}, slot=f"head:{case.id}"), at=at)


def to_members(session: Session, case: Case, step: Step, *, at: datetime, silent: bool = False) -> None:
    """The case's card in the own chats of the members whom the step concerns."""
    what = What("member-card", {"case": case.id, "step": step.id}, slot=f"seat:{step.id}", silent=silent)
    notices.to_people(session, [seat.person_id for seat in step.seats], what, at=at)


def to_actor(session: Session, case: Case, what: What, *, at: datetime) -> None:
    """Says it to those of the city whose turn it is; where it is the office's, to whoever opened the case."""
    step = queries.open_step(case)
    actor = definition(case.definition.body).step(step.key).actor if step else None
    if actor in CITY_ROLES:
        notices.to_role(session, [actor], what, at=at, municipality_id=case.municipality_id)
    else:
        notices.to_person(session, case.opened_by, what, at=at)


def to_customer(session: Session, case: Case, what: What, *, at: datetime) -> None:
    """Says it to those of the city who may open such a case or whose turn it is; where neither is, to whoever opened it."""
    flow, step = definition(case.definition.body), queries.open_step(case)
    roles = {role for role in flow.opened_by if role in CITY_ROLES}
    if step is not None and flow.step(step.key).actor in CITY_ROLES:
        roles.add(flow.step(step.key).actor)
    notices.to_role(session, roles, what, at=at, municipality_id=case.municipality_id)
    if not roles:
        notices.to_person(session, case.opened_by, what, at=at)
