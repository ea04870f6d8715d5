"""The queue `readings`: a document that waits is read page by page, with word of how far it is.

Door: `handler`. Promise: the reading runs outside every transaction and is attached once; a reading that breaks off is
tried again, and the file stays with its case whatever comes. Not here: how a file is read (intake).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from cases import documents
from cases.db import Database, Session
from cases.errors import Trouble
from cases.jobs import Job
from cases.models import Document
from cases.vault import Vault
from intake import apart, reading
from nlp import wording
from worker.handler import Handler


def handler(db: Database, vault: Vault, clock: Callable[[], datetime]) -> Handler:
    """The handler of the queue, over this database and vault."""

    async def do(document_id: int) -> None:
        document = await db.read(_waiting, document_id)
        if document is None:
            return
        loop = asyncio.get_running_loop()

        def on_page(done: int, total: int) -> None:
            # From the reading's thread; the last page is told by the field card itself.
            if done < total:
                told = db.transact(documents.pages_read, document_id, done, total, at=clock())
                asyncio.run_coroutine_threadsafe(told, loop).result(timeout=60)

        path = vault.path(document.sha256)
        today = clock().astimezone(wording.TEHRAN).date()
        began = time.monotonic()
        found = await asyncio.to_thread(apart.read, path, on_page=on_page, name=document.name, today=today)
        took = time.monotonic() - began
        await db.transact(documents.attach_reading, document_id, reading.as_data(found), at=clock(), took=took)

    async def put_off(document_id: int, trouble: Trouble) -> None:
        await db.transact(documents.reading_failed, document_id, at=clock())

    async def set_aside(document_id: int, reference: str) -> None:
        await db.transact(documents.reading_given_up, document_id, at=clock())

    return Handler(do, put_off, set_aside, _jobs)


def _waiting(session: Session, document_id: int) -> Document | None:
    document = session.get(Document, document_id)
    return document if document is not None and document.state == "waiting" else None


def _jobs(session: Session, *, at: datetime) -> Sequence[Job]:
    return [documents.reading_job(document) for document in documents.to_read(session, at=at)]
