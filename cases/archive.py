"""The file of a backup: a tar of named parts, in the order in which they are needed again, with a manifest at its end.

    about.json                    format, revision, the tables and their columns
    rows/001-municipality/00001.jsonl.gz …   a line a row, the values in the columns' order
    documents/SHA256              originals and letters
    damaged/SHA256                what lay under that name and is something else
    catalogue/packaged|own/…      the catalogue in force, catalogue/closures.yaml
    manifest.json                 counts, and the sha256 of every part that is not named by it

Door: `writing`, `parts`, `checked`. Promise: the file appears whole under its name or not at all, readable by its owner
only; what was cut short or changed is noticed before anything is done with it. Not here: what is in the parts (backup,
restoring, rows).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
DOCUMENT = re.compile(r"documents/([0-9a-f]{64})")
ROWS = re.compile(r"rows/\d+-([a-z_]+)/\d+\.jsonl\.gz")
CATALOGUE = re.compile(r"catalogue/(?:(?:packaged|own)/(?:processes|services)/(?!\.)[\w.-]+\.yaml|closures\.yaml)")
DAMAGED = re.compile(r"damaged/[0-9a-f]{64}")
# Nothing else is taken from a file that may come from anywhere.
_KNOWN = (DOCUMENT, ROWS, CATALOGUE, DAMAGED, re.compile(r"about\.json"), re.compile(r"manifest\.json"))


class Unusable(Exception):
    """The file, or the place that it shall go to, is not as it must be; `str` of it says what and why."""


@dataclass
class Writer:
    """Takes the parts of one backup, and counts and digests them."""

    tar: tarfile.TarFile
    at: datetime
    parts: dict[str, str] = field(default_factory=dict)
    documents: int = 0
    size: int = 0
    _names: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, content: bytes) -> None:
        """Appends a part. A document's name is its digest, so that only the list of these names is digested."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = len(content), int(self.at.timestamp()), 0o600
        self.tar.addfile(info, io.BytesIO(content))
        # The library would remember every part, of which there may be millions.
        self.tar.members.clear()  # type: ignore[attr-defined]
        if DOCUMENT.fullmatch(name):
            self.documents, self.size = self.documents + 1, self.size + len(content)
            self._names.update(name.encode())
        elif name != MANIFEST:
            self.parts[name] = hashlib.sha256(content).hexdigest()

    def finish(self, **told: Any) -> dict[str, Any]:
        """Appends the manifest with what is `told` besides, and returns it."""
        documents = {"count": self.documents, "bytes": self.size, "names": self._names.hexdigest()}
        manifest = {"format": FORMAT, **told, "documents": documents, "parts": self.parts}
        self.add(MANIFEST, as_json(manifest))
        return manifest


@contextmanager
def writing(file: Path, at: datetime) -> Iterator[Writer]:
    """Writes a new file: it gets its name when the block ends well; otherwise nothing is left. FileExistsError."""
    if file.exists():
        raise FileExistsError(17, "there is a file of this name already", str(file))
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar, at)
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # not every file system lets a folder be synchronised
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def parts(file: Path) -> Iterator[tuple[str, bytes]]:
    """The parts in their order, each with its content. Unusable: it is no backup, or something in it does not belong there."""
    try:
        with tarfile.open(file, "r:") as tar:
            while (info := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]
                stream = tar.extractfile(info) if info.isreg() else None
                if stream is None or not any(form.fullmatch(info.name) for form in _KNOWN):
                    raise Unusable(f"{file}: {info.name[:80]!r} does not belong into a backup")
                content = stream.read()
                if len(content) != info.size:
                    raise Unusable(f"{file}: it was cut short; take another backup")
                yield info.name, content
    except tarfile.TarError as fault:
        raise Unusable(f"{file}: it is not a backup, or it was cut short ({fault}); take another backup") from fault


def checked(file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the file tells of itself, at its beginning and at its end, once every part has been held against its digest.

    Unusable: it was cut short or changed, or was made by a newer program.
    """
    found: dict[str, str] = {}
    about: dict[str, Any] = {}
    manifest: dict[str, Any] = {}
    count, names = 0, hashlib.sha256()
    for name, content in parts(file):
        digest = hashlib.sha256(content).hexdigest()
        if not about:
            about = _about(file, name, content)
        if document := DOCUMENT.fullmatch(name):
            if digest != document[1]:
                raise Unusable(f"{file}: {name} was changed; take another backup")
            count += 1
            names.update(name.encode())
        elif name == MANIFEST:
            manifest = json.loads(content)
        else:
            found[name] = digest
    if not manifest:
        raise Unusable(f"{file}: it was cut short: its manifest is missing; take another backup")
    told = manifest["documents"]
    changed = sorted(found.items() ^ manifest["parts"].items())
    if changed:
        raise Unusable(f"{file}: {changed[0][0]} was changed, added or removed; take another backup")
    if (told["count"], told["names"]) != (count, names.hexdigest()):
        raise Unusable(f"{file}: documents were added or removed; take another backup")
    return about, manifest


def as_json(value: object) -> bytes:
    """Plain data as the file has it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _about(file: Path, name: str, content: bytes) -> dict[str, Any]:
    if name != ABOUT:
        raise Unusable(f"{file}: it is not a backup of Dabir: it does not begin with {ABOUT}")
    told: dict[str, Any] = json.loads(content)
    if told.get("format") != FORMAT:
        raise Unusable(f"{file}: its form is {told.get('format')}, this program knows {FORMAT}; use a newer program")
    return told
