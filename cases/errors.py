"""What can go otherwise than asked, in two families.

    Refusal      expected; the person is told, nobody is paged
      NotAllowed   the person, role or scope is not the right one
      NotFound     there is no such thing, or not for this person
      Outdated     the thing has moved on since the person looked at it
      Incomplete   something that is needed is missing or cannot be used
      TooMany      too much at once
    Trouble      the outside failed; tried again later, then said

A Refusal carries a `key` (its words are in templates/words/refusals.yaml) and facts, never a sentence and never an HTTP
status: what it looks like to a person is the edge's business.
"""

from __future__ import annotations


class Refusal(Exception):
    """Expected; the person is told. `facts` are filled into the words of `key`."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class NotAllowed(Refusal):
    """The person, role or scope is not the right one."""


class NotFound(Refusal):
    """There is no such thing, or not for this person."""


class Outdated(Refusal):
    """The thing has moved on since the person looked at it."""


class Incomplete(Refusal):
    """Something that is needed is missing or cannot be used."""


class TooMany(Refusal):
    """Too much at once."""


class Trouble(Exception):
    """The outside failed; tried again later, then said. `retry_after` in seconds, where the outside named it."""

    def __init__(self, key: str, *, retry_after: float | None = None, final: bool = False) -> None:
        super().__init__(key)
        self.key = key
        self.retry_after = retry_after
        self.final = final
