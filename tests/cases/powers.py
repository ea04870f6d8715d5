"""Who may do what, said once more: from the design's table of people, without a line of the program's own.

Door: `Powers.may`. The state machine (test_machine) holds every act that succeeded against it. People and roles are those of
samples/province.yaml; what a case stands at is read from the rows by `Scene`. Not here: versions, steps, reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from workflows import strict_yaml
from workflows.shapes import Entry, Step

IN_A_CITY = frozenset({"clerk", "secretary", "council-member"})


@dataclass(frozen=True)
class Scene:
    """What a case stands at when somebody acts on it.

    `wanted`: what its definition says of the open step, None when it is closed; `stay`: the open stay or, of a closed case,
    its last one; `chair` and `seats` are of the open step; `held_by`: who holds the case.
    """

    id: int
    state: str
    city: int
    version: int
    flow: Entry
    wanted: Step | None
    stay: int = 0
    step_id: int | None = None
    claimant: int | None = None
    seats: tuple[int, ...] = ()
    chair: int | None = None
    held_by: int | None = None

    @property
    def where(self) -> str:
        """The entry and the open step."""
        return f"{self.flow.slug}/{self.wanted.key if self.wanted else self.state}"

    def __str__(self) -> str:
        return f"{self.where} (case {self.id}, {self.state}, of {self.claimant}, seats {self.seats}, held by {self.held_by})"


@dataclass(frozen=True)
class Stead:
    """That `deputy` acts in the stead of `absent` for a time."""

    absent: int
    deputy: int
    since: datetime
    until: datetime


@dataclass
class Powers:
    """The people by id, each with roles: (role, city or None, chair); and who stands in for whom."""

    roles: dict[int, list[tuple[str, int | None, bool]]]
    steads: list[Stead] = field(default_factory=list)

    @classmethod
    def of(cls, roster: Path, ids: dict[str, int], cities: dict[str, int]) -> Powers:
        """From the roster's file; `ids` and `cities` are the rows' ids by the file's keys."""
        roles: dict[int, list[tuple[str, int | None, bool]]] = {}
        for line in _lines(roster):
            city = cities[line["municipality"]] if "municipality" in line else None
            roles.setdefault(ids[line["key"]], []).append((line["role"], city, bool(line.get("chair"))))
        return cls(roles)

    def acting(self, person: int, at: datetime) -> set[int]:
        """The person and those in whose stead they act at `at`."""
        return {person} | {known.absent for known in self.steads if known.deputy == person and _lasts(known, at)}

    def has(self, people: Iterable[int], role: str, city: int) -> bool:
        """Whether one of the people has the role; a city's role in that city."""
        return any(
            known == role and (role not in IN_A_CITY or of == city)
            for person in people
            for known, of, _ in self.roles[person]
        )

    def present(self, scene: Scene, at: datetime) -> Scene:
        """The scene without a claimant who may no longer have the case, a deputy whose time is over."""
        if scene.claimant is None or self.has(self.acting(scene.claimant, at), "expert", scene.city):
            return scene
        return replace(scene, claimant=None)

    def may(self, verb: str, person: int, scene: Scene, at: datetime, *, whose: int | None = None) -> bool:
        """Whether the design lets the person do this now. `whose`: the member whose vote is cast, the person who gets the
        case."""
        return _RULES[verb](self, self.acting(person, at), self.present(scene, at), whose)


@cache
def _lines(roster: Path) -> list[dict[str, Any]]:
    file: Any = strict_yaml.load(roster.read_text(encoding="utf-8")).data
    return file["people"]


type Rule = Callable[[Powers, set[int], Scene, int | None], bool]


def _lasts(stead: Stead, at: datetime) -> bool:
    return stead.since <= at < stead.until


def _opens(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return any(powers.has(acting, role, scene.city) for role in scene.flow.opened_by)


def _sends(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    submits = scene.wanted is not None and scene.wanted.kind == "submit"
    return submits and powers.has(acting, scene.wanted.actor, scene.city)


def _is_expert(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return powers.has(acting, "expert", scene.city)


def _has_it(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return scene.claimant in acting and powers.has(acting, "expert", scene.city)


def _is_head(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return powers.has(acting, "head", scene.city)


def _has_it_or_is_head(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return _has_it(powers, acting, scene, None) or _is_head(powers, acting, scene, None)


def _hands_over(powers: Powers, acting: set[int], scene: Scene, whose: int | None) -> bool:
    fits = whose is not None and powers.has([whose], "expert", scene.city)
    return fits and _has_it_or_is_head(powers, acting, scene, None)


def _resumes(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    holds = bool(acting & {scene.held_by, scene.claimant}) and powers.has(acting, "expert", scene.city)
    return holds or _is_head(powers, acting, scene, None)


def _acts(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    """Whoever the open step is for: an expert who has claimed it, the chair of a committee and its secretariat, or those of
    the role."""
    if scene.wanted is None:
        return False
    if scene.wanted.actor == "committee":
        return scene.chair in acting or _has_it(powers, acting, scene, None)
    if scene.wanted.actor == "expert":
        return _has_it(powers, acting, scene, None)
    return powers.has(acting, scene.wanted.actor, scene.city)


def _sits(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return bool(acting & set(scene.seats))


def _votes(powers: Powers, acting: set[int], scene: Scene, whose: int | None) -> bool:
    return whose in scene.seats and (whose in acting or _has_it(powers, acting, scene, None))


def _closes(powers: Powers, acting: set[int], scene: Scene, _: int | None) -> bool:
    return scene.chair in acting or _has_it(powers, acting, scene, None)


_RULES: dict[str, Rule] = {
    "open": _opens,
    "gather": _sends,
    "send": _sends,
    "withdraw": _opens,
    "claim": _is_expert,
    "release": _has_it_or_is_head,
    "assign": _hands_over,
    "hold": _has_it_or_is_head,
    "resume": _resumes,
    "extend": _is_head,
    "decide": _acts,
    "refer": _has_it,
    "ask": _has_it,
    "reply": _acts,
    "sign": _acts,
    "invite": _has_it,
    "comment": _sits,
    "vote": _votes,
    "close": _closes,
}
VERBS = tuple(_RULES)
