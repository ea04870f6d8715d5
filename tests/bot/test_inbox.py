"""Updates come in: what cannot be read is set aside, what a killed program left is handled, a lane keeps its order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramForbiddenError, TelegramNetworkError
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.inbox import CHANNEL, GetRawUpdates, Inbox, lane
from bot.program import Program
from cases import migrations, updates
from cases.db import Database
from cases.errors import Trouble
from cases.models import Update
from cases.office import Office
from cases.vault import Vault
from workflows import catalogue, workdays

pytestmark = pytest.mark.anyio
log = structlog.get_logger(__name__)
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Handled:
    """Stands where the dispatcher stands: notes what it was given, and fails as it is told."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.albums: list[list[int]] = []
        self.failures: list[Exception] = []

    async def feed_raw_update(self, bot: Bot, raw: dict[str, Any], *, album: list[dict[str, Any]]) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.seen.append(raw["update_id"])
        self.albums.append([part["message_id"] for part in album])


class Messenger:
    """Stands where the bot stands: gives batches of updates, or fails, then waits for ever."""

    def __init__(self, *batches: Any) -> None:
        self.batches = list(batches)
        self.offsets: list[int | None] = []
        self.told: list[str] = []

    async def __call__(self, method: GetRawUpdates, request_timeout: int) -> list[dict[str, Any]]:
        self.offsets.append(method.offset)
        if not self.batches:
            await asyncio.Event().wait()
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return list(batch)

    async def send_message(self, chat_id: int, text: str, parse_mode: str | None = "HTML") -> None:
        self.told.append(text)


def message(update_id: int, chat: int = 1, **more: str) -> dict[str, Any]:
    content = {"message_id": update_id, "chat": {"id": chat, "type": "private"}, **more}
    return {"update_id": update_id, "message": content}


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    db = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    migrations.upgrade(db)
    yield Program(db, Office(catalogue.load(), workdays.Calendar(), "P"), Vault(tmp_path / "v"), clock=lambda: NOW)
    db.close()


async def _run(program: Program, messenger: Messenger, handled: Handled, until: int) -> None:
    inbox = Inbox(messenger, handled, program)  # type: ignore[arg-type]
    running = asyncio.create_task(inbox.run())
    for _ in range(400):
        states = program.db.read_now(_states)
        if "waiting" not in states and len(states) >= until:
            break
        assert not running.done(), running.exception()
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait({running})


def _states(session: Any) -> list[str]:
    return [update.state for update in session.query(Update).order_by(Update.update_id)]


async def test_updates_are_kept_handled_in_order_and_confirmed_by_the_next_offset(program: Program) -> None:
    messenger, handled = Messenger([message(5), message(6)], [message(7)]), Handled()
    await _run(program, messenger, handled, until=3)
    assert handled.seen == [5, 6, 7]
    assert messenger.offsets[:3] == [None, 7, 8]
    assert program.db.read_now(_states) == ["done"] * 3


async def test_what_an_earlier_run_left_is_handled_first_and_not_asked_for_again(program: Program) -> None:
    program.db.transact_now(updates.store, CHANNEL, [("1", message(3)), ("1", message(4))], at=NOW)
    messenger, handled = Messenger(), Handled()
    await _run(program, messenger, handled, until=2)
    assert handled.seen == [3, 4]
    assert messenger.offsets == [5]


async def test_an_update_that_cannot_be_read_is_set_aside_and_holds_up_nobody(program: Program) -> None:
    handled = Handled()
    try:
        GetRawUpdates.model_validate({"limit": "many"})
    except ValueError as odd:
        handled.failures = [odd]
    await _run(program, Messenger([message(1), message(2)]), handled, until=2)
    assert handled.seen == [2]
    assert program.db.read_now(_states) == ["aside", "done"]


