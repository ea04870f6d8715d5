"""aiogram's dialogue storage over the database, so that a restart in mid-dialogue loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from cases import conversations
from cases.db import Database


class Memory(BaseStorage):
    """States and data by chat and person."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        _, data = await self.db.read(conversations.look, _name(key))
        await self.db.transact(conversations.keep, _name(key), state=name, data=data)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self.db.read(conversations.look, _name(key)))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        state, _ = await self.db.read(conversations.look, _name(key))
        await self.db.transact(conversations.keep, _name(key), state=state, data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return (await self.db.read(conversations.look, _name(key)))[1]

    async def close(self) -> None:
        """Nothing of its own to close."""


def _name(key: StorageKey) -> str:
    return f"tg:{key.chat_id}:{key.user_id}"
