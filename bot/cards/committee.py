"""The cards of a committee: its members' own, the session that they are called to, and what the voting asks for.

Door: `member_card`, `sitting`, `invitation`. Promise: nobody sees how another has voted until the voting is closed; no
number that stands in a document is shown. Not here: counting (workflows.engine), the case in the staff group (staff).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from bot.cards.standing import checklist, decision_rows, standing
from cases import queries
from cases.models import Case, Hold, Meeting, Person, Seat, Step
from cases.office import definition
from cases.people import By
from nlp import wording
from workflows import engine

COMMENTS = 5


def member_card(found: Case, step: Step, by: By, held: Hold | None) -> Card:
    """The case for a member of the committee that this stay concerns, or for who stands in for one."""
    flow = definition(found.definition.body)
    wanted, own = flow.step(step.key), own_seats(step, by)
    rows: list[list[Button]] = []
    if step.left_at is None and held is None:
        rows = _acts(found, step, own, by)
    return say(
        "member-card",
        [*rows, [button(Act.files, found.id)]],
        case=found,
        flow=flow,
        step=step,
        wanted=wanted,
        standing=standing(found),
        held=held,
        own=own,
        me=by.person.id,
        sitting=sitting(found, step),
        meeting=queries.meeting_of(found, step),
        comments=queries.comments_of(found, step)[-COMMENTS:],
        checklist=checklist(found, flow),
    )


def own_seats(step: Step, by: By) -> list[Seat]:
    """The seats of the person and of those whom they stand in for."""
    return [seat for seat in step.seats if seat.person_id in by.ids]


def sitting(found: Case, step: Step) -> dict[str, Any] | None:
    """How far a committee is with a case: who has voted and, once the voting is closed, how many how."""
    flow = definition(found.definition.body)
    key = flow.step(step.key).committee
    if key is None or not step.seats:
        return None
    committee = flow.committee(key)
    votes = [seat.vote for seat in step.seats if seat.vote]
    return {
        "committee": committee.name,
        "voting": step.kind == "committee",
        "seats": step.seats,
        "voted": len(votes),
        "quorum": engine.quorum(committee, len(step.seats)),
        "count": Counter(votes) if step.left_at else None,
        "outcome": step.outcome,
    }


def session_asked(found: Case, step: Step) -> Card:
    """When does the committee meet? The first of three questions."""
    return say("invite-when", case=found, sitting=sitting(found, step))


def invitation_to_send(found: Case, meets_at: datetime, place: str, agenda: str) -> Card:
    """The invitation as it would go out."""
    rows = [[button(Act.invite_yes, found.id, found.version)], [button(Act.drop, found.id)]]
    return say("invite-confirm", rows, case=found, meets_at=meets_at, place=place, agenda=agenda)


def invitation(found: Case, step: Step, meeting: Meeting) -> Card:
    """What a member is told of the session."""
    rows = [[button(Act.case, found.id, label="see")]]
    return say("invitation", rows, case=found, sitting=sitting(found, step), meeting=meeting)


def room(found: Case, step: Step) -> Card:
    """Whose vote was cast in the room?"""
    rows = [[button(Act.seat, found.id, found.version, str(seat.person_id), **_seated(seat))] for seat in step.seats]
    return say("which-member", [*rows, [button(Act.drop, found.id)]], case=found)


def vote_in_room(found: Case, step: Step, member: Person) -> Card:
    """How did this member vote?"""
    pressed = [button(Act.cast, step.id, arg=f"{member.id}:{vote}", vote=_word(vote)) for vote in votes(found, step)]
    rows = [pressed[:2], pressed[2:], [button(Act.drop, found.id)]]
    return say("which-vote", rows, case=found, member=member)


def closing(found: Case, step: Step) -> Card:
    """Shall the voting be closed? It says who has voted, not how."""
    rows = [[button(Act.close_yes, found.id, found.version)], [button(Act.drop, found.id)]]
    return say("close-voting", rows, case=found, sitting=sitting(found, step))


def votes(found: Case, step: Step) -> list[str]:
    """The votes that are taken in this step: to return the case only where it can be returned."""
    wanted = definition(found.definition.body).step(step.key)
    may_return = "returned" in engine.outcomes(wanted)
    return ["for", "against", *(["return"] if may_return else []), "abstain"]


def _acts(found: Case, step: Step, own: list[Seat], by: By) -> list[list[Button]]:
    wanted = definition(found.definition.body).step(step.key)
    rows: list[list[Button]] = []
    if step.kind == "committee":
        for seat in own:
            rows += _votes_of(found, step, seat, named=len(own) > 1 or seat.person_id != by.person.id)
        if any(seat.chair for seat in own):
            rows.append([button(Act.close, found.id, found.version)])
    elif wanted.actor == "committee" and any(seat.chair for seat in own):
        rows += decision_rows(found, wanted)
    return [*rows, [button(Act.comment, step.id)]]


def _votes_of(found: Case, step: Step, seat: Seat, *, named: bool) -> list[list[Button]]:
    label = "vote_of" if named else "vote"
    pressed = [
        button(
            Act.vote,
            step.id,
            arg=f"{seat.person_id}:{vote}",
            label=label,
            mark="● " if seat.vote == vote else "",
            vote=_word(vote),
            name=seat.person.name,
        )
        for vote in votes(found, step)
    ]
    return [pressed[at : at + 2] for at in range(0, len(pressed), 2)]


def _seated(seat: Seat) -> dict[str, str]:
    return {"mark": "●" if seat.vote else "○", "name": seat.person.name}


def _word(vote: str) -> str:
    return str(wording.words("letters")["votes"][vote])
