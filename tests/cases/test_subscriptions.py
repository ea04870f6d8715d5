"""How council members hear of their council's cases: at once, once a day, only of results, not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import announcements
from bot.callbacks import Act, Press
from cases import events, lifecycle, queries, subscriptions
from cases.db import Session
from cases.errors import Refusal
from cases.lifecycle import Moment
from cases.models import Event, Notice, Role
from cases.people import By
from cases.vault import Vault
from tests.cases.town import KNOWN, Town

MAYOR = KNOWN.get("mayor-appointment")
OF_CASES = ("case-sent", "case-closed", "step-left", "step-notice", subscriptions.DIGEST)


@pytest.fixture
def chats(town: Town) -> Town:
    town.reachable()
    return town


def member(town: Town) -> Moment:
    return town.now("council-member")


def choose(town: Town, rhythm: str) -> int:
    now = member(town)
    town.db.transact_now(subscriptions.choose, rhythm, by=now.by, at=now.at)
    return now.by.person.id


def sent(town: Town) -> int:
    case_id = town.open(MAYOR).id
    town.leave(case_id, "sent")
    return case_id


def heard(town: Town, person: int) -> list[str]:
    return [template for chat, template in town.told(*OF_CASES) if chat == person]


def withdrawn(town: Town, case_id: int) -> None:
    town.db.transact_now(lifecycle.withdraw, case_id, town.case(case_id).version, now=town.now("secretary"))


def tell(town: Town, *, days: int) -> int:
    """The daily round of some days later, in the morning at Tehran."""
    at = (town.at + timedelta(days=days)).replace(hour=6)
    town.at = at
    return town.db.transact_now(subscriptions.tell_daily, at=at, office=town.office)


def test_who_has_chosen_nothing_hears_at_once_of_everything(chats: Town) -> None:
    withdrawn(chats, sent(chats))
    assert heard(chats, member(chats).by.person.id) == ["case-closed", "case-sent"]


def test_who_wants_results_hears_how_a_case_ended_and_no_more(chats: Town) -> None:
    person = choose(chats, "results")
    case_id = sent(chats)
    assert heard(chats, person) == []
    withdrawn(chats, case_id)
    assert heard(chats, person) == ["case-closed"]


def test_who_wants_nothing_hears_nothing_while_the_others_do(chats: Town) -> None:
    person = choose(chats, "never")
    withdrawn(chats, sent(chats))
    assert heard(chats, person) == []
    assert len({chat for chat, _ in chats.told("case-sent")}) == 4, "of five members the other four"


def test_a_kind_of_case_is_turned_off_and_on_again(chats: Town) -> None:
    now = member(chats)
    for muted in (True, False):
        given = {"muted": muted, "by": now.by, "at": now.at, "office": chats.office}
        chats.db.transact_now(subscriptions.mute, MAYOR.slug, **given)
        sent(chats)
        assert len(heard(chats, now.by.person.id)) == (0 if muted else 1)


def test_once_a_day_all_that_has_changed_is_one_message(chats: Town) -> None:
    person = choose(chats, "daily")
    cases = [sent(chats), sent(chats)]
    assert heard(chats, person) == []
    assert tell(chats, days=0) == 0, "the day has not passed"
    assert tell(chats, days=1) == 1
    assert tell(chats, days=0) == 0, "once a day"
    assert tell(chats, days=1) == 0, "nothing has changed since"
    assert heard(chats, person) == [subscriptions.DIGEST]
    notice = chats.db.read_now(lambda session: session.scalars(select(Notice).order_by(Notice.id.desc())).first())
    assert notice is not None
    assert notice.facts["cases"] == cases


def test_a_daily_word_skips_what_is_turned_off_and_what_was_never_sent(chats: Town) -> None:
    now = member(chats)
    choose(chats, "daily")
    given = {"muted": True, "by": now.by, "at": now.at, "office": chats.office}
    chats.db.transact_now(subscriptions.mute, MAYOR.slug, **given)
    sent(chats)
    draft = chats.open(KNOWN.get("local-charges"))
    assert draft.state == "draft"
    assert tell(chats, days=1) == 0


def test_in_the_night_nobody_is_told_and_in_the_morning_everything(chats: Town) -> None:
    chats.office = replace(chats.office, quiet=(21, 7))
    choose(chats, "daily")
    sent(chats)
    night = (chats.at + timedelta(days=1)).replace(hour=22)
    assert chats.office.is_quiet(night)
    assert chats.db.transact_now(subscriptions.tell_daily, at=night, office=chats.office) == 0
    assert tell(chats, days=3) == 1, "what was missed while nothing ran is told too"


def test_only_members_choose_and_only_what_there_is(chats: Town) -> None:
    now, expert = member(chats), chats.now("expert")
    for rhythm, by, key in (("daily", expert.by, "not-your-role"), ("hourly", now.by, "rhythm-unknown")):
        with pytest.raises(Refusal) as refused:
            chats.db.transact_now(subscriptions.choose, rhythm, by=by, at=now.at)
        assert refused.value.key == key
    for entry in ("nothing", "performance-evaluation"):
        given = {"muted": True, "by": now.by, "at": now.at, "office": chats.office}
        with pytest.raises(Refusal) as refused:
            chats.db.transact_now(subscriptions.mute, entry, **given)
        assert refused.value.key == "entry-unknown"


def test_a_choice_is_in_the_log_once(chats: Town) -> None:
    person = choose(chats, "daily")
    choose(chats, "daily")
    lines = chats.db.read_now(events.verify)
    assert lines == []
    kinds = [line.kind for line in chats.db.read_now(_of_person, person)]
    assert kinds == ["subscription-changed"]


def test_every_notice_to_a_council_can_be_turned_off_below_it(chats: Town, tmp_path: Path) -> None:
    withdrawn(chats, sent(chats))
    person = member(chats).by.person.id
    notices = chats.db.read_now(_notices_to, person)
    assert {notice.template for notice in notices} == {"case-sent", "case-closed"}
    for notice in notices:
        card = chats.db.read_now(announcements.draw, notice, Vault(tmp_path))
        assert card is not None
        assert [Press.unpack(button.data).act for button in card.rows[-1]] == [Act.subscription, Act.unsubscribe]


def test_a_daily_word_shows_nobody_anothers_cases(chats: Town) -> None:
    case_id = sent(chats)
    now = member(chats)
    other = chats.db.read_now(_member_of, 2)
    assert [case.id for case in chats.db.read_now(subscriptions.still, [case_id], now.by)] == [case_id]
    assert chats.db.read_now(subscriptions.still, [case_id], other) == []


def _of_person(session: Session, person: int) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.stream == f"person:{person}")))


def _notices_to(session: Session, chat: int) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.chat_id == chat, Notice.template.in_(OF_CASES))))


def _member_of(session: Session, city: int) -> By:
    found = select(Role.person_id).where(Role.role == "council-member", Role.municipality_id == city)
    people = {person.id: person for person in queries.people_with(session, "council-member")}
    return By(people[session.scalars(found).all()[0]], None)
