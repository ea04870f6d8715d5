"""One file → one Reading: the step list of intake.

Door: `read`, the shape `Reading`, `as_data` and `from_data` (the JSON contract), `line_picture` and `boxes_picture`.
Promise: a bad file gives a Reading with problems, never an exception; the original is only read. Not here: a
database, a messenger, or the case that the file is for.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from intake import checks, fields, kinds, problems, scan, triage
from intake.begun import Begun
from intake.checks import Check
from intake.fields import Field
from intake.kinds import Kind
from intake.layout import Page
from intake.originals import open_original
from intake.pictures import boxes_picture as boxes_picture
from intake.pictures import line_picture as line_picture
from intake.problems import FileProblem, Limits, Problem
from nlp import frequency, places

log = logging.getLogger(__name__)

type Source = Literal["text-layer", "ocr", "mixed"]
type Progress = Callable[[int, int], None]


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
    on_page: Progress | None = None,
    name: str | None = None,
    today: date | None = None,
    begun: Begun = Begun(),  # noqa: B008
) -> Reading:
    """Reads the file at `path`; `name` is what its owner calls it, `on_page` hears (done, total) after each page.

    `today` (at Tehran) allows the checks of dates; `begun` holds the pages that an earlier reading has got. Never raises for a
    bad file: what is wrong stands in `problems`.
    """
    file, sha256 = name or path.name, fingerprint(path)
    try:
        media = triage.admitted(path, limits)
        with ExitStack() as stack:
            with begun.in_library(0):
                original = stack.enter_context(open_original(path, media, limits))
            pages, found = scan.all_pages(original, limits, time.monotonic() + limits.seconds_per_file, on_page, begun)
    except FileProblem as bad:
        return Reading(file, sha256, 0, "text-layer", Kind("other", 0.0), "", {}, (), (bad.problem,))
    try:
        kind = kinds.classify(pages)
        said = fields.extract(pages, kind.value)
    except Exception:
        # A fault of the rules costs the fields; the text of the pages stays.
        log.exception("the fields of %s are not read", sha256)
        kind, said, found = Kind("other", 0.0), {}, [*found, Problem("fields-unread")]
    if media == triage.DOCX:  # a Word file has no places
        said = {name: replace(field, box=None) for name, field in said.items()}
    if not any(page.lines for page in pages) and not found:
        found = [Problem("no-text")]
    text = "\f".join(page.text for page in pages)
    checked = checks.of_document(pages, said, today)
    return Reading(file, sha256, original.count, _source(pages), kind, text, said, checked, tuple(found))


def load() -> None:
    """Loads what takes time to load, for a process that splits off others; it begins no thread."""
    places.load()
    frequency.load()


def as_data(reading: Reading) -> dict[str, Any]:
    """The reading as the JSON object of the intake contract."""
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "pages": reading.pages,
        "source": reading.source,
        "document_type": asdict(reading.document_type),
        "text": reading.text,
        "fields": {name: _field_data(field) for name, field in reading.fields.items()},
        "checks": [{"key": check.key, "ok": check.ok, "says": checks.says(check)} for check in reading.checks],
        "problems": [{"key": problem.key, "says": problems.says(problem)} for problem in reading.problems],
    }


def from_data(data: dict[str, Any]) -> Reading:
    """The reading that `as_data` told; sentences are kept as they were said. Missing names are a KeyError."""
    return Reading(
        file=data["file"],
        sha256=data["sha256"],
        pages=data["pages"],
        source=data["source"],
        document_type=Kind(**data["document_type"]),
        text=data["text"],
        fields={name: _field(field) for name, field in data["fields"].items()},
        checks=tuple(Check(check["key"], check["ok"], said=check["says"]) for check in data["checks"]),
        problems=tuple(Problem(problem["key"], said=problem["says"]) for problem in data["problems"]),
    )


def _field_data(field: Field) -> dict[str, Any]:
    return {
        "value": field.value,
        "raw": field.raw,
        "confidence": field.confidence,
        "page": field.page,
        "box": list(field.box) if field.box else None,
    }


def _field(data: dict[str, Any]) -> Field:
    box = data["box"]
    return Field(data["value"], data["raw"], data["confidence"], data["page"], tuple(box) if box else None)


def _source(pages: Sequence[Page]) -> Source:
    """How the pages that say anything were read."""
    sources = {page.source for page in pages if page.lines} or {page.source for page in pages}
    return "mixed" if len(sources) > 1 else sources.pop() if sources else "text-layer"


def fingerprint(path: Path) -> str:
    """The SHA-256 of the file, in hexadecimal; empty for a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
