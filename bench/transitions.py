"""How long the office's verbs take, beside the same rows written by the bare driver.

Door: `measure`. Promise: after each verb, timed with its commit, the statements that it wrote are run by the bare driver, in
one transaction, in a database that stood alike, and timed too; so both see the same machine in the same moment. The two
databases stand alike at the end as well, or the measuring fails. Not counted: looking up who acts and what stands, and the
job engine's rows. Not here: what the numbers look like.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import province
from bench.driving import Driver
from bench.recording import Recording
from bench.report import Round, Transitions, Verb
from bench.stores import Bare, Store
from cases.db import Database
from cases.models import Base
from cases.office import Office
from workflows import engine
from workflows.shapes import Entry

# What papers do is shown beside, and is no transition of a case.
_PAPERS = "documents."


@dataclass(frozen=True, slots=True)
class Taken:
    """One verb, run once: its milliseconds, those of its rows, and its statements."""

    ms: float
    bare_ms: float
    writes: int
    reads: int


class NotAlike(AssertionError):
    """The bare driver's database is not what the verbs' is: the measuring itself is wrong."""


@dataclass
class Timed:
    """Runs verbs, each followed by its bare rows."""

    db: Database
    recording: Recording
    bare: Bare
    taken: dict[str, list[Taken]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.recording.taken()
        began = time.perf_counter()
        result = self.db.transact_now(verb, *args, **kwargs)
        between = time.perf_counter()
        written, reads = self.recording.taken()
        again = time.perf_counter()
        self.bare.write(written)
        ended = time.perf_counter()
        name = f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"
        self.taken[name].append(Taken((between - began) * 1000, (ended - again) * 1000, len(written), reads))
        return result


def measure(
    store: Store,
    *,
    rounds: int,
    flows: int | None = None,
    cities: int = province.CITIES,
    say: Callable[[str], None] = lambda _line: None,
) -> Transitions:
    """`rounds` passes over the catalogue's processes (the first `flows` of them), after one that warms up."""
    office = province.office()
    settled = store.fresh()
    _settle(settled, cities)
    chosen = [entry for entry in office.catalogue.entries.values() if entry.kind == "process" and entry.steps][:flows]
    _round(store, settled, office, chosen[:1])
    done = []
    for number in range(rounds):
        done.append(_round(store, settled, office, chosen))
        say(f"{store.name}: round {number + 1} of {rounds}")
    store.drop(settled)
    return Transitions(
        store=store.name,
        version=store.version,
        rounds=tuple(_summed(taken) for taken in done),
        verbs=tuple(_verb(name, [line for taken in done for line in taken[name]]) for name in sorted(done[0])),
    )


def _settle(url: str, cities: int) -> None:
    db = Database(url)
    province.settle(db, cities)
    db.close()


def _round(store: Store, settled: str, office: Office, flows: list[Entry]) -> dict[str, list[Taken]]:
    """A case of each flow to its end, every third one returned once, in a fresh pair of databases."""
    one, other = store.copy(settled), store.copy(settled)
    db, bare = Database(one), store.bare(other)
    timed = Timed(db, Recording(db), bare)
    driver = Driver(db, office, timed)
    for place, flow in enumerate(flows):
        case_id = driver.open(flow, place % province.CITIES + 1)
        if place % 3 == 0:
            return_once(driver, case_id, flow)
        driver.to_the_end(case_id)
    db.close()
    _compare(store, one, bare)
    bare.close()
    for url in (one, other):
        store.drop(url)
    return timed.taken


def return_once(driver: Driver, case_id: int, flow: Entry) -> None:
    """Brings the case to its first step that can return it, and returns it."""
    for step in flow.steps:
        if backward := {"return", "returned"} & set(engine.outcomes(step)):
            driver.leave(case_id, backward.pop())
            return
        if step.kind != "notice":
            driver.leave(case_id)


def _compare(store: Store, url: str, bare: Bare) -> None:
    known = store.bare(url)
    for name, table in Base.metadata.tables.items():
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        rows = f'select * from "{name}" order by {key}'
        if known.run(rows) != bare.run(rows):
            raise NotAlike(name)
    known.close()


def _summed(taken: dict[str, list[Taken]]) -> Round:
    lines = [line for name, found in taken.items() if not name.startswith(_PAPERS) for line in found]
    return Round(transitions=len(lines), ms=sum(line.ms for line in lines), bare_ms=sum(line.bare_ms for line in lines))


def _verb(name: str, lines: list[Taken]) -> Verb:
    return Verb(
        name=name,
        times=len(lines),
        ms=median(line.ms for line in lines),
        bare_ms=median(line.bare_ms for line in lines),
        writes=median(line.writes for line in lines),
        reads=median(line.reads for line in lines),
    )
