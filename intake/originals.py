"""The original of a file: what can be had of each page, its text layer and its picture.

Door: `open_original` → `Original` (how many, `typed(n)`, `picture(n)`, `probe()`). Promise: PDFs, pictures (all
frames of a TIFF) and Word files behind one face; whatever is wrong with the file is a FileProblem; limits hold before
memory is spent. Not here: deciding between text layer and picture (reading), reading a picture (engines.tesseract).
"""

from __future__ import annotations

import io
import re
import struct
import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from intake import inks
from intake.engines import born_digital, docx
from intake.engines.born_digital import TypedPage
from intake.problems import FileProblem, Limits

# Pillow only warns of pictures up to twice its own limit; here such a picture is refused.
warnings.simplefilter("error", Image.DecompressionBombWarning)

type Picture = NDArray[np.uint8]

# Pictures of PDF pages are drawn at this many dots an inch; a larger page is drawn smaller, to stay within the limits.
RENDER_DPI = 300
# What Pillow raises for a picture that is not as it says: a TIFF's tags alone bring about half of these.
_MALFORMED = (OSError, EOFError, ValueError, SyntaxError, TypeError, LookupError, OverflowError, struct.error)
# Things on a page. A letter with tables has some hundred, a page of which each letter is set alone some thousand.
MAX_DRAWN = 20_000
_FORMS = 4
# Larger pictures are read in grey as they are: telling inks apart takes some fifteen bytes for each of their pixels.
_INKS_TOLD = 20_000_000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# pdfium is not safe for threads: one page at a time is drawn in this process.
_PDFIUM = threading.Lock()


class Original(ABC):
    """An open file. Pages count from 1; `drawn` tells whether they have pictures."""

    count: int
    drawn: bool = True

    @abstractmethod
    def typed(self, number: int) -> TypedPage | None:
        """The text layer of a page, None where this kind of file has none."""

    @abstractmethod
    def picture(self, number: int, *, to_read: bool = False) -> Picture | None:
        """The page in grey, upright as its file says, None where this kind of file has no picture.

        `to_read`: without the coloured strokes of pens and stamps that run across its print.
        """

    @abstractmethod
    def probe(self) -> None:
        """Touches the first page, so that a broken file is found out at once."""


@contextmanager
def open_original(path: Path, media: str, limits: Limits, *, to_look: bool = False) -> Iterator[Original]:
    """The file at `path`, of a media type that triage found. Raises FileProblem for a file that cannot be read.

    `to_look`: only to be counted and probed, which takes no time whatever stands on its pages.
    """
    with ExitStack() as stack:
        if media == "application/pdf":
            original: Original = _PdfOriginal(path, limits, stack, fill_in=not to_look)
        elif media == _WORD:
            original = _WordOriginal(path, limits)
        else:
            original = _PictureOriginal(path, limits, stack)
        if original.count == 0:
            raise FileProblem("no-pages")
        if original.count > limits.max_pages:
            raise FileProblem("too-many-pages", pages=original.count, limit=limits.max_pages)
        yield original


