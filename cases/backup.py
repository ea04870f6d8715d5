"""One file that holds the office's whole memory: rows, originals and letters, the catalogue in force.

Door: `write`. Promise: the rows are one moment's, while the program goes on; every file that they name is in it, or named
as missing or damaged; an interrupted backup leaves nothing that looks whole. The job engine's tables and the workers'
leases are not in it: the sweep asks anew for what waits. Not here: the file's form (archive), bringing it back (restoring).
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select, union

from cases import archive, migrations, rows
from cases.archive import Unusable, Writer
from cases.db import Database, Session
from cases.vault import Vault
from workflows import catalogue

_HASH = 64


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds. `missing`, `damaged`: files that rows name and that were not there, or not what they were."""

    revision: str
    rows: dict[str, int]
    documents: int
    size: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def write(
    db: Database, vault: Vault, file: Path, *, at: datetime, own: Path | None = None, closures: Path | None = None
) -> Made:
    """Writes a new backup. `own`, `closures`: the office's own catalogue folder and file of closed days.

    FileExistsError, any other OSError of the place it goes to, Trouble (database), Unusable (there is nothing to back up).
    """
    with archive.writing(file, at) as writer, tempfile.TemporaryFile() as names:
        about, counts = db.read_now(_write_rows, writer, names)
        # After the rows: a file is in the vault before a row names it, and is never changed or removed.
        missing, damaged = _write_documents(writer, vault, names)
        for name, content in _catalogue_in_force(own, closures):
            writer.add(name, content)
        manifest = writer.finish(revision=about, rows=counts, missing=missing, damaged=damaged)
    documents = manifest["documents"]
    return Made(about, counts, documents["count"], documents["bytes"], tuple(missing), tuple(damaged))


def _write_rows(session: Session, writer: Writer, names: IO[bytes]) -> tuple[str, dict[str, int]]:
    """Everything that comes out of the database, over one view of it; the files' names are put aside in `names`."""
    revision = migrations.revision(session.connection())
    if revision not in migrations.known():
        told = "it holds no tables yet" if revision is None else f"it is of a newer program (revision {revision})"
        raise Unusable(f"the database cannot be backed up: {told}")
    carried = rows.carried(revision)
    columns = [{"name": table.name, "columns": list(table.columns.keys())} for table in carried]
    made_at = writer.at.astimezone(UTC).isoformat()
    about = {"format": archive.FORMAT, "revision": revision, "made_at": made_at, "tables": columns}
    writer.add(archive.ABOUT, archive.as_json(about))
    counts = {}
    for place, table in enumerate(carried, 1):
        counts[table.name] = 0
        for number, piece in enumerate(rows.lines(session, table), 1):
            counts[table.name] += len(piece)
            packed = gzip.compress(b"\n".join(piece) + b"\n", mtime=0)
            writer.add(f"rows/{place:03}-{table.name}/{number:05}.jsonl.gz", packed)
    known = rows.tables(revision).tables
    named = [select(known[name].c.sha256) for name in ("document", "letter")]
    for (sha256,) in session.execute(union(*named).order_by("sha256").execution_options(yield_per=rows.PIECE)):
        if sha256 is not None:
            names.write(sha256.encode())
    return revision, counts


def _write_documents(writer: Writer, vault: Vault, names: IO[bytes]) -> tuple[list[str], list[str]]:
    missing, damaged = [], []
    names.seek(0)
    while name := names.read(_HASH).decode():
        try:
            content = vault.path(name).read_bytes()
        except FileNotFoundError:
            missing.append(name)
            continue
        whole = hashlib.sha256(content).hexdigest() == name
        writer.add(f"documents/{name}" if whole else f"damaged/{name}", content)
        if not whole:
            damaged.append(name)
    return missing, damaged


def _catalogue_in_force(own: Path | None, closures: Path | None) -> Iterator[tuple[str, bytes]]:
    for source, folder in (("packaged", catalogue.FOLDER), ("own", own)):
        for part in catalogue.PARTS if folder is not None else ():
            assert folder is not None
            for path in sorted((folder / part).glob("*.yaml")):
                if not path.name.startswith("."):
                    yield f"catalogue/{source}/{part}/{path.name}", path.read_bytes()
    if closures is not None:
        yield "catalogue/closures.yaml", closures.read_bytes()
