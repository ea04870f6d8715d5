"""What is done with a row whose turn has come, and what happens when that goes wrong.

Door: `Handler`, `work`. Promise: one run of a job ends in exactly one of: done; put off (the row says when next); set
aside (a person has to look), logged once with a reference code that staff see too. Not here: queues and processes
(engine).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import structlog

from cases.errors import Outdated, Refusal, Trouble
from cases.jobs import Job

log = structlog.get_logger(__name__)

type Outcome = Literal["done", "put-off", "set-aside"]


def utc_now() -> datetime:
    """The clock of a worker that was given no other."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Handler:
    """The domain's side of one queue. Rows are the truth; every part looks at its row again and may find nothing to do.

    `do(row_id)` does the work; it may run twice for a row, and at the same time in two processes if one was thought
    dead.
    `put_off(row_id, trouble)` raises the row's attempt and sets when it is tried again, or gives up (`trouble.final`).
    `set_aside(row_id, reference)` takes the row out of the waiting ones; `reference` finds the cause in the log.
    `waiting(session, at=…)` reads the jobs of all rows that are due at `at`, each with its row's present attempt.
    """

    do: Callable[[int], Awaitable[None]]
    put_off: Callable[[int, Trouble], Awaitable[None]]
    set_aside: Callable[[int, str], Awaitable[None]]
    waiting: Callable[..., Sequence[Job]]


async def work(handler: Handler, queue: str, row_id: int, *, within: float) -> Outcome:
    """Runs the handler on the row for at most `within` seconds.

    What `put_off` or `set_aside` raises goes up: the row waits for the sweep.
    """
    try:
        async with asyncio.timeout(within):
            await handler.do(row_id)
    except Trouble as trouble:
        return await _put_off(handler, queue, row_id, trouble)
    except TimeoutError:
        return await _put_off(handler, queue, row_id, Trouble("took-too-long"))
    except Outdated as outdated:
        # Somebody changed the case meanwhile; the next attempt sees its new state.
        return await _put_off(handler, queue, row_id, Trouble(outdated.key))
    except Refusal as refusal:
        reference = new_reference()
        log.warning("job refused", queue=queue, row=row_id, refusal=refusal.key, reference=reference)
        await handler.set_aside(row_id, reference)
        return "set-aside"
    except Exception:
        reference = new_reference()
        log.exception("job failed", queue=queue, row=row_id, reference=reference)
        await handler.set_aside(row_id, reference)
        return "set-aside"
    return "done"


def new_reference() -> str:
    """A short code that a person can read out and that is found in the log."""
    return secrets.token_hex(4)


async def _put_off(handler: Handler, queue: str, row_id: int, trouble: Trouble) -> Outcome:
    log.warning("job put off", queue=queue, row=row_id, trouble=trouble.key, retry_after=trouble.retry_after)
    await handler.put_off(row_id, trouble)
    return "put-off"
