"""`dabir cases`: what is done with running cases from outside the chats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cases import moving
from cases.db import Database
from cases.errors import Refusal, Trouble
from cases.moving import Move
from cases.office import Office
from cli.columns import tell
from cli.terminal import UNREACHABLE, database, settings, stop
from nlp.wording import isolate, jalali, persian_digits, words
from workflows import checks, closures, workdays

app = typer.Typer(help="Running cases.", no_args_is_help=True)

STAYED = 1


@app.command("move")
def move(
    entry: Annotated[str, typer.Option(help="A process or service by its slug.")],
    number: Annotated[str | None, typer.Option("--case", help="Only this case, by its number.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
) -> None:
    """Moves running cases from the definition they began with to the present one, or says why they stay (exit status 1)."""
    known = settings()
    calendar = workdays.Calendar(known.weekend_days, closures.read(known.closures))
    office = Office(checks.checked(known.catalogue), calendar, known.province)
    if entry not in office.catalogue.entries:
        stop(words("terminal")["cases"]["no_entry"].format(entry=entry))
    db = database()
    try:
        moves = _moved(db, entry, number, office, dry_run=dry_run)
    except Trouble as trouble:
        stop(UNREACHABLE.format(type(trouble.__cause__ or trouble).__name__))
    finally:
        db.close()
    stayed = sum(bool(each.reasons) for each in moves)
    tell(_summary(office.catalogue.get(entry).title, len(moves) - stayed, stayed, dry_run=dry_run))
    raise typer.Exit(STAYED if stayed else 0)


def _moved(db: Database, entry: str, number: str | None, office: Office, *, dry_run: bool) -> list[Move]:
    """One transaction a case, each told as soon as it is done."""
    if number is not None and not db.read_now(moving.concerns, number, entry):
        stop(words("terminal")["cases"]["no_case"].format(number=number, entry=entry))
    moves = []
    for case_id in db.read_now(moving.waiting, entry, office, number=number):
        try:
            if dry_run:
                done = db.read_now(moving.assess, case_id, office=office)
            else:
                done = db.transact_now(moving.move, case_id, at=datetime.now(UTC), office=office)
        except Refusal:
            stop(words("terminal")["cases"]["changed"])
        if done is not None:
            moves.append(done)
            tell(*_told(done))
    return moves


def _told(done: Move) -> list[str]:
    said = words("terminal")["cases"]
    facts = {"number": isolate(persian_digits(done.number)), "before": isolate(done.before[:12])}
    if done.reasons:
        why = [
            said["why"][reason.key].format(part=isolate(reason.part), name=persian_digits(reason.name))
            for reason in done.reasons
        ]
        return [said["stays"].format(**facts), *(f"  {line}" for line in why)]
    dates = [jalali(due) if due else str(said["no_date"]) for due in (done.due_before, done.due_after)]
    due = "" if dates[0] == dates[1] else said["due"].format(before=dates[0], after=dates[1])
    return [said["moves"].format(**facts, after=isolate((done.after or "")[:12])) + due]


def _summary(title: str, moved: int, stayed: int, *, dry_run: bool) -> str:
    said = words("terminal")["cases"]
    if not moved and not stayed:
        return str(said["none_moves"]).format(entry=f"«{title}»")
    told = str(said["summary"]).format(moved=persian_digits(moved), stayed=persian_digits(stayed))
    return told + (str(said["dry"]) if dry_run else "")
