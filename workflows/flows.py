"""Whether a flow can be walked: each target known, each step reached, and an end within reach of each step.

Door: `faults`, `targets`, `reached`. Promise: a flow without faults has one Transition for each outcome and no case in it
can get stuck. Not here: who acts and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows import kinds
from workflows.shapes import Entry, Step

_ENDS = (kinds.DONE, kinds.REJECTED)


def faults(entry: Entry) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """What is wrong, the remedy, and where in the entry."""
    leads = targets(entry)
    for index, step in enumerate(entry.steps):
        yield from _of_targets(step, index, leads)
    if not entry.steps:
        return
    seen = reached(leads, entry.steps[0].key)
    for index, step in enumerate(entry.steps):
        at = ("steps", index)
        if step.key not in seen:
            yield f"step {step.key!r} is never reached", "let an outcome lead to it, or remove it", at
        if not step.next:
            yield f"step {step.key!r} is a dead end", "give it an outcome", at
        elif not reached(leads, step.key).intersection(_ENDS):
            yield f"step {step.key!r} is in a loop without exit", "let an outcome on the way lead to an end", at
    if kinds.DONE not in seen:
        yield "no case can ever be done", f"let an outcome lead to {kinds.DONE}", ("steps",)


def targets(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Where the outcomes of each step lead."""
    return {step.key: tuple(step.next.values()) for step in entry.steps}


def _of_targets(
    step: Step, index: int, known_targets: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    for outcome, target in step.next.items():
        at = ("steps", index, "next", outcome)
        if outcome not in kinds.OUTCOMES[step.kind]:
            known = ", ".join(kinds.OUTCOMES[step.kind])
            yield f"a step of kind {step.kind} has no outcome {outcome!r}", f"use {known}", at
        if target not in known_targets and target not in _ENDS:
            yield f"unknown target {target!r}", f"name a step's key, {kinds.DONE} or {kinds.REJECTED}", at
    forward = kinds.OUTCOMES[step.kind][0]
    if step.next and forward not in step.next:
        yield f"step {step.key!r} cannot go forward", f"give {forward!r} a target", ("steps", index)


def reached(leads: Mapping[str, tuple[str, ...]], first: str) -> set[str]:
    """Every step and end that can be come to from `first`, itself among them, over the steps in `leads`."""
    seen: set[str] = set()
    waiting = [first]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += leads.get(here, ())
    return seen
