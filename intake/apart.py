"""Reading a file in a process of its own, so that a hostile file can take nothing down but its own reading.

Door: `read`, the same as `reading.read`; `bound` and `work`, the child's part. Promise: a page whose parser crashes, eats
memory or hangs is set aside and the rest is read; a file that cannot even be opened ends as a Reading with the problem
"reader-failed"; the process and its engines end with the one that asked. Not here: the reading itself (reading), the pages
read so far (begun), children that need not load first (nursery).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO

from intake import reading
from intake.begun import Begun, Step
from intake.kinds import Kind
from intake.problems import Limits, Problem
from intake.reading import Progress, Reading

# Beyond the file's own time limit, for starting up and for the last page to end; beyond a page's, for drawing it. In seconds.
_GRACE = 60.0
# How often it is looked whether the reading is still wanted. In seconds.
_LOOK = 0.5
# Of so many deaths in one page it is the cause, and not whatever else the machine suffered.
_DEATHS = 2
# A library is given less time by every page of the file that it has not come back from, but never less. In seconds.
_LEAST = 5.0
_MEMORY = 4 * 1024**3
ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1
NICE = 10
# All that the child sees of the environment: no tokens, no database address.
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "TESSDATA_PREFIX")


class BrokenOff(Exception):
    """The reading was not wanted any more; what it has read is kept."""


class Child(Protocol):
    """A process that does `work` once."""

    def ask(self, asked: str) -> int:
        """Tells it what is asked; the descriptor on which it answers. BrokenPipeError when it is dead already."""

    def end(self) -> None:
        """Ends it, if it has not ended."""


class Alone:
    """A child that is a program of its own, from the start."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "intake.apart"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def ask(self, asked: str) -> int:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(asked.encode())
        self._process.stdin.close()
        return self._process.stdout.fileno()

    def end(self) -> None:
        with self._process:
            self._process.kill()


def read(
    path: Path,
    *,
    limits: Limits = Limits(),  # noqa: B008
    on_page: Progress | None = None,
    name: str | None = None,
    today: date | None = None,
    begun: Path | None = None,
    stop: threading.Event | None = None,
    born: Callable[[], Child] = Alone,
) -> Reading:
    """Reads the file at `path` in a child process; arguments and result are those of `reading.read`. Never raises for a file.

    A page that the child dies in is tried once more, then set aside as "page-crashed", one that it hangs in is set aside at
    once as "page-slow", and the rest is read. In the folder `begun` the pages are kept until somebody removes it: another
    reading, after whatever end of this one, goes on from there. `stop`, once set, ends the reading with BrokenOff. `born`
    makes the children.
    """
    asked = {
        "path": str(path.absolute()),
        "name": name,
        "today": today.isoformat() if today else None,
        "parent": os.getpid(),
    }
    with tempfile.TemporaryDirectory() as own:
        pages = (begun or Path(own)).absolute()
        told = _told(asked | {"begun": str(pages)}, limits, on_page, stop or threading.Event(), born)
    if told is not None:
        return reading.from_data(told)
    file = name or path.name
    failed = Problem("reader-failed")
    return Reading(file, reading.fingerprint(path), 0, "text-layer", Kind("other", 0.0), "", {}, (), (failed,))


