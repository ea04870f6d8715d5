"""The command that learns which lines decide: `python -m tools.train_parts FOLDER… [--keeping DIR] [--write]`.

Promise: learns from every paper of a sitting below the folders (tools/make_papers), prints how well each tag, and who came, is
told on layouts that were left out, and with --write writes intake/parts.crfsuite and intake/roll.crfsuite from all of them.
Pages are read once and kept; minutes the first time, two minutes then.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake import parts, roll
from tools.train_parts import calling, learning


def main(
    folders: Annotated[list[Path], typer.Argument(help="Papers with their truth.")],
    keeping: Annotated[Path, typer.Option(help="Folder for pages that were read.")] = Path("var/train_parts"),
    write: Annotated[bool, typer.Option(help="Write the weights below intake/.")] = False,
    jobs: int = 2,
) -> None:
    """Learns the parts of sittings' papers."""
    lessons = learning.gathered(folders, keeping, jobs)
    rolls = calling.gathered(lessons)
    typer.echo(learning.told(lessons, learning.crossed(lessons) | calling.crossed(rolls)))
    if write:
        learning.learnt(lessons, parts.MODEL)
        calling.learnt(rolls, roll.MODEL)


if __name__ == "__main__":
    typer.run(main)
