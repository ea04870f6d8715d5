"""The morning's word to the desk's groups, the day's end, and what the heads hear: once, on working days, of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import announcements
from cases import desk, digests, queries, reminders
from cases.db import Session
from cases.models import Notice, StaffGroup
from cases.vault import Vault
from nlp.wording import TEHRAN
from tests.cases.town import KNOWN, START, Town
from workflows import workdays

ALL, OURS, THEIRS = -1, -12, -13
MAYOR = KNOWN.get("mayor-appointment")
SUNDAY, MONDAY, THURSDAY = 22, 23, 26


@pytest.fixture
def chats(town: Town) -> Town:
    """The office's group of all desks, one of the cases' desk and one of another; everybody can be written to."""
    town.reachable()
    town.db.transact_now(_bind)
    return town


def _bind(session: Session) -> None:
    for chat_id, of in ((OURS, "urban-affairs"), (THEIRS, "rural")):
        session.add(StaffGroup(chat_id=chat_id, channel="tg", bound_at=START, desk=of))


def at(day: int, hour: int, minute: int = 5) -> datetime:
    """At Tehran, in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


def tell(town: Town, when: datetime) -> int:
    town.at = when
    town.db.transact_now(reminders.remind, at=when, office=town.office)
    return town.db.transact_now(digests.tell, at=when, office=town.office)


def sent(town: Town) -> int:
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    return case_id


def said(town: Town, template: str) -> dict[int, dict[str, Any]]:
    """What was said, by chat; what was only remembered is not said."""

    def rows(session: Session) -> list[Notice]:
        wanted = select(Notice).where(Notice.template == template, Notice.state != "stale").order_by(Notice.id)
        return list(session.scalars(wanted))

    return {notice.chat_id: notice.facts for notice in town.db.read_now(rows)}


def test_each_group_hears_in_the_morning_of_its_own_desk_and_once(chats: Town) -> None:
    sent(chats)
    assert [tell(chats, at(MONDAY, hour)) for hour in (7, 8, 9, 13)] == [0, 2, 0, 0]
    told = said(chats, digests.MORNING)
    assert {chat: facts["counts"] for chat, facts in told.items()} == {ALL: {"new": 1}, OURS: {"new": 1}}
    assert all(facts["pin"] for facts in told.values())


def test_what_was_missed_while_nothing_ran_is_said_once_in_the_same_morning(chats: Town) -> None:
    sent(chats)
    assert [tell(chats, at(MONDAY, hour)) for hour in (11, 12)] == [2, 0]


def test_where_there_is_nothing_to_say_nothing_is_said_and_what_comes_later_is_no_mornings_word(chats: Town) -> None:
    assert tell(chats, at(MONDAY, 8)) == 0
    sent(chats)
    assert tell(chats, at(MONDAY, 11)) == 0
    assert said(chats, digests.MORNING) == {}


def test_the_office_chooses_the_hours_of_both_words(chats: Town) -> None:
    chats.office = replace(chats.office, digests=(10, 16))
    sent(chats)
    assert tell(chats, at(MONDAY, 9)) == 0
    assert tell(chats, at(MONDAY, 10)) > 0
    assert tell(chats, at(MONDAY, 15)) == 0
    assert said(chats, digests.EVENING) == {}
    tell(chats, at(MONDAY, 16))
    assert said(chats, digests.MORNING).keys() == {ALL, OURS}


def test_on_a_closed_day_nothing_is_said(chats: Town) -> None:
    sent(chats)
    assert [tell(chats, at(THURSDAY, hour)) for hour in (8, 15)] == [0, 0]


def test_what_nobody_took_is_new_for_one_day_and_waits_then_until_it_is_claimed(chats: Town) -> None:
    case_id = sent(chats)
    tell(chats, at(MONDAY, 8))
    tell(chats, at(MONDAY + 1, 8))
    assert said(chats, digests.MORNING)[OURS]["counts"] == {"free": 1}
    chats.db.transact_now(desk.claim, case_id, chats.case(case_id).version, now=chats.now("expert"))
    assert tell(chats, at(MONDAY + 2, 8)) == 0


def test_a_date_is_todays_on_its_day_and_late_after_it_for_the_group_and_the_head(chats: Town) -> None:
    case_id = sent(chats)
    chats.db.transact_now(desk.claim, case_id, chats.case(case_id).version, now=chats.now("expert"))
    chats.db.transact_now(_due, case_id, workdays.end_of(at(MONDAY, 8).date()))
    tell(chats, at(MONDAY, 8))
    assert said(chats, digests.MORNING)[OURS]["counts"] == {"today": 1}
    assert said(chats, digests.HEAD) == {}
    assert tell(chats, at(MONDAY + 1, 8)) == 3
    assert said(chats, digests.MORNING)[OURS]["counts"] == {"late": 1}
    head = chats.now("head").by.person.id
    assert {chat: facts["counts"] for chat, facts in said(chats, digests.HEAD).items()} == {head: {"late": 1}}


def test_the_day_ends_with_what_was_done_in_it(chats: Town) -> None:
    sent(chats)
    case_id = sent(chats)
    chats.leave(case_id, "approve")
    assert [tell(chats, at(SUNDAY, hour)) for hour in (14, 15, 17)] == [2, 0, 0]
    assert said(chats, digests.EVENING)[OURS]["counts"] == {"came": 2, "decided": 1, "free": 1, "late": 0}
    assert THEIRS not in said(chats, digests.EVENING)
    assert tell(chats, at(MONDAY, 14)) == 0, "nothing was done"


def test_what_is_said_is_drawn_and_what_has_gone_on_since_is_left_out(chats: Town, tmp_path: Path) -> None:
    case_id = sent(chats)
    other = sent(chats)
    tell(chats, at(MONDAY, 8))
    chats.leave(case_id, "approve")
    gone, stays = chats.case(case_id).number, chats.case(other).number

    def drawn(session: Session) -> str:
        wanted = select(Notice).where(Notice.template == digests.MORNING, Notice.chat_id == OURS)
        card = announcements.draw(session, session.scalars(wanted).one(), Vault(tmp_path))
        return card.text if card else ""

    text = chats.db.read_now(drawn).translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789", "\u2068\u2069"))
    assert f"{stays} ·" in text
    assert f"{gone} ·" not in text


def _due(session: Session, case_id: int, due_at: datetime) -> None:
    step = queries.open_step(queries.case(session, case_id))
    assert step is not None
    step.due_at = due_at
