"""`dabir demo`, `run`, `serve` and `work`: the programs themselves."""

from __future__ import annotations

import asyncio
import gc
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import complaints, settings, stop
from settings import Settings

DEMO = Path("var/demo")
DEMO_TOKEN = "1:local-demo-of-dabir-without-any-secret"  # noqa: S105  the local server's own, worth nothing elsewhere


def demo(
    tour: Annotated[bool, typer.Option(help="Play the story without a browser, then end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The tour's transcript as data.")] = False,
    reset: Annotated[bool, typer.Option(help="Forget the last demo and start anew.")] = False,
    port: Annotated[int, typer.Option(help="The web chat's port; the next free one if taken.")] = 8000,
) -> None:
    """A whole province on this machine: the real bot, a local messenger, a web chat; no token, no internet."""
    with _loading():
        from cli import process
        from demo import show  # the demo brings the local messenger, which no other command needs

    process.log_to("console", "WARNING")
    if reset:
        shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir(parents=True, exist_ok=True)
    if tour:
        raise typer.Exit(asyncio.run(show.tour(DEMO_TOKEN, as_json=as_json)))
    raise typer.Exit(asyncio.run(show.demo(DEMO, DEMO_TOKEN, port=_free_port(port))))


def run() -> None:
    """Runs everything in one process with a real token, by polling."""
    known = _with_token()
    with _loading():
        from cli import process  # the messengers' libraries load slowly, and only the running program needs them

    process.log_to(known.log_format, known.log_level)
    raise typer.Exit(asyncio.run(process.run(known)))


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen at; a proxy that speaks TLS stands before it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.", min=1, max=65535)] = 8080,
    set_webhook: Annotated[
        bool, typer.Option("--set-webhook", help="Tell the messenger to hand in its updates at DABIR_PUBLIC_URL.")
    ] = False,
) -> None:
    """Takes in updates by webhook and leaves their handling to `dabir work`; many on one PostgreSQL."""
    known = _with_token()
    with _loading():
        from cli import process

    process.log_to(known.log_format, known.log_level)
    raise typer.Exit(asyncio.run(process.serve(known, host=host, port=port, set_webhook=set_webhook)))


def work(
    queues: Annotated[
        str, typer.Option(help="What this worker does, parted by commas.")
    ] = "updates,readings,letters,deliveries,timers",
    health_port: Annotated[
        int | None, typer.Option(help="Answer /healthz, /readyz and /metrics on this machine.", min=1, max=65535)
    ] = None,
) -> None:
    """Does what waits: handles updates, reads documents, makes letters, says notices; many on one PostgreSQL."""
    known = _with_token()
    with _loading():
        from cli import process

    process.log_to(known.log_format, known.log_level)
    wanted = [name.strip() for name in queues.split(",") if name.strip()]
    raise typer.Exit(asyncio.run(process.work(known, wanted, health_port=health_port)))


def _with_token() -> Settings:
    known = settings()
    if known.telegram_token is None:
        stop("DABIR_TELEGRAM_TOKEN: is not set; get one from @BotFather and put it into .env")
    return known


@contextmanager
def _loading() -> Iterator[None]:
    """While a program's libraries load, nothing is looked through for garbage, and what they hold never again.

    They make some hundred thousand objects that live as long as the program; looking through them takes a quarter of the start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


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
    return stop(f"--port: ports {wanted} to {wanted + 49} are all taken; name a free one")
