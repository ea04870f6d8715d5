"""Finished jobs are deleted after a while; the job engine's open core keeps them for ever.

Door: `tidy`. Promise: only jobs that ended longer ago than `keep` go, in small bites that hold no lock for long. Not
here: domain rows, which live by the office's own rules.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dbos import DBOSClient

PAUSE = 3600.0
KEEP = timedelta(days=7)
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
BITE = 500


def tidy(client: DBOSClient, *, keep: timedelta = KEEP) -> int:
    """Deletes the jobs that ended before now - `keep`; returns how many."""
    before = (datetime.now(UTC) - keep).isoformat()
    deleted = 0
    while True:
        old = client.list_workflows(
            status=ENDED, completed_before=before, limit=BITE, load_input=False, load_output=False
        )
        client.delete_workflows([job.workflow_id for job in old])
        deleted += len(old)
        if len(old) < BITE:
            return deleted
