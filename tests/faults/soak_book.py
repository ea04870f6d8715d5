"""The soak's book: what was acknowledged, what was said to whom, and whether the database agrees in the end.

Door: `Book`. Promise: a deed is `sure` once the messenger showed that it was done; a sure one must be in the database once, an
unsure one at most once, and nothing that nobody did. What a chat was told is held against whose it is. Not here: doing
(soak_talks), seeing (soak_hands).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from bot.emulator.control import Said
from bot.emulator.messenger import Messenger
from bot.emulator.world import Entry
from cases import events
from cases.db import Database, Session
from cases.models import (
    Account,
    Case,
    Decision,
    Document,
    Event,
    Invitation,
    Letter,
    Municipality,
    Notice,
    Step,
    Subscription,
)
from cases.models import Update as Kept
from tests.faults.soak_town import Resident, Town, number_in, plain

MARK = re.compile(r"(?:mark|paper)-\d{6}")
SPREAD = 8.0  # a lost answer and its copy lie this near, in seconds
OFFICE = ("head", "admin", "observer")


@dataclass
class Deed:
    """Something that a person did to a case: opened, sent, claimed, approve, return, reject, withdrawn."""

    kind: str
    who: int
    case: int = 0
    mark: str = ""
    sure: bool = False

    @property
    def key(self) -> tuple[str, int, int, str]:
        """By what it is found in the database; who opens a case does not know its id before."""
        return self.kind, self.who, 0 if self.kind == "opened" else self.case, self.mark


@dataclass
class Sent:
    """A file that the messenger took: the document's origin, and its content's hash where nobody changes it on the way."""

    origin: str
    case: int
    sha256: str | None


@dataclass
class Book:
    """What happened, as the people in the chats know it."""

    town: Town
    deeds: list[Deed] = field(default_factory=list)
    files: list[Sent] = field(default_factory=list)
    rhythms: dict[int, set[str]] = field(default_factory=dict)
    """The rhythm that a member chose last; two where the last choice was not acknowledged."""
    joined: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    """Who blocked the bot at any time: what was to be said meanwhile may be missing."""
    told: set[tuple[int, str]] = field(default_factory=set)
    """In which chat which case's number or mark has stood."""
    of: dict[str, str] = field(default_factory=dict)
    """The number of the case that a mark belongs to."""
    lost: list[tuple[int, float]] = field(default_factory=list)
    """When a call into a chat was carried out, or might have been, and its answer did not come."""
    failures: Counter[str] = field(default_factory=Counter)
    talks: Counter[str] = field(default_factory=Counter)

    # --- while it goes on ---------------------------------------------------------------------------------------------

    def did(self, kind: str, who: int, case: int = 0, mark: str = "") -> Deed:
        deed = Deed(kind, who, case, mark)
        self.deeds.append(deed)
        return deed

    def heard(self, said: Said) -> None:
        text = "\n".join((said.text, *(label for label, _ in said.buttons), _file_name(said.message)))
        self.told.update((said.chat_id, known) for known in number_in(text) | set(MARK.findall(plain(text))))

    def called(self, call: dict[str, Any]) -> None:
        if call["error_code"] == 504 and "chat_id" in call["params"]:
            self.lost.append((int(call["params"]["chat_id"]), call["at"]))

    # --- in the end ---------------------------------------------------------------------------------------------------

    def problems(self, db: Database, messenger: Messenger, kills: Iterable[float]) -> list[str]:
        """Everything that is not as it must be; empty when all is well."""
        checks = (
            self._deeds_are_there,
            self._files_are_there,
            self._choices_are_there,
            self._everybody_was_told,
            self._nobody_was_told_of_others,
            _nothing_waits,
            _log_is_whole,
        )
        found = [problem for check in checks for problem in db.read_now(_listed, check)]
        copies = self.copies(db, messenger, kills)
        return [*found, *copies["unexplained"]]

    def _deeds_are_there(self, session: Session) -> Iterator[str]:
        done = _done(session)
        sure = Counter(deed.key for deed in self.deeds if deed.sure)
        tried = Counter(deed.key for deed in self.deeds)
        for key in sorted(tried.keys() | done.keys()):
            if not sure[key] <= done[key] <= tried[key]:
                yield f"{key}: acknowledged {sure[key]}, tried {tried[key]}, in the database {done[key]}"

    def _files_are_there(self, session: Session) -> Iterator[str]:
        there = {row.origin: row for row in session.scalars(select(Document))}
        for sent in self.files:
            row = there.pop(sent.origin, None)
            if row is None:
                yield f"the file {sent.origin} is lost"
            elif row.case_id != sent.case or sent.sha256 not in (None, row.sha256):
                yield f"the file {sent.origin} of case {sent.case} is document {row.id} of case {row.case_id}"
        yield from (f"nobody sent document {row.id}, {origin}" for origin, row in there.items())

    def _choices_are_there(self, session: Session) -> Iterator[str]:
        people = _people(session)
        for who, chosen in self.rhythms.items():
            row = session.get(Subscription, people[who])
            if (row.rhythm if row else "at-once") not in chosen:
                yield f"{who} chose {chosen} and has {row.rhythm if row else None}"
        yield from (f"{who} joined and is nobody" for who in self.joined - people.keys())
        used = session.scalar(select(func.count()).select_from(Invitation).where(Invitation.used_at.is_not(None)))
        if used != len(people):
            yield f"{used} invitations were used by {len(people)} people"

    def _everybody_was_told(self, session: Session) -> Iterator[str]:
        """Who opened a case has heard of each decision that says why; notices have been said, or to nobody's harm not."""
        openers = {deed.case: deed.who for deed in self.deeds if deed.kind == "opened"}
        for deed in self.deeds:
            opener = openers.get(deed.case)
            if deed.mark and deed.sure and opener not in self.blocked and (opener, deed.mark) not in self.told:
                yield f"{opener} was not told of {deed.kind} of case {deed.case}, {deed.mark}"
        for row in session.scalars(select(Notice).where(Notice.state == "failed")):
            if row.chat_id not in self.blocked:
                yield f"notice {row.id} {row.template} to {row.chat_id} failed: {row.failure}"

    def _nobody_was_told_of_others(self, session: Session) -> Iterator[str]:
        whose: dict[str, set[tuple[str, str]]] = defaultdict(set)
        of_city = select(Municipality.slug, Case.entry).join_from(Case, Municipality)
        # In the name of its file the number of a letter, "1405/12", looks like that of a case.
        for rows in (of_city.add_columns(Case.number), of_city.add_columns(Letter.number).join(Letter)):
            for city, entry, number in session.execute(rows):
                whose[number.replace("/", "-")].add((city, self.town.entries[entry]))
        people = {one.id: one for one in self.town.everybody()}
        desks = {group: desk for desk, group in self.town.groups.items()}
        for chat, known in sorted(self.told):
            one, group, paper = people.get(chat), desks.get(chat), known.startswith("paper")
            of = whose[self.of.get(known, known)]
            if not any(_may_see(one, group, city, desk, paper=paper) for city, desk in of):
                yield f"chat {chat} was told of {known}, which is of {of}"

    def copies(self, db: Database, messenger: Messenger, kills: Iterable[float]) -> dict[str, list[str]]:
        """Notices that stand in a chat more than once, by why: an answer that was lost, a kill, or nothing known."""
        said = db.read_now(_said_once)
        standing: dict[tuple[int, str], list[Entry]] = defaultdict(list)
        for entry in messenger.world.entries.values():
            if entry.by_bot and not entry.deleted:
                standing[entry.chat_id, entry.message.get("text", "")].append(entry)
        found: dict[str, list[str]] = {"lost answer": [], "kill": [], "unexplained": []}
        texts = {
            (chat, messenger.world.entries[chat, message].message.get("text", ""))
            for chat, message in said
            if (chat, message) in messenger.world.entries
        }
        for chat, text in sorted(texts):
            ours = sum(1 for one in standing[chat, text] if (chat, one.message_id) in said)
            dates = [one.message["date"] for one in standing[chat, text]]
            if text and len(dates) > ours:
                why = self._why(chat, sorted(dates), list(kills))
                found[why] += [f"{len(dates)} copies of {ours} in {chat}: {text[:120]}"]
        return found

    def _why(self, chat: int, dates: list[int], kills: list[float]) -> str:
        for before, after in pairwise(dates):
            if any(chat == where and before - SPREAD <= at <= after + SPREAD for where, at in self.lost):
                return "lost answer"
            if any(before - SPREAD <= at <= after + SPREAD for at in kills):
                return "kill"
        return "unexplained"


