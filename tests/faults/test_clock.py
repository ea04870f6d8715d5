"""The clock jumps a day ahead and an hour back: people are answered, files are read, nothing is lost, nothing waits for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.callbacks import Act
from demo.stage import offering
from tests.faults.house import (
    SAMPLE,
    SECRETARY,
    House,
    at_rest,
    join,
    open_case,
    updates_so_far,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What turns the clock of whoever loads it first."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("apt-get install gcc: without a compiler the clock of a process cannot be turned")
    made = tmp_path_factory.mktemp("clock") / "turned.so"
    source = Path(__file__).with_name("turned_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(source), "-ldl"], check=True)
    return made


async def test_a_clock_that_jumps_stops_nothing(either: House, library: Path) -> None:
    house, clock = either, either.folder / "clock"
    _turn(clock, 0)
    house.env |= {"LD_PRELOAD": str(library), "TURNED_CLOCK": str(clock)}
    await house.begin()
    await join(house)
    await open_case(house)
    before = updates_so_far(house)
    for number, hours in enumerate((0, 24, 23)):
        _turn(clock, hours)
        since = await house.control.mark()
        await house.control.say(SECRETARY, SECRETARY, "/menu")
        await house.wait(SECRETARY, offering(Act.processes), since)
        since = await house.control.mark()
        await house.control.upload(SECRETARY, SECRETARY, (f"{number}.pdf", SAMPLE.read_bytes()))
        await house.wait(SECRETARY, offering(Act.confirm), since)
    assert all(process.returncode is None for process in house.processes.values())
    received = [row[0] for row in house.rows("select received_at from document order by id")]
    assert len({str(moment)[:13] for moment in received}) == 3, "the clock was turned indeed"
    name = sorted(house.processes)[-1]
    await house.again(name)
    since = await house.control.mark()
    await house.control.upload(SECRETARY, SECRETARY, ("last.pdf", SAMPLE.read_bytes()))
    await house.wait(SECRETARY, offering(Act.confirm), since)
    await at_rest(house, updates=before + 7, documents=4)


def _turn(clock: Path, hours: int) -> None:
    written = clock.with_suffix(".new")
    written.write_text(f"{hours * 3600}\n")
    written.replace(clock)
