"""Faults on demand: what can go wrong between a bot and Telegram, a given number of times.

Door: `Faults.plan` and `Faults.meet`. Promise: a fault hits only calls that match its method and chat, and is spent
by each hit; a `lost` answer means that the call was carried out although its caller never learned so. Not here: the
webhook's own down-time, which the webhook keeps.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, PositiveInt

from bot.emulator.clock import Clock
from bot.emulator.errors import ApiError, forbidden

_NEVER_BY_STAR = frozenset({"getUpdates", "getMe"})


class Fault(BaseModel):
    """One line of a plan. `method` "*": all but getUpdates and getMe. `seconds`: retry_after, or how long it hangs."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["retry_after", "forbidden", "error", "timeout", "lost", "webhook_down"]
    times: PositiveInt = 1
    method: str = "*"
    chat_id: int | None = None
    seconds: int = 1

    def hits(self, method: str, chat_id: object) -> bool:
        named = self.method.lower() == method.lower() or (self.method == "*" and method not in _NEVER_BY_STAR)
        return named and self.chat_id in (None, chat_id) and self.kind != "webhook_down"


class Faults:
    """The plan as it stands."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._plan: list[Fault] = []

    def plan(self, faults: list[Fault]) -> None:
        """Replace the plan; an empty one means that all goes well."""
        self._plan = [fault.model_copy() for fault in faults]

    async def meet(self, method: str, chat_id: object) -> Fault | None:
        """Suffer what is planned for this call; returns a `lost` fault for `lose` to finish after the call."""
        fault = next((f for f in self._plan if f.hits(method, chat_id)), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times == 0:
            self._plan.remove(fault)
        if fault.kind == "retry_after":
            seconds = fault.seconds
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        if fault.kind == "forbidden":
            raise forbidden("bot was blocked by the user")
        if fault.kind == "error":
            raise ApiError(500, "Internal Server Error")
        if fault.kind == "timeout":
            await self.lose(fault)
        return fault

    async def lose(self, fault: Fault) -> None:
        """Keep the caller waiting, then answer as a gateway does that gave up."""
        await self._clock.sleep(fault.seconds)
        raise ApiError(504, "Gateway Timeout")
