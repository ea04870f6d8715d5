"""`dabir catalogue`: the office's processes and services, looked at and checked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated

import jdatetime
import typer

from cli import comparing, playing
from cli.columns import show as show_columns
from cli.columns import tell
from cli.terminal import console, print_json, settings, stop
from nlp import digits
from nlp.wording import TEHRAN, isolate, persian_digits, words
from workflows import checks, closures, differences, export, simulation, workdays
from workflows import schema as schemas
from workflows.catalogue import Catalogue, Entry

app = typer.Typer(help="The office's processes and services.", no_args_is_help=True)
LONGEST_PLAY = 200


@app.command("list")
def names(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All processes and services, in the document's order."""
    entries = _known().entries.values()
    if as_json:
        print_json([{"slug": entry.slug, "kind": entry.kind, "title": entry.title} for entry in entries])
        return
    said = words("terminal")["catalogue"]
    show_columns(said["columns"], [_row(entry) for entry in entries])


@app.command("show")
def show(key: str, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Everything that the catalogue holds of one entry."""
    held = export.as_data(_entry(_known(), key))
    if as_json:
        print_json(held)
    else:
        console.print_json(data=held, ensure_ascii=False)


@app.command("export")
def export_all(as_json: Annotated[bool, typer.Option("--json")] = True) -> None:
    """A list of all entries with all they hold."""
    print_json([export.as_data(entry) for entry in _known().entries.values()])


@app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="The office's own; default: DABIR_CATALOGUE.")] = None,
) -> None:
    """Every problem of the catalogue, the office's own files over the packaged ones, at once: file, line, remedy."""
    own = folder or settings().catalogue
    problems = checks.check(own=own)
    if problems:
        stop(*[str(problem) for problem in problems])
    said = words("terminal")["catalogue"]
    tell(said["in_order_with"].format(own=isolate(own)) if own else said["in_order"])


@app.command("diff")
def diff(
    first: Annotated[Path | None, typer.Argument(metavar="[A]", help="An own folder, or a file.")] = None,
    second: Annotated[Path | None, typer.Argument(metavar="[B]", help="Another one.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What changed from A to B; with one of them, from the packaged files to it; with none, to DABIR_CATALOGUE."""
    old, new = (first, second) if second else (None, first or settings().catalogue)
    before, after = comparing.sides(old, new)
    found = differences.of_catalogues(before, after)
    if as_json:
        print_json({slug: [asdict(each) for each in differing] for slug, differing in found.items()})
        return
    for slug, differing in found.items():
        was, now = before.entries.get(slug), after.entries.get(slug)
        tell(*comparing.told(slug, was, now, differing))
    if not found:
        tell(words("terminal")["catalogue"]["nothing_differs"])


@app.command("schema")
def schema(out: Annotated[Path | None, typer.Option(help="Write it here.")] = None) -> None:
    """JSON Schema of the catalogue's files, for editors that complete and underline."""
    _give(json.dumps(schemas.schema(), ensure_ascii=False, indent=1) + "\n", out)


@app.command("simulate")
def simulate(
    key: str,
    choose: Annotated[str, typer.Option(help="Outcomes in order, parted by commas; then it goes forward.")] = "",
    happy: Annotated[bool, typer.Option(help="Every step goes forward.")] = False,
    since: Annotated[str, typer.Option("--from", help="The day it begins, like 1405-09-01; default: today.")] = "",
) -> None:
    """Plays a process: who is asked what, which letters go out, until when and why that date."""
    if happy and choose:
        stop("--happy: chooses by itself; leave it out, or --choose")
    begins = _morning(since)
    known = _known()
    entry, flow = _entry(known, key), _flow(known, key)
    telling = playing.Telling(flow)
    listed = playing.Scripted([part.strip() for part in choose.split(",") if part.strip()])
    asked: simulation.Choose = partial(playing.asking, telling)
    chooser = listed if happy or choose else asked
    played = simulation.play(flow, chooser, start=begins, calendar=_calendar())
    for stay in islice(played, LONGEST_PLAY):
        tell(*(telling.beginning(entry.title, stay) if stay.number == 1 else ()), *telling.stay(stay))
        if stay.step is None:
            break
    else:
        stop(f"{key}: after {LONGEST_PLAY} steps there is still no end; choose other outcomes")
    if listed.left:
        stop(f"--choose: the end came before {', '.join(listed.left)}")


@app.command("diagram")
def diagram(
    key: str,
    svg: Annotated[bool, typer.Option("--svg", help="A picture (the default).")] = False,
    bpmn: Annotated[bool, typer.Option("--bpmn", help="BPMN 2.0, for a modeller.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write it here.")] = None,
) -> None:
    """A process as a picture or as BPMN 2.0."""
    from workflows import diagrams  # drawing is for this command only

    if svg and bpmn:
        stop("--svg: one drawing at a time; leave it out, or --bpmn")
    known = _known()
    _entry(known, key)
    _give((diagrams.bpmn if bpmn else diagrams.svg)(_flow(known, key)), out)


def _row(entry: Entry) -> tuple[str, ...]:
    counted = [persian_digits(len(part)) for part in (entry.steps, entry.documents)]
    return entry.slug, words("terminal")["catalogue"]["kinds"][entry.kind], *counted, persian_digits(entry.title)


def _known() -> Catalogue:
    """The catalogue that the program runs on; a wrong one stops the command, every problem told."""
    return checks.checked(settings().catalogue)


def _entry(known: Catalogue, key: str) -> Entry:
    if key not in known.entries:
        stop(f"{key}: no such entry; `dabir catalogue list` names them")
    return known.get(key)


def _flow(known: Catalogue, key: str) -> Entry:
    """The entry's steps, for a service those of its process; the checks see to it that there are some."""
    return known.flow(key)


def _morning(day: str) -> datetime:
    """Eight o'clock at Tehran on the Jalali day, by default today."""
    if not day:
        return datetime.now(TEHRAN)
    try:
        begins = jdatetime.date.fromisoformat(digits.latin(day)).togregorian()
    except ValueError:
        stop(f"--from: {day!r} is not a day of the Jalali calendar like 1405-09-01")
    return datetime.combine(begins, time(8), TEHRAN)


def _calendar() -> workdays.Calendar:
    known = settings()
    return workdays.Calendar(weekend=known.weekend_days, closures=closures.read(known.closures))


def _give(text: str, out: Path | None) -> None:
    """To the file, or else on the standard output."""
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as fault:
        stop(f"--out: {out}: {fault.strerror}")
    tell(words("terminal")["catalogue"]["written"].format(file=isolate(out)))
