"""What a city reads when a case has come to it, and when one is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot import announcements
from bot.cards import Card
from cases import decisions, lifecycle
from cases.db import Session
from cases.models import Notice
from cases.vault import Vault
from nlp import wording
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401
from workflows.shapes import Entry


def _drawn(town: Town, folder: Path, template: str, role: str) -> Card | None:  # noqa: F811
    """The newest notice of this kind in the chat of that role's person, as it is drawn now."""
    chat = town.now(role).by.person.id

    def look(session: Session) -> Card | None:
        wanted = select(Notice).where(Notice.template == template, Notice.chat_id == chat)
        notice = session.scalars(wanted.order_by(Notice.id.desc())).first()
        assert notice is not None, f"{role} was told nothing of the kind"
        return announcements.draw(session, notice, Vault(folder))

    return town.db.read_now(look)


@pytest.fixture
def reached(town: Town) -> Town:  # noqa: F811
    town.reachable()
    return town


def _go(town: Town, flow: Entry, *outcomes: str) -> int:  # noqa: F811
    case_id = town.open(flow).id
    for outcome in outcomes:
        town.leave(case_id, outcome)
    return case_id


def test_whose_turn_it_is_reads_what_is_to_be_done_and_opens_the_case(reached: Town, tmp_path: Path) -> None:
    flow = KNOWN.get("local-charges")
    case_id = _go(reached, flow, "sent", "accepted", "approve")
    card = _drawn(reached, tmp_path, "your-turn", "clerk")
    assert card is not None
    assert "نوبت شماست" in card.text
    assert wording.shown(reached.step(case_id).text) in card.text
    assert [button.data for row in card.rows for button in row] == [f"1|case|{case_id}|0|"]


def test_a_turn_that_is_over_before_it_is_told_is_not_told(reached: Town, tmp_path: Path) -> None:
    _go(reached, KNOWN.get("audit-report"), "sent", "accepted")
    assert _drawn(reached, tmp_path, "your-turn", "secretary") is None


def test_the_call_that_led_there_is_read_in_the_same_message(reached: Town, tmp_path: Path) -> None:
    research, expert = KNOWN.get("research"), reached.now("expert")
    reached.db.transact_now(lifecycle.open_case, research.slug, municipality_id=1, origin=None, now=expert)
    card = _drawn(reached, tmp_path, "your-turn", "clerk")
    assert card is not None
    call = next(step for step in research.steps if step.kind == "notice")
    assert wording.shown(call.text) in card.text


def test_an_earlier_letter_is_not_the_result_of_a_case_that_was_taken_back(reached: Town, tmp_path: Path) -> None:
    flow = KNOWN.get("org-structure")
    done, taken_back = (_go(reached, flow, "sent", "approve", "accepted", "issued") for _ in range(2))
    version = reached.case(taken_back).version
    reached.db.transact_now(lifecycle.withdraw, taken_back, version, now=reached.now("clerk"))
    card = _drawn(reached, tmp_path, "case-closed", "clerk")
    assert card is not None and "صادر و ابلاغ شد" not in card.text
    while reached.case(done).state != "closed":
        reached.leave(done, "done")
    card = _drawn(reached, tmp_path, "case-closed", "clerk")
    assert card is not None and "صادر و ابلاغ شد" in card.text
    assert card.attachment is None, "it was handed out when it was made"


def test_the_letter_that_closes_a_case_comes_with_the_word_that_it_is_closed(reached: Town, tmp_path: Path) -> None:
    case_id = _go(reached, KNOWN.get("mayor-appointment"), "sent", "approve", "answered")
    letter = reached.db.transact_now(decisions.sign, case_id, reached.case(case_id).version, now=reached.now("head"))
    reached.db.transact_now(decisions.letter_filed, letter.id, "0" * 64, now=reached.now("head"))
    card = _drawn(reached, tmp_path, "case-closed", "secretary")
    assert card is not None and card.attachment is not None
    council = _drawn(reached, tmp_path, "case-closed", "council-member")
    assert council is not None and council.attachment is None
