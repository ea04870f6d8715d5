"""How the local Bot API server says no, in Telegram's own words.

    ApiError       what a bot is told: an error code, a description, and sometimes parameters
    NotEmulated    the method or parameter exists at Telegram but not here: loud, so that no test passes by luck
    SpoiltAnswer   no answer in Telegram's words at all: a gateway's page, a broken connection (only by a planned fault)
    ImpossibleAct  what a person cannot do (write into a chat they are not in, press a button that is gone)

Promise: descriptions are those of the official server. Not here: Persian, or the product's own refusals.
"""

from __future__ import annotations


class ApiError(Exception):
    """An answer with `ok: false`; `parameters` are Telegram's ResponseParameters (retry_after, migrate_to_chat_id)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def envelope(self) -> dict[str, object]:
        """The JSON body of the answer."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


class NotEmulated(ApiError):
    """Known to Telegram, not to this server."""

    def __init__(self, what: str) -> None:
        super().__init__(501, f"Not Implemented: the local server does not emulate {what}")


class SpoiltAnswer(ApiError):
    """`body` as it goes over the wire, which no client can read; `dropped`: the connection ends before it is whole."""

    def __init__(self, code: int, body: str, *, dropped: bool = False) -> None:
        super().__init__(code, "connection dropped" if dropped else f"spoilt answer: {body}")
        self.body = body
        self.dropped = dropped


class ImpossibleAct(Exception):
    """A person cannot do this; the control side answers 400 with the reason."""


def bad_request(description: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    return ApiError(403, f"Forbidden: {description}")
