"""What people made of what was read: how often it was right, by field and by type of document, and which senders it misses.

Door: `review`. Promise: only documents that a person has confirmed count, each field once, by what stands there now; no
number and no name of a person whom the office knows is ever suggested. Not here: the correcting itself (documents), changing
the lexicon (a person).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select

from cases.db import Session
from cases.models import Document, DocumentField, Person
from intake.trust import SURE
from nlp import names, offices
from nlp.normalise import clean, folded

type Fate = Literal["kept", "corrected", "added", "removed"]

OFTEN = 3
"""A sender that was put right so often is no slip of one paper."""
_SENDER = "sender"
_OF_PEOPLE = ("signatory_name", "proposed_mayor", "present", "absent")


@dataclass(slots=True)
class Fates:
    """So many readings stayed as they were, were put right, were told by a person where nothing was read, were taken out."""

    kept: int = 0
    corrected: int = 0
    added: int = 0
    removed: int = 0

    @property
    def right(self) -> float:
        """The share that nobody had to touch."""
        return self.kept / max(1, self.kept + self.corrected + self.added + self.removed)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sender as people mostly write it: on so many confirmed documents; on so many nothing was read, or something else."""

    sender: str
    documents: int
    missed: int
    otherwise: int


@dataclass(slots=True)
class Review:
    """The fates by type of document (None where it was not told) and field; those of sure readings; senders to be learnt.

    `withheld`: how many more senders were missed as often, but are, or may be, persons or hold a number.
    """

    documents: int = 0
    fields: dict[tuple[str | None, str], Fates] = field(default_factory=lambda: defaultdict(Fates))
    sure: Fates = field(default_factory=Fates)
    suggestions: list[Suggestion] = field(default_factory=list)
    withheld: int = 0

    def by_field(self) -> dict[str, Fates]:
        """The fates by field alone."""
        together: dict[str, Fates] = defaultdict(Fates)
        for (_, name), fates in self.fields.items():
            for fate in ("kept", "corrected", "added", "removed"):
                _count(together[name], fate, getattr(fates, fate))
        return dict(together)


def review(session: Session, *, since: datetime | None = None) -> Review:
    """What became of all that was read on documents confirmed at or after `since`."""
    seen, documents = Review(), set[int]()
    senders: list[DocumentField] = []
    people = set(session.scalars(select(Person.name)))
    for one, kind in _confirmed(session, since):
        documents.add(one.document_id)
        fate = _fate(one)
        _count(seen.fields[kind, one.name], fate)
        if one.confidence >= SURE and fate != "added":
            _count(seen.sure, fate)
        if one.name == _SENDER and isinstance(one.confirmed, str):
            senders.append(one)
        if one.name in _OF_PEOPLE:
            people.update(_listed(one.confirmed))
    seen.documents = len(documents)
    found = list(_missed(senders))
    bare = {folded(names.bare(person)) for person in people if names.is_name(names.bare(person))}
    seen.suggestions = [one for one in found if _is_office(one.sender, bare)]
    seen.withheld = len(found) - len(seen.suggestions)
    return seen


def _confirmed(session: Session, since: datetime | None) -> Iterable[Row[DocumentField, str | None]]:
    """The fields of confirmed documents with the documents' types; those that a newer file replaced are among them."""
    wanted = (
        select(DocumentField, Document.kind)
        .join(Document, DocumentField.document_id == Document.id)
        .where(Document.confirmed_at.is_not(None))
        .order_by(DocumentField.id)
    )
    if since is not None:
        wanted = wanted.where(Document.confirmed_at >= since)
    return session.execute(wanted.execution_options(yield_per=1000))


def _fate(one: DocumentField) -> Fate:
    if one.read is None:
        return "added"
    if not one.corrected:
        return "kept"
    # A person takes a list away by leaving nothing in it.
    return "removed" if isinstance(one.confirmed, list) and not one.confirmed else "corrected"


def _count(fates: Fates, fate: Fate, more: int = 1) -> None:
    setattr(fates, fate, getattr(fates, fate) + more)


def _missed(senders: Iterable[DocumentField]) -> Iterator[Suggestion]:
    """The senders that were put right often, the most often first; spellings that differ by no letter are one."""
    together: dict[str, list[DocumentField]] = defaultdict(list)
    for one in senders:
        together[_letters(str(one.confirmed))].append(one)
    for same in sorted(together.values(), key=_wrong, reverse=True):
        if _wrong(same) >= OFTEN:
            spelt = Counter(" ".join(clean(str(one.confirmed)).split()) for one in same)
            missed = sum(one.read is None for one in same)
            yield Suggestion(spelt.most_common(1)[0][0], len(same), missed, _wrong(same) - missed)


def _wrong(same: list[DocumentField]) -> int:
    return sum(one.read is None or one.corrected for one in same)


def _letters(written: str) -> str:
    """What two spellings of one name have in common."""
    return "".join(folded(written).split())


def _is_office(sender: str, people: Iterable[str]) -> bool:
    """Whether it names an organisation and certainly nobody and no number; a sender of which this is not plain is kept back."""
    plain = folded(sender)
    if any(letter.isdigit() for letter in plain) or not offices.ORGANISATION.search(plain):
        return False
    return folded(names.bare(sender)) == plain and not any(person in plain for person in people)


def _listed(value: Any) -> list[str]:
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
