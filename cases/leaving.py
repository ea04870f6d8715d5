"""What ends when a person loses powers or accounts: standing in, invitations, words on their way, cases in hand.

Door: `end_deputies`, `end_invitations`, `silence`, `free_cases`. Promise: each leaves the rows of the past as they were. Not
here: who may bring that about (membership).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import events, queries, showing
from cases.models import Deputy, Invitation, Notice, Person, Step
from cases.people import By


def end_deputies(session: Session, person_id: int, at: datetime) -> None:
    """Nobody stands in for the person any more, nor the person for anybody."""
    theirs = (Deputy.person_id == person_id) | (Deputy.deputy_id == person_id)
    for deputy in session.scalars(select(Deputy).where(theirs, Deputy.until > at)):
        deputy.until = max(at, deputy.since)


def end_invitations(session: Session, person_id: int, at: datetime) -> None:
    """No code that was made for the person works any more."""
    still = (Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.expires_at > at)
    session.execute(update(Invitation).where(*still).values(expires_at=at))


def silence(session: Session, person: Person) -> None:
    """What waits for this person's chats is not said."""
    for account in person.accounts:
        channel = account.id.partition(":")[0]
        waits = (Notice.channel == channel, Notice.chat_id == account.chat_id, Notice.state == "waiting")
        session.execute(update(Notice).where(*waits).values(state="stale", next_try_at=None))


def free_cases(session: Session, person: Person, *, by: By | None, at: datetime) -> None:
    """The open cases that the person has and may no longer have go back to the desk."""
    mine = select(Step.case_id).where(Step.claimed_by == person.id, Step.left_at.is_(None)).order_by(Step.case_id)
    for case_id in session.scalars(mine).all():
        queries.lock(session, case_id)
        case = queries.case(session, case_id)
        step = queries.open_step(case)
        # Who also stands in for an expert may keep it.
        if step is None or step.claimed_by != person.id or queries.holder(session, case, step, at=at) is not None:
            continue
        step.claimed_by = step.claimed_at = None
        step.claimant = None
        case.touch(at)
        events.record(session, events.stream_of(case), "released", by=by, at=at, step=step.key, held_by=person.id)
        showing.to_all(session, case, at=at)
