"""Updates that workers handle: nothing overtakes in its lane, an album is one, the outside's failures go back to the queue."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter

from bot import lanes
from bot.inbox import CHANNEL, GetRawUpdates, Inbox
from bot.lanes import Lanes
from bot.program import Program
from cases import updates
from cases.errors import Trouble
from cases.models import Update
from tests.bot.test_inbox import NOW, Messenger, message, program  # noqa: F401

pytestmark = pytest.mark.anyio


class Handled:
    """Stands where the dispatcher stands: notes the update and the parts of its album, and fails as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.seen: list[list[int]] = []
        self.failures = list(failures)

    async def feed_raw_update(self, bot: Bot, raw: dict[str, Any], album: list[dict[str, Any]]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.seen.append([raw["update_id"], *(part["message_id"] for part in album)])


def _lanes(program: Program, handled: Handled) -> Lanes:  # noqa: F811
    return Lanes(Inbox(Messenger(), handled, program))  # type: ignore[arg-type]


def _keep(program: Program, *kept: dict[str, Any]) -> None:  # noqa: F811
    program.db.transact_now(updates.store, CHANNEL, [("1", one) for one in kept], at=NOW)


def _states(program: Program) -> list[str]:  # noqa: F811
    return program.db.read_now(lambda session: [one.state for one in session.query(Update).order_by(Update.update_id)])


def _part(update_id: int) -> dict[str, Any]:
    part = message(update_id)
    part["message"]["media_group_id"] = "album"
    return part


async def test_an_update_waits_until_the_older_ones_of_its_lane_are_done(program: Program) -> None:  # noqa: F811
    _keep(program, message(3), message(4))
    handled = Handled()
    for update_id in (4, 3, 4, 3):
        await _lanes(program, handled).handle(update_id)
    assert handled.seen == [[3], [4]]
    assert _states(program) == ["done", "done"]


async def test_an_album_is_handled_as_one(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(lanes, "ALBUM_PAUSE", 0.01)
    _keep(program, _part(3), _part(4), _part(5), message(6))
    handled = Handled()
    for update_id in (3, 4, 5, 6):
        await _lanes(program, handled).handle(update_id)
    assert handled.seen == [[3, 4, 5], [6]]
    assert _states(program) == ["done"] * 4


async def test_a_short_failure_of_the_outside_is_waited_out(
    program: Program,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "PAUSES", (0.01, 0.01))
    _keep(program, message(3))
    handled = Handled(TelegramNetworkError(GetRawUpdates(), "away"))
    await _lanes(program, handled).handle(3)
    assert handled.seen == [[3]]


@pytest.mark.parametrize("flood", [False, True])
async def test_a_long_one_leaves_the_update_waiting_for_another_job(
    program: Program,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    flood: bool,
) -> None:
    monkeypatch.setattr(lanes, "PAUSES", (0.01, 0.01))
    _keep(program, message(3))
    away = TelegramNetworkError(GetRawUpdates(), "away")
    handled = Handled(TelegramRetryAfter(GetRawUpdates(), "flood", 60)) if flood else Handled(away, away)
    with pytest.raises(Trouble) as trouble:
        await _lanes(program, handled).handle(3)
    assert trouble.value.retry_after == (60 if flood else None)
    assert (_states(program), handled.seen) == (["waiting"], [])


async def test_a_poisonous_update_is_set_aside_and_the_next_has_its_turn(program: Program) -> None:  # noqa: F811
    _keep(program, message(3), message(4))
    handled = Handled(*[KeyError("bug")] * updates.TRIES)
    for update_id in (3, 4):
        await _lanes(program, handled).handle(update_id)
    assert (_states(program), handled.seen) == (["aside", "done"], [[4]])
