"""Versions of a definition: a case stays on the one it began with until somebody moves it, and is moved only where that is
right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import select

from cases import committees, decisions, desk, events, lifecycle, moving, queries
from cases.db import Session
from cases.errors import Outdated
from cases.models import Case, Definition, Event, Notice, Reply, Step
from cases.moving import Move
from cases.office import Office, definition
from tests.cases.test_promises import cluster, either  # noqa: F401
from tests.cases.town import KNOWN, START, Town
from workflows import catalogue, checks, engine, shapes
from workflows.catalogue import FOLDER, Catalogue, Entry

MAYOR, GRADING, RESEARCH = (KNOWN.get(slug) for slug in ("mayor-appointment", "grading", "research"))
LATER = START + timedelta(days=30)
PARKING = """\
slug: parking
kind: process
title: parking
opened_by: [clerk]
steps:
  - {key: ask, text: ask, kind: submit, actor: clerk}
  - {key: look, text: look, kind: review, actor: expert, due: {days: 7, counts: working, source: office}}
  - {key: build, text: build, kind: act, actor: clerk}
"""


def with_steps(entry: Entry, *changed: shapes.Step, gone: str = "") -> Entry:
    """The entry with these steps in the place of those of the same keys."""
    new = {step.key: step for step in changed}
    steps = [new.get(step.key, step) for step in entry.steps if step.key != gone]
    return entry.model_copy(update={"steps": tuple(steps)})


def altered(entry: Entry, key: str, **facts: object) -> Entry:
    return with_steps(entry, entry.step(key).model_copy(update=facts))


def days(entry: Entry, key: str, count: int) -> Entry:
    due = entry.step(key).due
    assert due is not None
    return altered(entry, key, due=due.model_copy(update={"days": count}))


def office_with(town: Town, *entries: Entry) -> Office:
    """The town's office after its catalogue was changed."""
    known = {**town.office.catalogue.entries, **{entry.slug: entry for entry in entries}}
    return Office(Catalogue(MappingProxyType(known)), town.office.calendar, "P")


def at_review(town: Town, entry: Entry = GRADING) -> int:
    case_id = town.open(entry).id
    town.leave(case_id, "sent")
    return case_id


def move(town: Town, case_id: int, office: Office) -> Move:
    done = town.db.transact_now(moving.move, case_id, at=LATER, office=office)
    assert done is not None
    return done


def open_step(town: Town, case_id: int) -> Step:
    step = queries.open_step(town.case(case_id))
    assert step is not None
    return step


def everything(town: Town) -> list[object]:
    """Every row that a move could touch."""

    def look(session: Session) -> list[object]:
        kinds = (Case, Step, Reply, Definition, Event, Notice)
        rows = [row for kind in kinds for row in session.scalars(select(kind))]
        return [{name: getattr(row, name) for name in row.__mapper__.columns.keys()} for row in rows]  # noqa: SIM118

    return town.db.read_now(look)


# --- staying ----------------------------------------------------------------------------------------------------------


