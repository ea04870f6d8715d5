"""getFile: where a file can be fetched, for files up to 20 MB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.emulator.errors import bad_request
from bot.emulator.media import DOWNLOAD_LIMIT
from bot.emulator.wire import Call

if TYPE_CHECKING:
    from bot.emulator.messenger import Messenger


async def get_file(messenger: Messenger, call: Call) -> dict[str, Any]:
    file = messenger.media.find(call.get("file_id", ""))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**messenger.media.as_file(file), "file_path": file.path}


TABLE = {"getFile": get_file}
