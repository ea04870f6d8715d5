"""Is this a file that can be read at all? Decided by content, within a second, before any reading.

Door: `sniff` and `look`. Promise: names and claimed types are not believed. Not here: the reading.
"""

from __future__ import annotations

from pathlib import Path

from intake.problems import Limits, Problem


def sniff(data_or_path: bytes | Path) -> str | None:
    """The media type by content (pdf, png, jpeg, tiff, webp, docx), None for anything else."""
    raise NotImplementedError


def look(path: Path, limits: Limits = Limits()) -> Problem | None:  # noqa: B008
    """The first reason not to read the file at `path`, None when there is none."""
    raise NotImplementedError
