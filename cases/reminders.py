"""Who is reminded of a date, and when: a working day before it, on its morning, after it, and then the heads.

Door: `remind`, `still`. Promise: each is said once to whoever should act; what falls together for one person, or for the
desk's group, is one message; nobody is reminded of a case that is held or closed, and nobody in the quiet hours: what fell
due in them is said after. Not here: until when a step is to be done (deadlines), what a message looks like (bot).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session, contains_eager, selectinload

from cases import notices, people, queries, showing
from cases.models import Case, Person, Reply, Role, Step
from cases.notices import What
from cases.office import Office, definition
from cases.showing import CITY_ROLES
from nlp.wording import TEHRAN
from workflows import workdays

SOON, TODAY, LATE, HEADS = "soon", "today", "late", "heads"
TEMPLATES = {SOON: "due-soon", TODAY: "due-today", LATE: "late", HEADS: "escalated"}
DIGEST = "reminders"
MORNING = 7
"""The hour at Tehran before which a day has not begun: what is said of a day is said from then on."""
MOST = 500
SHOWN = 10
"""So many cards at most are drawn anew for being late in one run: a group bears twenty words a minute, and what is new must not
wait behind hundreds of them after a long holiday. The one word about all of them names the others."""
_GOING = ("draft", "running")

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a date is at one moment, by the latest date of each stage."""

    heads: datetime
    at: datetime
    today: datetime
    soon: datetime

    @classmethod
    def of(cls, at: datetime, calendar: workdays.Calendar) -> Bounds:
        """The bounds at `at`: the heads are told when one whole working day has gone by after the date."""
        here = at.astimezone(TEHRAN)
        day, begun = here.date(), (here - timedelta(hours=MORNING)).date()
        before_last = calendar.open_before(day) - timedelta(days=1)
        return cls(
            workdays.end_of(before_last), at, workdays.end_of(begun), workdays.end_of(calendar.open_after(begun))
        )

    def stage(self, due_at: datetime) -> str | None:
        """The last stage that a date has reached; None: there is time."""
        reached = (
            (HEADS, due_at <= self.heads),
            (LATE, due_at < self.at),
            (TODAY, due_at <= self.today),
            (SOON, due_at <= self.soon),
        )
        return next((stage for stage, there in reached if there), None)

    def ripe(self, row: type[Step] | type[Reply]) -> list[ColumnElement[bool]]:
        """The rows that have reached a stage of which nobody has been told.

        A condition for each stage, to be asked one by one: each is a short stretch of the index over what is open, which no
        database finds in their disjunction.
        """
        return [
            row.reminded.is_(None) & (row.due_at <= self.soon),
            (row.reminded == SOON) & (row.due_at <= self.today),
            (row.reminded == TODAY) & (row.due_at < self.at),
            (row.reminded == LATE) & (row.due_at <= self.heads),
        ]

    def overtaken(self, row: type[Step] | type[Reply]) -> list[ColumnElement[bool]]:
        """The rows whose date has moved away from the stage that was told: after a hold, an extension. As `ripe`."""
        return [
            (row.reminded == SOON) & (row.due_at > self.soon),
            (row.reminded == TODAY) & (row.due_at > self.today),
            (row.reminded == LATE) & (row.due_at >= self.at),
            (row.reminded == HEADS) & (row.due_at >= self.at),
        ]


def remind(session: Session, *, at: datetime, office: Office) -> int:
    """Says whatever is to be said of the dates at `at`; returns of how many steps and inquired bodies. In the quiet hours
    nothing."""
    if office.is_quiet(at):
        return 0
    bounds = Bounds.of(at, office.calendar)
    for moved in bounds.overtaken(Step):
        session.execute(update(Step).where(Step.left_at.is_(None), moved).values(reminded=None))
    for moved in bounds.overtaken(Reply):
        session.execute(update(Reply).where(Reply.answer.is_(None), moved).values(reminded=None))
    telling = _Telling(session, bounds)
    steps = _earliest([step for ripe in bounds.ripe(Step) for step in session.scalars(_steps(ripe))])
    replies = _earliest([reply for ripe in bounds.ripe(Reply) for reply in session.scalars(_replies(ripe))])
    in_time = [step for step in steps if not is_late(step)]
    for step in steps:
        telling.add(step, None)
    for reply in replies:
        telling.add(reply.step, reply)
    telling.say()
    late = [step for step in in_time if is_late(step) and step.case.sent_at is not None]
    for step in late[:SHOWN]:
        showing.to_all(session, queries.case(session, step.case_id), at=at)
    return len(steps) + len(replies)


def is_late(step: Step) -> bool:
    """Whether it has been found that the step's date is over: what every card, list and number goes by."""
    return step.reminded in (LATE, HEADS)


def still(session: Session, items: Iterable[Facts]) -> list[Facts]:
    """Those of a reminder's items that still stand, the earliest date first: nobody has acted, the date has not moved.

    An item: {case, step, body, due}; `body` is that of an inquiry, None for the step itself. To each is added `name`, the
    body's own.
    """
    wanted = list(items)
    ids = {item["step"] for item in wanted}
    going = select(Step).join(Step.case).where(Step.id.in_(ids), Step.left_at.is_(None), Case.state.in_(_GOING))
    steps = {step.id: step for step in session.scalars(going.options(selectinload(Step.replies)))}
    standing = [
        {**item, "name": row.name if isinstance(row, Reply) else None}
        for item in wanted
        if item["step"] in steps
        and (row := _row_of(steps[item["step"]], item["body"])) is not None
        and row.due_at is not None
        and row.due_at.isoformat() == item["due"]
    ]
    return sorted(standing, key=lambda item: (item["due"], item["case"]))