def _listed(session: Session, check: Callable[[Session], Iterable[str]]) -> list[str]:
    return list(check(session))


def _log_is_whole(session: Session) -> list[str]:
    return [f"the log: {place}" for place in events.verify(session)]


def _may_see(one: Resident | None, desk_of_group: str | None, city: str, desk: str, *, paper: bool) -> bool:
    if one is None:
        return desk_of_group == desk
    if one.role in OFFICE:
        return True
    if one.role == "expert":
        return one.desk == desk
    # A member of the council is told of the case, and nothing of its papers.
    return one.city == city and not (paper and one.role == "council-member")


def _done(session: Session) -> Counter[tuple[str, int, int, str]]:
    """The deeds that the database knows."""
    people = {person: who for who, person in _people(session).items()}
    done: Counter[tuple[str, int, int, str]] = Counter()
    for row in session.scalars(select(Event).where(Event.kind.in_(("opened", "moved", "claimed", "closed")))):
        kind = row.facts["outcome"] if row.kind in ("moved", "closed") else row.kind
        if kind in ("opened", "sent", "claimed", "withdrawn"):
            case = 0 if kind == "opened" else int(row.stream.partition(":")[2])
            done[kind, people[row.by_id or 0], case, ""] += 1
    for row in session.scalars(select(Decision)):
        mark = MARK.search(row.reason or "")
        done[row.outcome, people[row.by_id], row.case_id, mark[0] if mark else ""] += 1
    return done


def _people(session: Session) -> dict[int, int]:
    return {int(row.id.partition(":")[2]): row.person_id for row in session.scalars(select(Account))}


def _said_once(session: Session) -> set[tuple[int, int]]:
    """The chats and messages of the notices that stand for themselves, in no slot."""
    rows = select(Notice.chat_id, Notice.message_id).where(Notice.state == "sent", Notice.slot.is_(None))
    return {(chat, message) for chat, message in session.execute(rows) if message is not None}


def _nothing_waits(session: Session) -> Iterator[str]:
    for row in session.scalars(select(Kept).where(Kept.state != "done")):
        yield f"update {row.update_id} of {row.lane} is {row.state}: {row.failure}"
    for notice in session.scalars(select(Notice).where(Notice.state == "waiting")):
        yield f"notice {notice.id} {notice.template} to {notice.chat_id} waits: {notice.failure}"
    for document in session.scalars(select(Document).where(Document.state == "waiting")):
        yield f"document {document.id} was not read"
    twice = select(Step.case_id).where(Step.left_at.is_(None)).group_by(Step.case_id).having(func.count() > 1)
    yield from (f"case {case} is in several steps" for case in session.scalars(twice))


def _file_name(message: dict[str, Any]) -> str:
    return str(message.get("document", {}).get("file_name", ""))
