"""The engine keeps its promises on both databases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from cases.db import Database
from tests.worker import errands
from tests.worker.errands import Errand, Visit
from worker.engine import Engine

pytestmark = pytest.mark.anyio


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[Engine]:
    made = errands.engine(database)
    await made.launch()
    yield made
    await made.stop()


async def until(database: Database, state: str, number: int, *, within: float = 20) -> None:
    end = time.monotonic() + within
    while (found := await database.read(errands.count, state)) < number:
        assert time.monotonic() < end, f"{found} of {number} {state}"
        await asyncio.sleep(0.05)


def all_errands(session) -> list[Errand]:
    return list(session.scalars(select(Errand).order_by(Errand.id)))


def all_visits(session) -> list[Visit]:
    return list(session.scalars(select(Visit).order_by(Visit.id)))


async def test_an_errand_is_run_after_its_transaction(database: Database, engine: Engine) -> None:
    await database.transact(errands.write, 5, lanes=2)
    await until(database, "done", 5)
    assert [errand.done for errand in await database.read(all_errands)] == [1] * 5
