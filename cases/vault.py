"""The originals: files kept under their sha256, never changed.

Door: `Vault.keep`, `Vault.path`, `Vault.begun`. Promise: a file that was kept is on the disk before its hash is returned; a
disk that is full or away is Trouble and leaves nothing half written. Not here: what a file is of (documents, letters).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from cases.errors import Trouble

# Beside the originals, and none of them: what readings that broke off have got so far.
BEGUN = ".begun"


class Vault:
    """A folder of files named by their sha256, in 256 sub-folders."""

    def __init__(self, folder: Path) -> None:
        """Trouble: storage (the folder cannot be made)."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise Trouble("storage") from refused

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is."""
        return self.folder / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Keeps `content`; returns its sha256 in hex. Keeping the same again changes nothing.

        Trouble: storage (the disk is full, away or may not be written to).
        """
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.path(sha256)
        try:
            if not place.exists():
                self._write(content, place)
        except OSError as refused:
            raise Trouble("storage") from refused
        return sha256

    def begun(self, sha256: str) -> Path:
        """Where a reading of this file keeps the pages that it has read, until it has read all; may not be there."""
        return self.folder / BEGUN / sha256

    def forget_begun(self, *, before: datetime) -> None:
        """Deletes what readings have left that nobody went on with since `before`."""
        for folder in (self.folder / BEGUN).glob("*"):
            if folder.stat().st_mtime < before.timestamp():
                shutil.rmtree(folder, ignore_errors=True)

    def _write(self, content: bytes, place: Path) -> None:
        place.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            written = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                written.replace(place)
            except OSError:
                written.unlink(missing_ok=True)
                raise
        _settle(place.parent)


def _settle(folder: Path) -> None:
    """Makes the folder's own entries outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
