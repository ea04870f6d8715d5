"""Reading a file in a process of its own, so that a hostile file can take nothing down but its own reading.

Door: `read`, the same as `reading.read`. Promise: a parser that crashes, eats memory or hangs ends as a Reading with
the problem "reader-failed"; the process and its engines end with the one that asked. Not here: the reading itself
(reading).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from intake import reading
from intake.kinds import Kind
from intake.problems import Limits, Problem
from intake.reading import Progress, Reading

# Beyond the file's own time limit, for starting up and for the last page to end. In seconds.
_GRACE = 60.0
_MEMORY = 4 * 1024**3
_ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1
# All that the child sees of the environment: no tokens, no database address.
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "TESSDATA_PREFIX")


def read(
    path: Path,
    *,
    limits: Limits = Limits(),  # noqa: B008
    on_page: Progress | None = None,
    name: str | None = None,
    today: date | None = None,
) -> Reading:
    """Reads the file at `path` in a child process; arguments and result are those of `reading.read`. Never raises for
    a file.
    """
    asked = {
        "path": str(path.absolute()),
        "limits": asdict(limits),
        "name": name,
        "today": today.isoformat() if today else None,
        "parent": os.getpid(),
    }
    told = _in_a_child(json.dumps(asked), limits.seconds_per_file + _GRACE, on_page)
    if told is not None:
        return reading.from_data(told)
    file = name or path.name
    failed = Problem("reader-failed")
    return Reading(file, reading.fingerprint(path), 0, "text-layer", Kind("other", 0.0), "", {}, (), (failed,))


def _in_a_child(asked: str, seconds: float, on_page: Progress | None) -> dict[str, Any] | None:
    """What the child told as its last word, None when it died first."""
    child = subprocess.Popen(
        [sys.executable, "-m", "intake.apart"],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    too_long = threading.Timer(seconds, child.kill)
    too_long.start()
    try:
        with child:
            return _conversation(child, asked, on_page)
    finally:
        too_long.cancel()


def _conversation(child: subprocess.Popen[str], asked: str, on_page: Progress | None) -> dict[str, Any] | None:
    assert child.stdin and child.stdout
    try:
        child.stdin.write(asked)
        child.stdin.close()
    except BrokenPipeError:
        return None
    try:
        for line in child.stdout:
            told: dict[str, Any] = json.loads(line)
            if "reading" in told:
                result: dict[str, Any] = told["reading"]
                return result
            if on_page:
                on_page(told["done"], told["total"])
    except json.JSONDecodeError:  # killed in the middle of a word
        return None
    finally:
        child.kill()
    return None


def main() -> None:
    """The child: takes what was asked from standard input, tells pages and then the reading on standard output, a line
    each.
    """
    asked = json.loads(sys.stdin.read())
    _bound(asked["parent"])
    voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing that a parser prints may be taken for an answer

    def tell(told: dict[str, Any]) -> None:
        voice.write(json.dumps(told) + "\n")
        voice.flush()

    result = reading.read(
        Path(asked["path"]),
        limits=Limits(**asked["limits"]),
        on_page=lambda done, total: tell({"done": done, "total": total}),
        name=asked["name"],
        today=date.fromisoformat(asked["today"]) if asked["today"] else None,
    )
    tell({"reading": reading.as_data(result)})


def _bound(parent: int) -> None:
    """Bounds this process's memory, and ends it when `parent` ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main()
