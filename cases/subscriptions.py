"""How a council member wants to hear of the own council's cases: at once, in one word a day, only of results, or not at all.

Door: `of`, `choose`, `mute`, `entries`, `to_council`, `tell_daily`, `still`. Promise: who has chosen nothing hears at once of
everything; what asks a member to act does not go this way and always comes; nobody hears of another council's cases. Not here:
what concerns a council (showing), what a notice looks like (bot).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases import events, notices
from cases.errors import NotAllowed, NotFound
from cases.models import Case, Person, Role, Step, Subscription
from cases.notices import What
from cases.office import Office, definition
from cases.people import By
from cases.showing import concerns_council
from nlp.wording import TEHRAN
from workflows import catalogue

AT_ONCE, DAILY, RESULTS, NEVER = RHYTHMS = ("at-once", "daily", "results", "never")
ROLE = "council-member"
DIGEST = "council-digest"
MOST = 50
"""So many cases are told of in one daily word."""


def of(session: Session, person_id: int) -> tuple[str, frozenset[str]]:
    """The person's rhythm, and the entries that they do not want to hear of."""
    chosen = session.get(Subscription, person_id)
    return (chosen.rhythm, frozenset(chosen.muted)) if chosen else (AT_ONCE, frozenset())


def choose(session: Session, rhythm: str, *, by: By, at: datetime) -> None:
    """The member wants to hear so. Refuses: not-your-role, rhythm-unknown."""
    if rhythm not in RHYTHMS:
        raise NotFound("rhythm-unknown")
    row = _own(session, by, at)
    if row.rhythm != rhythm:
        # A daily word begins with what comes from now on: the rest has been told, or was not wanted.
        _changed(session, row, by, at, rhythm=rhythm)
        row.rhythm, row.told_at = rhythm, at


def mute(session: Session, entry: str, *, muted: bool, by: By, at: datetime, office: Office) -> None:
    """The member wants to hear nothing of this kind of case, or of it again. Refuses: not-your-role, entry-unknown."""
    if entry not in {known.slug for known in entries(office.catalogue)}:
        raise NotFound("entry-unknown")
    row = _own(session, by, at)
    unwanted = set(row.muted) | {entry} if muted else set(row.muted) - {entry}
    if unwanted != set(row.muted):
        _changed(session, row, by, at, entry=entry, muted=muted)
        row.muted = sorted(unwanted)


def entries(known: catalogue.Catalogue) -> list[catalogue.Entry]:
    """The processes of which a council hears, in the catalogue's order."""
    return [entry for entry in known.entries.values() if entry.kind == "process" and concerns_council(entry)]


def to_council(session: Session, case: Case, what: What, *, at: datetime, result: bool = False) -> None:
    """Says it to the members of the case's council who want to hear of it now. `result`: it tells how the case ended."""
    members = _members(session, [case.municipality_id])
    chosen = {row.person_id: row for row in session.scalars(_rows(members))}
    slug = definition(case.definition.body).slug
    wanting = [person for person in members if _wants(chosen.get(person), slug, result=result)]
    facts = {**what.facts, "council": True}
    notices.to_people(session, wanting, replace(what, facts=facts), at=at)


def tell_daily(session: Session, *, at: datetime, office: Office) -> int:
    """In the morning, and once a day: what has changed in the own council's cases since the last time, to those who want
    it so. Returns of how many people. In the quiet hours nothing; what was missed while nothing ran is told with the rest."""
    if office.is_quiet(at):
        return 0
    told = 0
    for row in session.scalars(select(Subscription).where(Subscription.rhythm == DAILY).with_for_update()):
        since = row.told_at or row.changed_at
        if _day(since) >= _day(at):
            continue
        if changed := _changed_cases(session, row, since, at):
            # Without an end: what changed is told nowhere else, and tomorrow's word begins after this one.
            what = What(DIGEST, {"cases": changed, "council": True}, dedupe=f"{DIGEST}:{_day(at)}")
            notices.to_person(session, row.person_id, what, at=at)
            told += 1
        row.told_at = at
    return told


def still(session: Session, case_ids: Iterable[int], by: By) -> list[Case]:
    """Those of a daily word's cases that are the person's council's still, with city, definition and steps."""
    cities = {role.municipality_id for role in by.person.roles if role.role == ROLE}
    wanted = select(Case).where(Case.id.in_(list(case_ids)), Case.municipality_id.in_(cities)).order_by(Case.id)
    loaded = (
        joinedload(Case.municipality),
        joinedload(Case.definition),
        selectinload(Case.steps).joinedload(Step.claimant),
    )
    return list(session.scalars(wanted.options(*loaded)))


def _wants(chosen: Subscription | None, slug: str, *, result: bool) -> bool:
    if chosen is None:
        return True
    return slug not in chosen.muted and (chosen.rhythm == AT_ONCE or (chosen.rhythm == RESULTS and result))


def _changed_cases(session: Session, row: Subscription, since: datetime, at: datetime) -> list[int]:
    cities = select(Role.municipality_id).where(Role.person_id == row.person_id, Role.role == ROLE)
    wanted = select(Case).where(Case.municipality_id.in_(cities), Case.sent_at.is_not(None))
    wanted = wanted.where(Case.touched_at > since, Case.touched_at <= at).options(joinedload(Case.definition))
    flows = {case.id: definition(case.definition.body) for case in session.scalars(wanted.order_by(Case.id))}
    return [id for id, flow in flows.items() if concerns_council(flow) and flow.slug not in row.muted][:MOST]


def _members(session: Session, cities: list[int]) -> list[int]:
    wanted = select(Role.person_id).join(Person, Person.id == Role.person_id)
    wanted = wanted.where(Role.role == ROLE, Role.municipality_id.in_(cities), Person.active)
    return sorted(set(session.scalars(wanted)))


def _rows(people_ids: list[int]) -> Any:
    return select(Subscription).where(Subscription.person_id.in_(people_ids))


def _own(session: Session, by: By, at: datetime) -> Subscription:
    """The member's own choice; somebody who stands in for a member does not choose for them."""
    if not any(role.role == ROLE for role in by.person.roles):
        raise NotAllowed("not-your-role")
    found = session.get(Subscription, by.person.id)
    if found is None:
        found = Subscription(person_id=by.person.id, rhythm=AT_ONCE, muted=[], changed_at=at, told_at=None)
        session.add(found)
    return found


def _changed(session: Session, row: Subscription, by: By, at: datetime, **facts: object) -> None:
    row.changed_at = at
    events.record(session, f"person:{by.person.id}", "subscription-changed", by=by, at=at, **facts)


def _day(at: datetime) -> str:
    return at.astimezone(TEHRAN).date().isoformat()
