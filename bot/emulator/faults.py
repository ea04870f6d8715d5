"""Faults on demand: what can go wrong between a bot and Telegram, a given number of times.

Door: `Faults.plan` and `Faults.meet`. Promise: a fault hits only calls that match its method and chat, and is spent
by each hit; a `lost`, `unreadable` or `undated` answer means that the call was carried out although its caller never
learned so. Not here: the webhook's own down-time, which the webhook keeps; how a spoilt answer goes over the wire (app).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, PositiveInt

from bot.emulator.clock import Clock
from bot.emulator.errors import ApiError, SpoiltAnswer, bad_request, forbidden

_NEVER_BY_STAR = frozenset({"getUpdates", "getMe"})
_CARRIED_OUT = ("lost", "unreadable", "undated")


class Fault(BaseModel):
    """One line of a plan. `method` "*": all but getUpdates and getMe. `seconds`: retry_after, or how long it hangs.

    `kind`: retry_after 429; forbidden 403; refused 400 with the words of `says`; error 500; gateway 502 with a page of
    HTML; dropped: the connection ends; timeout 504; and, carried out all the same: lost 504, unreadable 200 without
    JSON, undated 200 with messages that lack their date. webhook_down: the webhook cannot be reached.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal[
        "retry_after",
        "forbidden",
        "refused",
        "error",
        "gateway",
        "dropped",
        "timeout",
        "lost",
        "unreadable",
        "undated",
        "webhook_down",
    ]
    times: PositiveInt = 1
    method: str = "*"
    chat_id: int | None = None
    seconds: int = 1
    says: str = "message thread not found"

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

    @property
    def left(self) -> int:
        """How many calls will still suffer."""
        return sum(fault.times for fault in self._plan if fault.kind != "webhook_down")

    async def meet(self, method: str, chat_id: object) -> Fault | None:
        """Suffer what is planned for this call; returns a fault of its answer, for `spoil` to finish after the call."""
        fault = next((f for f in self._plan if f.hits(method, chat_id)), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times == 0:
            self._plan.remove(fault)
        if fault.kind not in _CARRIED_OUT:
            await self._refuse(fault)
        return fault

    async def spoil(self, fault: Fault, result: Any) -> Any:
        """What the caller gets of a call that was carried out: a gateway's refusal, no JSON, or messages undated."""
        if fault.kind == "unreadable":
            raise SpoiltAnswer(200, "OK")
        if fault.kind == "undated":
            return _undated(result)
        return await self._hang(fault)

    async def _refuse(self, fault: Fault) -> None:
        seconds = fault.seconds
        match fault.kind:
            case "retry_after":
                raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
            case "forbidden":
                raise forbidden("bot was blocked by the user")
            case "refused":
                raise bad_request(fault.says)
            case "gateway":
                raise SpoiltAnswer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")
            case "dropped":
                raise SpoiltAnswer(200, "", dropped=True)
            case "timeout":
                await self._hang(fault)
            case _:
                raise ApiError(500, "Internal Server Error")

    async def _hang(self, fault: Fault) -> None:
        """Keep the caller waiting, then answer as a gateway does that gave up."""
        await self._clock.sleep(fault.seconds)
        raise ApiError(504, "Gateway Timeout")


def _undated(result: Any) -> Any:
    if isinstance(result, list):
        return [_undated(part) for part in result]
    return {key: value for key, value in result.items() if key != "date"} if isinstance(result, dict) else result