async def test_a_bug_is_tried_again_then_set_aside_and_the_person_is_told_a_code(program: Program) -> None:
    messenger, handled = Messenger([message(1)]), Handled()
    handled.failures = [KeyError("bug")] * updates.TRIES
    await _run(program, messenger, handled, until=1)
    assert program.db.read_now(_states) == ["aside"]
    reason = program.db.read_now(lambda session: session.get_one(Update, (CHANNEL, 1)).failure)
    assert len(messenger.told) == 1
    assert reason is not None and reason.split()[0] in messenger.told[0]


async def test_the_outsides_failures_are_waited_out_and_drop_nothing(program: Program) -> None:
    handled = Handled()
    handled.failures = [TelegramNetworkError(GetRawUpdates(), "away")] * 2
    garbage = ClientDecodeError("no JSON", ValueError("x"), "<html>")
    messenger = Messenger(TelegramNetworkError(GetRawUpdates(), "away"), garbage, [message(1)])
    await _run(program, messenger, handled, until=1)
    assert handled.seen == [1]
    assert program.db.read_now(_states) == ["done"]


async def test_who_blocks_the_bot_before_it_has_answered_is_no_bug(program: Program) -> None:
    handled = Handled()
    handled.failures = [TelegramForbiddenError(None, "Forbidden: bot was blocked by the user")]  # type: ignore[arg-type]
    messenger = Messenger([message(1), message(2)])
    await _run(program, messenger, handled, until=2)
    assert program.db.read_now(_states) == ["done", "done"]
    assert (handled.seen, messenger.told) == ([2], [])


