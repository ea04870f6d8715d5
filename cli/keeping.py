"""What keeps the office's memory: `dabir backup`, `restore`, `verify`, `status`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal
from rich.markup import escape
from rich.table import Table

from cases import backup, restoring, status, verify, witnesses
from cases.archive import Unusable
from cases.db import Database
from cases.status import Status
from cases.vault import Vault
from cases.witnesses import Finding
from cli.database import opened
from cli.terminal import complain, complaints, console, print_json, settings, stop

# Something was found, or the backup lacks something; the command itself did its work.
WRONG = 1

# What is found, and what to do about it.
FOUND = {
    "database-damaged": (
        "the database's file is damaged: {says}",
        "stop the program, keep a copy of the file, restore the last backup",
    ),
    "reference-broken": (
        "row {row} of {table} refers to a row of {other} that is not there",
        "rows were deleted by hand; bring them back from a backup",
    ),
    "definition-changed": (
        "the kept definition {hash} of {slug} is not what its hash says",
        "bring the row back from a backup: running cases follow it",
    ),
    "log-changed": ("the log: {place}", "compare it with a backup: `dabir verify --against FILE`"),
    "log-cut": (
        "the log of {stream} ends too early: {told_by} tells of more",
        "lines were removed; they are in the last backup",
    ),
    "log-rewritten": (
        "the log: {place} is another line than {told_by} has",
        "the log was written anew; keep both and find out by whom",
    ),
    "case-gone": ("the log knows {stream}, which is not there", "bring the case back from a backup"),
    "file-missing": (
        "the file of {kind} {id} is missing: {sha256}",
        "copy it from a backup: tar -xf FILE documents/{sha256}",
    ),
    "file-changed": (
        "the file of {kind} {id} is not what was kept: {sha256}",
        "copy it from a backup: tar -xf FILE documents/{sha256}; check the disk",
    ),
    "file-orphan": ("no row names the file {file}", "the rest of an upload that broke off; it may be deleted"),
    "number-missing": (
        "{series}: {count} numbers are missing, the first is {first}",
        "rows were deleted by hand; bring them back from a backup",
    ),
    "counter-behind": (
        "the counter {series} stands at {counter}, the highest number is {highest}",
        "new numbers would be given twice: set the counter to {highest}",
    ),
    "standing-still": (
        "{queue}: {count} wait long past their time, the oldest since {since:%Y-%m-%d %H:%M} UTC",
        "is a worker running? see `dabir status` and its log",
    ),
    "updates-aside": ("{count} updates failed too often and were set aside", "look for their references in the log"),
}
_CATALOGUE = {
    "written": "the office's own catalogue files are in {own}",
    "same": "the office's own catalogue files in {own} are those of the backup",
    "differ": "{own} holds other catalogue files than the backup: they were left; see tar -xf {file} catalogue/own",
    "unset": "the backup holds own catalogue files and DABIR_CATALOGUE names no folder: see tar -xf {file} catalogue/own",
}


def back_up(file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")]) -> None:
    """Writes one file with everything: rows, documents and letters, the catalogue. The program may go on meanwhile.

    It holds personal data: its owner alone may read it. Exit status 1: files that rows name were missing or damaged.
    """
    known = settings()
    with opened(known, current=False) as db:
        try:
            made = backup.write(
                db,
                Vault(known.storage),
                file,
                at=datetime.now(UTC),
                own=known.catalogue,
                closures=known.closures,
            )
        except FileExistsError:
            stop(f"{file}: is there already; name a new file")
        except OSError as fault:
            stop(f"{fault.filename or file}: {fault.strerror}")
        except Unusable as fault:
            stop(str(fault))
    counted = f"{sum(made.rows.values())} rows, {made.documents} files ({decimal(made.size)}), revision {made.revision}"
    console.print(f"{file}: {counted}", markup=False, highlight=False, soft_wrap=True)
    _lacking(made.missing, made.damaged)


def restore(file: Annotated[Path, typer.Argument(help="A file that `dabir backup` wrote.")]) -> None:
    """Brings a backup into the settings' database, which must be empty, and its documents into the storage.

    The file is checked first. The database may be SQLite or PostgreSQL, whichever the backup came from.
    """
    known = settings()
    with opened(known, current=False, new=True) as db:
        vault = Vault(known.storage)
        try:
            told = restoring.restore(db, vault, file, at=datetime.now(UTC), own=known.catalogue)
        except Unusable as fault:
            stop(str(fault))
        except OSError as fault:
            stop(f"{fault.filename or file}: {fault.strerror}")
        counted = f"{sum(told.rows.values())} rows, {told.documents} files"
        console.print(
            f"restored as of {told.since:%Y-%m-%d %H:%M} UTC: {counted}", markup=False, highlight=False, soft_wrap=True
        )
        if told.own:
            line = _CATALOGUE[told.own].format(own=known.catalogue, file=file)
            complaints.print(line, markup=False, highlight=False, soft_wrap=True)
        _tell(_but_waiting(verify.findings(db, vault, at=datetime.now(UTC), contents=False)))


def check(
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not read the documents, only see that they are there.")
    ] = False,
    against: Annotated[
        Path | None, typer.Option(help="An earlier backup: its log must still be in the database.")
    ] = None,
) -> None:
    """Checks that nothing was changed or lost and nothing stands still: log, documents, numbers, jobs.

    Exit status 1 when something is wrong, a line each; notes alone do not count as wrong.
    """
    known = settings()
    with opened(known) as db:
        found = verify.findings(db, Vault(known.storage), at=datetime.now(UTC), contents=not quick)
        _tell([*found, *(_compared(db, against) if against else ())])
    console.print("everything is whole")


def stand(
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """How the program stands: cases, what waits, what failed, workers, sizes."""
    known = settings()
    with opened(known) as db:
        seen = db.read_now(status.look, at=datetime.now(UTC))
    if as_json:
        print_json(_as_data(seen))
        return
    console.print(_drawn(seen, known.storage))


def _compared(db: Database, file: Path) -> list[Finding]:
    try:
        return list(witnesses.against(db, file))
    except Unusable as fault:
        stop(str(fault))
    except OSError as fault:
        stop(f"{file}: {fault.strerror}")


def _but_waiting(found: Iterable[Finding]) -> list[Finding]:
    """What waited when the backup was taken waits still; the program will see to it."""
    return [finding for finding in found if finding.key != "standing-still"]


def _tell(found: Iterable[Finding]) -> None:
    """A line each, and the end of the command when one of them is grave."""
    grave = False
    for finding in found:
        says, remedy = FOUND[finding.key]
        line = f"{says.format_map(finding.facts)} ({remedy.format_map(finding.facts)})"
        complain(line if finding.grave else f"note: {line}")
        grave = grave or finding.grave
    if grave:
        raise typer.Exit(WRONG)


def _lacking(missing: Iterable[str], damaged: Iterable[str]) -> None:
    lines = [f"missing in the storage: {name}" for name in missing]
    lines += [f"damaged in the storage: {name} (kept in the backup as damaged/{name})" for name in damaged]
    if lines:
        complain(*lines, "the backup is good otherwise; `dabir verify` says which documents these are")
        raise typer.Exit(WRONG)


# --- dabir status -----------------------------------------------------------------------------------------------------


def _drawn(seen: Status, storage: Path) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column()
    for name, value in _lines(seen, storage):
        table.add_row(name, value)
    return table


def _lines(seen: Status, storage: Path) -> list[tuple[str, str]]:
    cases = [f"{outcome or state} {count}" for (state, outcome), count in seen.cases.items()]
    lines = [("cases", ", ".join(cases)), ("late", _warning(seen.late))]
    for queue, one in seen.waiting.items():
        age = f", the oldest for {_span((seen.at - one.oldest).total_seconds())}" if one.oldest else ""
        lines.append((queue, f"{one.count} wait{age}" if one.count else "nothing waits"))
    failed = [f"{reason} {count}" for reason, count in seen.failed.items() if count]
    took = [f"{share:.0%} within {_span(seconds)}" for share, seconds in seen.delivery.items()]
    return [
        *lines,
        ("failed notices", _warning(sum(seen.failed.values()), ", ".join(failed))),
        ("updates set aside", _warning(seen.aside)),
        ("delivery time", ", ".join(took) or "nothing said yet"),
        ("documents", f"{sum(seen.documents.values())} with {seen.pages} pages, {decimal(seen.stored)}"),
        ("storage", f"{escape(str(storage))}, {_free(storage)}"),
        ("database", f"{seen.database}, revision {seen.revision}, {decimal(seen.size)}"),
        ("workers", _workers(seen)),
    ]


def _workers(seen: Status) -> str:
    if not seen.workers:
        return "[red]none has run in the last day[/]"
    told = []
    for worker in seen.workers:
        age = _span((seen.at - worker.beat_at).total_seconds())
        told.append(f"{escape(worker.name.split('/')[0])}: {'beat' if worker.alive else '[red]last beat[/]'} {age} ago")
    return "\n".join(told)


def _warning(count: int, what: str = "") -> str:
    return f"[red]{count}[/]{f' ({what})' if what else ''}" if count else "0"


def _free(storage: Path) -> str:
    place = next((folder for folder in (storage, *storage.absolute().parents) if folder.exists()), Path())
    return f"{decimal(shutil.disk_usage(place).free)} free"


def _span(seconds: float) -> str:
    """A length of time in its two greatest units."""
    left = max(round(seconds), 0)
    parts: list[str] = []
    for name, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        if left >= length or (name == "s" and not parts):
            parts.append(f"{left // length} {name}")
            left %= length
    return " ".join(parts[:2])


def _as_data(seen: Status) -> dict[str, object]:
    return {
        "at": seen.at.isoformat(),
        "database": {"kind": seen.database, "revision": seen.revision, "bytes": seen.size},
        "cases": {outcome or state: count for (state, outcome), count in seen.cases.items()},
        "late": seen.late,
        "waiting": {
            queue: {"count": one.count, "due": one.due, "oldest": one.oldest.isoformat() if one.oldest else None}
            for queue, one in seen.waiting.items()
        },
        "notices": seen.notices,
        "failed": seen.failed,
        "updates_aside": seen.aside,
        "documents": seen.documents,
        "pages": seen.pages,
        "documents_bytes": seen.stored,
        "decisions": seen.decisions,
        "letters": seen.letters,
        "delivery_seconds": {str(share): seconds for share, seconds in seen.delivery.items()},
        "workers": [
            {"name": worker.name, "beat_at": worker.beat_at.isoformat(), "alive": worker.alive}
            for worker in seen.workers
        ],
    }
