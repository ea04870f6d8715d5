"""`dabir bench`: how fast it is, measured here and now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from cli.terminal import complaints, console, stop

app = typer.Typer(help="How fast it is, measured here and now.", no_args_is_help=True)


@app.command()
def workflow(
    quick: Annotated[bool, typer.Option(help="A short look: few processes, few cases.")] = False,
    on: Annotated[Literal["sqlite", "postgresql"] | None, typer.Option(help="Only on this database.")] = None,
    up_to: Annotated[int | None, typer.Option(help="The most cases; a million takes 60 GB of room.", min=1000)] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where the throw-away databases lie; else the temporary one.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what was found here, as data.")] = None,
    draw: Annotated[Path | None, typer.Option(help="Write tables and pictures into this page.")] = None,
) -> None:
    """Transitions a second beside bare SQL, and the questions to the database as cases grow."""
    from bench import page, tables, workflow  # the messengers' programs never want these
    from bench.cluster import NoCluster

    if draw is not None:
        _refuse_unfit(draw, "workflow")
    os.nice(5)  # what else runs here goes first
    chosen = workflow.QUICK_SIZES if quick else workflow.SIZES
    try:
        report = workflow.run(
            command=_command(quick, on, up_to),
            quick=quick,
            on=[on] if on else workflow.STORES,
            sizes=[size for size in chosen if up_to is None or size <= up_to],
            folder=folder,
            say=complaints.print,
        )
    except NoCluster as missing:
        stop(f"{missing}; or measure without it: --on sqlite")
    if json_file is not None:
        json_file.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for table in tables.shown(report):
        console.print(table)
    if draw is not None:
        page.write(report, draw)


@app.command()
def bot(
    people: Annotated[
        list[int] | None, typer.Option(help="How many talk at once; several are measured in turn.", min=1, max=60)
    ] = None,
    rounds: Annotated[int, typer.Option(help="How many conversations each person has.", min=1)] = 10,
    folder: Annotated[Path | None, typer.Option(help="Where the throw-away database lies.")] = None,
    draw: Annotated[Path | None, typer.Option(help="Write the table into this page.")] = None,
) -> None:
    """Updates a second and the time of an answer, beside the barest bot on the same messenger."""
    from bench import answering, page, tables, workflow

    if draw is not None:
        _refuse_unfit(draw, "bot")
    crowds = people or [1, 8, 32]
    said = "".join(f" --people {many}" for many in people or [])
    report = answering.measure(
        command=f"dabir bench bot{said}" + (f" --rounds {rounds}" if rounds != 10 else ""),
        made=workflow.today(),
        machine=workflow.machine(),
        people=crowds,
        rounds=rounds,
        folder=folder,
        say=complaints.print,
    )
    console.print(tables.terminal(report))
    if draw is not None:
        page.write_table(report, draw)


@app.command()
def load(
    quick: Annotated[
        bool, typer.Option(help="A short look: one process on SQLite, two workers on PostgreSQL.")
    ] = False,
    workers: Annotated[
        list[int] | None,
        typer.Option(help="How many workers; 0 is one process on SQLite. Several in turn.", min=0, max=16),
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="Where the throw-away databases lie.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what was found here, as data.")] = None,
    draw: Annotated[Path | None, typer.Option(help="Write the table into this page.")] = None,
) -> None:
    """Conversations, decisions, pages and notices in each way of running it, beside the bare limits; what it costs idle."""
    from bench import load as loading
    from bench import page, tables
    from bench import workflow as measured
    from bench.cluster import NoCluster

    if draw is not None:
        _refuse_unfit(draw, "load")
    said = "".join([" --quick" if quick else "", *(f" --workers {many}" for many in workers or [])])
    try:
        report = loading.measure(
            command=f"dabir bench load{said}",
            made=measured.today(),
            machine=measured.machine(),
            size=loading.QUICK if quick else loading.WHOLE,
            workers=workers or ([0, 2] if quick else [0, 1, 2, 4]),
            folder=folder,
            say=complaints.print,
        )
    except NoCluster as missing:
        stop(f"{missing}; or measure without it: --workers 0")
    if json_file is not None:
        json_file.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    console.print(tables.terminal(report))
    if draw is not None:
        page.write_table(report, draw)


@app.command()
def intake(
    folder: Annotated[
        Path, typer.Argument(help="Papers, each with its NAME.truth.json (python -m tools.make_papers makes many).")
    ] = Path("samples"),
    quick: Annotated[bool, typer.Option(help="Every fourth paper only.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what was found here, as data.")] = None,
    draw: Annotated[Path | None, typer.Option(help="Write tables and the curve into this page.")] = None,
) -> None:
    """How well papers are read: text, fields, kinds, sureness and time, beside default tools and plain expressions."""
    from bench import drawing, intake_tables, page
    from bench import intake as measuring

    if not measuring.papers(folder):
        stop(f"{folder}: no paper with its truth lies here; python -m tools.make_papers FOLDER makes some")
    if draw is not None:
        _refuse_unfit(draw, "intake")
    command = f"dabir bench intake {folder.name}{' --quick' if quick else ''}"
    report = measuring.run(folder, quick=quick, command=command, say=complaints.print)
    if json_file is not None:
        json_file.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for table in intake_tables.terminal(report):
        console.print(table)
    if draw is not None:
        pictures = draw.with_suffix("")
        pictures.mkdir(exist_ok=True)
        page.put(draw, "intake", intake_tables.page(report, pictures.name))
        (pictures / "calibration.svg").write_text(drawing.calibration(report.papers), encoding="utf-8")


@app.command("draw")
def redraw(
    file: Annotated[Path, typer.Argument(help="What `dabir bench workflow --json` has written.")],
    page_file: Annotated[Path, typer.Argument(help="The page whose tables and pictures are written anew.")],
) -> None:
    """Draws the pictures and tables of a page from an earlier run."""
    from bench import page
    from bench.report import Report

    try:
        report = Report.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        stop(f"{file}: {error.strerror}")
    except ValidationError as wrong:
        stop(*[f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()])
    _refuse_unfit(page_file, "workflow")
    page.write(report, page_file)


def _refuse_unfit(file: Path, name: str) -> None:
    """Before an hour of measuring, not after it."""
    from bench import page

    try:
        page.around(file, name)
    except (OSError, ValueError) as wrong:
        stop(f"{file}: {wrong.strerror if isinstance(wrong, OSError) else wrong}")


def _command(quick: bool, on: str | None, up_to: int | None) -> str:
    said = ["dabir bench workflow", *(["--quick"] if quick else []), *([f"--on {on}"] if on else [])]
    return " ".join([*said, *([f"--up-to {up_to}"] if up_to else [])])
