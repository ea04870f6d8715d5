"""The reading that an ordinary developer would write: the baseline of `dabir bench intake`.

Door: `text_of`, `fields_of`. Promise: default tools only (pdftotext for a text layer, a Word file's own paragraphs,
tesseract `fas` for pictures) and the obvious expressions of samples/sources/naive.yaml.
Not here: anything of the program's own reading.
"""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pypdfium2
import yaml
from PIL import Image

EXPRESSIONS = Path(__file__).resolve().parent.parent / "samples" / "sources" / "naive.yaml"
LISTS = {"national_ids", "amounts"}
NUMBERS = {"session_number", "fiscal_year"}
DATES = {"letter_date", "session_date"}
_LATIN = str.maketrans("".join(chr(start + at) for start in (0x6F0, 0x660) for at in range(10)), "0123456789" * 2)


def text_of(file: Path, *, picture: bool) -> str:
    """The text by pdftotext, of a Word file its paragraphs, of a picture by tesseract as it comes, at the file's own size."""
    if file.suffix == ".docx":
        return _of_word(file)
    if not picture:
        return _said(["pdftotext", "-layout", str(file), "-"])
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.png"
        _first_page(file).save(page)
        return _said(["tesseract", str(page), "-", "-l", "fas"])


def fields_of(text: str) -> dict[str, Any]:
    """Every field of which the obvious expression finds something."""
    latin, found = text.translate(_LATIN), {}
    for name, pattern in yaml.safe_load(EXPRESSIONS.read_text(encoding="utf-8")).items():
        hits = [hit.strip() for hit in re.findall(pattern, latin)]
        if hits:
            found[name] = _value(name, hits)
    return found


def _value(name: str, hits: list[str]) -> Any:
    if name in LISTS:
        numbers = [re.sub(r"\D", "", hit) for hit in hits]
        return [int(number) for number in numbers] if name == "amounts" else numbers
    first = hits[0]
    if name == "has_attachment":
        return len(first) == 4  # the shorter of the two words that the expression knows says yes
    if name in DATES:
        return "-".join(part.zfill(2) for part in first.split("/"))
    return int(first) if name in NUMBERS else first


def _of_word(file: Path) -> str:
    with ZipFile(file) as parts:
        written = parts.read("word/document.xml").decode("utf-8")
    return unescape(re.sub("<[^>]*>", "", re.sub("</w:p>|<w:br/>", "\n", written)))


def _first_page(file: Path) -> Image.Image:
    if file.suffix != ".pdf":
        return Image.open(file)
    with pypdfium2.PdfDocument(file) as document:
        page: Image.Image = document[0].render(scale=300 / 72).to_pil()
        return page


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    return done.stdout.decode("utf-8", "replace")
