"""The queue `readings`: a document that waits is read page by page, with word of how far it is.

Door: `handler`. Promise: the reading runs outside every transaction and is attached once; a reading that breaks off is
tried again and goes on at the page that it was at; a long file makes room for those of other cases; the file stays with its
case whatever comes. Not here: how a file is read (intake).
"""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from cases import documents
from cases.db import Database, Session
from cases.errors import Trouble
from cases.jobs import Job
from cases.models import Document
from cases.vault import Vault
from intake import apart, reading
from nlp import wording
from worker.handler import Handler

log = structlog.get_logger(__name__)
# So long a file is read before it makes room for those of other cases of which nothing has been read. In seconds.
SHARE = 45.0


def handler(
    db: Database, vault: Vault, clock: Callable[[], datetime], born: Callable[[], apart.Child] = apart.Alone
) -> Handler:
    """The handler of the queue, over this database and vault; `born` makes the processes that read."""

    async def do(document_id: int) -> None:
        document = await db.read(_waiting, document_id)
        if document is None:
            return
        path, begun = vault.path(document.sha256), vault.begun(document.sha256)
        if not await asyncio.to_thread(path.is_file):
            raise Trouble("storage")
        loop, began, stop = asyncio.get_running_loop(), time.monotonic(), threading.Event()

        def on_page(done: int, total: int) -> None:
            # From the reading's thread; the last page is told by the field card itself.
            if done < total:
                fair = time.monotonic() - began > SHARE
                told = db.transact(_on_page, document_id, done, total, at=clock(), fair=fair)
                if asyncio.run_coroutine_threadsafe(told, loop).result(timeout=60):
                    stop.set()

        whole = not await asyncio.to_thread(begun.exists)
        today = clock().astimezone(wording.TEHRAN).date()
        read = partial(apart.read, path, name=document.name, today=today, begun=begun, born=born)
        try:
            found = await asyncio.to_thread(read, on_page=on_page, stop=stop)
        except apart.BrokenOff:
            # Others have their turn; the row still waits, so that the sweep gives it another.
            log.info("reading makes room for others", document=document_id)
            return
        except asyncio.CancelledError:
            stop.set()
            raise
        took = time.monotonic() - began
        # Of a reading that went on from an earlier one's pages nobody knows how long they all took.
        told = partial(documents.attach_reading, at=clock(), took=took if whole else None)
        await db.transact(told, document_id, reading.as_data(found))
        log.info("read", case=document.case_id, document=document_id, pages=found.pages, seconds=round(took, 1))
        await asyncio.to_thread(shutil.rmtree, begun, ignore_errors=True)

    async def put_off(document_id: int, trouble: Trouble) -> None:
        await db.transact(documents.reading_failed, document_id, at=clock())

    async def set_aside(document_id: int, reference: str) -> None:
        await db.transact(documents.reading_given_up, document_id, at=clock())

    return Handler(do, put_off, set_aside, _jobs)


def _on_page(session: Session, document_id: int, done: int, total: int, *, at: datetime, fair: bool) -> bool:
    """Tells how far the reading is; whether it has to make room, where it has had its share (`fair`)."""
    documents.pages_read(session, document_id, done, total, at=at)
    return fair and documents.others_wait(session, document_id, at=at)


def _waiting(session: Session, document_id: int) -> Document | None:
    document = session.get(Document, document_id)
    return document if document is not None and document.state == "waiting" else None


def _jobs(session: Session, *, at: datetime) -> Sequence[Job]:
    return documents.to_read(session, at=at)
