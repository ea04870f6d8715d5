"""Puts the parts together and runs them until told to stop: all in one process, or the edge and the workers apart.

Door: `running` (`dabir run`, `dabir demo`), `serving` (`dabir serve`), `working` (`dabir work`). Promise: when a block is
entered its part of fetching, handling, reading and delivering goes on; when it is left, what is being handled is finished and
everything is closed. An edge keeps nothing that another edge would need: all that was said to it is in the database. Not
here: settings' meaning (settings), the command line (cli).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
import uvicorn
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from bot import commands, dispatcher
from bot.delivery import Delivery, build_bot
from bot.inbox import ALLOWED, CHANNEL, PAUSES, Inbox, lane
from bot.lanes import Lanes
from bot.pacing import Hearing, Paced
from bot.patience import Patient
from bot.program import Program, utc_now
from cases import (
    counting,
    deputies,
    digests,
    events,
    migrations,
    notices,
    obligations,
    pacing,
    reminders,
    staff,
    subscriptions,
    updates,
)
from cases.db import Database
from cases.office import Office
from cases.vault import Vault
from intake.nursery import Nursery
from settings import Settings
from web import app as health
from web import webhook
from worker import deliveries, letters, readings
from worker import updates as kept_updates
from worker.engine import TIMERS, Engine, Schedule
from worker.handler import Handler
from workflows import checks, closures, workdays

HOURLY, NIGHTLY, OFTEN = "0 * * * *", "30 23 * * *", "*/10 * * * *"
QUEUES = ("updates", "readings", "letters", "deliveries", TIMERS)
log = structlog.get_logger(__name__)
# Raw updates and said notices: long enough to look into a complaint; the log of the cases stays for good.
KEPT = timedelta(days=30)
# What readings have left that nobody went on with; every try comes sooner.
FORGOTTEN = timedelta(days=2)


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
        digests=settings.digests,
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
        bot = _bot(token, api, program.db)
        stack.push_async_callback(bot.session.close)
        await bot.get_me()
        await bot.delete_webhook()
        await commands.announce(bot)
        outbound = build_bot(token, api, Paced(program.db))
        await outbound.initialize()
        stack.push_async_callback(outbound.shutdown)
        engine = Engine(
            program.db,
            handlers=_handlers(program, Delivery(outbound, program), stack),
            schedules=_schedules(program),
            clock=program.clock,
        )
        await _prepared(engine, program, stack)
        await engine.launch()
        tasks = [asyncio.create_task(Inbox(bot, dispatcher.build(program), program).run(), name="inbox")]
        if health_port is not None:
            tasks.append(asyncio.create_task(_serve_health(program.db, health_port), name="health"))
        for task in tasks:
            stack.push_async_callback(_ended, task)
        yield Running(bot, tuple(tasks))


@asynccontextmanager
async def serving(
    program: Program, *, token: str, api: str, listening: socket.socket, public_url: str | None = None
) -> AsyncIterator[Running]:
    """Takes in updates at the webhook on this socket; as many such processes as wanted, on one database.

    With `public_url` the messenger is told to hand its updates in there, and the commands are set anew.
    """
    async with AsyncExitStack() as stack:
        bot = _bot(token, api, program.db)
        stack.push_async_callback(bot.session.close)
        await _prepared(Engine(program.db, handlers={}), program, stack)
        door = webhook.Door(CHANNEL, secret_of(token), lane, program.clock)
        task = asyncio.create_task(_served(health.create(program.db, door=door), listening), name="edge")
        stack.push_async_callback(_ended, task)
        if public_url is not None:
            await bot.get_me()
            await commands.announce(bot)
            await bot.set_webhook(public_url + webhook.PATH, secret_token=door.secret, allowed_updates=ALLOWED)
        yield Running(bot, (task,))


@asynccontextmanager
async def working(
    program: Program, queues: Collection[str], *, token: str, api: str, health_port: int | None = None
) -> AsyncIterator[Running]:
    """Does the jobs of these of `QUEUES`; as many such processes as wanted, on one database and one storage."""
    async with AsyncExitStack() as stack:
        bot = _bot(token, api, program.db)
        stack.push_async_callback(bot.session.close)
        await bot.get_me()
        outbound = build_bot(token, api, Paced(program.db))
        await outbound.initialize()
        stack.push_async_callback(outbound.shutdown)
        handlers = _handlers(program, Delivery(outbound, program), stack)
        lanes = Lanes(Inbox(bot, dispatcher.build(program), program))
        handlers["updates"] = kept_updates.handler(program.db, CHANNEL, lanes.handle)
        wanted = {queue: handler for queue, handler in handlers.items() if queue in queues}
        engine = Engine(
            program.db, handlers=wanted, schedules=_schedules(program), timers=TIMERS in queues, clock=program.clock
        )
        await _prepared(engine, program, stack)
        await engine.launch()
        tasks = () if health_port is None else (asyncio.create_task(_serve_health(program.db, health_port)),)
        for task in tasks:
            stack.push_async_callback(_ended, task)
        yield Running(bot, tasks)


async def reached(token: str, api: str, program: Program, stop: asyncio.Event) -> bool:
    """Waits until the messenger answers, however long; False: until `stop`. Raises TelegramUnauthorizedError."""
    bot, failures = _bot(token, api, program.db), 0
    try:
        while not stop.is_set():
            try:
                await bot.get_me(request_timeout=10)
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as away:
                log.warning("the messenger does not answer; waiting for it", api=api, error=type(away).__name__)
            else:
                return True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
    finally:
        await bot.session.close()
    return False


def secret_of(token: str) -> str:
    """The webhook's secret: every edge makes the same one of the bot's token, and it tells nothing of the token."""
    return hmac.new(token.encode(), b"dabir webhook", hashlib.sha256).hexdigest()


async def _prepared(engine: Engine, program: Program, stack: AsyncExitStack) -> None:
    await engine.prepare()
    program.db.enqueue = engine.enqueue
    stack.push_async_callback(engine.stop)


def _bot(token: str, api: str, db: Database) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    # Around the other, which so hears of every flood limit.
    session.middleware(Patient())
    session.middleware(Hearing(db))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def _handlers(program: Program, delivery: Delivery, stack: AsyncExitStack) -> dict[str, Handler]:
    readers = Nursery()
    stack.callback(readers.close)
    return {
        "readings": readings.handler(program.db, program.vault, program.clock, readers.child),
        "letters": letters.handler(program.db, program.vault, program.office, program.clock),
        "deliveries": deliveries.handler(program.db, delivery.deliver, delivery.give_up, program.clock),
    }


async def tell_what_is_due(program: Program) -> None:
    """What every hour begins with: deputies whose time is over, dates that come or have passed, morning and evening words."""
    await program.db.transact(deputies.over, at=program.clock())
    for of_what in (reminders, obligations):
        await program.db.transact(of_what.remind, at=program.clock(), office=program.office)
    await program.db.transact(digests.tell, at=program.clock(), office=program.office)
    await program.db.transact(subscriptions.tell_daily, at=program.clock(), office=program.office)


def _schedules(program: Program) -> dict[str, Schedule]:
    async def remind(due: datetime) -> None:
        await tell_what_is_due(program)

    async def count(due: datetime) -> None:
        await program.db.transact(counting.roll_up, at=program.clock())

    async def tidy(due: datetime) -> None:
        await count(due)
        before = program.clock() - KEPT
        await program.db.transact(updates.forget, before=before)
        await program.db.transact(notices.forget, before=before)
        await program.db.transact(pacing.forget, at=program.clock())
        await program.db.transact(events.anchor, at=program.clock())
        await asyncio.to_thread(program.vault.forget_begun, before=program.clock() - FORGOTTEN)

    return {
        "reminders": Schedule(HOURLY, remind),
        "counting": Schedule(OFTEN, count),
        "tidying": Schedule(NIGHTLY, tidy),
    }


async def _serve_health(db: Database, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)) as listening:
        await _served(health.create(db), listening)


async def _served(app: Any, listening: socket.socket) -> None:
    # A request that is being answered when the process ends is answered; its connection is not waited for longer.
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5, ws="none")
    server = _Quiet(config)
    task = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(task)
    finally:
        server.should_exit = True
        await task


class _Quiet(uvicorn.Server):
    """A server that leaves the process's signals to the command line."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.wait({task})
