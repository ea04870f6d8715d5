"""The office's catalogue: its 16 processes and 5 services, loaded from the packaged files and from those of its own.

Door: `load`, `load_file`; the shapes of workflows.shapes are offered here too. Promise: every entry has the right shape, and
they stand in the document's order, new ones after them; an own file of a known slug takes the place of the packaged one,
whole; every fault of shape in every file is told at once, as one CatalogueError. Not here: whether the flows make sense
(workflows.checks), what an outcome leads to (workflows.engine). Persian is in the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from workflows import kinds, strict_yaml
from workflows.problems import CatalogueError, Problem
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
    "load_file",
    "sheets",
]

FOLDER = Path(__file__).resolve().parent
PROCESSES = (
    *("org-structure", "training", "mayor-appointment", "local-charges", "budget", "audit-report", "equipment"),
    *("grading", "performance-evaluation", "research", "affiliated-organisations", "article-79-board"),
    *("statistics-it", "credits", "waste-investment", "strategic-plan"),
)
PARTS = ("processes", "services")
SERVICES = ("mayor-decree", "audit-permit", "grading-service", "research-permit", "credit-distribution")


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


def load(folder: Path | None = None, *, own: Path | None = None) -> Catalogue:
    """The catalogue in `folder`/processes and `folder`/services, by default the packaged one, with the files of the `own`
    folder over it. Raises CatalogueError."""
    base = (folder or FOLDER).resolve()
    return _load(base) if own is None else _catalogue(own, sheets(base, own))


def load_file(file: Path) -> Entry:
    """The entry in one file, wherever it stands. Raises CatalogueError."""
    sheet = _read(file, str(file))
    if sheet.entry is None:
        raise CatalogueError(list(sheet.problems))
    return sheet.entry


@dataclass(frozen=True)
class Sheet:
    """One catalogue file as it was read: its entry, or the problems that kept it from being one.

    `own`: it is from the office's own folder, and `file` names it there; else `file` begins at the packaged folder.
    """

    file: str
    slug: str
    text: str
    lined: Lined | None
    entry: Entry | None
    problems: tuple[Problem, ...]
    own: bool = False

    @property
    def place(self) -> str:
        """The file below its folder: "processes/grading.yaml"."""
        return "/".join(Path(self.file).parts[-2:])


def sheets(folder: Path, own: Path | None = None) -> list[Sheet]:
    """Every catalogue file of `folder`, in the document's order; files with unknown names come last.

    A file of the `own` folder stands in the place of the packaged one with its slug, or at the end.
    """
    order = {slug: place for place, slug in enumerate((*PROCESSES, *SERVICES))}
    theirs = [replace(sheet, own=True) for sheet in _own_sheets(own)] if own is not None else []
    replaced = {sheet.slug for sheet in theirs}
    paths = [path for part in PARTS for path in sorted((folder / part).glob("*.yaml")) if path.stem not in replaced]
    packaged = [_read(path, path.relative_to(folder).as_posix()) for path in paths]
    return sorted((*packaged, *theirs), key=lambda sheet: order.get(sheet.slug, len(order)))


def _own_sheets(own: Path) -> Iterator[Sheet]:
    """The files of the office's own folder; what is wrong with the folder itself is told as a sheet with a problem."""
    if not own.is_dir():
        yield _unread(str(own), "there is no such folder", "make it, or mend the folder's name")
        return
    found = [path for path in (*own.glob("*"), *own.glob("*/*")) if path.suffix.lower() in (".yaml", ".yml")]
    below = sorted(path.relative_to(own) for path in found)
    files = [path for path in below if not any(part.startswith(".") for part in path.parts)]
    if not files:
        yield _unread(str(own), "no catalogue files", f"put them into {PARTS[0]}/ and {PARTS[1]}/")
    for file in files:
        if file.suffix == ".yaml" and len(file.parts) == 2 and file.parts[0] in PARTS:
            yield _read(own / file, str(own / file))
        else:
            # Left alone it would be a change that never comes into force, and nobody would know why.
            remedy = f"name it {PARTS[0]}/SLUG.yaml or {PARTS[1]}/SLUG.yaml"
            yield _unread(str(own / file), "a file in a place that is not looked at", remedy)


def _read(path: Path, file: str) -> Sheet:
    try:
        return _sheet(file, path.read_text(encoding="utf-8"))
    except OSError as fault:
        return _unread(file, f"cannot be read: {fault.strerror}", "let the program read it")
    except UnicodeDecodeError:
        return _unread(file, "is not text in UTF-8", "save it anew as UTF-8")


def _unread(file: str, says: str, remedy: str) -> Sheet:
    return Sheet(file, Path(file).name, "", None, None, (Problem(file, 1, says, remedy),))


@cache
def _load(folder: Path) -> Catalogue:
    return _catalogue(folder, sheets(folder))


def _catalogue(folder: Path, read: list[Sheet]) -> Catalogue:
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
        entry = Entry.model_validate_json(json.dumps(_completed(lined.data)))
    except ValidationError as faults:
        problems = (_shape_problem(file, lined, fault["loc"], fault["msg"]) for fault in faults.errors())
        return Sheet(file, slug, text, lined, None, tuple(problems))
    return Sheet(file, slug, text, lined, entry, ())


def _completed(data: Data) -> Data:
    """The file's data with what it may leave out: where outcomes lead, and whose an own entry's documents are."""
    if not isinstance(data, dict):
        return data
    steps, documents = data.get("steps"), data.get("documents")
    if isinstance(steps, list):
        data = {**data, "steps": kinds.complete(steps)}
    if isinstance(documents, list) and data.get("source") is None:
        ours = [{"source": "office", **each} if isinstance(each, dict) else each for each in documents]
        data = {**data, "documents": ours}
    return data


def _shape_problem(file: str, lined: Lined, at: tuple[str | int, ...], says: str) -> Problem:
    field = ".".join(map(str, at))
    return Problem(file, lined.line_of(at), f"{field}: {says}", "give it the shape of workflows.catalogue.Entry")
