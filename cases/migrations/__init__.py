"""Bringing a database to the present tables, and telling whether it is there.

Door: `upgrade`, `is_current`. Promise: repeated calls change nothing; the job engine's own tables are left alone.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from cases.db import Database
from cases.errors import Trouble


def upgrade(db: Database) -> None:
    """Runs every migration that the database has not seen. A database that cannot be reached is Trouble."""
    try:
        with db.engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as away:
        raise Trouble("database") from away


def is_current(db: Database) -> bool:
    """Whether the database has seen every migration."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    try:
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head
    except OperationalError as away:
        raise Trouble("database") from away


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
