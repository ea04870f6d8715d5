"""The command that learns which lines decide: `python -m tools.train_parts FOLDER… [--keeping DIR] [--write]`.

Promise: learns from every paper of a sitting below the folders (tools/make_papers), prints how well each tag is told on layouts
that were left out, and with --write writes intake/parts.crfsuite from all of them. Pages are read once and kept; minutes the
first time, a minute then.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake import parts
from tools.train_parts import learning


def main(
    folders: Annotated[list[Path], typer.Argument(help="Papers with their truth.")],
    keeping: Annotated[Path, typer.Option(help="Folder for pages that were read.")] = Path("var/train_parts"),
    write: Annotated[bool, typer.Option(help="Write intake/parts.crfsuite.")] = False,
    jobs: int = 2,
) -> None:
    """Learns the parts of sittings' papers."""
    lessons = learning.gathered(folders, keeping, jobs)
    typer.echo(learning.told(lessons, learning.crossed(lessons)))
    if write:
        learning.learnt(lessons, parts.MODEL)


if __name__ == "__main__":
    typer.run(main)
