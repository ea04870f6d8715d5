"""`dabir db`: the database's tables, brought up to date or looked at; and the database as other commands open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from cases import migrations
from cases.db import Database
from cases.errors import Trouble
from cli.terminal import UNREACHABLE, complain, console, settings, stop, surroundings
from settings import Settings

app = typer.Typer(help="The database's tables.", no_args_is_help=True)

BEHIND = 1
NONE_THERE = "DABIR_DATABASE_URL: there is no database at {}; `dabir db upgrade` makes one"
_SQLITE = "sqlite:///"


@contextmanager
def opened(known: Settings, *, current: bool = True, new: bool = False) -> Iterator[Database]:
    """The settings' database, unchanged. One that is not there (unless it may be `new`), does not answer, or has not the
    `current` tables, stops the command."""
    if not new and known.database_url.startswith(_SQLITE):
        file = Path(known.database_url.removeprefix(_SQLITE))
        if not file.exists():
            stop(NONE_THERE.format(file))
    try:
        db = Database(known.database_url, synchronous=known.sqlite_synchronous)
    except OSError as trouble:
        stop(UNREACHABLE.format(type(trouble).__name__))
    try:
        if current and (lacking := _lacking(db)):
            stop(lacking)
        yield db
    except Trouble as trouble:
        stop(surroundings(trouble))
    finally:
        db.close()


@app.command("upgrade")
def upgrade() -> None:
    """Runs every migration that the database has not seen; the tables are made where there are none."""
    with opened(settings(), current=False, new=True) as db:
        before = _revision(db)
        if before is not None and before not in migrations.known():
            stop(_newer(before))
        migrations.upgrade(db)
        after = _revision(db)
    told = f"the database is at revision {after}"
    console.print(told if before == after else f"{told} (was {before or 'empty'})", highlight=False)


@app.command("check")
def check() -> None:
    """Says whether the database answers and has every migration; exit status 1 when it has not."""
    with opened(settings(), current=False) as db:
        lacking = _lacking(db)
    if lacking:
        complain(lacking)
        raise typer.Exit(BEHIND)
    console.print(f"the database answers and is at revision {migrations.known()[-1]}", highlight=False)


def _lacking(db: Database) -> str | None:
    present, wanted = _revision(db), migrations.known()[-1]
    if present == wanted:
        return None
    if present is not None and present not in migrations.known():
        return _newer(present)
    return f"the database is {present or 'empty'}, this program wants revision {wanted}: run `dabir db upgrade`"


def _newer(present: str) -> str:
    return f"the database is of a newer program (revision {present}): use that one"


def _revision(db: Database) -> str | None:
    return db.read_now(lambda session: migrations.revision(session.connection()))
