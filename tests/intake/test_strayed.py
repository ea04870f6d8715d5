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


HEIGHTS = [0.06 + 0.03 * at for at in range(28)]


def _column(left: float, right: float, tops: list[float]) -> list[Line]:
    boxes = [(left, top, right, top + 0.015) for top in tops]
    return [Line("سطر", (Word("سطر", box, 1.0),), box) for box in boxes]


@pytest.mark.parametrize(
    "columns",
    [
        [(0.35, 0.95, HEIGHTS), (0.05, 0.15, HEIGHTS[:6] + HEIGHTS[20:])],
        [(0.55, 0.95, HEIGHTS), (0.05, 0.45, HEIGHTS)],
        [(0.68, 0.95, HEIGHTS), (0.37, 0.63, HEIGHTS), (0.05, 0.32, HEIGHTS)],
        # A title above both.
        [(0.1, 0.9, [0.03]), (0.55, 0.95, HEIGHTS), (0.05, 0.45, HEIGHTS)],
    ],
)
def test_a_column_that_begins_at_the_head_stays_behind_the_one_beside_it(
    columns: list[tuple[float, float, list[float]]],
) -> None:
    page = Page(1, tuple(line for column in columns for line in _column(*column)), "ocr")
    assert strayed.in_place(page) == page


def test_a_narrow_head_read_last_stands_above_the_text_below_it() -> None:
    head, text = _column(0.05, 0.2, [0.05, 0.08]), _column(0.05, 0.95, HEIGHTS[5:])
    page = Page(1, (*text, *head), "ocr")
    assert strayed.in_place(page).lines == (*head, *text)
