"""The cards of standing in: who stands in for somebody and until when, and the questions on naming one.

Door: `standing_in`, `who`, `since`, `until`. Not here: what both are told (announcements).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.admin import in_pairs, question
from bot.cards.card import Button, Card, button, say
from cases.models import Deputy, Person
from nlp import wording

LISTED = 20


def standing_in(person: Person, deputies: Sequence[Deputy], *, own: bool) -> Card:
    """Who stands in for this person, now and later. `own`: the person is looking."""
    rows: list[list[Button]] = [
        [button(Act.end_deputy, deputy.id, label="end_deputy", name=deputy.deputy.name)] for deputy in deputies
    ]
    rows.append([button(Act.name_deputy, person.id)])
    rows.append([button(Act.menu) if own else button(Act.person, person.id, name=person.name)])
    return say("deputies", rows, person=person, deputies=deputies, own=own)


def who(colleagues: Sequence[Person]) -> Card:
    """Who is to stand in? The first few are a tap away, the others by typing a part of the name."""
    rows = in_pairs([button(Act.deputy, arg=str(known.id), name=known.name) for known in colleagues[:LISTED]])
    return question("deputy", rows)


def since(name: str) -> Card:
    """From which day?"""
    choices = wording.words("admin")["since"]
    rows = [[button(Act.since, arg=key, title=title) for key, title in choices.items()]]
    return question("since", rows, about=name)


def until(name: str) -> Card:
    """Until the end of which day?"""
    choices = wording.words("admin")["until"]
    rows = in_pairs([button(Act.until, arg=days, title=title) for days, title in choices.items()])
    return question("until", rows, about=name)
