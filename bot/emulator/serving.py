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


def _listening(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio switches Nagle's delay off only on sockets that say TCP; with it, each small
    # answer would take 40 ms.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    made.listen()
    return made


@asynccontextmanager
async def running(app: FastAPI, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `app`; yields its base URL. Port 0 takes a free one. OSError where the port is taken."""
    with _listening(host, port) as listening:
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
