"""Running the demo: the local messenger and the real program side by side in one process.

Door: `tour` (plays the story and ends), `demo` (plays it once, then leaves the web chat open). Promise: nothing leaves this
machine; the tour's exit code is 0 only if everything expected happened. Not here: the story (tour).
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pydantic import HttpUrl
from rich.console import Console
from rich.markup import escape
from rich.text import Text

import running
from bot.emulator import app, serving
from bot.emulator.clock import Clock
from bot.emulator.control import Control
from bot.program import Program, utc_now
from demo import tour as story
from demo import town
from demo.stage import Line, Stage
from demo.town import SAMPLES, Town
from nlp import wording
from settings import Settings
from web import verifying

STYLES = {"chapter": "bold cyan", "press": "green", "alert": "bold red", "toast": "yellow", "message": ""}


async def tour(token: str, *, as_json: bool) -> int:
    """Plays the story in a folder that is thrown away; prints it as it happens, or as data at its end."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="dabir-tour-") as folder:
        async with stand(Path(folder), token, port=0) as (program, control, _):
            settled = await town.settle(program, control, town.read())
            stage = await _played(
                program, control, settled, (lambda line: None) if as_json else _printer(console, settled)
            )
    if as_json:
        sys.stdout.write(json.dumps(stage.data(), ensure_ascii=False, indent=1) + "\n")
    else:
        _summary(console, stage)
    return 0 if stage.all_true else 1


async def demo(folder: Path, token: str, *, port: int) -> int:
    """Serves the web chat until Ctrl-C; a new demo plays the story first, an earlier one goes on where it stood."""
    console = Console()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with stand(folder, token, port=port) as (program, control, url):
        settled = await town.settle(program, control, town.read())
        console.print(f"the web chat is open at {url}")
        if settled.invitations:
            playing = asyncio.create_task(_played(program, control, settled, _printer(console, settled)))
            ended = asyncio.create_task(stop.wait())
            await asyncio.wait({playing, ended}, return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                _summary(console, playing.result())
            playing.cancel()
        console.print(f"\n{url}   (Ctrl-C ends it; it goes on where it stood next time)", style="bold")
        await stop.wait()
    return 0


@asynccontextmanager
async def stand(folder: Path, token: str, *, port: int) -> AsyncIterator[tuple[Program, Control, str]]:
    """The messenger and the program over `folder`: (program, the people's hands, the web chat's address)."""
    messenger = app.create_app(
        folder / "messenger.sqlite", token=token, samples=SAMPLES, bot_name=wording.words("demo")["bot"]
    )
    known = town.read()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, its plugin does not know
        database_url=f"sqlite:///{folder / 'dabir.sqlite'}",
        storage=folder / "documents",
        province=known.province,
        signatory=known.governor.name,
        signatory_title=known.governor.title,
        public_url=HttpUrl(f"http://127.0.0.1:{port}") if port else None,
    )
    async with serving.running(messenger, port=port) as url, Control(url) as control:
        clock: Clock = messenger.state.messenger.clock
        # Whoever puts the messenger's clock forward in the web chat wants to see what the office does by then.
        program = replace(running.program_of(settings), clock=lambda: utc_now() + timedelta(seconds=clock.ahead))
        messenger.include_router(verifying.router(program.db))
        try:
            async with running.running(program, token=token, api=url):
                hours = asyncio.create_task(_hours(clock, program))
                yield program, control, url
                hours.cancel()
        finally:
            program.db.close()


async def _hours(clock: Clock, program: Program) -> None:
    """Does at once, each time that the clock was put forward, what the hours between would have done."""
    while True:
        await clock.moved()
        await running.tell_what_is_due(program)


async def _played(program: Program, control: Control, settled: Town, hear: Callable[[Line], None]) -> Stage:
    stage = Stage(control, settled.names, hear)
    await story.play(stage, settled, program)
    return stage


def _printer(console: Console, settled: Town) -> Callable[[Line], None]:
    places = {town.GROUP: wording.words("demo")["group"], **settled.names}

    def hear(line: Line) -> None:
        style = STYLES[line.kind]
        if line.kind == "chapter":
            console.rule(Text(line.text, style=style))
            return
        mark = {"press": "[x]", "alert": "[!]", "toast": "[i]"}.get(line.kind, "(edit)" if line.edited else "")
        place = places.get(line.chat, str(line.chat))
        console.print(Text(f"{line.at:6.1f}s  {place} | {line.who} {mark}", style="dim"))
        if line.file:
            console.print(Text(f"         <{line.file}>"))
        for part in line.text.splitlines():
            console.print(Text(f"         {part}", style=style))
        if line.buttons:
            console.print(Text("         " + "  ".join(f"[{label}]" for label in line.buttons), style="blue"))

    return hear


def _summary(console: Console, stage: Stage) -> None:
    console.rule("summary")
    for expectation in stage.expectations:
        sign = "[green]ok[/]" if expectation.true else "[bold red]NO[/]"
        instead = f"  (instead: {escape(expectation.instead[:300])})" if not expectation.true else ""
        seconds = f"  {expectation.seconds:.1f} s" if expectation.seconds >= 0.1 else ""
        console.print(f"{sign}  {expectation.chapter}: {escape(expectation.what)}{seconds}{instead}")
    true = sum(expectation.true for expectation in stage.expectations)
    console.print(f"{true} of {len(stage.expectations)} expectations came true")
