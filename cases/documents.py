"""Files of a case: received, read, confirmed; what is still missing.

Door: `receive`, `pages_read`, `attach_reading`, `correct`, `confirm`, `assign`, `remove`, `part`, `completeness`. Promise: a
file that was acknowledged is kept with its row and its reading job; what was read and what a person confirmed are both kept;
nothing that was read is believed unseen. Not here: the reading itself (intake) and the gate for files (bot.uploads).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from cases import checks, events, jobs, notices, people, queries
from cases.errors import NotAllowed, NotFound, Refusal
from cases.models import Case, Decision, Document, DocumentField
from cases.notices import What
from cases.office import definition
from cases.people import By
from intake import typed
from nlp import asking
from workflows import catalogue

READ_AGAIN_AFTER = (5, 30, 120)
# So many of the waiting are looked after at once; more have jobs of their own all the same.
_MOST_TO_READ = 1000
# What a document of a type is asked for: shown as not read where the reading has not found it, so that a person can say it.
EXPECTED = {
    "council-minutes": ("session_number", "session_date", "proposed_mayor"),
    "mayor-form": ("proposed_mayor", "national_ids"),
    "official-letter": ("letter_number", "letter_date"),
}
ALBUM_MARK = "+"
"""In the origin of a document that was sent as an album, before the number of its pages."""
_STANDS = ("waiting", "read", "unreadable", "confirmed")


@dataclass(frozen=True, slots=True)
class File:
    """A file in the vault: its name as sent, its type by content, its size in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """What stands between a case and its sending."""

    missing: tuple[catalogue.RequiredDocument, ...]
    unconfirmed: tuple[Document, ...]
    not_mended: tuple[catalogue.RequiredDocument, ...]


def receive(
    session: Session,
    case_id: int,
    file: File,
    *,
    item: str | None,
    chat_id: int,
    origin: str | None,
    by: By,
    at: datetime,
) -> Document:
    """Takes a file into the case and asks for its reading. Asked twice for one `origin`, it is taken once.

    Refuses: not-your-role, documents-not-now (the case is with the office or closed), item-unknown.
    """
    if origin and (known := session.scalars(select(Document).where(Document.origin == origin)).first()):
        _show_card(session, known, at)
        return known
    case = _open_for_documents(session, case_id, by)
    if item is not None and item not in {wanted.key for wanted in definition(case.definition.body).documents}:
        raise NotFound("item-unknown")
    document = Document(
        case_id=case.id,
        item=item,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        origin=origin,
        sent_by=by.person.id,
        chat_id=chat_id,
        received_at=at,
        state="waiting",
        next_try_at=at,
    )
    session.add(document)
    session.flush()
    _record(session, document, "document-received", by=by, at=at, sha256=file.sha256, size=file.size)
    _show_card(session, document, at)
    jobs.ask(session, reading_job(session, document))
    return document


def pages_read(session: Session, document_id: int, done: int, total: int, *, at: datetime) -> None:
    """Tells how far the reading is, on the message that acknowledged the file."""
    document = session.get_one(Document, document_id)
    document.pages_read, document.pages = done, total
    what = What("reading-progress", {"document": document.id}, slot=slot(document.id), silent=True)
    notices.to_chat(session, "tg", document.chat_id, what, at=at)


def others_wait(session: Session, document_id: int, *, at: datetime) -> bool:
    """Whether a file of another case, of which nothing has been read, waits for its turn."""
    case_id = select(Document.case_id).where(Document.id == document_id).scalar_subquery()
    waiting = (
        select(Document.id)
        .where(Document.state == "waiting", Document.pages_read == 0, Document.next_try_at <= at)
        .where(Document.case_id != case_id)
    )
    return session.scalar(waiting.limit(1)) is not None


def reading_failed(session: Session, document_id: int, *, at: datetime) -> None:
    """The reading broke off: tried again after a pause; after the last try the file is kept as unreadable."""
    document = session.get_one(Document, document_id)
    if document.state != "waiting":
        return
    if document.attempt < len(READ_AGAIN_AFTER):
        document.next_try_at = at + timedelta(seconds=READ_AGAIN_AFTER[document.attempt])
        document.attempt += 1
        return
    reading_given_up(session, document_id, at=at)


def reading_given_up(session: Session, document_id: int, *, at: datetime) -> None:
    """Nobody can read the file: it is kept as unreadable, and its sender confirms it by eye."""
    document = session.get_one(Document, document_id)
    if document.state != "waiting":
        return
    document.state, document.next_try_at = "unreadable", None
    document.reading = {"fields": {}, "checks": [], "problems": [{"key": "reading-failed", "says": None}]}
    _show_card(session, document, at)


