"""The tables, one class each. Instants are aware UTC; JSON columns hold plain data with Latin digits and Jalali ISO dates.

Door: the classes. Promise: `lazy="raise"` throughout, so that a query says what it loads. Not here: any change of state.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; SQLite forgets time zones, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime was given where an aware one is wanted")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_JSON = JSON(none_as_null=True)


def _where(condition: str) -> dict[str, Any]:
    """Of an index that holds only such rows, in both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: _JSON, list[Any]: _JSON, Any: _JSON}  # noqa: RUF012


# --- people -----------------------------------------------------------------------------------------------------------


class Municipality(Base):
    """A city with its municipality and its council; `seats` is the council's number of members."""

    __tablename__ = "municipality"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    seats: Mapped[int]


class Person(Base):
    """Someone the admin has registered. `key`: the roster's own name for them; `phone` is +98…"""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    registered_at: Mapped[datetime]
    roles: Mapped[list[Role]] = relationship(lazy="raise", back_populates="person")
    accounts: Mapped[list[Account]] = relationship(lazy="raise", back_populates="person")


class Role(Base):
    """What a person may do and where: a municipality (clerk, secretary, council-member), a desk (expert) or a committee,
    by its key in the catalogue; None: every one. `chair`: of that committee."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    desk: Mapped[str | None] = mapped_column(String(64))
    committee: Mapped[str | None] = mapped_column(String(64))
    chair: Mapped[bool] = mapped_column(default=False, server_default=false())
    person: Mapped[Person] = relationship(lazy="raise", back_populates="roles")
    municipality: Mapped[Municipality | None] = relationship(lazy="raise")


class Deputy(Base):
    """That someone acts in another's stead for a time; who is away keeps all powers. `named_by` None: the terminal."""

    __tablename__ = "deputy"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    named_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    deputy: Mapped[Person] = relationship(lazy="raise", foreign_keys=[deputy_id])


class Account(Base):
    """A messenger account that belongs to a person: "tg:123"."""

    __tablename__ = "account"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    joined_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise", back_populates="accounts")


