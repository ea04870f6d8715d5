"""The queue `letters`: a signed letter is made into PDF, kept in the vault and filed with its case."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from cases import decisions, letters, people
from cases.db import Database, Session
from cases.errors import Trouble
from cases.jobs import Job
from cases.lifecycle import Moment
from cases.models import Letter
from cases.office import Office
from cases.people import By
from cases.vault import Vault
from worker.handler import Handler


def handler(db: Database, vault: Vault, office: Office, clock: Callable[[], datetime]) -> Handler:
    """The handler of the queue. A signed letter is tried again without end."""

    async def do(letter_id: int) -> None:
        letter = await db.read(Session.get, Letter, letter_id)
        if letter is None or letter.state == "filed":
            return
        content = await asyncio.to_thread(letters.pdf, letter)
        sha256 = await asyncio.to_thread(vault.keep, content)
        await db.transact(_file, letter_id, sha256, office=office, at=clock())

    async def put_off(letter_id: int, trouble: Trouble) -> None:
        await db.transact(letters.making_failed, letter_id, at=clock())

    async def set_aside(letter_id: int, reference: str) -> None:
        await db.transact(letters.making_failed, letter_id, at=clock())

    return Handler(do, put_off, set_aside, _jobs)


def _file(session: Session, letter_id: int, sha256: str, *, office: Office, at: datetime) -> None:
    letter = session.get_one(Letter, letter_id)
    signer = By(people.by_id(session, letter.signed_by), None)
    decisions.letter_filed(session, letter_id, sha256, now=Moment(signer, at, office))


def _jobs(session: Session, *, at: datetime) -> Sequence[Job]:
    return [letters.making_job(letter) for letter in letters.to_make(session, at=at)]
