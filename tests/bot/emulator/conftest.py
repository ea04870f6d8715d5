"""A running server with a small town's people, and each Bot API client in turn."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import pytest
from PIL import Image

from bot.emulator.app import create_app
from bot.emulator.control import Control
from bot.emulator.messenger import Messenger
from bot.emulator.serving import running
from tests.bot.emulator.clients import TOKEN, Client, Refused, client_of

SECRETARY, EXPERT, SECOND_EXPERT, STRANGER = 101, 201, 202, 999
DESK, FORUM = -1000000000501, -1000000000502


@dataclass
class Town:
    """The server, the people's hands, and the inside of the messenger."""

    url: str
    people: Control
    messenger: Messenger


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Town]:
    """One server for all tests: starting and stopping takes longer than most of them."""
    app = create_app(None, token=TOKEN)
    async with running(app) as url, Control(url) as people:
        yield Town(url, people, app.state.messenger)


@pytest.fixture(scope="session")
async def clients(server: Town) -> AsyncIterator[dict[str, Client]]:
    async with client_of("aiogram", server.url) as one, client_of("python-telegram-bot", server.url) as other:
        yield {one.name: one, other.name: other}


@pytest.fixture
async def town(server: Town) -> Town:
    """The server with everything forgotten and the people settled anew."""
    await server.people.reset()
    await settle(server.people)
    server.messenger.updates.forget_all()
    server.messenger.updates.allow([])
    return server


@pytest.fixture(params=["aiogram", "python-telegram-bot"])
def client(request: pytest.FixtureRequest, town: Town, clients: dict[str, Client]) -> Client:
    return clients[request.param]


async def settle(people: Control) -> None:
    await people.add_user(SECRETARY, "مریم", "maryam", phone="+989000000001")
    await people.add_user(EXPERT, "رضا", phone="+989000000002")
    await people.add_user(SECOND_EXPERT, "سارا")
    await people.add_group(DESK, "میز شوراها", [EXPERT, SECOND_EXPERT])
    await people.add_group(FORUM, "میز پرونده‌ها", [EXPERT, SECOND_EXPERT], forum=True)


def keyboard(*buttons: tuple[str, str]) -> dict[str, list[list[dict[str, str]]]]:
    """An inline keyboard, one button a row, of (text, callback data)."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data}] for text, data in buttons]}


async def refused(work: Awaitable[object]) -> Refused:
    """The refusal that `work` must end in."""
    with pytest.raises(Refused) as caught:
        await work
    return caught.value


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """An image of this size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()
