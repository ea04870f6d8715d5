"""The command that trains the second reader of figures: `python -m tools.train_digits --fonts DIR --minutes 30 --target FILE`.

Promise: draws tokens in every font below the folders but the held-out families, trains, and prints how tokens in unseen
fonts are read, by the file as the program will run it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from intake.engines import digits
from tools.train_digits import net
from tools.train_digits.tokens import Token, tokens
from tools.train_reader import drawing
from tools.train_reader.__main__ import HELD_OUT, USUAL

MEASURED = 2000
SEED, MEASURING_SEED = 11, 911


def main(
    fonts: Annotated[list[Path], typer.Option(help="Folders with .ttf and .otf files")],
    target: Annotated[Path, typer.Option(help="The .onnx file to write")],
    count: int = 60_000,
    minutes: float = 30,
) -> None:
    """Draws, trains, measures."""
    found = drawing.fonts(fonts)
    held_out = [font for font in found if font.name.startswith(HELD_OUT)]
    trained = [font for font in found if font not in held_out]
    trained += [font for font in trained if font.stem in USUAL]
    drawn = list(tokens(trained, count, SEED))
    typer.echo(f"{len(drawn)} tokens in {len(trained)} fonts")
    weights = net.train(net.start(SEED), net.by_width(drawn), minutes=minutes, rate=2e-3, say=typer.echo)
    net.save(weights, target)
    digits.MODEL = target
    report("unseen fonts", list(tokens(held_out, MEASURED, MEASURING_SEED)))


def report(name: str, drawn: Sequence[Token]) -> None:
    """Prints the share of tokens that are read wholly right, all and by ageing, and how sure readings are."""
    rights: dict[str, list[bool]] = defaultdict(list)
    sure: list[bool] = []
    for token in drawn:
        text, chance = digits.read(token.picture)
        rights["all"].append(text == token.shown)
        rights[token.ageing].append(text == token.shown)
        if chance >= 0.9:
            sure.append(text == token.shown)
    for group, right in rights.items():
        typer.echo(f"{name}, {group}: {sum(right) / len(right):.1%} of {len(right)} tokens")
    typer.echo(f"with a chance of 0.9 and more: {sum(sure) / max(1, len(sure)):.1%} of {len(sure)}")


if __name__ == "__main__":
    typer.run(main)
