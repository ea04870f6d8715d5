"""What becomes of a drawn page on its way to the reader: a file, a scan, a photocopy, a fax, a photo.

Door: `SOURCES`, `fits`, `write`. Promise: each source ends in the kind of file that such a machine makes; the same seed gives
the same dirt. Not here: the single blemishes (tools/ageing), drawing (drawing).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.random import Generator
from PIL import Image

from tools import ageing, make_samples


@dataclass(frozen=True)
class Source:
    """A way to the reader; `group` is what it is counted under."""

    group: str
    ageing: str
    ending: str
    dpi: int


SOURCES = {
    "digital": Source("digital", "none", ".pdf", 0),
    "word": Source("digital", "none", ".docx", 0),
    "scan150": Source("scan", "scan", ".pdf", 150),
    "scan200": Source("scan", "scan", ".jpg", 200),
    "scan300": Source("scan", "scan", ".pdf", 300),
    "copy": Source("scan", "copy", ".pdf", 200),
    "fax": Source("scan", "fax", ".tif", 200),
    "photo": Source("photo", "photo", ".jpg", 200),
    "folded": Source("photo", "photo", ".jpg", 170),
    "turned": Source("photo", "photo", ".jpg", 200),
}
SCANS = [name for name, source in SOURCES.items() if source.group == "scan"]
# What holds several pages in one file.
BOUND = [name for name in SCANS if SOURCES[name].ending != ".jpg"]
PHOTOS = [name for name, source in SOURCES.items() if source.group == "photo"]


def fits(drawn: bytes, name: str, sheets: int) -> bool:
    """Whether the drawn paper can come this way: a picture holds one page, however many its producer needed; what fills more
    than twice its `sheets` was torn apart by a producer (a name with a letter a row), and no office would send it.
    """
    document = pypdfium2.PdfDocument(drawn)
    try:
        return len(document) <= 2 * sheets and (SOURCES[name].ending != ".jpg" or len(document) == 1)
    finally:
        document.close()


def write(drawn: bytes, name: str, target: Path, seed: int) -> None:
    """Writes the drawn page as it comes out of the source `name`; the target's ending is the source's."""
    source = SOURCES[name]
    if source.ageing == "none":
        target.write_bytes(drawn)
        return
    random = np.random.default_rng(seed)
    aged = [_aged(picture, name, random) for picture in _pages(drawn, source.dpi)]
    if len(aged) == 1:
        make_samples.save(aged[0], target, source.dpi)
    else:
        _bind(aged, target, source.dpi)


def _aged(picture: ageing.Picture, name: str, random: Generator) -> ageing.Picture:
    if name == "folded":
        picture = _folded(picture, random)
    aged = ageing.age(picture, SOURCES[name].ageing, random)
    return np.ascontiguousarray(np.rot90(aged, k=int(random.choice([1, 3])))) if name == "turned" else aged


def _pages(drawn: bytes, dpi: int) -> list[ageing.Picture]:
    """Every page as an RGB picture."""
    document = pypdfium2.PdfDocument(drawn)
    try:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"), np.uint8) for page in document]
    finally:
        document.close()


def _bind(pictures: list[ageing.Picture], target: Path, dpi: int) -> None:
    """Writes several pages as one TIFF (two colours) or as a PDF that only wraps them."""
    first, *others = [Image.fromarray(picture) for picture in pictures]
    if target.suffix == ".tif":
        first, *others = [image.convert("1", dither=Image.Dither.NONE) for image in (first, *others)]
        first.save(target, save_all=True, append_images=others, compression="group4", dpi=(dpi, dpi))
    elif target.suffix == ".pdf":
        made = time.gmtime(make_samples.MADE_AT)
        about = {"creationDate": made, "modDate": made, "producer": "scanner"}
        first.save(target, "PDF", save_all=True, append_images=others, resolution=dpi, quality=62, **about)
    else:
        raise ValueError(f"{target.name}: a picture holds one page, not {len(pictures)}")


def _folded(picture: ageing.Picture, random: Generator) -> ageing.Picture:
    """A sheet that lay in an envelope: two creases across it, each half a little lighter or darker."""
    height = picture.shape[0]
    shades = np.ones((height, 1, 1), np.float32)
    for place in (0.33, 0.66):
        at = int(height * (place + random.uniform(-0.02, 0.02)))
        shades[at:] *= random.uniform(0.94, 1.05)
        shades[at - 2 : at + 2] *= 0.86
    soft = cv2.GaussianBlur(shades[:, :, 0], (0, 0), 1.2).reshape(height, 1, 1)
    return np.asarray(np.clip(picture * soft, 0, 255), np.uint8)
