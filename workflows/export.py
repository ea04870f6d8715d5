"""Entries as plain data, for `dabir catalogue list|show|export --json` and anyone who reads the catalogue from outside.

Door: `as_data`. Promise: everything that the entry holds, with JSON's types only. Not here: drawing it for a person.
"""

from __future__ import annotations

from typing import Any

from workflows.catalogue import Entry


def as_data(entry: Entry) -> dict[str, Any]:
    """The whole entry: `slug`, `kind`, `title` first; a silent heading is a fact whose text is null."""
    return entry.model_dump(mode="json")