def test_a_chats_messages_are_one_lane_and_a_persons_presses_another() -> None:
    press = {"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -4}}}}
    assert lane(message(1, chat=-4)) == "-4"
    assert lane(press) == "7"
    assert lane({"update_id": 1}) == "other"


async def test_the_parts_of_an_album_are_handled_together_though_they_come_apart(program: Program) -> None:
    parts = [message(place, media_group_id="a") for place in (1, 2, 3)]
    messenger, handled = Messenger([parts[0]], parts[1:], [message(4)]), Handled()
    await _run(program, messenger, handled, until=4)
    assert (handled.seen, handled.albums) == ([1, 4], [[2, 3], []])
    assert program.db.read_now(_states) == ["done"] * 4


async def test_two_albums_in_a_row_stay_two_and_another_chats_is_not_mixed_in(program: Program) -> None:
    batch = [message(1, media_group_id="a"), message(2, chat=2, media_group_id="a"), message(3, media_group_id="a")]
    batch += [message(4, media_group_id="b"), message(5, media_group_id="b")]
    handled = Handled()
    await _run(program, Messenger(batch), handled, until=5)
    together = dict(zip(handled.seen, handled.albums, strict=True))
    assert together == {1: [3], 2: [], 4: [5]}


async def test_an_album_that_an_earlier_run_left_is_still_one(program: Program) -> None:
    parts = [("1", message(place, media_group_id="a")) for place in (1, 2)]
    program.db.transact_now(updates.store, CHANNEL, parts, at=NOW)
    handled = Handled()
    await _run(program, Messenger(), handled, until=2)
    assert (handled.seen, handled.albums) == ([1], [[2]])


async def test_an_album_that_fails_is_tried_again_as_a_whole_and_set_aside_as_a_whole(program: Program) -> None:
    messenger, handled = Messenger([message(place, media_group_id="a") for place in (1, 2)]), Handled()
    handled.failures = [KeyError("bug")] * updates.TRIES
    await _run(program, messenger, handled, until=2)
    assert program.db.read_now(_states) == ["aside", "aside"]
    assert len(messenger.told) == 1, "one apology"


async def test_an_update_without_a_number_holds_up_nobody(program: Program) -> None:
    odd: dict[str, Any] = {"message": {"text": "no number"}}
    messenger, handled = Messenger([odd], [odd, message(1), {**odd, "update_id": "2"}]), Handled()
    await _run(program, messenger, handled, until=1)
    assert handled.seen == [1]
    assert program.db.read_now(_states) == ["done"]


async def test_what_no_database_takes_is_taken_out_of_an_update(program: Program) -> None:
    await _run(program, Messenger([message(1, text="half\ud83d nought\0")]), Handled(), until=1)
    raw = program.db.read_now(lambda session: session.get_one(Update, (CHANNEL, 1)).raw)
    assert raw["message"]["text"] == "half? nought"


async def test_while_nothing_can_be_written_an_update_is_not_handled_again_and_again(program: Program) -> None:
    """Each try would say the same words to somebody."""
    handled, full = Handled(), [True]
    transact = program.db.transact

    async def writes(act: Any, *args: Any, **kwargs: Any) -> Any:
        if full and act is not updates.store:
            raise Trouble("database")
        return await transact(act, *args, **kwargs)

    program.db.transact = writes  # type: ignore[method-assign]
    inbox = Inbox(Messenger([message(1)]), handled, program)  # type: ignore[arg-type]
    running = asyncio.create_task(inbox.run())
    await asyncio.sleep(2.0)
    assert handled.seen == [1], "it was handled, and could not be written down as done"
    full.clear()
    for _ in range(100):
        if program.db.read_now(_states) == ["done"]:
            break
        await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.wait({running})
    assert handled.seen == [1, 1]
    assert program.db.read_now(_states) == ["done"]


async def test_whatever_is_logged_while_an_update_is_handled_names_it(program: Program) -> None:
    class Telling(Handled):
        async def feed_raw_update(self, bot: Bot, raw: dict[str, Any], *, album: list[dict[str, Any]]) -> None:
            log.info("somewhere deep")

    with capture_logs(processors=[merge_contextvars]) as said:
        await _run(program, Messenger([message(5)]), Telling(), until=1)
        log.info("elsewhere")
    assert [(line["event"], line.get("update")) for line in said] == [("somewhere deep", 5), ("elsewhere", None)]


async def test_an_update_that_ends_the_program_time_and_again_is_set_aside(program: Program) -> None:
    program.db.transact_now(updates.store, CHANNEL, [("1", message(1)), ("1", message(2))], at=NOW)

    class Dies(Handled):
        async def feed_raw_update(self, bot: Bot, raw: dict[str, Any], *, album: list[dict[str, Any]]) -> None:
            if raw["update_id"] == 1:
                raise SystemExit("as a crash would, it leaves nothing written down")
            await super().feed_raw_update(bot, raw, album=album)

    handled = Dies()
    for _ in range(updates.DEATHS):
        inbox = Inbox(Messenger(), handled, program)  # type: ignore[arg-type]
        for update in program.db.read_now(updates.waiting, CHANNEL):
            inbox._left.add(update.update_id)
        with pytest.raises(SystemExit):
            await inbox._handle([(1, message(1))])
    await _run(program, Messenger(), handled, until=2)
    assert handled.seen == [2], "the next one of its lane is no longer held up"
    assert program.db.read_now(_states) == ["aside", "done"]


async def test_what_waits_for_the_messenger_through_many_starts_is_not_suspected(program: Program) -> None:
    program.db.transact_now(updates.store, CHANNEL, [("1", message(1))], at=NOW)
    handled = Handled()
    for _ in range(updates.DEATHS + 1):
        handled.failures = [TelegramNetworkError(GetRawUpdates(), "away")] * 2
        inbox = Inbox(Messenger(), handled, program)  # type: ignore[arg-type]
        running = asyncio.create_task(inbox.run())
        for _ in range(400):
            if handled.failures:
                await asyncio.sleep(0.05)
        # It ends as a kill would: what is in hand is not finished.
        for task in inbox._busy.values():
            task.cancel()
        running.cancel()
        await asyncio.wait({running})
    await _run(program, Messenger(), handled, until=1)
    assert handled.seen == [1]