class _PdfOriginal(Original):
    """A PDF. Scripts, links and attachments in it are never run or followed: only pages are drawn and characters
    listed.
    """

    def __init__(self, path: Path, limits: Limits, stack: ExitStack, *, fill_in: bool) -> None:
        self._limits, self._stack = limits, stack
        self._source: Path | io.BytesIO = path
        self._typed: Any = None
        try:
            with _PDFIUM:
                self._pdf = pypdfium2.PdfDocument(path)
                self.count = len(self._pdf)
                has_form = fill_in and self._pdf.get_formtype() != pypdfium2.raw.FORMTYPE_NONE
                if has_form and self.count <= limits.max_pages:
                    self._source = self._filled_in()
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
            raise FileProblem("encrypted" if locked else "broken") from error
        stack.callback(self._close)

    def _filled_in(self) -> io.BytesIO:
        """A copy in memory whose form fields are drawn into the page, where both readers see them."""
        self._pdf.init_forms()
        for page in self._pdf:
            page.flatten()
            page.close()
        copy = io.BytesIO()
        self._pdf.save(copy)
        self._pdf.close()
        self._pdf = pypdfium2.PdfDocument(copy.getvalue())
        return copy

    def _close(self) -> None:
        with _PDFIUM:
            self._pdf.close()

    def typed(self, number: int) -> TypedPage | None:
        try:
            if self._crowded(number):
                return None
            if self._typed is None:
                self._typed = self._stack.enter_context(born_digital.open_pdf(self._source))
            return replace(born_digital.read(self._typed, number), overlaid=self._overlaid(number))
        except Exception:  # a malformed layer makes pdfminer raise anything; the page's picture is then read instead
            return None

    def picture(self, number: int, *, to_read: bool = False) -> Picture:
        try:
            return self._rendered(number, to_read=to_read)
        except pypdfium2.PdfiumError as error:
            raise FileProblem("broken") from error

    def _rendered(self, number: int, *, to_read: bool) -> Picture:
        with _PDFIUM:
            page = self._pdf[number - 1]
            try:
                width, height = page.get_size()
                scale = min(RENDER_DPI / 72, (self._limits.max_pixels / max(1.0, width * height)) ** 0.5)
                coloured = to_read and width * height * scale**2 < _INKS_TOLD
                bitmap = page.render(
                    scale=scale, grayscale=not coloured, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False
                )
                drawn = np.array(bitmap.to_numpy())
                bitmap.close()
            finally:
                page.close()
        if coloured:
            return inks.grey(np.ascontiguousarray(drawn[..., :3]))
        return drawn[..., 0] if drawn.ndim == 3 else drawn

    def _crowded(self, number: int) -> bool:
        """Whether so much is drawn on the page that listing its letters would take minutes, as on a map; or on a bomb."""
        with _PDFIUM:
            page = self._pdf[number - 1]
            try:
                # What stands in a form of the page counts too: there a bomb hides.
                return sum(1 for _ in islice(page.get_objects(max_depth=_FORMS), MAX_DRAWN + 1)) > MAX_DRAWN
            finally:
                page.close()

    def _overlaid(self, number: int) -> bool:
        """Whether the page's text is laid invisibly over a scan: somebody's OCR, not what was typed."""
        with _PDFIUM:
            page = self._pdf[number - 1]
            try:
                texts = [o.raw for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=2)]
                hidden = [pypdfium2.raw.FPDFTextObj_GetTextRenderMode(raw) in (3, 7) for raw in texts]
            finally:
                page.close()
        return bool(hidden) and sum(hidden) > len(hidden) / 2

    def probe(self) -> None:
        try:
            with _PDFIUM:
                # To load the page would go through all that is drawn on it, which may have no end.
                self._pdf.get_page_size(0)
        except pypdfium2.PdfiumError as error:
            raise FileProblem("broken") from error


class _PictureOriginal(Original):
    """A picture, or the frames of a TIFF."""

    def __init__(self, path: Path, limits: Limits, stack: ExitStack) -> None:
        self._limits = limits
        try:
            self._image = stack.enter_context(Image.open(path, formats=("PNG", "JPEG", "TIFF", "WEBP")))
            # An animated WebP is one page; only a TIFF holds pages.
            self.count = int(getattr(self._image, "n_frames", 1)) if self._image.format == "TIFF" else 1
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise self._huge(int(next(iter(re.findall(r"\d+", str(error))), 0))) from error
        except _MALFORMED as error:
            raise FileProblem("broken") from error
        self._refuse_huge()

    def _refuse_huge(self) -> None:
        width, height = self._image.size
        if width * height > self._limits.max_pixels:
            raise self._huge(width * height)

    def _huge(self, pixels: int) -> FileProblem:
        millions = 1_000_000
        return FileProblem("too-many-pixels", size=-(-pixels // millions), limit=self._limits.max_pixels // millions)

    def typed(self, number: int) -> None:
        return None

    def picture(self, number: int, *, to_read: bool = False) -> Picture:
        try:
            self._image.seek(number - 1)
            self._refuse_huge()
            self._load_whole()
            plain = _on_white(ImageOps.exif_transpose(self._image))
            if to_read and plain.mode not in ("1", "L") and plain.width * plain.height < _INKS_TOLD:
                return inks.grey(np.asarray(plain.convert("RGB")))
            return np.asarray(plain.convert("L"))
        except _MALFORMED as error:
            raise FileProblem("broken") from error

    def _load_whole(self) -> None:
        """Loads the frame and refuses half a picture: WeasyPrint, where it runs too, has told Pillow to be content
        with one.
        """
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        self._image.load()

    def probe(self) -> None:
        try:
            self._image.draft("L", (512, 512))
            self._load_whole()
        except _MALFORMED as error:
            raise FileProblem("broken") from error


def _on_white(image: Image.Image) -> Image.Image:
    """A picture without transparency and of eight bits: both would turn black otherwise."""
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.asarray(image, dtype=np.float64)
        top = float(deep.max()) or 1.0
        return Image.fromarray((deep * (255.0 / top)).astype(np.uint8))
    if not image.has_transparency_data:
        return image
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)


class _WordOriginal(Original):
    """A Word file: its pages have text, at places that are made up, and no picture."""

    drawn = False

    def __init__(self, path: Path, limits: Limits) -> None:
        self._pages = docx.read(path, limits.max_unpacked_bytes)
        self.count = len(self._pages)

    def typed(self, number: int) -> TypedPage:
        return TypedPage(self._pages[number - 1], 0.0, 0.0)

    def picture(self, number: int, *, to_read: bool = False) -> None:
        return None

    def probe(self) -> None:
        return None
