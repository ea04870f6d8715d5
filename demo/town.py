"""The demo's town: the people of samples/province.yaml in the database and in the local messenger.

Door: `settle`. Promise: settling again changes nothing; everybody joins by the same one-time invitation as anyone. Not
here: the story (tour) and how the servers run (cli).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.emulator.control import Control
from bot.program import Program
from cases import roster, staff
from nlp import wording

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
GROUP = -4001
FIRST_ID = 7001
STRANGER = 6999
CITY = "mehrabad-now"


@dataclass(frozen=True, slots=True)
class Town:
    """Messenger ids by the roster's keys; `invitations`: the codes of those who have not joined yet, by id."""

    ids: dict[str, int]
    names: dict[int, str]
    invitations: dict[int, str]

    @property
    def secretary(self) -> int:
        return self.ids[f"secretary-{CITY}"]

    @property
    def clerk(self) -> int:
        return self.ids[f"clerk-{CITY}"]

    @property
    def councillor(self) -> int:
        return self.ids[f"president-{CITY}"]

    @property
    def leading(self) -> tuple[int, ...]:
        """Those whom the story is about."""
        return (self.secretary, self.clerk, self.councillor, *self.experts, self.head)

    @property
    def experts(self) -> tuple[int, ...]:
        return tuple(id for key, id in self.ids.items() if key.startswith("expert-"))

    @property
    def members(self) -> tuple[int, ...]:
        """The committees' members, the chair first."""
        return tuple(id for key, id in self.ids.items() if key.startswith("committee-"))

    @property
    def head(self) -> int:
        return next(id for key, id in self.ids.items() if key.startswith("head-"))


def read() -> roster.Roster:
    """The demo's roster."""
    return roster.read(SAMPLES / "province.yaml")


async def settle(program: Program, control: Control, known: roster.Roster) -> Town:
    """Puts the roster into the database and its people, the staff group and the panes into the messenger."""
    await program.db.transact(staff.bind, "tg", GROUP, at=program.clock())
    invited = await program.db.transact(roster.enrol, known, at=program.clock())
    ids = {line.key: FIRST_ID + place for place, line in enumerate(invited)}
    words = wording.words("demo")
    for line in invited:
        await control.add_user(ids[line.key], line.person.name, phone=line.person.phone)
    await control.add_user(STRANGER, words["stranger"], phone="+989009999999")
    town = Town(
        ids=ids,
        names={ids[line.key]: line.person.name for line in invited} | {STRANGER: words["stranger"]},
        invitations={ids[line.key]: line.code for line in invited if line.code},
    )
    await control.add_group(GROUP, words["group"], [*town.experts, town.head])
    await control.set_panes(_panes(town, words["panes"]))
    return town


async def join(town: Town, control: Control, people: Iterable[int]) -> None:
    """These open their invitation links, and the bot welcomes them."""
    for user_id in people:
        code = town.invitations[user_id]
        since = await control.mark()
        await control.start(user_id, code)
        await control.wait_message(user_id, lambda said: bool(said.buttons), since=since, timeout=30)


def _panes(town: Town, titles: dict[str, str]) -> list[dict[str, object]]:
    customers = [town.secretary, town.clerk, STRANGER]
    others = [id for key, id in town.ids.items() if key.startswith(("secretary-", "clerk-")) and id not in customers]
    keepers = [id for key, id in town.ids.items() if key.startswith(("admin-", "observer-"))]
    councillors = [id for key, id in town.ids.items() if key.startswith(("president-", "vice-president-", "member-"))]
    return [
        {"key": "customer", "title": titles["customer"], "chat_id": None, "people": [*customers, *others]},
        {"key": "staff", "title": titles["staff"], "chat_id": GROUP, "people": [*town.experts, town.head]},
        {
            "key": "head",
            "title": titles["head"],
            "chat_id": None,
            "people": [town.head, *town.members, *town.experts, *keepers],
        },
        {"key": "council", "title": titles["council"], "chat_id": None, "people": councillors},
    ]
