"""How the office's program stands at one moment, in numbers.

Door: `look`. Promise: one consistent view; nothing of it names a person, a city, a chat or a case; it costs a few counts
over indexed columns and one pass over the documents. Not here: how it is drawn (cli.keeping) or scraped (web.metrics).
"""

from __future__ import annotations

import re
from collections import Counter as Count
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cases import migrations
from cases.db import Session
from cases.models import Case, Decision, Document, Lease, Letter, Notice, Step, Update

QUEUES = ("readings", "letters", "deliveries", "updates")
STATES = ("draft", "running", "held", "closed")
OUTCOMES = ("done", "rejected", "withdrawn")
NOTICE_STATES = ("waiting", "sent", "failed", "stale")
DOCUMENT_STATES = ("waiting", "read", "unreadable", "confirmed", "replaced", "removed")
REASONS = ("blocked", "refused", "network", "flood", "bug", "other")
QUANTILES = (0.5, 0.95)
# What the time of delivery is told of.
_NEWEST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """`count` of a queue; `due`: those whose time has come; `oldest`: since when the first of them waits."""

    count: int
    due: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that works, by its name; without life once its lease has run out."""

    name: str
    beat_at: datetime
    alive: bool


@dataclass(frozen=True, slots=True)
class Status:
    """`cases` by (state, outcome); `failed`: notices by reason; `aside`: updates that were set aside; `pages`: read so far;
    `stored`: bytes of the originals; `delivery`: seconds by quantile over the newest notices, empty where there are none."""

    at: datetime
    database: str
    revision: str | None
    size: int
    cases: dict[tuple[str, str | None], int]
    late: int
    waiting: dict[str, Waiting]
    notices: dict[str, int]
    failed: dict[str, int]
    aside: int
    documents: dict[str, int]
    pages: int
    stored: int
    decisions: dict[str, int]
    letters: dict[str, int]
    delivery: dict[float, float]
    workers: tuple[Worker, ...]


def look(session: Session, *, at: datetime) -> Status:
    """How it stands at `at`."""
    documents, pages, stored = _documents(session)
    notices = dict.fromkeys(NOTICE_STATES, 0) | _count(session, Notice.state)
    return Status(
        at=at,
        database=session.get_bind().dialect.name,
        revision=migrations.revision(session.connection()),
        size=_size(session),
        cases=_cases(session),
        late=_late(session, at),
        waiting=_waiting(session, at),
        notices=notices,
        failed=_failed(session),
        aside=session.scalar(select(func.count()).select_from(Update).where(Update.state == "aside")) or 0,
        documents=documents,
        pages=pages,
        stored=stored,
        decisions=_count(session, Decision.outcome),
        letters={"waiting": 0, "filed": 0} | _count(session, Letter.state),
        delivery=_delivery(session),
        workers=_workers(session, at),
    )


def _count(session: Session, column: InstrumentedAttribute[str]) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column).order_by(column))
    return {row[0]: row[1] for row in rows}


def _cases(session: Session) -> dict[tuple[str, str | None], int]:
    empty: dict[tuple[str, str | None], int] = {(state, None): 0 for state in STATES if state != "closed"}
    empty |= {("closed", outcome): 0 for outcome in OUTCOMES}
    rows = session.execute(select(Case.state, Case.outcome, func.count()).group_by(Case.state, Case.outcome))
    return empty | {(state, outcome): count for state, outcome, count in rows}


def _late(session: Session, at: datetime) -> int:
    """Cases whose open step has had its time."""
    late = select(func.count()).select_from(Step).where(Step.left_at.is_(None), Step.due_at < at)
    return session.scalar(late) or 0


def _waiting(session: Session, at: datetime) -> dict[str, Waiting]:
    def of(
        table: Any, since: InstrumentedAttribute[datetime], time_come: Sequence[ColumnElement[bool]] = ()
    ) -> Waiting:
        counted = select(func.count(), func.min(since)).where(table.state == "waiting")
        count, oldest = session.execute(counted).one()
        due = session.scalar(select(func.count()).select_from(table).where(table.state == "waiting", *time_come)) or 0
        return Waiting(count, due, oldest)

    def come(table: Any) -> list[ColumnElement[bool]]:
        return [or_(table.next_try_at.is_(None), table.next_try_at <= at)]

    return {
        "readings": of(Document, Document.received_at, come(Document)),
        "letters": of(Letter, Letter.signed_at, come(Letter)),
        "deliveries": of(Notice, Notice.made_at, come(Notice)),
        "updates": of(Update, Update.received_at),
    }


def _failed(session: Session) -> dict[str, int]:
    why = select(Notice.failure, func.count()).where(Notice.state == "failed").group_by(Notice.failure)
    found: Count[str] = Count()
    for failure, count in session.execute(why):
        found[reason(failure or "")] += count
    return {known: found[known] for known in REASONS}


def reason(failure: str) -> str:
    """The kind of a notice's failure: what the messenger or the delivery said, without its particulars."""
    kinds = (
        ("blocked", r"forbidden|.*\bblocked\b|.*deactivated"),
        ("flood", r"flood|.*too many requests"),
        ("bug", r"bug\b"),
        ("network", r"timedout|networkerror|telegramerror|invalidtoken|conflict|.*timed out"),
        ("other", r"$"),
    )
    return next((kind for kind, form in kinds if re.match(form, failure.lower())), "refused")


def _documents(session: Session) -> tuple[dict[str, int], int, int]:
    counted = select(Document.state, func.count(), func.sum(Document.pages), func.sum(Document.size))
    rows = session.execute(counted.group_by(Document.state)).all()
    states = dict.fromkeys(DOCUMENT_STATES, 0) | {row[0]: row[1] for row in rows}
    pages = sum(int(row[2] or 0) for row in rows if row[0] != "waiting")
    return states, pages, sum(int(row[3] or 0) for row in rows)


def _delivery(session: Session) -> dict[float, float]:
    newest = select(Notice.made_at, Notice.sent_at).where(Notice.state == "sent", Notice.sent_at.is_not(None))
    rows = session.execute(newest.order_by(Notice.id.desc()).limit(_NEWEST))
    took = sorted((sent - made).total_seconds() for made, sent in rows if sent is not None)
    return {share: took[min(int(share * len(took)), len(took) - 1)] for share in QUANTILES} if took else {}


def _workers(session: Session, at: datetime) -> tuple[Worker, ...]:
    leases = session.scalars(select(Lease).order_by(Lease.beat_at.desc()))
    return tuple(Worker(lease.executor_id, lease.beat_at, lease.expires_at > at) for lease in leases)


def _size(session: Session) -> int:
    """Bytes of the database."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return int(connection.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
