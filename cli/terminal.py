"""What every command says and opens: the two consoles, the way to stop with a complaint, the settings, the database."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, NoReturn

from pydantic import ValidationError
from rich.console import Console

import settings as environment
from settings import Settings

if TYPE_CHECKING:
    from cases.db import Database

WRONG = 2
UNREACHABLE = "DABIR_DATABASE_URL: the database cannot be opened ({}); check the address and that it runs"
DAMAGED = (
    "DABIR_DATABASE_URL: the database's file is damaged, or is none; stop the program, keep a copy of it, "
    "and restore the last backup into a new one"
)
STORAGE = "DABIR_STORAGE: the folder cannot be used ({}); check the disk, its room, and who may write there"
# Control characters but tab and newline, and the marks that turn text around without end.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
console = Console()
complaints = Console(stderr=True)


def settings() -> Settings:
    """The environment's settings; wrong ones stop the command, each by name."""
    try:
        return Settings()
    except ValidationError as error:
        stop(*environment.wrong(error))


def database() -> Database:
    """The settings' database, brought up to date; one that cannot be opened stops the command."""
    from cases import migrations  # not every command wants the database, which loads slowly
    from cases.db import Database
    from cases.errors import Trouble

    known = settings()
    try:
        db = Database(known.database_url)
        migrations.upgrade(db)
    except (Trouble, OSError) as trouble:
        stop(surroundings(trouble))
    return db


def surroundings(trouble: Exception) -> str:
    """What is wrong around the program, in one line that names the setting. `trouble`: a Trouble or an OSError."""
    key, cause = getattr(trouble, "key", ""), trouble.__cause__ or trouble
    if key == "database-damaged":
        return DAMAGED
    if key == "storage":
        return STORAGE.format(getattr(cause, "strerror", None) or type(cause).__name__)
    return UNREACHABLE.format(type(cause).__name__)


def plain(text: str) -> str:
    """`text` without what would steer the terminal or turn the words beside it."""
    return _STEERING.sub("", text)


def print_json(value: object) -> None:
    """On the standard output, for another program."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def complain(*lines: str) -> int:
    """Says what is wrong, a line each; gives the exit code for it."""
    for line in lines:
        complaints.print(plain(line), markup=False, highlight=False, soft_wrap=True)
    return WRONG


def stop(*lines: str) -> NoReturn:
    """Ends the command with a complaint."""
    raise SystemExit(complain(*lines))
