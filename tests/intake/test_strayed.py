"""A head that was read after the foot of its page stands in front again."""

import pytest

from intake import strayed
from intake.layout import Line, Page, Word


def _page(*tops: float) -> Page:
    lines = []
    for at, top in enumerate(tops):
        box = (0.1, top, 0.9, top + 0.015)
        lines.append(Line(f"سطر {at}", (Word("سطر", box, 1.0),), box))
    return Page(1, tuple(lines), "ocr")


@pytest.mark.parametrize(
    ("tops", "order"),
    [
        ((0.15, 0.2, 0.6, 0.07, 0.1, 0.76), [3, 4, 0, 1, 2, 5]),
        ((0.07, 0.1, 0.15, 0.8, 0.065, 0.09, 0.11), [0, 1, 4, 5, 6, 2, 3]),
        # Beside one another, and a second column of the text.
        ((0.07, 0.14, 0.08, 0.2, 0.3), [0, 1, 2, 3, 4]),
        ((0.07, 0.14, 0.8, 0.5, 0.6), [0, 1, 2, 3, 4]),
    ],
)
def test_a_head_read_last_stands_where_it_is(tops: tuple[float, ...], order: list[int]) -> None:
    page = _page(*tops)
    assert [page.lines.index(line) for line in strayed.in_place(page).lines] == order
