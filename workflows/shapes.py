"""The shapes of a catalogue entry: facts with their line in the document, terms, steps, and the entry itself.

Door: `Entry`, `entry_from_definition`, `definition_hash`. Promise: frozen and strict; an entry round-trips through
`Entry.definition` exactly; where the document is silent there is a `Fact` without text, never an invention. Not here:
the files (workflows.catalogue), whether a flow makes sense (workflows.checks).
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

type Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
type Source = Literal["document", "office"]
type Kind = Literal["submit", "review", "committee", "inquiry", "external", "act", "issue", "notice"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Fact(_Shape):
    """What the document says under one heading; text None: it is silent there. `line`: its line in the document.

    `was`: the document's words before an evident misreading was mended; `note` explains. In a file: null (silent), a
    number (silent, with the heading's line) or {text, line, note, was}.
    """

    text: str | None = None
    line: int | None = None
    note: str | None = None
    was: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _lean(cls, given: object) -> object:
        if given is None:
            return {}
        return {"line": given} if isinstance(given, int) and not isinstance(given, bool) else given


class Marks(_Shape):
    """The boxes ticked under one heading, by key, and what is written beside. Words: templates/words/catalogue.yaml."""

    ticked: tuple[Slug, ...] = ()
    text: str | None = None
    line: int | None = None
    note: str | None = None


class RequiredDocument(_Shape):
    """One document that a case needs; `kind` is a document type of intake, None where any will do."""

    key: Slug
    title: str
    kind: Slug | None = None
    indispensable: bool = False
    source: Source = "document"
    line: int | None = None


class Term(_Shape):
    """A number of days and where it comes from. `start`: from entering the step, sending the case, or the letter's
    registration. Only terms of the document carry a line of it."""

    days: int = Field(ge=1, le=3660)
    counts: Literal["calendar", "working"]
    start: Literal["entered", "sent", "registered"] = "entered"
    source: Source
    line: int | None = None


class Body(_Shape):
    """A body that is asked in an inquiry, with its own term."""

    key: Slug
    name: str
    due: Term | None = None
    source: Source
    line: int | None = None


class Committee(_Shape):
    """A committee of the entry and how it decides; shares as "2/3". Its members hold the role `committee` for its `key`.

    `quorum`: this share of the members must vote; `majority`: more than this share of those present, or of all members.
    """

    key: Slug
    name: str
    quorum: str = Field(pattern=r"^[1-9]/[1-9]$")
    majority: str = Field(pattern=r"^[1-9]/[1-9]$")
    of: Literal["present", "members"] = "present"
    chair_breaks_tie: bool = False
    source: Source
    line: int | None = None


class Step(_Shape):
    """One step, in the document's words. `next`: each outcome's target, a step's key or end:done | end:rejected.

    `alert`: the roles told when the step is done; `reasons`: ready reasons for a return or refusal; `committee`: the key of
    the committee that acts; `letter`: the template of what an issue step issues; `to`: the organisation that an external
    step is sent to.
    """

    key: Slug
    text: str
    line: int | None = None
    note: str | None = None
    was: str | None = None
    kind: Kind
    actor: Slug
    due: Term | None = None
    next: dict[str, str]
    reasons: tuple[str, ...] = ()
    bodies: tuple[Body, ...] = ()
    letter: Slug | None = None
    to: str | None = None
    committee: Slug | None = None
    alert: tuple[Slug, ...] = ()


class Recurrence(_Shape):
    """That every municipality owes a case each year. `by`: the Jalali month and day until when ("11-01"), None: the office
    has yet to set it. `of`: the year that a case is for, seen from the day it is sent."""

    every: Literal["year"]
    of: Literal["last", "this", "next"] = "this"
    by: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")] | None = None
    source: Source
    line: int | None = None
    note: str | None = None


class Phase(_Shape):
    """How one phase is offered; None: not ticked either way in the document."""

    electronic: bool | None = None
    paper: bool | None = None
    medium: str | None = None
    line: int | None = None
    note: str | None = None


class Phases(_Shape):
    """The four phases of the form: telling, starting, processing, delivering."""

    inform: Phase = Phase()
    start: Phase = Phase()
    process: Phase = Phase()
    deliver: Phase = Phase()


class Exchange(_Shape):
    """Another agency or system that the process exchanges with."""

    name: str | None = None
    system: str | None = None
    fields: str | None = None
    fee: str | None = None
    inquiry: Literal["online", "batch", "paper"] | None = None
    asked_by: Literal["agency", "customer"] | None = None
    line: int | None = None
    note: str | None = None


class Span(_Shape):
    """Where the form stands in the document: its first and last line, and the line of its title in the opening list."""

    line: int
    to: int
    listed: int


class Entry(_Shape):
    """One form of the document, or an entry of the office's own, which has no `source`, no `listed_as` and no lines. The
    fields from `process` on are a service's only."""

    slug: Slug
    kind: Literal["process", "service"]
    title: str
    listed_as: str | None = None
    source: Span | None = None
    note: str | None = None
    desk: Slug = "urban-affairs"
    opened_by: tuple[Slug, ...]
    owner: Fact = Fact()
    identifier: Fact = Fact()
    dated: Fact = Fact()
    goal: Fact = Fact()
    nature: Marks = Marks()
    customers: Fact = Fact()
    starts: Marks = Marks()
    output: Fact = Fact()
    documents: tuple[RequiredDocument, ...] = ()
    documents_text: Fact = Fact()
    legal_basis: Fact = Fact()
    forms: Fact = Fact()
    system_name: Fact = Fact()
    system_address: Fact = Fact()
    phases: Phases = Phases()
    systems: tuple[Exchange, ...] = ()
    agencies: tuple[Exchange, ...] = ()
    steps: tuple[Step, ...] = ()
    committees: tuple[Committee, ...] = ()
    recurs: Recurrence | None = None
    narrative: Fact = Fact()
    provisional: bool = False
    process: Slug | None = None
    process_title: Fact = Fact()
    description: Fact = Fact()
    audience: Marks = Marks()
    level: Marks = Marks()
    life_event: Marks = Marks()
    statistics: Fact = Fact()
    average_time: Fact = Fact()
    frequency: Fact = Fact()
    visits: Fact = Fact()
    fee: Fact = Fact()
    channels: Marks = Marks()

    def definition(self) -> str:
        """Canonical JSON, the same for the same entry always; `entry_from_definition` gives the entry back."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def step(self, key: str) -> Step:
        """The step of that key. KeyError for another."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def committee(self, key: str | None) -> Committee:
        """The committee of that key. KeyError for another."""
        for committee in self.committees:
            if committee.key == key:
                return committee
        raise KeyError(key)


def definition_hash(text: str) -> str:
    """The sha256 of a definition's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_from_definition(text: str) -> Entry:
    """The entry that gave this definition. A text of another shape raises pydantic's ValidationError."""
    return Entry.model_validate_json(text)
