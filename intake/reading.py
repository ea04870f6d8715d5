"""One file → one Reading: the step list of intake.

Door: `read`, the shape `Reading`, `as_data` and `from_data` (the JSON contract). Promise: a bad file gives a Reading with
problems, never an exception; the original is only read. Not here: a database, a messenger, or the case the file is for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intake.checks import Check
from intake.fields import Field
from intake.kinds import Kind
from intake.problems import Limits, Problem

type Source = Literal["text-layer", "ocr", "mixed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one file. `text` is in logical order, pages parted by a form feed."""

    file: str
    sha256: str
    pages: int
    source: Source
    document_type: Kind
    text: str
    fields: dict[str, Field]
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


def read(
    path: Path,
    *,
    limits: Limits = Limits(),  # noqa: B008
    on_page: Callable[[int, int], None] | None = None,
    name: str | None = None,
) -> Reading:
    """Read the file at `path`; `name` is what its owner calls it."""
    raise NotImplementedError
