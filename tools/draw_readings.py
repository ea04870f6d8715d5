"""Pictures of readings for the documentation: the page with a box for each field, beside it what was read and how surely.

Door: `python -m tools.draw_readings FOLDER FILE…`: FOLDER/NAME.jpg, the first page of each file. Promise: everything shown is
what `intake.reading` said in this run, wrong or right. Not here: the boxes that a clerk gets (intake/pictures).
"""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import weasyprint
from PIL import Image, ImageDraw

from intake import reading
from intake.fields import Field
from intake.originals import open_original
from intake.pictures import page_picture
from intake.problems import Limits
from intake.triage import admitted
from tools.make_papers.drawing import paper_environment

_INKS = ("#c0392b", "#2b62b5", "#2e7d32", "#8e44ad", "#b9770e", "#117a8b", "#7b3f00", "#ad1457")
_PAGE_WIDTH = 1000
_SHARE_OF_A4 = 1.5
_LONGEST = 150


def main() -> None:
    """Draws every file named after the folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:]:
        target = folder / f"{Path(name).stem}.jpg"
        draw(Path(name)).save(target, quality=72, optimize=True)
        print(target)


def draw(file: Path) -> Image.Image:
    """The first page and its fields, side by side."""
    found = reading.read(file)
    here = [(name, field) for name, field in found.fields.items() if field.page == 1]
    inks = {name: _INKS[place % len(_INKS)] for place, (name, _) in enumerate(here)}
    limits = Limits()
    with open_original(file, admitted(file, limits), limits) as original:
        page = Image.fromarray(page_picture(original, 1, limits)).convert("RGB")
    page = page.resize((_PAGE_WIDTH, round(page.height * _PAGE_WIDTH / page.width)))
    pen = ImageDraw.Draw(page)
    for name, field in here:
        if field.box:
            x0, y0, x1, y1 = field.box
            corners = (x0 * page.width - 3, y0 * page.height - 3, x1 * page.width + 3, y1 * page.height + 3)
            pen.rectangle(corners, outline=inks[name], width=3)
    rows = [
        {"name": name, "ink": inks[name], "value": _short(field), "sure": f"{field.confidence:.2f}"}
        for name, field in here
    ]
    return _side_by_side(page, rows, found.document_type.value)


def _short(field: Field) -> str:
    said = field.value if isinstance(field.value, str) else json.dumps(field.value, ensure_ascii=False)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _side_by_side(page: Image.Image, rows: list[dict[str, str]], kind: str) -> Image.Image:
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=80)
    picture = base64.b64encode(buffer.getvalue()).decode()
    html = paper_environment().get_template("_reading.html").render(picture=picture, rows=rows, kind=kind)
    with TemporaryDirectory() as folder:
        drawn = Path(folder) / "reading.pdf"
        weasyprint.HTML(string=html).write_pdf(drawn)
        with pypdfium2.PdfDocument(drawn) as document:
            seen: Image.Image = document[0].render(scale=_SHARE_OF_A4).to_pil().convert("RGB")
    return seen


if __name__ == "__main__":
    main()
