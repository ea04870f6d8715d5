"""The messenger is away for a day, or answers nothing that can be read: what arrives afterwards, how much, in which order."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cases import committees, desk, digests, notices, reminders, staff, subscriptions
from cases.db import Session
from cases.models import Announcement, Notice, Step
from cases.notices import What
from nlp.wording import TEHRAN
from tests.bot.chatting import GROUP, PATIENCE, Chat, plain, served
from tests.cases.town import FLOWS, KNOWN, START, Town, settled  # noqa: F401

pytestmark = pytest.mark.anyio
# Sunday noon at Tehran until Monday noon: two working days.
HOURS = 25


@pytest.fixture
async def chat(settled: Path, tmp_path: Path) -> AsyncIterator[Chat]:  # noqa: F811
    town = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    # Without the limiter: its minutes are the wall's, and this day is not.
    async with served(town, tmp_path) as made:
        town.db.transact_now(staff.bind, "tg", GROUP, at=START)
        await made.deliver()
        yield made
    town.db.close()


async def a_day_without_the_messenger(chat: Chat) -> None:
    """Everything that the program does by the hour goes on, and every delivery fails."""
    await chat.control.faults([{"kind": "error", "times": 100_000}])
    for _ in range(HOURS):
        for tell in (reminders.remind, digests.tell, subscriptions.tell_daily):
            chat.town.db.transact_now(tell, at=chat.town.at, office=chat.town.office)
        await chat.deliver()
        chat.town.at += timedelta(hours=1)
    await chat.control.faults([])


async def back_again(chat: Chat) -> None:
    """The messenger answers; every notice has had its time to be tried again."""
    for _ in range(3):
        chat.town.at += timedelta(hours=1, minutes=1)
        await chat.deliver()
    left = chat.town.db.read_now(lambda session: session.scalars(select(Notice).where(Notice.state == "waiting")).all())
    assert [(known.template, known.failure) for known in left] == []


async def came(chat: Chat, where: int, since: int) -> list[str]:
    return [plain(said) for said in await chat.control.messages(where, since) if said.by_bot and not said.deleted]


def due(chat: Chat, case_id: int, at: datetime) -> None:
    step_id = chat.town.open_step(case_id).id

    def move(session: Session) -> None:
        session.get_one(Step, step_id).due_at = at

    chat.town.db.transact_now(move)


async def test_a_day_without_the_messenger_ends_without_a_flood(chat: Chat) -> None:
    town, clerk = chat.town, chat.account("secretary")
    cases = [town.open(flow).id for flow in FLOWS if "secretary" in flow.opened_by][:3]
    for case_id in cases:
        town.leave(case_id, "sent")
    await chat.deliver()
    since = await chat.control.mark()
    _announce(chat, clerk, "first of all")
    for case_id in cases:
        for number in range(5):
            _put(chat, clerk, What("held", {"case": case_id, "reason": f"news {number}"}))
            _put(chat, GROUP, What("staff-card", {"case": case_id, "fresh": number == 0}, slot=f"case:{case_id}"))
    await a_day_without_the_messenger(chat)
    _announce(chat, clerk, "last of all")
    await back_again(chat)
    said = await came(chat, clerk, since)
    assert ["first of all" in text for text in said] == [True, *[False] * (len(said) - 1)], "what was first stays first"
    assert sum("last of all" in text for text in said) == 1
    # The two announcements, and one message in place of fifteen.
    assert len(said) == 3
    group = await came(chat, GROUP, since)
    numbers = [town.case(case_id).number for case_id in cases]
    # A card a case, and the words of the second day only.
    assert len(group) <= len(numbers) + 2


async def test_of_a_date_that_passed_meanwhile_only_its_last_stage_is_told(chat: Chat) -> None:
    town = chat.town
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    due(chat, case_id, town.at + timedelta(hours=3))
    who = chat.account("secretary")
    since = await chat.control.mark()
    await a_day_without_the_messenger(chat)
    made = _templates(chat, who)
    assert {"due-today", "late"} <= made.keys(), "both were written while the messenger was away"
    await back_again(chat)
    assert _templates(chat, who)["due-today"] == "stale"
    assert len(await came(chat, who, since)) == 1


async def test_yesterdays_digests_are_not_said_and_todays_are(chat: Chat) -> None:
    chat.case = chat.town.open(KNOWN.get("mayor-appointment")).id
    chat.town.leave(chat.case, "sent")
    await chat.deliver()
    await a_day_without_the_messenger(chat)
    await back_again(chat)
    words = chat.town.db.read_now(_digests)
    yesterday = chat.town.at.astimezone(TEHRAN).date() - timedelta(days=1)
    assert {state for day, state in words if day == yesterday} == {"stale"}
    assert all(state == "sent" for day, state in words if day > yesterday)
    assert any(day > yesterday for day, _ in words)


async def test_an_invitation_to_a_meeting_that_has_begun_is_not_said(chat: Chat) -> None:
    town = chat.town
    case_id = town.open(KNOWN.get("research")).id
    for outcome in ("done", "done", "sent", "approve"):
        town.leave(case_id, outcome)
    expert = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=expert)
    meeting: dict[str, Any] = {"meets_at": town.at + timedelta(hours=3), "place": "سالن", "agenda": ""}
    town.db.transact_now(committees.invite, case_id, town.case(case_id).version, **meeting, now=expert)
    town.at += timedelta(hours=4)
    await chat.deliver()
    assert town.db.read_now(_states_of, "invitation") == {"stale"}


async def test_who_was_given_a_case_that_went_on_to_another_meanwhile_is_not_told(chat: Chat) -> None:
    town, head = chat.town, chat.town.now("head")
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    town.leave(case_id, "sent")
    for who in ("expert", "expert-2"):
        town.db.transact_now(desk.assign, case_id, town.case(case_id).version, chat.person(who), now=head)
    await chat.deliver()
    assert (told_of(chat, "expert"), told_of(chat, "expert-2")) == (0, 1)


@pytest.mark.parametrize("kind", ["gateway", "dropped", "unreadable"])
async def test_an_answer_that_cannot_be_read_puts_a_notice_off_and_fails_none(chat: Chat, kind: str) -> None:
    me = chat.account("clerk")
    made = _announce(chat, me, f"said after {kind}")
    await chat.control.faults([{"kind": kind, "method": "sendMessage", "chat_id": me}])
    await chat.delivery.deliver(made.id)
    assert _state(chat, made) == "waiting"
    await chat.control.faults([])
    chat.town.at += timedelta(minutes=1)
    await chat.deliver()
    assert _state(chat, made) == "sent"


@pytest.mark.parametrize("kind", ["gateway", "dropped", "unreadable"])
async def test_an_answer_that_cannot_be_read_is_no_bug_of_the_handler(chat: Chat, kind: str) -> None:
    me = chat.account("clerk")
    await chat.control.faults([{"kind": kind, "times": 2, "method": "sendMessage", "chat_id": me}])
    since = await chat.control.mark()
    for words in ("/help", "/menu"):
        await chat.control.say(me, me, words)
    await chat.control.wait_message(me, lambda said: said.buttons != [], since=since, timeout=PATIENCE)
    said = await came(chat, me, since)
    # The lane waits for /help: its words, perhaps more than once where they did arrive, and only then the menu's.
    assert len(set(said[:-1])) == 1, "no apology, and no other words"


def told_of(chat: Chat, who: str) -> int:
    """How many messages in this person's chat tell of a case that is given to them."""
    notices_here = chat.town.db.read_now(_sent_to, chat.account(who), "assigned")
    return sum(known.message_id is not None for known in notices_here)


