"""Moving through a flow: from a step and an outcome to the next step or the end. Pure; nothing is stored or told here.

Door: `start`, `advance`, `outcomes`, `quorum`, `tally`. Promise: over checked entries every outcome that
`outcomes` names has exactly one Transition, any other raises UnknownOutcome; notices are walked through, so a case never
rests in one. Not here: who may decide and when (cases), how long a step may take (workflows.workdays).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from workflows import kinds
from workflows.catalogue import Committee, Entry, Step

type Vote = Literal["for", "against", "return", "abstain"]


class UnknownOutcome(Exception):
    """The step has no such outcome, or the flow no such step."""


@dataclass(frozen=True)
class Transition:
    """Where an outcome leads: to a `step` that waits for somebody, or to the end (`closes`).

    `notices`: the notice steps passed on the way, whose `alert` roles are to be told.
    """

    step: Step | None
    closes: Literal["done", "rejected"] | None
    outcome: str | None
    notices: tuple[Step, ...] = ()


def start(entry: Entry) -> Transition:
    """Into the entry's first step that waits for somebody. An entry without steps raises UnknownOutcome."""
    if not entry.steps:
        raise UnknownOutcome(f"{entry.slug} has no steps of its own")
    return _arrive(entry, entry.steps[0].key, None, ())


def advance(entry: Entry, step_key: str, outcome: str) -> Transition:
    """From a step by one of its outcomes. Raises UnknownOutcome."""
    try:
        target = entry.step(step_key).next[outcome]
    except KeyError:
        raise UnknownOutcome(f"{entry.slug}/{step_key} has no outcome {outcome!r}") from None
    return _arrive(entry, target, outcome, ())


def outcomes(step: Step) -> tuple[str, ...]:
    """The outcomes that the step can have, the forward one first."""
    usual = [outcome for outcome in kinds.OUTCOMES[step.kind] if outcome in step.next]
    return (*usual, *(outcome for outcome in step.next if outcome not in usual))


def quorum(rules: Committee, members: int) -> int:
    """How many of so many members must vote; at least one."""
    return max(1, ceil(Fraction(rules.quorum) * members))


def tally(rules: Committee, votes: Mapping[str, Vote], members: int, chair: str | None = None) -> str | None:
    """What the votes (by member) amount to, were the voting closed now; None while too few members have voted.

    Adopted or returned by more than the rules' majority of those present or of all members; where for and against are
    equal and the rules let the chair decide, by the chair's vote; otherwise rejected.
    """
    present = len(votes)
    if present < quorum(rules, members):
        return None
    count = Counter(votes.values())
    enough = Fraction(rules.majority) * (present if rules.of == "present" else members)
    if count["for"] > enough:
        return "adopted"
    if count["return"] > enough:
        return "returned"
    tied = rules.chair_breaks_tie and chair is not None and count["for"] == count["against"]
    return "adopted" if tied and votes.get(chair or "") == "for" else "rejected"


def _arrive(entry: Entry, target: str, outcome: str | None, passed: tuple[Step, ...]) -> Transition:
    if target == kinds.DONE:
        return Transition(None, "done", outcome, passed)
    if target == kinds.REJECTED:
        return Transition(None, "rejected", outcome, passed)
    step = entry.step(target)
    if step.kind != "notice":
        return Transition(step, None, outcome, passed)
    if step in passed:
        raise UnknownOutcome(f"{entry.slug}/{step.key} only leads back to itself")
    return _arrive(entry, step.next["told"], outcome, (*passed, step))
