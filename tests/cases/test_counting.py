"""Figures never fall and are the same however much of them is in the tally."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from cases import counting, migrations, notices, updates
from cases.counting import BEYOND, SETTLED, Figures
from cases.db import Database, Session
from cases.models import Update
from cases.notices import What
from tests import postgres
from tests.cases.town import START


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/x.sqlite" if sqlite else postgres.fresh(request.getfixturevalue("cluster"))
    made = Database(url)
    migrations.upgrade(made)
    yield made
    made.close()


def _answered(db: Database, update_id: int, seconds: float, *, minute: int = 0) -> None:
    at = START + timedelta(minutes=minute)
    db.transact_now(updates.store, "tg", [("1", {"update_id": update_id})], at=at)
    db.transact_now(updates.done, "tg", update_id, at=at + timedelta(seconds=seconds))


def _said(db: Database, number: int, seconds: float, *, fails: bool = False) -> None:
    made = db.transact_now(notices.to_chat, "tg", number, What("held", {}), at=START)
    assert made is not None
    at = START + timedelta(seconds=seconds)
    if fails:
        db.transact_now(notices.failed, made.id, why="Forbidden", at=at, final=True)
    else:
        db.transact_now(notices.sent, made.id, message_id=1, at=at)


def _plain(figures: Figures) -> dict[str, dict[str, tuple[dict[float, int], int, float]]]:
    return {
        name: {label: (counts.by_bound, counts.count, round(counts.seconds, 3)) for label, counts in by_label.items()}
        for name, by_label in figures.items()
    }


def test_an_answer_is_counted_below_the_bound_that_it_kept(db: Database) -> None:
    for update_id, seconds in enumerate((0.04, 0.25, 0.3, 400)):
        _answered(db, update_id, seconds)
    answers = db.read_now(counting.look)["answers"][""]
    assert answers.by_bound == {0.05: 1, 0.3: 2, BEYOND: 1}
    assert (answers.count, round(answers.seconds, 2)) == (4, 400.59)


def test_one_that_waits_or_was_set_aside_is_no_answer(db: Database) -> None:
    db.transact_now(updates.store, "tg", [("1", {"update_id": 1}), ("1", {"update_id": 2})], at=START)
    db.transact_now(updates.failed, "tg", 1, "bug", final=True)
    assert db.read_now(counting.look)["answers"] == {}


def test_deliveries_are_counted_by_their_outcome(db: Database) -> None:
    _said(db, 1, 0.4)
    _said(db, 2, 3)
    _said(db, 3, 3, fails=True)
    found = _plain(db.read_now(counting.look))["deliveries"]
    assert found == {"sent": ({0.5: 1, 5: 1}, 2, 3.4), "failed": ({5: 1}, 1, 3)}


def test_what_was_rolled_up_is_counted_once_and_outlives_its_rows(db: Database) -> None:
    for update_id in range(5):
        _answered(db, update_id, 0.25 + update_id, minute=update_id)
    _said(db, 1, 0.4)
    before = _plain(db.read_now(counting.look))
    for minutes in (2, 2, 4, 3):
        db.transact_now(counting.roll_up, at=START + SETTLED + timedelta(minutes=minutes))
        assert _plain(db.read_now(counting.look)) == before
    db.transact_now(counting.roll_up, at=START + SETTLED + timedelta(hours=1))
    db.transact_now(Session.execute, delete(Update))
    assert _plain(db.read_now(counting.look)) == before
    _answered(db, 9, 0.01, minute=90)
    assert db.read_now(counting.look)["answers"][""].count == 6
