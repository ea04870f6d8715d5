"""What every handler needs, injected by name: the database, the office, the vault and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from cases.db import Database
from cases.lifecycle import Moment
from cases.office import Office
from cases.people import By
from cases.vault import Vault


def utc_now() -> datetime:
    """The clock of the edges."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Program:
    """`upload_limit` in bytes: what the messenger hands over at most."""

    db: Database
    office: Office
    vault: Vault
    clock: Callable[[], datetime] = utc_now
    upload_limit: int = 20 * 1024 * 1024

    def moment(self, by: By) -> Moment:
        """`by` acting now."""
        return Moment(by, self.clock(), self.office)
