"""A text document in one file of XML (OpenDocument, «flat»): its styles are named as they are needed.

Door: `Document`, `tag`. Promise: two parts of one look share a style. Source: OpenDocument 1.3, part 3. Not here: what stands
in it (text_document), who draws it (drawing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"
    for name, urn in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
}
for _prefix, _space in _SPACES.items():
    ElementTree.register_namespace(_prefix, _space)

type Look = Mapping[str, Mapping[str, str]]


def tag(name: str, attributes: Mapping[str, str] | None = None, *inside: ElementTree.Element) -> ElementTree.Element:
    """The element of a name with its prefix, «text:p»."""
    made = ElementTree.Element(_full(name), {_full(key): value for key, value in (attributes or {}).items()})
    made.extend(inside)
    return made


def _full(name: str) -> str:
    prefix, _, own = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{own}"


class Document:
    """The styles named so far, and at last the whole file."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], str] = {}
        self._named = tag("office:automatic-styles")
        self._fonts: set[str] = set()

    def style(self, family: str, look: Look) -> str:
        """The name of the style of this look: its properties by the part of the style that they stand in."""
        key = (family, repr(look))
        if key not in self._styles:
            name = self._styles[key] = f"{family.replace('-', '')}{len(self._styles)}"
            about = {"style:name": name, "style:family": family}
            parts = (tag(f"style:{part}-properties", properties) for part, properties in look.items())
            self._named.append(tag("style:style", about, *parts))
        return self._styles[key]

    def font(self, name: str) -> str:
        """The name of a font that the file will call for."""
        self._fonts.add(name)
        return name

    def written(self, content: Iterable[ElementTree.Element], sheet: Mapping[str, str]) -> str:
        """The file; `sheet` is the look of its pages."""
        faces = (tag("style:font-face", {"style:name": name, "svg:font-family": name}) for name in sorted(self._fonts))
        self._named.append(
            tag("style:page-layout", {"style:name": "sheet"}, tag("style:page-layout-properties", sheet))
        )
        master = tag("style:master-page", {"style:name": "Standard", "style:page-layout-name": "sheet"})
        kind = {"office:version": "1.3", "office:mimetype": "application/vnd.oasis.opendocument.text"}
        whole = tag(
            "office:document",
            kind,
            tag("office:font-face-decls", None, *faces),
            self._named,
            tag("office:master-styles", None, master),
            tag("office:body", None, tag("office:text", None, *content)),
        )
        return ElementTree.tostring(whole, encoding="unicode", xml_declaration=True)
