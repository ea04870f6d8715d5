"""The day's words to the desk's groups and to the heads: what lies before them, what was done.

Door: `morning`, `evening`, `head`. Not here: what is told of, and when (cases.digests).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.callbacks import Act
from bot.cards.card import Card, button, say
from cases import queues
from cases.models import Step
from nlp import wording

KINDS = ("signing", "late", "today", "new", "free")
"""In the order in which they are shown."""


def morning(listed: Mapping[str, Sequence[Step]], counts: Mapping[str, int], *, at: datetime) -> Card:
    """What lies before a desk, for its group, with the way to the queues; these are opened beside it, for it stays pinned."""
    names = wording.words("queues")["names"]
    rows = [
        [
            button(Act.queue, arg=f"{name}:0:{queues.BESIDE}", title=names[name])
            for name in (queues.FREE, queues.OVERDUE)
        ]
    ]
    return say("desk-morning", rows, kinds=KINDS, listed=listed, counts=counts, at=at)


def head(listed: Mapping[str, Sequence[Step]], counts: Mapping[str, int], *, at: datetime) -> Card:
    """What waits for a head, and what is late in the office, a button each."""
    steps = {step.case_id: step for kind in KINDS for step in listed.get(kind, ())}
    rows = [
        [button(Act.case, step.case_id, number=wording.persian_digits(step.case.number), title=step.case.title)]
        for step in steps.values()
    ]
    return say("head-morning", rows, kinds=KINDS, listed=listed, counts=counts, at=at)


def evening(counts: Mapping[str, int], *, at: datetime) -> Card:
    """What was done in a day, and what stays."""
    return say("desk-evening", counts=counts, at=at)
