"""What went wrong for good, or goes wrong again and again, and what an admin does about it.

Door: `look`, `retry`, `drop`. Promise: newest first, each with its reason and whom it concerns, without a telephone number
or an account's whole id; both acts are lines of the office's log; what is tried again is tried from the start. Not here: trying
(worker, bot.inbox), counting (status).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import documents, events, jobs, letters, membership, notices
from cases.errors import NotFound, Outdated
from cases.models import Account, Case, Document, Letter, Notice, StaffGroup, Update
from cases.people import By
from cases.status import reason as kind_of_failure

KINDS = ("notice", "update", "letter", "document")
LOOKED_AT = 20
# A letter is made again without end; so many vain tries are told.
VAIN = 2


@dataclass(frozen=True, slots=True)
class Failed:
    """`what`: a notice's template, an update's kind, a letter's or case's number, a document's name. `reason`: one of
    status.REASONS for a notice. `detail`: what was written down of it. `whom`: a person's name or a group's title; None where
    the chat is nobody's, and `tail` then holds the last digits of its id."""

    kind: str
    id: int
    at: datetime
    what: str
    reason: str
    detail: str
    whom: str | None = None
    tail: str = ""


def look(session: Session, *, limit: int = LOOKED_AT) -> list[Failed]:
    """The newest failures of every kind together."""
    every = [
        *_notices(session, limit),
        *_updates(session, limit),
        *_letters(session, limit),
        *_documents(session, limit),
    ]
    return sorted(every, key=lambda failed: failed.at, reverse=True)[:limit]


def one(session: Session, kind: str, id: int) -> Failed:
    """One failure. Refuses: failure-gone (it was tried again, or put aside, since)."""
    finders = {"notice": _notices, "update": _updates, "letter": _letters, "document": _documents}
    if kind not in finders:
        raise NotFound("failure-gone")
    found = finders[kind](session, 1, id)
    if not found:
        raise Outdated("failure-gone")
    return found[0]


def retry(session: Session, kind: str, id: int, *, by: By | None, at: datetime) -> None:
    """It is tried again from the start. Refuses: not-your-role, failure-gone."""
    membership.require_admin(by)
    one(session, kind, id)
    _AGAIN[kind](session, id, at)
    events.record(session, events.OFFICE, "failure-retried", by=by, at=at, what=kind, id=id)


def drop(session: Session, kind: str, id: int, *, by: By | None, at: datetime) -> None:
    """It is looked at no more. Refuses: not-your-role, failure-gone, failure-stays (a signed letter, a document)."""
    membership.require_admin(by)
    one(session, kind, id)
    if kind == "notice":
        session.get_one(Notice, id).state = "stale"
    elif kind == "update":
        _update(session, id).state = "done"
    else:
        raise NotFound("failure-stays")
    events.record(session, events.OFFICE, "failure-dropped", by=by, at=at, what=kind, id=id)


# --- finding ----------------------------------------------------------------------------------------------------------


def _notices(session: Session, limit: int, id: int | None = None) -> list[Failed]:
    wanted = select(Notice).where(Notice.state == "failed").order_by(Notice.id.desc()).limit(limit)
    rows = list(session.scalars(wanted if id is None else wanted.where(Notice.id == id)))
    named = _names(session, rows)
    return [
        Failed(
            "notice",
            row.id,
            row.made_at,
            row.template,
            kind_of_failure(row.failure or ""),
            row.failure or "",
            named.get((row.channel, row.chat_id)),
            str(row.chat_id)[-3:],
        )
        for row in rows
    ]


def _names(session: Session, rows: Sequence[Notice]) -> dict[tuple[str, int], str]:
    chats = {row.chat_id for row in rows}
    accounts = select(Account).where(Account.chat_id.in_(chats)).options(joinedload(Account.person))
    named = {
        (account.id.partition(":")[0], account.chat_id): account.person.name for account in session.scalars(accounts)
    }
    groups = session.scalars(select(StaffGroup).where(StaffGroup.chat_id.in_(chats)))
    return named | {(group.channel, group.chat_id): group.title for group in groups if group.title}


def _updates(session: Session, limit: int, id: int | None = None) -> list[Failed]:
    wanted = select(Update).where(Update.state == "aside").order_by(Update.update_id.desc()).limit(limit)
    rows = session.scalars(wanted if id is None else wanted.where(Update.update_id == id))
    return [_failed_update(session, row) for row in rows]


def _failed_update(session: Session, row: Update) -> Failed:
    kind = next((key for key in row.raw if key != "update_id"), "?")
    said = row.raw.get(kind)
    sender = (said.get("from") or {}).get("id") if isinstance(said, dict) else None
    account = session.get(Account, f"{row.channel}:{sender}", options=[joinedload(Account.person)])
    whom, tail = (account.person.name if account else None), str(sender or "")[-3:]
    return Failed("update", row.update_id, row.received_at, kind, "bug", row.failure or "", whom, tail)


def _letters(session: Session, limit: int, id: int | None = None) -> list[Failed]:
    wanted = select(Letter).where(Letter.state == "waiting", Letter.attempt >= VAIN).order_by(Letter.id.desc())
    wanted = (wanted if id is None else wanted.where(Letter.id == id)).limit(limit)
    return [
        Failed("letter", row.id, row.signed_at, row.number, "other", str(row.attempt))
        for row in session.scalars(wanted)
    ]


def _documents(session: Session, limit: int, id: int | None = None) -> list[Failed]:
    """Files whose reading was given up, in cases that still go on; not those whose fields somebody has typed since."""
    wanted = (
        select(Document, Case.number)
        .join(Case, Case.id == Document.case_id)
        .where(
            Document.state == "unreadable", Document.kind.is_(None), ~Document.fields.any(), Case.closed_at.is_(None)
        )
        .order_by(Document.id.desc())
        .limit(limit)
    )
    rows = session.execute(wanted if id is None else wanted.where(Document.id == id))
    return [Failed("document", row.id, row.received_at, number, "other", str(row.attempt)) for row, number in rows]


# --- trying again -----------------------------------------------------------------------------------------------------


def _notice_again(session: Session, id: int, at: datetime) -> None:
    notice = session.get_one(Notice, id)
    notice.state, notice.attempt, notice.next_try_at, notice.ended_at = "waiting", 0, at, None
    jobs.ask(session, notices.delivery_job(notice))


def _update(session: Session, id: int) -> Update:
    return session.scalars(select(Update).where(Update.update_id == id, Update.state == "aside").limit(1)).one()


def _update_again(session: Session, id: int, at: datetime) -> None:
    update = _update(session, id)
    update.state, update.tries = "waiting", 0


def _letter_again(session: Session, id: int, at: datetime) -> None:
    letter = session.get_one(Letter, id)
    letter.next_try_at = at
    jobs.ask(session, letters.making_job(letter))


def _document_again(session: Session, id: int, at: datetime) -> None:
    document = session.get_one(Document, id)
    document.state, document.attempt, document.next_try_at, document.reading = "waiting", 0, at, None
    jobs.ask(session, documents.reading_job(session, document))


_AGAIN = {"notice": _notice_again, "update": _update_again, "letter": _letter_again, "document": _document_again}
