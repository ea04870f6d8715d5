"""The database stops, fills up, may not be written to: what was acknowledged is there, the rest comes again by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.callbacks import Act
from demo.stage import offering
from tests import postgres
from tests.faults.disk import Disk
from tests.faults.house import (
    EXPERT,
    SAMPLE,
    SECRETARY,
    House,
    One,
    at_rest,
    join,
    open_case,
    settled,
    updates_so_far,
)

pytestmark = pytest.mark.anyio


async def test_postgresql_stopped_and_started_under_load_loses_nothing(house: House) -> None:
    await house.begin()
    await join(house)
    await open_case(house)
    before = updates_so_far(house)
    stopping = asyncio.create_task(_stop_and_start(house))
    for number in range(16):
        if number % 4 == 0:
            await house.control.upload(SECRETARY, SECRETARY, (f"{number}.pdf", SAMPLE.read_bytes()))
        else:
            await house.control.say(EXPERT, EXPERT, "/menu")
        await asyncio.sleep(0.7)
    await stopping
    assert all(process.returncode is None for process in house.processes.values()), "nobody gave up"
    await at_rest(house, updates=before + 16, documents=4)


async def _stop_and_start(house: House) -> None:
    for _ in range(2):
        await asyncio.sleep(2.0)
        await asyncio.to_thread(postgres.halt, house.database)
        await asyncio.sleep(3.0)
        await asyncio.to_thread(postgres.wake, house.database)


async def test_a_database_that_is_read_only_for_a_while_is_waited_out(house: House) -> None:
    await house.begin()
    await join(house)
    await open_case(house)
    before = updates_so_far(house)
    name = make_url(house.database).database
    for state in ("on", "off"):
        _command(house, f'alter database "{name}" set default_transaction_read_only = {state}')
        _command(house, "select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()")
        await house.control.upload(SECRETARY, SECRETARY, (f"{state}.pdf", SAMPLE.read_bytes()))
        for _ in range(3):
            await house.control.say(EXPERT, EXPERT, "/menu")
        await asyncio.sleep(4.0)
    await at_rest(house, updates=before + 8, documents=2)


def _command(house: House, command: str) -> None:
    with psycopg.connect(house.database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("set default_transaction_read_only = off")
        connection.execute(command.encode())


async def test_a_disk_under_sqlite_that_takes_no_more_is_waited_out(tmp_path: Path, disk: Disk) -> None:
    async with settled(One, tmp_path, f"sqlite:///{disk.folder / 'dabir.sqlite'}") as house:
        await house.begin()
        await join(house)
        await open_case(house)
        before = updates_so_far(house)
        disk.fill()
        for _ in range(4):
            await house.control.say(EXPERT, EXPERT, "/menu")
        await house.control.upload(SECRETARY, SECRETARY, ("a.pdf", SAMPLE.read_bytes()))
        await asyncio.sleep(8.0)
        since = await house.control.mark()
        disk.free()
        assert all(process.returncode is None for process in house.processes.values()), house.log("one")
        await house.wait(SECRETARY, offering(Act.confirm), since)
        await at_rest(house, updates=before + 5, documents=1)
