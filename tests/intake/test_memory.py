"""Memory that is kept between the steps on a page."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from intake import memory

FAULTS = """
import resource, sys
import numpy as np
from intake import memory
if sys.argv[1] == "kept":
    memory.kept()
def step():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.empty(40 << 20, np.uint8).fill(1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
step()
print(step())
"""


def faults(how: str) -> int:
    said = subprocess.run([sys.executable, "-c", FAULTS, how], check=True, capture_output=True, text=True)
    return int(said.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library")
def test_what_one_step_freed_the_next_one_has_at_once() -> None:
    assert faults("kept") < faults("given back") / 4


def test_a_library_that_knows_no_such_wish_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _name: object())
    memory.kept.__wrapped__()
