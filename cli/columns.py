"""Lines and columns of Persian text in the terminal.

Door: `tell`, `columns`, `show`. Promise: columns stand one below the other and in the same order whether the terminal turns
right-to-left text or not: each cell is fenced off from its neighbours, and padded by the width it is seen with.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from cli.terminal import console, plain
from nlp.wording import isolate

_GAP = "   "


def tell(*lines: str) -> None:
    """A line each, as they are."""
    for line in lines:
        console.print(plain(line), markup=False, highlight=False, soft_wrap=True)


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows below their headings and a rule; empty headings give neither."""
    whole = [[plain(cell) for cell in row] for row in (*([headings] if any(headings) else []), *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*whole, strict=True)]
    lines = [_line(row, widths) for row in whole]
    if any(headings):
        lines.insert(1, _GAP.join("─" * width for width in widths))
    return lines


def show(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints the columns."""
    tell(*columns(headings, rows))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [isolate(cell) + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
    return _GAP.join(cells).rstrip()
