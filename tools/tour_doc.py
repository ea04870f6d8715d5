"""Writes docs/tour.md anew: the transcript of `dabir demo --tour`, as it was printed.

Door: `main` (and `python -m tools.tour_doc`). Promise: what stands in the page is what the tour said; a tour that
fails changes nothing, and its exit status is given on.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tour.md"
LIMIT_S = 900
_STYLING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

PREFACE = """# The tour

One case from the first question to the decree, played by `dabir demo --tour` through the local Bot API server: the
real bot, a real scan, real reading, a real database. This page is what it printed; `make tour-doc` writes it anew.

```
"""


def main() -> int:
    """Plays the tour and keeps its transcript; returns the tour's exit status."""
    played = subprocess.run(
        [ROOT / ".venv" / "bin" / "dabir", "demo", "--tour"],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    if played.returncode == 0:
        PAGE.write_text(page(played.stdout), encoding="utf-8")
    else:
        sys.stderr.write(played.stdout)
    return played.returncode


def page(transcript: str) -> str:
    """The page for a transcript: no colours, no trailing blanks, and nothing in it that would end the block early."""
    plain = _STYLING.sub("", transcript).replace("```", "'''")
    return PREFACE + "\n".join(line.rstrip() for line in plain.splitlines()) + "\n```\n"


if __name__ == "__main__":
    sys.exit(main())
