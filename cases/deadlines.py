"""Until when a step, and each body that it asks, has time, and why until then.

Door: `reckon`, `explained`. Promise: a date carries its start, term, source, extension and the days that were skipped. Not
here: how days are counted (workflows.workdays), who is told when it comes near (reminders).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from cases import queries
from cases.models import Case, Step
from workflows import catalogue, workdays


def reckon(session: Session, case: Case, step: Step, wanted: catalogue.Step, calendar: workdays.Calendar) -> None:
    """Sets until when the open step, and each body that it asks, has time; said again whenever something has changed. The
    case has its steps loaded.

    What is not counted: the time in which the case was held, and, for the office's steps, the time between two stays in the
    same step, when it was elsewhere. A customer's term begins anew each time the case is sent back. A body's runs from its
    letter, or from entering the step.
    """
    held = _held(session, case)
    due = _of_step(case, step, wanted.due, held, calendar) if wanted.due else None
    step.due_at, step.due = (due.at, explained(due)) if due else (None, None)
    terms = {body.key: body.due for body in wanted.bodies}
    for reply in step.replies:
        term = terms.get(reply.body)
        if term is not None and reply.answer is None:
            of_body = workdays.due(term, reply.asked_at or step.entered_at, calendar, stopped=held)
            reply.due_at, reply.due = of_body.at, explained(of_body)


def explained(due: workdays.Due) -> dict[str, Any]:
    """Start, term, source, extension and skipped days as plain data."""
    told = due.as_data()
    return {
        "start": told["start"],
        "days": due.term.days,
        "counts": due.term.counts,
        "source": due.term.source,
        "extra": told.get("extra", 0),
        "skipped": told["skipped"],
    }


def _of_step(
    case: Case,
    step: Step,
    term: catalogue.Term,
    held: Sequence[workdays.Stop],
    calendar: workdays.Calendar,
) -> workdays.Due:
    before = case.steps[: case.steps.index(step)]
    stays = [stay for stay in before if stay.key == step.key and stay.kind != "submit"]
    first = stays[0].entered_at if stays else step.entered_at
    start, stopped = first, [*held, *_between([*stays, step])]
    if term.start != "entered" and case.sent_at is not None:
        # The registration of the letter is here the moment of its sending.
        start, stopped = case.sent_at, [*held, *_with_customer(case, case.sent_at)]
    extra = sum(extension["days"] for stay in (*stays, step) for extension in stay.extended or [])
    return workdays.due(term, start, calendar, stopped=stopped, extra=extra)


def _held(session: Session, case: Case) -> list[workdays.Stop]:
    holds = queries.holds_of(session, case.id)
    return [(hold.began_at, hold.ended_at, workdays.HELD) for hold in holds if hold.ended_at is not None]


def _between(stays: Sequence[Step]) -> list[workdays.Stop]:
    return [
        (earlier.left_at, later.entered_at, workdays.RETURNED)
        for earlier, later in pairwise(stays)
        if earlier.left_at is not None
    ]


def _with_customer(case: Case, since: datetime) -> list[workdays.Stop]:
    return [
        (stay.entered_at, stay.left_at, workdays.RETURNED)
        for stay in case.steps
        if stay.kind == "submit" and stay.left_at is not None and stay.entered_at >= since
    ]
