"""A paragraph of a Word file → its text as it stands now, and the text boxes that hang on it.

Door: `read`, `Said`, `PAGE`, `RENDERED`. Promise: the text of fields without their codes, nothing that was taken out or is
hidden, ticks of symbol fonts as signs; breaks of lines and pages as marks. Not here: the number of a list's item
(docx_numbering), where anything stands (docx_places).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from intake.engines.docx_parts import GONE, W, attribute, children, is_on, within
from intake.engines.docx_styles import Styles

# A page's end that was typed, and one that the word processor found when it last set the pages.
PAGE, RENDERED = "\f", "\v"
_MARKS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}noBreakHyphen": "-",
    f"{W}cr": "\n",
    f"{W}lastRenderedPageBreak": RENDERED,
}
_UNREAD = frozenset(
    {*GONE, *(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "instrText", "delText", "delInstrText", "rt"))}
)
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_BOX = f"{W}txbxContent"
# What people tick and list with; the fonts have their signs at 0xF000 and up, or at the Latin letters themselves.
_SYMBOLS = {
    "wingdings": {
        0xA7: "\u25aa", 0x6C: "\u25cf", 0x6E: "\u25a0", 0x6F: "\u2610", 0x71: "\u2610", 0xA8: "\u2610", 0xB7: "\u2022",
        0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
    },
    "wingdings 2": {
        0x4F: "\u2717", 0x50: "\u2713", 0x51: "\u2612", 0x52: "\u2611", 0x53: "\u2612", 0x54: "\u2612", 0xA3: "\u2610",
    },
    "symbol": {0xB7: "\u2022", 0xB4: "\u00d7", 0xD6: "\u221a", 0x2D: "-", 0xD7: "\u00b7"},
}  # fmt: skip
_TICKED, _UNTICKED = "\u2611", "\u2610"
_PRIVATE = 0xF0


@dataclass(frozen=True, slots=True)
class Said:
    """`text` with breaks as marks; `boxes`: the text boxes, each as (the drawing that holds it, its content)."""

    text: str
    boxes: tuple[tuple[Any, Any], ...]


@dataclass(slots=True)
class _Walk:
    """`fields`: of each field that is open whether its result has begun; what comes before is its code."""

    styles: Styles
    style: str | None
    fields: list[bool] = field(default_factory=list)
    boxes: list[tuple[Any, Any]] = field(default_factory=list)
    signs: dict[int, str] = field(default_factory=dict)


def read(paragraph: Any, styles: Styles) -> Said:
    """What the paragraph says."""
    walk = _Walk(styles, styles.name(paragraph))
    text = "".join(_text(paragraph, walk))
    return Said(text, tuple(walk.boxes))


def _text(parent: Any, walk: _Walk) -> Iterator[str]:
    for node in children(parent):
        tag = node.tag
        if tag in _UNREAD:
            continue
        if tag == f"{W}fldChar":
            yield _field(node, walk)
        elif tag in _DRAWN:
            walk.boxes += ((node, box) for box in _boxes(node))
        elif tag == f"{W}r":
            yield from _run(node, walk)
        elif tag == f"{W}p":
            yield from ("\n", *_text(node, walk), "\n")
        elif (said := _sign(node, walk)) is None:
            yield from _text(node, walk)
        elif all(walk.fields):
            yield said


def _sign(node: Any, walk: _Walk) -> str | None:
    """What a node without others in it says; None for one that holds others."""
    if node.tag == f"{W}t":
        return _letters(node.text or "", walk.signs)
    if node.tag == f"{W}br":
        return PAGE if attribute(node, "type") == "page" else "\n"
    return _symbol(node) if node.tag == f"{W}sym" else _MARKS.get(node.tag)


def _run(run: Any, walk: _Walk) -> Iterator[str]:
    if walk.styles.is_hidden(run, walk.style):
        return
    fonts = within(run, "rPr", "rFonts")
    walk.signs = _SYMBOLS.get((attribute(fonts, "ascii") or "").lower(), {})
    yield from _text(run, walk)


def _letters(text: str, signs: dict[int, str]) -> str:
    """The text on one line; letters of a symbol font as the signs that they show."""
    plain = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return "".join(signs.get(_code(ord(letter)), letter) for letter in plain) if signs else plain


def _code(letter: int) -> int:
    """A symbol font's own code of a letter, -1 for one that no such font has."""
    return letter & 0xFF if letter <= 0xFF or letter >> 8 == _PRIVATE else -1


def _symbol(node: Any) -> str:
    try:
        letter = int(attribute(node, "char") or "", 16)
    except ValueError:
        return ""
    signs = _SYMBOLS.get((attribute(node, "font") or "").lower())
    if signs is not None:
        return signs.get(_code(letter), "")
    return chr(letter) if 0x20 < letter < 0xD800 else ""


def _field(node: Any, walk: _Walk) -> str:
    """Follows the parts of a field; what a box to be ticked shows."""
    kind = attribute(node, "fldCharType")
    if kind == "begin":
        walk.fields.append(False)
        box = within(node, "ffData", "checkBox")
        if box is not None:
            state = box.find(f"{W}checked")
            return _TICKED if is_on(state if state is not None else box.find(f"{W}default")) else _UNTICKED
    elif kind == "separate" and walk.fields:
        walk.fields[-1] = True
    elif kind == "end" and walk.fields:
        walk.fields.pop()
    return ""


def _boxes(drawing: Any) -> Iterator[Any]:
    """The text boxes in a drawing; not those within one of them."""
    for node in children(drawing):
        if node.tag == _BOX:
            yield node
        else:
            yield from _boxes(node)