def _row_of(step: Step, body: str | None) -> Step | Reply | None:
    if body is None:
        return step
    return next((reply for reply in step.replies if reply.body == body and reply.answer is None), None)


class _Telling:
    """What is to be said in one run, gathered by stage and by whom it is said to: a person, or the groups of a desk."""

    def __init__(self, session: Session, bounds: Bounds) -> None:
        self._session = session
        self._bounds = bounds
        self._items: defaultdict[tuple[str, int | str], list[Facts]] = defaultdict(list)
        self._by_role: dict[tuple[str, int | None], list[int]] = {}
        self._keepers: dict[tuple[int | None, str], int | None] = {}

    def add(self, step: Step, reply: Reply | None) -> None:
        row = reply or step
        assert row.due_at is not None, "only what has a date is ripe"
        stage = self._bounds.stage(row.due_at)
        assert stage is not None, "only what has reached a stage is ripe"
        item = {
            "case": step.case_id,
            "step": step.id,
            "body": reply.body if reply else None,
            "due": row.due_at.isoformat(),
        }
        if stage == HEADS:
            if row.reminded != LATE:
                self._put(LATE, self._holders(step), item)
            self._put(HEADS, self._with_role("head"), item)
        else:
            self._put(stage, self._holders(step), item)
        row.reminded = stage

    def say(self) -> None:
        for (stage, to), items in self._items.items():
            if isinstance(to, str):
                notices.to_staff(self._session, _what(stage, items, own=False), at=self._bounds.at, desk=to)
            else:
                notices.to_person(self._session, to, _what(stage, items, own=True), at=self._bounds.at)

    def _put(self, stage: str, holders: Iterable[int | str], item: Facts) -> None:
        for holder in holders:
            self._items[stage, holder].append(item)

    def _holders(self, step: Step) -> Sequence[int | str]:
        """Who should act: the members who have not voted, the city's, the heads, or who has the case."""
        case, actor = step.case, definition(step.case.definition.body).step(step.key).actor
        if actor in CITY_ROLES:
            able = self._with_role(actor, case.municipality_id)
            return [case.opened_by] if step.kind == "submit" and case.opened_by in able else able
        if actor == "head":
            return self._with_role("head")
        silent = [seat.person_id for seat in step.seats if seat.vote is None] if actor == "committee" else []
        # When everybody has voted, it is for the committee's secretariat to close the voting.
        return silent or [self._keeper(case, case.opened_by if step.kind == "submit" else step.claimed_by)]

    def _keeper(self, case: Case, person_id: int | None) -> int | str:
        """The expert, unless they may no longer have the case: then the desk."""
        desk = definition(case.definition.body).desk
        if (person_id, desk) not in self._keepers:
            may = people.may_keep(self._session, person_id, desk, at=self._bounds.at)
            self._keepers[person_id, desk] = person_id if may else None
        return self._keepers[person_id, desk] or desk

    def _with_role(self, role: str, municipality_id: int | None = None) -> list[int]:
        key = (role, municipality_id)
        if key not in self._by_role:
            wanted = select(Role.person_id).join(Person, Person.id == Role.person_id)
            wanted = wanted.where(Role.role == role, Person.active)
            if municipality_id is not None:
                wanted = wanted.where(Role.municipality_id == municipality_id)
            self._by_role[key] = sorted(set(self._session.scalars(wanted)))
        return self._by_role[key]


def _what(stage: str, items: list[Facts], *, own: bool) -> What:
    """One message for all the items. `own`: it goes to a person's own chat, from where the case can be opened."""
    told = "|".join(sorted(f"{item['step']}:{item['body']}:{item['due']}" for item in items))
    dedupe = f"{stage}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
    ends = _pointless_from(stage, items)
    if len(items) == 1:
        return What(TEMPLATES[stage], {**items[0], "own": own}, dedupe=dedupe, expires_at=ends)
    return What(DIGEST, {"stage": stage, "items": items, "own": own}, dedupe=dedupe, expires_at=ends)


def _pointless_from(stage: str, items: list[Facts]) -> datetime | None:
    """A word before a date is pointless on its day, one of that day when it is over: the next stage says more. That
    something is late is worth saying however late."""
    last = max(datetime.fromisoformat(item["due"]) for item in items)
    if stage == SOON:
        return last.astimezone(TEHRAN).replace(hour=0, minute=0, second=0, microsecond=0)
    return last if stage == TODAY else None


def _earliest[R: (Step, Reply)](rows: list[R]) -> list[R]:
    """Those that are told of in one run."""
    return sorted(rows, key=lambda row: (row.due_at, row.id))[:MOST]


def _steps(ripe: ColumnElement[bool]) -> Select[Step]:
    """What is held or closed has no date, or no open step; so the case's state need not be looked at."""
    return (
        select(Step)
        .join(Step.case)
        .where(Step.left_at.is_(None), ripe)
        .options(contains_eager(Step.case).joinedload(Case.definition), selectinload(Step.seats))
        .order_by(Step.due_at, Step.id)
        .limit(MOST)
        .with_for_update(of=Step, skip_locked=True)
    )


def _replies(ripe: ColumnElement[bool]) -> Select[Reply]:
    step = contains_eager(Reply.step)
    return (
        select(Reply)
        .join(Reply.step)
        .join(Step.case)
        .where(Reply.answer.is_(None), Step.left_at.is_(None), ripe)
        .options(step.contains_eager(Step.case).joinedload(Case.definition), step.selectinload(Step.seats))
        .order_by(Reply.due_at, Reply.id)
        .limit(MOST)
        .with_for_update(of=Reply, skip_locked=True)
    )
