"""The soak's province: many cities, several desks with a staff group each, and everybody already joined but some newcomers.

Door: `Town`, `settle`, `catalogue_of_desks`. Promise: everything is called by a name that tells whose it is, so that what
reaches a chat can be held against who may see it. Not here: what people do (soak_talks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.emulator.control import Control
from bot.emulator.messenger import Messenger
from cases import people, roster, staff
from cases.db import Database, Session
from cases.people import By
from workflows import catalogue

CITIES = 40
DESKS = ("desk-a", "desk-b", "desk-c", "desk-d", "desk-e", "desk-f")
# Each kind of case that is opened here belongs to a desk of its own, so that a desk's chats can be told from another's.
PLAYED = ("org-structure", "budget", "equipment", "grading", "credits", "mayor-appointment")
OF_A_CITY = ("clerk", "secretary", "council-member", "council-member")
EXPERTS = 4
FIRST_ID, FIRST_GROUP, STRANGERS = 10_001, -5001, 5
_DESK_LINE = "slug: {slug}\n"


@dataclass(frozen=True, slots=True)
class Resident:
    """Someone with an account. `city` and `desk`: where their role holds; `name` is nobody else's."""

    id: int
    name: str
    role: str
    city: str | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody by role; `groups`: the staff group of each desk; `entries`: the desk of each kind of case."""

    residents: tuple[Resident, ...]
    newcomers: tuple[Resident, ...]
    strangers: tuple[Resident, ...]
    groups: dict[str, int]
    entries: dict[str, str]

    def of(self, *roles: str) -> list[Resident]:
        return [one for one in self.residents if one.role in roles]

    def experts(self, desk: str) -> list[Resident]:
        return [one for one in self.of("expert") if one.desk == desk]

    def everybody(self) -> Iterator[Resident]:
        yield from (*self.residents, *self.newcomers, *self.strangers)


def catalogue_of_desks(folder: Path) -> catalogue.Catalogue:
    """An office's own folder in which each of the played entries has a desk of its own."""
    (folder / "processes").mkdir(parents=True)
    for slug, desk in zip(PLAYED, DESKS, strict=True):
        text = (catalogue.FOLDER / "processes" / f"{slug}.yaml").read_text(encoding="utf-8")
        line = _DESK_LINE.format(slug=slug)
        assert line in text, f"{slug} does not say its slug in a line of its own"
        (folder / "processes" / f"{slug}.yaml").write_text(
            text.replace(line, f"{line}desk: {desk}\n"), encoding="utf-8"
        )
    return catalogue.load(own=folder)


async def settle(db: Database, messenger: Messenger, control: Control, conversations: int) -> Town:
    """Enrols everybody; those who are no newcomers have joined. Groups are bound by the codes that an admin makes."""
    lines = list(_lines(max(4, conversations // 20)))
    at = datetime.now(UTC)
    enrolled = db.transact_now(roster.enrol, _roster(lines), at=at)
    residents, newcomers = [], []
    for place, (line, invited) in enumerate(zip(lines, enrolled, strict=True)):
        one = Resident(FIRST_ID + place, line["name"], line["role"], line.get("municipality"), line.get("desk"))
        await control.add_user(one.id, one.name)
        if line["key"].startswith("new-"):
            newcomers.append(one)
            continue
        residents.append(one)
        assert invited.code is not None
        db.transact_now(people.redeem, invited.code, account_id=f"tg:{one.id}", chat_id=one.id, at=at)
        messenger.world.people[one.id].started = True
    strangers = [Resident(FIRST_ID + len(lines) + place, f"stranger {place}", "stranger") for place in range(STRANGERS)]
    for one in strangers:
        await control.add_user(one.id, one.name, phone=f"+98912000000{one.id % 10}")
    town = Town(
        tuple(residents),
        tuple(newcomers),
        tuple(strangers),
        {desk: FIRST_GROUP - place for place, desk in enumerate(DESKS)},
        dict(zip(PLAYED, DESKS, strict=True)),
    )
    for desk, group in town.groups.items():
        await control.add_group(group, desk, [one.id for one in town.experts(desk)])
        db.transact_now(_bind, desk, group, f"tg:{town.of('admin')[0].id}", at)
    return town


def plain(text: str) -> str:
    """The text with Latin digits and without marks of direction."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", text).translate(_LATIN)


def number_in(text: str) -> set[str]:
    """The numbers of cases that stand in a text: "1405-12"."""
    return set(re.findall(r"(?<![\d/-])(14\d\d-\d+)(?![\d/-])", plain(text)))


_LATIN = {ord("۰") + digit: str(digit) for digit in range(10)}


def _bind(session: Session, desk: str, group: int, admin: str, at: datetime) -> None:
    by: By | None = people.who(session, admin, at=at)
    assert by is not None
    code = staff.make_code(session, desk, by=by, at=at)
    known: dict[str, Any] = {"channel": "tg", "title": desk, "forum": False, "account": None}
    staff.bind_by_code(session, code, chat_id=group, at=at, **known)


def _lines(newcomers: int) -> Iterator[dict[str, Any]]:
    for desk in DESKS:
        for place in range(EXPERTS):
            yield {"key": f"expert-{desk}-{place}", "name": f"expert {place} of {desk}", "role": "expert", "desk": desk}
    for role, many in (("head", 2), ("admin", 3), ("observer", 2)):
        for place in range(many):
            yield {"key": f"{role}-{place}", "name": f"{role} {place}", "role": role}
    for city in range(1, CITIES + 1):
        for place, role in enumerate(OF_A_CITY):
            name = f"{role} {place} of city-{city}."
            yield {"key": f"{role}-{city}-{place}", "name": name, "role": role, "municipality": f"city-{city}"}
    for place in range(newcomers):
        city = f"city-{place % CITIES + 1}"
        name = f"newcomer {place:04} of {city}."
        yield {"key": f"new-{place}", "name": name, "role": "council-member", "municipality": city}


def _roster(lines: list[dict[str, Any]]) -> roster.Roster:
    cities = [{"key": f"city-{n}", "city": f"city-{n}.", "seats": 5} for n in range(1, CITIES + 1)]
    whole = {"province": "P", "governor": {"name": "G", "title": "T"}, "municipalities": cities, "people": lines}
    return roster.Roster.model_validate(whole)
