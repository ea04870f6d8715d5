"""`dabir people`: cities, people and invitations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.table import Table

from cases import roster
from cli.terminal import console, database, stop
from workflows import strict_yaml

app = typer.Typer(help="People, cities and invitations.", no_args_is_help=True)


@app.command("enrol")
def enrol(file: Annotated[Path, typer.Argument(help="A roster like samples/province.yaml.")]) -> None:
    """Adds the cities and people of a file and prints a one-time invitation for each who has no account."""
    try:
        known = roster.read(file)
    except OSError as error:
        stop(f"{file}: {error.strerror}")
    except strict_yaml.YamlFault as fault:
        stop(f"{file}:{fault.line}: {fault.says}")
    except ValidationError as wrong:
        stop(*[f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()])
    db = database()
    invited = db.transact_now(roster.enrol, known, at=datetime.now(UTC))
    db.close()
    table = Table("person", "start the bot with")
    for line in invited:
        table.add_row(line.person.name, f"/start {line.code}" if line.code else "has an account")
    console.print(table)
