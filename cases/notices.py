"""The outbox: what is to be said in which chat, written in the transaction that it tells of.

Door: `to_person`, `to_people`, `to_staff`, `to_role` write; `next_for`, `sent`, `failed` serve the delivery. Promise: at
least once, at most once a dedupe key, in order within a chat; of several for one slot only the newest is said. Not here:
words and buttons (bot.cards), the sending (bot.delivery), what happens to a whole chat (chats).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases import jobs
from cases.models import Account, Deputy, Notice, Person, Post, Role, StaffGroup

# Longer than a day: a messenger that is away for one loses nobody's notices.
PAUSES = (2, 5, 15, 60, 300, 900, *(3600,) * 30)


@dataclass(frozen=True, slots=True)
class What:
    """What is to be said: a template of templates/chat and its facts (ids, plain data).

    `slot`: it replaces what stands in that slot of the chat. `dedupe`: together with the chat, said at most once. `topic`:
    where it stands in a chat with topics. `expires_at`: from then on it is not worth saying.
    """

    template: str
    facts: dict[str, Any]
    slot: str | None = None
    dedupe: str | None = None
    silent: bool = False
    topic: str | None = None
    expires_at: datetime | None = None


def to_chat(session: Session, channel: str, chat_id: int, what: What, *, at: datetime) -> Notice | None:
    """Puts `what` into the outbox of one chat; None when its dedupe key was used before."""
    dedupe = f"{channel}:{chat_id}:{what.dedupe}" if what.dedupe else None
    if dedupe and session.scalar(select(Notice.id).where(Notice.dedupe == dedupe)):
        return None
    facts = what.facts
    for older in _waiting_in(session, channel, chat_id, what.slot):
        older.state, older.next_try_at = "stale", None
        # What was to be said anew, at the end of the chat, still is.
        facts = {**facts, "fresh": facts.get("fresh") or older.facts.get("fresh", False)}
    notice = Notice(
        channel=channel,
        chat_id=chat_id,
        template=what.template,
        facts=facts,
        slot=what.slot,
        dedupe=dedupe,
        silent=what.silent,
        made_at=at,
        state="waiting",
        next_try_at=at,
        expires_at=what.expires_at,
        topic=what.topic,
    )
    session.add(notice)
    session.flush()
    jobs.ask(session, delivery_job(notice))
    return notice


def _waiting_in(session: Session, channel: str, chat_id: int, slot: str | None) -> list[Notice]:
    if slot is None:
        return []
    same = select(Notice).where(Notice.channel == channel, Notice.chat_id == chat_id, Notice.slot == slot)
    return list(session.scalars(same.where(Notice.state == "waiting")))


def to_person(session: Session, person_id: int, what: What, *, at: datetime) -> None:
    """`to_people` for one."""
    to_people(session, [person_id], what, at=at)


def to_people(session: Session, person_ids: Iterable[int], what: What, *, at: datetime) -> None:
    """Says it on every account of these people, and of their deputies, that has not blocked the bot; once in a chat."""
    wanted = set(person_ids)
    deputies = (
        select(Deputy.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(Deputy.person_id.in_(wanted), Deputy.since <= at, Deputy.until > at, Person.active)
    )
    wanted |= set(session.scalars(deputies))
    accounts = (
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id.in_(wanted), Account.blocked_at.is_(None), Person.active)
        .order_by(Account.person_id, Account.id)
    )
    for account in session.scalars(accounts):
        to_chat(session, account.id.partition(":")[0], account.chat_id, what, at=at)


def to_staff(session: Session, what: What, *, at: datetime, desk: str | None = None) -> None:
    """Says it in every bound staff group of this desk and of all desks; without one, in every group."""
    groups = select(StaffGroup).order_by(StaffGroup.chat_id)
    if desk is not None:
        groups = groups.where(StaffGroup.desk.is_(None) | (StaffGroup.desk == desk))
    for group in session.scalars(groups):
        to_chat(session, group.channel, group.chat_id, what, at=at)


def to_role(
    session: Session, roles: Iterable[str], what: What, *, at: datetime, municipality_id: int | None = None
) -> None:
    """Says it to every active person with one of the roles; for a city's roles, in that city only."""
    people = (
        select(Role.person_id)
        .join(Person, Person.id == Role.person_id)
        .where(Role.role.in_(list(roles)), Person.active)
    )
    if municipality_id is not None:
        people = people.where(Role.municipality_id == municipality_id)
    to_people(session, session.scalars(people).all(), what, at=at)


