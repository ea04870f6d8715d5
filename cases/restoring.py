"""A backup brought back into an empty database of either kind.

Door: `restore`. Promise: everything is checked before anything is written; the rows come in one transaction, so that an
interrupted restore leaves an empty database and may be repeated; an older backup goes into the tables of its own revision,
which are then migrated. Not here: taking a backup (backup); whether what came back is well (verify).
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.exc import DBAPIError, OperationalError

from cases import archive, migrations, rows
from cases.archive import Unusable
from cases.db import Database
from cases.errors import Trouble
from cases.vault import Vault

HOW_TO_EMPTY = "name a new one in DABIR_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `since`: when the backup was taken, and from which revision; `own`: what became of the office's own
    catalogue files: "written", "same", "differ", or None where there are none."""

    since: datetime
    revision: str
    rows: dict[str, int]
    documents: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    own: str | None


def restore(db: Database, vault: Vault, file: Path, *, at: datetime, own: Path | None = None) -> Restored:
    """Fills the empty database and the vault from a backup, and brings the tables up to date.

    `own`: the folder for the office's own catalogue files; they are written where it is missing or empty. Unusable: the file
    is not whole, not of this program, or newer; the database is not empty, or a program runs on it. Trouble: database.
    """
    about, manifest = archive.checked(file)
    if about["revision"] not in migrations.known():
        raise Unusable(f"{file}: it was made by a newer program (revision {about['revision']}); use that one")
    files: dict[str, bytes] = {}
    try:
        with migrations.unminded(db) as connection:
            _make_tables(connection, about["revision"], at)
            counts = _fill(connection, vault, file, about, files)
            if counts != manifest["rows"]:
                raise Unusable(f"{file}: it holds other rows than its manifest counts; take another backup")
            migrations.upgrade_over(connection, "head")
            rows.set_sequences(connection, rows.tables(migrations.known()[-1]))
    except migrations.Dangling as dangling:
        raise Unusable(str(dangling)) from dangling
    except OperationalError as away:
        raise Trouble("database") from away
    except DBAPIError as refused:
        raise Unusable(f"{file}: the database does not take its rows: {refused.orig}") from refused
    return Restored(
        since=datetime.fromisoformat(about["made_at"]),
        revision=about["revision"],
        rows=counts,
        documents=manifest["documents"]["count"],
        missing=tuple(manifest["missing"]),
        damaged=tuple(manifest["damaged"]),
        own=_put_catalogue(files, own),
    )


def _make_tables(connection: Connection, revision: str, at: datetime) -> None:
    """The empty tables of `revision`; those of another revision make way, if they are empty."""
    present = migrations.revision(connection)
    if present is not None:
        if present not in migrations.known():
            raise Unusable(f"the database is of a newer program (revision {present}); {HOW_TO_EMPTY}")
        _refuse_used(connection, present, at)
    if present is not None and present != revision:
        rows.tables(present).drop_all(connection)
        connection.exec_driver_sql(f"drop table {migrations.BOOK}")
    migrations.upgrade_over(connection, revision)


def _refuse_used(connection: Connection, present: str, at: datetime) -> None:
    known = rows.tables(present)
    for table in rows.carried(present):
        if connection.scalar(select(exists(select(1).select_from(table)))):
            raise Unusable(f"the database is not empty: {table.name} has rows; {HOW_TO_EMPTY}")
    lease = known.tables["lease"]
    if connection.scalar(select(exists(select(1).where(lease.c.expires_at > at)))):
        raise Unusable("a program runs on the database; stop it, then restore")


def _fill(
    connection: Connection, vault: Vault, file: Path, about: dict[str, Any], files: dict[str, bytes]
) -> dict[str, int]:
    """Rows into their tables, documents into the vault; what else there is into `files`."""
    into = {table.name: rows.Inserting(connection, table) for table in rows.carried(about["revision"])}
    told = {table["name"]: table["columns"] for table in about["tables"]}
    if told != {name: list(one.table.columns.keys()) for name, one in into.items()}:
        raise Unusable(f"{file}: its tables are not those of revision {about['revision']}")
    for name, content in archive.parts(file):
        if found := archive.ROWS.fullmatch(name):
            into[found[1]].take(gzip.decompress(content).splitlines())
        elif archive.DOCUMENT.fullmatch(name):
            vault.keep(content)
        elif archive.CATALOGUE.fullmatch(name):
            files[name] = content
    return {name: one.count for name, one in into.items()}


def _put_catalogue(files: dict[str, bytes], own: Path | None) -> str | None:
    """Writes the office's own entries where their folder is missing or empty; anything that is there stays as it is."""
    prefix = "catalogue/own/"
    theirs = {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}
    if not theirs or own is None:
        return "unset" if theirs else None
    if own.is_dir() and any(own.iterdir()):
        present = {path.relative_to(own).as_posix(): path.read_bytes() for path in own.glob("*/*.yaml")}
        return "same" if present == theirs else "differ"
    for name, content in theirs.items():
        place = own / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return "written"
