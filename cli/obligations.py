"""`dabir obligations`: what every city owes this year, and who has not sent it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cases import obligations
from cases.obligations import Owed
from cases.office import Office
from cli.terminal import console, database, print_json, settings, stop
from nlp import wording
from workflows import checks, closures, workdays

_COLOURS = {"sent": "green", "late": "red"}


def told(
    city: Annotated[str | None, typer.Option(help="Only this city, by its key in the roster.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """What every city owes this year, and who has not sent it."""
    known = settings()
    calendar = workdays.Calendar(known.weekend_days, closures.read(known.closures))
    office = Office(checks.checked(known.catalogue), calendar, known.province)
    db = database()
    keys = [each.slug for each in db.read_now(obligations.cities)]
    found = db.read_now(obligations.owed, at=datetime.now(UTC), office=office)
    db.close()
    if city is not None and city not in keys:
        stop(
            f"--city: no city {city!r}; "
            + (f"there are {', '.join(keys)}" if keys else "enrol some: dabir people enrol")
        )
    found = [one for one in found if city in (None, one.municipality.slug)]
    if as_json:
        print_json([_as_data(one) for one in found])
    else:
        console.print(_table(found))


def _table(found: list[Owed]) -> Table:
    says = wording.words("statuses")["owed"]
    table = Table("city", "entry", "year", "until", "state", "case")
    for one in found:
        state = f"[{_COLOURS.get(one.state, 'yellow')}]{says[one.state]}[/]"
        due = wording.jalali_iso(one.due) if one.due else "not set"
        table.add_row(escape(one.municipality.name), escape(one.title), one.period, due, state, one.number or "-")
    return table


def _as_data(one: Owed) -> dict[str, str | None]:
    return {
        "city": one.municipality.slug,
        "entry": one.entry,
        "year": one.period,
        "due": wording.jalali_iso(one.due) if one.due else None,
        "state": one.state,
        "case": one.number,
    }
