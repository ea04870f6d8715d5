"""`dabir bench workflow`: the whole run.

Door: `run`. Promise: one report of what was measured now, on this machine; every database is a throw-away one. Not here: how
it is shown (tables, drawing).
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bench import growing, transitions
from bench.report import Machine, Report
from bench.stores import stores
from nlp.wording import TEHRAN

STORES = ("sqlite", "postgresql")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)


def run(
    *,
    command: str,
    quick: bool,
    on: Sequence[str] = STORES,
    sizes: Sequence[int] = (),
    folder: Path | None = None,
    say: Callable[[str], None],
) -> Report:
    """Measures transitions and growth on each store. `folder`: where the databases lie while it runs.

    Without PostgreSQL: cluster.NoCluster.
    """
    sizes = sizes or (QUICK_SIZES if quick else SIZES)
    rounds, flows, times = (1, 4, 5) if quick else (7, None, 15)
    moved, grown = [], []
    for wanted in on:
        with stores([wanted], folder) as (store,):
            moved.append(transitions.measure(store, rounds=rounds, flows=flows, say=say))
            grown.append(growing.measure(store, sizes, times=times, flows=flows, say=say))
    return Report(
        command=command,
        made=today(),
        machine=machine(),
        transitions=tuple(moved),
        growth=tuple(grown),
    )


def today() -> str:
    """The day at Tehran, ISO."""
    return datetime.now(TEHRAN).date().isoformat()


def machine() -> Machine:
    """This machine in general terms: nothing by which it could be found."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        cores=os.process_cpu_count() if hasattr(os, "process_cpu_count") else len(os.sched_getaffinity(0)),
        memory_gib=round(memory / 2**30),
        system=platform.system(),
        python=platform.python_version(),
    )
