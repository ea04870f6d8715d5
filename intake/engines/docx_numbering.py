"""The numbers that a word processor sets before the items of a list, which stand nowhere in the text.

Door: `Numbering.label`. Promise: paragraphs are asked for in the order of the document and each once; levels count on, start
again below a higher one and where a list is told to; a bullet of a symbol font is «•». Not here: how a number is written
(nlp.list_numbers), which style a paragraph has (docx_styles).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from intake.engines.docx_parts import W, attribute, is_on, whole, within
from intake.engines.docx_styles import Styles
from nlp import list_numbers

_LEVELS = 9
# No list says more before its items; more would be a bomb.
_LONGEST = 60
_PLACE = re.compile(r"%([1-9])")
# Those of symbol fonts stand in Unicode's private area, and one is a letter of Courier.
_BULLET = "\u2022"
_PLAIN_BULLETS = frozenset("-\u2013\u2014*\u2022\u25aa\u25cf\u2713\u2714")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    restart: int
    tight: bool
    legal: bool
    style: str | None


@dataclass(slots=True)
class _List:
    """`family`: what its items are counted with; `again`: the starts that hold for this list, until it is begun."""

    family: str
    levels: dict[int, _Level]
    again: dict[int, int]


class Numbering:
    """The lists of word/numbering.xml, None where the file has none; it counts."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        nodes = root if root is not None else ()
        self._families = {attribute(n, "abstractNumId") or "": n for n in nodes if n.tag == f"{W}abstractNum"}
        self._numbers = {attribute(n, "numId") or "": n for n in nodes if n.tag == f"{W}num"}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: Any, *, persian: bool) -> str:
        """What stands before the paragraph, with the blank behind it; "" where it is no item of a list."""
        found = self._place(paragraph)
        if found is None:
            return ""
        of, at = found
        level = of.levels.get(at)
        if level is None:
            return ""
        counts = self._counted(of, at)
        if level.form == "bullet":
            said = level.text if level.text in _PLAIN_BULLETS else _BULLET
        elif level.form == "none":
            said = _PLACE.sub("", level.text)
        else:
            said = _PLACE.sub(lambda place: _number(of, counts, int(place[1]) - 1, level, persian=persian), level.text)
        return said if level.tight or not said else f"{said} "

    def _place(self, paragraph: Any) -> tuple[_List, int] | None:
        """The list and the level that a paragraph belongs to, by itself or by its style."""
        own, style = within(paragraph, "pPr", "numPr"), self._styles.name(paragraph)
        number = attribute(own.find(f"{W}numId")) if own is not None else None
        depth = own.find(f"{W}ilvl") if own is not None else None
        by_style = self._styles.numbering(style) if number is None else None
        if by_style:
            number = attribute(by_style[0].find(f"{W}numId"))
            depth = depth if depth is not None else by_style[0].find(f"{W}ilvl")
        of = self._list(number) if number and number != "0" else None
        if of is None:
            return None
        if by_style and depth is None:
            at = next((at for at, level in of.levels.items() if level.style == by_style[1]), 0)
            return of, at
        return of, min(max(whole(depth), 0), _LEVELS - 1)

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            node = self._numbers.get(number)
            self._lists[number] = self._made(node) if node is not None else None
        return self._lists[number]

    def _made(self, node: Any) -> _List:
        family = attribute(node.find(f"{W}abstractNumId")) or ""
        abstract = self._families.get(family)
        linked = attribute(abstract.find(f"{W}numStyleLink")) if abstract is not None else None
        if linked:
            family, abstract = next(
                (
                    (name, other)
                    for name, other in self._families.items()
                    if attribute(other.find(f"{W}styleLink")) == linked
                ),
                (family, abstract),
            )
        levels = {whole(one, "ilvl"): _level(one) for one in (abstract.iter(f"{W}lvl") if abstract is not None else ())}
        again = {}
        for other in node.findall(f"{W}lvlOverride"):
            at, own, start = whole(other, "ilvl"), other.find(f"{W}lvl"), other.find(f"{W}startOverride")
            if own is not None:
                levels[at] = _level(own)
            if start is not None:
                again[at] = whole(start)
        return _List(family, levels, again)

    def _counted(self, of: _List, at: int) -> dict[int, int]:
        """The counts of the list's levels with this item."""
        counts = self._counts.setdefault(of.family, {})
        if at in of.again:
            counts[at] = of.again.pop(at)
        else:
            counts[at] = counts[at] + 1 if at in counts else of.levels[at].start
        for deeper in [one for one in counts if one > at]:
            restart = of.levels[deeper].restart if deeper in of.levels else -1
            if restart < 0 or at < restart:
                del counts[deeper]
        return counts


def _number(of: _List, counts: dict[int, int], at: int, level: _Level, *, persian: bool) -> str:
    other = of.levels.get(at)
    if other is None:
        return ""
    form = "decimal" if level.legal else other.form
    return list_numbers.written(counts.get(at, other.start), form, persian=persian)


def _level(node: Any) -> _Level:
    """`restart`: the level, from 1, below which it starts again; -1: every higher one, 0: none."""
    return _Level(
        form=attribute(node.find(f"{W}numFmt")) or "decimal",
        text=(attribute(node.find(f"{W}lvlText")) or "")[:_LONGEST],
        start=whole(node.find(f"{W}start")),
        restart=whole(node.find(f"{W}lvlRestart"), otherwise=-1),
        tight=attribute(node.find(f"{W}suff")) == "nothing",
        legal=is_on(node.find(f"{W}isLgl")),
        style=attribute(node.find(f"{W}pStyle")),
    )
