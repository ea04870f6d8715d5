"""Which papers there are, and how one is made, its truth beside it.

Door: `plan`, `make`, `SPLITS`, the shape `Paper`. Promise: no text and no layout is in two splits; a paper that is there
already is not made again. Not here: the command (__main__), words (texts and others), pages that come whole (whole), looks
(drawing, sheets).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.make_papers import drawing, facts, shapes, sheets, whole

# A split's sets of words; a layout's name begins with its set. What was a test has been looked at since: it is met. The
# pages of the test come whole.
SPLITS: dict[str, tuple[str, ...]] = {"tune": ("tune",), "met": ("met", "second", "third"), "test": ()}
# Papers of each layout: letters and minutes have the most to say.
_EACH, _OTHERS = {"letter": 6, "minutes": 6}, 4
_WHOLE = "whole"


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
    typing: dict[str, str]

    @property
    def words(self) -> str:
        """The set of words that it speaks in."""
        return self.layout.split("-")[0]


def plan(seed: int, *, few: bool) -> Iterator[Paper]:
    """What is to be made: every layout in fonts of its set of words, producers and sources in turn."""
    common, count = _words("common"), 0
    for split, said in [(split, said) for split, sets in SPLITS.items() for said in sets]:
        words = _words(said)
        layouts = {name: about for name, about in common["layouts"].items() if name.startswith(f"{said}-")}
        for layout, about in layouts.items():
            producers = drawing.producers()
            for turn in range(1 if few else _EACH.get(about["shape"], _OTHERS)):
                count += 1
                number = seed * 100_000 + count
                chance = random.Random(number)  # noqa: S311 - papers, no secrets
                producer = producers[(count + turn) % len(producers)]
                sources = _sources(chance, about.get("pages", 1), producer)
                font, typing = chance.choice(words["fonts"]), chance.choice(words.get("typing", [{}]))
                yield Paper(split, layout, about["shape"], font, producer, number, sources, typing)
    yield from _whole(seed, count, few=few)


def _whole(seed: int, count: int, *, few: bool) -> Iterator[Paper]:
    able = drawing.producers()
    for split, layout in [(name, layout) for name in SPLITS for layout in whole.layouts(name)]:
        for turn in range(1 if few else whole.TURNS[split]):
            count += 1
            number = seed * 100_000 + count
            font, producer = whole.FONTS[(count + turn) % len(whole.FONTS)], able[(count + turn) % len(able)]
            sources = _sources(random.Random(number), whole.pages(layout), producer)  # noqa: S311 - papers, no secrets
            yield Paper(split, layout, _WHOLE, {"body": font}, producer, number, sources, {})


def _sources(chance: random.Random, pages: int, producer: str) -> tuple[str, ...]:
    sent = ("digital", "word") if producer == "libreoffice" else ("digital",)
    if pages > 1:
        return *sent, chance.choice(sheets.BOUND)
    return *sent, chance.choice(sheets.SCANS), chance.choice(sheets.PHOTOS)


def make(paper: Paper, folder: Path) -> list[Path]:
    """Writes the paper in each of its sources that can hold it; returns the files."""
    targets = {name: _target(paper, name, folder) for name in paper.sources}
    if all(target.with_suffix(".truth.json").exists() for target in targets.values()):
        return []
    page, said = _written(paper)
    draw, made = cache(drawing.pdf), list[Path]()
    for name, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        typed = drawing.typed(page, _habit(paper, name))
        drawn = draw(typed, paper.producer)
        if not sheets.fits(drawn, name, _sheets(paper)):
            continue
        sheets.write(drawing.word(typed) if name == "word" else drawn, name, target, paper.seed)
        made.append(target)
        truth = _about(paper, name) | said | {"text": drawing.told(typed), "file": target.name}
        target.with_suffix(".truth.json").write_text(
            json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return made


def _sheets(paper: Paper) -> int:
    """How many sheets it was written for."""
    if paper.shape == _WHOLE:
        return whole.pages(paper.layout)
    return int(_words("common")["layouts"][paper.layout].get("pages", 1))


def _habit(paper: Paper, source: str) -> dict[str, str]:
    """How it is typed. Offices' fonts draw Persian figures whichever digits were typed: on paper nobody sees others."""
    return {what: way for what, way in paper.typing.items() if source in ("digital", "word") or what != "digits"}


def _target(paper: Paper, source: str, folder: Path) -> Path:
    font = paper.fonts["body"].lower().replace(" ", "-")
    name = f"{paper.layout}-{paper.seed % 100_000:03}-{font}-{paper.producer}-{source}{sheets.SOURCES[source].ending}"
    return folder / paper.split / name


def _written(paper: Paper) -> tuple[str, dict[str, Any]]:
    """Its page as HTML, and what the page says."""
    if paper.shape == _WHOLE:
        return whole.page(paper.layout, paper.fonts["body"]), whole.truth(paper.layout)
    said = facts.Facts(_words(paper.words), _words("common"), paper.seed)
    content = shapes.compose(paper.shape, said)
    content["sender"] = said.fields.get("sender", "")
    truth = {"document_type": content["kind"], "fields": said.fields, "either": said.either, "open": sorted(said.open)}
    return drawing.html(paper.layout, content, paper.fonts), truth


def _about(paper: Paper, source: str) -> dict[str, Any]:
    return {
        "split": paper.split,
        "group": sheets.SOURCES[source].group,
        "ageing": sheets.SOURCES[source].ageing,
        "layout": paper.layout,
        "font": paper.fonts["body"],
        "producer": paper.producer,
        "typing": _habit(paper, source),
        "complete": True,
    }


def _words(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((drawing.SOURCES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
