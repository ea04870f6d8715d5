"""The `dabir` command and what it knows: COMMANDS names them all.

Door: `main`. Promise: a wrong setting, file or catalogue ends with exit code 2 and one line each on what is wrong and what
to do; Ctrl-C stops cleanly; only the command that is asked for is loaded. Not here: the parts themselves; this file only
names them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from workflows.problems import CatalogueError

# Name → where it is, and its summary, which is the first sentence that it says of itself.
COMMANDS = {
    "demo": (
        "programs:demo",
        "A whole province on this machine: the real bot, a local messenger, a web chat; no token, no internet.",
    ),
    "run": ("programs:run", "Runs everything in one process with a real token, by polling."),
    "serve": (
        "programs:serve",
        "Takes in updates by webhook and leaves their handling to `dabir work`; many on one PostgreSQL.",
    ),
    "work": (
        "programs:work",
        "Does what waits: handles updates, reads documents, makes letters, says notices; many on one PostgreSQL.",
    ),
    "intake": ("intake:app", "Reads documents: what they are and what they say."),
    "catalogue": ("catalogue:app", "The office's processes and services."),
    "cases": ("cases:app", "Running cases."),
    "letters": ("letters:app", "The letters of the office."),
    "people": ("people:app", "People, cities and invitations."),
    "obligations": ("obligations:told", "What every city owes this year, and who has not sent it."),
    "status": ("standing:stand", "How the program stands: cases, what waits, what failed, workers, sizes."),
    "verify": (
        "keeping:check",
        "Checks that nothing was changed or lost and nothing stands still: log, documents, numbers, jobs.",
    ),
    "backup": (
        "keeping:back_up",
        "Writes one file with everything: rows, documents and letters, the catalogue. The program may go on meanwhile.",
    ),
    "restore": (
        "keeping:restore",
        "Brings a backup into the settings' database, which must be empty, and its documents into the storage.",
    ),
    "db": ("database:app", "The database's tables."),
    "bench": ("bench:app", "How fast it is, measured here and now."),
}


class Commands(TyperGroup):
    """Lists the commands by their summaries, and loads the one that is called: the whole program takes seconds to load."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (_, summary) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, loaded(name) if name in COMMANDS else listed, rest


def loaded(name: str) -> Any:
    """The command of that name as its module has it."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(f"cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)


app = typer.Typer(cls=Commands, no_args_is_help=True)


@app.callback()
def _whole() -> None:
    """Dabir, the desk clerk of a province's Office of Urban Affairs and Councils."""


def main() -> None:
    """The entry point of the command."""
    try:
        app()
    except CatalogueError as wrong:
        from cli.terminal import stop

        stop(*[str(problem) for problem in wrong.problems])
