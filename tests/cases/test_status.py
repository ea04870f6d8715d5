"""How the program stands: counted from the rows, and of nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cases import leases, migrations, notices, status, updates
from cases.db import Database
from cases.models import Document, Notice, Step
from cases.status import Status
from tests.cases.kept import KeptTown, cluster, kept, lively, moved  # noqa: F401
from tests.cases.town import START, Town


@pytest.fixture
def either(moved: KeptTown) -> KeptTown:  # noqa: F811
    return moved


def seen(town: Town) -> Status:
    return town.db.read_now(status.look, at=town.at)


def change(town: Town, statement: Any) -> None:
    town.db.transact_now(lambda session: session.execute(statement))


def test_cases_are_counted_by_state_and_end(either: KeptTown) -> None:
    assert seen(either).cases == {
        ("draft", None): 1,
        ("running", None): 3,
        ("held", None): 0,
        ("closed", "done"): 4,
        ("closed", "rejected"): 0,
        ("closed", "withdrawn"): 0,
    }


def test_a_case_is_late_once_its_open_step_has_had_its_time(either: KeptTown) -> None:
    change(either, update(Step).values(due_at=None))
    assert seen(either).late == 0
    open_steps = either.db.read_now(lambda s: s.scalars(select(Step.id).where(Step.left_at.is_(None))).all())
    change(either, update(Step).where(Step.id == open_steps[0]).values(due_at=either.at - timedelta(seconds=1)))
    change(either, update(Step).where(Step.id == open_steps[1]).values(due_at=either.at + timedelta(seconds=1)))
    left = select(Step.id).where(Step.left_at.is_not(None)).limit(1).scalar_subquery()
    change(either, update(Step).where(Step.id == left).values(due_at=either.at - timedelta(days=9)))
    assert seen(either).late == 1


def test_what_waits_is_counted_with_the_age_of_the_oldest(either: KeptTown) -> None:
    change(either, update(Notice).values(state="sent", next_try_at=None))
    change(either, update(Notice).where(Notice.id <= 3).values(state="waiting", next_try_at=either.at))
    change(either, update(Notice).where(Notice.id == 2).values(next_try_at=either.at + timedelta(hours=1)))
    change(either, update(Document).where(Document.id == 1).values(state="waiting", next_try_at=either.at))
    either.db.transact_now(updates.store, "tg", [("1", {"update_id": 5}), ("1", {"update_id": 6})], at=either.at)
    either.db.transact_now(updates.failed, "tg", 6, "bug", final=True)
    told = seen(either)
    first = either.db.read_now(lambda session: session.get_one(Notice, 1).made_at)
    assert (told.waiting["deliveries"].count, told.waiting["deliveries"].due) == (3, 2)
    assert told.waiting["deliveries"].oldest == first
    assert (told.waiting["readings"].count, told.waiting["updates"].count, told.aside) == (1, 1, 1)
    assert told.waiting["letters"] == status.Waiting(0, 0, None)
    assert told.notices["waiting"] == 3


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "blocked"),
        ("flood limit", "flood"),
        ("bug 1a2b3c4d", "bug"),
        ("bug", "bug"),
        ("TimedOut", "network"),
        ("NetworkError", "network"),
        ("Chat not found", "refused"),
        ("Wrong file identifier/http url specified", "refused"),
        ("", "other"),
    ],
)
def test_a_failure_is_told_by_its_kind(said: str, kind: str) -> None:
    assert status.reason(said) == kind


def test_failed_notices_are_counted_by_kind(either: KeptTown) -> None:
    change(either, update(Notice).where(Notice.id <= 3).values(state="waiting"))
    for notice, why in ((1, "bug 1a2b"), (2, "bug 3c4d"), (3, "Chat not found")):
        either.db.transact_now(notices.failed, notice, why=why, at=either.at, final=True)
    failed = seen(either).failed
    assert {kind: count for kind, count in failed.items() if count} == {"bug": 2, "refused": 1}


def test_the_time_of_delivery_is_that_of_the_newest(either: KeptTown) -> None:
    assert seen(either).delivery == {}
    made = either.db.read_now(lambda session: session.scalars(select(Notice).order_by(Notice.id).limit(20)).all())
    for place, notice in enumerate(made):
        seconds = 100 if place == 19 else 2
        either.db.transact_now(notices.sent, notice.id, message_id=None, at=notice.made_at + timedelta(seconds=seconds))
    assert seen(either).delivery == {0.5: 2.0, 0.95: 100.0}


def test_a_worker_whose_lease_has_run_out_is_told_so(either: KeptTown) -> None:
    either.db.transact_now(leases.beat, "one/1/2/3", at=either.at - timedelta(hours=1), lasts=timedelta(seconds=15))
    either.db.transact_now(leases.beat, "two/1/2/3", at=either.at, lasts=timedelta(seconds=15))
    assert [(worker.name, worker.alive) for worker in seen(either).workers] == [
        ("two/1/2/3", True),
        ("one/1/2/3", False),
    ]


def test_documents_pages_decisions_letters_and_sizes_are_counted(either: KeptTown) -> None:
    documents = either.db.read_now(lambda session: session.scalars(select(Document)).all())
    told = seen(either)
    assert sum(told.documents.values()) == len(documents)
    assert told.pages == 2 * len(documents)
    assert told.stored == sum(document.size for document in documents)
    assert sum(told.decisions.values()) > 5
    assert told.letters["filed"] > 5
    assert told.size > 100_000
    assert told.revision == migrations.known()[-1]


def test_a_new_database_stands_at_nothing(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/new.sqlite")
    migrations.upgrade(db)
    town = db.read_now(status.look, at=START)
    assert sum(town.cases.values()) == town.late == town.pages == town.stored == 0
    assert town.workers == ()
    db.close()
