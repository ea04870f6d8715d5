"""`dabir run`, `serve` and `work`: the program as one process or as several, and where the log goes."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog
from aiogram.exceptions import TelegramNetworkError, TelegramUnauthorizedError
from aiogram.utils.token import TokenValidationError

import running
from bot.program import Program
from cases.errors import Trouble
from cli.terminal import complain, complaints, surroundings
from settings import Settings

type Part = Callable[[Program, str, str], AbstractAsyncContextManager[running.Running]]
APART = (
    "DABIR_DATABASE_URL: serve and work are for several processes on one PostgreSQL; with SQLite use `dabir run`, "
    "or move (docs/operating.md)"
)


async def run(settings: Settings) -> int:
    """Everything in this process, until a signal; gives the exit code."""

    def whole(program: Program, token: str, api: str) -> AbstractAsyncContextManager[running.Running]:
        return running.running(program, token=token, api=api, health_port=settings.health_port)

    return await _until_stopped(settings, whole, "runs as")


async def serve(settings: Settings, *, host: str, port: int, set_webhook: bool) -> int:
    """The edge alone: updates come in at the webhook, until a signal; gives the exit code."""
    if settings.database_url.startswith("sqlite"):
        return complain(APART)
    if set_webhook and settings.public is None:
        return complain("DABIR_PUBLIC_URL: is not set; the messenger must be told where to hand in updates")
    try:
        listening = socket.create_server((host, port))
    except OSError as taken:
        return complain(f"--host, --port: {host}:{port} cannot be listened at ({taken.strerror})")

    def edge(program: Program, token: str, api: str) -> AbstractAsyncContextManager[running.Running]:
        public_url = settings.public if set_webhook else None
        return running.serving(program, token=token, api=api, listening=listening, public_url=public_url)

    with listening:
        return await _until_stopped(settings, edge, f"serves at {host}:{listening.getsockname()[1]}")


async def work(settings: Settings, queues: Collection[str], *, health_port: int | None = None) -> int:
    """The jobs of these queues, until a signal; gives the exit code. A messenger that is away is waited for."""
    if settings.database_url.startswith("sqlite"):
        return complain(APART)
    if unknown := sorted(set(queues) - set(running.QUEUES)):
        return complain(f"--queues: {', '.join(unknown)}: choose of {','.join(running.QUEUES)}")

    def worker(program: Program, token: str, api: str) -> AbstractAsyncContextManager[running.Running]:
        return running.working(program, queues, token=token, api=api, health_port=health_port)

    return await _until_stopped(settings, worker, f"works on {','.join(queues)} as", patient=True)


async def _until_stopped(settings: Settings, part: Part, does: str, *, patient: bool = False) -> int:
    """Enters the part and waits for a signal. What is wrong with the surroundings is said in one line.

    `patient`: a messenger that does not answer is waited for."""
    assert settings.telegram_token is not None
    try:
        program = running.program_of(settings)
    except (Trouble, OSError) as trouble:
        return complain(surroundings(trouble))
    stop = _signalled()
    token, api = settings.telegram_token.get_secret_value(), str(settings.telegram_api)
    try:
        if patient and not await running.reached(token, api, program, stop):
            return 0
        async with part(program, token, api) as going:
            name = "" if does.startswith("serves") else f" @{(await going.bot.me()).username}"
            complaints.print(f"dabir {does}{name}; Ctrl-C stops it")
            await going.until(stop)
    except (TelegramUnauthorizedError, TokenValidationError):
        return complain("DABIR_TELEGRAM_TOKEN: the messenger does not accept it; copy it again from @BotFather")
    except TelegramNetworkError as trouble:
        return complain(f"DABIR_TELEGRAM_API: {api} does not answer ({trouble.message})")
    finally:
        program.db.close()
    complaints.print("stopped")
    return 0


def _signalled() -> asyncio.Event:
    """Set at Ctrl-C and when the machine asks the process to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def log_to(form: str, level: str) -> None:
    """Where and how the program's log lines go: the standard error, for a person or as JSON."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer] if form == "json" else [*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # The libraries' own lines: httpx names whole addresses, and with them the token, at INFO.
    # aiogram tells every exception that the inbox tells too.
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
