"""What the verbs need to know of the office: its catalogue, its calendar, its letterhead.

Built once by the composition root and handed to the verbs; it holds no state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workflows import catalogue, workdays


@dataclass(frozen=True, slots=True)
class Office:
    """`province` stands on letters; `signatory` signs them, or whoever pressed where it is empty."""

    catalogue: catalogue.Catalogue
    calendar: workdays.Calendar
    province: str
    signatory: str = ""
    signatory_title: str = ""


@lru_cache(maxsize=256)
def definition(body: str) -> catalogue.Entry:
    """The entry that a case began with, from its kept text."""
    return catalogue.entry_from_definition(body)
