"""Bringing a database to the present tables, and telling whether it is there.

Door: `upgrade`, `upgrade_over`, `revision`, `is_current`. Promise: repeated calls change nothing; the job engine's own
tables are left alone.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from cases.db import Database
from cases.errors import Trouble

# Where a database keeps its revision.
BOOK = "alembic_version"


def upgrade(db: Database) -> None:
    """Runs every migration that the database has not seen. A database that cannot be reached is Trouble."""
    try:
        with db.engine.begin() as connection:
            upgrade_over(connection, "head")
    except OperationalError as away:
        raise Trouble("database") from away


def upgrade_over(connection: Connection, to: str) -> None:
    """`upgrade`, up to the revision `to`, inside the transaction of this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def is_current(db: Database) -> bool:
    """Whether the database has seen every migration."""
    try:
        with db.engine.connect() as connection:
            return revision(connection) == known()[-1]
    except OperationalError as away:
        raise Trouble("database") from away


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
