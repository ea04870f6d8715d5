"""`dabir obligations`: what every city owes this year, and who has not sent it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cases import obligations
from cases.obligations import Owed
from cases.office import Office
from cli.columns import show, tell
from cli.terminal import database, print_json, settings, stop
from nlp import wording
from workflows import checks, closures, workdays


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
    said = wording.words("terminal")["obligations"]
    if city is not None and city not in keys:
        known_ones = said["known"].format(cities=", ".join(keys)) if keys else said["enrol"]
        stop(said["unknown_city"].format(city=city, known=known_ones))
    found = [one for one in found if city in (None, one.municipality.slug)]
    if as_json:
        print_json([_as_data(one) for one in found])
    elif found:
        show(said["columns"], [_row(one) for one in found])
    else:
        tell(said["nothing"])


def _row(one: Owed) -> tuple[str, ...]:
    said, states = wording.words("terminal"), wording.words("statuses")
    return (
        one.municipality.name,
        wording.persian_digits(one.title),
        wording.persian_digits(one.period),
        wording.jalali(one.due) if one.due else said["obligations"]["not_set"],
        f"{states['owed_marks'][one.state]} {states['owed'][one.state]}",
        wording.persian_digits(one.number) if one.number else said["none"],
    )


def _as_data(one: Owed) -> dict[str, str | None]:
    return {
        "city": one.municipality.slug,
        "entry": one.entry,
        "year": one.period,
        "due": wording.jalali_iso(one.due) if one.due else None,
        "state": one.state,
        "case": one.number,
    }
