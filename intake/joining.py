"""Pictures of one document's pages as one file, and such a file as its pages again.

Door: `joined`, `parted`. Promise: pages stand in the order given; a JPEG's own data goes into the file untouched, another
picture as a JPEG of high quality, upright. Give it only files that triage has let through. Not here: reading them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageOps

# Points of an A4 sheet's width: pages are shown as sheets, whatever the camera's resolution is.
_SHEET = 595.0
_QUALITY = 95
_ORIENTATION, _UPRIGHT = 0x0112, 1


def joined(pictures: Sequence[bytes]) -> bytes:
    """A PDF with a page for each picture."""
    with pypdfium2.PdfDocument.new() as made:
        for picture in pictures:
            jpeg = _jpeg(picture)
            image = pypdfium2.PdfImage.new(made)
            image.load_jpeg(io.BytesIO(jpeg), inline=True)
            wide, high = image.get_px_size()
            height = _SHEET * high / wide
            image.set_matrix(pypdfium2.PdfMatrix().scale(_SHEET, height))
            page = made.new_page(_SHEET, height)
            page.insert_obj(image)
            page.gen_content()
        kept = io.BytesIO()
        made.save(kept)
    return kept.getvalue()


def parted(pdf: bytes) -> list[bytes]:
    """Each page of a PDF as a PDF of its own."""
    pages = []
    with pypdfium2.PdfDocument(pdf) as whole:
        for place in range(len(whole)):
            with pypdfium2.PdfDocument.new() as single:
                single.import_pages(whole, [place])
                kept = io.BytesIO()
                single.save(kept)
            pages.append(kept.getvalue())
    return pages


def _jpeg(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture)) as shown:
        upright = shown.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
        if shown.format == "JPEG" and upright and shown.mode in ("RGB", "L"):
            return picture
        kept = io.BytesIO()
        ImageOps.exif_transpose(shown).convert("RGB").save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()
