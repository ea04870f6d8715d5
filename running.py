"""Puts the parts together and runs them until told to stop: the one process of `dabir run` and `dabir demo`.

Door: `running`. Promise: when the block is entered the bot fetches, handles, reads and delivers; when it is left, what is
being handled is finished and everything is closed. Not here: settings' meaning (settings), the command line (cli).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Any

import uvicorn
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import BotCommand

from bot import dispatcher
from bot.delivery import Delivery, build_bot
from bot.inbox import Inbox
from bot.program import Program, utc_now
from cases import deadlines, migrations, staff
from cases.db import Database
from cases.office import Office
from cases.vault import Vault
from nlp import wording
from settings import Settings
from web import app as health
from worker import deliveries, letters, readings
from worker.engine import Engine, Schedule
from workflows import catalogue, workdays

HOURLY = "0 * * * *"


def program_of(settings: Settings) -> Program:
    """The program over the settings' database, brought up to date, and its vault."""
    db = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    migrations.upgrade(db)
    office = Office(
        catalogue=catalogue.load(),
        calendar=workdays.Calendar(weekend=settings.weekend_days),
        province=settings.province,
        signatory=settings.signatory,
        signatory_title=settings.signatory_title,
    )
    if settings.staff_chat is not None:
        db.transact_now(staff.bind, "tg", settings.staff_chat, at=utc_now())
    return Program(db, office, Vault(settings.storage), upload_limit=settings.upload_limit_mb * 1024 * 1024)


@asynccontextmanager
async def running(program: Program, *, token: str, api: str, health_port: int | None = None) -> AsyncIterator[Bot]:
    """Runs the whole program over one bot. A refused token raises aiogram's TelegramUnauthorizedError."""
    async with AsyncExitStack() as stack:
        bot = Bot(
            token,
            session=AiohttpSession(api=TelegramAPIServer.from_base(api)),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        stack.push_async_callback(bot.session.close)
        await bot.get_me()
        await bot.delete_webhook()
        await bot.set_my_commands(_commands())
        outbound = build_bot(token, api)
        await outbound.initialize()
        stack.push_async_callback(outbound.shutdown)
        engine = _engine(program, Delivery(outbound, program))
        await engine.prepare()
        program.db.enqueue = engine.enqueue
        stack.push_async_callback(engine.stop)
        await engine.launch()
        inbox = asyncio.create_task(Inbox(bot, dispatcher.build(program), program).run())
        stack.push_async_callback(_ended, inbox)
        if health_port is not None:
            server = asyncio.create_task(_serve_health(program.db, health_port))
            stack.push_async_callback(_ended, server)
        yield bot
        if inbox.done():
            inbox.result()


def _engine(program: Program, delivery: Delivery) -> Engine:
    async def remind(due: datetime) -> None:
        await program.db.transact(deadlines.remind, at=program.clock())

    return Engine(
        program.db,
        handlers={
            "readings": readings.handler(program.db, program.vault, program.clock),
            "letters": letters.handler(program.db, program.vault, program.office, program.clock),
            "deliveries": deliveries.handler(program.db, delivery.deliver, delivery.give_up, program.clock),
        },
        schedules={"reminders": Schedule(HOURLY, remind)},
    )


def _commands() -> list[BotCommand]:
    return [BotCommand(command=name, description=says) for name, says in wording.words("commands").items()]


async def _serve_health(db: Database, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)) as listening:
        config = uvicorn.Config(health.create(db), log_config=None, access_log=False)
        await _Quiet(config).serve([listening])


class _Quiet(uvicorn.Server):
    """A server that leaves the process's signals to the command line."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
