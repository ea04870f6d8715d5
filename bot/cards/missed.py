"""What went by while a person could not be reached, in one message instead of many.

Door: `missed`. Not here: when so much has waited that it is put together (cases.chats).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.card import Card, button, say
from bot.cards.standing import standing
from cases.models import Case
from cases.office import definition
from nlp import wording

LINES = 15


def missed(cases: Sequence[Case], count: int) -> Card:
    """Where each case stands now, a button to each. `count`: how many notices this replaces."""
    newest = cases[-LINES:]
    shown = [(case, standing(case), definition(case.definition.body)) for case in newest]
    rows = [
        [button(Act.case, case.id, number=wording.persian_digits(case.number), title=case.title)] for case in newest
    ]
    return say("missed", rows, shown=shown, more=len(cases) - len(newest), count=count)
