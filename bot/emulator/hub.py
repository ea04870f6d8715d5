"""What happens in the messenger, told to whoever listens: the web chat's event stream and waiting tests.

Door: `Hub`. Promise: every listener gets every event published after it began to listen, in order; a closed hub ends
all streams, so that the server can stop. Not here: keeping events; a listener that comes late reads the state
instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

type Event = dict[str, Any]


class Hub:
    """One place to publish, any number of listeners."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self.closed = False

    def publish(self, kind: str, **facts: Any) -> None:
        for listener in self._listeners:
            listener.put_nowait({"kind": kind, **facts})

    async def listen(self) -> AsyncIterator[Event]:
        """Events as they happen, until the hub closes."""
        with self._listener() as queue:
            while not self.closed and (event := await queue.get()) is not None:
                yield event

    async def next_change(self, patience: float) -> bool:
        """Wait for any event, at most `patience` seconds; False when none came."""
        with self._listener() as queue:
            try:
                return await asyncio.wait_for(queue.get(), patience) is not None
            except TimeoutError:
                return False

    def close(self) -> None:
        self.closed = True
        for listener in self._listeners:
            listener.put_nowait(None)

    @contextmanager
    def _listener(self) -> Iterator[asyncio.Queue[Event | None]]:
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
