"""Whether everything is as it was written: the log, the originals, the numbers, the jobs.

Door: `findings`. Promise: nothing is changed; each finding has a key and facts, and is grave when something was lost, changed
or stands still. Not here: who bears witness to the log (witnesses), the words for it and what to do (the command line).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from cases import events, witnesses
from cases.db import Database, Session
from cases.models import (
    Case,
    Counter,
    Definition,
    Document,
    Letter,
    Notice,
    Update,
)
from cases.vault import BEGUN, Vault
from cases.witnesses import Finding
from workflows import catalogue

# So long after its time something that waits stands still: every retry and every sweep comes sooner.
PATIENCE = timedelta(minutes=15)
# A file this young may be of an upload whose row is just being written.
YOUNG = timedelta(hours=1)


def findings(db: Database, vault: Vault, *, at: datetime, contents: bool = True) -> Iterator[Finding]:
    """Everything that is found. `contents`: every original is read and held against its hash, which takes as long as
    reading them all. Trouble: database."""
    with tempfile.TemporaryFile() as names:
        yield from db.read_now(_of_the_database, names, at=at)
        names.seek(0)
        yield from _files(vault, names, at, contents)


def _of_the_database(session: Session, names: IO[bytes], *, at: datetime) -> list[Finding]:
    for row in _named_files(session):
        names.write(json.dumps(row).encode() + b"\n")
    return [
        *_tables(session),
        *[Finding("log-changed", {"place": broken}) for broken in events.verify(session)],
        *witnesses.ends_early(session),
        *witnesses.anchored(session),
        *_numbers(session),
        *_standing_still(session, at),
    ]


# --- files ------------------------------------------------------------------------------------------------------------


def _named_files(session: Session) -> Iterator[tuple[str, str, int]]:
    """The hash of every file that rows name, with the kind and id of a row that does, in the order of the hashes."""
    kinds = [
        select(table.sha256.label("sha256"), literal(kind).label("kind"), func.min(table.id).label("id"))
        .where(table.sha256.is_not(None))
        .group_by(table.sha256)
        for table, kind in ((Document, "document"), (Letter, "letter"))
    ]
    rows = session.execute(union_all(*kinds).order_by("sha256", "kind").execution_options(yield_per=1000))
    for sha256, found in groupby(rows, key=lambda row: row.sha256):
        first = next(iter(found))
        yield sha256, first.kind, first.id


def _files(vault: Vault, names: IO[bytes], at: datetime, contents: bool) -> Iterator[Finding]:
    """One of the vault's 256 folders after the other."""
    named = (json.loads(line) for line in names)
    seen = set()
    for prefix, group in groupby(named, key=lambda row: row[0][:2]):
        seen.add(prefix)
        yield from _folder(vault, prefix, {row[0]: row[1:] for row in group}, at, contents)
    for place in sorted(vault.folder.iterdir()):
        if place.name == BEGUN:
            continue
        if place.is_dir() and place.name not in seen:
            yield from _folder(vault, place.name, {}, at, contents)
        elif not place.is_dir():
            yield from _orphan(place, at)


def _folder(
    vault: Vault, prefix: str, named: Mapping[str, list[Any]], at: datetime, contents: bool
) -> Iterator[Finding]:
    folder = vault.folder / prefix
    there = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for sha256, (kind, row_id) in named.items():
        facts = {"sha256": sha256, "kind": kind, "id": row_id}
        if sha256 not in there:
            yield Finding("file-missing", facts)
        elif contents and _digest(there[sha256]) != sha256:
            yield Finding("file-changed", facts)
    for name in sorted(there.keys() - named.keys()):
        yield from _orphan(there[name], at)


def _orphan(path: Path, at: datetime) -> Iterator[Finding]:
    try:
        changed = path.stat().st_mtime
    except FileNotFoundError:
        return
    if changed < (at - YOUNG).timestamp():
        yield Finding("file-orphan", {"file": str(path)}, grave=False)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- tables and numbers -----------------------------------------------------------------------------------------------


def _tables(session: Session) -> Iterator[Finding]:
    """SQLite's own check of its file and of references, which PostgreSQL holds by itself; the kept definitions."""
    if session.get_bind().dialect.name == "sqlite":
        connection = session.connection()
        said = [line for (line,) in connection.exec_driver_sql("PRAGMA quick_check(20)") if line != "ok"]
        yield from (Finding("database-damaged", {"says": line}) for line in said)
        for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            yield Finding("reference-broken", {"table": table, "row": row, "other": other})
    for kept in session.scalars(select(Definition).execution_options(yield_per=50)):
        if catalogue.definition_hash(kept.body) != kept.hash:
            yield Finding("definition-changed", {"slug": kept.slug, "hash": kept.hash})


def _numbers(session: Session) -> Iterator[Finding]:
    """Cases and letters are numbered in each Jalali year without gaps, and their counters stand at the last number."""
    given: defaultdict[str, set[int]] = defaultdict(set)
    for (number,) in session.execute(select(Case.number).execution_options(yield_per=5000)):
        of, _, place = number.partition("-")
        given[f"case:{of}"].add(int(place))
    for year, serial in session.execute(select(Letter.year, Letter.serial).execution_options(yield_per=5000)):
        given[f"letter:{year}"].add(serial)
    counters = {counter.name: counter.value for counter in session.scalars(select(Counter))}
    for name in sorted({*given, *(known for known in counters if known.startswith(("case:", "letter:")))}):
        highest, counted = max(given[name], default=0), counters.get(name, 0)
        missing = sorted(set(range(1, max(highest, counted) + 1)) - given[name])
        if missing:
            yield Finding("number-missing", {"series": name, "count": len(missing), "first": missing[0]})
        if counted < highest:
            yield Finding("counter-behind", {"series": name, "counter": counted, "highest": highest})


# --- jobs -------------------------------------------------------------------------------------------------------------


def _standing_still(session: Session, at: datetime) -> Iterator[Finding]:
    late = at - PATIENCE
    # A notice waits behind the older ones of its chat, however late it is: only the first is held against the clock.
    first = select(func.min(Notice.id)).where(Notice.state == "waiting").group_by(Notice.channel, Notice.chat_id)
    waits: list[tuple[str, InstrumentedAttribute[datetime], ColumnElement[bool]]] = [
        ("readings", Document.received_at, _overdue(Document, late)),
        ("letters", Letter.signed_at, or_(_overdue(Letter, late), _unmade(late))),
        ("deliveries", Notice.made_at, _overdue(Notice, late) & Notice.id.in_(first)),
        ("updates", Update.received_at, and_(Update.state == "waiting", Update.received_at < late)),
    ]
    for queue, since, which in waits:
        count, oldest = session.execute(select(func.count(), func.min(since)).where(which)).one()
        if count:
            yield Finding("standing-still", {"queue": queue, "count": count, "since": oldest})
    aside = session.scalar(select(func.count()).select_from(Update).where(Update.state == "aside"))
    if aside:
        yield Finding("updates-aside", {"count": aside}, grave=False)


def _overdue(table: Any, late: datetime) -> ColumnElement[bool]:
    return and_(table.state == "waiting", or_(table.next_try_at.is_(None), table.next_try_at < late))


def _unmade(late: datetime) -> ColumnElement[bool]:
    """A letter is tried without end, each time a while later: it is told by its age."""
    return and_(Letter.state == "waiting", Letter.signed_at < late - YOUNG)
