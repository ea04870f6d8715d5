"""Papers with their truth as lines to learn from; learning from some of them, and counting on the others.

Door: `Lesson`, `gathered`, `learnt`, `weigh`, `counted`, `crossed`, `fold`. Promise: the same papers give the same weights; a
layout is never learnt from and counted at once. Not here: which tag a line has (truths), the command (__main__).
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pycrfsuite

from bench import intake_scores
from intake import paragraphs, parts, reading
from intake.begun import Begun
from intake.layout import Page
from intake.sheet import Sheet
from tools.train_parts import truths

_KINDS = ("council-minutes", "council-resolution")
FOLDS = 8
# L2 keeps single papers from ruling: a model that L1 keeps small tells fewer decisions of papers left out. A little L1 leaves
# out what weighs nothing; a sign that fewer lines bear is chance.
_SETTINGS = {"c1": 0.05, "c2": 2.0, "max_iterations": 120, "feature.minfreq": 4, "feature.possible_transitions": True}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One paper of a sitting: the signs of its lines and their right tags, none where the page does not show what the truth
    tells; and its pages with their truth.
    """

    layout: str
    way: str
    signs: list[list[str]]
    tags: list[paragraphs.Tag]
    pages: list[Page]
    truth: dict[str, Any]


def gathered(folders: Sequence[Path], keeping: Path, jobs: int) -> list[Lesson]:
    """The papers of sittings below the folders; pages that were read are kept below `keeping`."""
    files = [truth for folder in folders for truth in sorted(folder.rglob("*.truth.json"))]
    os.environ["OMP_THREAD_LIMIT"] = "1"  # one core a page
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as readers:
        found = readers.map(_lesson, files, [keeping] * len(files))
        return [lesson for lesson in found if lesson]


def _lesson(truth_file: Path, keeping: Path) -> Lesson | None:
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    if truth["document_type"] not in _KINDS:
        return None
    file = truth_file.parent / truth["file"]
    begun = Begun(keeping / reading.fingerprint(file))
    count = reading.read(file, begun=begun).pages
    pages = [kept[0] for number in range(1, count + 1) if (kept := begun.page(number))]
    sheet = Sheet(pages)
    tags = truths.tags(sheet, truth["fields"]) or []
    signs = parts.signs_of(sheet, paragraphs.lines(sheet), truth["document_type"])
    return Lesson(truth["layout"], truth["group"], signs, tags, pages, truth)


def learnt(lessons: Iterable[Lesson], target: Path) -> None:
    """Writes the weights that the lessons give."""
    weigh(((lesson.signs, lesson.tags) for lesson in lessons if lesson.tags), target, _SETTINGS)


def weigh(
    examples: Iterable[tuple[list[list[str]], Sequence[str]]], target: Path, settings: Mapping[str, object]
) -> None:
    """Writes the weights that the examples (signs, right tags) give."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for signs, tags in examples:
        trainer.append(signs, tags)
    trainer.set_params(settings)
    trainer.train(str(target))


def counted(lessons: Iterable[Lesson], model: Path) -> dict[str, intake_scores.Score]:
    """Right, wrong and missed: of each tag by lines, and of whole decisions, each from its first line to its last."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    scores: dict[str, intake_scores.Score] = {}
    for lesson in lessons:
        if not lesson.tags:
            continue
        said = tagger.tag(lesson.signs)
        for right, got in zip(lesson.tags, said, strict=True):
            if right == got:
                _of(scores, right).right += 1
            else:
                _of(scores, got).wrong += 1
                _of(scores, right).missed += 1
        wanted, read = _decisions(lesson.tags), _decisions(said)
        whole = _of(scores, "whole decisions")
        whole.right += len(wanted & read)
        whole.wrong += len(read - wanted)
        whole.missed += len(wanted - read)
    return scores


def crossed(lessons: Sequence[Lesson]) -> dict[str, intake_scores.Score]:
    """The counts over all digital papers, each read with weights that were learnt without its layout."""
    total: dict[str, intake_scores.Score] = {}
    with TemporaryDirectory() as folder:
        for number in range(FOLDS):
            model = Path(folder) / "parts.crfsuite"
            learnt([one for one in lessons if fold(one.layout) != number], model)
            held = [one for one in lessons if fold(one.layout) == number and one.way == "digital"]
            for tag, score in counted(held, model).items():
                _of(total, tag).add(score)
    return total


def told(lessons: Sequence[Lesson], scores: dict[str, intake_scores.Score]) -> str:
    """What was learnt from and what was counted, as a table of Markdown."""
    fit = [one for one in lessons if one.tags]
    ways = Counter(one.way for one in fit)
    papers = f"{len(fit)} papers of {len({one.layout for one in fit})} layouts: " + ", ".join(
        f"{count} {way}" for way, count in sorted(ways.items())
    )
    rows = [
        f"| {tag} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} | {score.right + score.missed} |"
        for tag, score in sorted(scores.items())
    ]
    return "\n".join(
        [papers, "", "| tag | precision | recall | F1 | of how many |", "| --- | --- | --- | --- | --- |", *rows]
    )


def _decisions(tags: Sequence[str]) -> set[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    going = False
    for at, tag in enumerate(tags):
        if tag == "decides":
            found.append((at, at))
        elif tag == "goes-on" and going:
            found[-1] = (found[-1][0], at)
        going = tag == "decides" or (tag == "goes-on" and going)
    return set(found)


def fold(layout: str) -> int:
    """The part, of FOLDS, that a layout belongs to."""
    return int(hashlib.sha256(layout.encode()).hexdigest(), 16) % FOLDS


def _of(scores: dict[str, intake_scores.Score], tag: str) -> intake_scores.Score:
    return scores.setdefault(tag, intake_scores.Score())
