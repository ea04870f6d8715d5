"""What the cities owe each year: a city's own list, the office's table, who has not sent, and the reminder.

Door: `of_cities`, `of_office`, `missing`, `owing`. Not here: what is owed, and by whom (cases.obligations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from cases import obligations
from cases.models import Municipality
from cases.obligations import Owed
from nlp import wording

LINES = 10


def of_cities(found: Sequence[tuple[Municipality, Sequence[Owed]]], may_open: frozenset[str]) -> Card:
    """What each of a person's cities owes; begun cases, and those that the person may begin, are a button away.

    `may_open`: the slugs of what the person may open.
    """
    rows: list[list[Button]] = []
    beginnings: dict[str, str] = {}
    for _, owed in found:
        for one in owed:
            if one.case_id is not None:
                number = wording.persian_digits(one.number)
                rows.append([button(Act.case, one.case_id, number=number, title=one.title)])
            elif one.entry in may_open:
                beginnings[one.entry] = one.title
    # A tap here shows what is wanted first; the case is opened from there.
    rows += [[button(Act.entry, arg=slug, label="open_owed", title=title)] for slug, title in beginnings.items()]
    return say("obligations", [*rows, [button(Act.menu)]], cities=found)


def of_office(found: Sequence[Owed]) -> Card:
    """How many cities have sent each entry; who has not is a button away."""
    entries, rows = [], []
    for first, group in obligations.by_entry(found):
        states = [one.state for one in group]
        entries.append((first, states.count("sent"), states.count("late"), len(group)))
        title = f"{first.title} · {wording.persian_digits(first.period)}"
        rows.append([button(Act.owing, arg=f"{first.entry}:{first.period}", title=title)])
    return say("obligations-office", [*rows, [button(Act.menu)]], entries=entries)


def missing(group: Sequence[Owed]) -> Card:
    """The cities that have not sent one entry, the late ones first."""
    order = ("late", "missing", "draft")
    lacking = sorted((one for one in group if one.state != "sent"), key=lambda one: order.index(one.state))
    rows = [[button(Act.obligations)]]
    return say("obligations-missing", rows, first=group[0], missing=lacking, sent=len(group) - len(lacking))


def owing(stage: str, items: Sequence[Mapping[str, Any]]) -> Card:
    """The reminder of what is not sent, before its date or after it."""
    return say("owing", [[button(Act.obligations)]], stage=stage, items=items[:LINES], count=len(items))
