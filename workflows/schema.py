"""The shape of a catalogue file as JSON Schema, for editors that complete and underline while one writes.

Door: `schema`. Promise: it accepts a file exactly where the loader finds nothing wrong with its shape, null facts and
partial `next` included. Not here: what only the whole catalogue can tell, such as unknown roles (workflows.checks).
"""

from __future__ import annotations

from typing import Any

from workflows import kinds
from workflows.shapes import Entry, Fact, Step

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one file in processes/ or services/."""
    made = Entry.model_json_schema()
    shapes = made["$defs"]
    shapes[Fact.__name__] = _lean_fact(shapes[Fact.__name__])
    shapes[Step.__name__] = _lean_step(shapes[Step.__name__])
    return {"$schema": DRAFT, **made}


def _lean_fact(shape: dict[str, Any]) -> dict[str, Any]:
    """A fact may be nothing, or only the line where the document is silent."""
    return {"anyOf": [{"type": "null"}, {"type": "integer"}, shape]}


def _lean_step(shape: dict[str, Any]) -> dict[str, Any]:
    """A step need not say where its outcomes lead, and takes one away by null; the known outcomes are offered by name."""
    target = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    offered = {outcome: target for outcomes in kinds.OUTCOMES.values() for outcome in outcomes}
    following = {**shape["properties"]["next"], "properties": offered, "additionalProperties": target}
    return {
        **shape,
        "properties": {**shape["properties"], "next": following},
        "required": [name for name in shape["required"] if name != "next"],
    }
