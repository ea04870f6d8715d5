"""Until when a step is to be done, why that date, and who is told when it comes near or has passed.

Door: `of`, `explained`, `remind`. Promise: a date carries its start, term, source and the days that were skipped; a
reminder is said once. Not here: how days are counted (workflows.workdays).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from cases import notices
from cases.models import Case, Step
from cases.notices import What
from workflows import catalogue, workdays

AHEAD = timedelta(days=1)


def of(
    term: catalogue.Term | None,
    case: Case,
    earlier: Sequence[Step],
    entered: datetime,
    calendar: workdays.Calendar,
) -> workdays.Due | None:
    """The date that `term` gives for a step entered at `entered`; None where there is no term.

    `earlier`: the case's earlier stays in this same step. The term runs on from the first of them, and the time between,
    when the case was with its customer, is not counted. A term that runs from the sending, or from the registration of the
    letter, which here is the same moment, runs from the case's first sending.
    """
    if term is None:
        return None
    returns = [*(stay.entered_at for stay in earlier[1:]), entered]
    stopped = [(stay.left_at or back, back) for stay, back in zip(earlier, returns, strict=False)]
    first = earlier[0].entered_at if earlier else entered
    start = first if term.start == "entered" else case.sent_at or first
    return workdays.due(term, start, calendar, stopped)


def explained(due: workdays.Due) -> dict[str, Any]:
    """Start, term, source and skipped days as plain data."""
    return {
        "start": due.start.isoformat(),
        "days": due.term.days,
        "counts": due.term.counts,
        "source": due.term.source,
        "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
    }


def remind(session: Session, *, at: datetime) -> int:
    """Reminds of open steps that are due within a day, and tells the heads of those that are late; returns how many.

    Each is said once: a notice's dedupe key holds the step.
    """
    reminded = 0
    for step in session.scalars(_to_remind(at)).all():
        assert step.due_at is not None
        late = step.due_at < at
        step.reminded = "late" if late else "soon"
        what = What(
            "late" if late else "due-soon",
            {"case": step.case_id, "step": step.id},
            dedupe=f"{step.reminded}:{step.id}",
        )
        if step.kind == "submit":
            notices.to_person(session, step.case.opened_by, what, at=at)
        elif step.claimed_by:
            notices.to_person(session, step.claimed_by, what, at=at)
        if late:
            notices.to_role(session, ["head"], what, at=at)
        reminded += 1
    return reminded


def _to_remind(at: datetime) -> Select[Step]:
    never, only_before = Step.reminded.is_(None), (Step.reminded == "soon") & (Step.due_at < at)
    return (
        select(Step)
        .where(Step.left_at.is_(None), Step.due_at <= at + AHEAD, never | only_before)
        .options(joinedload(Step.case))
        .order_by(Step.due_at)
        .limit(500)
    )