class Invitation(Base):
    """A one-time code for a person's first account; only the code's hash is kept."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(String(64))


class StaffGroup(Base):
    """A chat where experts decide: those of one desk, or None: of all. `forum`: it has topics."""

    __tablename__ = "staff_group"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(16))
    bound_at: Mapped[datetime]
    desk: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(String(256))
    forum: Mapped[bool] = mapped_column(default=False, server_default=false())


class Topic(Base):
    """A topic of a staff group, by what is shown in it; a deleted one is made anew under the same key."""

    __tablename__ = "topic"
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    thread_id: Mapped[int] = mapped_column(BigInteger)


class GroupCode(Base):
    """A one-time code that binds the group it is typed in; only its hash is kept. `desk`: whose cases are shown there."""

    __tablename__ = "group_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    desk: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)


class Subscription(Base):
    """How a council member wants to hear of the own council's cases. `rhythm`: at-once, daily, results or never; `muted`:
    the entries that are not wanted. `told_at`: until when a daily word has told everything."""

    __tablename__ = "subscription"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rhythm: Mapped[str] = mapped_column(String(16))
    muted: Mapped[list[Any]]
    changed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


# --- cases ------------------------------------------------------------------------------------------------------------


class Definition(Base):
    """A catalogue entry as it was when a case began, by the hash of its text; never changed."""

    __tablename__ = "definition"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]
    stored_at: Mapped[datetime]


class Case(Base):
    """One matter of one municipality. `entry` is what was asked for (a process or a service); the definition is its flow.

    `state`: draft (documents are gathered), running, held (nothing is done and no term runs), closed. `outcome` of a closed
    one: done, rejected, withdrawn. `period`: the Jalali year that a yearly case is for. `version` counts the changes; of two
    who change the same version, one wins.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_open", "id", **_where("closed_at IS NULL")),
        Index("ix_case_open_city", "municipality_id", "id", **_where("closed_at IS NULL")),
        # Partial as well: by an index over all of a city's cases its open ones would be looked for among the closed.
        Index("ix_case_closed_city", "municipality_id", "id", **_where("closed_at IS NOT NULL")),
        Index("ix_case_period", "period"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    entry: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(256))
    definition_hash: Mapped[str] = mapped_column(ForeignKey("definition.hash"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[str | None] = mapped_column(String(96), unique=True)
    period: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    outcome: Mapped[str | None] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    touched_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    municipality: Mapped[Municipality] = relationship(lazy="raise")
    opener: Mapped[Person] = relationship(lazy="raise")
    definition: Mapped[Definition] = relationship(lazy="raise")
    steps: Mapped[list[Step]] = relationship(lazy="raise", order_by="Step.id", back_populates="case")
    documents: Mapped[list[Document]] = relationship(lazy="raise", order_by="Document.id", back_populates="case")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def touch(self, at: datetime) -> None:
        """Counts a change of the case, even when only rows beside it changed."""
        self.touched_at = at
        flag_modified(self, "touched_at")


class Step(Base):
    """One stay of a case in one step of its definition; the open one has no `left_at`. `due` explains `due_at`.

    `extended`: the extensions of its term, each {days, reason, by, at}. `out_number`, `out_date`: of the letter by which an
    external step was sent on.
    """

    __tablename__ = "step"
    __table_args__ = (
        Index("ix_step_open", "reminded", "due_at", **_where("left_at IS NULL")),
        Index("ix_step_claimed", "claimed_by", "id", **_where("left_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    entered_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    due: Mapped[dict[str, Any] | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    reminded: Mapped[str | None] = mapped_column(String(8))
    extended: Mapped[list[Any] | None]
    out_number: Mapped[str | None] = mapped_column(String(64))
    out_date: Mapped[date | None]
    left_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))
    case: Mapped[Case] = relationship(lazy="raise", back_populates="steps")
    claimant: Mapped[Person | None] = relationship(lazy="raise")
    replies: Mapped[list[Reply]] = relationship(lazy="raise", order_by="Reply.id", back_populates="step")
    seats: Mapped[list[Seat]] = relationship(
        lazy="raise", order_by="Seat.id", back_populates="step", cascade="all, delete-orphan"
    )
    meeting: Mapped[Meeting | None] = relationship(lazy="raise", back_populates="step")
    comments: Mapped[list[Comment]] = relationship(lazy="raise", order_by="Comment.id", back_populates="step")


class Hold(Base):
    """A time in which a case was held: nothing was done and no term ran. The present one has no `ended_at`."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    reason: Mapped[str]
    began_at: Mapped[datetime]
    begun_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Decision(Base):
    """What someone decided on a step. `items`: the keys of the documents that a return names; `letter_number`,
    `letter_date`: of the answer of another organisation."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_at", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    outcome: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None]
    items: Mapped[list[Any]]
    letter_number: Mapped[str | None] = mapped_column(String(64))
    letter_date: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship(lazy="raise")


class Reply(Base):
    """One body that is asked in an inquiry step, until when, and what it answered: clear or refused.

    `asked_at`: when its letter went out; the term of the body runs from there, or from entering the step.
    """

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("step_id", "body"),
        Index("ix_reply_open", "reminded", "due_at", **_where("answer IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), index=True)
    body: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(128))
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due: Mapped[dict[str, Any] | None]
    reminded: Mapped[str | None] = mapped_column(String(8))
    answer: Mapped[str | None] = mapped_column(String(16))
    letter_number: Mapped[str | None] = mapped_column(String(64))
    letter_date: Mapped[date | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]
    step: Mapped[Step] = relationship(lazy="raise", back_populates="replies")


class Seat(Base):
    """One member of the committee that a step waits for, and how they voted: for, against, return, abstain.

    `cast_by`: who pressed: the member, their deputy, or the committee's secretariat for a vote in the room.
    """

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("step_id", "person_id"), Index("ix_seat_of", "person_id", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    chair: Mapped[bool] = mapped_column(default=False)
    vote: Mapped[str | None] = mapped_column(String(16))
    cast_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cast_at: Mapped[datetime | None]
    step: Mapped[Step] = relationship(lazy="raise", back_populates="seats")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class Meeting(Base):
    """The session to which a committee is invited for a step; inviting again changes it."""

    __tablename__ = "meeting"
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), primary_key=True)
    meets_at: Mapped[datetime]
    place: Mapped[str]
    agenda: Mapped[str]
    called_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime]
    step: Mapped[Step] = relationship(lazy="raise", back_populates="meeting")


class Comment(Base):
    """What a member of the committee has to say on a case before or beside the vote."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    step: Mapped[Step] = relationship(lazy="raise", back_populates="comments")
    by: Mapped[Person] = relationship(lazy="raise")


# --- documents --------------------------------------------------------------------------------------------------------


class Document(Base):
    """A file that somebody sent for a case; the original is kept by its sha256.

    `item`: the required document it stands for, None until known. `state`: waiting, read, unreadable (kept all the
    same), confirmed, replaced (a newer one took its place), removed. `read_seconds`: how long its reading took.
    """

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_waiting", "state", "next_try_at"), Index("ix_document_read", "read_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    item: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(256))
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    origin: Mapped[str | None] = mapped_column(String(96), unique=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    pages_read: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None]
    kind: Mapped[str | None] = mapped_column(String(32))
    reading: Mapped[dict[str, Any] | None]
    read_at: Mapped[datetime | None]
    read_seconds: Mapped[float | None]
    attempt: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="raise", back_populates="documents")
    fields: Mapped[list[DocumentField]] = relationship(
        lazy="raise", order_by="DocumentField.id", back_populates="document"
    )


class DocumentField(Base):
    """One field of a document: what was read and what a person confirmed; both are kept."""

    __tablename__ = "document_field"
    __table_args__ = (UniqueConstraint("document_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    read: Mapped[Any | None]
    raw: Mapped[str | None]
    confidence: Mapped[float]
    page: Mapped[int | None]
    box: Mapped[list[Any] | None]
    confirmed: Mapped[Any | None]
    corrected: Mapped[bool] = mapped_column(default=False)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    document: Mapped[Document] = relationship(lazy="raise", back_populates="fields")


class Letter(Base):
    """A letter that the office issues; numbered in its Jalali year without gaps. `state`: waiting, filed.

    A step has one of each template; `part` parts those of an inquiry by their bodies.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("step_id", "template", "part"),
        Index("ix_letter_waiting", "state", "next_try_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id"))
    template: Mapped[str] = mapped_column(String(64))
    part: Mapped[str] = mapped_column(String(64), default="", server_default="")
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(64), unique=True)
    dated: Mapped[date]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    facts: Mapped[dict[str, Any]]
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str | None] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="raise")


