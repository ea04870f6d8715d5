"""The door at which a messenger hands in updates.

Door: `router`. Promise: 200 is said only when the update and the job of its handling are in the database; who does not know
the secret learns nothing and leaves nothing, and no body is read beyond `BIGGEST`. An update that comes twice changes nothing.
Not here: what an update means, and its handling (bot, by a worker).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from cases import updates
from cases.db import Database
from cases.errors import Trouble

PATH = "/webhook/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105, the header's name
# An update is a few kilobytes; files come by another way.
BIGGEST = 1024 * 1024
RETRY_AFTER = {"Retry-After": "2"}


@dataclass(frozen=True, slots=True)
class Door:
    """What the door knows: its messenger's `channel`, the `secret` of its header, and the lane that an update belongs to."""

    channel: str
    secret: str
    lane: Callable[[dict[str, Any]], str]
    clock: Callable[[], datetime]


def router(db: Database, door: Door) -> APIRouter:
    """POST /webhook/telegram. 401: wrong secret; 413: too big; 400: no update; 503: tell it once more, later."""
    made = APIRouter()

    @made.post(PATH)
    async def take(request: Request) -> Response:
        if not _knows(request, door.secret):
            return Response(status_code=401)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        try:
            await db.transact(updates.receive, door.channel, door.lane(update), update, at=door.clock())
        except Trouble:
            return Response(status_code=503, headers=RETRY_AFTER)
        return Response(status_code=200)

    return made


def _knows(request: Request, secret: str) -> bool:
    # In constant time: how long the comparison takes must not tell how much of the secret was right.
    given = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(given.encode(), secret.encode())


async def _body(request: Request) -> bytes | None:
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > BIGGEST:
            return None
    return bytes(taken)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    number = found.get("update_id")
    known = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    return updates.writable(found) if known else None
