"""Makes the papers that `dabir bench intake` measures by: the samples' texts in other fonts, digital, scan and photo.

Door: `make` (and `python -m tools.make_papers FOLDER`). Promise: the same sources give the same papers; layouts and fonts of
the tune split are none of the test split's. Not here: what the papers say (samples/sources), the measuring (bench/intake).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tools import make_samples

FONTS = {"tune": ("nazli", "naskh", "vazir"), "test": ("amiri", "homa")}
TEST_LAYOUTS = {"minutes-table.html", "mayor-form.html", "education.html", "resume.html"}
SOURCES = {"digital": ("none", ".pdf", None), "scan": ("scan", ".pdf", 200), "photo": ("photo", ".jpg", 200)}


def make(folder: Path) -> Iterator[Path]:
    """Writes every paper and its truth below `folder`, one after the other."""
    plan = yaml.safe_load((make_samples.SOURCES / "documents.yaml").read_text(encoding="utf-8"))
    for key, paper in plan["papers"].items():
        split = "test" if paper["template"] in TEST_LAYOUTS else "tune"
        for font in FONTS[split]:
            for source, (ageing, ending, dpi) in SOURCES.items():
                sample = {"paper": key, "file": f"{split}/{key}-{font}-{source}{ending}", "ageing": ageing, "dpi": dpi}
                yield make_samples.make_sample(_in_font(plan, key, font), sample | {"split": split}, folder)


def _in_font(plan: dict[str, Any], key: str, font: str) -> dict[str, Any]:
    return plan | {"papers": {key: plan["papers"][key] | {"fonts": font}}}


if __name__ == "__main__":
    for made in make(Path(sys.argv[1])):
        print(made)
