"""Whether the catalogue makes sense: every problem of every file at once, with its line and what to do about it.

Door: `check`, `checked`. Promise: no problem found means that every case can be opened, moved and ended by the engine, that
every name in it is known, and that every number says where it comes from. Not here: the shapes (workflows.shapes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from nlp.wording import TEMPLATES, words
from workflows import doors, flows
from workflows.catalogue import (
    FOLDER,
    PROCESSES,
    SERVICES,
    Catalogue,
    CatalogueError,
    Entry,
    Marks,
    Problem,
    Sheet,
    Step,
    Term,
    load,
    sheets,
)
from workflows.strict_yaml import Data, Lined

__all__ = ["DOCUMENT_KINDS", "Problem", "check", "checked"]

DOCUMENT_KINDS = frozenset(
    {
        *("official-letter", "council-minutes", "council-resolution", "audit-report", "research-proposal", "charter"),
        *("charges-book", "mayor-form", "education-certificate", "identity-document", "resume", "conformity-opinion"),
        *("justification-plan", "budget-form", "org-chart", "training-certificate", "application", "other"),
    }
)
# Arabic yeh (two forms) and kaf: a search for the Persian letter does not find them.
_ARABIC_LETTERS = re.compile("[\u064a\u0649\u0643]")


def checked(own: Path | None = None) -> Catalogue:
    """The packaged catalogue with the office's own files over it, fit to be run on. Raises CatalogueError."""
    if problems := check(own=own):
        raise CatalogueError(problems)
    return load(own=own)


def check(folder: Path | None = None, *, own: Path | None = None, templates: Path = TEMPLATES) -> list[Problem]:
    """Every problem of the catalogue in `folder` (by default the packaged one), by file and line; empty when sound.

    `own`: the office's own files, which stand in the place of those of `folder` or beside them.
    """
    base = folder or FOLDER
    read, packaged = sheets(base, own), {sheet.slug: sheet.entry for sheet in sheets(base) if sheet.entry}
    # Where an own file cannot be read, those that name its entry are not to blame.
    entries = {**packaged, **{sheet.entry.slug: sheet.entry for sheet in read if sheet.entry}}
    found = [*_names(read)]
    for sheet in read:
        found += sheet.problems
        found += _letters_of_text(sheet.file, sheet.text)
        if sheet.entry and sheet.lined:
            replaced = packaged.get(sheet.slug) if sheet.own else None
            found += _of_entry(sheet, sheet.entry, sheet.lined, entries, replaced, templates)
    return sorted(found, key=lambda problem: (problem.file, problem.line, problem.says))


def _names(read: list[Sheet]) -> Iterator[Problem]:
    """The right files, each with its own slug and kind."""
    wanted = {f"{part}/{slug}.yaml" for part, slugs in _PARTS.items() for slug in slugs}
    there = {sheet.place for sheet in read if not sheet.own}
    replaced = {file for file in wanted for sheet in read if sheet.own and sheet.slug == Path(file).stem}
    for file in sorted(wanted - there - replaced):
        yield Problem(file, 1, "the file is missing", "write the entry that the document has under this name")
    for file in sorted(there - wanted):
        yield Problem(
            file, 1, "no such entry in the document", "rename the file to one of the known slugs, or remove it"
        )
    yield from _own_names(read, wanted)
    for sheet in read:
        if sheet.entry and sheet.entry.slug != sheet.slug:
            yield Problem(sheet.file, 1, f"slug {sheet.entry.slug!r} is not the file's name", f"write {sheet.slug!r}")
        if sheet.entry and not sheet.place.startswith(_FOLDER_OF[sheet.entry.kind]):
            yield Problem(sheet.file, 1, f"a {sheet.entry.kind} in the wrong folder", "move it, or mend its kind")


def _own_names(read: list[Sheet], wanted: set[str]) -> Iterator[Problem]:
    """No name of the office's own files means two entries."""
    known, seen = {Path(file).stem: file for file in wanted}, dict[str, str]()
    for sheet in (sheet for sheet in read if sheet.own):
        if known.get(sheet.slug, sheet.place) != sheet.place:
            yield Problem(sheet.file, 1, f"the packaged {known[sheet.slug]} has this name", "move it, or rename it")
        if sheet.slug in seen:
            yield Problem(sheet.file, 1, f"{seen[sheet.slug]} has the same name", "rename one of the two")
        seen[sheet.slug] = sheet.file


