"""A report as pictures: SVG, from the templates of templates/pages.

Door: `transitions`, `growth`, `calibration`. Promise: both axes begin and end at whole powers of ten where they are
logarithmic, and say so; what is drawn is what the tables say. Not here: numbers (report), words in the templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from bench import intake_scores
from bench.intake_report import Paper
from bench.report import Growth, Report, Transitions
from nlp import wording

PANEL = 430
HEIGHT = 300
BAR = 330
LINE = 22
SQUARE = 360


@dataclass(frozen=True)
class Axis:
    """A logarithmic scale from 10**low to 10**high over `length` pixels."""

    low: int
    high: int
    length: int

    @classmethod
    def over(cls, values: Sequence[float], length: int) -> Axis:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(low, max(high, low + 1), length)

    def at(self, value: float) -> float:
        """Pixels from the beginning."""
        return (log10(value) - self.low) / (self.high - self.low) * self.length

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Where the powers of ten stand, and what is written there."""
        return [(self.at(10**power), _short(10.0**power)) for power in range(self.low, self.high + 1)]


def growth(report: Report) -> str:
    """Time over cases, a panel for each store: every question, the slowest and a verb by name."""
    everything = [value for one in report.growth for line in _lines(one).values() for value in line]
    down = Axis.over(everything, HEIGHT)
    panels = [_panel(one, down) for one in report.growth]
    return _drawn("growth.svg", panels=panels, down=down, panel=PANEL, height=HEIGHT, report=report)


def transitions(report: Report) -> str:
    """The verbs of each store beside the same rows by bare SQL."""
    times = [value for one in report.transitions for verb in one.verbs for value in (verb.ms, verb.bare_ms)]
    across = Axis.over(times, BAR)
    panels = [_bars(one, across) for one in report.transitions]
    most = max(len(one.verbs) for one in report.transitions)
    return _drawn("transitions.svg", panels=panels, across=across, line=LINE, most=most, report=report)


def calibration(papers: Sequence[Paper]) -> str:
    """How often fields were right over how sure the reader was, a line for each split, each point as large as its many."""
    lines = []
    for split in sorted({paper.split for paper in papers}):
        pairs = [(one.confidence, one.right) for paper in papers if paper.split == split for one in paper.sure]
        points = [
            (round(said * SQUARE, 1), round((1 - right) * SQUARE, 1), round(2 + many**0.5 / 6, 1), many)
            for said, right, many in intake_scores.calibration(pairs)
        ]
        lines.append({"split": split, "points": points})
    return _drawn("calibration.svg", lines=lines, square=SQUARE, inks=("#2b62b5", "#b4471f", "#3f7d4f"))


def _panel(one: Growth, down: Axis) -> dict[str, object]:
    cases = [size.cases for size in one.sizes]
    across = Axis.over(cases, PANEL) if len(cases) > 1 else Axis(3, 4, PANEL)
    named = {one.sizes[-1].slowest.name, "a verb, with its commit"}
    lines = [
        {
            "name": name if name in named else "",
            "role": "verb" if name.startswith("a verb") else "slowest" if name in named else "other",
            "points": [(round(across.at(x), 1), round(HEIGHT - down.at(y), 1)) for x, y in zip(cases, ms, strict=True)],
            "ms": ms[-1],
        }
        for name, ms in _lines(one).items()
    ]
    return {"title": f"{one.store} {one.version}", "across": across, "lines": lines}


def _lines(one: Growth) -> dict[str, list[float]]:
    found = {
        question.name: [size.questions[place].ms for size in one.sizes]
        for place, question in enumerate(one.sizes[0].questions)
    }
    return {**found, "a verb, with its commit": [size.transition.ms for size in one.sizes]}


def _bars(one: Transitions, across: Axis) -> dict[str, object]:
    bars = [
        {
            "name": verb.name,
            "ms": verb.ms,
            "bare_ms": verb.bare_ms,
            "long": round(across.at(verb.ms), 1),
            "bare_long": round(across.at(verb.bare_ms), 1),
        }
        for verb in one.verbs
    ]
    return {"title": f"{one.store} {one.version}", "bars": bars, "ratio": one.ratio, "per_second": one.per_second}


def _drawn(template: str, **facts: object) -> str:
    return wording.environment("pages").get_template(template).render(**facts)


def _short(value: float) -> str:
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"
