"""Runs the local Bot API server inside the current event loop: for the demo and for tests.

Door: `running`. Promise: the server answers when the block is entered; when it is left, streams and polls are ended
first, so that it stops at once. Not here: the command line.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI


class _Quiet(uvicorn.Server):
    """A server that leaves the process's signals to whoever owns the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def running(app: FastAPI, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `app`; yields its base URL. Port 0 takes a free one. OSError where the port is taken."""
    with socket.create_server((host, port)) as listening:
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2, ws="none")
        server = _Quiet(config)
        task = asyncio.create_task(server.serve([listening]))
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.01)
        try:
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            app.state.messenger.hush()
            await task
