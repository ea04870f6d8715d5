"""How fast a messenger's channel is spoken to, by all processes together.

Door: `of_chat` and `of_all` before each call, `hold` when the messenger asks for silence, `forget`. Promise: in any span of a
rate's seconds no more turns are given than it allows, whichever processes ask, by the database's own clock; a silence that
one process was asked for is kept by all. Each waits for its turn outside the transaction. Not here: the waiting (bot.pacing),
and what is put off (notices).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from cases.models import Pace


@dataclass(frozen=True, slots=True)
class Rate:
    """So many `calls` in any span of so many `seconds`."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """`given`: the turn is the asker's, in `wait` seconds. Else the asker comes again after them."""

    given: bool
    wait: float


# What is said in answer to a press or a message is not counted and not made to wait; it has the rest of what messengers
# bear: about thirty messages a second, and twenty a minute in one group (facts of both, unwritten and theirs to change).
OVERALL = Rate(25, 1.0)
GROUP = Rate(18, 60.0)
# Of two chats that are told to be silent within this time, the bot is meant.
_TOGETHER = 10.0
_DAY = 86400.0
# No turn is given so many seconds ahead: what lies there was written before the clock was put back.
_AHEAD = 600.0


def of_chat(session: Session, channel: str, chat_id: int, *, patience: float, rate: Rate = GROUP) -> Turn:
    """A group's turn in its own rate; for a person's chat only a silence that was asked for is waited for."""
    key = f"{channel}:{chat_id}"
    if chat_id < 0:
        return _turn(session, key, rate, patience)
    row = session.get(Pace, key)
    now = _now(session)
    wait = max(0.0, row.held_until - now) if row and not _of_another_clock(row, now) else 0.0
    return Turn(wait <= patience, wait)


def of_all(session: Session, channel: str, *, patience: float, rate: Rate = OVERALL) -> Turn:
    """A turn in the rate of the whole channel."""
    return _turn(session, channel, rate, patience)


def hold(session: Session, channel: str, chat_id: int, seconds: float) -> None:
    """The messenger wants silence in this chat for so long; where another chat was told so just now, in all of them."""
    now = _now(session)
    whole, chat = _locked(session, channel), _locked(session, f"{channel}:{chat_id}")
    held = select(Pace).where(Pace.key.startswith(f"{channel}:"), Pace.key != chat.key, Pace.held_until > now)
    chat.held_until = max(chat.held_until, now + seconds)
    if any(other.taken and now - other.taken[-1] < _TOGETHER for other in session.scalars(held)):
        whole.held_until = max(whole.held_until, now + seconds)
    # When it was told so: the last place of what was taken.
    chat.taken = [*chat.taken, now][-GROUP.calls :]


def forget(session: Session, *, at: datetime) -> None:
    """Deletes the paces of chats in which nothing was said, or held back, for a day."""
    old = at.timestamp() - _DAY
    for row in session.scalars(select(Pace).where(Pace.held_until < old, Pace.key.contains(":"))):
        if not row.taken or row.taken[-1] < old:
            session.execute(delete(Pace).where(Pace.key == row.key))


def _turn(session: Session, key: str, rate: Rate, patience: float) -> Turn:
    row = _locked(session, key)
    now = _now(session)
    if _of_another_clock(row, now):
        row.taken, row.held_until = [], 0.0
    turns = sorted(row.taken)[-rate.calls :]
    at = max(now, row.held_until, turns[-1] if turns else 0.0)
    if len(turns) == rate.calls:
        at = max(at, turns[0] + rate.seconds)
    if at - now > patience:
        return Turn(False, at - now)
    row.taken = [*turns, at][-rate.calls :]
    return Turn(True, at - now)


def _of_another_clock(row: Pace, now: float) -> bool:
    """Whether the clock has been put back since; what the row says would keep everybody waiting until it has caught up."""
    return bool(row.taken) and max(row.taken) > now + _AHEAD


def _locked(session: Session, key: str) -> Pace:
    if session.get_bind().dialect.name == "postgresql":
        # A turn that a power cut takes back harms nobody; waiting for the disk at each message would.
        session.execute(text("set local synchronous_commit = off"))
    row = session.get(Pace, key, with_for_update=True)
    if row is None:
        row = Pace(key=key, taken=[], held_until=0.0)
        session.add(row)
        session.flush()
    return row


def _now(session: Session) -> float:
    """By one clock for all processes. SQLite's are on one machine."""
    if session.get_bind().dialect.name == "sqlite":
        return time.time()
    return float(session.scalar(text("select extract(epoch from clock_timestamp())")) or 0.0)
