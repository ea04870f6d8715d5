"""A small disk of the test's own, which can be filled up and forbidden; it wants the right to mount."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEGABYTES = 48


class Disk:
    """A file system in memory at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leaves not one byte."""
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(4096)):
                    pass
            except OSError:
                return

    def free(self) -> None:
        (self.folder / "ballast").unlink()

    def forbid(self) -> None:
        """As an administrator's remount, or a disk that reports errors: nothing can be written, also by root."""
        _mount("-o", "remount,ro", str(self.folder))

    def allow(self) -> None:
        _mount("-o", "remount,rw", str(self.folder))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with _mounted(tmp_path / "disk", MEGABYTES) as made:
        yield made


@contextmanager
def small(megabytes: int) -> Iterator[Disk]:
    """A disk of this size that other users may look into, by a short path, as a database server wants it."""
    home = Path(tempfile.mkdtemp(prefix="dabir-disk-"))
    home.chmod(0o755)
    try:
        with _mounted(home / "disk", megabytes) as made:
            yield made
    finally:
        shutil.rmtree(home)


@contextmanager
def _mounted(folder: Path, megabytes: int) -> Iterator[Disk]:
    folder.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("a small disk cannot be mounted here; that wants root")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True, capture_output=True)
