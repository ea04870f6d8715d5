"""The cards of a council member: how they want to hear of their council's cases, and the daily word.

Door: `subscription`, `digest`, `with_choice`. Not here: what a member hears of a single case (bot.announcements).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.card import Card, button, say
from bot.cards.standing import standing
from cases import subscriptions
from cases.models import Case
from cases.office import definition
from nlp import wording
from workflows import catalogue

LINES = 15
"""So many cases stand in a daily word; of the others it says how many."""


def subscription(rhythm: str, muted: frozenset[str], entries: Sequence[catalogue.Entry]) -> Card:
    """The rhythms with the chosen one marked, and, unless nothing is wanted, the kinds of cases."""
    words = wording.words("council")
    marks = words["marks"]
    rows = [
        [
            button(
                Act.rhythm, arg=name, title=f"{marks['chosen' if name == rhythm else 'other']} {words['rhythms'][name]}"
            )
        ]
        for name in subscriptions.RHYTHMS
    ]
    if rhythm != subscriptions.NEVER:
        for entry in entries:
            heard = entry.slug not in muted
            # The button says what a press leads to, so that a second press of it changes nothing.
            arg = f"{entry.slug}:{'off' if heard else 'on'}"
            rows.append([button(Act.mute, arg=arg, title=f"{marks['heard' if heard else 'muted']} {entry.title}")])
    return say("subscription", [*rows, [button(Act.menu)]], rhythm=rhythm, quiet=len(muted))


def digest(cases: Sequence[Case]) -> Card:
    """What has changed since yesterday, a line a case and a button to each."""
    shown = [(case, standing(case), definition(case.definition.body)) for case in cases[:LINES]]
    rows = [[button(Act.case, case.id, number=case.number, title=case.title)] for case, _, _ in shown]
    return say("council-digest", rows, shown=shown, more=len(cases) - len(shown))


def with_choice(card: Card) -> Card:
    """A notice with the ways to hear of such things otherwise, or no more."""
    return Card(card.text, (*card.rows, (button(Act.subscription), button(Act.unsubscribe))), card.attachment)
