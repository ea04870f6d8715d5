"""Puts the parts together and runs them until told to stop: the one process of `dabir run` and `dabir demo`.

Door: `running`. Promise: when the block is entered the bot fetches, handles, reads and delivers; when it is left, what is
being handled is finished and everything is closed. Not here: settings' meaning (settings), the command line (cli).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from cases import events, migrations, notices, obligations, reminders, staff, subscriptions, updates
from cases.db import Database
from cases.office import Office
from cases.vault import Vault
from nlp import wording
from settings import Settings
from web import app as health
from worker import deliveries, letters, readings
from worker.engine import Engine, Schedule
from workflows import checks, closures, workdays

HOURLY, NIGHTLY = "0 * * * *", "30 23 * * *"
# Raw updates and said notices: long enough to look into a complaint; the log of the cases stays for good.
KEPT = timedelta(days=30)


def program_of(settings: Settings) -> Program:
    """The program over the settings' database, brought up to date, and its vault.

    A wrong catalogue or file of closures raises CatalogueError, before anything is opened.
    """
    known = checks.checked(settings.catalogue)
    calendar = workdays.Calendar(settings.weekend_days, closures.read(settings.closures))
    db = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    migrations.upgrade(db)
    office = Office(
        catalogue=known,
        calendar=calendar,
        province=settings.province,
        signatory=settings.signatory,
        signatory_title=settings.signatory_title,
        quiet=settings.quiet,
        public_url=settings.public,
    )
    if settings.staff_chat is not None:
        db.transact_now(staff.bind, "tg", settings.staff_chat, at=utc_now())
    return Program(db, office, Vault(settings.storage), upload_limit=settings.upload_limit_mb * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Running:
    """The bot and the tasks that go on for as long as the program; one that ends by itself has failed."""

    bot: Bot
    tasks: tuple[asyncio.Task[None], ...]

    async def until(self, stop: asyncio.Event) -> None:
        """Waits for `stop`; raises what a task failed with."""
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({stopped, *self.tasks}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in self.tasks:
            if task.done():
                task.result()


@asynccontextmanager
async def running(program: Program, *, token: str, api: str, health_port: int | None = None) -> AsyncIterator[Running]:
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
        tasks = [asyncio.create_task(Inbox(bot, dispatcher.build(program), program).run(), name="inbox")]
        if health_port is not None:
            tasks.append(asyncio.create_task(_serve_health(program.db, health_port), name="health"))
        for task in tasks:
            stack.push_async_callback(_ended, task)
        yield Running(bot, tuple(tasks))


def _engine(program: Program, delivery: Delivery) -> Engine:
    async def remind(due: datetime) -> None:
        for of_what in (reminders, obligations):
            await program.db.transact(of_what.remind, at=program.clock(), office=program.office)
        await program.db.transact(subscriptions.tell_daily, at=program.clock(), office=program.office)

    async def tidy(due: datetime) -> None:
        before = program.clock() - KEPT
        await program.db.transact(updates.forget, before=before)
        await program.db.transact(notices.forget, before=before)
        await program.db.transact(events.anchor, at=program.clock())

    return Engine(
        program.db,
        handlers={
            "readings": readings.handler(program.db, program.vault, program.clock),
            "letters": letters.handler(program.db, program.vault, program.office, program.clock),
            "deliveries": deliveries.handler(program.db, delivery.deliver, delivery.give_up, program.clock),
        },
        schedules={"reminders": Schedule(HOURLY, remind), "tidying": Schedule(NIGHTLY, tidy)},
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
    await asyncio.wait({task})
