"""The town in which the tests of the heart take place; its processes are lived through in test_scenarios."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases import (
    committees,
    decisions,
    desk,
    documents,
    lifecycle,
    migrations,
    models,
    people,
    queries,
    roster,
    staff,
)
from cases.db import Database, Session
from cases.lifecycle import Moment
from cases.models import Account, Case, Document, Notice, Person, Role
from cases.office import Office, definition
from cases.people import By
from workflows import catalogue, workdays
from workflows.shapes import Entry, Step

ROOT = Path(__file__).resolve().parents[2]
KNOWN = catalogue.load()
FLOWS = [entry for entry in KNOWN.entries.values() if entry.kind == "process"]
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Town:
    """A fresh database with the demo's people, acting by role in the first city."""

    def __init__(self, file: Path) -> None:
        self.db = Database(f"sqlite:///{file}", synchronous="OFF")
        self.office = Office(KNOWN, workdays.Calendar(), "P")
        self.at = START

    def now(self, role: str) -> Moment:
        self.at += timedelta(minutes=1)
        return Moment(self.db.read_now(_first_with, role), self.at, self.office)

    def reachable(self) -> None:
        """Everyone can be written to: person 7 in chat 7."""
        self.db.transact_now(_join_everyone, self.at)

    def told(self, *templates: str) -> list[tuple[int, str]]:
        """Who was told what of these, by chat."""
        return sorted(self.db.read_now(_said, templates))

    def case(self, case_id: int) -> Case:
        return self.db.read_now(queries.case, case_id)

    def open(self, flow: Entry) -> Case:
        role = flow.opened_by[0]
        opened = self.db.transact_now(
            lifecycle.open_case, flow.slug, municipality_id=1, origin=None, now=self.now(role)
        )
        return self.case(opened.id)

    def open_step(self, case_id: int) -> models.Step:
        """The stay that the case is in."""
        found = queries.open_step(self.case(case_id))
        assert found is not None
        return found

    def step(self, case_id: int) -> Step:
        """What the definition says of it."""
        return definition(self.case(case_id).definition.body).step(self.open_step(case_id).key)

    def leave(self, case_id: int, outcome: str) -> None:
        """Leaves the open step by `outcome`, doing all that the step asks for first."""
        step = self.step(case_id)
        now = self.now(step.actor)
        if step.kind == "submit":
            self._gather(case_id, now)
            self.db.transact_now(lifecycle.send, case_id, self.case(case_id).version, now=now)
            return
        if step.actor in ("expert", "committee"):
            now = self.now("expert")
            self.db.transact_now(desk.claim, case_id, self.case(case_id).version, now=now)
        self._decide(case_id, step, outcome, now)

    def _decide(self, case_id: int, step: Step, outcome: str, now: Moment) -> None:
        version = self.case(case_id).version
        if step.kind == "inquiry":
            answer = "refused" if outcome == "refused" else "clear"
            for body in step.bodies:
                version = self.case(case_id).version
                self.db.transact_now(
                    decisions.record_reply, case_id, version, body.key, answer, letter_number=None, now=now
                )
        elif step.kind == "committee":
            self._vote(case_id, outcome, now)
        elif step.kind == "issue":
            letter = self.db.transact_now(decisions.sign, case_id, version, now=now)
            self.db.transact_now(decisions.letter_filed, letter.id, "0" * 64, now=now)
        else:
            self.db.transact_now(
                decisions.decide, case_id, version, outcome, now=now, reason="because it is so", letter_number="1"
            )

    def _vote(self, case_id: int, outcome: str, now: Moment) -> None:
        """Every member votes as the outcome wants it, in the room; then the voting is closed."""
        step = queries.open_step(self.case(case_id))
        assert step is not None
        vote = {"adopted": "for", "rejected": "against", "returned": "return"}[outcome]
        for seat in step.seats:
            self.db.transact_now(committees.vote, step.id, seat.person_id, vote, now=now)
        version = self.case(case_id).version
        self.db.transact_now(committees.close, case_id, version, now=now, reason="because it is so")

    def _gather(self, case_id: int, now: Moment) -> None:
        """Sends and confirms every required document anew, the candidate's name among what is confirmed."""
        for item in definition(self.case(case_id).definition.body).documents:
            document = self.db.transact_now(_read_document, case_id, item.key, item.kind, now)
            if item.kind in ("council-minutes", "mayor-form"):
                self.db.transact_now(
                    documents.correct, document.id, "proposed_mayor", "آرش فرهمندنیا", by=now.by, at=now.at
                )
            self.db.transact_now(documents.confirm, document.id, by=now.by, at=now.at)


def _read_document(session: Session, case_id: int, item: str, kind: str | None, now: Moment) -> Document:
    file = documents.File("x.pdf", "application/pdf", 3, "a" * 64)
    document = documents.receive(session, case_id, file, item=item, chat_id=1, origin=None, by=now.by, at=now.at)
    reading = {
        "document_type": {"value": kind or "other", "confidence": 1.0},
        "pages": 1,
        "fields": {},
        "checks": [],
        "problems": [],
    }
    documents.attach_reading(session, document.id, reading, at=now.at)
    return document


def _join_everyone(session: Session, at: datetime) -> None:
    for person in session.scalars(select(Person)):
        session.add(Account(id=f"tg:{person.id}", person_id=person.id, chat_id=person.id, joined_at=at))


def _said(session: Session, templates: Sequence[str]) -> list[tuple[int, str]]:
    wanted = select(Notice.chat_id, Notice.template).where(Notice.template.in_(templates))
    return [(chat, template) for chat, template in session.execute(wanted)]


def _first_with(session: Session, role: str) -> By:
    held = session.query(Role).filter(Role.role == role, (Role.municipality_id == 1) | Role.municipality_id.is_(None))
    person_id = held.order_by(Role.id).first().person_id
    return By(people.by_id(session, person_id), f"tg:{person_id}")


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo's people, made once and copied for each test."""
    file = tmp_path_factory.mktemp("settled") / "town.sqlite"
    db = Database(f"sqlite:///{file}")
    migrations.upgrade(db)
    db.transact_now(roster.enrol, roster.read(ROOT / "samples/province.yaml"), at=START)
    db.transact_now(staff.bind, "tg", -1, at=START)
    db.close()
    return file


@pytest.fixture
def town(settled: Path, tmp_path: Path) -> Iterator[Town]:
    made = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    yield made
    made.db.close()
