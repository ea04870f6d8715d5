"""A page of the documentation that shows a report: its tables, its pictures, its data.

Door: `write` and `shown`. Promise: only what stands between the page's two marks is written, and all of it comes from the
report; the data lie beside the pictures, so that anyone can draw them again. Not here: the words around the marks.
"""

from __future__ import annotations

from pathlib import Path

from bench import drawing, tables
from bench.report import Report

BEGIN, END = "<!-- workflow: written by dabir bench -->", "<!-- end of workflow -->"


def write(report: Report, page: Path) -> None:
    """Writes tables into the page and pictures and data into the folder beside it. Raises as `around`."""
    before, after = around(page)
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    (folder / "workflow.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (folder / "transitions.svg").write_text(drawing.transitions(report), encoding="utf-8")
    (folder / "growth.svg").write_text(drawing.growth(report), encoding="utf-8")
    page.write_text(f"{before}{BEGIN}\n{shown(report, folder.name)}{END}{after}", encoding="utf-8")


def around(page: Path) -> tuple[str, str]:
    """What stands before and after the page's marks. ValueError for a page without them, OSError for none at all."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"lacks the marks {BEGIN} and {END}")
    return before, after


def shown(report: Report, folder: str) -> str:
    """What stands between the marks."""
    known = report.machine
    where = f"{known.cores} cores, {known.memory_gib} GiB of memory, {known.system}, Python {known.python}"
    said = f"Measured on {report.made} by `{report.command}`, on a shared machine: {where}.\n"
    pictures = (
        f"![The office's verbs beside the same rows by bare SQL]({folder}/transitions.svg)\n\n"
        f"![The time of the program's questions as the cases grow]({folder}/growth.svg)\n"
    )
    return f"\n{said}\n{pictures}\n{tables.pages(report)}\n"
