"""`dabir catalogue`: the office's processes and services, looked at and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.terminal import console, print_json, settings, stop
from workflows import checks, export
from workflows.catalogue import Catalogue, Entry

app = typer.Typer(help="The office's processes and services.", no_args_is_help=True)


@app.command("list")
def names(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All processes and services, in the document's order."""
    entries = _known().entries.values()
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
    held = export.as_data(_entry(_known(), key))
    if as_json:
        print_json(held)
    else:
        console.print_json(data=held, ensure_ascii=False)


@app.command("export")
def export_all(as_json: Annotated[bool, typer.Option("--json")] = True) -> None:
    """A list of all entries with all they hold."""
    print_json([export.as_data(entry) for entry in _known().entries.values()])


@app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="The office's own; default: DABIR_CATALOGUE.")] = None,
) -> None:
    """Every problem of the catalogue, the office's own files over the packaged ones, at once: file, line, remedy."""
    own = folder or settings().catalogue
    problems = checks.check(own=own)
    if problems:
        stop(*[str(problem) for problem in problems])
    console.print("the catalogue is in order" + (f", with the files of {own}" if own else ""))


def _known() -> Catalogue:
    """The catalogue that the program runs on; a wrong one stops the command, every problem told."""
    return checks.checked(settings().catalogue)


def _entry(known: Catalogue, key: str) -> Entry:
    if key not in known.entries:
        stop(f"{key}: no such entry; `dabir catalogue list` names them")
    return known.get(key)
