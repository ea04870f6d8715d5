"""Looking: named questions to the database, each saying what it loads. Nothing here changes state."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases import people
from cases.errors import NotFound, Outdated
from cases.models import (
    Case,
    Comment,
    Decision,
    Definition,
    Document,
    Event,
    Hold,
    Letter,
    Meeting,
    Municipality,
    Person,
    Role,
    Seat,
    StaffGroup,
    Step,
)
from cases.office import definition
from cases.people import By
from workflows import kinds

LOOKED_THROUGH = 2000
_DESKS: dict[str, str] = {}
"""The desk of each definition by its hash, under which nothing else is ever kept."""
_WHOLE = (
    joinedload(Case.municipality),
    joinedload(Case.opener),
    joinedload(Case.definition),
    selectinload(Case.steps).joinedload(Step.claimant),
    selectinload(Case.steps).selectinload(Step.replies),
    selectinload(Case.steps).selectinload(Step.seats).joinedload(Seat.person),
    selectinload(Case.steps).selectinload(Step.comments).joinedload(Comment.by),
    selectinload(Case.steps).joinedload(Step.meeting),
    selectinload(Case.documents).selectinload(Document.fields),
)


def case(session: Session, case_id: int) -> Case:
    """The whole case: city, opener, definition, documents with fields, steps with claimants, replies, seats, comments and
    meetings."""
    found = session.scalars(select(Case).where(Case.id == case_id).options(*_WHOLE)).first()
    if found is None:
        raise NotFound("case-unknown")
    return found


def lock(session: Session, case_id: int) -> None:
    """From here to the end of the transaction nobody else changes the case. First of all in a verb that changes it.

    On SQLite nobody else writes anyway since this transaction began.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update())


def case_for_change(session: Session, case_id: int, version: int) -> Case:
    """The whole case, locked, if it still stands as it was when the person looked at it.

    Refuses: case-moved-on, with who moved it. Who reads an older version and writes fails at the version column.
    """
    lock(session, case_id)
    found = case(session, case_id)
    if found.version != version:
        raise Outdated("case-moved-on", who=last_actor(session, case_id))
    return found


def case_for_person(session: Session, case_id: int, by: By) -> Case:
    """The whole case, if this person may see it. Someone else's is answered like one that does not exist."""
    found = case(session, case_id)
    if not may_see(by, found):
        raise NotFound("case-unknown")
    return found


def case_by_number(session: Session, number: str, by: By) -> Case:
    """The whole case with this number ("1405-12"), if this person may see it."""
    case_id = session.scalar(select(Case.id).where(Case.number == number))
    if case_id is None:
        raise NotFound("case-unknown")
    return case_for_person(session, case_id, by)


def may_see(by: By, found: Case) -> bool:
    """Whether the case lies in one of the person's scopes; a committee's member sees what came before the committee."""
    return bool(_roles_in(by, found) - {"committee"}) or _sat(by, found)


def may_see_documents(by: By, found: Case) -> bool:
    """Whether the person may open the case's documents; a council member is told of the case and no more."""
    return bool(_roles_in(by, found) - {"council-member", "committee"}) or _sat(by, found)


def _roles_in(by: By, found: Case) -> set[str]:
    return by.roles(municipality_id=found.municipality_id, desk=definition(found.definition.body).desk)


def _sat(by: By, found: Case) -> bool:
    return any(seat.person_id in by.ids for step in found.steps for seat in step.seats)


def cases_of(session: Session, by: By, *, limit: int = 20) -> list[Case]:
    """The newest cases of the person's cities, the open ones first; for the office's people, those of their desks.

    Of a desk that is not every one, those among the newest LOOKED_THROUGH open and as many closed ones.
    """
    people_here = (by.person, *by.standing_in)
    cities = {role.municipality_id for person in people_here for role in person.roles if role.municipality_id}
    wanted = select(Case).options(
        joinedload(Case.municipality), joinedload(Case.definition), selectinload(Case.steps).joinedload(Step.claimant)
    )
    wanted = wanted.order_by(Case.id.desc())
    desks = by.desks()
    # What nobody has sent is its customers' own; of the office it is seen by who opened it.
    ours = Case.sent_at.is_not(None) | Case.opened_by.in_(by.ids)
    # One question each for open and closed: ordered by that, every case there ever was would be looked at.
    found: dict[int, Case] = {}
    for state in (Case.closed_at.is_(None), Case.closed_at.is_not(None)):
        scopes: list[ColumnElement[bool]] = [ours | Case.municipality_id.in_(cities)]
        if desks is not None:
            scopes = [Case.municipality_id.in_(cities), Case.id.in_(_newest_seated(session, by, limit))]
        if desks:
            scopes.append(Case.id.in_(_newest_of(session, desks, state & ours, limit)))
        of_state = [case for scope in scopes for case in session.scalars(wanted.where(scope, state).limit(limit))]
        for case in sorted(of_state, key=lambda known: known.id, reverse=True):
            found.setdefault(case.id, case)
    return list(found.values())[:limit]


