"""What the office does with a case: claim, release, decide, record replies, sign.

Door: `claim`, `release`, `decide`, `record_reply`, `sign`, `letter_filed`. Promise: every act checks person, role, scope,
step and the case's version; of two who act at once one wins and the other is told who was first. Not here: who is shown
which buttons (bot.cards).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cases import events, letters, lifecycle, notices, people, queries
from cases.errors import Incomplete, NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Case, Decision, Letter, Step
from cases.notices import What
from cases.office import definition
from cases.people import By
from workflows import catalogue, engine, kinds

ANSWERS = ("clear", "refused")
DECIDED = ("review", "external", "act")


def claim(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The expert takes the case. Refuses: claimed-by-other (with who), case-moved-on, not-your-role, not-at-this-step."""
    queries.lock(session, case_id)
    case = queries.case(session, case_id)
    step = _office_step(case)
    people.require(now.by, [_definition_of(case, step).actor])
    if step.claimed_by == now.by.person.id:
        return case
    if step.claimed_by is not None:
        assert step.claimant is not None
        raise Outdated("claimed-by-other", who=step.claimant.name)
    if case.version != version:
        raise Outdated("case-moved-on", who=queries.last_actor(session, case_id))
    step.claimed_by, step.claimed_at = now.by.person.id, now.at
    case.touch(now.at)
    events.record(session, events.stream_of(case), "claimed", by=now.by, at=now.at, step=step.key)
    show(session, case, now)
    return case


