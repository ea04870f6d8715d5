"""Children that need not load first are as much alone as those that do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import apart, nursery, reading


@pytest.fixture
def home() -> Iterator[nursery.Nursery]:
    made = nursery.Nursery()
    yield made
    made.close()


def gone(pid: int) -> bool:
    """Whether the process has ended, waited for or not, within ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def pid_of(child: nursery.Child) -> int:
    told = Path(f"/proc/self/fdinfo/{child.handle}").read_text().splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("Pid:"))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_reading_by_its_child_is_the_same_reading(typed_pdf: bytes, keep, home: nursery.Nursery) -> None:
    path = keep("letter.pdf", typed_pdf)
    assert reading.as_data(apart.read(path, born=home.child)) == reading.as_data(reading.read(path))


def test_a_bad_file_ends_its_own_child_only(typed_pdf: bytes, keep, home: nursery.Nursery) -> None:
    assert [p.key for p in apart.read(keep("bad.pdf", b"%PDF-1.4"), born=home.child).problems] == ["broken"]
    assert not apart.read(keep("letter.pdf", typed_pdf), born=home.child).problems


def test_a_nursery_that_was_killed_is_replaced_and_its_children_end(
    typed_pdf: bytes, keep, home: nursery.Nursery
) -> None:
    child = home.child()
    mother = parent_of(pid_of(child))
    os.kill(mother, signal.SIGKILL)
    assert gone(pid_of(child))
    child.end()
    assert not apart.read(keep("letter.pdf", typed_pdf), born=home.child).problems


def test_a_child_that_is_killed_before_it_hears_is_replaced(typed_pdf: bytes, keep, home: nursery.Nursery) -> None:
    killed: list[int] = []

    def born() -> nursery.Child:
        child = home.child()
        if not killed:
            os.kill(pid_of(child), signal.SIGSTOP)
            child.line.sendall(b"{")
            os.kill(pid_of(child), signal.SIGKILL)
            killed.append(1)
        return child

    assert not apart.read(keep("letter.pdf", typed_pdf), born=born).problems


def test_a_nursery_that_hangs_is_replaced(
    typed_pdf: bytes, keep, home: nursery.Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nursery, "_PATIENCE", 20.0)
    child = home.child()
    mother = parent_of(pid_of(child))
    home._line.settimeout(0.5)
    os.kill(mother, signal.SIGSTOP)
    child.end()
    assert not apart.read(keep("letter.pdf", typed_pdf), born=home.child).problems
    assert gone(mother)


def test_where_no_process_can_be_had_the_file_is_named(typed_pdf: bytes, keep) -> None:
    def nobody() -> apart.Child:
        raise BlockingIOError("too many processes")

    assert [p.key for p in apart.read(keep("letter.pdf", typed_pdf), born=nobody).problems] == ["reader-failed"]


def test_a_child_is_ended_before_it_was_asked_anything(home: nursery.Nursery) -> None:
    child = home.child()
    pid = pid_of(child)
    child.end()
    assert gone(pid)


def test_the_nursery_and_its_children_end_with_who_asked() -> None:
    code = (
        "from intake import nursery; from tests.intake.test_nursery import pid_of, parent_of; import time\n"
        "child = nursery.Nursery().child(); print(pid_of(child), parent_of(pid_of(child)), flush=True); time.sleep(60)"
    )
    asker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with asker:
        assert asker.stdout is not None
        left = [int(pid) for pid in asker.stdout.readline().split()]
        asker.kill()
    assert len(left) == 2 and all(gone(pid) for pid in left)


def test_neither_sees_the_askers_secrets_and_the_nursery_has_one_thread(
    home: nursery.Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DABIR_TELEGRAM_TOKEN", "123:secret")
    child = home.child()
    pid = pid_of(child)
    mother = parent_of(pid)
    for one in (pid, mother):
        seen = Path(f"/proc/{one}/environ").read_bytes()
        assert b"PATH=" in seen and b"secret" not in seen
    # It was split off when everything had been loaded: of several threads the child would have got one, and their locks.
    assert len(list(Path(f"/proc/{mother}/task").iterdir())) == 1
    child.end()
