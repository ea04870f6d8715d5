"""The scenarios of tests/scenarios: every process lived through, from its opening to each of its ends.

A scenario is a list of acts. `STEP: OUTCOME` leaves the step by the outcome, whoever has to do with it doing all that it
asks for; the step must be the one that the case is in. The other acts are the methods of `Life`. Beside an act may stand
what is then to be seen: `due` (the Jalali day until when the case's step is to be done), `holder` (who has it), `told` (the
kinds of notice that it brought, at least these; "KIND to ROLE": that one of this role was told, or the desk's "group"),
`letters` (the kinds drawn up by now, all of them in their order).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import committees, decisions, deputies, desk, events, lifecycle, people, queries, reminders
from cases.db import Session
from cases.lifecycle import Moment
from cases.models import Account, Letter, Notice, Person, Role
from cases.people import By
from nlp import wording
from tests.cases.town import KNOWN, ROOT, START, Town
from workflows import engine, kinds, strict_yaml, workdays

FOLDER = ROOT / "tests" / "scenarios"
OTHERS = ("open", "wait", "withdraw", "hold", "resume", "assign", "extend", "deputy", "call", "votes", "end")
SEEN = ("due", "holder", "told", "letters")


def _sheets() -> dict[str, dict[str, list[dict[str, Any]]]]:
    return {
        file.stem: strict_yaml.load(file.read_text(encoding="utf-8")).data for file in sorted(FOLDER.glob("*.yaml"))
    }  # type: ignore[misc]


SHEETS = _sheets()
# A service goes the way of its process: the suite plays what goes well in it, `make long` the rest.
LIVES = [
    pytest.param(slug, name, marks=pytest.mark.long)
    if KNOWN.entries[slug].kind == "service" and name != "happy"
    else (slug, name)
    for slug, sheet in SHEETS.items()
    for name in sheet
]


class Life:
    """One case of a scenario, in a town where everyone can be written to."""

    def __init__(self, town: Town, slug: str) -> None:
        self.town = town
        self.slug = slug
        self.flow = KNOWN.flow(slug)
        self.case_id = 0
        self.heard = 0

    def open(self, day: str | None = None) -> None:
        """Opens the case, on that Jalali day."""
        if day is not None:
            self.town.at = datetime.combine(workdays.day_of(day), START.timetz())
        now = self.town.now(self.flow.opened_by[0])
        opened = self.town.db.transact_now(lifecycle.open_case, self.slug, municipality_id=1, origin=None, now=now)
        self.case_id = opened.id

    def leave(self, step: str, outcome: str) -> None:
        """Leaves the open step, which must be `step`."""
        stay = self.town.open_step(self.case_id)
        assert stay.key == step
        self.town.leave(self.case_id, outcome)
        left = next(known for known in self.town.case(self.case_id).steps if known.id == stay.id)
        assert left.outcome == outcome

    def wait(self, for_: str) -> None:
        """Time passes: so many "days", or until the day after the "term"; the reminders run twice a day."""
        due = self.town.open_step(self.case_id).due_at
        assert for_ != "term" or due is not None
        until = (
            due + timedelta(days=4) if for_ == "term" and due else self.town.at + timedelta(days=int(for_.split()[0]))
        )
        while self.town.at < until:
            self.town.at += timedelta(hours=12)
            self.town.db.transact_now(reminders.remind, at=self.town.at, office=self.town.office)

    def withdraw(self, role: str) -> None:
        """The customer takes the case back."""
        self.town.db.transact_now(lifecycle.withdraw, self.case_id, self._version(), now=self.town.now(role))

    def hold(self, role: str) -> None:
        """The case rests; an expert has claimed it for that."""
        now = self._claimed() if role == "expert" else self.town.now(role)
        self.town.db.transact_now(desk.hold, self.case_id, self._version(), "منتظر رأی دادگاه", now=now)

    def resume(self, role: str) -> None:
        """The case goes on."""
        self.town.db.transact_now(desk.resume, self.case_id, self._version(), now=self.town.now(role))

    def assign(self, key: str) -> None:
        """The head gives the case to the person of that key."""
        person_id = self.town.db.read_now(_keyed, key).id
        self.town.db.transact_now(desk.assign, self.case_id, self._version(), person_id, now=self.town.now("head"))

    def extend(self, days: str) -> None:
        """The head gives the step more days."""
        now = self.town.now("head")
        self.town.db.transact_now(desk.extend, self.case_id, self._version(), int(days), "پیچیدگی موضوع", now=now)

    def deputy(self, keys: str) -> None:
        """ "A for B: OUTCOME": A decides in the stead of B, who has claimed the case."""
        who, _, outcome = keys.partition(": ")
        deputy, _, absent = who.partition(" for ")
        stands_in, away = (self.town.db.read_now(_keyed, key) for key in (deputy, absent))
        at = self.town.at
        self.town.db.transact_now(
            deputies.name,
            away.id,
            stands_in.id,
            since=at,
            until=at + timedelta(days=1),
            by=By(away, None),
            at=at,
        )
        by = self.town.db.read_now(people.who, f"tg:{stands_in.id}", at=at)
        assert by is not None
        now = Moment(by, at, self.town.office)
        self.town.db.transact_now(decisions.decide, self.case_id, self._version(), outcome, now=now)

    def votes(self, votes: str) -> None:
        """The members vote, the chair first and then by name; the voting is closed."""
        step, now = self.town.open_step(self.case_id), self._claimed()
        seats = sorted(step.seats, key=lambda seat: (not seat.chair, seat.person.name))
        for seat, vote in zip(seats, votes.split(), strict=True):
            self.town.db.transact_now(committees.vote, step.id, seat.person_id, vote, now=now)
        self.town.db.transact_now(committees.close, self.case_id, self._version(), now=now)

    def call(self, place: str) -> None:
        """The committee is called to a session three days on."""
        now = self._claimed()
        meets_at = now.at + timedelta(days=3)
        self.town.db.transact_now(
            committees.invite, self.case_id, self._version(), meets_at=meets_at, place=place, agenda="", now=now
        )

    def end(self, outcome: str) -> None:
        """The case is closed so."""
        case = self.town.case(self.case_id)
        assert (case.state, case.outcome) == ("closed", outcome)

    def see(self, wanted: dict[str, Any]) -> None:
        """What stands beside an act has come true."""
        if "due" in wanted:
            due = self.town.open_step(self.case_id).due_at
            assert (due and wording.jalali_iso(due)) == wanted["due"]
        if "holder" in wanted:
            holder = self.town.open_step(self.case_id).claimant
            assert (holder and holder.key) == wanted["holder"]
        said = self.town.db.read_now(_said, self.heard)
        self.heard = max([self.heard, *(notice.id for notice in said)])
        told = {notice.template for notice in said} | self.town.db.read_now(_told, said)
        assert set(wanted.get("told", ())) <= told
        if "letters" in wanted:
            assert self.town.db.read_now(_drawn, self.case_id) == wanted["letters"]

    def _claimed(self) -> Moment:
        now = self.town.now("expert")
        if self.town.open_step(self.case_id).claimed_by is None:
            self.town.db.transact_now(desk.claim, self.case_id, self._version(), now=now)
        return now

    def _version(self) -> int:
        return self.town.case(self.case_id).version


def _keyed(session: Session, key: str) -> Person:
    person_id = session.scalars(select(Person.id).where(Person.key == key)).one()
    return people.by_id(session, person_id)


def _said(session: Session, since: int) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.id > since)))


def _told(session: Session, said: list[Notice]) -> set[str]:
    """Who was told what: "late to expert"; the desk's chat is the one below nought."""
    roles: dict[int, set[str]] = {}
    for role in session.scalars(select(Role)):
        roles.setdefault(role.person_id, set()).add(role.role)
    return {
        f"{notice.template} to {role}"
        for notice in said
        for role in (roles[notice.chat_id] if notice.chat_id > 0 else {"group"})
    }


