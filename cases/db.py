"""The database: one engine, one commit point.

Door: `Database.transact` (async edges), `transact_now` (scripts, tests), `read`. Promise: a function runs in one
transaction that commits when it returns and leaves nothing when it raises; the jobs it asked for are enqueued in that same
transaction. Transactions that write begin IMMEDIATE on SQLite, since a deferred one ends in "database is locked". Not here:
tables (models) and what is done with them (the verbs).
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any, Concatenate

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session as Session  # the edges name it in their queries' signatures
from sqlalchemy.orm.exc import StaleDataError

from cases.errors import Outdated, Trouble
from cases.jobs import Job, asked

# The channel on which PostgreSQL tells its clients that there is work.
_BELLS = "dabir_jobs"
# Who only listens would never notice that the network between has gone; after a minute of silence it is asked for.
_LISTENING: dict[str, Any] = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3}
type Enqueue = Callable[[Connection, list[Job]], None]
_READ_ONLY = {"dabir_read_only": True}
# PostgreSQL's word for a write to a standby, or to a database that an administrator has made read-only.
_READ_ONLY_STATE = "25006"


class Database:
    """A SQLAlchemy engine with the one commit point of the program.

    `url`: "sqlite:///var/dabir.sqlite" or "postgresql+psycopg://…". `synchronous` is SQLite's pragma: NORMAL may lose the
    last commits at a power cut (not at a crash of the program), FULL does not and is several times slower.
    `enqueue` is set by the program that runs the job engine; without one the sweep finds the rows that wait.
    """

    def __init__(self, url: str, *, synchronous: str = "NORMAL") -> None:
        self.engine = _engine(url, synchronous)
        self.enqueue: Enqueue | None = None
        # On SQLite a read transaction is one view by itself.
        self._reading: dict[str, Any] = dict(_READ_ONLY)
        if self.engine.dialect.name != "sqlite":
            self._reading["isolation_level"] = "REPEATABLE READ"

    def transact_now[**P, R](
        self, act: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Runs `act(session, …)` in one transaction.

        Two who changed the same case: the later one gets Outdated. A database that is away, busy or damaged is Trouble.
        Two who wrote the same new row: the later one is run once more and then sees it.
        """
        try:
            try:
                return self._transacted(act, *args, **kwargs)
            except IntegrityError:
                return self._transacted(act, *args, **kwargs)
        except NoConnection as busy:
            raise Trouble("database") from busy
        except DatabaseError as wrong:
            if (trouble := trouble_of(wrong)) is None:
                raise
            raise trouble from wrong

    def _transacted[**P, R](self, act: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            try:
                result = act(session, *args, **kwargs)
                session.flush()
            except StaleDataError as stale:
                raise Outdated("case-moved-on") from stale
            jobs = asked(session)
            if jobs and self.enqueue is not None:
                self.enqueue(session.connection(), jobs)
        return result

    async def transact[**P, R](
        self, act: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`transact_now` in a thread. It is shielded: a cancelled caller does not cut a transaction in two."""
        return await asyncio.shield(asyncio.to_thread(self.transact_now, act, *args, **kwargs))

    def read_now[**P, R](self, look: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs `look(session, …)` over one consistent view and keeps nothing of what it changed."""
        try:
            with (
                self.engine.connect().execution_options(**self._reading) as connection,
                Session(connection, expire_on_commit=False) as session,
            ):
                return look(session, *args, **kwargs)
        except NoConnection as busy:
            raise Trouble("database") from busy
        except DatabaseError as wrong:
            if (trouble := trouble_of(wrong)) is None:
                raise
            raise trouble from wrong

    async def read[**P, R](self, look: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """`read_now` in a thread."""
        return await asyncio.to_thread(self.read_now, look, *args, **kwargs)

    @property
    def has_bells(self) -> bool:
        """Whether `ring` is heard: PostgreSQL tells its clients of one another, SQLite does not."""
        return self.engine.dialect.name == "postgresql"

    def ring(self, connection: Connection, name: str) -> None:
        """Rings for `name` once the transaction of this connection commits. Nothing where there are no bells."""
        if self.has_bells:
            connection.execute(select(func.pg_notify(_BELLS, name)))

    async def bells(self) -> AsyncIterator[str]:
        """The names that are rung for from now on, in a connection of its own; "" once it listens, since nobody was heard
        before. Trouble when the database goes away.
        """
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True, **_LISTENING) as connection:
                await connection.execute(f"listen {_BELLS}")
                yield ""
                async for rung in connection.notifies():
                    yield rung.payload
        except psycopg.OperationalError as away:
            raise Trouble("database") from away

    def close(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()


def trouble_of(wrong: DatabaseError) -> Trouble | None:
    """A database that is away or busy, or whose file is damaged, is the outside's failure; anything else is ours."""
    read_only = isinstance(wrong, InternalError) and getattr(wrong.orig, "sqlstate", None) == _READ_ONLY_STATE
    if isinstance(wrong, OperationalError) or read_only:
        return Trouble("database")
    # SQLite names damage by no class of its own.
    return Trouble("database-damaged") if type(wrong) is DatabaseError else None


# Persian letters as they are: escaped they take twice the room.
_json = partial(json.dumps, ensure_ascii=False)


def _engine(url: str, synchronous: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, json_serializer=_json)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, json_serializer=_json)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the "begin" below says how a transaction begins, not the driver
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite before 3.42 answers NULL here, and the job engine's rows then refuse to be written.
        if connection.execute("select unixepoch('subsec')").fetchone()[0] is None:
            connection.create_function("unixepoch", 1, lambda _how: time.time())

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("dabir_read_only")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
