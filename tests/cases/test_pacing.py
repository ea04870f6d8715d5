"""The pace of a channel over all processes: exact on both databases, whoever asks at the same time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases import migrations, pacing
from cases.db import Database, Session
from cases.models import Pace
from cases.pacing import Rate
from tests import postgres

RATE = Rate(5, 0.8)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    sqlite = request.param == "sqlite"
    made = f"sqlite:///{tmp_path}/x.sqlite" if sqlite else postgres.fresh(request.getfixturevalue("cluster"))
    db = Database(made)
    migrations.upgrade(db)
    db.close()
    return made


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close()


def most_in(moments: list[float], seconds: float) -> int:
    """How many of the moments lie in the fullest span of so many seconds."""
    moments = sorted(moments)
    return max(sum(begin <= moment < begin + seconds for moment in moments) for begin in moments)


def _worker(url: str, turns: int) -> list[float]:
    db = Database(url)
    taken = []
    for _ in range(turns):
        turn = db.transact_now(pacing.of_all, "tg", rate=RATE, patience=60)
        assert turn.given
        taken.append(time.time() + turn.wait)
    db.close()
    return taken


def test_three_workers_together_keep_the_rate_and_lose_no_turn(url: str) -> None:
    with ThreadPoolExecutor(3) as workers:
        taken = [moment for some in workers.map(_worker, [url] * 3, [8] * 3) for moment in some]
    db = Database(url)
    turns = db.read_now(lambda session: session.get_one(Pace, "tg").taken)
    db.close()
    assert most_in(taken, RATE.seconds * 0.9) <= RATE.calls
    assert max(taken) - min(taken) < 24 / RATE.calls * RATE.seconds + 1.0
    assert len(turns) == RATE.calls


def test_who_would_wait_too_long_takes_no_turn(db: Database) -> None:
    for _ in range(RATE.calls):
        assert db.transact_now(pacing.of_chat, "tg", -5, rate=Rate(5, 60), patience=1).wait < 1
    for _ in range(3):
        turn = db.transact_now(pacing.of_chat, "tg", -5, rate=Rate(5, 60), patience=1)
        assert not turn.given
        assert 50 < turn.wait <= 60
    assert db.transact_now(pacing.of_chat, "tg", -6, rate=Rate(5, 60), patience=1).wait < 1


def test_a_silence_holds_its_chat_and_a_second_one_holds_them_all(db: Database) -> None:
    db.transact_now(pacing.hold, "tg", 7, 30)
    assert not db.read_now(pacing.of_chat, "tg", 7, patience=3).given
    assert db.read_now(pacing.of_chat, "tg", 8, patience=3).given
    assert db.transact_now(pacing.of_all, "tg", patience=3).given
    db.transact_now(pacing.hold, "tg", -9, 20)
    held = db.transact_now(pacing.of_all, "tg", patience=3)
    assert not held.given
    assert 15 < held.wait <= 20
    assert db.transact_now(pacing.of_all, "bale", patience=3).given


def test_paces_of_chats_are_forgotten_after_a_day_and_the_channels_own_is_not(db: Database) -> None:
    db.transact_now(pacing.hold, "tg", 7, 1)
    db.transact_now(pacing.of_all, "tg", patience=3)
    now = datetime.now(UTC)
    db.transact_now(pacing.forget, at=now + timedelta(hours=20))
    assert _keys(db) == ["tg", "tg:7"]
    db.transact_now(pacing.forget, at=now + timedelta(hours=25))
    assert _keys(db) == ["tg"]


def test_a_clock_that_was_put_back_makes_nobody_wait_until_it_has_caught_up(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = pacing._now
    with monkeypatch.context() as ahead:
        ahead.setattr(pacing, "_now", lambda session: known(session) + 3600)
        assert db.transact_now(pacing.of_all, "tg", patience=3).given
        assert db.transact_now(pacing.of_chat, "tg", -9, patience=3).given
        db.transact_now(pacing.hold, "tg", 7, 30)
    assert db.transact_now(pacing.of_all, "tg", patience=3).given
    assert db.transact_now(pacing.of_chat, "tg", -9, patience=3).given
    assert db.read_now(pacing.of_chat, "tg", 7, patience=3).given


def _keys(db: Database) -> list[str]:
    def keys(session: Session) -> list[str]:
        return list(session.scalars(select(Pace.key).order_by(Pace.key)))

    return db.read_now(keys)
