"""The messenger in one object: its state, its queue, and how a bot's call is carried out.

Door: `Messenger`. Promise: every call is logged with its outcome, and ends in a result or an ApiError. Not here: HTTP
(app), what each method does (methods), what people do (acts).
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiogram.methods import TelegramMethod

from bot.emulator import methods
from bot.emulator.clock import Clock
from bot.emulator.errors import ApiError, NotEmulated
from bot.emulator.faults import Faults
from bot.emulator.hub import Hub
from bot.emulator.media import Media
from bot.emulator.store import Store
from bot.emulator.updates import Updates
from bot.emulator.webhook import Webhook
from bot.emulator.wire import Call, checked, known_methods
from bot.emulator.world import World

type Json = dict[str, Any]

_CALLS_KEPT = 20_000
_TEXT_KEPT = 4096


@dataclass
class Press:
    """A press on an inline button; `answer` is what the bot showed for it."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    at: float
    answer: Json | None = None


@dataclass
class Logged:
    """One line of the call log."""

    number: int
    at: float
    method: str
    params: Json
    ok: bool = False
    error_code: int | None = None
    description: str | None = None
    message_id: int | None = None


@dataclass
class Messenger:
    """One bot's messenger; `state_file` None keeps everything in memory."""

    token: str
    username: str
    name: str
    state_file: Path | None = None
    calls: deque[Logged] = field(default_factory=lambda: deque(maxlen=_CALLS_KEPT))

    def __post_init__(self) -> None:
        self.store = Store(self.state_file)
        self.clock = Clock()
        self.hub = Hub()
        self._calls_made = 0
        self._open()

    def _open(self) -> None:
        bot = {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }
        self.world = World(self.store, self.clock, self.hub, bot)
        self.clock.ahead = float(self.world.settings.get("clock", 0.0))
        self.media = Media(self.store)
        self.updates = Updates(self.store, self.clock)
        self.webhook = Webhook(self.store, self.clock, self.updates)
        self.webhook.carry_out = self._from_webhook
        self.faults = Faults(self.clock)
        self.presses = {key: Press(**value) for key, value in self.store.all("press").items()}
        self._answers: dict[str, asyncio.Future[Json]] = {}

    async def reset(self) -> None:
        """Forget everybody and everything, except how far update ids have come and where the webhook points."""
        kept = self.store.all("updates")
        self.updates.close()
        await self.webhook.close()
        self.store.clear()
        for key, value in kept.items():
            self.store.put("updates", key, value)
        self.calls.clear()
        self._open()
        self.webhook.start()
        self.hub.publish("reset")

    def hush(self) -> None:
        """End event streams and the running poll, so that the server can stop at once."""
        self.hub.close()
        self.updates.close()

    async def close(self) -> None:
        """End everything, deliveries too; nothing can be done with the messenger afterwards."""
        self.hush()
        await self.webhook.close()
        self.store.close()

    # A bot's calls

    async def perform(self, call: Call) -> Any:
        """Carry out one call. Refusals: every ApiError that its method, or the fault plan, has for it."""
        line = self._log(call)
        try:
            result = await self._perform(call)
        except ApiError as error:
            line.error_code, line.description = error.code, error.description
            self._publish(line)
            raise
        line.ok = True
        line.message_id = result.get("message_id") if isinstance(result, dict) else None
        self._publish(line)
        return result

    async def _perform(self, call: Call) -> Any:
        before = self.faults.left
        try:
            fault = await self.faults.meet(call.method, call.get("chat_id"))
        finally:
            if self.faults.left != before:
                self.hub.publish("faults", left=self.faults.left)
        handler = methods.TABLE.get(call.method)
        if handler is None:
            raise NotEmulated(call.method)
        result = await handler(self, call)
        return result if fault is None else await self.faults.spoil(fault, result)

    async def _from_webhook(self, body: Json) -> None:
        """A call that came as the answer to a webhook; as at Telegram, nobody learns how it went."""
        given = {key: value for key, value in body.items() if key != "method" and value is not None}
        model: type[TelegramMethod[Any]] | None = known_methods().get(str(body["method"]).lower())
        try:
            if model is not None:
                await self.perform(checked(model, given, {}))
        except ApiError:
            return

    def _log(self, call: Call) -> Logged:
        self._calls_made += 1
        params = {key: value[:_TEXT_KEPT] if isinstance(value, str) else value for key, value in call.values.items()}
        for key, upload in call.files.items():
            params[f"file:{key}"] = {"name": upload.name, "size": len(upload.content)}
        line = Logged(self._calls_made, self.clock.now(), call.method, params)
        if call.method != "getUpdates":
            self.calls.append(line)
        return line

    def _publish(self, line: Logged) -> None:
        if line.method != "getUpdates":
            self.hub.publish("call", **asdict(line))

    # Presses and their answers

    def new_press(self, person_id: int, chat_id: int, message_id: int) -> Press:
        press = Press(str(secrets.randbits(62)), person_id, chat_id, message_id, self.clock.now())
        self._answers[press.id] = asyncio.get_running_loop().create_future()
        self._keep(press)
        return press

    def answer(self, press: Press, answer: Json) -> None:
        """Show the bot's answer to the presser."""
        press.answer = answer
        self._keep(press)
        waiting = self._answers.pop(press.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
        self.hub.publish("answer", person_id=press.person_id, chat_id=press.chat_id, **answer)

    async def answer_to(self, press: Press, patience: float) -> Json | None:
        """The answer to a press, at the latest after `patience` seconds; None when the bot stayed silent."""
        waiting = self._answers.get(press.id)
        if waiting is None:
            return press.answer
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), patience)
        except TimeoutError:
            return None

    def _keep(self, press: Press) -> None:
        self.presses[press.id] = press
        self.store.put("press", press.id, asdict(press))
