"""How long the program's questions, and its transitions, take as the cases grow.

Door: `measure`. Promise: at each size every question is asked in turn of the grown database and of the smallest one, for
cases drawn by chance, through the program's own door (`Database.read_now`), rows loaded; so the growth of a question is that
of the data and not of the machine's mood. Both databases are warm. Not here: which questions (questions), how the tables
are filled (multiplying).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import province
from bench.driving import Driver
from bench.multiplying import CASES, SPEECH, Pattern, rows
from bench.questions import Asking, Subject, Subjects, found
from bench.report import Growth, Question, Size
from bench.stores import Store
from cases.db import Database
from cases.office import Office

# A question that takes long is asked less often.
PATIENCE_S = 20.0
FEWEST = 3
_WARMING = 2


@dataclass(frozen=True)
class Place:
    """A grown database, its cases to ask about, and the driver who works in it."""

    db: Database
    driver: Driver
    subjects: list[Subject]


def measure(
    store: Store,
    sizes: Sequence[int],
    *,
    times: int,
    driven: int = CASES,
    flows: int | None = None,
    cities: int = province.CITIES,
    say: Callable[[str], None] = lambda _line: None,
) -> Growth:
    """The smallest size is the one that the others are held against; each is a multiple of the `driven` cases.

    Today's cases, in which the verbs are timed, are of the first `flows` processes.
    """
    office = province.office()
    url, pattern = _drawn(store, office, driven, cities)
    small_url: str | None = None
    measured: list[Size] = []
    unasked: list[str] = []
    for cases in sizes:
        began = time.monotonic()
        _grow(store, url, pattern, cases)
        say(f"{store.name}: {cases:,} cases are there after {time.monotonic() - began:.0f} s")
        small_url = small_url or store.copy(url)
        big, small = (_place(one, office, pattern, many, times) for one, many in ((url, cases), (small_url, sizes[0])))
        questions, unasked = found(big.subjects[0])
        transition = _transitions(big, small, office, flows)
        asked = tuple(_asked(asking, big, small, times) for asking in questions)
        for place in (big, small):
            place.db.close()
        bare = store.bare(url)
        measured.append(
            Size(cases=cases, rows=rows(bare), bytes=store.size(url), questions=asked, transition=transition)
        )
        bare.close()
        say(f"{store.name}: {cases:,} cases: {measured[-1].slowest.name} {measured[-1].slowest.ms:.1f} ms")
    for one in (url, small_url):
        if one is not None:
            store.drop(one)
    return Growth(store=store.name, version=store.version, sizes=tuple(measured), unasked=tuple(unasked))


def _drawn(store: Store, office: Office, driven: int, cities: int) -> tuple[str, Pattern]:
    url = store.fresh()
    db = Database(url, synchronous="OFF")
    province.settle(db, cities)
    pattern = Pattern(db, office, SPEECH[store.name], driven)
    bare = store.bare(url)
    pattern.draw(bare)
    bare.close()
    db.close()
    return url, pattern


def _grow(store: Store, url: str, pattern: Pattern, cases: int) -> None:
    bare = store.bare(url, durable=False)
    pattern.grow(bare, cases)
    bare.close()
    store.tidy(url)


def _place(url: str, office: Office, pattern: Pattern, cases: int, times: int) -> Place:
    db = Database(url)
    pattern.say_all(db, pattern.at)
    subjects = Subjects(db, pattern, cases // pattern.cases - 1).draw(times + _WARMING)
    return Place(db, Driver(db, office, at=pattern.at), subjects)


def _asked(asking: Asking, big: Place, small: Place, times: int) -> Question:
    taken: list[float] = []
    beside: list[float] = []
    began = time.monotonic()
    for number in range(-_WARMING, times):
        for place, into in ((big, taken), (small, beside)):
            ms = _timed(place.db.read_now, asking, place.subjects[number])
            if number >= 0:
                into.append(ms)
        if len(taken) >= FEWEST and time.monotonic() - began > PATIENCE_S:
            break
    return _question(asking.name, taken, beside)


def _transitions(big: Place, small: Place, office: Office, some: int | None) -> Question:
    """The verbs of today's cases: one of each process to its end, and its notices left waiting."""
    taken: list[float] = []
    beside: list[float] = []
    for place, into in ((big, taken), (small, beside)):
        place.driver.act = _timing(place.db, into)
    flows = [entry for entry in office.catalogue.entries.values() if entry.kind == "process" and entry.steps]
    for number, flow in enumerate(flows[:some]):
        for place in (big, small):
            place.driver.to_the_end(place.driver.open(flow, number + 1))
    return _question("a verb", taken, beside)


def _timing(db: Database, into: list[float]) -> Callable[..., Any]:
    def act(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        result = db.transact_now(verb, *args, **kwargs)
        into.append((time.perf_counter() - began) * 1000)
        return result

    return act


def _timed(act: Callable[..., Any], *args: Any) -> float:
    began = time.perf_counter()
    act(*args)
    return (time.perf_counter() - began) * 1000


def _question(name: str, taken: list[float], beside: list[float]) -> Question:
    return Question(name=name, times=len(taken), ms=median(taken), worst_ms=max(taken), small_ms=median(beside))