def attach_reading(
    session: Session, document_id: int, reading: Mapping[str, Any], *, at: datetime, took: float | None = None
) -> None:
    """Files what was read (the JSON of the intake) and shows the field card. A second time changes nothing.

    `took`: the seconds that reading all its pages took."""
    queries.lock(session, session.get_one(Document, document_id).case_id)
    session.expire_all()
    document = queries.document(session, document_id)
    if document.state != "waiting":
        return
    flow = definition(document.case.definition.body)
    reading = checks.with_known_city(reading, document.case)
    document.kind, document.pages = reading["document_type"]["value"], reading["pages"]
    found = checks.against_case(reading, document.case, flow)
    document.reading = {**reading, "checks": [*reading["checks"], *found]}
    document.state = "read" if reading["pages"] else "unreadable"
    document.next_try_at, document.read_at, document.read_seconds = None, at, took
    if document.item is None:
        document.item = place(document, flow)
    for name, field in reading["fields"].items():
        document.fields.append(
            DocumentField(
                name=name,
                read=field["value"],
                raw=field["raw"],
                confidence=field["confidence"],
                page=field["page"],
                box=field["box"],
            )
        )
    session.flush()
    _record(
        session,
        document,
        "document-read",
        by=None,
        at=at,
        document_type=document.kind,
        fields=sorted(reading["fields"]),
    )
    _show_card(session, document, at)


def correct(session: Session, document_id: int, name: str, text: str, *, by: By, at: datetime) -> Document:
    """A person says what a field really is; the reading stays beside it.

    Refuses: value-not-understood (with the field's name), documents-not-now, not-your-role.
    """
    document = _for_change(session, document_id, by)
    field = next((known for known in document.fields if known.name == name), None)
    stands = None if field is None else field.read if field.confirmed is None else field.confirmed
    as_read = field is not None and field.read is not None and asking.is_as_read(text)
    value = field.read if field is not None and as_read else typed.parse(name, text, stands)
    if value is None:
        raise Refusal("value-not-understood", field=name)
    if field is None:
        field = DocumentField(document_id=document.id, name=name, confidence=0.0)
        document.fields.append(field)
    before = field.confirmed if field.confirmed is not None else field.read
    if document.state == "confirmed":
        document.state, document.confirmed_at = "read", None
    field.confirmed, field.corrected = value, value != field.read
    field.confirmed_by, field.confirmed_at = by.person.id, at
    session.flush()
    _record(session, document, "field-corrected", by=by, at=at, field=name, changed=before != value)
    return document


def confirm(session: Session, document_id: int, *, by: By, at: datetime) -> Document:
    """A person has looked at every field and says that they are right. Refuses as `correct`, and item-unplaced."""
    document = _for_change(session, document_id, by)
    if document.item is None:
        raise Refusal("item-unplaced")
    if document.state not in ("read", "unreadable", "confirmed"):
        raise NotAllowed("still-reading")
    for field in document.fields:
        if field.confirmed is None:
            field.confirmed, field.confirmed_by, field.confirmed_at = field.read, by.person.id, at
    for other in document.case.documents:
        # A newer file that nobody has looked at yet is never dropped unseen.
        gives_way = other.id < document.id or other.state == "confirmed"
        if other.item == document.item and other.id != document.id and other.state in _STANDS and gives_way:
            other.state = "replaced"
    document.state, document.confirmed_at = "confirmed", at
    _record(session, document, "document-confirmed", by=by, at=at, item=document.item)
    return document


def assign(session: Session, document_id: int, item: str, *, by: By, at: datetime) -> Document:
    """Says which required document this file is. Refuses as `correct`, and item-unknown."""
    document = _for_change(session, document_id, by)
    if item not in {wanted.key for wanted in definition(document.case.definition.body).documents}:
        raise NotFound("item-unknown")
    document.item = item
    _record(session, document, "document-placed", by=by, at=at, item=item)
    return document


def remove(session: Session, document_id: int, *, by: By, at: datetime) -> Document:
    """Takes a file out of the case; the original and the log keep it. Refuses as `correct`."""
    document = _for_change(session, document_id, by)
    document.state, document.next_try_at = "removed", None
    _record(session, document, "document-removed", by=by, at=at)
    return document


def part(
    session: Session, document_id: int, files: Sequence[File], *, by: By, at: datetime
) -> tuple[Document, list[Document]]:
    """The pages of a document, sent as one, are documents of their own: the whole is taken out, each page comes in.

    Gives the whole and the new ones. Refuses as `remove`, document-gone where it was parted before, and document-unknown for
    one that was not sent in parts.
    """
    known = session.get(Document, document_id)
    if known is None or not in_parts(known):
        raise NotFound("document-unknown")
    whole = remove(session, document_id, by=by, at=at)
    parts = [
        receive(
            session,
            whole.case_id,
            file,
            item=None,
            chat_id=whole.chat_id,
            origin=f"{whole.origin}:{place}".replace(ALBUM_MARK, ":"),
            by=by,
            at=at,
        )
        for place, file in enumerate(files, 1)
    ]
    return whole, parts


