"""Votes that tables tell member by member, and of an election candidate by candidate."""

from __future__ import annotations

import pytest

from intake import ballots
from intake.sheet import Sheet
from nlp import sides
from tests.intake.drawn import drawn

HEAD = "صورتجلسه شماره ۱۵۳ شورای اسلامی شهر زرند\nاعضای حاضر: علی رضایی، حسن امینی، مریم باقری، زهرا کریمی، رضا صفری\n"


def test_a_papers_legend_is_read_once_however_many_rows_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    own = sides.legend
    monkeypatch.setattr(sides, "legend", lambda text: asked.append(text) or own(text))
    sheet = Sheet([drawn(HEAD + "\n".join(f"{number}\tخرید غلتک\tم\tخ\tم" for number in range(1, 30)))])
    for row in sheet.rows:
        ballots.of_row(sheet, row)
    assert len(asked) == 1
