"""The cards of a case, each for whoever may look at it: rows of the database and rights in, a card out.

Door: `case_card`, `staff_card`, `head_card`, `member_card`, `own_card`, `numbered`. Promise: who may not see it is refused,
someone else's case like one that does not exist. Not here: what stands on the cards (bot.cards).
"""

from __future__ import annotations

from bot.cards import Card, committee, customer, staff
from cases import people, queries
from cases.db import Session
from cases.errors import NotAllowed, NotFound
from cases.models import Case, Step
from cases.office import definition
from cases.people import By

STAFF = ("expert", "head", "admin", "observer")
# Whose own chats show the staff's card; admins and observers look at a case without its buttons.
DECIDING = ("expert", "head")


def case_card(session: Session, case_id: int, by: By) -> Card:
    """The case as this person may see it: its customer, or who sits on the committee that it is before."""
    case = queries.case_for_person(session, case_id, by)
    seated = last_seated(case, by)
    if seated is not None and not by.roles(municipality_id=case.municipality_id) - {"committee"}:
        return committee.member_card(case, seated, by, queries.present_hold(session, case.id))
    returned, letters = queries.last_return(session, case), queries.letters_of(session, case.id)
    return customer.case(case, by, returned, letters, queries.present_hold(session, case.id))


def staff_card(session: Session, case_id: int, by: By, *, managing: bool = False) -> Card:
    """The case as the staff see it. Refuses those outside the office or of another desk, and cases not sent to it yet."""
    case = queries.case(session, case_id)
    people.require(by, STAFF, desk=definition(case.definition.body).desk)
    if case.sent_at is None:
        raise NotFound("case-unknown")
    return shown_to_staff(session, case_id, managing=managing)


def shown_to_staff(session: Session, case_id: int, *, managing: bool = False) -> Card:
    """The case in the staff group."""
    case = queries.case(session, case_id)
    decided, held = queries.decisions_of(session, case.id), queries.present_hold(session, case.id)
    return staff.staff_card(case, decided, held, managing=managing)


def head_card(session: Session, case_id: int, by: By) -> Card:
    """The case on the head's desk. Refuses: not-your-role."""
    people.require(by, ("head",))
    return shown_to_head(session, case_id)


def shown_to_head(session: Session, case_id: int) -> Card:
    """The case in the heads' own chats."""
    case, letters = queries.case(session, case_id), queries.letters_of(session, case_id)
    return staff.head_card(
        case, queries.decisions_of(session, case_id), letters, queries.present_hold(session, case_id)
    )


def member_card(session: Session, step_id: int, by: By) -> Card:
    """The case for a member of the committee that this stay concerns. Refuses: step-unknown, not-a-member."""
    case, step = stay(session, step_id)
    if not committee.own_seats(step, by):
        raise NotAllowed("not-a-member")
    return committee.member_card(case, step, by, queries.present_hold(session, case.id))


def own_card(session: Session, case_id: int, by: By, *, in_group: bool) -> Card:
    """The case as it stood on the pressed card: the staff's in their group, else the person's own.

    The office's people see a case that was sent to the office as the staff do, with all that can be done, in their own chats
    too.
    """
    if in_group:
        return staff_card(session, case_id, by)
    case = queries.case(session, case_id)
    step = queries.open_step(case)
    deciding = by.roles(desk=definition(case.definition.body).desk) & set(DECIDING)
    if deciding and case.sent_at is not None and (step is None or step.kind != "submit"):
        return shown_to_staff(session, case_id)
    seated = last_seated(queries.case(session, case_id), by)
    return member_card(session, seated.id, by) if seated else case_card(session, case_id, by)


def numbered(session: Session, number: str, by: By, *, in_group: bool) -> tuple[int, Card]:
    """The case of a typed number: who decides on it gets it with all that can be done. In the group it is the staff's card,
    which is all that everybody there may read.
    """
    case = queries.case_by_number(session, number, by)
    return case.id, own_card(session, case.id, by, in_group=in_group)


def stay(session: Session, step_id: int) -> tuple[Case, Step]:
    """A stay in a step, within its whole case. Refuses: step-unknown."""
    known = session.get(Step, step_id)
    if known is None:
        raise NotFound("step-unknown")
    case = queries.case(session, known.case_id)
    return case, next(step for step in case.steps if step.id == step_id)


def last_seated(case: Case, by: By) -> Step | None:
    """The latest stay that this person, or someone they stand in for, has a seat in."""
    return next((step for step in reversed(case.steps) if committee.own_seats(step, by)), None)
