"""The fuzz makes the same files by the same seed, and sees what it is there to see."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from intake import reading
from intake.problems import Limits
from tools.fuzz_reading import damage, watching

WHOLE = bytes(range(256)) * 9


@pytest.mark.parametrize("how", damage.DAMAGES, ids=lambda how: how.__name__)
def test_a_seed_makes_the_same_spoilt_file_again(how: damage.Damage) -> None:
    spoilt = [how(WHOLE, Random(seed)) for seed in (1, 1, 2, 3)]
    assert spoilt[0] == spoilt[1]
    assert any(one != WHOLE for one in spoilt)


def _watched(monkeypatch: pytest.MonkeyPatch, file: Path, act: Any) -> watching.Seen:
    """What is seen of a reading that does `act` on its way."""

    def read(path: Path, *, limits: Limits) -> reading.Reading:
        act()
        return reading.read(path, limits=limits)

    monkeypatch.setattr(watching.apart, "read", read)
    return watching.watch(file)


def test_a_bad_file_that_is_said_to_be_bad_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"%PDF-1.7")
    seen = _watched(monkeypatch, tmp_path / "x", lambda: None)
    assert (seen.came, seen.faults) == ("broken", ())


def _raises() -> None:
    raise RecursionError("too deep")


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (_raises, "raised: "),
        (lambda: os.write(2, b"Traceback (most recent call last):\nValueError: x\n"), "said: ValueError: x"),
        (lambda: (Path(os.environ["TMPDIR"]) / "rest").touch(), "left behind: rest"),
    ],
)
def test_what_should_not_be_is_seen(act: Any, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"%PDF-1.7")
    seen = _watched(monkeypatch, tmp_path / "x", act)
    assert any(one.startswith(fault) for one in seen.faults), seen.faults


def test_a_reading_of_nothing_without_a_problem_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    silent = reading.from_data({**reading.as_data(reading.read(tmp_path / "x")), "problems": []})
    monkeypatch.setattr(watching.apart, "read", lambda path, limits: silent)
    assert watching.watch(tmp_path / "x").faults == ("neither text nor a problem",)
