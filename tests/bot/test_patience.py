"""A call that the messenger did not take is made again; what lasts is raised."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, SendMessage

from bot import patience

pytestmark = pytest.mark.anyio
SAYING = SendMessage(chat_id=1, text="x")


class Calls:
    """Stands where the session stands: fails as it is told, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.made = 0

    async def __call__(self, bot: Any, method: Any) -> Any:
        self.made += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answered"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.0, 0.0))


async def _made(calls: Calls, method: Any = SAYING) -> Any:
    return await patience.Patient()(calls, None, method)  # type: ignore[arg-type]


async def test_a_short_failure_of_the_messenger_is_waited_out() -> None:
    calls = Calls(TelegramServerError(SAYING, "500"), TelegramNetworkError(SAYING, "gone"))
    assert (await _made(calls), calls.made) == ("answered", 3)


async def test_a_failure_that_lasts_is_raised() -> None:
    calls = Calls(*(TelegramServerError(SAYING, "500") for _ in range(3)))
    with pytest.raises(TelegramServerError):
        await _made(calls)
    assert calls.made == 3


async def test_a_short_flood_limit_is_waited_out_and_a_long_one_raised() -> None:
    assert await _made(Calls(TelegramRetryAfter(SAYING, "429", 0))) == "answered"
    calls = Calls(TelegramRetryAfter(SAYING, "429", 60))
    with pytest.raises(TelegramRetryAfter):
        await _made(calls)
    assert calls.made == 1


async def test_what_the_messenger_refuses_is_not_asked_again() -> None:
    calls = Calls(TelegramBadRequest(SAYING, "no"))
    with pytest.raises(TelegramBadRequest):
        await _made(calls)
    assert calls.made == 1


async def test_updates_are_fetched_with_pauses_of_their_own() -> None:
    calls = Calls(TelegramServerError(GetUpdates(), "500"))
    with pytest.raises(TelegramServerError):
        await _made(calls, GetUpdates())
    assert calls.made == 1
