"""The webhook's door: who may hand in updates, what is kept, and when 200 is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, select

from cases import migrations, updates
from cases.db import Database
from cases.jobs import Job
from cases.models import Update
from web import app, webhook

SECRET = "known-to-the-messenger"
HEADERS = {webhook.SECRET_HEADER: SECRET}
DOOR = webhook.Door("tg", SECRET, lambda raw: "7", lambda: datetime(2026, 11, 23, tzinfo=UTC))


class Kept:
    """A database with a door before it; `jobs` are those that its transactions asked for."""

    def __init__(self, db: Database, client: TestClient) -> None:
        self.db, self.client = db, client
        self.jobs: list[Job] = []
        db.enqueue = self._enqueue

    def _enqueue(self, connection: Connection, jobs: list[Job]) -> None:
        self.jobs += jobs

    def updates(self) -> list[Update]:
        return self.db.read_now(lambda session: list(session.scalars(select(Update).order_by(Update.update_id))))

    def post(self, content: bytes, headers: dict[str, str] | None = None) -> int:
        return self.client.post(
            webhook.PATH, content=content, headers=HEADERS if headers is None else headers
        ).status_code


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    db = Database(f"sqlite:///{tmp_path}/x.sqlite")
    migrations.upgrade(db)
    with TestClient(app.create(db, door=DOOR)) as client:
        yield Kept(db, client)
    db.close()


def as_sent(update_id: int, **more: Any) -> bytes:
    return json.dumps({"update_id": update_id, **more}).encode()


def test_an_update_is_kept_with_its_job_before_it_is_acknowledged(kept: Kept) -> None:
    assert kept.post(as_sent(5, message={"text": "x"})) == 200
    [update] = kept.updates()
    assert (update.raw["message"], update.state, update.lane) == ({"text": "x"}, "waiting", "7")
    assert kept.jobs == [Job("updates", 5, "7")]


def test_an_update_that_comes_twice_is_acknowledged_twice_and_kept_once(kept: Kept) -> None:
    assert [kept.post(as_sent(5)), kept.post(as_sent(5))] == [200, 200]
    assert (len(kept.updates()), len(kept.jobs)) == (1, 1)


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", SECRET.upper(), "\u00e9"])
def test_who_does_not_know_the_secret_leaves_nothing(kept: Kept, given: str | None) -> None:
    headers = {} if given is None else {webhook.SECRET_HEADER: given.encode()}
    assert kept.post(as_sent(5), headers) == 401  # type: ignore[arg-type]
    assert kept.updates() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"update_id":"5"}',
        b'{"update_id":true}',
        b'{"update_id":-1}',
        b"\xff",
        b"[" * 99999,
    ],
)
def test_what_is_no_update_is_refused(kept: Kept, content: bytes) -> None:
    assert kept.post(content) == 400
    assert kept.updates() == []


def test_a_body_beyond_the_limit_is_not_taken(kept: Kept) -> None:
    assert kept.post(as_sent(5, message="x" * webhook.BIGGEST)) == 413
    assert kept.updates() == []


def test_half_a_character_does_not_come_back_for_ever(kept: Kept) -> None:
    assert kept.post(b'{"update_id": 5, "message": {"text": "a\\ud83d"}}') == 200
    assert kept.updates()[0].raw["message"] == {"text": "a?"}


def test_while_the_database_is_away_the_messenger_is_asked_to_come_again(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/without-tables.sqlite")
    with TestClient(app.create(db, door=DOOR)) as client:
        answer = client.post(webhook.PATH, content=as_sent(5), headers=HEADERS)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    db.close()


def test_without_a_door_there_is_no_webhook(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/x.sqlite")
    with TestClient(app.create(db)) as client:
        assert client.post(webhook.PATH, content=as_sent(5), headers=HEADERS).status_code == 404
    db.close()


def test_only_the_first_of_a_lane_has_its_turn(kept: Kept) -> None:
    for update_id in (5, 6, 7):
        kept.post(as_sent(update_id))
    turns = {id_: kept.db.read_now(updates.turn, "tg", id_, at_most=10) for id_ in (5, 6, 7)}
    assert {id_: [one.update_id for one in found] for id_, found in turns.items()} == {5: [5, 6, 7], 6: [], 7: []}
    kept.db.transact_now(updates.done, "tg", 5, at=datetime.now(UTC))
    assert kept.db.read_now(updates.turn, "tg", 5, at_most=10) == []
    assert [one.update_id for one in kept.db.read_now(updates.turn, "tg", 6, at_most=10)] == [6, 7]
    assert [job.row_id for job in kept.db.read_now(updates.to_handle, "tg")] == [6, 7]
