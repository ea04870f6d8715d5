"""Drawings of a process: an SVG for people, a picture for their phones, and BPMN 2.0 for a modeller.

Door: `svg`, `png`, `bpmn`. Promise: every step, outcome, term and end of the entry is on the drawing; the same entry gives the
same drawing. Draw `Catalogue.flow(slug)`: a service has no steps of its own. Not here: showing or saving it (cli, bot).
"""

from __future__ import annotations

from functools import lru_cache

import workflows.drawing.bpmn as _bpmn
import workflows.drawing.phone as _phone
import workflows.drawing.svg as _svg
from workflows.catalogue import Entry, entry_from_definition
from workflows.drawing.chart import chart


def svg(entry: Entry) -> str:
    """A standalone SVG, Persian, from top to bottom. An entry without steps raises ValueError."""
    return _svg.draw(chart(entry, answers=False))


def png(entry: Entry) -> bytes:
    """A PNG of one column, to be read on a phone; drawn once for each definition. An entry without steps raises ValueError."""
    return _png(entry.definition())


@lru_cache(maxsize=32)
def _png(definition: str) -> bytes:
    return _phone.draw(chart(entry_from_definition(definition), answers=False))


def bpmn(entry: Entry) -> str:
    """BPMN 2.0 XML with its layout, as bpmn.io's modeller opens it. An entry without steps raises ValueError."""
    return _bpmn.write(chart(entry, answers=True))
