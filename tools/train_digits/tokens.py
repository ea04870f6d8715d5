"""The training tokens: what stands in one word with figures in it, and its picture as the reader cuts it from a page.

Door: `Token`, `tokens`. Promise: the same seed gives the same tokens; a picture is grey uint8 of HEIGHT rows, cut and
scaled as `intake.engines.digits` does. Not here: the net (net), judging it (measuring).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from intake.engines import digits
from tools import ageing
from tools.train_reader import drawing
from tools.train_reader.lines import Writer

# What is drawn, and how often: the forms that officials write with figures.
FORMS = {
    "{date}": 5,
    "{number}": 5,
    "{id}": 4,
    "{digits}": 5,
    "{amount}": 14,
    "{mobile}": 1,
    "{phone}": 2,
    "{postal}": 1,
    "{percent}": 2,
    "{small}": 5,
    "{year}": 2,
    "{time}": 1,
    "({small})": 1,
    "{small}-": 1,
    "{small})": 1,
    "{date}\u060c": 1,
    "{amount}\u060c": 1,
    "{amount}.": 1,
    "({amount})": 1,
    "{digits}.": 1,
    "{word}": 1,
    "{word}{small}": 1,
    "«{small}»": 1,
}


@dataclass(frozen=True, slots=True)
class Token:
    """One picture, its figures and marks from left to right (classes of `digits.MARKS`), and where it comes from."""

    picture: ageing.Picture
    shown: str
    font: str
    ageing: str


def tokens(fonts: Sequence[Path], count: int, seed: int) -> Iterator[Token]:
    """`count` tokens, each in a font that can write it, aged in turn."""
    pen, random_ = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 - drawing, no secret
    writer, covers = Writer(pen), {font: drawing.signs(font) for font in fonts}
    forms, weights = list(FORMS), list(FORMS.values())
    kept: list[ageing.Picture] = []
    for number in range(count):
        text = writer.written(pen.choices(forms, weights)[0])
        how = drawing.AGEINGS[number % len(drawing.AGEINGS)]
        able = [font for font in fonts if drawing.writes(covers[font], text)]
        if not able:
            continue
        font = pen.choice(able)
        drawn = drawing.draw(text, font, how, pen, random_)
        kept = [*kept[-8:], drawn]
        yield Token(digits.scaled(_among(drawn, kept, pen)), digits.shown(drawing.visual(text)), font.stem, how)


def _among(drawn: ageing.Picture, others: Sequence[ageing.Picture], pen: random.Random) -> ageing.Picture:
    """As a box cuts it: a sliver of the neighbour or of a table's rule may have come along."""
    mishap: Callable[[ageing.Picture], ageing.Picture] = pen.choices(
        [lambda seen: seen, lambda seen: _ruled(seen, pen), lambda seen: _beside(seen, pen.choice(others), pen)],
        [6, 1, 2],
    )[0]
    return mishap(drawn)


def _ruled(seen: ageing.Picture, pen: random.Random) -> ageing.Picture:
    """A table's rule above, below or at a side."""
    seen = np.pad(seen, 5, constant_values=255)
    thick, ink = pen.randint(1, 3), pen.randint(0, 90)
    for side in pen.sample(range(4), pen.randint(1, 2)):
        (seen if side % 2 else seen.T)[(slice(0, thick) if side < 2 else slice(-thick, None)), :] = ink
    return seen


def _beside(seen: ageing.Picture, other: ageing.Picture, pen: random.Random) -> ageing.Picture:
    """A few columns of the neighbouring word at one edge, a gap between."""
    high, wide = seen.shape[0], pen.randint(1, 7)
    sliver = np.full((high, wide), 255, np.uint8)
    rows = min(high, other.shape[0])
    from_ = other[:rows, :wide]
    sliver[:rows, : from_.shape[1]] = from_
    gap = np.full((high, pen.randint(3, 9)), 255, np.uint8)
    parts = [seen, gap, sliver] if pen.random() < 0.5 else [sliver, gap, seen]
    return np.hstack(parts)
