"""The append-only log: who did what, when, from which account, with what before and after.

Door: `record`, `anchor`, `verify`. Promise: each stream ("case:12", "office") is a chain of hashes, so that a changed or
missing line shows; two writers cannot both append the same place of a stream. A chain does not show that its last lines are
gone: for that the office's own stream is told, now and then, how far every other one has come. Not here: what is worth
recording, and what the rows beside the log say of it (verify).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cases.models import Case, Event
from cases.people import By

OFFICE = "office"
ANCHORED = "anchored"
# Heads in one line of the office's stream, and how much of a head's hash: enough to tell it from any other.
HEADS_A_LINE, SHORT = 500, 16
# Of two transactions the later numbered line may be there first: so many are looked at once more.
_OVERLAP = 1000
_BEGINNING = "0" * 64
_HEADS = "heads"


def stream_of(case: Case) -> str:
    """The stream of one case."""
    return f"case:{case.id}"


def record(session: Session, stream: str, kind: str, *, by: By | None, at: datetime, **facts: Any) -> Event:
    """Appends one line to `stream`. `facts` are plain data."""
    seq, previous = _head(session, stream)
    line = Event(
        stream=stream,
        seq=seq + 1,
        kind=kind,
        by_id=by.person.id if by else None,
        account=by.account if by else None,
        at=at,
        facts=facts,
        previous=previous,
    )
    line.hash = _hash(line)
    session.add(line)
    session.info[_HEADS, stream] = (line.seq, line.hash)
    return line


def _head(session: Session, stream: str) -> tuple[int, str]:
    """The last line of the stream. Once this transaction has appended to it nobody else can, so it is asked for once."""
    known: tuple[int, str] | None = session.info.get((_HEADS, stream))
    if known is not None:
        return known
    last = select(Event.seq, Event.hash).where(Event.stream == stream).order_by(Event.seq.desc()).limit(1)
    found = session.execute(last).first()
    return (found.seq, found.hash) if found else (0, _BEGINNING)


def anchor(session: Session, *, at: datetime) -> int:
    """Writes into the office's stream how far each stream has come that has grown since the last time; returns how many."""
    last = session.scalar(select(func.max(Event.id)).where(Event.stream == OFFICE, Event.kind == ANCHORED)) or 0
    grown = (
        select(Event.stream, func.max(Event.seq).label("seq"))
        .where(Event.id > last - _OVERLAP, Event.stream != OFFICE)
        .group_by(Event.stream)
        .subquery()
    )
    heads = session.execute(
        select(Event.stream, Event.seq, Event.hash)
        .join(grown, and_(Event.stream == grown.c.stream, Event.seq == grown.c.seq))
        .where(Event.id > last - _OVERLAP)
        .order_by(Event.stream)
    ).all()
    told = _told_before(session, last)
    new = [
        (stream, [seq, digest[:SHORT]]) for stream, seq, digest in heads if told.get(stream) != [seq, digest[:SHORT]]
    ]
    for some in batched(new, HEADS_A_LINE):
        record(session, OFFICE, ANCHORED, by=None, at=at, heads=dict(some))
    return len(new)


def _told_before(session: Session, last: int) -> dict[str, Any]:
    """The heads that were told after the lines that are looked at once more."""
    lines = select(Event.facts).where(Event.stream == OFFICE, Event.kind == ANCHORED, Event.id > last - _OVERLAP)
    return {
        stream: head for facts in session.scalars(lines.order_by(Event.seq)) for stream, head in facts["heads"].items()
    }


def verify(session: Session) -> list[str]:
    """Every place where the log is not what was written: "case:12#3 …"; empty when it is whole."""
    broken: list[str] = []
    before: Event | None = None
    every = select(Event).order_by(Event.stream, Event.seq).execution_options(yield_per=1000)
    for line in session.scalars(every):
        if before is not None and before.stream != line.stream:
            before = None
        if line.seq != (before.seq + 1 if before else 1):
            broken.append(f"{line.stream}#{line.seq} follows a gap")
        if line.previous != (before.hash if before else _BEGINNING):
            broken.append(f"{line.stream}#{line.seq} does not follow the line before it")
        if line.hash != _hash(line):
            broken.append(f"{line.stream}#{line.seq} was changed")
        before = line
    return broken


def _hash(line: Event) -> str:
    told = [
        line.stream,
        line.seq,
        line.kind,
        line.by_id,
        line.account,
        line.at.astimezone(UTC).isoformat(),
        line.facts,
        line.previous,
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