def release(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """The expert lets go of the case, or the head does in their stead. Refuses: not-yours, case-moved-on."""
    case = queries.case_for_change(session, case_id, version)
    step = _office_step(case) if "head" in people.roles(now.by.person) else _own_step(case, now.by)
    step.claimed_by = step.claimed_at = None
    case.touch(now.at)
    events.record(session, events.stream_of(case), "released", by=now.by, at=now.at, step=step.key)
    show(session, case, now)
    return case


def looked_at(session: Session, case_id: int, version: int, *, by: By) -> Case:
    """The case, for a person who is about to decide on it. Refuses as `decide` would."""
    case = queries.case_for_change(session, case_id, version)
    _own_step(case, by)
    return case


def decide(
    session: Session,
    case_id: int,
    version: int,
    outcome: str,
    *,
    now: Moment,
    reason: str | None = None,
    items: Sequence[str] = (),
    letter_number: str | None = None,
) -> Case:
    """Whoever the step is for decides: a review (approve, return, reject), another organisation's answer that is recorded
    (accepted, returned, refused), or an act that is done. A return or refusal says why.

    Refuses: not-yours (not claimed, or by another), not-at-this-step, reason-wanted, item-unknown, letter-lacks,
    case-moved-on.
    """
    case = queries.case_for_change(session, case_id, version)
    step = _own_step(case, now.by)
    if step.kind not in DECIDED or outcome not in engine.outcomes(_definition_of(case, step)):
        raise NotAllowed("not-at-this-step")
    reason = (reason or "").strip() or None
    if outcome in kinds.RETURNS | kinds.REFUSALS and reason is None:
        raise Refusal("reason-wanted")
    if outcome == "approve":
        _refuse_lacking_letters(case)
    known = {wanted.key for wanted in definition(case.definition.body).documents}
    if set(items) - known:
        raise NotFound("item-unknown")
    decision = _decision(session, case, step, outcome, now, reason=reason, items=items, letter_number=letter_number)
    lifecycle.move(session, case, outcome, now=now, decision=decision)
    if outcome in kinds.RETURNS:
        what = What("returned", {"case": case.id, "decision": decision.id})
        notices.to_person(session, case.opened_by, what, at=now.at)
    return case


def record_reply(
    session: Session,
    case_id: int,
    version: int,
    body: str,
    answer: str,
    *,
    letter_number: str | None,
    now: Moment,
) -> Case:
    """Records what an asked body answered; the last answer moves the case on, one refusal by the refused way.

    Refuses: not-yours, not-at-this-step, body-unknown, already-answered, case-moved-on.
    """
    case = queries.case_for_change(session, case_id, version)
    step = _own_step(case, now.by)
    if step.kind != "inquiry" or answer not in ANSWERS:
        raise NotAllowed("not-at-this-step")
    reply = next((asked for asked in step.replies if asked.body == body), None)
    if reply is None:
        raise NotFound("body-unknown")
    if reply.answer is not None:
        raise Outdated("already-answered", body=reply.name)
    reply.answer, reply.letter_number = answer, letter_number
    reply.recorded_by, reply.recorded_at = now.by.person.id, now.at
    case.touch(now.at)
    events.record(
        session,
        events.stream_of(case),
        "reply-recorded",
        by=now.by,
        at=now.at,
        body=body,
        answer=answer,
        letter_number=letter_number,
    )
    if all(asked.answer is not None for asked in step.replies):
        refused = any(asked.answer == "refused" for asked in step.replies)
        lifecycle.move(session, case, "refused" if refused else "answered", now=now)
    else:
        show(session, case, now)
    return case


def sign(session: Session, case_id: int, version: int, *, now: Moment) -> Letter:
    """The head signs: the letter gets its number and date and is put to be made; the case moves on when it is filed.

    Signing again gives the same letter. Refuses: not-your-role, not-at-this-step, case-moved-on.
    """
    queries.lock(session, case_id)
    case = queries.case(session, case_id)
    step = _office_step(case)
    wanted = _definition_of(case, step)
    people.require(now.by, [wanted.actor])
    if step.kind != "issue":
        raise NotAllowed("not-at-this-step")
    letter = queries.letter_of_step(session, step.id)
    if letter is None:
        queries.case_for_change(session, case_id, version)
        _refuse_lacking_letters(case)
        assert wanted.letter is not None, "the checks see to it that an issue step names its letter"
        letter = letters.draw_up(session, case, step, wanted.letter, now=now)
        _decision(session, case, step, "signed", now)
        case.touch(now.at)
        events.record(session, events.stream_of(case), "signed", by=now.by, at=now.at, letter=letter.number)
        show(session, case, now)
    return letter


def letter_filed(session: Session, letter_id: int, sha256: str, *, now: Moment) -> None:
    """The letter's PDF is in the vault: it is filed with the case, and the case moves on. A second time does nothing."""
    queries.lock(session, session.get_one(Letter, letter_id).case_id)
    letter = session.get_one(Letter, letter_id, populate_existing=True)
    if letter.state == "filed":
        return
    letter.state, letter.sha256, letter.next_try_at = "filed", sha256, None
    case = queries.case(session, letter.case_id)
    events.record(
        session, events.stream_of(case), "letter-filed", by=None, at=now.at, letter=letter.number, sha256=sha256
    )
    lifecycle.move(session, case, "issued", now=now)


def show(session: Session, case: Case, now: Moment) -> None:
    """Brings the cards of the case up to date."""
    notices.to_staff(session, What("staff-card", {"case": case.id}, slot=f"case:{case.id}"), at=now.at)
    step = queries.open_step(case)
    if step is not None and _definition_of(case, step).actor == "head":
        what = What("head-card", {"case": case.id}, slot=f"head:{case.id}")
        notices.to_role(session, ["head"], what, at=now.at)


def _refuse_lacking_letters(case: Case) -> None:
    """Nobody approves or signs what would end in a letter with a hole in it."""
    for step in definition(case.definition.body).steps:
        if step.letter and (names := letters.lacking(case, step.letter)):
            raise Incomplete("letter-lacks", field=names[0])


def _office_step(case: Case) -> Step:
    step = queries.open_step(case)
    if step is None or step.kind == "submit":
        raise NotAllowed("not-at-this-step")
    return step


def _own_step(case: Case, by: By) -> Step:
    step = _office_step(case)
    actor = _definition_of(case, step).actor
    people.require(by, [actor], municipality_id=case.municipality_id)
    if actor == "expert" and step.claimed_by != by.person.id:
        raise NotAllowed("not-yours", who=step.claimant.name if step.claimant else None)
    return step


def _definition_of(case: Case, step: Step) -> catalogue.Step:
    return definition(case.definition.body).step(step.key)


def _decision(
    session: Session,
    case: Case,
    step: Step,
    outcome: str,
    now: Moment,
    *,
    reason: str | None = None,
    items: Sequence[str] = (),
    letter_number: str | None = None,
) -> Decision:
    decision = Decision(
        case_id=case.id,
        step_id=step.id,
        outcome=outcome,
        reason=reason,
        items=list(items),
        letter_number=letter_number,
        by_id=now.by.person.id,
        at=now.at,
    )
    session.add(decision)
    session.flush()
    events.record(
        session,
        events.stream_of(case),
        "decided",
        by=now.by,
        at=now.at,
        step=step.key,
        outcome=outcome,
        reason=reason,
        items=list(items),
    )
    return decision
