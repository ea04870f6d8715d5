"""The Bot API methods that the local server carries out, by their names.

Door: `TABLE`. Promise: each takes the messenger and a checked call, and returns Telegram's result or raises ApiError;
a method that is missing here is answered with a loud 501. Not here: reading requests (wire).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.emulator.methods import account, chats, editing, files, sending, topics

TABLE: dict[str, Callable[..., Awaitable[Any]]] = {
    **account.TABLE,
    **chats.TABLE,
    **editing.TABLE,
    **files.TABLE,
    **sending.TABLE,
    **topics.TABLE,
}
