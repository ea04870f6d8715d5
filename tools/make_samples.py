"""Makes the sample documents of samples/: fictional people, real layout, aged like paper, the truth beside each.

Door: `make` (and `python -m tools.make_samples`). Promise: the same sources and fonts give the same files, where
the font and image libraries are the same; beside each NAME.pdf stands NAME.truth.json with its document type, its
fields in the forms of the field list, its title, font and ageing. Not here: what the papers say (samples/sources).
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import jdatetime
import numpy as np
import pypdfium2
import weasyprint
import yaml
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from PIL import Image, ImageDraw

from nlp import wording
from tools import ageing

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SOURCES = SAMPLES / "sources"
# Stamped into wrapped scans and embedded fonts, so that making them again changes nothing.
MADE_AT = 1_790_000_000
os.environ.setdefault("SOURCE_DATE_EPOCH", str(MADE_AT))


def make(folder: Path = SAMPLES) -> list[Path]:
    """Writes every sample and its truth below `folder`; returns the samples in the order of documents.yaml."""
    plan = yaml.safe_load((SOURCES / "documents.yaml").read_text(encoding="utf-8"))
    made = [make_sample(plan, sample, folder) for sample in plan["samples"]]
    return made + make_bad(folder / "bad", made[0])


def make_sample(plan: dict[str, Any], sample: dict[str, Any], folder: Path) -> Path:
    paper = plan["papers"][sample["paper"]]
    fonts = plan["fonts"][paper["fonts"]]
    target: Path = folder / sample["file"]
    target.parent.mkdir(parents=True, exist_ok=True)
    pdf = draw(paper, fonts, plan["kinds"])
    if sample["ageing"] == "none":
        target.write_bytes(pdf)
    else:
        picture = rasterise(pdf, sample["dpi"])
        aged = ageing.age(picture, sample["ageing"], np.random.default_rng(crc32(sample["file"].encode())))
        save(aged, target, sample["dpi"])
    write_truth(target, paper, sample, fonts["body"])
    return target


def write_truth(target: Path, paper: dict[str, Any], sample: dict[str, Any], font: str) -> None:
    truth = {
        "file": target.name,
        "title": paper["title"],
        "document_type": paper["document_type"],
        "fields": paper["fields"],
        "font": font,
        "ageing": sample["ageing"],
        "dpi": sample.get("dpi"),
    }
    if "split" in sample:
        truth["split"] = sample["split"]
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    target.with_suffix(".truth.json").write_text(text, encoding="utf-8")


def draw(paper: dict[str, Any], fonts: dict[str, str], kinds: dict[str, str]) -> bytes:
    """The paper as a PDF with a text layer."""
    fields = paper["fields"]
    letter = SimpleNamespace(
        number=fields.get("letter_number"), date=fields.get("letter_date"), attachment=fields.get("has_attachment")
    )
    html = (
        environment()
        .get_template(paper["template"])
        .render(
            fields=fields,
            more=paper["more"],
            letter=letter,
            fonts=fonts,
            title=paper["title"],
            words=SimpleNamespace(kinds=kinds),
        )
    )
    written: bytes = weasyprint.HTML(string=html, base_url=str(SOURCES) + "/").write_pdf()
    return written


def environment() -> Environment:
    env = Environment(loader=FileSystemLoader(SOURCES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.filters.update(wording.environment("letters").filters)
    env.filters["long_date"] = lambda written: wording.jalali_long(gregorian(written))
    env.globals["squiggle"] = squiggle
    return env


def gregorian(written: str) -> date:
    """A Jalali ISO date ("1405-07-21") as a Gregorian one."""
    day: date = jdatetime.date.fromisoformat(written).togregorian()
    return day


def squiggle(seed: int, slant: float, size: str) -> Markup:
    """A signature: a pen stroke that swings and runs out in a tail; the same seed gives the same hand."""
    pen = random.Random(seed)  # noqa: S311 - a drawing, no secret
    x, path = 8.0, f"M8 {pen.uniform(20, 28):.1f}"
    for _ in range(pen.randint(5, 8)):
        ahead = x + pen.uniform(6, 15)
        path += f" C{x + pen.uniform(-9, 3):.1f} {pen.uniform(-4, 12):.1f} {ahead + pen.uniform(-3, 8):.1f} "
        path += f"{pen.uniform(26, 46):.1f} {ahead:.1f} {pen.uniform(14, 27):.1f}"
        x = ahead
    path += f" Q{x + 16:.1f} {pen.uniform(8, 16):.1f} {x + 26:.1f} {pen.uniform(26, 40):.1f}"
    return Markup(
        '<svg class="ink" viewBox="0 0 120 48" style="width:{};height:16mm"><path d="{}" fill="none" stroke="#23357d" '
        'stroke-width="1.7" stroke-linecap="round" transform="rotate({} 60 24)"/></svg>'
    ).format(size, path, slant)


def rasterise(pdf: bytes, dpi: int) -> ageing.Picture:
    """The first page as an RGB picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("RGB"), np.uint8)
    finally:
        document.close()


def save(picture: ageing.Picture, target: Path, dpi: int) -> None:
    """Writes JPEG, TIFF (fax, two colours) or a PDF that only wraps the picture, after the name's ending."""
    image = Image.fromarray(picture)
    if target.suffix == ".jpg":
        image.save(target, quality=72, dpi=(dpi, dpi), optimize=True)
    elif target.suffix == ".tif":
        image.convert("1", dither=Image.Dither.NONE).save(target, compression="group4", dpi=(dpi, dpi))
    else:
        made = time.gmtime(MADE_AT)
        image.save(target, "PDF", resolution=dpi, quality=62, creationDate=made, modDate=made, producer="scanner")


def make_bad(folder: Path, good: Path) -> list[Path]:
    """Broken files: empty, cut off, of no kind at all, a blank page. `encrypted.pdf` was made once and stays."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = good.read_bytes()
    contents = {
        "empty.pdf": b"",
        "truncated.pdf": whole[: len(whole) // 3],
        "not-a-pdf.pdf": np.random.default_rng(7).bytes(4096),
        "blank.png": blank_page(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def blank_page() -> bytes:
    buffer = io.BytesIO()
    image = Image.new("L", (827, 1169), 250)
    ImageDraw.Draw(image).line((40, 60, 780, 64), fill=235)
    image.save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES):
        print(f"{path.stat().st_size:>9,}  {path}")
