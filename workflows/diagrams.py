"""Drawings of a process: an SVG for people, and BPMN 2.0 for a modeller.

Door: `svg`, `bpmn`. Promise: every step, outcome, term and end of the entry is on the drawing; the same entry gives the same
text. Draw `Catalogue.flow(slug)`: a service has no steps of its own. Not here: showing or saving it (cli, bot).
"""

from __future__ import annotations

import workflows.drawing.bpmn as _bpmn
import workflows.drawing.svg as _svg
from workflows.catalogue import Entry
from workflows.drawing.chart import chart


def svg(entry: Entry) -> str:
    """A standalone SVG, Persian, from top to bottom. An entry without steps raises ValueError."""
    return _svg.draw(chart(entry, answers=False))


def bpmn(entry: Entry) -> str:
    """BPMN 2.0 XML with its layout, as bpmn.io's modeller opens it. An entry without steps raises ValueError."""
    return _bpmn.write(chart(entry, answers=True))
