"""`dabir bench intake`: how well papers are read, beside the reading that an ordinary developer would write.

Door: `run`, `papers`. Promise: every file of the folder with its truth beside it is read in this run by both; times are CPU
time, the engine's included. Not here: making papers (tools/make_papers), counting (intake_scores), tables (cli).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import intake_naive, intake_scores
from bench.intake_scores import Score
from intake import reading


@dataclass
class Group:
    """All papers of one source and split: fields of each reader, kinds, digits, seconds of CPU time."""

    name: str
    papers: int = 0
    dabir: dict[str, Score] = field(default_factory=dict)
    naive: dict[str, Score] = field(default_factory=dict)
    kinds: int = 0
    digits: tuple[int, int] = (0, 0)
    naive_digits: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    naive_seconds: float = 0.0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def total(self, scores: dict[str, Score]) -> Score:
        """All fields together."""
        everything = Score()
        for one in scores.values():
            everything.add(one)
        return everything


def papers(folder: Path) -> list[Path]:
    """Every file below the folder whose truth stands beside it, in the order of names."""
    truths = sorted(folder.rglob("*.truth.json"))
    return [truth.parent / json.loads(truth.read_text(encoding="utf-8"))["file"] for truth in truths]


def run(folder: Path, *, quick: bool, say: Callable[[str], None]) -> list[Group]:
    """Reads every paper (every fourth if `quick`) and counts, a group for each split and source."""
    groups: dict[str, Group] = {}
    for file in papers(folder)[:: 4 if quick else 1]:
        truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
        name = f"{truth.get('split', 'samples')}, {_source(truth['ageing'])}"
        say(f"{file.name} ({name})")
        _measure(groups.setdefault(name, Group(name)), file, truth)
    return [groups[name] for name in sorted(groups)]


def _source(ageing: str) -> str:
    return {"none": "digital", "photo": "photo"}.get(ageing, "scan")


def _measure(group: Group, file: Path, truth: dict[str, Any]) -> None:
    began = _cpu()
    found = reading.read(file)
    between = _cpu()
    text = intake_naive.text_of(file, picture=truth["ageing"] != "none")
    group.naive_seconds += _cpu() - between
    group.seconds += between - began
    group.papers += 1
    group.kinds += found.document_type.value == truth["document_type"]
    values = {name: said.value for name, said in found.fields.items()}
    scores = intake_scores.compare(values, truth["fields"])
    _add(group.dabir, scores)
    _add(group.naive, intake_scores.compare(intake_naive.fields_of(text), truth["fields"]))
    numbers = [json.dumps(value, ensure_ascii=False) for value in _printed(truth["fields"])]
    group.digits = _sum(group.digits, intake_scores.numbers_found(found.text, numbers))
    group.naive_digits = _sum(group.naive_digits, intake_scores.numbers_found(text, numbers))
    group.sure += [
        (found.fields[name].confidence, not (one.wrong or one.missed))
        for name, one in scores.items()
        if name in found.fields
    ]


def _printed(fields: dict[str, Any]) -> list[Any]:
    """The numbers that stand on the page in figures as the truth has them."""
    return [
        fields[name] for name in ("national_ids", "session_number", "fiscal_year", "letter_number") if name in fields
    ]


def _add(into: dict[str, Score], scores: dict[str, Score]) -> None:
    for name, score in scores.items():
        into.setdefault(name, Score()).add(score)


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _cpu() -> float:
    """Seconds of CPU time of this process and of those that it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
