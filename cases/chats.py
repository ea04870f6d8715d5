"""What happens to a chat as a whole: its topics, another id, and too much that has been waiting for one person.

Door: `has_topics`, `thread`, `keep_thread`, `forget_thread`, `without_topics`; `moved`; `gather`, `still`. Promise: a topic is
known by what is shown in it; a group that got another id stays the group it was, once; what gathered while the messenger was
away is told in one message. Not here: the single notice (notices), which groups there are (staff), the sending (bot.delivery).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases import events, jobs, notices, queries
from cases.models import Case, Notice, Post, Seat, StaffGroup, Step, Topic
from cases.notices import What
from cases.people import By

MISSED = "missed"
MANY = 6
"""From so many on, what has waited is told in one message."""
LONG = timedelta(hours=6)
# News of a case that its card shows as well. Questions, letters and files are never thrown together.
_NEWS = ("case-sent", "step-notice", "step-left", "held", "resumed", "extended", "your-turn", "returned", "unassigned")


def thread(session: Session, notice: Notice) -> int | None:
    """The topic in which the notice is to stand; None where it is still to be made."""
    known = session.get(Topic, (notice.channel, notice.chat_id, notice.topic))
    return known.thread_id if known else None


def has_topics(session: Session, notice: Notice) -> bool:
    """Whether the notice belongs into a topic: it names one, and the chat is a group with topics."""
    group = session.get(StaffGroup, notice.chat_id) if notice.topic else None
    return group is not None and group.forum


def keep_thread(session: Session, notice: Notice, thread_id: int) -> None:
    """From now on what has the notice's topic stands there."""
    session.merge(Topic(channel=notice.channel, chat_id=notice.chat_id, key=notice.topic or "", thread_id=thread_id))


def forget_thread(session: Session, notice: Notice) -> None:
    """The topic is gone, and so are the messages in it; it is made anew."""
    known = session.get(Topic, (notice.channel, notice.chat_id, notice.topic))
    if known is not None:
        session.delete(known)


def without_topics(session: Session, notice: Notice) -> None:
    """The group has no topics, or no longer."""
    group = session.get(StaffGroup, notice.chat_id)
    if group is not None:
        group.forum = False
        session.execute(delete(Topic).where(Topic.channel == notice.channel, Topic.chat_id == notice.chat_id))


def moved(session: Session, channel: str, old: int, new: int, *, at: datetime) -> None:
    """The group has become another kind of group and has another id. Once: told again, it changes nothing.

    Messages of the old group cannot be edited from the new one, whose ids begin anew: what stands there is said anew.
    """
    group = session.get(StaffGroup, old)
    if group is not None and session.get(StaffGroup, new) is None:
        copy = StaffGroup(chat_id=new, channel=channel, bound_at=group.bound_at, desk=group.desk, title=group.title)
        session.add(copy)
        events.record(session, events.OFFICE, "group-moved", by=None, at=at, chat=old, to=new)
    if group is not None:
        session.delete(group)
    for row in (Post, Topic):
        session.execute(delete(row).where(row.channel == channel, row.chat_id == old))
    waiting = _waiting(session, channel, old)
    known = {notice.dedupe for notice in _waiting(session, channel, new)}
    for notice in waiting:
        notice.chat_id, notice.dedupe = new, _moved_key(notice.dedupe, channel, old, new)
        if notice.dedupe is not None and notice.dedupe in known:
            notice.state, notice.next_try_at, notice.dedupe = "stale", None, None
    if waiting:
        # The next attempt is another job, in the lane of the new id.
        waiting[0].attempt, waiting[0].next_try_at = waiting[0].attempt + 1, at
        jobs.ask(session, notices.delivery_job(waiting[0]))


def _moved_key(key: str | None, channel: str, old: int, new: int) -> str | None:
    return f"{channel}:{new}:{key.removeprefix(f'{channel}:{old}:')}" if key else None


def gather(session: Session, channel: str, chat_id: int, *, at: datetime) -> int:
    """Where much has waited long for one person, puts the news of cases into one message; returns how many it replaces."""
    if chat_id < 0:
        return 0
    waiting = (Notice.channel == channel, Notice.chat_id == chat_id, Notice.state == "waiting")
    count, oldest = session.execute(select(func.count(), func.min(Notice.made_at)).where(*waiting)).one()
    if count < MANY or oldest > at - LONG:
        return 0
    news = [known for known in _waiting(session, channel, chat_id) if known.template in _NEWS and known.slot is None]
    if len(news) < MANY:
        return 0
    ids = list(dict.fromkeys(known.facts["case"] for known in news))
    for known in news:
        known.state, known.next_try_at = "stale", None
    since = min(known.made_at for known in news)
    facts = {"cases": ids, "count": len(news), "since": since.isoformat()}
    notices.to_chat(session, channel, chat_id, What(MISSED, facts), at=at)
    return len(news)


def still(session: Session, case_ids: Iterable[int], by: By) -> list[Case]:
    """Those of the cases that the person may see still, with city, definition and steps, the newest news last."""
    wanted = select(Case).where(Case.id.in_(list(case_ids))).order_by(Case.touched_at, Case.id)
    loaded = (
        joinedload(Case.municipality),
        joinedload(Case.definition),
        selectinload(Case.steps).joinedload(Step.claimant),
        selectinload(Case.steps).selectinload(Step.seats).joinedload(Seat.person),
    )
    return [case for case in session.scalars(wanted.options(*loaded)) if queries.may_see(by, case)]


def _waiting(session: Session, channel: str, chat_id: int) -> list[Notice]:
    here = select(Notice).where(Notice.channel == channel, Notice.chat_id == chat_id, Notice.state == "waiting")
    return list(session.scalars(here.order_by(Notice.id)))
