"""A process played without anybody: who is asked what, which letters go out, until when and why that date.

Door: `play`. Promise: it goes the ways of workflows.engine and counts the days of workflows.workdays, as a case does; every
stay but the last leads to the next by an outcome that was chosen. Whoever is asked takes the whole term, and sends a
case back on the day it came; a step without a term is done at once. Not here: drawing it for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from workflows import engine, kinds, workdays
from workflows.catalogue import Body, Entry, RequiredDocument, Step, Term
from workflows.engine import Transition
from workflows.workdays import Calendar, Due, Stop

type Choose = Callable[[Step, tuple[str, ...]], str]

INQUIRY, INVITATION, REFERRAL, MINUTES, RETURN = (
    "inquiry",
    "invitation",
    "referral",
    "minutes-of-votes",
    "return-letter",
)


@dataclass(frozen=True)
class Letter:
    """A letter by its template. `to`: the body or organisation that the catalogue names; None: whom the case concerns."""

    template: str
    to: str | None = None


@dataclass(frozen=True)
class Asked:
    """A body that an inquiry asks, and until when it has time; None: it has no term of its own."""

    body: Body
    due: Due | None


@dataclass(frozen=True)
class Way:
    """How the stay before this one was left: from where, by which outcome, when, with which letters, and the roles told."""

    step: Step
    outcome: str
    at: datetime
    letters: tuple[Letter, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Stay:
    """Where the case now is, since `entered`: in a `step`, or at its end (`closes`).

    `way`: how it came here, None at the beginning; `notices`: the notice steps that it passed; `documents`: what the
    customer is asked for; `letters`: those that go out from here while the step lasts.
    """

    number: int
    way: Way | None
    notices: tuple[Step, ...]
    step: Step | None
    closes: Literal["done", "rejected"] | None
    entered: datetime
    due: Due | None = None
    asked: tuple[Asked, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    letters: tuple[Letter, ...] = ()


def play(entry: Entry, choose: Choose, *, start: datetime, calendar: Calendar) -> Iterator[Stay]:
    """From the beginning to an end; each next stay asks `choose` how the present one is left.

    `entry` is the flow, for a service that of its process; `start` an aware moment. An entry without steps, or an outcome
    that the step has not, raises engine.UnknownOutcome.
    """
    past: list[_Past] = []
    sent, at = None, start
    way, onward = None, engine.start(entry)
    while True:
        stay = _arrived(entry, len(past) + 1, way, onward, at, past, sent, calendar)
        if stay.step is None:
            yield stay
            return
        if sent is None and stay.step.kind != "submit":
            sent = at
        yield stay
        outcome = choose(stay.step, engine.outcomes(stay.step))
        onward = engine.advance(entry, stay.step.key, outcome)
        left = _left(stay, outcome)
        past.append(_Past(stay.step, at, left))
        way = Way(stay.step, outcome, left, _letters_after(stay.step, outcome), _told(stay.step, outcome))
        if sent is None:
            sent = left
        at = left


@dataclass(frozen=True)
class _Past:
    step: Step
    entered: datetime
    left: datetime


def _arrived(
    entry: Entry,
    number: int,
    way: Way | None,
    onward: Transition,
    at: datetime,
    past: Sequence[_Past],
    sent: datetime | None,
    calendar: Calendar,
) -> Stay:
    step = onward.step
    if step is None:
        return Stay(number, way, onward.notices, None, onward.closes, at)
    asked = [Asked(body, workdays.due(body.due, at, calendar) if body.due else None) for body in step.bodies]
    return Stay(
        number,
        way,
        onward.notices,
        step,
        None,
        at,
        due=_due(step.due, step, at, past, sent, calendar) if step.due else None,
        asked=tuple(asked),
        documents=entry.documents if step.kind == "submit" else (),
        letters=tuple(_letters_of(step)),
    )


def _due(term: Term, step: Step, at: datetime, past: Sequence[_Past], sent: datetime | None, calendar: Calendar) -> Due:
    """As cases.deadlines reckons it: the office's term runs on from its first stay, a customer's begins anew."""
    if term.start != "entered" and sent is not None:
        with_customer = [stay for stay in past if stay.step.kind == "submit" and stay.entered >= sent]
        return workdays.due(term, sent, calendar, [_stop(stay.entered, stay.left) for stay in with_customer])
    stays = [] if step.kind == "submit" else [stay for stay in past if stay.step.key == step.key]
    entered = [*(stay.entered for stay in stays), at]
    stopped = [_stop(stay.left, back) for stay, (_, back) in zip(stays, pairwise(entered), strict=True)]
    return workdays.due(term, entered[0], calendar, stopped)


def _stop(begun: datetime, ended: datetime) -> Stop:
    return (begun, ended, workdays.RETURNED)


def _left(stay: Stay, outcome: str) -> datetime:
    if outcome in kinds.RETURNS:
        return stay.entered
    ends = [stay.due.at] if stay.due else [asked.due.at for asked in stay.asked if asked.due]
    return max(stay.entered, *ends) if ends else stay.entered


def _letters_of(step: Step) -> Iterator[Letter]:
    if step.kind == "inquiry":
        yield from (Letter(INQUIRY, body.name) for body in step.bodies)
    if step.kind == "external":
        yield Letter(REFERRAL, step.to)
    if step.kind == "committee":
        yield Letter(INVITATION)


def _letters_after(step: Step, outcome: str) -> tuple[Letter, ...]:
    gone = [Letter(step.letter)] if step.kind == "issue" and step.letter else []
    if step.kind == "committee":
        gone.append(Letter(MINUTES))
    if outcome in kinds.RETURNS:
        gone.append(Letter(RETURN))
    return tuple(gone)


def _told(step: Step, outcome: str) -> tuple[str, ...]:
    return () if outcome in kinds.RETURNS or step.kind == "submit" else step.alert
