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
from cli.terminal import UNREACHABLE, console, database, settings, stop
from nlp.wording import jalali
from workflows import checks, closures, workdays

app = typer.Typer(help="Running cases.", no_args_is_help=True)

STAYED = 1
WHY = {
    "entry-vanished": "{name} ({part}) is no longer in the catalogue",
    "step-vanished": "the step {part}, which it has been through, is gone: {name}",
    "step-changed": "the step {part}, which it has been through, was changed: {name}",
    "open-step-vanished": "the step {part}, in which it is, is gone: {name}",
    "open-step-kind": "the step {part}, in which it is, is now of another kind: {name}",
    "open-step-actor": "the step {part}, in which it is, is now somebody else's: {name}",
    "open-step-bodies": "the step {part}, in which it is, now asks other bodies: {name}",
    "open-step-committee": "votes are already cast in {part} and its committee now decides otherwise: {name}",
    "document-unasked": "it holds the document {part}, which is no longer asked for: {name}",
}


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
        stop(f"--entry: {entry}: no such entry; `dabir catalogue list` names them")
    db = database()
    try:
        moves = _moved(db, entry, number, office, dry_run=dry_run)
    except Trouble as trouble:
        stop(UNREACHABLE.format(type(trouble.__cause__ or trouble).__name__))
    finally:
        db.close()
    stayed = sum(bool(each.reasons) for each in moves)
    console.print(_summary(entry, len(moves) - stayed, stayed, dry_run=dry_run), markup=False, highlight=False)
    raise typer.Exit(STAYED if stayed else 0)


def _moved(db: Database, entry: str, number: str | None, office: Office, *, dry_run: bool) -> list[Move]:
    """One transaction a case, each told as soon as it is done."""
    if number is not None and not db.read_now(moving.concerns, number, entry):
        stop(f"--case: {number}: no such case of {entry}")
    moves = []
    for case_id in db.read_now(moving.waiting, entry, office, number=number):
        try:
            if dry_run:
                done = db.read_now(moving.assess, case_id, office=office)
            else:
                done = db.transact_now(moving.move, case_id, at=datetime.now(UTC), office=office)
        except Refusal:
            stop("a case was changed at this very moment; run the command again")
        if done is not None:
            moves.append(done)
            for line in _told(done):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
    return moves


def _told(done: Move) -> list[str]:
    if done.reasons:
        why = [f"  {WHY[reason.key].format(part=reason.part, name=reason.name)}" for reason in done.reasons]
        return [f"{done.number} stays on {done.before[:12]}:", *why]
    dates = [jalali(due) if due else "none" for due in (done.due_before, done.due_after)]
    due = "" if dates[0] == dates[1] else f", due {dates[0]} becomes {dates[1]}"
    return [f"{done.number} moves from {done.before[:12]} to {(done.after or '')[:12]}{due}"]


def _summary(entry: str, moved: int, stayed: int, *, dry_run: bool) -> str:
    if not moved and not stayed:
        return f"every running case of {entry} is on its present definition"
    return f"{moved} moved, {stayed} stayed" + (" (dry run: nothing was changed)" if dry_run else "")
