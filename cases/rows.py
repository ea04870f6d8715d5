"""The rows of a database as plain data that any other database takes again: the tables as a revision has them.

Door: `tables`, `carried`, `lines`, `Inserting`, `set_sequences`. Promise: rows of one database are the same in another,
whichever of the two kinds it is, instants to the microsecond; never more than one piece of them in memory. Not here: the
file they lie in (archive).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import batched
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, String, Table, event, insert, inspect, select, text
from sqlalchemy.types import TypeEngine

from cases import migrations
from cases.archive import Unusable
from cases.db import Database, Session
from cases.models import Base, Instant

# Of the processes that run now; the revision is told apart.
NOT_CARRIED = frozenset({"lease"})
PIECE = 2000
_INSERTED_AT_ONCE = 500


@cache
def tables(revision: str) -> MetaData:
    """Every table of the domain as `revision` has it, read off a database in memory that was brought there."""
    scratch = Database("sqlite://")
    found = MetaData(naming_convention=Base.metadata.naming_convention)
    event.listen(found, "column_reflect", _with_our_type)
    try:
        with scratch.engine.begin() as connection:
            migrations.upgrade_over(connection, revision)
            names = [name for name in inspect(connection).get_table_names() if name != migrations.BOOK]
            found.reflect(connection, only=names)
    finally:
        scratch.close()
    return found


def carried(revision: str) -> list[Table]:
    """The tables that a backup carries, those that others refer to first."""
    return [table for table in tables(revision).sorted_tables if table.name not in NOT_CARRIED]


def lines(session: Session, table: Table) -> Iterator[list[bytes]]:
    """The table's rows in pieces, by its key; a row is the JSON list of its values."""
    wanted = select(table).order_by(*table.primary_key).execution_options(yield_per=PIECE)
    for piece in session.execute(wanted).partitions():
        yield [_line(row) for row in piece]


class Inserting:
    """Puts lines of `lines` into one table of a database."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection = connection
        self.table = table
        self.count = 0
        self._strict = connection.dialect.name != "sqlite"

    def take(self, piece: list[bytes]) -> None:
        """Inserts a piece. Unusable: a value is longer than the database lets it be (SQLite does not count)."""
        for some in batched(piece, _INSERTED_AT_ONCE):
            self.connection.execute(insert(self.table), [self._row(json.loads(line)) for line in some])
            self.count += len(some)

    def _row(self, values: list[Any]) -> dict[str, Any]:
        return {
            column.name: self._value(column.name, column.type, value, values)
            for column, value in zip(self.table.columns, values, strict=True)
        }

    def _value(self, name: str, kind: TypeEngine[Any], value: Any, values: list[Any]) -> Any:
        if value is None or not isinstance(value, str):
            return value
        if isinstance(kind, DateTime | Instant):
            return datetime.fromisoformat(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        if self._strict and isinstance(kind, String):
            value = value.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL's text cannot hold it
            if kind.length is not None and len(value) > kind.length:
                row = f"the row of {self.table.name} that begins with {values[:2]}"
                raise Unusable(f"{row}: {name} has {len(value)} characters, the database holds {kind.length}")
        return value


def set_sequences(connection: Connection, known: MetaData) -> None:
    """On PostgreSQL the next row of every table gets the number after the highest; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in known.sorted_tables:
        if "id" not in table.columns:
            continue
        named = {"table": quote(table.name)}
        sequence = connection.scalar(text("select pg_get_serial_sequence(:table, 'id')"), named)
        highest = connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) if sequence else None
        if highest is not None:
            connection.execute(text("select setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _line(row: Any) -> bytes:
    return json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _with_our_type(_inspector: object, _table: object, column: Any) -> None:
    """What the database calls a date and time is aware here, and no value is never JSON's null."""
    if isinstance(column["type"], DateTime):
        column["type"] = Instant(timezone=True)
    elif isinstance(column["type"], JSON):
        column["type"] = JSON(none_as_null=True)
