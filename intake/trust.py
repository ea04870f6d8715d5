"""How sure a field's reading is, made final in one place.

Door: `chance`, the shape `Grounds`, `SURE`. Promise: a probability that was fitted to papers whose layouts the rules had never
met (tools/calibrate writes trust.yaml): the chance that the rule took the right words times, on a picture, the chance that
their letters were read right; better grounds never make it less. What says 0.9 or more is right at least 98 times in a hundred.
Not here: finding values and weighing the rules (fields, letters, minutes), the fitting itself.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml

from intake.layout import PageSource

type Proof = Literal["none", "form", "check"]
type Knots = Sequence[tuple[float, float]]

# From here on people are not asked to look twice.
SURE = 0.9
_FILE = Path(__file__).with_name("trust.yaml")
_HIGHEST = 0.99
# Where a rule's strength, or the letters' certainty, stands in the middle of what was met; log-odds count from there.
MIDDLE = 0.93
_SURER_IS_NO_SURER = (0.05, 0.99)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What speaks for a value: the rule's `strength` and the engine's `certainty` of the letters (both 0 to 1), what the value
    itself proves (its form: a real date, a known city; a check: check digit, figures equal words), and how the page was read.
    """

    strength: float
    certainty: float
    proof: Proof
    source: PageSource


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted, in log-odds: of a rule, by field, strength and proof; of letters, by field, certainty and proof; `curve`
    leads the product to what is said (knots from 0 to 1).
    """

    rule: float
    rule_strength: float
    rule_proof: Mapping[Proof, float]
    rule_of: Mapping[str, float]
    letters: float
    letters_certainty: float
    letters_proof: Mapping[Proof, float]
    letters_of: Mapping[str, float]
    curve: Knots


def chance(name: str, grounds: Grounds, weights: Weights | None = None) -> float:
    """The chance, 0 to 0.99, that the field `name` was read right on these grounds."""
    known = weights or fitted()
    return round(min(_HIGHEST, _along(known.curve, bare(name, grounds, known))), 3)


def bare(name: str, grounds: Grounds, weights: Weights) -> float:
    """The chance before `curve`: of the rule, times on a picture that of the letters."""
    taken = weights.rule + weights.rule_strength * odds(grounds.strength) + weights.rule_of.get(name, 0.0)
    right = _share(taken + weights.rule_proof[grounds.proof])
    if grounds.source == "text-layer":
        return right * grounds.certainty
    read = weights.letters + weights.letters_certainty * odds(grounds.certainty) + weights.letters_of.get(name, 0.0)
    return right * _share(read + weights.letters_proof[grounds.proof])


def odds(share: float) -> float:
    """Log-odds of a share, from those of the middle on; beyond 0.05 and 0.99 nothing grows."""
    low, high = _SURER_IS_NO_SURER
    held = min(high, max(low, share))
    return math.log(held / (1 - held)) - math.log(MIDDLE / (1 - MIDDLE))


@cache
def fitted() -> Weights:
    """The weights of trust.yaml. Raises ValueError where more would make less sure."""
    return weights_of(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def weights_of(told: Mapping[str, Any]) -> Weights:
    """The weights that a file tells. Raises ValueError where more would make less sure."""
    rule, letters = told["rule"], told["letters"]
    curve = [(float(said), float(is_)) for said, is_ in told["curve"]]
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    proofs = [[part["proof"][proof] for proof in ("none", "form", "check")] for part in (rule, letters)]
    steep = rule["strength"] >= 0 and letters["certainty"] >= 0
    if not (rising and steep and all(proof == sorted(proof) for proof in proofs)):
        raise ValueError("trust.yaml: better grounds must not make a reading less sure")
    return Weights(
        rule["base"],
        rule["strength"],
        rule["proof"],
        rule["fields"],
        letters["base"],
        letters["certainty"],
        letters["proof"],
        letters["fields"],
        curve,
    )


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _along(knots: Knots, share: float) -> float:
    """What stands above `share` on the line through the knots."""
    place = min(max(1, bisect_right(knots, share, key=lambda knot: knot[0])), len(knots) - 1)
    (x0, y0), (x1, y1) = knots[place - 1], knots[place]
    return y0 + (y1 - y0) * (share - x0) / (x1 - x0)
