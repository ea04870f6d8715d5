"""`dabir catalogue`: the office's processes and services, looked at and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.terminal import console, print_json, stop
from workflows import catalogue, checks, export

app = typer.Typer(help="The office's processes and services.", no_args_is_help=True)


@app.command("list")
def names(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All processes and services, in the document's order."""
    entries = catalogue.load().entries.values()
    if as_json:
        print_json([{"slug": entry.slug, "kind": entry.kind, "title": entry.title} for entry in entries])
        return
    table = Table("slug", "kind", "steps", "documents", "title")
    for entry in entries:
        table.add_row(entry.slug, entry.kind, str(len(entry.steps)), str(len(entry.documents)), entry.title)
    console.print(table)


@app.command("show")
def show(key: str, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Everything that the catalogue holds of one entry."""
    entries = catalogue.load().entries
    if key not in entries:
        stop(f"{key}: no such entry; `dabir catalogue list` names them")
    held = export.as_data(entries[key])
    if as_json:
        print_json(held)
    else:
        console.print_json(data=held, ensure_ascii=False)


@app.command("export")
def export_all(as_json: Annotated[bool, typer.Option("--json")] = True) -> None:
    """A list of all entries with all they hold."""
    print_json([export.as_data(entry) for entry in catalogue.load().entries.values()])


@app.command("check")
def check(folder: Annotated[Path | None, typer.Argument(help="Instead of the packaged one.")] = None) -> None:
    """Every problem of the catalogue at once: file, line, remedy."""
    problems = checks.check(folder)
    if problems:
        stop(*[str(problem) for problem in problems])
    console.print("the catalogue is in order")
