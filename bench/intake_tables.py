"""What `dabir bench intake` found, as tables.

Door: `shown`. Promise: each number stands beside the baseline's where there is one. Not here: the counting (intake_scores).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table

from bench.intake import Group
from bench.intake_scores import Score, calibration


def shown(groups: Sequence[Group]) -> Iterator[Table]:
    """The summary, the fields, and how right the sureness is."""
    yield _summary(groups)
    yield _fields(groups)
    yield _sureness(groups)


def _summary(groups: Sequence[Group]) -> Table:
    heads = (
        "papers",
        "read",
        "field F1",
        "naive F1",
        "kinds",
        "digits",
        "naive digits",
        "papers/s CPU",
        "times naive CPU",
    )
    table = Table(*heads, title="Reading", title_justify="left")
    for one in groups:
        table.add_row(
            one.name,
            str(one.papers),
            f"{one.total(one.dabir).f1:.3f}",
            f"{one.total(one.naive).f1:.3f}",
            f"{one.kinds / one.papers:.2f}",
            _share(one.digits),
            _share(one.naive_digits),
            f"{one.papers / max(one.seconds, 0.001):.2f}",
            f"{one.seconds / max(one.naive_seconds, 0.001):.2f}",
        )
    return table


def _fields(groups: Sequence[Group]) -> Table:
    table = Table("field", *(one.name for one in groups), title="F1 of each field (of how many)", title_justify="left")
    for name in sorted({name for one in groups for name in one.dabir}):
        table.add_row(name, *(_cell(one.dabir.get(name)) for one in groups))
    return table


def _sureness(groups: Sequence[Group]) -> Table:
    table = Table("said", "was right", "fields", title="How sure, and how often right", title_justify="left")
    for said, right, many in calibration(pair for one in groups for pair in one.sure):
        table.add_row(f"{said:.2f}", f"{right:.2f}", str(many))
    return table


def _cell(score: Score | None) -> str:
    return f"{score.f1:.2f} ({score.right + score.missed})" if score else ""


def _share(of: tuple[int, int]) -> str:
    return f"{of[0] / of[1]:.3f}" if of[1] else ""
