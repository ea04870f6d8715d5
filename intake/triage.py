"""Is this a file that can be read at all? Decided by content, within a second or so, before any reading.

Door: `sniff` and `look`. Promise: names and claimed types are not believed, nothing is unpacked beyond its limits,
and the first reason not to read comes back as a value. Not here: the reading, or problems of single pages.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from intake import originals
from intake.problems import FileProblem, Limits, Problem

_HEAD = 4096
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
TIFF, WEBP = "image/tiff", "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = frozenset({PNG, JPEG, TIFF, WEBP})
_DOCX_PARTS = {"[Content_Types].xml", "word/document.xml"}
_OLE, _ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")


def sniff(data_or_path: bytes | Path) -> str | None:
    """The media type by content (pdf, png, jpeg, tiff, webp, docx), None for anything else."""
    if isinstance(data_or_path, bytes):
        return _sniffed(data_or_path[:_HEAD], io.BytesIO(data_or_path))
    with data_or_path.open("rb") as file:
        return _sniffed(file.read(_HEAD), file)


def _sniffed(head: bytes, file: io.BufferedIOBase) -> str | None:
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return DOCX if head.startswith(b"PK\x03\x04") and _is_docx(file) else None


def _is_docx(file: io.BufferedIOBase) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist()) >= _DOCX_PARTS
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def look(path: Path, limits: Limits = Limits()) -> Problem | None:  # noqa: B008
    """The first reason not to read the file at `path`, None when there is none."""
    try:
        media = admitted(path, limits)
        with originals.open_original(path, media, limits, to_look=True) as opened:
            opened.probe()
    except FileProblem as problem:
        return problem.problem
    return None


def admitted(path: Path, limits: Limits) -> str:
    """The media type of a file whose size and kind are right; raises FileProblem otherwise."""
    try:
        size = path.stat().st_size
        if size == 0:
            raise FileProblem("empty")
        if size > limits.max_bytes:
            raise FileProblem("too-big", size=_megabytes(size), limit=_megabytes(limits.max_bytes))
        media = sniff(path)
        if media is None:
            raise FileProblem("encrypted" if _is_encrypted_office(path) else "wrong-kind")
    except OSError as error:
        raise FileProblem("unreadable") from error
    return media


def _is_encrypted_office(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8) == _OLE and _ENCRYPTED_OFFICE in file.read(64 * 1024)


def _megabytes(size: int) -> int:
    return max(1, round(size / 1024 / 1024))