def test_a_case_stays_on_its_definition_byte_for_byte_after_its_file_is_changed_and_removed(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "office" / "processes" / "parking.yaml"
    file.parent.mkdir(parents=True)

    def reload() -> None:
        town.office = Office(checks.checked(tmp_path / "office"), town.office.calendar, "P")

    file.write_text(PARKING, encoding="utf-8")
    reload()
    began = town.office.catalogue.get("parking")
    case_id = at_review(town, began)
    body, due = town.case(case_id).definition.body, open_step(town, case_id).due_at
    assert body == began.definition()

    file.write_text(PARKING.replace("days: 7", "days: 3").replace("key: build", "key: erect"), encoding="utf-8")
    reload()
    assert town.office.catalogue.get("parking") != began
    assert town.case(case_id).definition.body.encode() == body.encode()
    assert open_step(town, case_id).due_at == due
    town.leave(case_id, "approve")
    assert open_step(town, case_id).key == "build"

    file.unlink()
    (file.parent / "other.yaml").write_text(PARKING.replace("slug: parking", "slug: other"), encoding="utf-8")
    reload()
    assert "parking" not in town.office.catalogue.entries
    town.leave(case_id, "done")
    case = town.case(case_id)
    assert (case.state, case.outcome) == ("closed", "done")
    assert case.definition.body.encode() == body.encode()
    assert catalogue.definition_hash(body) == case.definition_hash


def test_a_case_of_a_packaged_entry_stays_on_it_when_the_office_overrides_the_file(town: Town, tmp_path: Path) -> None:
    case_id = at_review(town)
    before = town.case(case_id).definition.body
    file = tmp_path / "processes" / "grading.yaml"
    file.parent.mkdir()
    text = (FOLDER / "processes" / "grading.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("days: 45", "days: 30"), encoding="utf-8")
    town.office = Office(checks.checked(tmp_path), town.office.calendar, "P")
    town.leave(case_id, "approve")
    assert town.case(case_id).definition.body == before
    assert open_step(town, case_id).due is not None
    assert open_step(town, case_id).due["days"] == 45
    assert town.open(town.office.catalogue.get("grading")).definition.body != before


# --- moving -----------------------------------------------------------------------------------------------------------


def test_a_moved_case_runs_on_the_present_definition_and_the_log_says_so(town: Town) -> None:
    case_id = at_review(town)
    before = town.case(case_id)
    new = altered(GRADING, "announce", text="otherwise")
    done = move(town, case_id, office_with(town, new))
    after = town.case(case_id)
    assert done.reasons == ()
    assert (done.number, done.before, done.after) == (before.number, before.definition_hash, after.definition_hash)
    assert definition(after.definition.body) == new
    assert after.version == before.version + 1
    assert after.touched_at == LATER
    said = town.db.read_now(queries.events_of, case_id)[-1]
    assert (said.kind, said.by_id) == ("definition-moved", None)
    assert said.facts == {"before": done.before, "after": done.after}
    assert town.db.read_now(events.verify) == []
    for outcome in ("approve", "accepted", "issued"):
        town.leave(case_id, outcome)
    assert town.case(case_id).outcome == "done"


def test_a_new_term_of_the_open_step_counts_from_where_the_old_one_did(town: Town) -> None:
    case_id = at_review(town)
    step = open_step(town, case_id)
    done = move(town, case_id, office_with(town, days(GRADING, "review", 12)))
    after = open_step(town, case_id)
    assert step.due is not None
    assert after.due is not None
    assert (step.due["days"], after.due["days"]) == (10, 12)
    assert after.due["start"] == step.due["start"]
    assert after.due_at == done.due_after
    assert done.due_before == step.due_at
    assert after.due_at > step.due_at


def test_a_date_is_left_alone_where_the_term_has_not_changed(town: Town) -> None:
    case_id = at_review(town)
    version = town.case(case_id).version
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, version, now=now)
    before = open_step(town, case_id)
    move(town, case_id, office_with(town, days(GRADING, "forward", 30)))
    after = open_step(town, case_id)
    assert (after.due_at, after.due, after.claimed_by) == (before.due_at, before.due, before.claimed_by)
    assert after.due_at is not None


def test_a_term_that_is_gone_takes_its_date_along(town: Town) -> None:
    case_id = at_review(town)
    move(town, case_id, office_with(town, altered(GRADING, "review", due=None)))
    assert open_step(town, case_id).due_at is None


def test_the_asked_bodies_get_their_new_terms(town: Town) -> None:
    case_id = at_review(town, MAYOR)
    town.leave(case_id, "approve")
    bodies = MAYOR.step("inquire").bodies
    first = bodies[0].model_copy(update={"due": bodies[1].due})
    before = {reply.body: reply.due_at for reply in open_step(town, case_id).replies}
    move(town, case_id, office_with(town, altered(MAYOR, "inquire", bodies=(first, *bodies[1:]))))
    after = {reply.body: reply.due_at for reply in open_step(town, case_id).replies}
    assert before[bodies[0].key] != before[bodies[1].key]
    assert after[bodies[0].key] == after[bodies[1].key] == before[bodies[1].key]


def test_a_held_case_gets_its_new_date_when_it_is_resumed(town: Town) -> None:
    case_id = at_review(town)
    now = town.now("expert")
    for act, words in ((desk.claim, ()), (desk.hold, ("because it is so",))):
        town.db.transact_now(act, case_id, town.case(case_id).version, *words, now=now)
    move(town, case_id, office_with(town, days(GRADING, "review", 12)))
    assert open_step(town, case_id).due_at is None
    town.db.transact_now(desk.resume, case_id, town.case(case_id).version, now=town.now("expert"))
    due = open_step(town, case_id).due
    assert due is not None
    assert due["days"] == 12


def test_a_returned_case_takes_a_new_term_of_the_step_that_it_comes_to_again(town: Town) -> None:
    case_id = at_review(town)
    town.leave(case_id, "return")
    town.leave(case_id, "sent")
    assert move(town, case_id, office_with(town, days(GRADING, "review", 12))).reasons == ()


# --- refusing ---------------------------------------------------------------------------------------------------------


def _documents_less(entry: Entry) -> Entry:
    return entry.model_copy(update={"documents": entry.documents[1:]})


def _asked_elsewhere(entry: Entry) -> Entry:
    return altered(entry, "inquire", bodies=entry.step("inquire").bodies[1:])


@dataclass(frozen=True)
class Change:
    """What becomes of an entry after a case of it was brought to some step, and the reason why the case then stays."""

    entry: Entry
    outcomes: str
    change: Callable[[Entry], Entry]
    key: str
    part: str


REFUSED = {
    "what was done is told otherwise": Change(
        GRADING, "sent", lambda entry: altered(entry, "request", text="x"), "step-changed", "request"
    ),
    "what was done leads elsewhere": Change(
        GRADING,
        "sent approve",
        lambda entry: altered(entry, "review", next={"approve": "announce"}),
        "step-changed",
        "review",
    ),
    "what was done had another term": Change(
        GRADING, "sent approve", lambda entry: days(entry, "review", 3), "step-changed", "review"
    ),
    "what was done is gone": Change(
        GRADING, "sent approve", lambda entry: with_steps(entry, gone="request"), "step-vanished", "request"
    ),
    "where it is is gone": Change(
        GRADING, "sent approve", lambda entry: with_steps(entry, gone="forward"), "open-step-vanished", "forward"
    ),
    "where it is is another kind of step": Change(
        GRADING, "sent", lambda entry: altered(entry, "review", kind="act"), "open-step-kind", "review"
    ),
    "where it is is another's": Change(
        GRADING, "sent", lambda entry: altered(entry, "review", actor="head"), "open-step-actor", "review"
    ),
    "where it is is another committee's": Change(
        RESEARCH,
        "done done sent",
        lambda entry: altered(entry, "workgroup-review", committee="research-council"),
        "open-step-actor",
        "workgroup-review",
    ),
    "other bodies are asked": Change(MAYOR, "sent approve", _asked_elsewhere, "open-step-bodies", "inquire"),
    "a document that it holds": Change(GRADING, "sent", _documents_less, "document-unasked", GRADING.documents[0].key),
    "where it is again was otherwise before": Change(
        GRADING, "sent return sent", lambda entry: altered(entry, "review", reasons=()), "step-changed", "review"
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_case_stays_and_says_why(town: Town, why: str) -> None:
    told = REFUSED[why]
    case_id = town.open(told.entry).id
    for outcome in told.outcomes.split():
        town.leave(case_id, outcome)
    before = everything(town)
    done = move(town, case_id, office_with(town, told.change(told.entry)))
    assert [(reason.key, reason.part) for reason in done.reasons] == [(told.key, told.part)]
    assert done.reasons[0].name
    assert everything(town) == before


def test_all_reasons_are_told_at_once(town: Town) -> None:
    case_id = at_review(town)
    new = _documents_less(altered(altered(GRADING, "review", actor="head"), "request", text="x"))
    keys = {reason.key for reason in move(town, case_id, office_with(town, new)).reasons}
    assert keys == {"step-changed", "open-step-actor", "document-unasked"}


def test_votes_are_counted_by_the_rules_under_which_they_were_cast(town: Town) -> None:
    board = KNOWN.get("article-79-board")
    case_id = at_review(town, board)
    town.leave(case_id, "approve")
    new = board.model_copy(update={"committees": (board.committees[0].model_copy(update={"majority": "2/3"}),)})
    dry = town.db.read_now(moving.assess, case_id, office=office_with(town, new))
    assert dry is not None
    assert dry.reasons == ()
    step, now = open_step(town, case_id), town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    town.db.transact_now(committees.vote, step.id, step.seats[0].person_id, "for", now=now)
    done = move(town, case_id, office_with(town, new))
    assert [reason.key for reason in done.reasons] == ["open-step-committee"]


def test_a_document_that_was_laid_aside_does_not_keep_a_case(town: Town) -> None:
    case_id = town.open(GRADING).id
    assert move(town, case_id, office_with(town, _documents_less(GRADING))).reasons == ()


def test_a_case_whose_entry_is_gone_stays(town: Town) -> None:
    case_id = at_review(town)
    known = {slug: entry for slug, entry in KNOWN.entries.items() if slug not in ("grading", "grading-service")}
    office = Office(Catalogue(MappingProxyType(known)), town.office.calendar, "P")
    assert [reason.key for reason in move(town, case_id, office).reasons] == ["entry-vanished"]


# --- whom it concerns, and looking only -------------------------------------------------------------------------------


def test_only_running_cases_of_the_entry_on_another_definition_wait(town: Town) -> None:
    there = at_review(town)
    opened = town.db.transact_now(
        lifecycle.open_case, "grading-service", municipality_id=1, origin=None, now=town.now("clerk")
    )
    closed = at_review(town)
    town.leave(closed, "reject")
    town.open(MAYOR)
    office = office_with(town, days(GRADING, "review", 12))

    def waiting(slug: str, number: str | None = None) -> list[int]:
        return town.db.read_now(moving.waiting, slug, office, number=number)

    assert waiting("grading") == [there, opened.id]
    assert waiting("grading-service") == [opened.id]
    assert waiting("grading", number=town.case(there).number) == [there]
    assert waiting("mayor-appointment") == []
    move(town, there, office)
    assert waiting("grading") == [opened.id]
    assert town.db.transact_now(moving.move, there, at=LATER, office=office) is None
    assert town.db.transact_now(moving.move, closed, at=LATER, office=office) is None


def test_looking_says_the_same_and_changes_nothing(town: Town) -> None:
    goes, stays = at_review(town), at_review(town)
    town.leave(stays, "approve")
    office = office_with(town, days(GRADING, "review", 12))
    before = everything(town)
    looked = [town.db.read_now(moving.assess, case_id, office=office) for case_id in (goes, stays)]
    assert everything(town) == before
    done = [move(town, case_id, office) for case_id in (goes, stays)]
    assert looked == done
    assert [bool(each.reasons) for each in done] == [False, True]
    assert done[0].due_after != done[0].due_before


def test_a_move_and_a_decision_at_once_do_not_cross(either: Town) -> None:  # noqa: F811
    """Whichever comes first: the other sees it, and the log is whole."""
    case_id = at_review(either)
    expert = either.now("expert")
    either.db.transact_now(desk.claim, case_id, either.case(case_id).version, now=expert)
    version, office = either.case(case_id).version, office_with(either, days(GRADING, "review", 12))
    gate, told = threading.Barrier(2), []

    def decide() -> None:
        gate.wait()
        try:
            either.db.transact_now(decisions.decide, case_id, version, "approve", now=expert)
            told.append("decided")
        except Outdated:
            told.append("outdated")

    def go() -> None:
        gate.wait()
        done = either.db.transact_now(moving.move, case_id, at=datetime.now(UTC), office=office)
        assert done is not None
        told.append("stayed" if done.reasons else "moved")

    threads = [threading.Thread(target=act) for act in (decide, go)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) in (["moved", "outdated"], ["decided", "stayed"])
    case = either.case(case_id)
    flow = definition(case.definition.body)
    open_now = queries.open_step(case)
    assert open_now is not None
    assert engine.outcomes(flow.step(open_now.key))
    assert either.db.read_now(events.verify) == []
