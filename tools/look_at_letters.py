"""Draws every letter of the office with short and with long contents, for looking at.

Door: `python -m tools.look_at_letters FOLDER [TEMPLATE…]`: FOLDER/TEMPLATE-short-1.png and so on, a picture a page. Promise:
the facts are those that the tests draw (tests/letters.yaml). Not here: any judgement; look at the pictures.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import yaml

from cases import letters

FACTS = Path(__file__).resolve().parent.parent / "tests" / "letters.yaml"
DOTS_PER_POINT = 1.4


def main() -> None:
    """Draws all templates, or those named after the folder."""
    folder, wanted = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, Any] = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    for template, lengths in known["letters"].items():
        if template in wanted or not wanted:
            for length, own in lengths.items():
                _draw(folder, template, length, {**known["general"], **own})


def _draw(folder: Path, template: str, length: str, facts: dict[str, Any]) -> None:
    content = letters.draw(template, facts, number="1405/27", dated=date(2026, 11, 22), code="a1b2c3d4e5")
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, 1):
        page.render(scale=DOTS_PER_POINT).to_pil().save(folder / f"{template}-{length}-{number}.png")
    document.close()


if __name__ == "__main__":
    main()
