"""Pens and stamps of another colour than the print that they cross."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake import inks

PAPER, PRINT, PEN, STAMP = (236, 232, 224), (30, 28, 30), (28, 48, 140), (170, 40, 60)
type Colour = tuple[int, int, int]


def sheet(*strokes: tuple[tuple[int, int, int, int], Colour], around: Colour = PAPER) -> np.ndarray:
    """A sheet on a table, one bar of print across it, and `strokes` of other inks below the print."""
    picture = Image.new("RGB", (800, 600), around)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 740, 540), fill=PAPER)
    for box, colour in strokes:
        pen.rectangle(box, fill=colour)
    pen.rectangle((150, 290, 650, 310), fill=PRINT)
    return np.asarray(picture)


def dark(picture: np.ndarray, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    return bool(picture[top + 3 : bottom - 2, left + 3 : right - 2].mean() < 150)


@pytest.mark.parametrize("colour", [PEN, STAMP])
def test_a_stroke_across_print_becomes_paper_and_the_print_under_it_stays(colour: Colour) -> None:
    across = (300, 200, 312, 400)
    grey = inks.grey(sheet((across, colour)))
    assert not dark(grey, (300, 200, 312, 288)) and not dark(grey, (300, 312, 312, 400))
    assert dark(grey, (150, 290, 650, 310))


def test_what_a_ring_that_crosses_print_encloses_goes_with_it() -> None:
    ring = [
        ((300, 200, 500, 208), STAMP),
        ((300, 392, 500, 400), STAMP),
        ((300, 200, 308, 400), STAMP),
        ((492, 200, 500, 400), STAMP),
    ]
    inside = (380, 240, 420, 252)
    assert dark(inks.grey(sheet((inside, STAMP))), inside)
    assert not dark(inks.grey(sheet(*ring, (inside, STAMP))), inside)


def test_coloured_print_that_stands_for_itself_stays() -> None:
    heading = (200, 120, 600, 140)
    assert dark(inks.grey(sheet((heading, PEN))), heading)


def test_a_page_without_colour_and_the_table_around_it_stay_as_they_are() -> None:
    for colour in (PAPER, (96, 62, 38)):
        colours = sheet(around=colour)
        plain = np.asarray(Image.fromarray(colours).convert("L"))
        assert np.abs(inks.grey(colours).astype(int) - plain).max() <= 1  # another rounding


def test_only_the_largest_strokes_are_taken_for_stamps(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [
        ((300, 200, 500, 208), STAMP),
        ((300, 392, 500, 400), STAMP),
        ((300, 200, 308, 400), STAMP),
        ((492, 200, 500, 400), STAMP),
    ]
    inside = (380, 240, 420, 252)
    larger = (560, 100, 700, 500)
    monkeypatch.setattr(inks, "_STAMPS", 2)  # the print parts each in two
    assert not dark(inks.grey(sheet(*ring, (inside, STAMP))), inside)
    assert dark(inks.grey(sheet(*ring, (inside, STAMP), (larger, PEN))), inside)
