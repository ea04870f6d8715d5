"""The command that makes papers: `python -m tools.make_papers FOLDER [--few] [--only SPLIT] [--fonts DIR]`.

Promise: the same seed and fonts give the same papers, below FOLDER/tune, FOLDER/met and FOLDER/test, beside each its truth:
document type, fields, what may also be said, what is not judged, and all words. Rules are mended by tune; met is what has been
looked at since it was a test; test is what nobody has looked at. No text and no layout is in two splits, no font of tune in
another. Papers that are there already are not made again.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from tools.make_papers import making


def main(
    folder: Path,
    few: Annotated[bool, typer.Option(help="One paper of each layout.")] = False,
    fonts: Annotated[
        Path | None, typer.Option(help="Folder with the fonts that the system lacks (Parastoo, Samim).")
    ] = None,
    only: Annotated[str | None, typer.Option(help=f"One split: {', '.join(making.SPLITS)}.")] = None,
    seed: int = 1,
    jobs: int = 2,
) -> None:
    """Makes the papers of all splits, or of one."""
    if only and only not in making.SPLITS:
        raise typer.BadParameter(f"no split is called {only}", param_hint="--only")
    folder.mkdir(parents=True, exist_ok=True)
    if fonts:
        os.environ["FONTCONFIG_FILE"] = str(_fontconfig(folder, fonts))
    planned = [paper for paper in making.plan(seed, few=few) if only in (None, paper.split)]
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for made in pool.map(making.make, planned, [folder] * len(planned)):
            typer.echo("\n".join(map(str, made)))


def _fontconfig(folder: Path, fonts: Path) -> Path:
    """A configuration that adds the folder to the system's fonts, for every producer alike."""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts.resolve()}</dir></fontconfig>\n',
        encoding="utf-8",
    )
    return file


if __name__ == "__main__":
    typer.run(main)
