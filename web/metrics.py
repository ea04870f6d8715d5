"""How the program stands, as Prometheus reads it.

Door: `Scraped`. Promise: the text exposition format (version 0.0.4); no label names a person, a city, a chat or a case;
however often it is asked, the database is asked once in `FRESH` seconds, and so that it is busy with it for a twentieth of
the time at most; the numbers are those of all processes together. Not here: what is counted (cases.status, cases.counting).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from cases import counting, status
from cases.counting import Counts, Figures, Series
from cases.db import Database, Session
from cases.status import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FRESH = timedelta(seconds=10)
_SPARED = 20

type Sample = tuple[Mapping[str, str], float]
type Metric = tuple[str, str, str, list[Sample]]


class Scraped:
    """The metrics over one database. `clock` gives the present moment."""

    def __init__(self, db: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = db
        self._clock = clock
        self._lock = threading.Lock()
        self._kept = ""
        self._fresh_until: datetime | None = None

    def text(self) -> str:
        """The present text, at most `FRESH` old, or older where looking takes long. Trouble: database."""
        with self._lock:
            now = self._clock()
            if self._fresh_until is None or now >= self._fresh_until:
                self._kept = as_text(*self._db.read_now(_looked, at=now))
                self._fresh_until = now + max(FRESH, _SPARED * (self._clock() - now))
            return self._kept


def _looked(session: Session, *, at: datetime) -> tuple[Status, Figures]:
    return status.look(session, at=at), counting.look(session)


def as_text(seen: Status, figures: Figures) -> str:
    """How it stands and what was counted in the text format, each metric with its help and type."""
    lines: list[str] = []
    for name, kind, told, samples in (*_metrics(seen), *_figures(figures)):
        lines += [f"# HELP {name} {_escaped(told)}", f"# TYPE {name} {kind}"]
        # The samples of a histogram have endings of their own, the one without an ending is that of all others.
        lines += [f"{name}{labels.get('', '')}{_labels(labels)} {_number(value)}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _figures(figures: Figures) -> Iterator[Metric]:
    decisions = figures[counting.DECISIONS.name]
    yield (
        "dabir_decisions_total",
        "counter",
        "Decisions by outcome.",
        [({"outcome": outcome}, counts.count) for outcome, counts in sorted(decisions.items())],
    )
    for series, name, told, label in (
        (counting.ANSWERS, "dabir_answer_seconds", "From taking in an update until it was answered.", ""),
        (counting.PAGES, "dabir_page_seconds", "Reading a page, by the mean of its document.", ""),
        (counting.DELIVERIES, "dabir_delivery_seconds", "From writing a notice to its delivery's end.", "outcome"),
    ):
        by_label = figures[series.name] or ({} if label else {"": Counts()})
        samples = [one for key, counts in sorted(by_label.items()) for one in _buckets(series, label, key, counts)]
        yield name, "histogram", told, samples


def _buckets(series: Series, label: str, key: str, counts: Counts) -> Iterator[Sample]:
    """The samples of one histogram; the ending of each name stands under the empty label."""
    own, below = ({label: key} if label else {}), 0
    for bound in series.bounds:
        below += counts.by_bound.get(bound, 0)
        yield {"": "_bucket", **own, "le": f"{bound:g}"}, below
    yield {"": "_bucket", **own, "le": "+Inf"}, counts.count
    yield {"": "_sum", **own}, counts.seconds
    yield {"": "_count", **own}, counts.count


def _metrics(seen: Status) -> Iterator[Metric]:
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
    yield "dabir_updates_aside", "gauge", "Updates that failed too often and were set aside.", [({}, seen.aside)]
    yield from _workers(seen)


def _queues(seen: Status) -> Iterator[Metric]:
    waiting = seen.waiting.items()
    depth: list[Sample] = [({"queue": queue}, one.count) for queue, one in waiting]
    yield "dabir_queue_depth", "gauge", "What waits in a queue.", depth
    due: list[Sample] = [({"queue": queue}, one.due) for queue, one in waiting]
    yield "dabir_queue_due", "gauge", "What waits in a queue and whose time has come.", due
    ages: list[Sample] = [({"queue": queue}, _age(seen.at, one.oldest)) for queue, one in waiting]
    yield "dabir_queue_oldest_seconds", "gauge", "How long the first in a queue has waited; 0: nothing waits.", ages


def _workers(seen: Status) -> Iterator[Metric]:
    alive = sum(worker.alive for worker in seen.workers)
    yield "dabir_workers_alive", "gauge", "Worker processes whose lease runs.", [({}, alive)]
    beats: list[Sample] = [({}, _age(seen.at, seen.workers[0].beat_at))] if seen.workers else []
    yield "dabir_worker_beat_age_seconds", "gauge", "How long ago any worker last beat.", beats


def _age(now: datetime, since: datetime | None) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{_escaped(value, quoted=True)}"' for name, value in labels.items() if name)
    return "{" + said + "}" if said else ""


def _escaped(value: str, *, quoted: bool = False) -> str:
    value = value.replace("\\", r"\\").replace("\n", r"\n")
    return value.replace('"', r"\"") if quoted else value


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