def _letters_of_text(file: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        if _ARABIC_LETTERS.search(line):
            yield Problem(file, number, "an Arabic yeh or kaf", "write the Persian letters U+06CC and U+06A9")


def _of_entry(
    sheet: Sheet, entry: Entry, lined: Lined, entries: dict[str, Entry], replaced: Entry | None, templates: Path
) -> Iterator[Problem]:
    """`replaced`: the packaged entry in whose place an own one stands."""
    for says, remedy, at in (
        *_of_kind(entry, entries),
        *_of_names(entry),
        *_of_marks(entry),
        *_of_steps(entry, templates),
        *_of_terms(entry),
        *(() if sheet.own else _of_place(entry)),
        *_of_step_lines(entry, replaced if sheet.own else entry),
        *_of_source(entry, lined.data),
        *flows.faults(entry),
        *doors.faults(entry),
    ):
        yield Problem(sheet.file, lined.line_of(at), says, remedy)


type Found = tuple[str, str, tuple[str | int, ...]]


def _of_kind(entry: Entry, entries: dict[str, Entry]) -> Iterator[Found]:
    if entry.kind == "process":
        if not entry.steps:
            yield "a process without steps", "give its steps, provisional ones where the document has none", ("steps",)
        if entry.process:
            yield "a process names a process", "only services do; remove it", ("process",)
        if entry.source and entry.provisional and entry.narrative.text is None:
            yield "a provisional flow without the document's narrative", "give the narrative", ("provisional",)
        return
    followed = entries.get(entry.process or "")
    if followed is None or followed.kind != "process":
        yield f"its process {entry.process!r} is unknown", "name the slug of a process", ("process",)
    if entry.steps:
        yield "a service with steps of its own", "move them to its process", ("steps",)


def _of_names(entry: Entry) -> Iterator[Found]:
    roles = words("roles")
    for index, role in enumerate(entry.opened_by):
        if role not in roles:
            yield _unknown_role(role, "opened_by", index)
    for index, document in enumerate(entry.documents):
        if document.kind is not None and document.kind not in DOCUMENT_KINDS:
            at = ("documents", index, "kind")
            yield f"unknown document type {document.kind!r}", "use a type of workflows.checks.DOCUMENT_KINDS", at
    yield from _of_committees(entry)
    yield from _repeated((document.key for document in entry.documents), "documents")
    yield from _repeated((step.key for step in entry.steps), "steps")


def _of_committees(entry: Entry) -> Iterator[Found]:
    """A step in which a committee acts names it, as may an act done for it; and a committee has a step."""
    known = {committee.key for committee in entry.committees}
    for index, step in enumerate(entry.steps):
        at = ("steps", index)
        if step.actor == "committee" and step.committee is None:
            yield "a committee acts and none is named", "give committee", at
        if step.committee is not None and step.actor != "committee" and step.kind != "act":
            yield f"a committee in a step of kind {step.kind}", "actor: committee, or remove it", (*at, "committee")
        if step.committee is not None and step.committee not in known:
            yield f"unknown committee {step.committee!r}", "name one of the entry's committees", (*at, "committee")
    for index, committee in enumerate(entry.committees):
        at = ("committees", index)
        if not any(step.committee == committee.key for step in entry.steps):
            yield f"committee {committee.key!r} has no step", "name it in a step, or remove it", at
        if Fraction(committee.quorum) > 1 or Fraction(committee.majority) >= 1:
            yield "a share that can never be reached", "a quorum of at most 1/1, a majority below 1/1", at
        if committee.source == "document" and committee.line is None:
            yield "a committee of the document without its line", "give line, or source: office", at
    yield from _repeated((committee.key for committee in entry.committees), "committees")


def _of_marks(entry: Entry) -> Iterator[Found]:
    known = words("catalogue")["marks"]
    for name in ("nature", "starts", "audience", "level", "life_event", "channels"):
        marks: Marks = getattr(entry, name)
        group = "service_nature" if name == "nature" and entry.kind == "service" else name
        for mark in marks.ticked:
            if mark not in known[group]:
                yield f"unknown mark {mark!r}", f"use one of {', '.join(known[group])}", (name, "ticked")


def _of_steps(entry: Entry, templates: Path) -> Iterator[Found]:
    roles = words("roles")
    for index, step in enumerate(entry.steps):
        if step.actor not in roles:
            yield _unknown_role(step.actor, "steps", index, "actor")
        for role in step.alert:
            if role not in roles:
                yield _unknown_role(role, "steps", index, "alert")
        if step.letter and not (templates / "letters" / f"{step.letter}.html").is_file():
            at = ("steps", index, "letter")
            yield f"no letter template {step.letter!r}", f"add templates/letters/{step.letter}.html", at
        yield from _of_belongings(step, index)
        yield from _repeated((body.key for body in step.bodies), "steps", index, "bodies")
    first = next((step for step in entry.steps if step.kind != "notice"), None)
    if first and first.actor not in entry.opened_by:
        yield (
            f"the first step is for {first.actor!r}, who may not open a case",
            "add the role to opened_by",
            ("opened_by",),
        )


def _of_belongings(step: Step, index: int) -> Iterator[Found]:
    """An inquiry has bodies, an issue a letter, an external step an addressee, a notice someone to tell; no other kind has."""
    for kind, name, there in (
        ("inquiry", "bodies", bool(step.bodies)),
        ("issue", "letter", step.letter is not None),
        ("external", "to", step.to is not None),
    ):
        if step.kind == kind and not there:
            yield f"a step of kind {kind} without {name}", f"give {name}", ("steps", index)
        if step.kind != kind and there:
            yield f"{name} in a step of kind {step.kind}", f"remove {name}, or make it {kind}", ("steps", index, name)
    if step.kind == "notice" and not step.alert:
        yield "a notice that tells nobody", "give alert", ("steps", index)


def _of_terms(entry: Entry) -> Iterator[Found]:
    if entry.recurs and entry.recurs.source == "document" and entry.recurs.line is None:
        yield "a period without its source: the document's line is missing", "give line, or source: office", ("recurs",)
    for index, step in enumerate(entry.steps):
        at = ("steps", index)
        if step.due:
            yield from _of_term(step.due, (*at, "due"))
        for place, body in enumerate(step.bodies):
            if body.source == "document" and body.line is None:
                yield "a body of the document without its line", "give line", (*at, "bodies", place)
            if body.due:
                yield from _of_term(body.due, (*at, "bodies", place, "due"))


def _of_term(term: Term, at: tuple[str | int, ...]) -> Iterator[Found]:
    if term.source == "document" and term.line is None:
        yield "a term without its source: the document's line is missing", "give line, or source: office", at
    if term.source == "office" and term.line is not None:
        yield "a term of the office with a line of the document", "source: document, or no line", at


def _of_place(entry: Entry) -> Iterator[Found]:
    for name in ("source", "listed_as"):
        if getattr(entry, name) is None:
            yield f"an entry of the document without {name}", f"give {name}", ()


def _of_step_lines(entry: Entry, document: Entry | None) -> Iterator[Found]:
    """Which of the steps the document has is seen from `document`; a step of the office's own has no line there."""
    known = {step.key for step in document.steps} if document else set[str]()
    for index, step in enumerate(entry.steps):
        if entry.source and not entry.provisional and step.line is None and step.key in known:
            yield "a step without its line in the document", "give its line", ("steps", index)


def _of_source(entry: Entry, data: Data) -> Iterator[Found]:
    leanly = data.items() if isinstance(data, dict) else ()
    silent = (((key,), line) for key, line in leanly if isinstance(line, int) and not isinstance(line, bool))
    for at, line in (*_lines(data, ()), *silent):
        if at[:1] == ("source",):
            continue
        if entry.source is None:
            yield f"line {line} of the document, in an entry without source", "remove the line, or give source", at
        elif not entry.source.line <= line <= entry.source.to:
            yield f"line {line} is outside the entry's form", "name a line between source.line and source.to", at


def _lines(data: Data, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    pairs: Iterable[tuple[str | int, Data]] = data.items() if isinstance(data, dict) else ()
    if isinstance(data, list):
        pairs = enumerate(data)
    for key, value in pairs:
        if key == "line" and isinstance(value, int):
            yield (*at, key), value
        yield from _lines(value, (*at, key))


def _repeated(keys: Iterable[str], *at: str | int) -> Iterator[Found]:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield f"the key {key!r} is given twice", "give each its own key", (*at, index, "key")
        seen.add(key)


def _unknown_role(role: str, *at: str | int) -> Found:
    return f"unknown role {role!r}", "use a role of templates/words/roles.yaml", at


_PARTS = {"processes": PROCESSES, "services": SERVICES}
_FOLDER_OF = {"process": "processes/", "service": "services/"}
