"""What a Word file's styles say of a paragraph, of its letters or of a table that has them.

Door: `Styles`. Promise: what stands at the paragraph itself comes before its style, that before the style it is based on,
the file's defaults last; styles that are based on one another in a circle end. Not here: what a property means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intake.engines.docx_parts import W, attribute, is_on, within

_DEEPEST = 12


class Styles:
    """The styles of word/styles.xml, None where the file has none."""

    def __init__(self, root: Any | None) -> None:
        every = root.findall(f"{W}style") if root is not None else []
        self._styles = {attribute(style, "styleId") or "": style for style in every}
        self._default = next(
            (style for style in every if attribute(style, "type") == "paragraph" and is_default(style)), None
        )
        self._defaults = root.find(f"{W}docDefaults") if root is not None else None
        self._told: dict[tuple[str | None, str, str], Any | None] = {}

    def name(self, paragraph: Any) -> str | None:
        """The paragraph's style."""
        given = attribute(within(paragraph, "pPr", "pStyle"))
        return given if given in self._styles else attribute(self._default, "styleId")

    def of_paragraph(self, paragraph: Any, name: str) -> Any | None:
        """The property `name` of a paragraph, as "jc", from the nearest that has it."""
        own = within(paragraph, "pPr", name)
        if own is not None:
            return own
        found = self._inherited(self.name(paragraph), "pPr", name)
        return found if found is not None else within(self._defaults, "pPrDefault", "pPr", name)

    def is_hidden(self, run: Any, paragraph_style: str | None) -> bool:
        """Whether the letters of a run are shown to nobody."""
        own = within(run, "rPr", "vanish")
        if own is not None:
            return is_on(own)
        named = attribute(within(run, "rPr", "rStyle"))
        return any(is_on(self._inherited(style, "rPr", "vanish")) for style in (named, paragraph_style))

    def borders(self, table: Any) -> Any | None:
        """The rules of a table, its own or its style's."""
        own = within(table, "tblPr", "tblBorders")
        named = attribute(within(table, "tblPr", "tblStyle"))
        return own if own is not None else self._inherited(named, "tblPr", "tblBorders")

    def numbering(self, style: str | None) -> tuple[Any, str] | None:
        """(the numbering of a style, the style that states it)."""
        for one in self._chain(style):
            found = within(one, "pPr", "numPr")
            if found is not None:
                return found, attribute(one, "styleId") or ""
        return None

    def _inherited(self, style: str | None, kind: str, name: str) -> Any | None:
        key = (style, kind, name)
        if key not in self._told:
            found = (within(one, kind, name) for one in self._chain(style))
            self._told[key] = next((one for one in found if one is not None), None)
        return self._told[key]

    def _chain(self, name: str | None) -> Iterator[Any]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = attribute(style.find(f"{W}basedOn"))


def is_default(style: Any) -> bool:
    """Whether a style is that of paragraphs that name none."""
    return attribute(style, "default") in ("1", "true", "on")
