"""Which papers there are, and how one is made, its truth beside it.

Door: `plan`, `make`, the shape `Paper`. Promise: no text, no layout and no font is in both splits; a paper that is there
already is not made again. Not here: the command (__main__), words (texts), looks (drawing, sheets).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.make_papers import drawing, facts, sheets, texts

SPLITS = ("tune", "met", "test")
# Papers of each layout: letters and minutes have the most to say.
_EACH, _OTHERS = {"letter": 6, "minutes": 6}, 4


@dataclass(frozen=True)
class Paper:
    """One text in one layout and font, to be written in some sources."""

    split: str
    layout: str
    shape: str
    fonts: dict[str, Any]
    producer: str
    seed: int
    sources: tuple[str, ...]


def plan(seed: int, *, few: bool) -> Iterator[Paper]:
    """What is to be made: every layout in fonts of its split, producers and sources in turn."""
    common, count = _words("common"), 0
    for split in SPLITS:
        fonts = _words(split)["fonts"]
        layouts = {name: about for name, about in common["layouts"].items() if name.startswith(f"{split}-")}
        for layout, about in layouts.items():
            producers = [name for name in drawing.producers() if name != "libreoffice" or "framed" not in about]
            for turn in range(1 if few else _EACH.get(about["shape"], _OTHERS)):
                count += 1
                chance = random.Random(seed * 100_000 + count)  # noqa: S311 - papers, no secrets
                sources = ("digital", chance.choice(sheets.SCANS), chance.choice(sheets.PHOTOS))
                producer = producers[(count + turn) % len(producers)]
                yield Paper(
                    split, layout, about["shape"], chance.choice(fonts), producer, seed * 100_000 + count, sources
                )


def make(paper: Paper, folder: Path) -> list[Path]:
    """Writes the paper in each of its sources; returns the files."""
    said = facts.Facts(_words(paper.split), _words("common"), paper.seed)
    content = texts.compose(paper.shape, said)
    content["sender"] = said.fields.get("sender", "")
    page = drawing.html(paper.layout, content, paper.fonts)
    targets = {name: _target(paper, name, folder) for name in paper.sources}
    if all(target.with_suffix(".truth.json").exists() for target in targets.values()):
        return []
    drawn = drawing.pdf(page, paper.producer)
    for name, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        sheets.write(drawn, name, target, paper.seed)
        truth = _truth(paper, name, said, content["kind"], drawing.told(page)) | {"file": target.name}
        target.with_suffix(".truth.json").write_text(
            json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return list(targets.values())


def _target(paper: Paper, source: str, folder: Path) -> Path:
    font = paper.fonts["body"].lower().replace(" ", "-")
    name = f"{paper.layout}-{paper.seed % 100_000:03}-{font}-{paper.producer}-{source}{sheets.SOURCES[source].ending}"
    return folder / paper.split / name


def _truth(paper: Paper, source: str, said: facts.Facts, kind: str, words: str) -> dict[str, Any]:
    return {
        "split": paper.split,
        "group": sheets.SOURCES[source].group,
        "ageing": sheets.SOURCES[source].ageing,
        "layout": paper.layout,
        "font": paper.fonts["body"],
        "producer": paper.producer,
        "document_type": kind,
        "complete": True,
        "fields": said.fields,
        "either": said.either,
        "open": sorted(said.open),
        "text": words,
    }


def _words(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((drawing.SOURCES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
