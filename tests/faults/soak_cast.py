"""Who acts in the soak, and with what.

Door: `Cast`. Promise: a person does one thing at a time; a mark is used once. Not here: what they do (soak_talks, soak_cases).
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from bot.emulator.control import Control
from tests.faults.soak_book import Book
from tests.faults.soak_hands import Answered, Hands, Watch
from tests.faults.soak_town import Resident, Town
from workflows.catalogue import Catalogue

TRIES = 4
"""So often someone who was refused looks again and tries anew."""


@dataclass
class Cast:
    """The people and everything that they act with; a person does one thing at a time."""

    town: Town
    known: Catalogue
    watch: Watch
    control: Control
    book: Book
    dice: random.Random
    answers: list[Answered]
    marks: int = 0
    _busy: dict[int, asyncio.Lock] = field(default_factory=dict)

    def lock(self, who: int) -> asyncio.Lock:
        return self._busy.setdefault(who, asyncio.Lock())

    def free(self, people: list[Resident]) -> Resident:
        """One of these, rather someone who has nothing in hand."""
        idle = [one for one in people if not self.lock(one.id).locked()]
        return self.dice.choice(idle or people)

    def hands(self, who: Resident, chat: int | None = None) -> Hands:
        return Hands(self.watch, self.control, who.id, self.answers, chat)

    def mark(self, kind: str, number: str) -> str:
        """A word that is nowhere else; the book knows of which case."""
        self.marks += 1
        made = f"{kind}-{self.marks:06}"
        self.book.of[made] = number
        return made
