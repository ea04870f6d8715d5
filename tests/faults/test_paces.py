"""Several workers over one PostgreSQL: together they keep the messenger's limits, and they wait for it to come."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases import notices
from cases.db import Database, Session
from cases.models import Announcement, Person
from cases.notices import What
from tests.faults.house import GROUP, House, cluster, house  # noqa: F401
from worker.engine import Engine

pytestmark = pytest.mark.anyio
PEOPLE, EACH, IN_GROUP = range(8001, 8041), 3, 30
OVERALL, A_MINUTE = 30, 20


async def test_two_workers_together_keep_the_limits_of_the_whole_and_of_a_group(house: House) -> None:  # noqa: F811
    for person in PEOPLE:
        await house.control.add_user(person, "P")
        await house.control.start(person)
    await _fill(house)
    for name in ("first", "second"):
        await house.start(name, "work", "--queues", "deliveries")
    await house.until("select count(*) from notice where state = 'sent'", EACH * len(PEOPLE) + IN_GROUP, seconds=240)
    said = [call for call in await house.control.calls("sendMessage") if call["ok"]]
    assert len(said) == EACH * len(PEOPLE) + IN_GROUP
    everywhere = [float(call["at"]) for call in said]
    assert _most_in(everywhere, 1.0) <= OVERALL
    in_group = [float(call["at"]) for call in said if int(call["params"]["chat_id"]) == GROUP]
    assert len(in_group) == IN_GROUP
    assert _most_in(in_group, 60.0) <= A_MINUTE
    to_people = sorted(float(call["at"]) for call in said if int(call["params"]["chat_id"]) != GROUP)
    assert to_people[-1] - to_people[0] < 60, "a group that is full holds up nobody"


async def test_a_messenger_that_is_away_at_the_start_is_waited_for(house: House) -> None:  # noqa: F811
    await house.start("early", "work", "--queues", "deliveries", DABIR_TELEGRAM_API="http://127.0.0.1:9")
    for _ in range(600):
        if house.log("early").count("waiting for it") > 1:
            break
        await asyncio.sleep(0.1)
    house.processes["early"].send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(house.processes["early"].wait(), 60) == 0
    assert house.log("early").count("waiting for it") > 1
    assert "Traceback" not in house.log("early")


async def _fill(house: House) -> None:  # noqa: F811
    """Puts the notices and their jobs into the outbox, as the program does."""
    db = Database(house.database)
    engine = Engine(db, handlers={})
    await engine.prepare()
    db.enqueue = engine.enqueue
    await db.transact(_write)
    await engine.stop()
    db.close()


def _write(session: Session) -> None:
    at = datetime.now(UTC)
    said = Announcement(text="x", roles=[], by_id=session.scalars(select(Person.id)).first(), at=at, people=0)
    session.add(said)
    session.flush()
    for _ in range(EACH):
        for chat in (*PEOPLE, *[GROUP] * (IN_GROUP // EACH)):
            notices.to_chat(session, "tg", chat, What("announcement", {"announcement": said.id}), at=at)


def _most_in(moments: list[float], seconds: float) -> int:
    moments = sorted(moments)
    return max(sum(begin <= moment < begin + seconds for moment in moments) for begin in moments)
