"""Work that a transaction asks for: which row, in which queue, in which lane.

Door: `ask`. Promise: the jobs asked for in a transaction are handed to the engine inside that same transaction, so they
exist exactly when its rows do. A job carries only the row's id and looks at the row again when it runs, so that a late or
doubled job does nothing. Not here: the engine itself (worker).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

type Queue = Literal["updates", "readings", "deliveries", "letters"]
_ASKED = "jobs"


@dataclass(frozen=True, slots=True)
class Job:
    """`lane` parts a queue fairly: a municipality for readings, a chat for deliveries and updates. `attempt` counts from 0.

    `behind`: of one lane those go first that are behind the fewest of their own kind, then the older.
    """

    queue: Queue
    row_id: int
    lane: str
    attempt: int = 0
    behind: int = 0


def ask(session: Session, job: Job) -> None:
    """Asks for `job` once this transaction commits."""
    session.info.setdefault(_ASKED, []).append(job)


def asked(session: Session) -> list[Job]:
    """The jobs that this transaction has asked for so far."""
    return list(session.info.get(_ASKED, ()))
