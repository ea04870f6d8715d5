"""The questions that the program asks its database, found by their functions and asked with fitting values.

Door: `found` and `Subjects`. Promise: every public function of cases.queries that takes a session is asked, and those of the
periodic rounds; a function whose parameters nobody here knows is named, never left out in silence. Not here: timing.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bench import province
from bench.multiplying import STRIDE, Pattern
from cases import deputies, documents, letters, notices, obligations, people, queries, reminders, updates
from cases.db import Database, Session
from cases.errors import Refusal
from cases.models import Case
from cases.people import By

# What is looked at by the clock, by the delivery, or at every press.
ROUNDS: tuple[Callable[..., Any], ...] = (
    notices.due,
    notices.next_for,
    notices.post_of,
    reminders.remind,
    obligations.remind,
    obligations.owed,
    documents.to_read,
    letters.to_make,
    updates.waiting,
    updates.last_id,
    people.who,
    people.standing_in,
    deputies.now_and_later,
)
_VIEWERS = {"city": "secretary", "office": "expert", "committee": "committee"}


@dataclass(frozen=True)
class Subject:
    """One case of the database and what belongs to it: the values to ask with."""

    case: Case
    viewers: Mapping[str, By]
    values: Mapping[str, Any]

    def value(self, parameter: str, viewer: str) -> Any:
        """What is given for a parameter of this name. KeyError for one that is unknown."""
        return self.viewers[viewer] if parameter == "by" else self.values[parameter]


@dataclass(frozen=True)
class Asking:
    """One question as one kind of person asks it."""

    name: str
    ask: Callable[..., Any]
    parameters: tuple[str, ...]
    viewer: str

    def __call__(self, session: Session, subject: Subject) -> None:
        given = {name: subject.value(name, self.viewer) for name in self.parameters}
        with suppress(Refusal):  # that there is no such thing is an answer as well
            self.ask(session, **given)


class Subjects:
    """Draws cases from a grown database, the same ones each time."""

    def __init__(self, db: Database, pattern: Pattern, copies: int) -> None:
        self._db = db
        self._pattern = pattern
        self._copies = copies
        self._chance = random.Random(20261122)  # noqa: S311  not a secret

    def draw(self, many: int) -> list[Subject]:
        """So many cases that have documents."""
        drawn: list[Subject] = []
        while len(drawn) < many:
            offset = self._chance.randint(0, self._copies) * STRIDE
            case = self._db.read_now(queries.case, self._chance.choice(self._pattern.case_ids) + offset)
            if case.documents:
                drawn.append(self._subject(case, offset))
        return drawn

    def _subject(self, case: Case, offset: int) -> Subject:
        at, city = self._pattern.at, case.municipality_id
        viewers = {name: province.who(self._db, role, city, at=at) for name, role in _VIEWERS.items()}
        step = case.steps[-1]
        chat = int((viewers["city"].account or "").partition(":")[2])
        return Subject(
            case,
            viewers,
            {
                "case_id": case.id,
                "version": case.version,
                "number": case.number,
                "found": case,
                "step": step,
                "step_id": step.id,
                "key": step.key,
                "document_id": self._chance.choice(case.documents).id,
                "letter_id": self._chance.choice(self._pattern.letter_ids) + offset,
                "person_id": viewers["city"].person.id,
                "account_id": viewers["city"].account,
                "municipality_id": city,
                "office": self._pattern.office,
                "channel": "tg",
                "chat_id": chat,
                "slot": f"case:{case.id}",
                "role": "expert",
                "template": "invitation",
                "at": at,
            },
        )


def found(known: Subject, modules: tuple[ModuleType, ...] = (queries,)) -> tuple[list[Asking], list[str]]:
    """All questions, and the names of those whose parameters the subject does not know."""
    asked: list[Asking] = []
    unasked: list[str] = []
    functions = [ask for module in modules for ask in _looking(module)]
    for ask in (*functions, *ROUNDS):
        name = f"{ask.__module__.rpartition('.')[2]}.{ask.__name__}"
        parameters = list(inspect.signature(ask).parameters.values())[1:]
        wanted = tuple(one.name for one in parameters if one.name in (*known.values, "by"))
        if any(one.name not in wanted and one.default is one.empty for one in parameters):
            unasked.append(name)
        elif "by" in wanted:
            asked += [Asking(f"{name}, as the {viewer}", ask, wanted, viewer) for viewer in _VIEWERS]
        else:
            asked.append(Asking(name, ask, wanted, "city"))
    return asked, unasked


def _looking(module: ModuleType) -> list[Callable[..., Any]]:
    functions = [
        value
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == module.__name__ and not name.startswith("_")
    ]
    return [ask for ask in functions if next(iter(inspect.signature(ask).parameters), "") == "session"]
