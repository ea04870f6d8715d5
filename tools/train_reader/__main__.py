"""The command that trains our Persian reader: `python -m tools.train_reader FLOAT_MODEL --fonts DIR ... --work DIR`.

Promise: draws lines in every font below the folders but the held-out families, trains for the minutes asked, makes the
integer model and prints how the float model and ours read lines of unseen fonts and unseen templates. Everything goes
below the work folder; `--target` is written only when ours has fewer wrong characters and more right digits.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from tools.train_reader import drawing, measuring, training

# Families that are never trained on.
HELD_OUT = ("NotoSansArabic", "Parastoo", "Samim")
# Faces of office letters are drawn twice as often.
USUAL = ("nazli", "nazlib", "titr", "NotoNaskhArabic-Regular", "Amiri-Regular", "Scheherazade-Regular")
MEASURED_LINES = 300
# At the model's own rate the errors come to swing; a fifth of the time at this one lets them settle.
SETTLING_RATE = 0.0002
SEED, MEASURING_SEED = 1, 901


def main(
    float_model: Path,
    fonts: Annotated[list[Path], typer.Option(help="Folders with .ttf and .otf files")],
    work: Annotated[Path, typer.Option(help="Folder for everything in between")],
    lines: int = 20_000,
    minutes: float = 60,
    target: Path | None = None,
) -> None:
    """Draws, trains, measures."""
    found = drawing.fonts(fonts)
    held_out = [font for font in found if font.name.startswith(HELD_OUT)]
    trained = [font for font in found if font not in held_out]
    trained += [font for font in trained if font.stem in USUAL]
    training.start_model(float_model, work)
    books = training.make_books(trained, lines, SEED, work / "books")
    training.train(float_model, books, work, minutes=minutes * 0.8)
    training.train(float_model, books, work, minutes=minutes * 0.2, rate=SETTLING_RATE)
    ours = work / "ready" / f"{training.NAME}.traineddata"
    training.finish(work, ours)
    better = compare(float_model, ours, {"unseen fonts": held_out, "trained fonts": trained})
    if target and better:
        shutil.copy(ours, target)
    typer.echo(f"written: {target}" if target and better else "not written")


def compare(before: Path, after: Path, sets: dict[str, list[Path]]) -> bool:
    """Prints both models' scores on unseen templates; whether `after` reads every set better."""
    better = []
    for name, fonts in sets.items():
        drawn = list(training.samples(fonts, MEASURED_LINES, MEASURING_SEED, held_out=True))
        totals = []
        for model in (before, after):
            read = measuring.measure(drawn, model)
            typer.echo(f"\n{name}: {model.stem}\n{measuring.report(drawn, read)}")
            totals.append(measuring.scores(drawn, read, lambda line: "all")["all"])
        old, new = totals
        better.append(new.errors < old.errors and new.digits_right > old.digits_right)
    return all(better)


if __name__ == "__main__":
    typer.run(main)
