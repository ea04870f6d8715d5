"""The groups where the office's people decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases import events
from cases.models import StaffGroup


def bind(session: Session, channel: str, chat_id: int, *, at: datetime) -> None:
    """From now on the cases' cards are shown in this chat. Binding it again changes nothing."""
    if session.get(StaffGroup, chat_id) is None:
        session.add(StaffGroup(chat_id=chat_id, channel=channel, bound_at=at))
        events.record(session, events.OFFICE, "group-bound", by=None, at=at, chat=chat_id)
