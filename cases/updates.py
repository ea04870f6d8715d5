"""Raw updates from messengers: kept before they are acknowledged, handled once, in order within a lane.

Door: `store` and `waiting` for one process that handles what it fetches; `receive`, `to_handle` and `turn` for edges and
workers apart; `done`, `blank`, `failed` for both. Promise: an update that was stored is handled or set aside with its reason,
whatever dies in between; storing it twice changes nothing. Not here: what an update means (bot).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cases import jobs
from cases.jobs import Job
from cases.models import Update

TRIES = 3
# The program may be killed by others in the middle of an innocent one; so often, one after the other, it is the cause.
DEATHS = 5
# So many of those that wait are looked at by one sweep; the others have their jobs already or get them at the next.
SWEPT = 1000
# With an even number of backslashes before it, as each stands for itself by two.
_NOUGHT = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def store(session: Session, channel: str, raw: Iterable[tuple[str, dict[str, Any]]], *, at: datetime) -> int | None:
    """Keeps the (lane, update) pairs that are new; returns the highest update_id among them all."""
    highest = None
    for lane, update in raw:
        update_id = int(update["update_id"])
        highest = max(update_id, highest or update_id)
        if session.get(Update, (channel, update_id)) is None:
            session.add(
                Update(
                    channel=channel,
                    update_id=update_id,
                    lane=lane,
                    raw=update,
                    received_at=at,
                    state="waiting",
                    tries=0,
                )
            )
    return highest


def writable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update without what JSON may hold and no database takes, which would come again and again.

    Half of a character becomes "?"; the character of number nought is left out.
    """
    written = json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace").decode()
    clean: dict[str, Any] = json.loads(_NOUGHT.sub(r"\1", written))
    return clean


def waiting(session: Session, channel: str) -> list[Update]:
    """The updates that are still to be handled, oldest first."""
    return list(
        session.scalars(
            select(Update).where(Update.channel == channel, Update.state == "waiting").order_by(Update.update_id)
        )
    )


def receive(session: Session, channel: str, lane: str, raw: dict[str, Any], *, at: datetime) -> bool:
    """Keeps one update and asks for its handling; False where it is known already."""
    update_id = int(raw["update_id"])
    if session.get(Update, (channel, update_id)) is not None:
        return False
    store(session, channel, [(lane, raw)], at=at)
    jobs.ask(session, Job("updates", update_id, lane))
    return True


def to_handle(session: Session, channel: str) -> Sequence[Job]:
    """The jobs of the updates that wait, the oldest first."""
    ours = select(Update.update_id, Update.lane).where(Update.channel == channel, Update.state == "waiting")
    return [Job("updates", id_, lane) for id_, lane in session.execute(ours.order_by(Update.update_id).limit(SWEPT))]


def turn(session: Session, channel: str, update_id: int, *, at_most: int) -> list[Update]:
    """The update and those of its lane that wait behind it, where its turn has come; nothing where an older one waits.

    Nothing, too, where it has been handled.
    """
    lane = select(Update.lane).where(Update.channel == channel, Update.update_id == update_id).scalar_subquery()
    first = select(Update).where(Update.channel == channel, Update.state == "waiting", Update.lane == lane)
    found = list(session.scalars(first.order_by(Update.update_id).limit(at_most)))
    return found if found and found[0].update_id == update_id else []


def last_id(session: Session, channel: str) -> int | None:
    """The highest update_id that was ever stored."""
    return session.scalar(select(func.max(Update.update_id)).where(Update.channel == channel))


def done(session: Session, channel: str, update_id: int, *, at: datetime) -> None:
    """The update has been handled, and whoever sent it been answered."""
    update = session.get_one(Update, (channel, update_id))
    update.state, update.handled_at = "done", at


def blank(session: Session, channel: str, update_id: int) -> None:
    """Nothing of what the update said is kept, only that it came."""
    update = session.get(Update, (channel, update_id))
    if update is not None:
        update.raw = {"update_id": update_id}


def failed(session: Session, channel: str, update_id: int, reason: str, *, final: bool = False) -> bool:
    """Notes a failed try; True when that was the last one, or `final`, and the update has been set aside."""
    update = session.get_one(Update, (channel, update_id))
    update.tries += 1
    update.failure = reason[:500]
    if final or update.tries >= TRIES:
        update.state = "aside"
    return update.state == "aside"


def held_up(session: Session, channel: str, update_id: int, why: str) -> None:
    """Notes what keeps the update from being handled; that is no failed try of it, and clears it of suspicion."""
    update = session.get_one(Update, (channel, update_id))
    update.failure, update.tries = why[:500], 0


def suspected(session: Session, channel: str, update_id: int) -> bool:
    """Notes that an update is handled in whose hand the program may have died; True where that was so too often, and it has
    been set aside."""
    update = session.get_one(Update, (channel, update_id))
    if update.tries >= DEATHS:
        update.state, update.failure = "aside", "ended the program"
        return True
    update.tries += 1
    return False


def forget(session: Session, *, before: datetime) -> int:
    """Deletes handled updates older than `before`; the newest one stays, so that its number is remembered."""
    newest = select(func.max(Update.update_id)).scalar_subquery()
    gone = session.execute(
        delete(Update).where(Update.state == "done", Update.received_at < before, Update.update_id != newest)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
