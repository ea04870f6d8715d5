"""A page of the documentation that shows a report: its tables, its pictures, its data.

Door: `write`, `write_table`, `put`. Promise: only what stands between the page's two marks of a name is written, and all of
it comes from the report; the data lie beside the pictures, so that anyone can draw them again. Not here: the words around
the marks.
"""

from __future__ import annotations

from pathlib import Path

from bench import drawing, tables
from bench.report import Answering, Load, Machine, Report


def write(report: Report, page: Path) -> None:
    """Writes tables into the page and pictures and data into the folder beside it. Raises as `around`."""
    folder = page.with_suffix("")
    put(page, "workflow", shown(report, folder.name))
    folder.mkdir(exist_ok=True)
    (folder / "workflow.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (folder / "transitions.svg").write_text(drawing.transitions(report), encoding="utf-8")
    (folder / "growth.svg").write_text(drawing.growth(report), encoding="utf-8")


def write_table(report: Answering | Load, page: Path) -> None:
    """Writes the table into the page and the data into the folder beside it. Raises as `around`."""
    name = "bot" if isinstance(report, Answering) else "load"
    put(page, name, f"\n{_measured(report.made, report.command, report.machine)}\n{tables.page(report)}\n")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")


def put(page: Path, name: str, text: str) -> None:
    """Writes `text` between the page's marks of this name. Raises as `around`."""
    before, after = around(page, name)
    begin, end = marks(name)
    page.write_text(f"{before}{begin}\n{text}{end}{after}", encoding="utf-8")


def around(page: Path, name: str) -> tuple[str, str]:
    """What stands before and after the page's marks of this name. ValueError for a page without them, OSError for none."""
    begin, end = marks(name)
    before, began, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, ended, after = rest.partition(end)
    if not began or not ended:
        raise ValueError(f"lacks the marks {begin} and {end}")
    return before, after


def marks(name: str) -> tuple[str, str]:
    """Between which a page holds what was measured under this name."""
    return f"<!-- {name}: written by dabir bench -->", f"<!-- end of {name} -->"


def shown(report: Report, folder: str) -> str:
    """What stands between the marks."""
    said = _measured(report.made, report.command, report.machine)
    pictures = (
        f"![The office's verbs beside the same rows by bare SQL]({folder}/transitions.svg)\n\n"
        f"![The time of the program's questions as the cases grow]({folder}/growth.svg)\n"
    )
    return f"\n{said}\n{pictures}\n{tables.pages(report)}\n"


def _measured(made: str, command: str, machine: Machine) -> str:
    where = f"{machine.cores} cores, {machine.memory_gib} GiB of memory, {machine.system}, Python {machine.python}"
    return f"Measured on {made} by `{command}`, on a shared machine: {where}.\n"
