"""What the verbs need to know of the office: its catalogue, its calendar, its letterhead.

Built once by the composition root and handed to the verbs; it holds no state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nlp.wording import TEHRAN
from workflows import catalogue, workdays


@dataclass(frozen=True, slots=True)
class Office:
    """`province` stands on letters; `signatory` signs them, or whoever pressed where it is empty.

    `quiet`: from the first hour at Tehran until the second, people are left in peace. `digests`: the hours at Tehran from which
    the morning's and the evening's word are said. `public_url`: where letters can be
    verified by anybody, without a slash at its end; None: nowhere.
    """

    catalogue: catalogue.Catalogue
    calendar: workdays.Calendar
    province: str
    signatory: str = ""
    signatory_title: str = ""
    quiet: tuple[int, int] | None = None
    digests: tuple[int, int] = (8, 14)
    public_url: str | None = None

    def is_quiet(self, at: datetime) -> bool:
        """Whether `at` lies in the quiet hours, which may go past midnight."""
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        hour = at.astimezone(TEHRAN).hour
        return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


@lru_cache(maxsize=256)
def definition(body: str) -> catalogue.Entry:
    """The entry that a case began with, from its kept text."""
    return catalogue.entry_from_definition(body)
