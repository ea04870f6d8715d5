"""How well a model reads drawn lines: characters, digits and whole numbers, by font and by ageing.

Door: `measure`, `report`. Promise: both models of a comparison see the same pictures through the same engine settings;
folded before counting are only Arabic forms of yeh and kaf and the number of spaces. Not here: training.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from rapidfuzz.distance import Levenshtein

from tools.train_reader.training import Sample, run

_FOLDED = str.maketrans("\u064a\u0643\u200e\u200f", "\u06cc\u06a9  ")
_NUMBER = re.compile(r"\d[\d/.,:\u066b\u066c-]*")


@dataclass
class Score:
    """Counts over lines: characters and their errors, digits and those read right, numbers and those read whole."""

    characters: int = 0
    errors: int = 0
    digits: int = 0
    digits_right: int = 0
    numbers: int = 0
    numbers_right: int = 0

    def add(self, truth: str, read: str) -> None:
        self.characters += len(truth)
        self.errors += Levenshtein.distance(truth, read)
        right = {
            at
            for block in Levenshtein.opcodes(truth, read)
            if block.tag == "equal"
            for at in range(block.src_start, block.src_end)
        }
        self.digits += sum(sign.isdigit() for sign in truth)
        self.digits_right += sum(truth[at].isdigit() for at in right)
        for number in _NUMBER.finditer(truth):
            self.numbers += 1
            self.numbers_right += all(at in right for at in range(*number.span()))

    def __str__(self) -> str:
        shares = (
            self.errors / max(1, self.characters),
            self.digits_right / max(1, self.digits),
            self.numbers_right / max(1, self.numbers),
        )
        return "CER {:6.2%}   digits {:6.2%}   numbers {:6.2%}".format(*shares)


def measure(lines: Sequence[Sample], model: Path) -> list[str]:
    """What the model at `model` (a .traineddata file) reads from each line, folded."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "lines.tif"
        images = [Image.fromarray(line.picture) for line in lines]
        images[0].save(picture, save_all=True, append_images=images[1:], compression="tiff_lzw", dpi=(225, 225))
        place = ("--tessdata-dir", model.parent, "-l", model.stem, "--psm", "13")
        run("tesseract", picture, Path(folder) / "read", *place, "--dpi", "225")
        pages = (Path(folder) / "read.txt").read_text(encoding="utf-8").split("\f")
    return [folded(page) for page in pages[: len(lines)]]


def report(lines: Sequence[Sample], read: Sequence[str]) -> str:
    """A table: all lines, then by ageing, then by font."""
    rows = [("all", scores(lines, read, lambda line: "all"))]
    rows += [
        ("ageing", scores(lines, read, lambda line: line.ageing)),
        ("font", scores(lines, read, lambda line: line.font)),
    ]
    return "\n".join(f"{name:32} {score}" for _, group in rows for name, score in sorted(group.items()))


def scores(lines: Sequence[Sample], read: Sequence[str], by: Callable[[Sample], str]) -> dict[str, Score]:
    found: dict[str, Score] = defaultdict(Score)
    for line, text in zip(lines, read, strict=True):
        found[by(line)].add(folded(line.text), text)
    return dict(found)


def folded(text: str) -> str:
    return " ".join(text.translate(_FOLDED).split())
