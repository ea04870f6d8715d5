"""What bears witness to the log: lines missing from the end of a stream leave its chain of hashes whole.

Door: `ends_early`, `anchored`, `against`. Promise: they show in three other ways. Rows tell of moments that the log no longer
knows; the office's stream tells how far the others had come (`events.anchor`); and a backup, which nobody who has only the
database can change, has the lines themselves. Not here: the chain (events).
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from cases import archive, events
from cases.db import Database, Session
from cases.models import (
    Case,
    Comment,
    Decision,
    Document,
    DocumentField,
    Event,
    Hold,
    Letter,
    Meeting,
    Person,
    Reply,
    Seat,
    StaffGroup,
    Step,
)

_AT_ONCE = 500

type _Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. `grave`: something was lost or changed, or does not go on."""

    key: str
    facts: Mapping[str, Any]
    grave: bool = True


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


def ends_early(session: Session) -> Iterator[Finding]:
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
        (Person.registered_at, None, ("enrolled", "registered")),
        (StaffGroup.bound_at, None, ("group-bound",)),
    ]


def _of_no_case(session: Session) -> Iterator[Finding]:
    """Streams of cases that are not there any more."""
    streams = session.scalars(select(Event.stream).where(Event.seq == 1, Event.stream.startswith("case:")))
    for some in batched((int(stream.partition(":")[2]) for stream in streams.all()), _AT_ONCE):
        there = set(session.scalars(select(Case.id).where(Case.id.in_(some))))
        yield from (Finding("case-gone", {"stream": f"case:{one}"}) for one in sorted(set(some) - there))


def anchored(session: Session) -> Iterator[Finding]:
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
