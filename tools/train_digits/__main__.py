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
RATE, FURTHER_RATE = 2e-3, 1e-3


def main(
    fonts: Annotated[list[Path], typer.Option(help="Folders with .ttf and .otf files")],
    target: Annotated[Path, typer.Option(help="The .onnx file to write")],
    count: int = 60_000,
    minutes: Annotated[float, typer.Option(help="0 only measures the file that is there")] = 30,
    begin: Annotated[Path | None, typer.Option(help="The .onnx file to go on from; else from nothing")] = None,
) -> None:
    """Draws, trains, measures."""
    found = drawing.fonts(fonts)
    held_out = [font for font in found if font.name.startswith(HELD_OUT)]
    trained = [font for font in found if font not in held_out]
    trained += [font for font in trained if font.stem in USUAL]
    if minutes:
        drawn = list(tokens(trained, count, SEED))
        typer.echo(f"{len(drawn)} tokens in {len(trained)} fonts")
        weights = net.load(begin) if begin else net.start(SEED)
        rate = FURTHER_RATE if begin else RATE
        weights = net.train(weights, net.by_width(drawn), minutes=minutes, rate=rate, say=typer.echo)
        net.save(weights, target)
    digits.MODEL = target
    report(list(tokens(held_out, MEASURED, MEASURING_SEED)))


def report(drawn: Sequence[Token]) -> None:
    """Prints the share of tokens whose figures, and whose every sign, are read right, by ageing and by the net's chance."""
    rights: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for token in drawn:
        seen = digits.read(token.picture)
        figures = _figures(seen.text) == _figures(token.shown)
        for group in ("all", token.ageing, f"chance {min(9, int(seen.chance(seen.text) * 10)) / 10}"):
            rights[group].append((figures, seen.text == token.shown))
    for group, right in sorted(rights.items()):
        figures_right, all_right = (sum(part) / len(right) for part in zip(*right, strict=True))
        typer.echo(f"{group}: figures {figures_right:.1%}, every sign {all_right:.1%} of {len(right)} tokens")


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


if __name__ == "__main__":
    typer.run(main)
