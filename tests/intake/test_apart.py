"""A hostile file takes nothing down but its own reading."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from intake import apart, reading
from intake.problems import Limits


def test_a_reading_apart_is_the_same_reading(typed_pdf: bytes, keep) -> None:
    path = keep("letter.pdf", typed_pdf)
    heard: list[tuple[int, int]] = []
    day = date(2026, 11, 22)
    told = apart.read(path, on_page=lambda done, total: heard.append((done, total)), name="n.pdf", today=day)
    assert reading.as_data(told) == reading.as_data(reading.read(path, name="n.pdf", today=day))
    assert heard == [(1, 1)]


def test_a_bad_file_is_said_as_ever(keep, tmp_path: Path) -> None:
    assert [p.key for p in apart.read(keep("bad.pdf", b"%PDF-1.4")).problems] == ["broken"]
    assert [p.key for p in apart.read(tmp_path / "gone").problems] == ["unreadable"]


@pytest.mark.parametrize("death", ["kill -SEGV $$", "exit 1", "echo '{\"read'"])
def test_a_reader_that_dies_becomes_a_problem(
    death: str, typed_pdf: bytes, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(keep, monkeypatch, death)
    result = apart.read(keep("letter.pdf", typed_pdf), name="letter.pdf")
    assert [p.key for p in result.problems] == ["reader-failed"]
    assert result.file == "letter.pdf" and len(result.sha256) == 64


def stand_in(keep, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a shell script in the place of the child."""
    program = keep("python", f"#!/bin/sh\n{script}\n".encode())
    program.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(program))


def test_a_reader_that_hangs_is_ended(typed_pdf: bytes, keep, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(keep, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(apart, "_GRACE", 0.5)
    result = apart.read(keep("letter.pdf", typed_pdf), limits=Limits(seconds_per_file=0.0))
    assert [p.key for p in result.problems] == ["reader-failed"]


def test_a_page_that_a_library_does_not_come_back_from_is_told_to_the_next_child_to_be_set_aside(
    typed_pdf: bytes, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep("letter.pdf", typed_pdf)
    read = keep("read.json", json.dumps({"reading": reading.as_data(reading.read(path))}).encode() + b"\n")
    steps = [("enters", 0), ("leaves", 0), ("begins", 1), ("ends", 1), ("begins", 2), ("begins", 3), ("enters", 3)]
    told = keep(
        "told.json", b"".join(json.dumps({"step": step, "page": page}).encode() + b"\n" for step, page in steps)
    )
    # Of the two pages in hand it is the one in the library, and nothing is wrong with the other.
    aside = '"aside": {"3": "page-slow"}'
    stand_in(keep, monkeypatch, f"grep -q '{aside}' && exec cat {read}; cat {told}; exec sleep 60")
    monkeypatch.setattr(apart, "_LEAST", 0.1)
    began = time.monotonic()
    found = apart.read(path, limits=Limits(seconds_per_page=2.0))
    assert found.problems == () and found.pages == 1
    assert time.monotonic() - began < 30


def test_a_file_that_a_library_does_not_come_back_from_is_given_up(
    typed_pdf: bytes, keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(keep, monkeypatch, """echo '{"step": "enters", "page": 0}'; exec sleep 60""")
    monkeypatch.setattr(apart, "_LEAST", 0.1)
    began = time.monotonic()
    found = apart.read(keep("letter.pdf", typed_pdf), limits=Limits(seconds_per_page=1.0))
    assert [p.key for p in found.problems] == ["reader-failed"]
    assert time.monotonic() - began < 30


def test_the_childs_memory_is_bounded_and_it_leaves_no_orphan() -> None:
    code = "from intake import apart; import os; apart.bound(os.getppid()); bytearray(5 * 1024**3)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in ended.stderr
    orphan = subprocess.run(
        [sys.executable, "-c", "from intake import apart; apart.bound(1 << 22); print('lived on')"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert orphan.returncode == 1 and orphan.stdout == ""


def test_the_child_is_given_no_secrets(typed_pdf: bytes, keep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DABIR_TELEGRAM_TOKEN", "123:secret")
    stand_in(keep, monkeypatch, f"env > {tmp_path}/seen")
    apart.read(keep("letter.pdf", typed_pdf))
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen and "secret" not in seen