def _newest_of(session: Session, desks: frozenset[str], state: ColumnElement[bool], limit: int) -> list[int]:
    """The newest cases of these desks. The desk stands in the definition and not in the case's row, so no index finds them:
    a bounded number of rows is looked through, however many cases there are."""
    looked_at = select(Case.id, Case.definition_hash).where(state).order_by(Case.id.desc()).limit(LOOKED_THROUGH)
    newest = session.execute(looked_at).all()
    if unknown := {digest for _, digest in newest} - _DESKS.keys():
        kept = session.scalars(select(Definition).where(Definition.hash.in_(unknown)))
        _DESKS.update({row.hash: definition(row.body).desk for row in kept})
    return [case_id for case_id, digest in newest if _DESKS[digest] in desks][:limit]


def _newest_seated(session: Session, by: By, limit: int) -> list[int]:
    """The cases of the person's newest seats."""
    seats = select(Step.case_id).join(Seat, Seat.step_id == Step.id).where(Seat.person_id.in_(by.ids))
    return list(dict.fromkeys(session.scalars(seats.order_by(Seat.id.desc()).limit(20 * limit))))


def open_step(found: Case) -> Step | None:
    """The step that the case is in; None when it is closed."""
    return next((step for step in reversed(found.steps) if step.left_at is None), None)


def last_claimant(session: Session, case_id: int) -> int | None:
    """Who had the case last."""
    return session.scalar(
        select(Step.claimed_by)
        .where(Step.case_id == case_id, Step.claimed_by.is_not(None))
        .order_by(Step.id.desc())
        .limit(1)
    )


def still_here(session: Session, person_id: int | None) -> int | None:
    """The person, unless suspended since."""
    person = session.get(Person, person_id) if person_id else None
    return person.id if person and person.active else None


def holder(session: Session, found: Case, step: Step, *, at: datetime) -> int | None:
    """Who has the step in hand; None: nobody has claimed it, or whoever has may no longer have it."""
    desk = definition(found.definition.body).desk
    return step.claimed_by if people.may_keep(session, step.claimed_by, desk, at=at) else None


def last_actor(session: Session, case_id: int) -> str | None:
    """The name of whoever changed the case last."""
    return session.scalar(
        select(Person.name)
        .join(Event, Event.by_id == Person.id)
        .where(Event.stream == f"case:{case_id}")
        .order_by(Event.seq.desc())
        .limit(1)
    )


def last_return(session: Session, found: Case) -> Decision | None:
    """The return that the case's open step answers; None when it was not returned."""
    step = open_step(found)
    if step is None or step.kind != "submit":
        return None
    return session.scalars(
        select(Decision)
        .where(Decision.case_id == found.id, Decision.outcome.in_(kinds.RETURNS), Decision.at <= step.entered_at)
        .options(joinedload(Decision.by))
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()


def decisions_of(session: Session, case_id: int) -> list[Decision]:
    """Every decision on the case, oldest first, with who decided."""
    return list(
        session.scalars(
            select(Decision).where(Decision.case_id == case_id).options(joinedload(Decision.by)).order_by(Decision.id)
        )
    )


def document(session: Session, document_id: int) -> Document:
    """The document with its fields, its case, and the case's city, definition, steps and other documents."""
    found = session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .options(selectinload(Document.fields))
        .options(joinedload(Document.case).options(*_WHOLE))
    ).first()
    if found is None:
        raise NotFound("document-unknown")
    return found