def _drawn(session: Session, case_id: int) -> list[str]:
    return list(session.scalars(select(Letter.template).where(Letter.case_id == case_id).order_by(Letter.id)))


def _everyone_has_a_chat(session: Session) -> None:
    for person in session.scalars(select(Person)):
        session.add(Account(id=f"tg:{person.id}", person_id=person.id, chat_id=person.id, joined_at=START))


@pytest.fixture
def lively(town: Town) -> Iterator[Town]:
    town.db.transact_now(_everyone_has_a_chat)
    yield town


@pytest.mark.parametrize(("slug", "name"), LIVES, ids=lambda part: part)
def test_a_scenario_comes_true(lively: Town, slug: str, name: str) -> None:
    life = Life(lively, slug)
    acts = SHEETS[slug][name]
    if not acts or "open" not in acts[0]:
        life.open()
    for act in acts:
        what, with_ = next(iter(act.items()))
        if what == "open":
            life.open(with_)
        elif what in OTHERS:
            getattr(life, what)(with_)
        else:
            life.leave(what, with_)
        life.see({key: value for key, value in act.items() if key in SEEN})
    assert lively.db.read_now(events.verify) == []
    case = lively.case(life.case_id)
    assert (queries.open_step(case) is None) == (case.state == "closed")


def test_every_entry_of_the_catalogue_has_its_scenarios() -> None:
    assert set(SHEETS) == set(KNOWN.entries)


def test_every_act_beside_the_steps_is_done_in_some_scenario() -> None:
    assert {what for sheet in SHEETS.values() for acts in sheet.values() for act in acts for what in act} >= set(OTHERS)


def test_every_process_is_seen_happy_returned_refused_withdrawn_and_late() -> None:
    lacking = []
    for slug, sheet in SHEETS.items():
        flow = KNOWN.flow(slug)
        outcomes = {outcome for step in flow.steps for outcome in step.next}
        lived = {value for acts in sheet.values() for act in acts for key, value in act.items() if key not in SEEN}
        ended = {act["end"] for acts in sheet.values() for act in acts if "end" in act}
        timed = any(step.due for step in flow.steps)
        late = any("late" in act.get("told", ()) for acts in sheet.values() for act in acts)
        wanted = {
            "happy": "done" in ended,
            "returned": not outcomes & kinds.RETURNS or bool(lived & kinds.RETURNS),
            "refused": not outcomes & kinds.REFUSALS or "rejected" in ended,
            "withdrawn": "withdrawn" in ended,
            "late": not timed or late,
        }
        lacking += [f"{slug}: {kind}" for kind, there in wanted.items() if not there]
    assert lacking == []


def test_every_outcome_of_every_step_of_every_process_is_reached_by_some_scenario() -> None:
    reached = {
        (KNOWN.flow(slug).slug, step, outcome)
        for slug, sheet in SHEETS.items()
        for acts in sheet.values()
        for act in acts
        for step, outcome in act.items()
        if step not in (*OTHERS, *SEEN)
    }
    there = {
        (flow.slug, step.key, outcome)
        for flow in KNOWN.entries.values()
        if flow.kind == "process"
        for step in flow.steps
        if step.kind != "notice"
        for outcome in engine.outcomes(step)
    }
    assert there - reached == set()
