"""What goes wrong during the soak: the messenger fails in every way it can, and the program's processes are killed.

Door: `Program`, `Weather`. Promise: each trouble has a beginning and an end that are noted, so that answers given meanwhile are
counted apart; after `clear` all goes well. Not here: people who block the bot (soak_talks).
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.emulator.control import Control
from bot.emulator.messenger import Messenger

ROOT = Path(__file__).resolve().parents[2]
CALM, TROUBLE = (8.0, 20.0), (2.0, 6.0)
# After a trouble what has piled up is still being worked off.
AFTER, AFTER_KILL = 4.0, 10.0
KILLS_OF_TROUBLES = 0.1
PATIENCE = 120.0
FAULTS: dict[str, Callable[[random.Random], list[dict[str, Any]]]] = {
    "429": lambda dice: [{"kind": "retry_after", "seconds": dice.randint(1, 4), "times": dice.randint(2, 8)}],
    "500": lambda dice: [{"kind": "error", "times": dice.randint(3, 20)}],
    "time-out": lambda dice: [{"kind": "timeout", "seconds": dice.randint(1, 4), "times": dice.randint(2, 8)}],
    "answer lost": lambda dice: [{"kind": "lost", "seconds": 1, "times": dice.randint(2, 8)}],
    "updates withheld": lambda dice: [
        {"kind": "error", "method": "getUpdates", "times": dice.randint(1, 3)},
        {"kind": "webhook_down", "times": dice.randint(2, 8)},
    ],
}


class Program:
    """The program's processes, by name; what they say goes to a file each. `ended`: which ended by themselves, and how."""

    def __init__(self, folder: Path, commands: dict[str, tuple[str, ...]], env: dict[str, str]) -> None:
        self.folder = folder
        self.commands = commands
        clean = {name: value for name, value in os.environ.items() if not name.startswith("DABIR_")}
        self.env = clean | {"PYTHONPATH": str(ROOT)} | env
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        self.ended: Counter[str] = Counter()

    async def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from cli import main; main()", *self.commands[name]),
                cwd=self.folder,
                env=self.env,
                stdout=log,
                stderr=log,
            )

    async def kill(self, name: str) -> None:
        process = self.processes.pop(name, None)
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def end(self) -> None:
        for name in list(self.processes):
            await self.kill(name)

    async def keep_up(self) -> None:
        """Starts anew what has ended by itself, as the machine's service manager does; until cancelled."""
        while True:
            await asyncio.sleep(1)
            for name in [name for name, process in self.processes.items() if process.returncode is not None]:
                self.ended[f"{name} with {self.processes[name].returncode}"] += 1
                await self.start(name)


class Weather:
    """Calm and trouble in turn. `troubled`: from when until when, on the monotonic clock; `kills`: on the messenger's."""

    def __init__(self, program: Program, messenger: Messenger, control: Control, dice: random.Random) -> None:
        self.program = program
        self.messenger = messenger
        self.control = control
        self.dice = dice
        self.troubled: list[tuple[float, float]] = []
        self.kills: list[float] = []
        self.counted: Counter[str] = Counter()

    async def blow(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self.dice.uniform(*CALM))
            if self.dice.random() < KILLS_OF_TROUBLES:
                await self._kill()
            else:
                await self._fail()

    async def clear(self) -> None:
        """From now on all goes well."""
        await self.control.faults([])

    def calm_at(self, begins: float, ends: float) -> bool:
        """Whether nothing went wrong in this time."""
        return not any(begins < until and since < ends for since, until in self.troubled)

    async def _fail(self) -> None:
        name = self.dice.choice(list(FAULTS))
        self.counted[name] += 1
        began = time.monotonic()
        await self.control.faults(FAULTS[name](self.dice))
        await asyncio.sleep(self.dice.uniform(*TROUBLE))
        await self.control.faults([])
        self.troubled.append((began, time.monotonic() + AFTER))

    async def _kill(self) -> None:
        name = self.dice.choice(list(self.program.commands))
        self.counted[f"kill of {name}"] += 1
        began = time.monotonic()
        self.kills.append(self.messenger.clock.now())
        await self.program.kill(name)
        await self.program.start(name)
        await self._heard_again()
        self.troubled.append((began, time.monotonic() + AFTER_KILL))

    async def _heard_again(self) -> None:
        """Until the program speaks to the messenger again."""
        last = self.messenger.calls[-1].number if self.messenger.calls else 0
        async with asyncio.timeout(PATIENCE):
            async for event in self.messenger.hub.listen():
                if event["kind"] == "call" and event["number"] > last:
                    return
