"""Cases driven through the office's own verbs, the way people drive them.

Door: `Driver`. Promise: every step is left by a verb of cases, each in a transaction of its own, after all that the step asks
for; who acts is looked up anew each time, as the edges do. `act` runs a verb, so that whoever measures can stand there. Not
here: measuring.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bench import province
from cases import committees, decisions, desk, documents, letters, lifecycle, queries
from cases.db import Database
from cases.lifecycle import Moment
from cases.models import Case
from cases.office import Office, definition
from workflows import engine
from workflows.shapes import Entry, Step

type Act = Callable[..., Any]
_VOTES = {"adopted": "for", "rejected": "against", "returned": "return"}


class Driver:
    """Drives cases in one database; its clock goes on by a minute an act."""

    def __init__(self, db: Database, office: Office, act: Act | None = None, *, at: datetime = province.BEGAN) -> None:
        self.db = db
        self.office = office
        self.at = at
        self.act = act or db.transact_now
        self._files = 0

    def open(self, flow: Entry, city: int) -> int:
        """Opens a case for the city; gives its id."""
        role = flow.opened_by[0]
        case: Case = self.act(
            lifecycle.open_case, flow.slug, municipality_id=city, origin=None, now=self._now(role, city)
        )
        return case.id

    def gather(self, case_id: int, *, confirm: bool = True) -> None:
        """Sends every required document, each read and, unless said otherwise, confirmed."""
        case = self.case(case_id)
        flow = definition(case.definition.body)
        now = self._now(self._wanted(case).actor, case.municipality_id)
        chat = int((now.by.account or "").partition(":")[2])
        for item in flow.documents:
            self._files += 1
            content = hashlib.sha256(f"{case_id}/{self._files}".encode()).hexdigest()
            file = documents.File(f"{item.key}.pdf", "application/pdf", 250_000, content)
            document = self.act(
                documents.receive, case_id, file, item=item.key, chat_id=chat, origin=None, by=now.by, at=now.at
            )
            self.act(documents.attach_reading, document.id, province.reading(item.kind), at=now.at)
            if confirm:
                by = province.who(self.db, self._wanted(case).actor, case.municipality_id, at=now.at)
                self.act(documents.confirm, document.id, by=by, at=now.at)

    def leave(self, case_id: int, outcome: str | None = None) -> None:
        """Leaves the open step by `outcome`, or by the one that goes forward, doing all that it asks for first."""
        case = self.case(case_id)
        step = self._wanted(case)
        outcome = outcome or engine.outcomes(step)[0]
        if step.kind == "submit":
            self.gather(case_id)
            self._on(lifecycle.send, case_id, step.actor)
            return
        actor = "expert" if step.actor == "committee" else step.actor
        here = queries.open_step(case)
        if actor == "expert" and here is not None and here.claimed_by is None:
            self._on(desk.claim, case_id, actor)
        self._settle(case_id, step, outcome, actor)
        self.file_letters()

    def to_the_end(self, case_id: int) -> None:
        """Goes forward until the case is closed."""
        while self.case(case_id).state != "closed":
            self.leave(case_id)

    def withdraw(self, case_id: int) -> None:
        """The customer takes the case back."""
        case = self.case(case_id)
        self._on(lifecycle.withdraw, case_id, definition(case.definition.body).opened_by[0])

    def file_letters(self) -> None:
        """What the worker does once a letter's PDF is made."""
        for letter in self.db.read_now(letters.to_make, at=self.at):
            self.act(decisions.letter_filed, letter.id, "0" * 64, now=self._now("expert", 1))

    def case(self, case_id: int) -> Case:
        """The whole case as it stands."""
        return self.db.read_now(queries.case, case_id)

    def _settle(self, case_id: int, step: Step, outcome: str, actor: str) -> None:
        if step.kind == "inquiry":
            answer = "refused" if outcome == "refused" else "clear"
            for body in step.bodies:
                self._on(decisions.record_reply, case_id, actor, body.key, answer, letter_number="1/2")
        elif step.kind == "committee":
            self._vote(case_id, outcome)
            self._on(committees.close, case_id, actor, reason="because")
        elif step.kind == "issue":
            self._on(decisions.sign, case_id, actor)
        else:
            self._on(decisions.decide, case_id, actor, outcome, reason="because", letter_number="1/2")

    def _vote(self, case_id: int, outcome: str) -> None:
        case = self.case(case_id)
        step = queries.open_step(case)
        assert step is not None
        for seat in step.seats:
            now = self._now("expert", case.municipality_id)
            self.act(committees.vote, step.id, seat.person_id, _VOTES[outcome], now=now)

    def _on(self, verb: Act, case_id: int, role: str, *args: Any, **kwargs: Any) -> Any:
        """A verb on the case as the person has it before them."""
        case = self.case(case_id)
        return self.act(verb, case_id, case.version, *args, now=self._now(role, case.municipality_id), **kwargs)

    def _wanted(self, case: Case) -> Step:
        step = queries.open_step(case)
        assert step is not None, "the case is closed"
        return definition(case.definition.body).step(step.key)

    def _now(self, role: str, city: int) -> Moment:
        self.at += timedelta(minutes=1)
        return Moment(province.who(self.db, role, city, at=self.at), self.at, self.office)
