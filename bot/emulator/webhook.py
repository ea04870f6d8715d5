"""Updates delivered to the bot's webhook: in order within a lane, lanes side by side, tried again until taken.

Door: `Webhook`. Promise: each POST carries the secret header; any 2xx takes the update; else it is tried again at
once, then after 2, 4, 8 ... 60 seconds (or Retry-After); a JSON body with a `method` is carried out as a call; one
that answers 410 for 23 hours is removed. Not here: other hosts: this is an instrument for tests and demos, so it
delivers to this machine only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.emulator.clock import Clock
from bot.emulator.errors import bad_request
from bot.emulator.store import Store
from bot.emulator.updates import Update, Updates

type Json = dict[str, Any]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LONGEST_PAUSE = 60.0
_ANSWER_TIMEOUT = 60.0
_GONE, _GONE_FOR = 410, 23 * 3600.0


@dataclass
class Target:
    """Where updates go; an empty `url` means nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None
    gone_since: float | None = None


@dataclass
class _Lane:
    waiting: deque[Update] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Webhook:
    """Delivers the queue of one bot."""

    def __init__(self, store: Store, clock: Clock, updates: Updates) -> None:
        self._store, self._clock, self._updates = store, clock, updates
        self.target = Target(**store.all("updates").get("webhook", {}))
        self.down: int = 0
        self.carry_out: Callable[[Json], Awaitable[None]] | None = None
        self._lanes: dict[str, _Lane] = {}
        self._client: httpx.AsyncClient | None = None
        self._slots = asyncio.Semaphore(self.target.max_connections)
        updates.webhook_active = lambda: bool(self.target.url)
        updates.on_push = self._queue

    def start(self) -> None:
        """Take up what waited when the server stopped; needs the running loop."""
        if self.target.url:
            self._client = self._client or httpx.AsyncClient(timeout=_ANSWER_TIMEOUT, trust_env=False)
            for update in self._updates.pending():
                self._queue(update)

    def set(self, url: str, *, secret: str, max_connections: int) -> None:
        """Point the webhook at `url` (empty: remove it). 400 for another machine, a bad secret or number."""
        if url and not _on_this_machine(url):
            raise bad_request("bad webhook: the local server delivers to this machine only")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= max_connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        self._stop_lanes()
        self.target = Target(url, secret, max_connections)
        self._slots = asyncio.Semaphore(max_connections)
        self._keep()
        self.start()

    def info(self) -> Json:
        """Telegram's WebhookInfo."""
        body: Json = {
            "url": self.target.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending()),
        }
        if self.target.url:
            body |= {"max_connections": self.target.max_connections, "ip_address": "127.0.0.1"}
        if self.target.last_error_message:
            body |= {
                "last_error_date": self.target.last_error_date,
                "last_error_message": self.target.last_error_message,
            }
        if self._updates.allowed:
            body["allowed_updates"] = self._updates.allowed
        return body

    async def close(self) -> None:
        self._stop_lanes()
        if self._client is not None:
            await self._client.aclose()

    def _queue(self, update: Update) -> None:
        if not self.target.url or self._client is None:
            return
        lane = self._lanes.setdefault(update.lane, _Lane())
        lane.waiting.append(update)
        if lane.task is None or lane.task.done():
            lane.task = asyncio.get_running_loop().create_task(self._run(lane))

    async def _run(self, lane: _Lane) -> None:
        while lane.waiting:
            update = lane.waiting[0]
            await self._deliver(update)
            lane.waiting.popleft()
            self._updates.forget(update.update_id)

    async def _deliver(self, update: Update) -> None:
        pause = 0.0
        while self._clock.now() < update.expires_at:
            async with self._slots:
                failure, asked_pause = await self._attempt(update)
            if failure is None:
                return
            self.target.last_error_date, self.target.last_error_message = int(self._clock.now()), failure
            self._keep()
            # A webhook that was removed ends this lane here; what waited in it waits for a poll.
            await self._clock.sleep(asked_pause or pause)
            pause = min(_LONGEST_PAUSE, pause * 2 or 2.0)

    async def _attempt(self, update: Update) -> tuple[str | None, float]:
        """(what went wrong or None, the pause that the bot asked for)."""
        if self.down > 0:
            self.down -= 1
            return "Connection refused", 0.0
        assert self._client is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.target.secret} if self.target.secret else {}
        try:
            answer = await self._client.post(self.target.url, json=update.as_json(), headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired", 0.0
        except httpx.HTTPError as error:
            return str(error) or type(error).__name__, 0.0
        self._mind_whether_gone(answer.status_code == _GONE)
        if not answer.is_success:
            asked = answer.headers.get("retry-after", "")
            return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}", float(
                asked
            ) if asked.isdecimal() else 0.0
        await self._carry_out(answer)
        return None, 0.0

    def _mind_whether_gone(self, gone: bool) -> None:
        now = self._clock.now()
        if not gone:
            self.target.gone_since = None
        elif self.target.gone_since is None:
            self.target.gone_since = now
        elif now - self.target.gone_since >= _GONE_FOR:
            self._stop_lanes()
            self.target = Target()
            self._keep()

    async def _carry_out(self, answer: httpx.Response) -> None:
        if not answer.headers.get("content-type", "").startswith("application/json"):
            return
        try:
            body = answer.json()
        except ValueError:
            return
        if isinstance(body, dict) and "method" in body and self.carry_out is not None:
            await self.carry_out(body)

    def _stop_lanes(self) -> None:
        for lane in self._lanes.values():
            if lane.task is not None:
                lane.task.cancel()
        self._lanes.clear()

    def _keep(self) -> None:
        self._store.put("updates", "webhook", asdict(self.target))


def _on_this_machine(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"
