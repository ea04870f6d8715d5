"""Papers that were written whole, a page each, by people who had not read the rules: their truth stands beside them.

Door: `FONTS`, `TURNS`, `layouts`, `pages`, `page`, `truth`. Promise: a page is what stands in its file, in another font. Not
here: papers composed of words and layouts (shapes, texts).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tools import make_samples

FONTS = ("Parastoo", "Samim", "Noto Sans Arabic")
# How often a split's pages are drawn: the more there are, the less each.
TURNS = {"tune": 1, "met": 1, "test": 2}
# A folder a split: once looked at, a page moves from "test" to "met".
_FOLDER = make_samples.SOURCES / "papers" / "whole"


def layouts(split: str) -> list[str]:
    """The names of a split's pages."""
    return [file.stem for file in sorted((_FOLDER / split).glob("*.html"))]


def pages(layout: str) -> int:
    """How many sheets it fills in its longest font."""
    return int(_beside(layout).get("pages", 1))


def page(layout: str, font: str) -> str:
    """The page as HTML, drawn in this font."""
    written = _file(layout, ".html").read_text(encoding="utf-8")
    return written.replace("</head>", f'<style>html {{ --font: "{font}"; }}</style></head>', 1)


def truth(layout: str) -> dict[str, Any]:
    """What it says: "document_type", "fields", what may also be said ("either"), what is not judged ("open")."""
    told = {"either": {}, "open": []} | _beside(layout)
    return {name: told[name] for name in ("document_type", "fields", "either", "open")}


@cache
def _beside(layout: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_file(layout, ".truth.json").read_text(encoding="utf-8"))
    return found


def _file(layout: str, ending: str) -> Path:
    return next(_FOLDER.glob(f"*/{layout}{ending}"))