def in_parts(document: Document) -> bool:
    """Whether the document was put together from pictures that were sent as one album."""
    return ALBUM_MARK in (document.origin or "")


def place(document: Document, flow: catalogue.Entry) -> str | None:
    """The required document of the same kind that is still open; None when there is not exactly one."""
    taken = {other.item for other in document.case.documents if other.id != document.id and other.state in _STANDS}
    of_kind = [wanted.key for wanted in flow.documents if wanted.kind and wanted.kind == document.kind]
    free = [key for key in of_kind if key not in taken] or of_kind
    return free[0] if len(free) == 1 else None


def completeness(case: Case, flow: catalogue.Entry, *, returned: Decision | None) -> Completeness:
    """What is missing, what was not yet confirmed, and what a return named and nobody has mended since."""
    standing = [document for document in case.documents if document.state in _STANDS]
    confirmed = {document.item for document in standing if document.state == "confirmed"}
    mended = {document.item for document in standing if returned and _mended_since(document, returned.at)}
    named = set(returned.items) if returned else set()
    return Completeness(
        missing=tuple(wanted for wanted in flow.documents if wanted.key not in confirmed),
        unconfirmed=tuple(document for document in standing if document.state != "confirmed"),
        not_mended=tuple(wanted for wanted in flow.documents if wanted.key in named - mended),
    )


def confirmed_fields(case: Case) -> dict[str, Any]:
    """The confirmed fields of the case's documents in one, an earlier required document before a later one."""
    order = {wanted.key: place for place, wanted in enumerate(definition(case.definition.body).documents)}
    together: dict[str, Any] = {}
    for document in sorted(case.documents, key=lambda known: order.get(known.item or "", len(order))):
        if document.state == "confirmed":
            for field in document.fields:
                if field.confirmed is not None:
                    together.setdefault(field.name, field.confirmed)
    return together


def to_read(session: Session, *, at: datetime) -> list[jobs.Job]:
    """The jobs of the files whose reading is due."""
    due = select(Document).where(Document.state == "waiting", Document.next_try_at <= at).order_by(Document.id)
    return _reading_jobs(session, due.limit(_MOST_TO_READ))


def reading_job(session: Session, document: Document) -> jobs.Job:
    """The job that reads this document.

    A city's readings are a lane, so that each city has its share of the readers; in it a file goes behind those of its own case
    that wait, so that nobody waits for all of a colleague's.
    """
    session.flush()
    [job] = _reading_jobs(session, select(Document).where(Document.id == document.id))
    return job


def _reading_jobs(session: Session, of: Select[Document]) -> list[jobs.Job]:
    other = aliased(Document)
    ahead = select(func.count()).where(
        other.case_id == Document.case_id, other.state == "waiting", other.id < Document.id
    )
    asked = of.join(Case).add_columns(Case.municipality_id, ahead.scalar_subquery())
    return [
        jobs.Job("readings", document.id, lane=f"city:{city}", attempt=document.attempt, behind=behind)
        for document, city, behind in session.execute(asked)
    ]


def slot(document_id: int) -> str:
    """The message of a document: received, progress, then the field card, all in one place."""
    return f"document:{document_id}"


def _mended_since(document: Document, moment: datetime) -> bool:
    return document.received_at >= moment or any(
        field.corrected and field.confirmed_at is not None and field.confirmed_at >= moment for field in document.fields
    )


def _open_for_documents(session: Session, case_id: int, by: By) -> Case:
    queries.lock(session, case_id)
    case = queries.case(session, case_id)
    _require_open(case, by)
    return case


def _require_open(case: Case, by: By) -> None:
    flow, step = definition(case.definition.body), queries.open_step(case)
    if step is None or step.kind != "submit":
        people.require(by, flow.opened_by, municipality_id=case.municipality_id, desk=flow.desk)
        raise NotAllowed("documents-not-now")
    people.require(by, [flow.step(step.key).actor], municipality_id=case.municipality_id, desk=flow.desk)


def _for_change(session: Session, document_id: int, by: By) -> Document:
    known = session.get(Document, document_id)
    if known is None:
        raise NotFound("document-unknown")
    queries.lock(session, known.case_id)
    session.expire_all()
    document = queries.document(session, document_id)
    _require_open(document.case, by)
    if document.state in ("removed", "replaced"):
        raise NotAllowed("document-gone")
    return document


def _show_card(session: Session, document: Document, at: datetime) -> None:
    """ "Received" while it waits to be read, its fields afterwards; through the outbox, so that they come in this order."""
    template = "received" if document.state == "waiting" else "field-card"
    what = What(template, {"document": document.id}, slot=slot(document.id), silent=template == "received")
    notices.to_chat(session, "tg", document.chat_id, what, at=at)


def _record(session: Session, document: Document, kind: str, *, by: By | None, at: datetime, **facts: Any) -> None:
    events.record(session, f"case:{document.case_id}", kind, by=by, at=at, document=document.id, **facts)