class Counter(Base):
    """The last number given, by name: "case:1405", "letter:1405"."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


class Event(Base):
    """One line of the append-only log. Each `stream` ("case:12", "office") is a chain: `hash` covers `previous` too."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    account: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    by: Mapped[Person | None] = relationship(lazy="raise")


# --- the messenger's side ---------------------------------------------------------------------------------------------


class Notice(Base):
    """Something to be said in a chat, written in the transaction that it tells of, delivered by the worker.

    `slot`: one message per chat and slot, edited in place; None: always a new message. `dedupe`: said at most once.
    `state`: waiting, sent, failed (`failure` says why), stale (a newer one for the same slot took its place, or it became
    pointless at `expires_at`). `ended_at`: when its delivery did, by whatever outcome. `topic`: the key of the topic where the
    chat has topics.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_waiting", "state", "next_try_at"),
        Index("ix_notice_chat", "chat_id", "state"),
        Index("ix_notice_ended", "ended_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    template: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]
    slot: Mapped[str | None] = mapped_column(String(64))
    dedupe: Mapped[str | None] = mapped_column(String(128), unique=True)
    silent: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    attempt: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    failure: Mapped[str | None] = mapped_column(String(256))
    expires_at: Mapped[datetime | None]
    topic: Mapped[str | None] = mapped_column(String(64))
    ended_at: Mapped[datetime | None]


class Announcement(Base):
    """What an admin has said to many at once. `roles`: to whom; `municipality_id`: of which city, None: of all."""

    __tablename__ = "announcement"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    roles: Mapped[list[Any]]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    people: Mapped[int]
    """How many people it was for."""


class Post(Base):
    """The message that stands in a slot of a chat, so that the next thing said there edits it."""

    __tablename__ = "post"
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slot: Mapped[str] = mapped_column(String(64), primary_key=True)
    message_id: Mapped[int] = mapped_column(BigInteger)


class Update(Base):
    """A raw update as the messenger gave it. `state`: waiting, done, aside (failed too often; `failure` says how).

    `handled_at`: when it was answered.
    """

    __tablename__ = "update"
    __table_args__ = (Index("ix_update_state", "state", "update_id"), Index("ix_update_handled", "handled_at"))
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lane: Mapped[str] = mapped_column(String(64))
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    handled_at: Mapped[datetime | None]


class Conversation(Base):
    """Where a person is in a dialogue, by the dialogue's key."""

    __tablename__ = "conversation"
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(128))
    data: Mapped[dict[str, Any]]


class Lease(Base):
    """A worker process that lives as long as it beats."""

    __tablename__ = "lease"
    executor_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    beat_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Pace(Base):
    """How fast the messenger has been spoken to, over all processes together: a whole channel ("tg") or one chat of it
    ("tg:-100…"). `taken`: the last calls' moments, `held_until`: it asked for silence until then; both in seconds since
    1970 by the database's own clock."""

    __tablename__ = "pace"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken: Mapped[list[Any]]
    held_until: Mapped[float]


class Tally(Base):
    """What has been counted so far of one series: `count` and `seconds` of those with this label that took at most `le`
    seconds and more than the next smaller bound; -1: more than every bound."""

    __tablename__ = "tally"
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    label: Mapped[str] = mapped_column(String(32), primary_key=True)
    le: Mapped[float] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float]


class Counted(Base):
    """Until when the rows of a series are in the tally; later ones are counted where they stand."""

    __tablename__ = "counted"
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime]
