"""What `dabir bench intake` found, as tables: for a terminal and for the documentation.

Door: `terminal`, `page`, `Sheet`. Promise: each number stands beside the baseline's where there is one; both forms say the
same. Not here: the counting (intake_report), the curve (drawing).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from bench.intake_report import Group, IntakeReport, believed, grouped, total
from bench.intake_scores import Score, calibration


@dataclass(frozen=True)
class Sheet:
    """A table: its title, heads and rows."""

    title: str
    heads: list[str]
    rows: list[list[str]]


def sheets(report: IntakeReport) -> Iterator[Sheet]:
    """Text, fields as a whole, time, single fields, sureness."""
    groups = grouped(report.papers)
    yield _texts(groups)
    yield _summary(groups)
    yield _times(groups)
    for split in sorted({group.split for group in groups}):
        yield _fields(split, [group for group in groups if group.split == split])
    yield _sureness(report)


def terminal(report: IntakeReport) -> Iterator[Table]:
    """For a terminal."""
    for sheet in sheets(report):
        table = Table(*sheet.heads, title=sheet.title, title_justify="left")
        for row in sheet.rows:
            table.add_row(*row)
        yield table


def page(report: IntakeReport, folder: str) -> str:
    """For the documentation, between its marks; the curve lies in `folder`."""
    machine = report.machine
    where = f"{machine.cores} cores, {machine.memory_gib} GiB of memory, {machine.system}, Python {machine.python}"
    files = f"{len(report.papers)} files in {report.wall_seconds / 60:.0f} minutes by {report.processes} processes"
    said = f"Measured on {report.made} at commit {report.commit} by `{report.command}`: {files}, on a shared machine: {where}."
    parts = ["", said, ""]
    for sheet in sheets(report):
        parts += [f"### {sheet.title}", "", _row(sheet.heads), _row(["---"] * len(sheet.heads))]
        parts += [*map(_row, sheet.rows), ""]
    parts += [f"![How sure the reader said it was, and how often it was right]({folder}/calibration.svg)", "", ""]
    return "\n".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _texts(groups: list[Group]) -> Sheet:
    heads = ["papers", "files", "letters wrong", "baseline", "words wrong", "baseline", "digits right", "baseline"]
    heads += ["whole numbers right", "baseline"]
    rows = []
    for one in groups:
        if not one.text.letters:
            continue
        ours, naive = one.text, one.naive_text
        shares = [ours.cer, naive.cer, ours.wer, naive.wer, ours.digit_share, naive.digit_share]
        shares += [ours.number_share, naive.number_share]
        rows.append([_name(one), str(len(one.papers)), *map(_percent, shares)])
    return Sheet("Text", heads, rows)


def _summary(groups: list[Group]) -> Sheet:
    heads = ["papers", "precision", "recall", "F1", "baseline's F1", "kinds right", "of confidence ≥ 0.9 right"]
    rows = []
    for one in groups:
        ours, naive, (right, held) = total(one.fields), total(one.naive_fields), believed(one.papers)
        shares = [f"{ours.precision:.3f}", f"{ours.recall:.3f}", f"{ours.f1:.3f}", f"{naive.f1:.3f}"]
        sure = f"{right} of {held} ({right / max(1, held):.1%})"
        rows.append([_name(one), *shares, _percent(one.kinds), sure])
    return Sheet("Fields together", heads, rows)


def _times(groups: list[Group]) -> Sheet:
    heads = ["papers", "pages", "CPU seconds a page", "bare tesseract's", "times as long", "pages a second of one core"]
    rows = [
        [
            _name(one),
            str(one.pages),
            f"{one.seconds / one.pages:.2f}",
            f"{one.bare_seconds / one.pages:.2f}" if one.name != "digital" else "(pdftotext)",
            f"{one.seconds / one.bare_seconds:.2f}" if one.name != "digital" else "",
            f"{one.pages / max(one.seconds, 0.01):.2f}",
        ]
        for one in groups
        if one.pages
    ]
    return Sheet("Time", heads, rows)


def _fields(split: str, groups: list[Group]) -> Sheet:
    names = sorted({name for one in groups for name in one.fields})
    heads = ["field", *(f"{one.name}: precision / recall / F1 (of how many)" for one in groups)]
    rows = [[name, *(_cell(one.fields.get(name)) for one in groups)] for name in names]
    return Sheet(f"Single fields, {split}", heads, rows)


def _sureness(report: IntakeReport) -> Sheet:
    splits = sorted({paper.split for paper in report.papers})
    rows = []
    for split in splits:
        pairs = [(one.confidence, one.right) for paper in report.papers if paper.split == split for one in paper.sure]
        rows += [[split, f"{said:.2f}", f"{right:.2f}", str(many)] for said, right, many in calibration(pairs)]
    return Sheet("How sure, and how often right", ["papers", "said", "was right", "fields"], rows)


def _name(group: Group) -> str:
    return f"{group.split}, {group.name}"


def _cell(score: Score | None) -> str:
    if not score or not score.right + score.wrong + score.missed:
        return ""
    return f"{score.precision:.2f} / {score.recall:.2f} / {score.f1:.2f} ({score.right + score.missed})"


def _percent(share: float) -> str:
    return f"{share:.1%}"
