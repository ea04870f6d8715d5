"""`dabir people deputy`: who acts in whose stead, and until when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

import jdatetime
import typer

from cases import deputies, people
from cases.db import Session
from cli.columns import show, tell
from cli.persons import doing, one
from cli.terminal import stop
from nlp import digits
from nlp.wording import TEHRAN, jalali, jalali_time, persian_digits, words

app = typer.Typer(help="Deputies: who acts in whose stead.", no_args_is_help=True)

_ONE_DAY = timedelta(days=1)
_PERSON = "An id, a mobile number, or a name that is nobody else's."


@app.command("name")
def name(
    person: Annotated[str, typer.Argument(metavar="PERSON", help=f"Who is away. {_PERSON}")],
    deputy: Annotated[str, typer.Argument(metavar="DEPUTY", help="Who acts instead.")],
    until: Annotated[str, typer.Option(help="The last day, like 1405-10-01.")],
    since: Annotated[str, typer.Option("--from", help="The first day; default: from now on.")] = "",
) -> None:
    """From a day until the end of another the deputy may do what the person may; both are told."""
    with doing() as (db, now):
        absent, standing_in = one(db, person), one(db, deputy)
        last = _day("--until", until)
        begins = _midnight(_day("--from", since)) if since else now
        until_then = {"since": begins, "until": _midnight(last + _ONE_DAY)}
        db.transact_now(deputies.name, absent.id, standing_in.id, **until_then, by=None, at=now)
    facts = {"name": absent.name, "deputy": standing_in.name, "since": jalali_time(begins), "until": jalali(last)}
    tell(words("terminal")["deputies"]["named"].format(**facts))


@app.command("list")
def listed() -> None:
    """Who stands in for whom, now and later."""
    with doing() as (db, now):
        rows = db.read_now(_rows, at=now)
    said = words("terminal")["deputies"]
    if rows:
        show(said["columns"], rows)
    else:
        tell(said["nobody"])


@app.command("end")
def end(deputy: Annotated[int, typer.Argument(metavar="ID", help="As `dabir people deputy list` shows it.")]) -> None:
    """The person is back before the time; both are told."""
    with doing() as (db, now):
        ended = db.transact_now(_ended, deputy, at=now)
    tell(words("terminal")["deputies"]["ended"].format(deputy=ended))


def _ended(session: Session, row_id: int, *, at: datetime) -> str:
    return people.by_id(session, deputies.end(session, row_id, by=None, at=at).deputy_id).name


def _rows(session: Session, *, at: datetime) -> list[tuple[str, ...]]:
    return [
        (
            persian_digits(each.id),
            people.by_id(session, each.deputy_id).name,
            people.by_id(session, each.person_id).name,
            jalali_time(each.since),
            jalali_time(each.until),
        )
        for each in deputies.now_and_later(session, at=at)
        if each.until > each.since
    ]


def _day(option: str, given: str) -> date:
    try:
        found: date = jdatetime.date.fromisoformat(digits.latin(given).replace("/", "-")).togregorian()
    except ValueError:
        stop(words("terminal")["deputies"]["day_wanted"].format(option=option, given=given))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
