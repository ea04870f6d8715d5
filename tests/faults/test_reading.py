"""The engine crashes, hangs, eats memory, kills its reader: that page is set aside and named, the others are read once."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from intake import apart
from intake.problems import Limits
from tests.faults.engine import Engine, scanned

PAGES = 4


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paper") / "minutes.pdf"
    path.write_bytes(scanned(PAGES))
    return path


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine(tmp_path / "engine", sys.executable)
    monkeypatch.setenv("PATH", made.path)
    return made


@pytest.mark.parametrize(
    ("how", "named"),
    [("crash", "page-crashed"), ("hang", "page-slow"), ("eat", "page-crashed"), ("kill-reader", "page-crashed")],
)
def test_a_page_that_breaks_its_engine_is_set_aside_and_the_rest_is_read(
    how: str, named: str, paper: Path, engine: Engine
) -> None:
    engine.plan(p2=how)
    found = apart.read(paper, limits=Limits(seconds_per_page=15.0))
    assert [(problem.key) for problem in found.problems] == [named]
    texts = found.text.split("\f")
    assert len(texts) == PAGES
    assert [number for number, text in enumerate(texts, 1) if not text.strip()] == [2]
    times = sorted(engine.calls().values(), reverse=True)
    assert times[0] == (2 if how == "kill-reader" else 1), "once more, to see whether the page was the cause"
    assert times[1:] == [1] * (len(times) - 1)


def test_every_page_may_kill_its_reader_and_the_reading_still_ends(paper: Path, engine: Engine) -> None:
    engine.plan(p1="kill-reader", p2="kill-reader", p3="kill-reader", p4="kill-reader")
    found = apart.read(paper)
    assert [problem.key for problem in found.problems] == ["page-crashed"] * PAGES
    assert found.pages == PAGES


def test_a_reading_goes_on_at_the_page_that_it_was_at(paper: Path, engine: Engine, tmp_path: Path) -> None:
    begun, stop, heard = tmp_path / "begun", threading.Event(), []

    def on_page(done: int, total: int) -> None:
        heard.append(done)
        if done == 2:
            stop.set()

    with pytest.raises(apart.BrokenOff):
        apart.read(paper, on_page=on_page, begun=begun, stop=stop)
    first = engine.calls()
    found = apart.read(paper, on_page=lambda done, total: heard.append(done), begun=begun)
    assert heard == [1, 2, 3, 4]
    assert all(text.strip() for text in found.text.split("\f"))
    again = [picture for picture, times in engine.calls().items() if times > 1]
    assert len(again) <= 1, "only the page that was in hand"
    assert set(again) <= set(first)
    whole = apart.read(paper)
    assert (whole.text, whole.fields, whole.checks) == (found.text, found.fields, found.checks)


def test_pages_that_cannot_be_kept_are_read_all_the_same(paper: Path, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "begun").write_text("a file in the folder's place")
    found = apart.read(paper, begun=tmp_path / "begun" / "here")
    assert found.problems == ()


def test_the_engine_ends_with_a_reader_that_is_broken_off(paper: Path, engine: Engine) -> None:
    engine.plan(p1="hang")
    stop = threading.Event()
    threading.Timer(6.0, stop.set).start()
    with pytest.raises(apart.BrokenOff):
        apart.read(paper, stop=stop)
    for _ in range(50):
        if not _hanging():
            return
        time.sleep(0.1)
    raise AssertionError("the engine lives on")


def _hanging() -> list[str]:
    """Engines of this user that hang as told, and whose reader is gone."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if command[:2] == [b"sleep", b"600"] and parent in (1, os.getpid()):
                found.append(entry.name)
    return found
