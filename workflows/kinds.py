"""The kinds of step, the outcomes that each can have, and where an outcome leads when the file does not say.

Door: `OUTCOMES`, `DOORS`, `complete`. Promise: a flow is linear unless its file says otherwise; a return goes to the nearest
earlier submission, a refusal closes the case. Not here: the shapes (workflows.shapes), moving (workflows.engine).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from workflows.strict_yaml import Data

DONE, REJECTED = "end:done", "end:rejected"

OUTCOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "submit": ("sent",),
        "review": ("approve", "return", "reject"),
        "committee": ("adopted", "returned", "rejected"),
        "inquiry": ("answered", "refused"),
        "external": ("accepted", "returned", "refused"),
        "act": ("done",),
        "issue": ("issued",),
        "notice": ("told",),
    }
)
"""The first outcome of each kind is the one that goes forward. `told` is nobody's to press: it happens by itself."""

RETURNS = frozenset({"return", "returned"})
REFUSALS = frozenset({"reject", "rejected", "refused"})

ACTORS = frozenset({"clerk", "secretary", "council-member", "expert", "committee", "head", "admin", "observer"})
_CITY, _DESK = frozenset({"clerk", "secretary"}), frozenset({"expert", "committee"})

DOORS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "submit": _CITY | {"expert"},
        "review": _CITY | _DESK,
        "committee": frozenset({"committee"}),
        "inquiry": _DESK,
        "external": _CITY | _DESK,
        "act": _CITY | _DESK,
        "issue": frozenset({"head"}),
        "notice": _CITY | _DESK | {"head"},
    }
)
"""Who finds in the chats what a step of each kind wants done (a test holds this to the cards of bot). A step in which a
committee acts is kept by the expert who has it in hand. A notice happens by itself, whoever is named."""

PROGRAM_LETTERS = frozenset({"minutes-of-votes", "invitation", "inquiry", "referral", "return-letter"})
"""The letters that the program draws up when somebody votes, invites, asks, refers or returns; no step issues them."""

RULINGS = frozenset({"board-ruling"})
"""The letters that tell what a committee has ruled."""

LETTER_NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"mayor-decree": frozenset({"mayor-form", "council-minutes", "council-resolution"})}
)
"""The letters that name somebody, with the types of document that may say who."""


def complete(steps: Sequence[Data]) -> list[Data]:
    """The steps with every outcome's target filled in; what is not shaped like a step is left for the shapes to refuse.

    A file takes an outcome away by giving it the target null; an outcome that could only return to a submission, where
    there is none before it, is left out.
    """
    return [_completed(steps, index) for index in range(len(steps))]


def _completed(steps: Sequence[Data], index: int) -> Data:
    step = steps[index]
    if not isinstance(step, dict):
        return step
    given = step.get("next", {})
    kind = step.get("kind")
    if not isinstance(given, dict) or not isinstance(kind, str):
        return step
    targets: dict[str, Data] = {outcome: _usual(steps, index, outcome) for outcome in OUTCOMES.get(kind, ())}
    targets.update(given)
    return {**step, "next": {outcome: target for outcome, target in targets.items() if target is not None}}


def _usual(steps: Sequence[Data], index: int, outcome: str) -> str | None:
    if outcome in REFUSALS:
        return REJECTED
    if outcome in RETURNS:
        submissions = (_key(step) for step in reversed(steps[:index]) if _is_submission(step))
        return next(submissions, None)
    return _key(steps[index + 1]) if index + 1 < len(steps) else DONE


def _is_submission(step: Data) -> bool:
    return isinstance(step, dict) and step.get("kind") == "submit"


def _key(step: Data) -> str | None:
    key = step.get("key") if isinstance(step, dict) else None
    return key if isinstance(key, str) else None
