"""A value found in a text, with the letters that it was read from.

Door: the shape `Found`. Promise: `start` and `end` are offsets into the folded text that was searched; `strength` is
the chance that the rule which matched is right when every letter was read right. Not here: what the letters' own
reading is worth (intake).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found[T]:
    """`value`, read from text[start:end] by a rule that is right with chance `strength`."""

    value: T
    start: int
    end: int
    strength: float
