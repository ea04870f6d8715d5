"""Every entry of the catalogue lived through by chat: opened in the guide, filled with papers that are read, sent, decided.

What leads where stands in tests/scenarios, by which the heart is lived through as well (tests/cases/test_scenarios).
"""

from __future__ import annotations

import asyncio

import pytest

from cases import events
from cases.db import Session
from cases.models import Letter
from tests.cases.test_scenarios import SHEETS
from tests.cases.town import KNOWN
from tests.faults.house import cluster  # noqa: F401
from tests.stories.lives import Life
from tests.stories.theatre import Theatre, theatre  # noqa: F401

pytestmark = pytest.mark.anyio
# The suite plays one: opened by the office itself, with an inquiry of other bodies and a letter at its end.
SHORT = "performance-evaluation"
PLAYED = [slug if slug == SHORT else pytest.param(slug, marks=pytest.mark.long) for slug in sorted(SHEETS)]


@pytest.mark.parametrize("slug", PLAYED)
async def test_a_case_is_lived_through_by_chat(theatre: Theatre, slug: str) -> None:  # noqa: F811
    life = Life(theatre, KNOWN.entries[slug])
    await life.open()
    *acts, end = SHEETS[slug]["happy"]
    for act in acts:
        ((step, outcome),) = (
            (key, value) for key, value in act.items() if key not in ("due", "holder", "told", "letters")
        )
        await life.leave(step, outcome)
    case = life.case
    assert (case.state, case.outcome) == ("closed", end["end"])
    assert await _filed(life) == end["letters"]
    customer = life.phone("secretary" if life.entry.opened_by == ("secretary",) else "clerk")
    card = await life.card(customer)
    assert life.number in card.text
    assert theatre.rows(events.verify) == []


async def _filed(life: Life) -> list[str]:
    """The kinds of the case's letters, once each is drawn."""
    for _ in range(300):
        letters = life.theatre.rows(_letters, life.case_id)
        if all(drawn for _, drawn in letters):
            break
        await asyncio.sleep(0.1)
    return [kind for kind, _ in letters]


def _letters(session: Session, case_id: int) -> list[tuple[str, bool]]:
    letters = session.query(Letter).filter_by(case_id=case_id).order_by(Letter.id)
    return [(letter.template, letter.sha256 is not None) for letter in letters]
