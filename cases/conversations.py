"""Where each person is in a dialogue, so that a restart in the middle of it loses nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cases.models import Conversation


def look(session: Session, key: str) -> tuple[str | None, dict[str, Any]]:
    """The state and the data of the dialogue `key`; (None, {}) before it began."""
    row = session.get(Conversation, key)
    return (row.state, dict(row.data)) if row else (None, {})


def keep(session: Session, key: str, *, state: str | None, data: dict[str, Any]) -> None:
    """Keeps both; an empty dialogue is forgotten."""
    row = session.get(Conversation, key)
    if state is None and not data:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        session.add(Conversation(key=key, state=state, data=data))
    else:
        row.state, row.data = state, data
