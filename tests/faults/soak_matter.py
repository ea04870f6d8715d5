"""A case as those in it know it, and how its cards are told from others in a chat.

Door: `Matter`, `on`, `of`, `sending`, `presses`. Not here: what is done with it (soak_cases, soak_desk).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Act, Press
from bot.emulator.control import Said
from demo.stage import has
from tests.faults.soak_hands import Fits
from tests.faults.soak_town import Resident, number_in


@dataclass
class Matter:
    """A case as those in it know it."""

    id: int
    number: str
    slug: str
    opener: Resident


def sending(said: Said) -> bool:
    return has(said, Act.send_anyway) or has(said, Act.send)


def of(matter: Matter) -> Fits:
    """A card of this case."""
    return lambda said: bool(said.buttons) and matter.id in ids(said) and matter.number in number_in(said.text)


def on(matter: Matter, act: Act) -> Fits:
    """A message with this act for this case."""
    return lambda said: any(press.act is act and press.id == matter.id for press in presses(said))


def presses(said: Said) -> list[Press]:
    found = []
    for _, data in said.buttons:
        try:
            found.append(Press.unpack(data))
        except (TypeError, ValueError):
            continue
    return found


def ids(said: Said) -> set[int]:
    return {press.id for press in presses(said)}
