"""The originals: files kept under their sha256, never changed.

Door: `Vault.keep`, `Vault.path`. Promise: a file that was kept is on the disk before its hash is returned. Not here: what
a file is of (documents, letters).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class Vault:
    """A folder of files named by their sha256, in 256 sub-folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is."""
        return self.folder / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Keeps `content`; returns its sha256 in hex. Keeping the same again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self.path(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        return sha256
