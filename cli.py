"""The `dabir` command: demo, run, intake, catalogue, people, verify.

Door: `main`. Promise: a wrong setting, file or catalogue ends with exit code 2 and one line each on what is wrong and what
to do; Ctrl-C stops cleanly. Not here: the parts themselves; this file only puts them together.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import signal
import socket
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import structlog
import typer
from aiogram.exceptions import TelegramNetworkError, TelegramUnauthorizedError
from aiogram.utils.token import TokenValidationError
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

import running
import settings as environment
from cases import events, migrations, roster
from cases.db import Database
from cases.errors import Trouble
from nlp.wording import TEHRAN
from settings import Settings
from workflows import catalogue, checks, export, strict_yaml

app = typer.Typer(
    help="Dabir, the desk clerk of a province's Office of Urban Affairs and Councils.", no_args_is_help=True
)
catalogue_app = typer.Typer(help="The office's processes and services.", no_args_is_help=True)
people_app = typer.Typer(help="People, cities and invitations.", no_args_is_help=True)
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(people_app, name="people")

WRONG = 2
_UNREACHABLE = "DABIR_DATABASE_URL: the database cannot be opened ({}); check the address and that it runs"
DEMO = Path("var/demo")
DEMO_TOKEN = "1:local-demo-of-dabir-without-any-secret"  # noqa: S105  the local server's own, worth nothing elsewhere
console = Console()
complaints = Console(stderr=True)


def main() -> None:
    """The entry point of the command."""
    try:
        app()
    except catalogue.CatalogueError as wrong:
        _stop(*[str(problem) for problem in wrong.problems])


@app.command()
def demo(
    tour: Annotated[bool, typer.Option(help="Play the story without a browser, then end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The tour's transcript as data.")] = False,
    reset: Annotated[bool, typer.Option(help="Forget the last demo and start anew.")] = False,
    port: Annotated[int, typer.Option(help="The web chat's port; the next free one if taken.")] = 8000,
) -> None:
    """A whole province on this machine: the real bot, a local messenger, a web chat; no token, no internet."""
    from demo import show  # the demo brings the local messenger, which no other command needs

    _log_to("console", "WARNING")
    if reset:
        shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir(parents=True, exist_ok=True)
    if tour:
        raise typer.Exit(asyncio.run(show.tour(DEMO_TOKEN, as_json=as_json)))
    raise typer.Exit(asyncio.run(show.demo(DEMO, DEMO_TOKEN, port=_free_port(port))))


@app.command()
def run() -> None:
    """Runs everything in one process with a real token, by polling."""
    settings = _settings()
    _log_to(settings.log_format, settings.log_level)
    if settings.telegram_token is None:
        _stop("DABIR_TELEGRAM_TOKEN: is not set; get one from @BotFather and put it into .env")
    raise typer.Exit(asyncio.run(_run(settings)))


async def _run(settings: Settings) -> int:
    assert settings.telegram_token is not None
    try:
        program = running.program_of(settings)
    except (Trouble, OSError) as trouble:
        return _complain(_UNREACHABLE.format(type(trouble.__cause__ or trouble).__name__))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    token, api = settings.telegram_token.get_secret_value(), str(settings.telegram_api)
    try:
        async with AsyncExitStack() as stack:
            going = await stack.enter_async_context(
                running.running(program, token=token, api=api, health_port=settings.health_port)
            )
            me = await going.bot.me()
            complaints.print(f"dabir runs as @{me.username}; Ctrl-C stops it")
            await going.until(stop)
    except (TelegramUnauthorizedError, TokenValidationError):
        return _complain("DABIR_TELEGRAM_TOKEN: the messenger does not accept it; copy it again from @BotFather")
    except TelegramNetworkError as trouble:
        return _complain(f"DABIR_TELEGRAM_API: {api} does not answer ({trouble.message})")
    finally:
        program.db.close()
    complaints.print("stopped")
    return 0


@app.command()
def intake(
    files: Annotated[list[Path], typer.Argument(help="PDF, image or docx files.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    save: Annotated[Path | None, typer.Option(help="Write the page images with boxes here.")] = None,
) -> None:
    """Reads documents: what they are and what they say."""
    from intake import apart, pictures, reading, report  # the readers load slowly and no other command needs them

    today = datetime.now(TEHRAN).date()
    for file in files:
        found = apart.read(file, today=today)
        if save is not None and found.pages:
            save.mkdir(parents=True, exist_ok=True)
            pictures.boxes_picture(file, found, save)
        if as_json:
            sys.stdout.write(json.dumps(reading.as_data(found), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            console.print(report.as_person(found))


@app.command()
def verify() -> None:
    """Checks that nothing in the database's log was changed or lost."""
    db = _database()
    broken = db.read_now(events.verify)
    db.close()
    if broken:
        _stop(*broken)
    console.print("the log is whole")


