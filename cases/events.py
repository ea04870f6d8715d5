"""The append-only log: who did what, when, from which account, with what before and after.

Door: `record`, `verify`. Promise: each stream ("case:12", "office") is a chain of hashes, so that a changed or missing
line shows; two writers cannot both append the same place of a stream. Not here: what is worth recording.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import Case, Event
from cases.people import By

OFFICE = "office"
_BEGINNING = "0" * 64


def stream_of(case: Case) -> str:
    """The stream of one case."""
    return f"case:{case.id}"


def record(session: Session, stream: str, kind: str, *, by: By | None, at: datetime, **facts: Any) -> Event:
    """Appends one line to `stream`. `facts` are plain data."""
    last = session.scalars(select(Event).where(Event.stream == stream).order_by(Event.seq.desc()).limit(1)).first()
    line = Event(
        stream=stream,
        seq=last.seq + 1 if last else 1,
        kind=kind,
        by_id=by.person.id if by else None,
        account=by.account if by else None,
        at=at,
        facts=facts,
        previous=last.hash if last else _BEGINNING,
    )
    line.hash = _hash(line)
    session.add(line)
    session.flush()
    return line


def verify(session: Session) -> list[str]:
    """Every place where the log is not what was written: "case:12#3 …"; empty when it is whole."""
    broken: list[str] = []
    previous: dict[str, Event] = {}
    for line in session.scalars(select(Event).order_by(Event.stream, Event.seq)):
        before = previous.get(line.stream)
        if line.seq != (before.seq + 1 if before else 1):
            broken.append(f"{line.stream}#{line.seq} follows a gap")
        if line.previous != (before.hash if before else _BEGINNING):
            broken.append(f"{line.stream}#{line.seq} does not follow the line before it")
        if line.hash != _hash(line):
            broken.append(f"{line.stream}#{line.seq} was changed")
        previous[line.stream] = line
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
