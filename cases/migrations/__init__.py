"""Bringing a database to the present tables, and telling whether it is there.

Door: `upgrade`, `upgrade_over`, `unminded`, `revision`, `is_current`. Promise: repeated calls change nothing; all is one
transaction; the job engine's own tables are left alone. Not here: what each migration does (versions).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from cases.db import Database, trouble_of
from cases.errors import Trouble

# Where a database keeps its revision.
BOOK = "alembic_version"
# Of several processes that start at once one migrates, and the others then find it done.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(7305)"


class Dangling(Exception):
    """Rows of the table `of` refer to rows of `to` that are not there."""

    def __init__(self, of: str, to: str) -> None:
        super().__init__(f"rows of {of} refer to rows of {to} that are not there")


def upgrade(db: Database) -> None:
    """Runs every migration that the database has not seen.

    Trouble: database (it cannot be reached), database-damaged (no database, a broken one, or rows that refer to nothing).
    """
    if is_current(db):
        return
    try:
        with _named(), unminded(db) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(_ONE_AT_A_TIME)
            upgrade_over(connection, "head")
    except Dangling as dangling:
        raise Trouble("database-damaged") from dangling


@contextmanager
def unminded(db: Database) -> Iterator[Connection]:
    """One transaction in which SQLite minds its foreign keys only at the end, since a migration may copy and drop a table
    that others refer to. Raises Dangling where they do not hold then, and changes nothing."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        # Inside a transaction SQLite does not hear it.
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise Dangling(dangling[0][0], dangling[0][2])
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except DatabaseError as wrong:
        if (trouble := trouble_of(wrong)) is None:
            raise
        raise trouble from wrong


def upgrade_over(connection: Connection, to: str) -> None:
    """`upgrade`, up to the revision `to`, inside the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def is_current(db: Database) -> bool:
    """Whether the database has seen every migration. Trouble as of `upgrade`."""
    with _named(), db.engine.connect() as connection:
        return revision(connection) == known()[-1]


def revision(connection: Connection) -> str | None:
    """The last migration that the database has seen; None: it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def known() -> list[str]:
    """Every revision that this program has, the first one first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
