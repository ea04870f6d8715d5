"""People with phones, for the bot's tests; the local messenger's own tests have theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.chatting import Chat, served
from tests.cases.test_processes import Town, settled  # noqa: F401  a fixture that `town` stands on
from tests.cases.test_processes import town as settled_town  # noqa: F401


@pytest.fixture
async def chat(settled_town: Town, tmp_path: Path) -> AsyncIterator[Chat]:  # noqa: F811
    async with served(settled_town, tmp_path) as made:
        yield made
