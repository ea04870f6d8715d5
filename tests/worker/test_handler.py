"""What becomes of a row whose handler does not get through."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.orm import Session

from cases.errors import NotFound, Outdated, Trouble
from cases.jobs import Job
from worker.handler import Handler, work

pytestmark = pytest.mark.anyio


class Desk:
    """Remembers what was asked of it; `ends` is how its work ends."""

    def __init__(self, ends: Exception | None) -> None:
        self.ends = ends
        self.put_off: list[tuple[int, str]] = []
        self.aside: list[tuple[int, str]] = []

    def handler(self) -> Handler:
        async def do(row_id: int) -> None:
            if self.ends:
                raise self.ends
            await asyncio.sleep(5)

        async def put_off(row_id: int, trouble: Trouble) -> None:
            self.put_off.append((row_id, trouble.key))

        async def set_aside(row_id: int, reference: str) -> None:
            self.aside.append((row_id, reference))

        def waiting(session: Session, *, at: object) -> list[Job]:
            return []

        return Handler(do, put_off, set_aside, waiting)


@pytest.mark.parametrize(
    ("ends", "key"),
    [
        (Trouble("messenger-away"), "messenger-away"),
        (Outdated("case-moved-on"), "case-moved-on"),
        (None, "took-too-long"),
    ],
)
async def test_what_may_go_better_next_time_is_put_off(ends: Exception | None, key: str) -> None:
    desk = Desk(ends)
    assert await work(desk.handler(), "letters", 7, within=0.05) == "put-off"
    assert (desk.put_off, desk.aside) == ([(7, key)], [])


@pytest.mark.parametrize("ends", [NotFound("no-such-case"), KeyError("bug")])
async def test_what_will_not_go_better_is_set_aside(ends: Exception) -> None:
    desk = Desk(ends)
    assert await work(desk.handler(), "letters", 7, within=1) == "set-aside"
    [(row_id, reference)] = desk.aside
    assert (row_id, len(reference), desk.put_off) == (7, 8, [])


async def test_a_row_that_could_not_be_set_aside_is_not_called_finished() -> None:
    async def away(row_id: int, reference: str) -> None:
        raise ConnectionError("database away")

    handler = Desk(KeyError("bug")).handler()
    with pytest.raises(ConnectionError):
        await work(Handler(handler.do, handler.put_off, away, handler.waiting), "letters", 7, within=1)
