"""The parts of a Word file: its XML, unpacked within one limit, and how one part names another.

Door: `Parts`, `W`, `within`, `attribute`, `whole`, `is_on`, `children`. Promise: all parts together unpack to no more than the
limit, whatever the archive claims; no entity and no outside reference is followed. Not here: what stands in the parts.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree as Tree  # type: ignore[import-untyped]

from intake.problems import FileProblem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_OFF = frozenset({"0", "false", "off", "none"})
# What numbers of a file may be: page sizes, counts, places, in whichever unit.
_MOST = 1_000_000
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
# Taken out, or moved elsewhere, by somebody whose changes are tracked.
GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_WRAPS = frozenset({f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag", f"{W}sdtContent"})


class Parts:
    """The parts of an open archive. `limit`: the bytes that they may unpack to, together."""

    def __init__(self, archive: zipfile.ZipFile, limit: int) -> None:
        self._archive, self._left = archive, limit
        self._names = frozenset(archive.namelist())
        self._related: dict[str, str] | None = None

    def xml(self, name: str) -> Any | None:
        """The root of the part `name`, None where there is none. Raises FileProblem for a bomb, and what the parsers raise."""
        if name not in self._names:
            return None
        with self._archive.open(name) as part:
            content = part.read(self._left + 1)  # the size that the archive claims is not believed
        if len(content) > self._left:
            raise FileProblem("bomb")
        self._left -= len(content)
        return Tree.fromstring(content, forbid_dtd=True)

    def related(self, reference: Any) -> str | None:
        """The name of the part that a reference of the body means."""
        if self._related is None:
            root = self.xml(_RELATIONS)
            self._related = {
                relation.get("Id", ""): posixpath.normpath(posixpath.join("/word", relation.get("Target", "")))[1:]
                for relation in (root.iter(_RELATION) if root is not None else ())
                if relation.get("TargetMode") != "External"
            }
        return self._related.get(reference.get(f"{_R}id") or "")


def within(node: Any | None, *names: str) -> Any | None:
    """The first of Word's elements that lies so within a node; many times as fast as a search by path."""
    for name in names:
        if node is None:
            return None
        node = node.find(f"{W}{name}")
    return node


def attribute(node: Any | None, name: str = "val") -> str | None:
    """An attribute of Word's own; None where the node or the attribute is missing."""
    value: str | None = node.get(f"{W}{name}") if node is not None else None
    return value


def whole(node: Any | None, name: str = "val", otherwise: int = 0) -> int:
    """The same as a whole number within reason."""
    try:
        return max(-_MOST, min(_MOST, int(float(attribute(node, name) or otherwise))))
    except (ValueError, OverflowError):
        return otherwise


def is_on(node: Any | None) -> bool:
    """Whether a switch is there and not turned off."""
    return node is not None and (attribute(node) or "1").lower() not in _OFF


def children(parent: Any) -> Iterator[Any]:
    """The children as they stand now: content controls and tracked insertions opened, what was taken out left out, of two
    alternatives the first that holds anything.
    """
    for child in parent:
        if child.tag in GONE:
            continue
        if child.tag in _WRAPS:
            yield from children(child)
        elif child.tag == f"{W}sdt":
            if within(child, "sdtPr", "showingPlcHdr") is None:  # else it asks to be filled in
                yield from (inner for content in child.findall(f"{W}sdtContent") for inner in children(content))
        elif child.tag == _ALTERNATIVES:
            yield from _alternative(child)
        else:
            yield child


def _alternative(node: Any) -> Iterator[Any]:
    """The children of the first alternative that holds text."""
    ways = [*node.findall(_CHOICE), *node.findall(_FALLBACK)]
    told = next((way for way in ways if next(way.iter(f"{W}t"), None) is not None), None)
    return children(told) if told is not None else iter(())