def document_for_person(session: Session, document_id: int, by: By) -> Document:
    """`document`, if this person may open it."""
    found = document(session, document_id)
    if not may_see_documents(by, found.case):
        raise NotFound("document-unknown")
    return found


def letter_of_step(session: Session, step_id: int) -> Letter | None:
    """The letter that this step, whose kind is to issue one, has issued."""
    issued = select(Letter).join(Step, Step.id == Letter.step_id).where(Letter.step_id == step_id, Step.kind == "issue")
    return session.scalars(issued).first()


def letters_of(session: Session, case_id: int) -> list[Letter]:
    """The letters that the case's issue steps have issued and that are filed, the newest first."""
    issued = select(Letter).join(Step, Step.id == Letter.step_id).where(Step.kind == "issue")
    return list(
        session.scalars(issued.where(Letter.case_id == case_id, Letter.state == "filed").order_by(Letter.id.desc()))
    )


def letters_drawn(session: Session, step_id: int, template: str) -> int:
    """How many letters of this kind the step has."""
    drawn = select(func.count()).select_from(Letter).where(Letter.step_id == step_id, Letter.template == template)
    return session.scalar(drawn) or 0


def letter(session: Session, letter_id: int) -> Letter:
    """A letter of any kind with its case and the case's city."""
    found = session.scalars(
        select(Letter).where(Letter.id == letter_id).options(joinedload(Letter.case).joinedload(Case.municipality))
    ).first()
    if found is None:
        raise NotFound("letter-unknown")
    return found


def people_with(session: Session, role: str, *, desk: str | None = None, committee: str | None = None) -> list[Person]:
    """The active people who have the role for this desk or committee, by name."""
    wanted = select(Person).join(Role, Role.person_id == Person.id).where(Role.role == role, Person.active)
    if desk is not None:
        wanted = wanted.where(Role.desk.is_(None) | (Role.desk == desk))
    if committee is not None:
        wanted = wanted.where(Role.committee.is_(None) | (Role.committee == committee))
    return list(session.scalars(wanted.options(selectinload(Person.roles)).order_by(Person.name).distinct()))


def holds_of(session: Session, case_id: int) -> list[Hold]:
    """The times in which the case was held, the earliest first."""
    return list(session.scalars(select(Hold).where(Hold.case_id == case_id).order_by(Hold.id)))


def present_hold(session: Session, case_id: int) -> Hold | None:
    """The hold that lasts."""
    return session.scalars(select(Hold).where(Hold.case_id == case_id, Hold.ended_at.is_(None))).first()


def meeting_of(found: Case, step: Step) -> Meeting | None:
    """The latest session to which the step's committee was called in this case, in this step or before it.

    Not before the committee's last closed voting: that was another session.
    """
    until_here = [known for known in found.steps if known.id <= step.id and _same_committee(found, known, step)]
    for known in reversed(until_here):
        if known is not step and known.kind == "committee" and known.left_at is not None:
            return None
        if known.meeting is not None:
            return known.meeting
    return None


def comments_of(found: Case, step: Step) -> list[Comment]:
    """What the members of the step's committee have said in this case, the earliest first."""
    return [said for known in found.steps if _same_committee(found, known, step) for said in known.comments]


def _same_committee(found: Case, one: Step, other: Step) -> bool:
    flow = definition(found.definition.body)
    return flow.step(one.key).committee == flow.step(other.key).committee


def events_of(session: Session, case_id: int) -> list[Event]:
    """The case's own log, oldest first, with who acted."""
    return list(
        session.scalars(
            select(Event).where(Event.stream == f"case:{case_id}").options(joinedload(Event.by)).order_by(Event.seq)
        )
    )


def cities(session: Session, by: By) -> list[Municipality]:
    """The cities for which this person may open cases: an expert for all."""
    wanted = select(Municipality).order_by(Municipality.id)
    if "expert" not in by.roles():
        people_here = (by.person, *by.standing_in)
        roles = [role for person in people_here for role in person.roles]
        ids = {role.municipality_id for role in roles if role.role in ("clerk", "secretary")}
        wanted = wanted.where(Municipality.id.in_(ids))
    return list(session.scalars(wanted))


def staff_group(session: Session, chat_id: int) -> StaffGroup | None:
    """The staff group bound to this chat."""
    return session.get(StaffGroup, chat_id)