def environment() -> dict[str, str]:
    """What a child sees of this process's environment."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


def _told(
    asked: dict[str, Any],
    limits: Limits,
    on_page: Progress | None,
    stop: threading.Event,
    born: Callable[[], Child],
) -> dict[str, Any] | None:
    """What one child after the other told as its last word; None when the file as a whole cannot be read."""
    ends = time.monotonic() + limits.seconds_per_file
    deaths: Counter[int] = Counter()
    slow: set[int] = set()
    early = 0
    while True:
        aside = {page: "page-crashed" for page, times in deaths.items() if times >= _DEATHS}
        aside |= dict.fromkeys(slow, "page-slow")
        # A page that hangs is given up before the last child's time is over: what has been read is told all the same.
        left = replace(limits, seconds_per_file=max(0.0, ends - time.monotonic()))
        talk = _Talk(left, ends + _GRACE, max(_LEAST, limits.seconds_in_library / (1 + len(aside))), on_page, stop)
        if (told := talk.had_with(born, json.dumps(asked | {"limits": asdict(left), "aside": aside}))) is not None:
            return told
        # Nobody knows what a child died of that had begun no page: the machine's want of memory, or the file.
        early += not talk.in_hand
        # Whatever hangs has taken its time already: neither a file nor a page is given as much again.
        hangs = talk.silent and not talk.in_hand
        if hangs or early >= _DEATHS or time.monotonic() > ends + _GRACE:
            return None
        if talk.silent:
            slow |= talk.suspected
        else:
            deaths.update(talk.in_hand)


class _Talk:
    """What is said with one child. `in_hand`: the pages that it had begun and not ended; `silent`: it was ended for saying
    nothing. `patience`: the seconds that a library may be at work in the file."""

    def __init__(
        self, limits: Limits, until: float, patience: float, on_page: Progress | None, stop: threading.Event
    ) -> None:
        # A page is read twice where it stands on its head.
        self._silence = 2 * limits.seconds_per_page + _GRACE
        self._until, self._patience = until, patience
        self._on_page, self._stop = on_page, stop
        self._entered: tuple[int, float] | None = None
        self.in_hand: set[int] = set()
        self.silent = False

    @property
    def suspected(self) -> set[int]:
        """The pages in one of which it fell silent."""
        return {self._entered[0]} if self._entered else self.in_hand

    def had_with(self, born: Callable[[], Child], asked: str) -> dict[str, Any] | None:
        """What a new child told as its last word, None when it died first or could not be born."""
        try:
            child = born()
        except OSError:
            return None
        try:
            return self._last_word(child.ask(asked))
        except (ConnectionError, json.JSONDecodeError):  # killed before it listened, or in the middle of a word
            return None
        finally:
            child.end()

    def _last_word(self, voice: int) -> dict[str, Any] | None:
        for told in self._words(voice):
            if "reading" in told:
                result: dict[str, Any] = told["reading"]
                return result
            if "step" in told:
                self._follow(told["step"], told["page"])
            elif self._on_page:
                self._on_page(told["done"], told["total"])
        return None

    def _follow(self, step: Step, page: int) -> None:
        match step:
            case "begins":
                self.in_hand.add(page)
            case "ends":
                self.in_hand.discard(page)
            case "enters":
                self._entered = page, time.monotonic() + self._patience
            case "leaves":
                self._entered = None

    def _words(self, voice: int) -> Iterator[dict[str, Any]]:
        """Each line that is said, until the end of them or of patience."""
        heard, line = time.monotonic(), b""
        with selectors.DefaultSelector() as ears:
            ears.register(voice, selectors.EVENT_READ)
            while time.monotonic() < min(heard + self._silence, self._until, *(self._entered or ())[1:]):
                if self._stop.is_set():
                    raise BrokenOff
                if not ears.select(_LOOK):
                    continue
                heard = time.monotonic()
                if not (said := os.read(voice, 1 << 16)):
                    return
                *whole, line = (line + said).split(b"\n")
                yield from (json.loads(one) for one in whole)
        self.silent = True


def work(asked: dict[str, Any], voice: TextIO) -> None:
    """The bounded child's part: reads what is asked for, tells pages and then the reading by `voice`, a line each."""
    os.dup2(2, 1)  # nothing that a parser prints may be taken for an answer

    def tell(told: dict[str, Any]) -> None:
        voice.write(json.dumps(told) + "\n")
        voice.flush()

    aside = {int(page): key for page, key in asked["aside"].items()}
    begun = Begun(Path(asked["begun"]), aside, lambda step, page: tell({"step": step, "page": page}))
    result = reading.read(
        Path(asked["path"]),
        limits=Limits(**asked["limits"]),
        on_page=lambda done, total: tell({"done": done, "total": total}),
        begun=begun,
        name=asked["name"],
        today=date.fromisoformat(asked["today"]) if asked["today"] else None,
    )
    tell({"reading": reading.as_data(result)})


def bound(parent: int) -> None:
    """Bounds this process's memory, ends it when `parent` ends, and lets whoever waits for an answer go first."""
    os.nice(max(0, NICE - os.nice(0)))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """A child that is a program of its own: what is asked for comes by standard input, the answers go to standard output."""
    asked = json.loads(sys.stdin.read())
    bound(asked["parent"])
    work(asked, os.fdopen(os.dup(1), "w", encoding="utf-8"))


if __name__ == "__main__":
    main()
