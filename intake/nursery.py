"""Readers that begin at once: one process has loaded everything and splits off a child for each file.

Door: `Nursery`. Promise: its `child` is as much alone as `apart.alone`'s (own memory, own bounds, no secret of the asker's
environment) without the second of processor that loading takes; the nursery itself looks into no file. All end with the one
that asked. Not here: what a child does and when it is ended (apart).
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass

from intake import apart, reading

_REAP = 5.0
# What takes longer than loading on the busiest machine is no waiting any more. In seconds.
_PATIENCE = 120.0
# A process of several threads cannot be split: numpy's library begins one for each core as soon as it is loaded.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Child:
    """A child, by the line to it and by a handle that names no other process, even when it has ended."""

    line: socket.socket
    handle: int

    def ask(self, asked: str) -> int:
        """Tells it what is asked; the descriptor on which it answers."""
        self.line.sendall(asked.encode())
        self.line.shutdown(socket.SHUT_WR)
        return self.line.fileno()

    def end(self) -> None:
        """Ends it, if it has not ended."""
        try:
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        except ProcessLookupError:
            pass
        finally:
            os.close(self.handle)
            self.line.close()


class Nursery:
    """Starts its process with the first child that is wanted, and anew when that has died. May be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def child(self) -> Child:
        """A new child, which waits for what it is asked. OSError where the machine allows no more processes."""
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            try:
                return Child(ours, self._born_again(theirs))
            except OSError:
                ours.close()
                raise

    def close(self) -> None:
        """Ends the nursery and every child."""
        with self._lock:
            self._close()

    def _born_again(self, line: socket.socket) -> int:
        """As `_born`, once more where the nursery turns out to have died."""
        try:
            return self._born(line)
        except OSError:
            self._close()
            return self._born(line)

    def _born(self, line: socket.socket) -> int:
        if self._line is None:
            self._line = self._started()
        socket.send_fds(self._line, [b"+"], [line.fileno()])
        said, handles, _, _ = socket.recv_fds(self._line, 1, 1)
        if not said:
            raise BrokenPipeError
        return handles[0]

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(_PATIENCE)
        with theirs:
            # It ends when this side of the line is closed, with this process at the latest.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "intake.nursery"],
                cwd=apart.ROOT,
                env=apart.environment() | _ONE_THREAD,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )
        return ours

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()  # its children end with it
            self._process.wait()
            self._process = None


def main() -> None:
    """The nursery: for every line that comes in by standard input, a child; its handle goes back."""
    # A terminal interrupts everybody: whoever asked ends the children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(max(0, apart.NICE - os.nice(0)))
    reading.load()
    with socket.socket(fileno=os.dup(0)) as mother:
        while True:
            if select.select([mother], [], [], _REAP)[0]:
                said, lines, _, _ = socket.recv_fds(mother, 1, 1)
                if not said:
                    return
                _birth(mother, lines[0])
            _reap()


def _birth(mother: socket.socket, line: int) -> None:
    nursery = os.getpid()
    if (child := os.fork()) == 0:
        mother.close()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _live(line, nursery)
    os.close(line)
    handle = os.pidfd_open(child)
    socket.send_fds(mother, [b"+"], [handle])
    os.close(handle)


def _live(line: int, nursery: int) -> None:
    """The child's life; it never returns."""
    try:
        apart.bound(nursery)
        with open(line, encoding="utf-8", closefd=False) as ears, os.fdopen(line, "w", encoding="utf-8") as voice:
            if asked := ears.read():  # nothing: it is not wanted after all
                apart.work(json.loads(asked), voice)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(0)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main()