def _sent_to(session: Session, chat_id: int, template: str) -> list[Notice]:
    wanted = select(Notice).where(Notice.chat_id == chat_id, Notice.template == template, Notice.state == "sent")
    return list(session.scalars(wanted))


def _states_of(session: Session, template: str) -> set[str]:
    return set(session.scalars(select(Notice.state).where(Notice.template == template)))


def _put(chat: Chat, where: int, what: What) -> Notice:
    made = chat.town.db.transact_now(notices.to_chat, "tg", where, what, at=chat.town.at)
    assert made is not None
    return made


def _announce(chat: Chat, where: int, text: str) -> Notice:
    def write(session: Session) -> int:
        row = Announcement(text=text, roles=["clerk"], municipality_id=None, by_id=1, at=chat.town.at, people=1)
        session.add(row)
        session.flush()
        return row.id

    return _put(chat, where, What("announcement", {"announcement": chat.town.db.transact_now(write)}))


def _state(chat: Chat, notice: Notice) -> str:
    return chat.town.db.read_now(lambda session: session.get_one(Notice, notice.id).state)


def _templates(chat: Chat, where: int) -> dict[str, str]:
    def look(session: Session) -> dict[str, str]:
        found = session.scalars(select(Notice).where(Notice.chat_id == where).order_by(Notice.id))
        return {known.template: known.state for known in found}

    return chat.town.db.read_now(look)


def _digests(session: Session) -> list[tuple[Any, str]]:
    wanted = (digests.MORNING, digests.EVENING, digests.HEAD)
    found = session.scalars(select(Notice).where(Notice.template.in_(wanted))).all()
    told = [known for known in found if known.facts["counts"]]
    return [(known.made_at.astimezone(TEHRAN).date(), known.state) for known in told]
