"""Whom the catalogue may name as actor is whom the bot has buttons for, and every name of the catalogue fits a button."""

from __future__ import annotations

import pytest

from bot import looking
from bot.callbacks import Act, Press, data
from bot.cards import Card
from cases import desk, lifecycle
from cases.db import Session
from cases.errors import Refusal
from cases.lifecycle import Moment
from cases.office import Office
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401
from workflows import catalogue, doors, kinds, shapes
from workflows.catalogue import Catalogue

FORWARD = {
    "submit": {Act.send, Act.send_anyway},
    "review": {Act.approve},
    "committee": {Act.vote},
    "inquiry": {Act.inquire},
    "external": {Act.accept},
    "act": {Act.done},
    "issue": {Act.sign},
}
PAIRS = [(kind, actor) for kind in FORWARD for actor in sorted(kinds.ACTORS)]


def entry_of(kind: str, actor: str) -> catalogue.Entry:
    """A case that the clerk begins, whose second step is of this kind and for this actor."""
    committee = shapes.Committee(key="board", name="b", quorum="1/2", majority="1/2", source="office")
    steps = [
        {"key": "ask", "text": "a", "kind": "submit", "actor": "clerk"},
        {"key": "then", "text": "t", "kind": kind, "actor": actor},
    ]
    if kind == "inquiry":
        steps[1]["bodies"] = [{"key": "fire", "name": "f", "source": "office"}]  # type: ignore[assignment]
    if kind == "issue":
        steps[1]["letter"] = "official-letter"
    if actor == "committee":
        steps[1]["committee"] = "board"
    return catalogue.Entry.model_validate(
        {
            "slug": "parking",
            "kind": "process",
            "title": "p",
            "opened_by": ("clerk",),
            "committees": (committee,),
            "steps": tuple(shapes.Step.model_validate(_tupled(step)) for step in kinds.complete(steps)),  # type: ignore[arg-type]
        }
    )


def _tupled(step: object) -> dict[str, object]:
    assert isinstance(step, dict)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in step.items()}


def at_second_step(town: Town, kind: str, actor: str) -> int:  # noqa: F811
    """The case, in its second step, claimed where an expert can."""
    entry = entry_of(kind, actor)
    town.office = Office(Catalogue({"parking": entry}), town.office.calendar, "P")
    case_id = town.open(entry).id
    town.leave(case_id, "sent")
    if town.open_step(case_id).key == "then":
        now = town.now("expert")
        try:
            town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
        except Refusal as refused:
            assert refused.key == "not-at-this-step"
    return case_id


def acts(town: Town, case_id: int, role: str) -> set[Act]:  # noqa: F811
    """Every act that somebody with this role finds on the cards of the case."""
    now = town.now(role)
    found: set[Act] = set()
    for look in (_own, _in_group, _of_head):
        try:
            card = town.db.read_now(look, case_id, now)
        except Refusal:
            continue
        found |= {Press.unpack(button.data).act for row in card.rows for button in row}
    return found


def _own(session: Session, case_id: int, now: Moment) -> Card:
    return looking.own_card(session, case_id, now.by, in_group=False)


def _in_group(session: Session, case_id: int, now: Moment) -> Card:
    return looking.staff_card(session, case_id, now.by)


def _of_head(session: Session, case_id: int, now: Moment) -> Card:
    return looking.head_card(session, case_id, now.by)


def has_door(town: Town, kind: str, actor: str) -> bool:  # noqa: F811
    """Whether who the step is for, or the expert who keeps a committee's papers, finds the act that carries it forward."""
    case_id = at_second_step(town, kind, actor)
    found = acts(town, case_id, actor) | (acts(town, case_id, "expert") if actor == "committee" else set())
    return bool(found & FORWARD[kind])


@pytest.mark.parametrize(("kind", "actor"), [(k, a) for k, a in PAIRS if a in kinds.DOORS[k]])
def test_whom_the_catalogue_may_name_has_a_button(town: Town, kind: str, actor: str) -> None:  # noqa: F811
    assert has_door(town, kind, actor)


# A submission is shown to whoever may look at the case and has the role; but nobody tells these that it is their turn.
@pytest.mark.parametrize(
    ("kind", "actor"), [(k, a) for k, a in PAIRS if a not in kinds.DOORS[k] and k not in ("submit", "committee")]
)
def test_whom_the_catalogue_may_not_name_has_none(town: Town, kind: str, actor: str) -> None:  # noqa: F811
    assert not has_door(town, kind, actor)


def test_every_name_that_the_checks_let_through_fits_a_button() -> None:
    key, case_id, version = "k" * doors.LONGEST_KEY, 9_999_999_999, 999_999
    packed = [
        data(Act.answer, case_id, version, f"{key}:refused"),
        data(Act.reply, case_id, version, key),
        data(Act.tick, case_id, version, key),
        data(Act.place, case_id, arg=key),
        data(Act.want, case_id, arg=key),
        data(Act.section, arg=f"{key}:documents"),
        data(Act.owing, arg=f"{key}:1405"),
        data(Act.city, case_id, arg=key),
        data(Act.entry, arg=key),
        data(Act.open, arg=key),
    ]
    assert max(len(each.encode()) for each in packed) <= 64


def test_whoever_is_named_the_program_knows_who_it_is() -> None:
    assert {opener for entry in KNOWN.entries.values() for opener in entry.opened_by} <= kinds.DOORS["submit"]
    assert set(lifecycle.OPENERS) <= kinds.DOORS["submit"]
