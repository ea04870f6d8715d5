"""`dabir run`: the whole program as one process, and where its log goes."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack
from typing import Any

import structlog
from aiogram.exceptions import TelegramNetworkError, TelegramUnauthorizedError
from aiogram.utils.token import TokenValidationError

import running
from cases.errors import Trouble
from cli.terminal import UNREACHABLE, complain, complaints
from settings import Settings


async def run(settings: Settings) -> int:
    """Runs until a signal; gives the exit code. What is wrong with the surroundings is said in one line."""
    assert settings.telegram_token is not None
    try:
        program = running.program_of(settings)
    except (Trouble, OSError) as trouble:
        return complain(UNREACHABLE.format(type(trouble.__cause__ or trouble).__name__))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    token, api = settings.telegram_token.get_secret_value(), str(settings.telegram_api)
    try:
        async with AsyncExitStack() as stack:
            going = await stack.enter_async_context(
                running.running(program, token=token, api=api, health_port=settings.health_port)
            )
            me = await going.bot.me()
            complaints.print(f"dabir runs as @{me.username}; Ctrl-C stops it")
            await going.until(stop)
    except (TelegramUnauthorizedError, TokenValidationError):
        return complain("DABIR_TELEGRAM_TOKEN: the messenger does not accept it; copy it again from @BotFather")
    except TelegramNetworkError as trouble:
        return complain(f"DABIR_TELEGRAM_API: {api} does not answer ({trouble.message})")
    finally:
        program.db.close()
    complaints.print("stopped")
    return 0


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
