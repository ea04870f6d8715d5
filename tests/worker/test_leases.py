"""Who is alive, and who is seen to be dead."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases import leases, models
from cases.db import Database
from tests.worker import errands
from worker.leases import _has_ended, new_executor_id

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
LASTS = timedelta(seconds=15)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return errands.make(f"sqlite:///{tmp_path / 'dabir.sqlite'}")


def test_a_worker_is_alive_until_its_lease_has_run_out(database: Database) -> None:
    database.transact_now(leases.beat, "a", at=NOON, lasts=LASTS)
    database.transact_now(leases.beat, "b", at=NOON + timedelta(seconds=10), lasts=LASTS)
    assert database.read_now(leases.alive, at=NOON + timedelta(seconds=14)) == {"a", "b"}
    assert database.read_now(leases.alive, at=NOON + timedelta(seconds=15)) == {"b"}


def test_a_beat_renews_the_lease(database: Database) -> None:
    for second in (0, 10):
        database.transact_now(leases.beat, "a", at=NOON + timedelta(seconds=second), lasts=LASTS)
    assert database.read_now(leases.alive, at=NOON + timedelta(seconds=24)) == {"a"}


def test_a_dropped_lease_is_over_at_once(database: Database) -> None:
    database.transact_now(leases.beat, "a", at=NOON, lasts=LASTS)
    database.transact_now(leases.drop, "a")
    assert database.read_now(leases.alive, at=NOON) == set()


def test_leases_of_long_ago_are_forgotten(database: Database) -> None:
    database.transact_now(leases.beat, "a", at=NOON, lasts=LASTS)
    database.transact_now(leases.beat, "b", at=NOON + timedelta(days=2), lasts=LASTS)
    assert database.read_now(lambda session: session.scalar(select(func.count()).select_from(models.Lease))) == 1


def test_a_process_that_ended_on_this_machine_is_seen_to_have_ended() -> None:
    mine = new_executor_id()
    host, place, _, tail = mine.rsplit("/", 3)
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert not _has_ended(mine)
    assert _has_ended(f"{host}/{place}/{process.pid}/{tail}")


@pytest.mark.parametrize("name", ["first", "host/0badf00d.1/1/ab", "host//1/ab"])
def test_of_a_process_elsewhere_only_its_lease_tells(name: str) -> None:
    assert not _has_ended(name)