def next_for(session: Session, channel: str, chat_id: int) -> Notice | None:
    """The oldest notice of the chat that still waits, due or not: order within a chat is kept."""
    return session.scalars(
        select(Notice)
        .where(Notice.channel == channel, Notice.chat_id == chat_id, Notice.state == "waiting")
        .order_by(Notice.id)
        .limit(1)
    ).first()


def post_of(session: Session, channel: str, chat_id: int, slot: str | None) -> int | None:
    """The message that stands in the slot."""
    post = session.get(Post, (channel, chat_id, slot)) if slot else None
    return post.message_id if post else None


def put_post(session: Session, channel: str, chat_id: int, slot: str, message_id: int) -> None:
    """Remembers the message that stands in the slot."""
    session.merge(Post(channel=channel, chat_id=chat_id, slot=slot, message_id=message_id))


def clear_post(session: Session, channel: str, chat_id: int, slot: str) -> None:
    """The message of the slot is gone; the next thing said there is a new message."""
    post = session.get(Post, (channel, chat_id, slot))
    if post is not None:
        session.delete(post)


def sent(session: Session, notice_id: int, *, message_id: int | None, at: datetime) -> None:
    """It stands in the chat."""
    notice = session.get_one(Notice, notice_id)
    notice.state, notice.sent_at, notice.message_id, notice.next_try_at = "sent", at, message_id, None
    notice.ended_at = at
    if notice.slot and message_id:
        put_post(session, notice.channel, notice.chat_id, notice.slot, message_id)


def failed(
    session: Session, notice_id: int, *, why: str, at: datetime, final: bool = False, retry_after: float | None = None
) -> None:
    """It could not be said: tried again after a growing pause, or, finally, kept as a named failure.

    `retry_after`: the messenger, or its limits, want this pause; that is nobody's failure, and never the last try.
    """
    notice = session.get_one(Notice, notice_id)
    if notice.state != "waiting":
        return
    notice.failure = why[:250]
    if final or (retry_after is None and notice.attempt + 1 >= len(PAUSES)):
        notice.state, notice.next_try_at, notice.ended_at = "failed", None, at
        return
    pause = retry_after if retry_after is not None else PAUSES[notice.attempt]
    notice.attempt += 1
    notice.next_try_at = at + timedelta(seconds=pause)


def expire(session: Session, notice_id: int, *, at: datetime | None = None) -> None:
    """Its time has passed before it could be said; at `at`, where that was found by trying to say it."""
    notice = session.get_one(Notice, notice_id)
    if notice.state == "waiting":
        notice.state, notice.next_try_at, notice.ended_at = "stale", None, at


def said_so_far(session: Session, notice_id: int, parts: int) -> None:
    """So many parts of a long message stand in the chat; another try goes on from there."""
    notice = session.get_one(Notice, notice_id)
    notice.facts = {**notice.facts, "parts": parts}


def delivery_job(notice: Notice) -> jobs.Job:
    """The job that delivers what waits in this notice's chat."""
    lane = f"{notice.channel}:{notice.chat_id}"
    return jobs.Job("deliveries", notice.id, lane=lane, attempt=notice.attempt)


def due(session: Session, *, at: datetime, limit: int = 200) -> list[Notice]:
    """The notices whose time has come, the oldest of each chat first."""
    first = select(func.min(Notice.id)).where(Notice.state == "waiting").group_by(Notice.channel, Notice.chat_id)
    return list(
        session.scalars(
            select(Notice).where(Notice.id.in_(first), Notice.next_try_at <= at).order_by(Notice.id).limit(limit)
        )
    )


def forget(session: Session, *, before: datetime) -> None:
    """Deletes notices that were said, or overtaken, before `before`; failures stay to be seen."""
    session.execute(delete(Notice).where(Notice.state.in_(("sent", "stale")), Notice.made_at < before))
