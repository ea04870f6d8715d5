"""What is said in the quiet hours makes no sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery import Delivery
from bot.program import Program
from cases import notices
from cases.vault import Vault
from tests.cases.test_reminders import GROUP, at, at_review, chats  # noqa: F401
from tests.cases.town import Town, settled, town  # noqa: F401

pytestmark = pytest.mark.anyio


class Messenger:
    """Stands where the outbound bot stands: keeps whether each message made a sound."""

    def __init__(self) -> None:
        self.silent: list[bool] = []

    async def send_message(self, chat_id: int, text: str, *, disable_notification: bool, **how: Any) -> SimpleNamespace:
        self.silent.append(disable_notification)
        return SimpleNamespace(message_id=1)


async def silent(town: Town, folder: Path, moment: datetime) -> bool:  # noqa: F811
    """Whether what waits for the desk's group goes out without a sound at `moment`."""
    messenger = Messenger()
    program = Program(town.db, town.office, Vault(folder), clock=lambda: moment)
    waiting = town.db.read_now(notices.next_for, "tg", GROUP)
    assert waiting is not None
    await Delivery(messenger, program).deliver(waiting.id)  # type: ignore[arg-type]
    assert set(messenger.silent) in ({True}, {False})
    return messenger.silent[0]


@pytest.mark.parametrize(("hour", "makes_no_sound"), [(6, True), (7, False), (20, False), (21, True), (23, True)])
async def test_a_notice_goes_out_silently_in_the_quiet_hours(
    chats: Town,  # noqa: F811
    tmp_path: Path,
    hour: int,
    makes_no_sound: bool,
) -> None:
    at_review(chats, claimed=False)
    chats.office = replace(chats.office, quiet=(21, 7))
    assert await silent(chats, tmp_path, at(26, hour)) is makes_no_sound


async def test_without_quiet_hours_the_night_is_as_loud_as_the_day(chats: Town, tmp_path: Path) -> None:  # noqa: F811
    at_review(chats, claimed=False)
    assert await silent(chats, tmp_path, at(26, 3)) is False
