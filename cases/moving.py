"""Running cases from the definition they began with to the present one: only when somebody asks for it, case by case.

Door: `waiting`, `concerns`, `assess`, `move`. Promise: a case is moved only where all that it has been through stands
unchanged in the present definition, and else it is said why it stays; moved, it keeps its steps, documents and decisions.
Looking changes nothing. Not here: changing the catalogue's files, telling the person who asked (cli.cases).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import deadlines, events, lifecycle, queries, showing
from cases.models import Case, Definition, Step
from cases.office import Office, definition
from workflows import catalogue
from workflows.workdays import Calendar

_LAID_ASIDE = ("removed", "replaced")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case stays where it is. `part`: the key of the step or document, `name` its words."""

    key: Literal[
        "entry-vanished",
        "step-vanished",
        "step-changed",
        "open-step-vanished",
        "open-step-kind",
        "open-step-actor",
        "open-step-bodies",
        "open-step-committee",
        "document-unasked",
    ]
    part: str
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one case: from the definition `before` to `after` (hashes), or, for `reasons`, nothing.

    `due_before`, `due_after`: until when the open step has time.
    """

    number: str
    before: str
    after: str | None
    reasons: tuple[Reason, ...]
    due_before: datetime | None
    due_after: datetime | None


def waiting(session: Session, slug: str, office: Office, *, number: str | None = None) -> list[int]:
    """The cases of this entry, for a process those of its services too, that are not closed and run on another definition
    than the present one; `number`: only that case."""
    wanted = (
        select(Case.id, Case.entry, Case.definition_hash)
        .join(Definition, Definition.hash == Case.definition_hash)
        .where(Case.state != "closed", (Case.entry == slug) | (Definition.slug == slug))
        .order_by(Case.id)
    )
    if number is not None:
        wanted = wanted.where(Case.number == number)
    present: dict[str, str | None] = {}
    found = []
    for case_id, entry, began_with in session.execute(wanted):
        if entry not in present:
            present[entry] = _present_hash(entry, office)
        if began_with != present[entry]:
            found.append(case_id)
    return found


def concerns(session: Session, number: str, slug: str) -> bool:
    """Whether there is a case of this number and entry, for a process also of its services, in whatever state."""
    wanted = select(Case.id).join(Definition, Definition.hash == Case.definition_hash)
    return (
        session.scalar(wanted.where(Case.number == number, (Case.entry == slug) | (Definition.slug == slug)))
        is not None
    )


def assess(session: Session, case_id: int, *, office: Office) -> Move | None:
    """What `move` would do, changing nothing; None: the case is closed or runs on the present definition already.

    For `Database.read_now`: the open step's new date is reckoned on rows that are thrown away.
    """
    with session.no_autoflush:
        found = _assessed(session, case_id, office)
    return found[1] if found else None


def move(session: Session, case_id: int, *, at: datetime, office: Office) -> Move | None:
    """Moves the case to the present definition, or says why it stays. The new term of its open step, where there is one,
    counts from when the old one did."""
    queries.lock(session, case_id)
    found = _assessed(session, case_id, office)
    if found is None or found[1].reasons:
        return found[1] if found else None
    case, done = found
    case.definition = lifecycle.keep_definition(session, office.catalogue.flow(case.entry), at)
    case.touch(at)
    events.record(
        session, events.stream_of(case), "definition-moved", by=None, at=at, before=done.before, after=done.after
    )
    showing.to_all(session, case, at=at)
    return done


def _assessed(session: Session, case_id: int, office: Office) -> tuple[Case, Move] | None:
    case = queries.case(session, case_id)
    after, before = _present_hash(case.entry, office), case.definition_hash
    step = queries.open_step(case)
    if step is None or before == after:
        return None
    due_before = step.due_at
    if after is None:
        reasons = [Reason("entry-vanished", case.entry, case.title)]
    else:
        old, new = definition(case.definition.body), office.catalogue.flow(case.entry)
        reasons = [*_of_past(case, step, old, new), *_of_open(step, old, new), *_of_documents(case, old, new)]
        if not reasons:
            _reckon(session, case, step, old.step(step.key), new.step(step.key), office.calendar)
    return case, Move(case.number, before, after, tuple(reasons), due_before, step.due_at)


def _present_hash(entry: str, office: Office) -> str | None:
    if entry not in office.catalogue.entries:
        return None
    return catalogue.definition_hash(office.catalogue.flow(entry).definition())


def _of_past(case: Case, step: Step, old: catalogue.Entry, new: catalogue.Entry) -> Iterator[Reason]:
    """The steps that the case has been through, those twice entered once."""
    there = {known.key: known for known in new.steps}
    for key in dict.fromkeys(stay.key for stay in case.steps if stay.left_at is not None):
        before, now = old.step(key), there.get(key)
        if now is None:
            if key != step.key:
                yield Reason("step-vanished", key, before.text)
        # Of the step that the case is in again, a new term is what a move is for.
        elif before != now and (key != step.key or _without_terms(before) != _without_terms(now)):
            yield Reason("step-changed", key, before.text)


def _of_open(step: Step, old: catalogue.Entry, new: catalogue.Entry) -> Iterator[Reason]:
    before = old.step(step.key)
    now = next((known for known in new.steps if known.key == step.key), None)
    if now is None:
        yield Reason("open-step-vanished", step.key, before.text)
        return
    if now.kind != before.kind:
        yield Reason("open-step-kind", step.key, before.text)
    gone_out = step.out_number is not None and now.to != before.to
    if (now.actor, now.committee) != (before.actor, before.committee) or gone_out:
        yield Reason("open-step-actor", step.key, before.text)
    # Votes are counted by the rules under which they were cast.
    elif any(seat.vote for seat in step.seats) and new.committee(now.committee) != old.committee(before.committee):
        yield Reason("open-step-committee", step.key, before.text)
    # Whom the step asks is written down in rows when it is entered.
    if [body.key for body in now.bodies] != [body.key for body in before.bodies]:
        yield Reason("open-step-bodies", step.key, before.text)


def _of_documents(case: Case, old: catalogue.Entry, new: catalogue.Entry) -> Iterator[Reason]:
    asked, titles = {wanted.key for wanted in new.documents}, {wanted.key: wanted.title for wanted in old.documents}
    held = (document.item for document in case.documents if document.state not in _LAID_ASIDE)
    for item in dict.fromkeys(item for item in held if item is not None):
        if item not in asked:
            yield Reason("document-unasked", item, titles.get(item, item))


def _reckon(
    session: Session, case: Case, step: Step, before: catalogue.Step, now: catalogue.Step, calendar: Calendar
) -> None:
    """The open step's dates, where its terms have changed; those of a held case are reckoned when it is resumed."""
    terms = [(known.due, [body.due for body in known.bodies]) for known in (before, now)]
    if case.state == "held" or terms[0] == terms[1]:
        return
    for reply in step.replies:
        if reply.answer is None:
            reply.due_at = reply.due = reply.reminded = None
    step.reminded = None
    deadlines.reckon(session, case, step, now, calendar)


def _without_terms(step: catalogue.Step) -> catalogue.Step:
    bodies = tuple(body.model_copy(update={"due": None}) for body in step.bodies)
    return step.model_copy(update={"due": None, "bodies": bodies})
