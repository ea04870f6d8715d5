"""Whether everything is as it was written: the log, the originals, the numbers, the jobs.

Door: `findings`, `against`. Promise: nothing is changed; each finding has a key and facts, and is grave when something was
lost, changed or stands still. Not here: the words for it and what to do (the command line).

The chain of hashes tells a changed line and one missing in the middle. Lines missing from the end of a stream show in three
other ways: rows tell of moments that the log no longer knows; the office's stream tells how far the others had come
(`events.anchor`); and a backup, which nobody with the database alone can change, has them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, groupby
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from cases import archive, events
from cases.db import Database, Session
from cases.models import (
    Case,
    Comment,
    Counter,
    Decision,
    Definition,
    Document,
    DocumentField,
    Event,
    Hold,
    Letter,
    Meeting,
    Notice,
    Person,
    Reply,
    Seat,
    StaffGroup,
    Step,
    Update,
)
from cases.vault import Vault
from workflows import catalogue

# So long after its time something that waits stands still: every retry and every sweep comes sooner.
PATIENCE = timedelta(minutes=15)
# A file this young may be of an upload whose row is just being written.
YOUNG = timedelta(hours=1)
_AT_ONCE = 500

type _Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. `grave`: something was lost or changed, or does not go on."""

    key: str
    facts: Mapping[str, Any]
    grave: bool = True


def findings(db: Database, vault: Vault, *, at: datetime, contents: bool = True) -> Iterator[Finding]:
    """Everything that is found. `contents`: every original is read and held against its hash, which takes as long as
    reading them all. Trouble: database."""
    with tempfile.TemporaryFile() as names:
        yield from db.read_now(_of_the_database, names, at=at)
        names.seek(0)
        yield from _files(vault, names, at, contents)


def against(db: Database, file: Path) -> Iterator[Finding]:
    """The lines of the log that an earlier backup has and the database has not, or has otherwise. Unusable: the file."""
    about, _ = archive.checked(file)
    columns = next(table["columns"] for table in about["tables"] if table["name"] == "event")
    places = [columns.index(name) for name in ("stream", "seq", "hash")]
    for name, content in archive.parts(file):
        found = archive.ROWS.fullmatch(name)
        if found and found[1] == "event":
            lines = [json.loads(line) for line in gzip.decompress(content).splitlines()]
            heads = [(line[places[0]], line[places[1]], line[places[2]]) for line in lines]
            yield from db.read_now(_unlike, heads, "the backup")


def _of_the_database(session: Session, names: IO[bytes], *, at: datetime) -> list[Finding]:
    for row in _named_files(session):
        names.write(json.dumps(row).encode() + b"\n")
    return [
        *_tables(session),
        *[Finding("log-changed", {"place": broken}) for broken in events.verify(session)],
        *_log_ends_early(session),
        *_anchors(session),
        *_numbers(session),
        *_standing_still(session, at),
    ]


# --- the log ----------------------------------------------------------------------------------------------------------


def _log_ends_early(session: Session) -> Iterator[Finding]:
    """Every moment that a row tells of has its line in the log of its case: the line was written together with the row."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for moment, case_id, kinds in _moments():
        stream = literal(events.OFFICE) if case_id is None else literal("case:") + cast(case_id, String)
        line = select(Event.id).where(Event.stream == stream, Event.at == moment)
        line = line.where(Event.kind.in_(kinds)) if kinds else line
        rows = select(stream.label("stream")).where(moment.is_not(None), ~line.exists()).distinct()
        for (found,) in session.execute(_with_case(rows, moment, case_id)):
            told[found].add(f"{moment.class_.__tablename__}.{moment.key}")
    for stream_name in _unfiled(session):
        told[stream_name].add("letter.state")
    for stream_name, rows_of in sorted(told.items()):
        yield Finding("log-cut", {"stream": stream_name, "told_by": ", ".join(sorted(rows_of))})
    yield from _of_no_case(session)


def _with_case(rows: Select[Any], moment: _Moment, case_id: InstrumentedAttribute[int] | None) -> Select[Any]:
    """Joined to the step or document by which the moment's row belongs to a case."""
    if case_id is None or case_id.class_ is moment.class_:
        return rows
    by = moment.class_.step_id if case_id.class_ is Step else moment.class_.document_id
    return rows.where(case_id.class_.id == by)


