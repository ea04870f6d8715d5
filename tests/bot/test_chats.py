"""Whole chats through the real client: topics, a group with another id, long messages, the pointless, much at once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cards.card import LIMIT, parted
from bot.delivery import build_bot
from bot.pacing import Paced
from cases import announcing, chats, digests, notices, staff
from cases.db import Session
from cases.models import Announcement, Notice, StaffGroup, Topic
from cases.notices import What
from nlp.wording import TEHRAN, shown
from tests.bot.chatting import GROUP, Chat, plain, served
from tests.cases.town import KNOWN, START, Town, settled  # noqa: F401

pytestmark = pytest.mark.anyio
FORUM = -1_000_000_000_777
MAYOR, PLAN = "mayor-appointment", "strategic-plan"


@pytest.fixture
async def chat(settled: Path, tmp_path: Path) -> AsyncIterator[Chat]:  # noqa: F811
    town = Town(Path(shutil.copy(settled, tmp_path / "town.sqlite")))
    async with served(town, tmp_path, partial(build_bot, limiter=Paced(town.db))) as made:
        made.case = town.open(KNOWN.get(MAYOR)).id
        yield made
    town.db.close()


async def forum(chat: Chat) -> None:
    """A staff group with topics, bound to the office."""
    await chat.control.add_group(FORUM, "F", [chat.account("expert")], forum=True)
    chat.town.db.transact_now(_bind, FORUM, forum=True)


def _bind(session: Session, chat_id: int, *, forum: bool, desk: str | None = None) -> None:
    session.add(StaffGroup(chat_id=chat_id, channel="tg", bound_at=START, forum=forum, desk=desk))


def put(chat: Chat, where: int, words: str, **more: object) -> Notice:
    what = What("held", {"case": chat.case, "reason": words}, **more)  # type: ignore[arg-type]
    made = chat.town.db.transact_now(notices.to_chat, "tg", where, what, at=chat.town.at)
    assert made is not None
    return made


async def deliver(chat: Chat, notice: Notice) -> Notice:
    await chat.delivery.deliver(notice.id)
    return chat.town.db.read_now(lambda session: session.get_one(Notice, notice.id))


async def threads(chat: Chat) -> dict[str, int | None]:
    """The words said in the forum and the topic of each, as the messenger has them."""
    said = [known for known in await chat.control.messages(FORUM) if known.by_bot and known.text and not known.deleted]
    return {known.text.rsplit(" ", 1)[-1].strip(): known.message.get("message_thread_id") for known in said}


async def test_cases_of_a_process_stand_in_one_topic_that_is_made_when_it_is_first_needed(chat: Chat) -> None:
    await forum(chat)
    for words, topic in (("one", MAYOR), ("two", MAYOR), ("three", PLAN), ("four", None)):
        assert (await deliver(chat, put(chat, FORUM, words, topic=topic))).state == "sent"
    made = await chat.control.calls("createForumTopic")
    assert [call["params"]["name"] for call in made] == [shown(KNOWN.get(MAYOR).title), shown(KNOWN.get(PLAN).title)]
    where = [call["params"].get("message_thread_id") for call in await chat.control.calls("sendMessage")][-4:]
    assert where[0] == where[1] != where[2] and where[3] is None
    assert None not in where[:3]


async def test_a_deleted_topic_is_made_anew_once_and_the_words_are_said_in_it(chat: Chat) -> None:
    await forum(chat)
    await deliver(chat, put(chat, FORUM, "before", topic=MAYOR))
    first = chat.town.db.read_now(_thread)
    await chat.delivery.bot.delete_forum_topic(FORUM, first)
    for words in ("after", "later"):
        assert (await deliver(chat, put(chat, FORUM, words, topic=MAYOR))).state == "sent"
    assert len(await chat.control.calls("createForumTopic")) == 2
    assert chat.town.db.read_now(_thread) != first
    last = (await chat.control.calls("sendMessage"))[-1]
    assert last["params"]["message_thread_id"] == chat.town.db.read_now(_thread)


async def test_a_closed_topic_is_opened(chat: Chat) -> None:
    await forum(chat)
    await deliver(chat, put(chat, FORUM, "before", topic=MAYOR))
    await chat.delivery.bot.close_forum_topic(FORUM, chat.town.db.read_now(_thread))
    assert (await deliver(chat, put(chat, FORUM, "after", topic=MAYOR))).state == "sent"
    assert len(await chat.control.calls("createForumTopic")) == 1


async def test_in_a_group_that_has_no_topics_any_more_the_words_are_said_plainly(chat: Chat) -> None:
    plain_group = FORUM - 1
    await chat.control.add_group(plain_group, "P", [chat.account("expert")])
    chat.town.db.transact_now(_bind, plain_group, forum=True)
    assert (await deliver(chat, put(chat, plain_group, "plain", topic=MAYOR))).state == "sent"
    assert not chat.town.db.read_now(lambda session: session.get_one(StaffGroup, plain_group).forum)


async def test_a_group_with_another_id_stays_the_group_it_was_and_nothing_is_lost_or_doubled(chat: Chat) -> None:
    old = -77
    await chat.control.add_group(old, "G", [chat.account("expert")])
    chat.town.db.transact_now(_bind, old, forum=False, desk="urban-affairs")
    before = await deliver(chat, put(chat, old, "card", slot="s"))
    new = await chat.control.migrate(old)
    first, second = put(chat, old, "card again", slot="s"), put(chat, old, "other", dedupe="x")
    await chat.delivery.deliver(first.id)
    await chat.deliver()
    assert before.state == "sent"
    groups = {group.chat_id: group.desk for group in chat.town.db.read_now(staff.groups)}
    assert groups.get(new) == "urban-affairs"
    assert old not in groups
    texts = [plain(said) for said in await chat.control.messages(new) if said.by_bot and "text" in said.message]
    assert [sum(words in text for text in texts) for words in ("card again", "other")] == [1, 1]
    after = chat.town.db.read_now(lambda session: session.get_one(Notice, second.id))
    assert (after.chat_id, after.state, after.dedupe) == (new, "sent", f"tg:{new}:x")
    chat.town.db.transact_now(chats.moved, "tg", old, new, at=chat.town.at)
    assert [group.chat_id for group in chat.town.db.read_now(staff.groups)].count(new) == 1


async def test_a_message_too_long_comes_in_parts_and_is_not_begun_again_when_one_fails(chat: Chat) -> None:
    lines = [f"line {number} " + "x" * 90 for number in range(80)]
    made = chat.town.db.transact_now(_announce, "\n".join(lines), chat.town.at)
    what = What(announcing.TEMPLATE, {"announcement": made})
    notice = chat.town.db.transact_now(notices.to_chat, "tg", chat.account("clerk"), what, at=chat.town.at)
    assert notice is not None
    since = await chat.control.mark()
    real, calls = chat.delivery.bot.send_message, 0

    async def second_fails(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            await chat.control.faults([{"kind": "error", "times": 1, "method": "sendMessage"}])
        return await real(*args, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(chat.delivery.bot), "send_message", lambda bot, *args, **named: second_fails(*args, **named))
        assert (await deliver(chat, notice)).state == "waiting"
    chat.town.at += timedelta(minutes=1)
    assert (await deliver(chat, notice)).state == "sent"
    said = [known.text for known in await chat.control.messages(chat.account("clerk"), since) if known.by_bot]
    assert len(said) > 1
    assert [line for text in said for line in text.splitlines() if line.startswith("line ")] == lines


@pytest.mark.parametrize("text", ["a" * 9000, "آب " * 4000, "😀" * 5000, "&amp;" * 2000, "x\n" * 5000])
def test_parts_keep_to_the_limit_and_lose_nothing(text: str) -> None:
    parts = parted(text)
    assert all(len(part.encode("utf-16-le")) // 2 <= LIMIT for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    if "&" in text:
        assert all(part.count("&amp;") * 5 == len(part) for part in parts)


async def test_what_has_become_pointless_is_not_said(chat: Chat) -> None:
    me = chat.account("clerk")
    expired = put(chat, me, "too late", expires_at=chat.town.at + timedelta(hours=1))
    chat.town.at += timedelta(hours=2)
    assert (await deliver(chat, put(chat, me, "in time"))).state == "sent"
    texts = [known.text for known in await chat.control.messages(me)]
    assert (any("too late" in text for text in texts), any("in time" in text for text in texts)) == (False, True)
    assert chat.town.db.read_now(lambda session: session.get_one(Notice, expired.id)).state == "stale"


async def test_after_an_outage_of_a_day_the_news_of_many_hours_come_in_one_message(chat: Chat) -> None:
    me = chat.account("secretary")
    await chat.deliver()
    await chat.control.faults([{"kind": "error", "times": 500, "method": "sendMessage", "chat_id": me}])
    waiting = [put(chat, me, f"news {number}") for number in range(chats.MANY + 2)]
    end = chat.town.at + timedelta(days=1)
    while chat.town.at < end:
        await chat.delivery.deliver(waiting[0].id)
        chat.town.at += timedelta(hours=1)
    assert chat.town.db.read_now(_states, me) <= {"waiting", "stale", "sent"}, "nothing is given up within a day"
    await chat.control.faults([])
    since = await chat.control.mark()
    for _ in range(2):
        chat.town.at += timedelta(hours=2)
        await chat.deliver()
    said = [known for known in await chat.control.messages(me, since) if known.by_bot]
    assert len(said) == 1
    assert shown(chat.town.case(chat.case).title) in plain(said[0])
    assert chat.town.db.read_now(_states, me) <= {"stale", "sent"}


async def test_a_few_that_waited_are_said_one_by_one(chat: Chat) -> None:
    me = chat.account("secretary")
    await chat.deliver()
    few = [put(chat, me, f"few {number}") for number in range(3)]
    chat.town.at += timedelta(days=1)
    since = await chat.control.mark()
    await chat.delivery.deliver(few[0].id)
    assert len(await chat.control.messages(me, since)) == 3


async def test_the_mornings_word_is_pinned_in_place_of_yesterdays(chat: Chat) -> None:
    await chat.deliver()
    await chat.control.set_bot_status(GROUP, chat.account("admin"), "administrator")
    chat.town.leave(chat.case, "sent")
    pinned = []
    for day in (23, 24):
        chat.town.at = datetime(2026, 11, day, 8, 5, tzinfo=TEHRAN)
        chat.town.db.transact_now(digests.tell, at=chat.town.at, office=chat.town.office)
        await chat.deliver()
        whole = await chat.delivery.bot.get_chat(GROUP)
        assert whole.pinned_message is not None
        pinned.append(whole.pinned_message.message_id)
    assert pinned[0] != pinned[1]
    assert [call["params"]["message_id"] for call in await chat.control.calls("unpinChatMessage")] == pinned[:1]


def _thread(session: Session) -> int:
    return session.get_one(Topic, ("tg", FORUM, MAYOR)).thread_id


def _states(session: Session, chat_id: int) -> set[str]:
    return set(session.scalars(select(Notice.state).where(Notice.chat_id == chat_id)))


def _announce(session: Session, text: str, at: object) -> int:
    row = Announcement(text=text, roles=["clerk"], municipality_id=None, by_id=1, at=at, people=1)
    session.add(row)
    session.flush()
    return row.id
