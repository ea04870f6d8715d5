"""A text line → its picture as the reader will see it, and the order in which the letters stand on it.

Door: `fonts`, `signs`, `writes`, `draw`, `visual`. Promise: half-spaces and ligatures are kept (raqm shapes);
pictures are grey uint8 at the reading resolution, mostly made black and white in the same way as pages are. Not here:
texts (lines), training.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont

from intake import pages
from tools import ageing

NEEDED = {ord(sign) for sign in "\u06f0\u06f4\u06f6\u06f9\u0686\u067e\u0698\u06af\u06a9\u06cc"}
AGEINGS = ("none", "scan", "copy", "fax", "photo")


def fonts(folders: Iterable[Path]) -> list[Path]:
    """Every font file below `folders` that can write Persian with its digits, sorted by name."""
    files = {path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf")}
    return sorted((path for path in files if signs(path) >= NEEDED), key=lambda path: path.name)


def signs(font: Path) -> frozenset[int]:
    """The characters that a font has a shape for."""
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or ())


def writes(signs: frozenset[int], text: str) -> bool:
    """Whether all of `text` can be written; spaces and half-spaces need no shape."""
    return signs >= {ord(sign) for sign in text if sign not in " \u200c"}


def draw(text: str, font: Path, how: str, pen: random.Random, random_: Generator) -> ageing.Picture:
    """`text` in `font`, 9 to 20 points, aged by `how` (one of AGEINGS) at 150 to 300 dpi, brought to the reading
    resolution and (but for one in eight) made black and white."""
    dpi = 225 if how == "none" else pen.choice([150, 200, 200, 225, 300])
    grey = _written(text, font, pen.triangular(9, 20, 12.5) * dpi / 72, pen)
    aged = grey if how == "none" else _aged(grey, how, random_)
    scale = pages.READING_DPI / dpi
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    seen = np.asarray(cv2.resize(aged, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    return seen if pen.random() < 0.12 else _trimmed(pages.sauvola(seen), pen)


def _written(text: str, font: Path, size: float, pen: random.Random) -> ageing.Picture:
    face = ImageFont.truetype(str(font), round(size), layout_engine=ImageFont.Layout.RAQM)
    features = ["-locl"] if pen.random() < 0.7 else []
    left, top, right, bottom = face.getbbox(text, direction="rtl", language="fa", features=features)
    margin = round(size * 0.8)
    image = Image.new("L", (round(right - left) + 2 * margin, round(bottom - top) + 2 * margin), 255)
    where = (margin - left, margin - top)
    ink = pen.randint(0, 60)
    ImageDraw.Draw(image).text(where, text, ink, face, direction="rtl", language="fa", features=features)
    return np.asarray(image, np.uint8)


def _aged(grey: ageing.Picture, how: str, random_: Generator) -> ageing.Picture:
    """A line has no page around it: instead of a table and a bent sheet a photo is blur, slope of light and noise."""
    if how != "photo":
        return ageing.age(grey, how, random_)
    high, wide = grey.shape
    lean = np.array([[1, random_.uniform(-0.06, 0.06), 0], [random_.uniform(-0.006, 0.006), 1, 0]], np.float32)
    bent = cv2.warpAffine(grey, lean, (wide, high), borderValue=(255,))
    light = np.linspace(random_.uniform(0.5, 0.9), random_.uniform(0.6, 1.0), wide, dtype=np.float32)
    soft = cv2.GaussianBlur(bent.astype(np.float32) * light, (0, 0), random_.uniform(0.6, 1.2))
    return ageing.noise(soft, random_, random_.uniform(2, 7))


def _trimmed(picture: ageing.Picture, pen: random.Random) -> ageing.Picture:
    """Cut to the ink with a few pixels around, as the layout finder cuts a line out of a page."""
    rows, columns = np.nonzero(picture == 0)
    if len(rows) == 0:
        return picture
    edge = [pen.randint(1, 9) for _ in range(4)]
    top, bottom = max(0, rows.min() - edge[0]), rows.max() + edge[1]
    return picture[top : bottom + 1, max(0, columns.min() - edge[2]) : columns.max() + edge[3]]


def visual(text: str) -> str:
    """`text` from the left of the line to its right: the Unicode bidirectional rules for a right-to-left line of
    Persian letters, digits and marks (no Latin letters). Brackets stay as typed, which is what the engine learns."""
    kinds = _kinds(text)
    shown: list[str] = []
    number: list[str] = []
    for sign, kind in reversed(list(zip(text, kinds, strict=True))):
        if kind == "R":
            shown += number[::-1]
            number = []
            shown.append(sign)
        else:
            number.append(sign)
    return "".join(shown + number[::-1])


def _kinds(text: str) -> list[str]:
    """R for what runs right to left, E and A for European and Arabic numbers with what belongs to them."""
    kinds = [_kind(sign) for sign in text]
    after_letter = False
    for at, kind in enumerate(kinds):
        after_letter = after_letter or kind == "R"
        if kind == "E" and after_letter:
            kinds[at] = "A"
    for at in range(1, len(kinds) - 1):
        between = kinds[at - 1] == kinds[at + 1] and kinds[at - 1] in "EA"
        if between and (kinds[at] == "," or (kinds[at] == "-" and kinds[at - 1] == "E")):
            kinds[at] = kinds[at - 1]
    for at, kind in enumerate(kinds):
        if kind == "%" and "E" in (kinds[max(0, at - 1)], kinds[min(len(kinds) - 1, at + 1)]):
            kinds[at] = "E"
    return ["R" if kind not in "EA" else kind for kind in kinds]


def _kind(sign: str) -> str:
    if sign in "\u066b\u066c" or "\u0660" <= sign <= "\u0669":
        return "A"
    if "0" <= sign <= "9" or "\u06f0" <= sign <= "\u06f9":
        return "E"
    if sign in "/.,:\u060c":
        return ","
    if sign in "+-":
        return "-"
    if sign in "%\u066a":
        return "%"
    return "R" if sign.isalpha() else "N"
