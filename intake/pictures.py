"""Pictures cut from a document for a person to look at: one line of it, or its pages with what was found marked.

Door: `line_picture`, `boxes_picture`. Promise: boxes mean the same place as in the reading that they come from, and
nothing is written but the pictures asked for. Not here: the card that shows them (bot).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from intake import pages, scan, triage
from intake.engines.tesseract import EngineFailed
from intake.fields import Field
from intake.layout import Box
from intake.originals import Original, open_original
from intake.problems import FileProblem, Limits
from intake.trust import SURE

type Picture = NDArray[np.uint8]

# Around the box, in shares of the page; the least share of its width that lets a person
# find the place on the paper; and the narrowest picture worth sending, in pixels.
_MARGIN = 0.02
_SEEN_WIDTH = 0.45
_SENT_WIDTH = 900
_FOUND = "#c0392b"
_PAGE_WIDTH = 1240


class Boxed(Protocol):
    """What carries boxes: a Reading."""

    @property
    def pages(self) -> int: ...
    @property
    def fields(self) -> dict[str, Field]: ...


def line_picture(path: Path, page: int, box: Box, *, limits: Limits = Limits()) -> bytes:  # noqa: B008
    """`box` on page `page`, framed, with what stands around it on the line, as a PNG. Raises FileProblem for a file or a
    page without a picture.
    """
    triage.admitted(path, limits)
    drawn = _kept_picture(path.absolute(), path.stat().st_mtime_ns, page, limits)
    high, wide = drawn.shape
    x0, y0, x1, y1 = box
    side, above = max(_MARGIN, (_SEEN_WIDTH - (x1 - x0)) / 2), min(max(0.7 * (y1 - y0), 0.009), 0.016)
    left, right = int(max(0.0, x0 - side) * wide), int(min(1.0, x1 + side) * wide)
    top, bottom = int(max(0.0, y0 - above) * high), int(min(1.0, y1 + above) * high)
    line = Image.fromarray(drawn[top : max(bottom, top + 1), left : max(right, left + 1)]).convert("RGB")
    frame = (x0 * wide - left - 4, y0 * high - top - 4, x1 * wide - left + 4, y1 * high - top + 4)
    ImageDraw.Draw(line).rectangle(frame, outline=_FOUND, width=2)
    return _png(_widened(line))


def boxes_picture(path: Path, reading: Boxed, folder: Path, *, limits: Limits = Limits()) -> list[Path]:  # noqa: B008
    """Writes each page into `folder` as PNG, the fields' boxes drawn and named; gives the files written, none for a
    bad file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        with open_original(path, triage.admitted(path, limits), limits) as original:
            for number in range(1, original.count + 1):
                here = {name: field for name, field in reading.fields.items() if field.page == number}
                target = folder / f"{_safe(path.stem)}-{number}.png"
                target.write_bytes(_png(_marked(page_picture(original, number, limits), here)))
                written.append(target)
    except FileProblem:
        return written
    return written


def page_picture(original: Original, number: int, limits: Limits) -> Picture:
    """The page as the boxes of its reading mean it: as drawn when its text layer was believed, else straightened."""
    if not 1 <= number <= original.count:
        raise FileProblem("no-pages")
    picture = original.picture(number)
    if picture is None:
        raise FileProblem("no-pages")
    if scan.believed(original, number):
        return picture
    try:
        return scan.upright(picture, number, limits.seconds_per_page)[1]
    except EngineFailed:  # then no box of this page was read either
        return pages.straighten(picture)


@lru_cache(maxsize=4)
def _kept_picture(path: Path, changed_ns: int, number: int, limits: Limits) -> Picture:
    """Pages looked at last: a card asks for several lines of one page."""
    with open_original(path, triage.admitted(path, limits), limits) as original:
        return page_picture(original, number, limits)


def _marked(picture: Picture, fields: Mapping[str, Field]) -> Image.Image:
    page = Image.fromarray(picture).convert("RGB")
    page.thumbnail((_PAGE_WIDTH, _PAGE_WIDTH * 3))
    pen = ImageDraw.Draw(page)
    wide, high = page.size
    for name, field in fields.items():
        if field.box:
            x0, y0, x1, y1 = field.box
            colour = "#1b7f3b" if field.confidence >= SURE else "#c0392b"
            pen.rectangle((x0 * wide - 3, y0 * high - 3, x1 * wide + 3, y1 * high + 3), outline=colour, width=2)
            pen.text((x0 * wide, y0 * high - 14), f"{name} {field.confidence:.2f}", fill=colour)
    return page


def _widened(line: Image.Image) -> Image.Image:
    if line.width >= _SENT_WIDTH:
        return line
    factor = min(3.0, _SENT_WIDTH / line.width)
    return line.resize((round(line.width * factor), max(1, round(line.height * factor))), Image.Resampling.LANCZOS)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _safe(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name)[:80] or "page"
