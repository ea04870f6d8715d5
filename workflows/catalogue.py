"""The office's catalogue: its 16 processes and 5 services, loaded from the packaged files.

Door: `load`; the shapes of workflows.shapes are offered here too. Promise: every entry has the right shape, and
they stand in the document's order; every fault of shape in every file is told at once, as one CatalogueError. Not here:
whether the flows make sense (workflows.checks), what an outcome leads to (workflows.engine). Persian is in the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from workflows import kinds, strict_yaml
from workflows.shapes import (
    Body,
    Committee,
    Entry,
    Exchange,
    Fact,
    Marks,
    Phase,
    Phases,
    Recurrence,
    RequiredDocument,
    Span,
    Step,
    Term,
    definition_hash,
    entry_from_definition,
)
from workflows.strict_yaml import Data, Lined, YamlFault

__all__ = [
    "Body",
    "Catalogue",
    "CatalogueError",
    "Committee",
    "Entry",
    "Exchange",
    "Fact",
    "Marks",
    "Phase",
    "Phases",
    "Problem",
    "Recurrence",
    "RequiredDocument",
    "Sheet",
    "Span",
    "Step",
    "Term",
    "definition_hash",
    "entry_from_definition",
    "load",
    "sheets",
]

FOLDER = Path(__file__).resolve().parent
PROCESSES = (
    *("org-structure", "training", "mayor-appointment", "local-charges", "budget", "audit-report", "equipment"),
    *("grading", "performance-evaluation", "research", "affiliated-organisations", "article-79-board"),
    *("statistics-it", "credits", "waste-investment", "strategic-plan"),
)
SERVICES = ("mayor-decree", "audit-permit", "grading-service", "research-permit", "credit-distribution")


@dataclass(frozen=True)
class Problem:
    """One fault of the catalogue's files: where, what, and what to do about it."""

    file: str
    line: int
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says} ({self.remedy})"


class CatalogueError(Exception):
    """The catalogue's data is wrong; the program does not start. Holds every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Catalogue:
    """All entries by slug, in the document's order, the processes first."""

    entries: Mapping[str, Entry]

    def get(self, slug: str) -> Entry:
        """The entry of that slug. KeyError for another."""
        return self.entries[slug]

    def flow(self, slug: str) -> Entry:
        """The entry whose steps and documents a case of `slug` follows: a service follows its process."""
        entry = self.entries[slug]
        return self.entries[entry.process] if entry.process else entry


def load(folder: Path | None = None) -> Catalogue:
    """The catalogue in `folder`/processes and `folder`/services, by default the packaged one. Raises CatalogueError."""
    return _load(folder or FOLDER)


@dataclass(frozen=True)
class Sheet:
    """One catalogue file as it was read: its entry, or the problems that kept it from being one."""

    file: str
    slug: str
    text: str
    lined: Lined | None
    entry: Entry | None
    problems: tuple[Problem, ...]


def sheets(folder: Path) -> list[Sheet]:
    """Every catalogue file of `folder`, in the document's order; files with unknown names come last."""
    order = {slug: place for place, slug in enumerate((*PROCESSES, *SERVICES))}
    paths = [path for part in ("processes", "services") for path in sorted((folder / part).glob("*.yaml"))]
    paths.sort(key=lambda path: order.get(path.stem, len(order)))
    return [_sheet(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


@cache
def _load(folder: Path) -> Catalogue:
    read = sheets(folder)
    problems = [problem for sheet in read for problem in sheet.problems]
    if problems or not read:
        raise CatalogueError(
            problems or [Problem(str(folder), 1, "no catalogue files", "restore processes/ and services/")]
        )
    return Catalogue(MappingProxyType({sheet.entry.slug: sheet.entry for sheet in read if sheet.entry}))


@lru_cache(maxsize=128)
def _sheet(file: str, text: str) -> Sheet:
    """Remembered by its text: the start checks the catalogue and then loads it."""
    slug = Path(file).stem
    try:
        lined = strict_yaml.load(text)
    except YamlFault as fault:
        return Sheet(file, slug, text, None, None, (Problem(file, fault.line, fault.says, "mend the YAML"),))
    try:
        entry = Entry.model_validate_json(json.dumps(_with_flow(lined.data)))
    except ValidationError as faults:
        problems = (_shape_problem(file, lined, fault["loc"], fault["msg"]) for fault in faults.errors())
        return Sheet(file, slug, text, lined, None, tuple(problems))
    return Sheet(file, slug, text, lined, entry, ())


def _with_flow(data: Data) -> Data:
    steps = data.get("steps") if isinstance(data, dict) else None
    return {**data, "steps": kinds.complete(steps)} if isinstance(data, dict) and isinstance(steps, list) else data


def _shape_problem(file: str, lined: Lined, at: tuple[str | int, ...], says: str) -> Problem:
    field = ".".join(map(str, at))
    return Problem(file, lined.line_of(at), f"{field}: {says}", "give it the shape of workflows.catalogue.Entry")
