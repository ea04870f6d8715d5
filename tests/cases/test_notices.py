"""What the outbox says, to whom, in which order, and what becomes of what could not be said."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from cases import notices, people
from cases.models import Notice
from cases.notices import What
from tests.cases.town import START, Town

SECOND = timedelta(seconds=1)


def _say(town: Town, chat: int, what: What) -> int:
    notice = town.db.transact_now(notices.to_chat, "tg", chat, what, at=START)
    assert notice is not None
    return notice.id


def _of(town: Town, notice_id: int) -> Notice:
    return town.db.read_now(lambda session: session.get_one(Notice, notice_id))


def test_a_failed_notice_waits_ever_longer_or_as_long_as_the_messenger_says(town: Town) -> None:
    notice_id = _say(town, 9, What("late", {}))
    waits = []
    for _ in notices.PAUSES[:-1]:
        town.db.transact_now(notices.failed, notice_id, why="NetworkError", at=START)
        next_try = _of(town, notice_id).next_try_at
        assert next_try is not None
        waits.append((next_try - START).total_seconds())
    assert waits == sorted(waits) == [float(pause) for pause in notices.PAUSES[:-1]]
    other = _say(town, 10, What("late", {}))
    town.db.transact_now(notices.failed, other, why="RetryAfter", at=START, retry_after=37)
    assert _of(town, other).next_try_at == START + 37 * SECOND


def test_nothing_overtakes_what_waits_in_its_chat_and_no_chat_waits_for_another(town: Town) -> None:
    first, second, elsewhere = (_say(town, chat, What("late", {})) for chat in (9, 9, 10))
    town.db.transact_now(notices.failed, first, why="NetworkError", at=START)
    oldest = town.db.read_now(notices.next_for, "tg", 9)
    assert oldest is not None and oldest.id == first
    assert [notice.id for notice in town.db.read_now(notices.due, at=START)] == [elsewhere]
    town.db.transact_now(notices.failed, first, why="Forbidden", at=START, final=True)
    oldest = town.db.read_now(notices.next_for, "tg", 9)
    assert oldest is not None and oldest.id == second


def test_one_key_is_said_once_in_each_chat(town: Town) -> None:
    what = What("late", {}, dedupe="late:1")
    assert _say(town, 9, what) != _say(town, 10, what)
    assert town.db.transact_now(notices.to_chat, "tg", 9, what, at=START) is None


def test_who_blocked_the_bot_is_not_written_to_on_that_account_alone(town: Town) -> None:
    for chat in (51, 52):
        town.db.transact_now(people.join_by_phone, "+989000000102", account_id=f"tg:{chat}", chat_id=chat, at=START)
    town.db.transact_now(people.blocked, "tg:51", at=START)
    by = town.db.read_now(people.who, "tg:52", at=START)
    assert by is not None
    town.db.transact_now(notices.to_person, by.person.id, What("late", {}), at=START)
    chats = town.db.read_now(lambda session: list(session.scalars(select(Notice.chat_id))))
    assert chats == [52]


def test_what_was_said_is_edited_in_its_slot_until_the_message_is_gone(town: Town) -> None:
    notice_id = _say(town, 9, What("staff-card", {}, slot="case:1"))
    town.db.transact_now(notices.sent, notice_id, message_id=5, at=START)
    assert town.db.read_now(notices.post_of, "tg", 9, "case:1") == 5
    town.db.transact_now(notices.clear_post, "tg", 9, "case:1")
    assert town.db.read_now(notices.post_of, "tg", 9, "case:1") is None


def test_what_was_said_is_forgotten_in_time_and_failures_stay_to_be_seen(town: Town) -> None:
    said, failed, waiting = (_say(town, chat, What("late", {})) for chat in (9, 10, 11))
    town.db.transact_now(notices.sent, said, message_id=5, at=START)
    town.db.transact_now(notices.failed, failed, why="Forbidden", at=START, final=True)
    town.db.transact_now(notices.forget, before=START)
    assert _of(town, said).state == "sent", "made at that moment, not before it"
    town.db.transact_now(notices.forget, before=START + SECOND)
    left = town.db.read_now(lambda session: list(session.scalars(select(Notice.id).order_by(Notice.id))))
    assert left == [failed, waiting]
