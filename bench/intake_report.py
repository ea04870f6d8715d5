"""What `dabir bench intake` found, as data.

Door: the shapes `IntakeReport`, `Paper`, `Group`, `Loss`, `Sure`, and `grouped`. Promise: sums and shares come from the papers'
own counts, so that they can be counted again. Not here: reading (intake), showing (intake_tables).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from bench.intake_scores import Score
from bench.intake_texts import TextScore
from bench.report import Machine

BELIEVED = 0.9


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sure(_Shape):
    """How sure a field's reading was, and whether it was right."""

    field: str
    confidence: float
    right: bool


class Loss(_Shape):
    """One field that was not read as it stands there."""

    field: str
    got: Any
    wanted: Any


class Paper(_Shape):
    """One file, read by the program and by the baseline."""

    file: str
    split: str
    group: str
    layout: str
    kind_right: bool
    kind_got: str
    pages: int
    fields: dict[str, Score]
    naive_fields: dict[str, Score]
    text: TextScore | None
    naive_text: TextScore | None
    seconds: float
    bare_seconds: float
    sure: list[Sure]
    losses: list[Loss]


class Group(_Shape):
    """The papers of one split that came in one way."""

    split: str
    name: str
    papers: list[Paper]

    @cached_property
    def fields(self) -> dict[str, Score]:
        return _together([paper.fields for paper in self.papers])

    @cached_property
    def naive_fields(self) -> dict[str, Score]:
        return _together([paper.naive_fields for paper in self.papers])

    @cached_property
    def text(self) -> TextScore:
        return _added([paper.text for paper in self.papers])

    @cached_property
    def naive_text(self) -> TextScore:
        return _added([paper.naive_text for paper in self.papers])

    @property
    def pages(self) -> int:
        return sum(paper.pages for paper in self.papers)

    @property
    def kinds(self) -> float:
        return sum(paper.kind_right for paper in self.papers) / len(self.papers)

    @property
    def seconds(self) -> float:
        return sum(paper.seconds for paper in self.papers)

    @property
    def bare_seconds(self) -> float:
        return sum(paper.bare_seconds for paper in self.papers)


class IntakeReport(_Shape):
    """One run."""

    made: str
    command: str
    commit: str
    machine: Machine
    processes: int
    wall_seconds: float
    papers: list[Paper]


def grouped(papers: Sequence[Paper]) -> list[Group]:
    """A group for each split and way, in the order of names."""
    places = sorted({(paper.split, paper.group) for paper in papers})
    return [
        Group(split=split, name=name, papers=[one for one in papers if (one.split, one.group) == (split, name)])
        for split, name in places
    ]


def total(scores: dict[str, Score]) -> Score:
    """All fields together."""
    everything = Score()
    for one in scores.values():
        everything.add(one)
    return everything


def believed(papers: Sequence[Paper]) -> tuple[int, int]:
    """(right, all) of the fields that the program said to be right with at least nine chances in ten."""
    held = [one.right for paper in papers for one in paper.sure if one.confidence >= BELIEVED]
    return sum(held), len(held)


def _together(scores: Sequence[dict[str, Score]]) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for one in scores:
        for name, score in one.items():
            found.setdefault(name, Score()).add(score)
    return found


def _added(scores: Sequence[TextScore | None]) -> TextScore:
    found = TextScore()
    for one in scores:
        if one:
            found.add(one)
    return found
