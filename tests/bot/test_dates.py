"""Reminders as they are read: one date of one case, and many that fall together."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot import announcements
from bot.cards import Card
from cases import desk, reminders
from cases.db import Session
from cases.models import Notice
from cases.vault import Vault
from nlp import wording
from tests.cases.test_reminders import at, at_review, chats, due_on, remind  # noqa: F401
from tests.cases.town import Town, settled, town  # noqa: F401


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault(tmp_path_factory.mktemp("vault"))


def drawn(town: Town, vault: Vault) -> list[Card | None]:  # noqa: F811
    """Every reminder that was written, as it is drawn now."""
    wanted = (*reminders.TEMPLATES.values(), reminders.DIGEST)

    def look(session: Session) -> list[Card | None]:
        written = session.scalars(select(Notice).where(Notice.template.in_(wanted)).order_by(Notice.id))
        return [announcements.draw(session, notice, vault) for notice in written]

    return town.db.read_now(look)


def words(card: Card | None) -> str:
    assert card is not None
    return re.sub("[\u2068\u2069]", "", card.text)


def test_every_reminder_can_be_drawn() -> None:
    assert {*reminders.TEMPLATES.values(), reminders.DIGEST} <= announcements.templates()


def test_a_reminder_says_which_case_until_when_and_opens_it(chats: Town, vault: Vault) -> None:  # noqa: F811
    case_id, _ = at_review(chats)
    for moment in (at(24, 8), at(25, 8), at(26, 8), at(29, 8)):
        remind(chats, moment)
    soon, today, late, escalated = drawn(chats, vault)
    openings = ["مهلت این پرونده رو به پایان است.", "<b>امروز آخرین روز مهلت این پرونده است.</b>"]
    openings += ["<b>مهلت این پرونده گذشته است.</b>", "<b>از مهلت این پرونده یک روز کاری گذشته"]
    for card, opening in zip((soon, today, late, escalated), openings, strict=True):
        assert words(card).startswith(opening)
        assert "پروندهٔ ۱۴۰۵-۱" in words(card)
        assert "تا پایان چهارشنبه ۴ آذر ۱۴۰۵" in words(card)
        assert card is not None and [row[0].data for row in card.rows] == [f"1|case|{case_id}|0|"]


def test_in_the_desks_group_a_reminder_has_no_button_of_a_persons_own(chats: Town, vault: Vault) -> None:  # noqa: F811
    at_review(chats, claimed=False)
    remind(chats, at(26, 8))
    (card,) = drawn(chats, vault)
    assert card is not None and card.rows == ()


def test_a_digest_shows_the_earliest_ten_and_counts_the_rest(chats: Town, vault: Vault) -> None:  # noqa: F811
    several = [at_review(chats)[0] for _ in range(12)]
    due_on(chats, several[-1], date(2026, 11, 24))
    remind(chats, at(26, 8))
    card, _of_the_head = drawn(chats, vault)
    text = words(card)
    assert text.startswith("<b>مهلت ۱۲ مورد گذشته است.</b>")
    assert text.index("۱۴۰۵-۱۲ ·") < text.index("۱۴۰۵-۱ ·"), "its date is the earliest"
    assert text.count("مهلت ۱۴۰۵/۰۹/۰") == 10
    assert text.endswith("و ۲ مورد دیگر")
    assert card is not None and len(card.rows) == 10


def test_what_was_done_before_it_was_said_is_left_out(chats: Town, vault: Vault) -> None:  # noqa: F811
    first, second, third = (at_review(chats)[0] for _ in range(3))
    remind(chats, at(26, 8))
    chats.db.transact_now(desk.hold, first, chats.case(first).version, "because it is so", now=chats.now("expert"))
    (card,) = drawn(chats, vault)
    assert words(card).startswith("<b>مهلت ۲ مورد گذشته است.</b>")
    assert "دیگر" not in words(card)
    for case_id in (second, third):
        due_on(chats, case_id, date(2026, 11, 26) + timedelta(days=30))
    assert drawn(chats, vault) == [None]


@pytest.mark.parametrize("stage", reminders.TEMPLATES)
def test_every_stage_has_its_words(stage: str) -> None:
    assert "{count}" in wording.words("statuses")["reminders"][stage]
