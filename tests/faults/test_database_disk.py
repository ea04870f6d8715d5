"""The disk under PostgreSQL fills up: who writes is told to come again, what was acknowledged is there, room mends it all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bench import cluster
from bot.callbacks import Act
from demo.stage import offering
from running import secret_of
from tests import postgres
from tests.faults.disk import Disk, small
from tests.faults.house import EXPERT, SAMPLE, SECRETARY, TOKEN, House, at_rest, join, open_case, settled

pytestmark = pytest.mark.anyio
# A cluster takes some sixty before anything is in it.
MEGABYTES = 256


@pytest.fixture
def server_disk() -> Iterator[Disk]:
    with small(MEGABYTES) as disk:
        yield disk


@pytest.fixture
async def crowded(tmp_path: Path, server_disk: Disk) -> AsyncIterator[House]:
    """A house whose database has a small disk to itself; the documents lie elsewhere."""
    # Durable, as an office runs it: what is acknowledged has to be on the disk.
    with cluster.server(folder=server_disk.folder) as url:
        async with settled(House, tmp_path, postgres.fresh(url)) as made:
            yield made


class Teller:
    """Hands updates in at the webhook as a messenger does, and keeps those that were not taken, to tell them again."""

    def __init__(self, house: House) -> None:
        self._address = f"{house.edge}/webhook/telegram"
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret_of(TOKEN)}
        self._numbers = count(900_000_001)
        self.taken: list[int] = []
        self.refused: list[dict[str, Any]] = []

    async def tell(self, client: httpx.AsyncClient) -> int:
        """The status with which a word of the expert is answered."""
        number = next(self._numbers)
        who = {"id": EXPERT, "is_bot": False, "first_name": "E"}
        said = {"message_id": number, "date": int(time.time()), "chat": {"id": EXPERT, "type": "private"}, "from": who}
        return await self._hand_in(client, {"update_id": number, "message": {**said, "text": "/menu"}})

    async def tell_again(self, client: httpx.AsyncClient) -> None:
        again, self.refused = self.refused, []
        for update in again:
            assert await self._hand_in(client, update) == 200

    async def _hand_in(self, client: httpx.AsyncClient, update: dict[str, Any]) -> int:
        answer = await client.post(self._address, json=update, headers=self._headers, timeout=60)
        if answer.status_code == 200:
            self.taken.append(update["update_id"])
        else:
            assert answer.status_code == 503 and answer.headers["Retry-After"], answer.text
            self.refused.append(update)
        return answer.status_code


@pytest.mark.parametrize("what", ["tables", "log"])
async def test_a_disk_under_postgresql_that_takes_no_more_is_waited_out(
    what: str, crowded: House, server_disk: Disk
) -> None:
    house = crowded
    await house.begin()
    await join(house)
    await open_case(house)
    before = house.rows("""select count(*) from "update" """)[0][0]
    teller = Teller(house)
    async with httpx.AsyncClient() as client:
        assert await teller.tell(client) == 200
        server_disk.fill()
        if what == "log":
            _use_up_the_log(house.database)
        # The rows still find room in the pages that there are, for a while.
        for _ in range(400):
            if await teller.tell(client) == 503:
                break
        assert teller.refused, "the disk was never full"
        since = await house.control.mark()
        await house.control.upload(SECRETARY, SECRETARY, SAMPLE)
        await asyncio.sleep(8.0)
        assert all(process.returncode is None for process in house.processes.values()), "nobody gave up"
        server_disk.free()
        _stands_again(house.database)
        await house.ready()
        await teller.tell_again(client)
    await house.wait(SECRETARY, offering(Act.confirm), since)
    known = {row[0] for row in house.rows("""select update_id from "update" """)}
    assert known.issuperset(teller.taken)
    await at_rest(house, updates=before + len(teller.taken) + 1, documents=1)


def _use_up_the_log(database: str) -> None:
    """Begins new files of the server's log until it finds no room for one, and goes down."""
    with pytest.raises(psycopg.Error), psycopg.connect(cluster.driver_url(database), autocommit=True) as connection:
        for _ in range(100):
            connection.execute("select pg_switch_wal()")
            connection.execute("select pg_logical_emit_message(true, 'full', repeat('x', 100000))")


def _stands_again(database: str) -> None:
    """Starts the server as its administrator would, where it has not come up by itself."""
    for _ in range(20):
        try:
            psycopg.connect(cluster.driver_url(database)).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.5)
    postgres.wake(database)
