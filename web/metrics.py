"""How the program stands, as Prometheus reads it.

Door: `Scraped`. Promise: the text exposition format (version 0.0.4); no label names a person, a city, a chat or a case;
however often it is asked, the database is asked once in `FRESH` seconds. Not here: what is counted (cases.status).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from cases import status
from cases.db import Database
from cases.status import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FRESH = timedelta(seconds=10)

type Sample = tuple[Mapping[str, str], float]


class Scraped:
    """The metrics over one database. `clock` gives the present moment."""

    def __init__(self, db: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = db
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: tuple[datetime, str] | None = None

    def text(self) -> str:
        """The present text, at most `FRESH` old. Trouble: database."""
        with self._lock:
            now = self._clock()
            if self._kept is None or now - self._kept[0] >= FRESH:
                self._kept = now, as_text(self._db.read_now(status.look, at=now))
            return self._kept[1]


def as_text(seen: Status) -> str:
    """The status in the text format, each metric with its help and type."""
    lines: list[str] = []
    for name, kind, told, samples in _metrics(seen):
        lines += [f"# HELP {name} {_escaped(told)}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _metrics(seen: Status) -> Iterator[tuple[str, str, str, list[Sample]]]:
    def by(label: str, counts: Mapping[str, int]) -> list[Sample]:
        return [({label: key}, count) for key, count in counts.items()]

    about = {"database": seen.database, "revision": seen.revision or ""}
    yield "dabir_info", "gauge", "The database and its revision.", [(about, 1)]
    yield "dabir_database_bytes", "gauge", "Size of the database.", [({}, seen.size)]
    cases: list[Sample] = [
        ({"state": state, "outcome": outcome or ""}, count) for (state, outcome), count in seen.cases.items()
    ]
    yield "dabir_cases", "gauge", "Cases by state, closed ones by outcome.", cases
    yield "dabir_cases_late", "gauge", "Cases whose open step has had its time.", [({}, seen.late)]
    yield "dabir_decisions_total", "counter", "Decisions by outcome.", by("outcome", seen.decisions)
    yield "dabir_letters", "gauge", "Letters by state.", by("state", seen.letters)
    yield "dabir_documents", "gauge", "Documents by state.", by("state", seen.documents)
    yield "dabir_documents_bytes", "gauge", "Size of the original documents.", [({}, seen.stored)]
    yield "dabir_pages_read_total", "counter", "Pages of the documents that were read.", [({}, seen.pages)]
    yield from _queues(seen)
    yield (
        "dabir_notices",
        "gauge",
        "Notices that are kept (those said, for a month) by state.",
        by("state", seen.notices),
    )
    yield "dabir_notices_failed", "gauge", "Notices that could not be said, by reason.", by("reason", seen.failed)
    took: list[Sample] = [({"quantile": str(share)}, seconds) for share, seconds in seen.delivery.items()]
    yield "dabir_delivery_seconds", "gauge", "From a notice's writing to its saying, over the newest ones.", took
    yield "dabir_updates_aside", "gauge", "Updates that failed too often and were set aside.", [({}, seen.aside)]
    yield from _workers(seen)


def _queues(seen: Status) -> Iterator[tuple[str, str, str, list[Sample]]]:
    waiting = seen.waiting.items()
    depth: list[Sample] = [({"queue": queue}, one.count) for queue, one in waiting]
    yield "dabir_queue_depth", "gauge", "What waits in a queue.", depth
    due: list[Sample] = [({"queue": queue}, one.due) for queue, one in waiting]
    yield "dabir_queue_due", "gauge", "What waits in a queue and whose time has come.", due
    ages: list[Sample] = [({"queue": queue}, _age(seen.at, one.oldest)) for queue, one in waiting]
    yield "dabir_queue_oldest_seconds", "gauge", "How long the first in a queue has waited; 0: nothing waits.", ages


def _workers(seen: Status) -> Iterator[tuple[str, str, str, list[Sample]]]:
    alive = sum(worker.alive for worker in seen.workers)
    yield "dabir_workers_alive", "gauge", "Worker processes whose lease runs.", [({}, alive)]
    beats: list[Sample] = [({}, _age(seen.at, seen.workers[0].beat_at))] if seen.workers else []
    yield "dabir_worker_beat_age_seconds", "gauge", "How long ago any worker last beat.", beats


def _age(now: datetime, since: datetime | None) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value, quoted=True)}"' for name, value in labels.items()) + "}"


def _escaped(value: str, *, quoted: bool = False) -> str:
    value = value.replace("\\", r"\\").replace("\n", r"\n")
    return value.replace('"', r"\"") if quoted else value


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
