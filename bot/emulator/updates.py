"""Updates on their way to the bot: queued, delivered once confirmed, forgotten when too old.

Door: `Updates`. Promise: an update stays until a later offset confirms it (or a webhook takes it); messages live 24
hours, callback presses 150 seconds; a second poller ends the older one with 409. Not here: the webhook's own
deliveries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bot.emulator.clock import Clock
from bot.emulator.errors import ApiError
from bot.emulator.store import Store

type Json = dict[str, Any]

MESSAGE_LIFE = 24 * 3600.0
CALLBACK_LIFE = 150.0
LONGEST_POLL = 50
# Ids begin at the time of day the server first saw, so that a server which lost its memory never repeats an old id.
_EPOCH = 1_000_000_000
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass
class Update:
    """One update; updates of one `lane` reach a webhook one after the other."""

    update_id: int
    kind: str
    body: Json
    lane: str
    expires_at: float

    def as_json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.body}


class Updates:
    """The queue of one bot."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._pending: dict[int, Update] = {int(k): Update(**v) for k, v in store.all("update").items()}
        kept = store.all("updates").get("state", {})
        self._next_id: int = kept.get("next_id", int(clock.now()) - _EPOCH)
        self.allowed: list[str] | None = kept.get("allowed")
        self._poller: asyncio.Future[None] | None = None
        self.webhook_active: Callable[[], bool] = lambda: False
        self.on_push: Callable[[Update], None] = lambda update: None

    def push(self, kind: str, body: Json, lane: str) -> None:
        """Queue an update, unless the bot did not ask for this kind."""
        if not self._wanted(kind):
            return
        life = CALLBACK_LIFE if kind == "callback_query" else MESSAGE_LIFE
        update = Update(self._next_id, kind, body, lane, self._clock.now() + life)
        self._next_id += 1
        self._pending[update.update_id] = update
        self._store.put("update", update.update_id, asdict(update))
        self._keep_state()
        self.on_push(update)
        self._wake()

    def allow(self, kinds: list[str] | None) -> None:
        """From now on only these kinds; an empty list is Telegram's default, None changes nothing."""
        if kinds is not None:
            self.allowed = kinds or None
            self._keep_state()

    def pending(self) -> list[Update]:
        """What still waits, oldest first; what grew too old is dropped here."""
        now = self._clock.now()
        for update in [u for u in self._pending.values() if u.expires_at <= now]:
            self.forget(update.update_id)
        return list(self._pending.values())

    def forget(self, update_id: int) -> None:
        if self._pending.pop(update_id, None):
            self._store.drop("update", update_id)

    def forget_all(self) -> None:
        for update_id in list(self._pending):
            self.forget(update_id)

    async def get(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """getUpdates: confirm below `offset`, then answer with what waits, at the latest after `seconds`."""
        if self.webhook_active():
            raise ApiError(409, _WEBHOOK_ACTIVE)
        self._end_older_poll()
        self._confirm(offset)
        if not self.pending() and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
        return [update.as_json() for update in self.pending()[:limit]]

    def close(self) -> None:
        """End the running poll at once, with an empty answer."""
        self._wake()

    def _confirm(self, offset: int) -> None:
        waiting = list(self._pending)
        gone = waiting[:offset] if offset < 0 else [i for i in waiting if i < offset]
        for update_id in gone:
            self.forget(update_id)

    async def _wait(self, seconds: float) -> None:
        mine = self._poller = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(mine, seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is mine:
                self._poller = None

    def _end_older_poll(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(ApiError(409, _CONFLICT))

    def _wake(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT

    def _keep_state(self) -> None:
        self._store.put("updates", "state", {"next_id": self._next_id, "allowed": self.allowed})
