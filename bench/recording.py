"""What the program writes into its database, statement by statement, as the driver gets it.

Door: `Recording`. Promise: inserts, updates and deletes in their order with their parameters; reading is counted. The
one module outside cases that knows SQLAlchemy: it listens to an engine and changes nothing. Not here: running what was
recorded (stores).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bench.stores import Written
from cases.db import Database

_WRITES = ("INSERT", "UPDATE", "DELETE")


class Recording:
    """Listens to one database from its making on."""

    def __init__(self, db: Database) -> None:
        self._written: list[Written] = []
        self._reads = 0
        event.listen(db.engine, "before_cursor_execute", self._hear)

    def taken(self) -> tuple[list[Written], int]:
        """What was written since the last time, and how many statements read."""
        taken = self._written, self._reads
        self._written, self._reads = [], 0
        return taken

    def _hear(
        self, _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: bool
    ) -> None:
        if statement.startswith(_WRITES):
            # Many rows in one VALUES come as one flat tuple, and are said to be many all the same.
            self._written.append((statement, parameters, isinstance(parameters, list)))
        else:
            self._reads += 1
