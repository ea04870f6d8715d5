"""How sure was said and how often it was right, before fitting and after.

Door: `told`. Promise: sums of the pairs given, nothing fitted here.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake import trust
from tools.calibrate.pairs import Pair

type Called = tuple[float, bool]
_STEPS = 10


def told(pairs: Sequence[Pair], said: Sequence[float]) -> str:
    """Tables for people: by the way the papers came, and by layout; `said` stands beside each pair."""
    lines = [
        "fields on layouts left out       n   right | before: ECE  ≥ 0.9  of them right | after: ECE  ≥ 0.9  of them right"
    ]
    both = list(zip(pairs, said, strict=True))
    for met in (False, True):
        rules = "today's rules, met" if met else "rules as of then, unmet"
        for way in ("digital", "scan", "photo", ""):
            chosen = [(one, called) for one, called in both if one.met == met and way in ("", one.way)]
            lines.append(_line(f"{rules}, {way or 'all'}", chosen))
    for layout in sorted({one.layout for one in pairs}):
        lines.append(_line(layout, [(one, called) for one, called in both if one.layout == layout and not one.met]))
    return "\n".join(line for line in lines if line)


def _line(name: str, chosen: Sequence[tuple[Pair, float]]) -> str:
    if not chosen:
        return ""
    before = [(one.said, one.right) for one, _ in chosen]
    after = [(called, one.right) for one, called in chosen]
    right = sum(one.right for one, _ in chosen) / len(chosen)
    return f"{name:30} {len(chosen):5} {right:7.1%} | {_sums(before)} | {_sums(after)}"


def _sums(called: Sequence[Called]) -> str:
    top = [right for share, right in called if share >= trust.SURE]
    shown = f"{sum(top)} of {len(top)} {sum(top) / len(top):.1%}" if top else "none"
    return f"{error(called):.3f}  {len(top) / len(called):5.0%}  {shown:>18}"


def error(called: Sequence[Called]) -> float:
    """The expected calibration error: how far said and right lie apart in each tenth, by how many fall into it."""
    tenths: dict[int, list[Called]] = {}
    for share, right in called:
        tenths.setdefault(min(_STEPS - 1, int(share * _STEPS)), []).append((share, right))
    return sum(abs(sum(share - right for share, right in held)) for held in tenths.values()) / len(called)
