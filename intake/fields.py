"""What a document says, field by field.

Door: `extract`, the shape `Field`. Promise: the names and value forms of design §3; a field that the document does not
state is absent; every field carries the words that it was read from, where they stand, and an honest probability. Not
here: the document's type (kinds), the Persian labels and patterns (nlp), comparison with the case (cases).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.layout import Box, Page

type Json = str | int | float | bool | None | list[Json] | dict[str, Json]


@dataclass(frozen=True, slots=True)
class Field:
    """One value read: `raw` as it stands on page `page`, inside `box`; `confidence` is the chance that it is right."""

    value: Json
    raw: str
    confidence: float
    page: int
    box: Box | None


def extract(pages: Sequence[Page], kind: str) -> dict[str, Field]:
    """All fields that the pages state, by name; `kind` is the document type (`kinds.Kind.value`)."""
    return {}