def _unfiled(session: Session) -> Iterator[str]:
    """Streams that know of fewer filed letters than there are."""
    filed = select(Letter.case_id, func.count().label("count")).where(Letter.state == "filed").group_by(Letter.case_id)
    each = filed.subquery()
    stream = literal("case:") + cast(each.c.case_id, String)
    lines = select(func.count()).where(Event.stream == stream, Event.kind == "letter-filed").scalar_subquery()
    yield from session.scalars(select(stream).where(each.c.count > lines))


def _moments() -> list[tuple[_Moment, InstrumentedAttribute[int] | None, tuple[str, ...]]]:
    """A moment, its case (None: it is the office's), and the kinds of its line where only these will do."""
    of_step: list[_Moment] = [Reply.asked_at, Reply.recorded_at, Seat.cast_at, Meeting.called_at, Comment.at]
    return [
        (Case.touched_at, Case.id, ()),
        (Case.opened_at, Case.id, ("opened",)),
        (Case.sent_at, Case.id, ("moved", "opened")),
        (Case.closed_at, Case.id, ("closed",)),
        (Step.entered_at, Step.case_id, ("moved", "opened")),
        (Step.left_at, Step.case_id, ("moved", "closed")),
        (Step.claimed_at, Step.case_id, ()),
        (Hold.began_at, Hold.case_id, ()),
        (Hold.ended_at, Hold.case_id, ()),
        (Decision.at, Decision.case_id, ("decided",)),
        (Document.received_at, Document.case_id, ("document-received",)),
        (Document.confirmed_at, Document.case_id, ("document-confirmed",)),
        (DocumentField.confirmed_at, Document.case_id, ()),
        (Letter.signed_at, Letter.case_id, ()),
        *[(moment, Step.case_id, ()) for moment in of_step],
        (Person.registered_at, None, ("enrolled",)),
        (StaffGroup.bound_at, None, ("group-bound",)),
    ]


def _of_no_case(session: Session) -> Iterator[Finding]:
    """Streams of cases that are not there any more."""
    streams = session.scalars(select(Event.stream).where(Event.seq == 1, Event.stream.startswith("case:")))
    for some in batched((int(stream.partition(":")[2]) for stream in streams.all()), _AT_ONCE):
        there = set(session.scalars(select(Case.id).where(Case.id.in_(some))))
        yield from (Finding("case-gone", {"stream": f"case:{one}"}) for one in sorted(set(some) - there))


def _anchors(session: Session) -> Iterator[Finding]:
    """What the office's stream was told of the others is still so."""
    lines = select(Event.facts).where(Event.stream == events.OFFICE, Event.kind == events.ANCHORED)
    for facts in session.scalars(lines.order_by(Event.seq).execution_options(yield_per=20)):
        heads = [(stream, seq, short) for stream, (seq, short) in facts["heads"].items()]
        yield from _unlike(session, heads, "the office's own log")


def _unlike(session: Session, heads: list[tuple[str, int, str]], told_by: str) -> list[Finding]:
    """The (stream, place, hash or its beginning) that the log does not have like that."""
    wrong = []
    for some in batched(heads, _AT_ONCE):
        wanted = tuple_(Event.stream, Event.seq).in_([(stream, seq) for stream, seq, _ in some])
        rows = session.execute(select(Event.stream, Event.seq, Event.hash).where(wanted))
        there = {(stream, seq): digest for stream, seq, digest in rows}
        for stream, seq, digest in some:
            present = there.get((stream, seq))
            if present is None:
                wrong.append(Finding("log-cut", {"stream": stream, "told_by": f"{told_by} (line {seq})"}))
            elif not present.startswith(digest):
                wrong.append(Finding("log-rewritten", {"place": f"{stream}#{seq}", "told_by": told_by}))
    return wrong


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