@catalogue_app.command("list")
def catalogue_list(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All processes and services, in the document's order."""
    entries = catalogue.load().entries.values()
    if as_json:
        _print_json([{"slug": entry.slug, "kind": entry.kind, "title": entry.title} for entry in entries])
        return
    table = Table("slug", "kind", "steps", "documents", "title")
    for entry in entries:
        table.add_row(entry.slug, entry.kind, str(len(entry.steps)), str(len(entry.documents)), entry.title)
    console.print(table)


@catalogue_app.command("show")
def catalogue_show(key: str, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Everything that the catalogue holds of one entry."""
    entries = catalogue.load().entries
    if key not in entries:
        _stop(f"{key}: no such entry; `dabir catalogue list` names them")
    held = export.as_data(entries[key])
    if as_json:
        _print_json(held)
    else:
        console.print_json(data=held, ensure_ascii=False)


@catalogue_app.command("export")
def catalogue_export(as_json: Annotated[bool, typer.Option("--json")] = True) -> None:
    """A list of all entries with all they hold."""
    _print_json([export.as_data(entry) for entry in catalogue.load().entries.values()])


@catalogue_app.command("check")
def catalogue_check(folder: Annotated[Path | None, typer.Argument(help="Instead of the packaged one.")] = None) -> None:
    """Every problem of the catalogue at once: file, line, remedy."""
    problems = checks.check(folder)
    if problems:
        _stop(*[str(problem) for problem in problems])
    console.print("the catalogue is in order")


@people_app.command("enrol")
def people_enrol(file: Annotated[Path, typer.Argument(help="A roster like samples/province.yaml.")]) -> None:
    """Adds the cities and people of a file and prints a one-time invitation for each who has no account."""
    try:
        known = roster.read(file)
    except OSError as error:
        _stop(f"{file}: {error.strerror}")
    except strict_yaml.YamlFault as fault:
        _stop(f"{file}:{fault.line}: {fault.says}")
    except ValidationError as wrong:
        _stop(*[f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()])
    db = _database()
    invited = db.transact_now(roster.enrol, known, at=datetime.now(UTC))
    db.close()
    table = Table("person", "start the bot with")
    for line in invited:
        table.add_row(line.person.name, f"/start {line.code}" if line.code else "has an account")
    console.print(table)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        _stop(*environment.wrong(error))


def _database() -> Database:
    try:
        db = Database(_settings().database_url)
        migrations.upgrade(db)
    except (Trouble, OSError) as trouble:
        _stop(_UNREACHABLE.format(type(trouble.__cause__ or trouble).__name__))
    return db


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            complaints.print(f"port {wanted} is taken; using {port}")
        return port
    return _stop(f"--port: ports {wanted} to {wanted + 49} are all taken; name a free one")


def _log_to(form: str, level: str) -> None:
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer] if form == "json" else [*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # The libraries' own lines: httpx names whole addresses, and with them the token, at INFO.
    # aiogram tells every exception that the inbox tells too.
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _complain(*lines: str) -> int:
    for line in lines:
        complaints.print(line, markup=False, highlight=False, soft_wrap=True)
    return WRONG


def _stop(*lines: str) -> NoReturn:
    raise SystemExit(_complain(*lines))
