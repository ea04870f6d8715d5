"""The two kinds of database that the office may run on, and the bare driver of each.

Door: `stores`, a context manager that gives those that can be had here. Promise: databases live in temporary places and are
gone at the end; a bare connection has the same durability as the program's own (`cases.db`). Not here: what is measured.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from bench import cluster

type Written = tuple[str, Any, bool]
"""A statement as the driver got it, its parameters, and whether they are many rows' (executemany)."""


class Bare(Protocol):
    """A connection of the driver itself."""

    def write(self, statements: Sequence[Written]) -> None:
        """Runs the statements in one transaction."""

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement by itself; gives its rows, if it has any."""

    def close(self) -> None:
        """Closes the connection."""


class Store(Protocol):
    """One kind of database."""

    name: str
    version: str

    def fresh(self) -> str:
        """The URL of a new, empty database."""

    def copy(self, url: str) -> str:
        """The URL of a copy; nobody may be connected to the original."""

    def bare(self, url: str, *, durable: bool = True) -> Bare:
        """A connection of the driver; one that is not durable is for filling tables."""

    def tidy(self, url: str) -> None:
        """What the database does by itself sooner or later after much was written."""

    def size(self, url: str) -> int:
        """The database's bytes."""

    def drop(self, url: str) -> None:
        """Gives the database's room back; nobody may be connected to it."""


@contextmanager
def stores(wanted: Sequence[str], folder: Path | None = None) -> Iterator[list[Store]]:
    """The wanted ones of "sqlite" and "postgresql". Without PostgreSQL: cluster.NoCluster."""
    with ExitStack() as stack:
        found: list[Store] = []
        if "sqlite" in wanted:
            made = tempfile.TemporaryDirectory(prefix="dabir-bench-", dir=folder)
            found.append(Sqlite(Path(stack.enter_context(made))))
        if "postgresql" in wanted:
            # The server's own settings, as it comes; only the log is given room for the filling.
            url = stack.enter_context(cluster.server("max_wal_size=4GB", "shared_buffers=512MB", folder=folder))
            found.append(Postgresql(url))
        yield found


class Sqlite:
    """Files in one folder."""

    name = "SQLite"
    version = sqlite3.sqlite_version

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def fresh(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'{self._made}.sqlite'}"

    def copy(self, url: str) -> str:
        new = self.fresh()
        shutil.copy(_file(url), _file(new))
        return new

    def bare(self, url: str, *, durable: bool = True) -> Bare:
        connection = sqlite3.connect(_file(url), isolation_level=None)
        modes: tuple[str, ...] = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
        if not durable:
            modes = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000")
        for pragma in ("busy_timeout=30000", *modes):
            connection.execute(f"PRAGMA {pragma}")
        return BareSqlite(connection)

    def tidy(self, url: str) -> None:
        pass  # SQLite gathers no statistics unless it is told to, and the program does not tell it

    def size(self, url: str) -> int:
        return Path(_file(url)).stat().st_size

    def drop(self, url: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{end}").unlink(missing_ok=True)


@dataclass
class BareSqlite:
    """Python's own sqlite3."""

    connection: sqlite3.Connection

    def write(self, statements: Sequence[Written]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in statements:
            if many:
                self.connection.executemany(statement, parameters)
            else:
                self.connection.execute(statement, parameters)
        self.connection.execute("COMMIT")

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()

    def close(self) -> None:
        self.connection.close()


class Postgresql:
    """Databases of one cluster."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self._url = url
        shown = self._alone("show server_version")
        self.version = str(shown[0][0]).split()[0]

    def fresh(self) -> str:
        return cluster.fresh(self._url)

    def copy(self, url: str) -> str:
        return cluster.fresh(self._url, like=_database(url))

    def bare(self, url: str, *, durable: bool = True) -> Bare:
        connection = psycopg.connect(cluster.driver_url(url), autocommit=True)
        if not durable:
            # `replica`: the triggers that look after foreign keys do not run.
            connection.execute("set synchronous_commit = off; set session_replication_role = replica")
        return BarePostgresql(connection)

    def tidy(self, url: str) -> None:
        bare = self.bare(url)
        # Rows that came without the program's counting: its next ids follow them.
        sequences = bare.run(
            "select c.table_name, pg_get_serial_sequence(quote_ident(c.table_name), 'id') "
            "from information_schema.columns c where c.table_schema = 'public' and c.column_default like 'nextval(%'"
        )
        for table, sequence in sequences:
            bare.run(f"""select setval('{sequence}', (select coalesce(max(id), 1) from "{table}"))""")
        bare.run("vacuum analyze")
        bare.close()

    def size(self, url: str) -> int:
        return int(self._alone(f"select pg_database_size('{_database(url)}')")[0][0])

    def drop(self, url: str) -> None:
        self._alone(f"drop database {_database(url)}")

    def _alone(self, statement: str) -> list[tuple[Any, ...]]:
        bare = self.bare(self._url)
        try:
            return bare.run(statement)
        finally:
            bare.close()


@dataclass
class BarePostgresql:
    """psycopg by itself."""

    connection: psycopg.Connection[tuple[Any, ...]]

    def write(self, statements: Sequence[Written]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            for statement, parameters, many in statements:
                if many:
                    cursor.executemany(statement.encode(), parameters)
                else:
                    cursor.execute(statement.encode(), parameters)
            cursor.execute("COMMIT")

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        done = self.connection.execute(statement.encode())
        return done.fetchall() if done.description else []

    def close(self) -> None:
        self.connection.close()


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _database(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
