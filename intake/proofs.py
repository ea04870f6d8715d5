"""What the values of one document prove of one another.

Door: `of_values`. Promise: a proof is named only for a value that another one, or the law, could have contradicted; values are
not changed. Not here: what a single value proves of itself (the rules of nlp), and what people are told of it (checks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intake.trust import Proof

# Seats of a city's council, by its inhabitants (law of the organisation, duties and election of Islamic councils, article 7,
# with its amendments): a name that was passed over, or one too many, shows.
SEATS = frozenset({5, 7, 9, 11, 13, 15, 21, 25, 31})
_LEAST_SUMMED = 3


def of_values(values: Mapping[str, Any]) -> dict[str, Proof]:
    """The proof of each field whose value agrees with what it could have contradicted."""
    present, absent, amounts = (values.get(name) or () for name in ("present", "absent", "amounts"))
    found: dict[str, Proof] = {}
    if present and len(present) + len(absent) in SEATS:
        found |= {"present": "form", "absent": "form"}
    if _all_voted(values.get("resolutions") or (), len(present)):
        found["resolutions"] = "form"
    if _summed(amounts):
        found["amounts"] = "form"
    return {name: proof for name, proof in found.items() if name in values}


def _all_voted(resolutions: Sequence[Mapping[str, Any]], present: int) -> bool:
    """Whether the resolutions are numbered without a gap and the votes on each are as many as came."""
    votes = [
        sum(one[side] or 0 for side in ("votes_for", "votes_against", "votes_abstain"))
        for place, one in enumerate(resolutions, start=1)
        if one["number"] == place
    ]
    return present > 0 and len(votes) == len(resolutions) > 0 and set(votes) == {present}


def _summed(amounts: Sequence[int]) -> bool:
    """Whether one of the amounts is the sum of all others."""
    return len(amounts) >= _LEAST_SUMMED and any(2 * amount == sum(amounts) for amount in amounts)
