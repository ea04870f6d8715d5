"""What keeps the office's memory: `dabir backup`, `restore`, `verify`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cases import backup, restoring, verify, witnesses
from cases.archive import Unusable
from cases.db import Database
from cases.vault import Vault
from cases.witnesses import Finding
from cli.columns import tell
from cli.database import opened
from cli.standing import size
from cli.terminal import complain, settings, stop
from nlp.wording import isolate, jalali_time, persian_digits, words

# Something was found, or the backup lacks something; the command itself did its work.
WRONG = 1


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
            stop(words("terminal")["backup"]["there"].format(file=file))
        except OSError as fault:
            stop(f"{fault.filename or file}: {fault.strerror}")
        except Unusable as fault:
            stop(str(fault))
    facts = {"file": isolate(file), "size": size(made.size), "revision": isolate(made.revision)}
    tell(words("terminal")["backup"]["written"].format(counted=_counted(made.rows, made.documents), **facts))
    _lacking(made.missing, made.damaged)


def restore(file: Annotated[Path, typer.Argument(help="A file that `dabir backup` wrote.")]) -> None:
    """Brings a backup into the settings' database, which must be empty, and its documents into the storage.

    The file is checked first. The database may be SQLite or PostgreSQL, whichever the backup came from.
    """
    known = settings()
    with opened(known, current=False, new=True) as db:
        vault = Vault(known.storage)
        try:
            done = restoring.restore(db, vault, file, at=datetime.now(UTC), own=known.catalogue)
        except Unusable as fault:
            stop(str(fault))
        except OSError as fault:
            stop(f"{fault.filename or file}: {fault.strerror}")
        said = words("terminal")["backup"]
        tell(said["restored"].format(since=jalali_time(done.since), counted=_counted(done.rows, done.documents)))
        if done.own:
            complain(said["catalogue"][done.own].format(own=known.catalogue, file=file))
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
    tell(words("terminal")["verify"]["whole"])


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
    grave, said = False, words("terminal")["verify"]
    for finding in found:
        line = told(finding)
        complain(line if finding.grave else said["note"].format(line=line))
        grave = grave or finding.grave
    if grave:
        raise typer.Exit(WRONG)


def told(finding: Finding) -> str:
    """What was found and what to do about it."""
    said = words("terminal")["verify"]
    found, facts = said["found"][finding.key], {name: _fact(name, fact) for name, fact in finding.facts.items()}
    says, remedy = (found[part].format_map(facts) for part in ("says", "remedy"))
    return str(said["line"]).format(says=says, remedy=remedy)


def _fact(name: str, fact: object) -> str:
    """A fact in words, each name and path fenced off; what an operator types stays as it is typed."""
    said = words("terminal")
    if isinstance(fact, datetime):
        return jalali_time(fact)
    if name == "kind":
        return str(said["verify"]["kinds"].get(fact, fact))
    if name == "queue":
        return str(said["status"]["names"].get(fact, fact))
    if name == "place":
        place, _, way = str(fact).partition(" ")
        return f"{isolate(place)} {said['verify']['ways'].get(way, way)}".rstrip()
    if name == "told_by":
        who, _, line = str(fact).partition(" (line ")
        told_by = isolate(said["verify"]["witnesses"].get(who, who))
        return f"{told_by} ({said['verify']['at_line']} {persian_digits(line[:-1])})" if line else told_by
    return persian_digits(fact) if isinstance(fact, int) else isolate(fact) if name != "sha256" else str(fact)


def _lacking(missing: Iterable[str], damaged: Iterable[str]) -> None:
    said = words("terminal")["backup"]
    lines = [said["missing"].format(name=name) for name in missing]
    lines += [said["damaged"].format(name=name) for name in damaged]
    if lines:
        complain(*lines, said["otherwise"])
        raise typer.Exit(WRONG)


def _counted(rows: Mapping[str, int], files: int) -> str:
    facts = {"rows": persian_digits(sum(rows.values())), "files": persian_digits(files)}
    return str(words("terminal")["backup"]["counted"]).format(**facts)
