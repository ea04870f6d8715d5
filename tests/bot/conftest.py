"""People with phones, for the bot's tests; the local messenger's own tests have theirs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.chatting import Chat, served
from tests.cases.town import Town, settled  # noqa: F401


@pytest.fixture(scope="module")
async def chat(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:  # noqa: F811
    """One town a module: its tests have cases of their own."""
    folder = tmp_path_factory.mktemp("chat")
    town = Town(Path(shutil.copy(settled, folder / "town.sqlite")))
    async with served(town, folder) as made:
        yield made
    town.db.close()
