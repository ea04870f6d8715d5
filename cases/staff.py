"""The groups where the office's people decide, and how a group becomes one of them.

Door: `bind`, `make_code`, `bind_by_code`, `unbind`, `groups`. Promise: a group is bound by the program's own setting or by a
one-time code that an admin has made and somebody has typed in the group itself; only the code's hash is kept. Not here:
what is shown in which group (notices, showing).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases import events, people
from cases.errors import NotFound, Refusal
from cases.models import GroupCode, Notice, Post, StaffGroup, Topic
from cases.people import By

CODE_LIFE = timedelta(hours=1)
CODE_LENGTH = 10
# Without letters that are mistaken for one another when typed from another screen.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def bind(session: Session, channel: str, chat_id: int, *, at: datetime) -> None:
    """From now on the cases' cards are shown in this chat. Binding it again changes nothing."""
    if session.get(StaffGroup, chat_id) is None:
        session.add(StaffGroup(chat_id=chat_id, channel=channel, bound_at=at))
        events.record(session, events.OFFICE, "group-bound", by=None, at=at, chat=chat_id)


def make_code(session: Session, desk: str | None, *, by: By, at: datetime) -> str:
    """A one-time code, for an hour, that binds the group it is typed in to a desk, or to all; told once, kept as a hash.

    An earlier one for the same desk that nobody has used ends with it. Refuses: not-your-role.
    """
    people.require(by, ["admin"])
    same = GroupCode.desk.is_(None) if desk is None else GroupCode.desk == desk
    unused = (same, GroupCode.used_at.is_(None), GroupCode.expires_at > at)
    session.execute(update(GroupCode).where(*unused).values(expires_at=at))
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    made = GroupCode(
        code_hash=_hash(code), desk=desk, made_by=by.person.id, made_at=at, expires_at=at + CODE_LIFE, used_at=None
    )
    session.add(made)
    events.record(session, events.OFFICE, "group-code-made", by=by, at=at, desk=desk)
    return code


def bind_by_code(
    session: Session,
    code: str,
    *,
    channel: str,
    chat_id: int,
    title: str | None,
    forum: bool,
    account: str | None,
    at: datetime,
) -> StaffGroup:
    """Binds the group that the code was typed in; one that is bound already gets the code's desk. Typing the code again in
    the same group changes nothing.

    `account`: who typed it, for the log. Refuses: group-code-unknown, group-code-expired, group-code-used.
    """
    known = session.scalars(
        select(GroupCode).where(GroupCode.code_hash == _hash(code.strip().upper())).with_for_update()
    ).first()
    if known is None:
        raise NotFound("group-code-unknown")
    if known.used_at is not None and known.chat_id != chat_id:
        raise Refusal("group-code-used")
    if known.used_at is None and known.expires_at <= at:
        raise Refusal("group-code-expired")
    group = session.get(StaffGroup, chat_id)
    if known.used_at is not None and group is not None:
        return group
    if known.used_at is not None:
        # Unbound since: an old code does not bring it back.
        raise Refusal("group-code-used")
    if group is None:
        group = StaffGroup(chat_id=chat_id, channel=channel, bound_at=at)
        session.add(group)
    known.used_at, known.chat_id = at, chat_id
    group.desk, group.title, group.forum = known.desk, title[:256] if title else None, forum
    session.flush()
    facts = {"chat": chat_id, "desk": known.desk, "typed_by": account, "code_of": known.made_by}
    events.record(session, events.OFFICE, "group-bound", by=None, at=at, **facts)
    return group


def unbind(session: Session, chat_id: int, *, by: By, at: datetime) -> StaffGroup:
    """From now on the group is a stranger: what waits to be said there is not said, and what was posted is forgotten.

    Refuses: not-your-role, group-unknown.
    """
    people.require(by, ["admin"])
    group = session.get(StaffGroup, chat_id)
    if group is None:
        raise NotFound("group-unknown")
    here = (Notice.channel == group.channel, Notice.chat_id == chat_id)
    session.execute(update(Notice).where(*here, Notice.state == "waiting").values(state="stale", next_try_at=None))
    session.execute(delete(Post).where(Post.channel == group.channel, Post.chat_id == chat_id))
    session.execute(delete(Topic).where(Topic.channel == group.channel, Topic.chat_id == chat_id))
    session.delete(group)
    events.record(session, events.OFFICE, "group-unbound", by=by, at=at, chat=chat_id, desk=group.desk)
    return group


def groups(session: Session) -> list[StaffGroup]:
    """Every bound group, the earliest first."""
    return list(session.scalars(select(StaffGroup).order_by(StaffGroup.bound_at, StaffGroup.chat_id)))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
