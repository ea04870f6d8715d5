"""A tesseract that fails as it is told, first on the PATH, and otherwise the real one; papers of several scanned pages."""

from __future__ import annotations

import io
import os
import shutil
from collections import Counter
from pathlib import Path

from PIL import Image

from intake import joining
from tests.intake import papers

# The plan's lines: the number of a picture, in the order in which they were first seen, and what becomes of it.
_SCRIPT = """#!/bin/sh
[ "$1" = --version ] && exec "{real}" "$@"
exec 9>"{folder}/lock"
flock 9
seen=$(sha256sum < "$1" | cut -c1-20)
echo "$seen" >> "{folder}/calls"
number=$(awk -v one="$seen" '!($0 in known) {{ known[$0] = ++count }} END {{ print known[one] }}' "{folder}/calls")
exec 9>&-
case $(awk -v number="$number" '$1 == number {{ print $2 }}' "{folder}/plan") in
    crash) kill -SEGV $$ ;;
    hang) exec sleep 600 ;;
    eat) exec "{python}" -c 'eaten = []
while True: eaten.append(bytearray(1 << 28))' ;;
    kill-reader) kill -KILL $PPID; exit 1 ;;
    slow) sleep 2 ;;
esac
exec "{real}" "$@"
"""


class Engine:
    """The stand-in in a folder of its own. `path`: the PATH that finds it first."""

    def __init__(self, folder: Path, python: str) -> None:
        real = shutil.which("tesseract")
        assert real is not None, "tesseract is not installed"
        folder.mkdir(parents=True)
        self._folder = folder
        self.plan()
        (folder / "calls").touch()
        program = folder / "tesseract"
        program.write_text(_SCRIPT.format(folder=folder, real=real, python=python))
        program.chmod(0o755)
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    def plan(self, **pictures: str) -> None:
        """What happens from now on: `p3="crash"` for the third picture."""
        (self._folder / "plan").write_text("".join(f"{name[1:]} {act}\n" for name, act in pictures.items()))

    def calls(self) -> Counter[str]:
        """How often each picture was given to it."""
        return Counter((self._folder / "calls").read_text().split())


def scanned(pages: int) -> bytes:
    """A PDF of so many scanned pages; each says its number."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    pictures = []
    for number in range(pages):
        text = [f"page {words[number]} of the minutes of the council", *papers.LETTER[:4]]
        pictures.append(papers.raster(papers.weasy_pdf(papers.html(text, font="Nazli")), 150))
    return joining.joined([_jpeg(picture) for picture in pictures])


def _jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.convert("L").save(kept, "JPEG", quality=85)
    return kept.getvalue()
