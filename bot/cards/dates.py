"""Reminders of dates: of one case, or of many that fall together in one message.

Door: `reminder`, `digest`. Promise: a digest shows the cases of the earliest dates and counts the rest. Not here: who is
reminded of what, and when (cases.reminders).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.callbacks import Act
from bot.cards.card import Card, button, say
from bot.cards.standing import standing
from cases.models import Case
from cases.office import definition
from nlp import wording

LINES = 10


def reminder(template: str, found: Case, item: Mapping[str, Any], *, own: bool) -> Card:
    """One date of one case. `own`: in a person's own chat, from where the case is a button away."""
    rows = [[button(Act.case, found.id, label="see")]] if own else []
    flow, due = definition(found.definition.body), datetime.fromisoformat(item["due"])
    return say(template, rows, case=found, flow=flow, standing=standing(found), body=item["name"], due=due)


def digest(stage: str, found: Sequence[tuple[Case, Mapping[str, Any]]], count: int, *, own: bool) -> Card:
    """The first of `count` dates that fall together, each with its case."""
    lines = [
        {
            "case": case,
            "standing": standing(case),
            "body": item["name"],
            "due": datetime.fromisoformat(item["due"]),
        }
        for case, item in found
    ]
    cases = {case.id: case for case, _ in found} if own else {}
    rows = [
        [button(Act.case, case.id, number=wording.persian_digits(case.number), title=case.title)]
        for case in cases.values()
    ]
    return say("reminders", rows, stage=stage, lines=lines, count=count)
