"""What the office decides on a case: reviews, acts, answers of others, signatures.

Door: `decide`, `settle`, `refer`, `send_inquiries`, `record_reply`, `draft`, `sign`, `letter_filed`.
Promise: every act checks person, role, scope, step and the case's version; a return or refusal says why; whoever a letter
concerns gets it. Not here: who has the case (desk), votes (committees), who is shown which buttons (bot.cards).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cases import deadlines, desk, events, letters, lifecycle, notices, queries, reasons, showing
from cases.desk import flow_of, wanted_of
from cases.errors import Incomplete, NotAllowed, NotFound, Outdated, Refusal
from cases.lifecycle import Moment
from cases.models import Case, Decision, Letter, Reply, Step
from cases.notices import What
from cases.people import By
from nlp import wording
from nlp.wording import TEHRAN
from workflows import engine, kinds

ANSWERS = ("clear", "refused")
DECIDED = ("review", "external", "act")


def looked_at(session: Session, case_id: int, version: int, *, by: By) -> Case:
    """The case, for a person who is about to decide on it. Refuses as `decide` would."""
    case = queries.case_for_change(session, case_id, version)
    desk.own_step(case, by)
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
    letter_date: date | None = None,
) -> Case:
    """Whoever the step is for decides: a review (approve, return, reject), another organisation's answer that is recorded
    (accepted, returned, refused), or an act that is done. A return or refusal says why.

    Refuses: not-yours (not claimed, or by another), not-at-this-step, item-unknown, letter-lacks, date-in-future,
    case-moved-on, case-held, and as reasons.given does.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.own_step(case, now.by)
    if step.kind not in DECIDED or outcome not in engine.outcomes(wanted_of(case, step)):
        raise NotAllowed("not-at-this-step")
    if outcome in kinds.RETURNS | kinds.REFUSALS:
        ready = reason in wanted_of(case, step).reasons
        reason = reasons.given(reason, alone=outcome in kinds.RETURNS and not (items or ready))
    if outcome == "approve":
        _refuse_lacking_letters(case)
    if set(items) - {wanted.key for wanted in flow_of(case).documents}:
        raise NotFound("item-unknown")
    _refuse_future(letter_date, now)
    settle(
        session,
        case,
        step,
        outcome,
        now=now,
        reason=reason,
        items=items,
        letter_number=letter_number,
        letter_date=letter_date,
    )
    return case


def settle(
    session: Session,
    case: Case,
    step: Step,
    outcome: str,
    *,
    now: Moment,
    reason: str | None = None,
    items: Sequence[str] = (),
    letter_number: str | None = None,
    letter_date: date | None = None,
) -> Decision:
    """Writes down what was decided and moves the case; a return by the office goes to its customer as a letter too.

    For verbs that have checked who may: `decide`, committees.close.
    """
    decision = _decision(
        session,
        case,
        step,
        outcome,
        now,
        reason=reason,
        items=items,
        letter_number=letter_number,
        letter_date=letter_date,
    )
    if outcome in kinds.RETURNS and wanted_of(case, step).actor not in showing.CITY_ROLES:
        titles = [item.title for item in flow_of(case).documents if item.key in items]
        letters.draw_up(session, case, step, "return-letter", now=now, decision={"reason": reason, "items": titles})
    lifecycle.move(session, case, outcome, now=now, decision=decision)
    if outcome in kinds.RETURNS:
        what = What("returned", {"case": case.id, "decision": decision.id})
        showing.to_actor(session, case, what, at=now.at)
    return decision


def refer(
    session: Session,
    case_id: int,
    version: int,
    *,
    now: Moment,
    number: str | None = None,
    dated: date | None = None,
) -> Case:
    """The case goes out to the organisation that the step names: by a letter that is drawn up here, or by one with this
    number and date that went another way.

    Refuses: not-yours, not-at-this-step, already-referred, date-in-future, case-moved-on, case-held.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.kept_step(case, now.by)
    wanted = wanted_of(case, step)
    if step.kind != "external":
        raise NotAllowed("not-at-this-step")
    if step.out_number is not None:
        raise Refusal("already-referred", number=step.out_number)
    _refuse_future(dated, now)
    if number is None:
        titles = [item.title for item in flow_of(case).documents if item.key in _confirmed_items(case)]
        letter = letters.draw_up(session, case, step, "referral", now=now, to=wanted.to, documents=titles)
        number, dated = letter.number, letter.dated
    step.out_number, step.out_date = number.strip()[:64], dated
    case.touch(now.at)
    facts = {
        "step": step.key,
        "to": wanted.to,
        "letter_number": number,
        "letter_date": dated.isoformat() if dated else None,
    }
    events.record(session, events.stream_of(case), "referred", by=now.by, at=now.at, **facts)
    showing.to_all(session, case, at=now.at)
    return case


def send_inquiries(session: Session, case_id: int, version: int, *, now: Moment) -> Case:
    """A letter to each body that has neither answered nor been written to; its term runs from now.

    Refuses: not-yours, not-at-this-step, nothing-to-ask, case-moved-on, case-held.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.kept_step(case, now.by)
    if step.kind != "inquiry":
        raise NotAllowed("not-at-this-step")
    wanted = wanted_of(case, step)
    asked = [reply for reply in step.replies if reply.answer is None and reply.asked_at is None]
    if not asked:
        raise Refusal("nothing-to-ask")
    terms = {body.key: body.due for body in wanted.bodies}
    for reply in asked:
        term = terms[reply.body]
        body = {"key": reply.body, "name": reply.name, "days": term.days if term else None}
        body["counts"] = term.counts if term else None
        letters.draw_up(session, case, step, "inquiry", now=now, part=reply.body, body=body)
        reply.asked_at = now.at
    deadlines.reckon(session, case, step, wanted, now.office.calendar)
    case.touch(now.at)
    bodies = [reply.body for reply in asked]
    events.record(session, events.stream_of(case), "inquiries-sent", by=now.by, at=now.at, step=step.key, bodies=bodies)
    showing.to_all(session, case, at=now.at)
    return case


def record_reply(
    session: Session,
    case_id: int,
    version: int,
    body: str,
    answer: str,
    *,
    letter_number: str | None,
    letter_date: date | None = None,
    correct: bool = False,
    now: Moment,
) -> Case:
    """Records what an asked body answered; the last answer moves the case on, one refusal by the refused way.

    `correct`: puts right what was recorded for a body, as long as the step waits for others; both stand in the log.
    Refuses: not-yours, not-at-this-step, body-unknown, already-answered, not-answered (nothing to correct), date-in-future,
    case-moved-on, case-held.
    """
    case = queries.case_for_change(session, case_id, version)
    step = desk.own_step(case, now.by)
    if step.kind != "inquiry" or answer not in ANSWERS:
        raise NotAllowed("not-at-this-step")
    reply = next((asked for asked in step.replies if asked.body == body), None)
    if reply is None:
        raise NotFound("body-unknown")
    if reply.answer is not None and not correct:
        raise Outdated("already-answered", body=reply.name)
    if reply.answer is None and correct:
        raise Refusal("not-answered", body=reply.name)
    _refuse_future(letter_date, now)
    before = _said(reply)
    reply.answer, reply.letter_number, reply.letter_date = answer, letter_number, letter_date
    reply.recorded_by, reply.recorded_at = now.by.person.id, now.at
    case.touch(now.at)
    told = {"before": before, "after": _said(reply)} if correct else _said(reply)
    kind = "reply-corrected" if correct else "reply-recorded"
    events.record(session, events.stream_of(case), kind, by=now.by, at=now.at, body=body, **told)
    if all(asked.answer is not None for asked in step.replies):
        # Where the definition knows no refusal, an objection is an answer like any.
        known = engine.outcomes(wanted_of(case, step))
        refused = "refused" in known and any(asked.answer == "refused" for asked in step.replies)
        lifecycle.move(session, case, "refused" if refused else "answered", now=now)
    else:
        showing.to_all(session, case, at=now.at)
    return case


def _said(reply: Reply) -> dict[str, Any]:
    dated = reply.letter_date.isoformat() if reply.letter_date else None
    return {"answer": reply.answer, "letter_number": reply.letter_number, "letter_date": dated}


def draft(session: Session, case_id: int, *, now: Moment) -> tuple[str, dict[str, Any]]:
    """The letter that signing would issue: its template and facts, for letters.draft_pdf. Nothing is written.

    Refuses: not-your-role, not-yours, not-at-this-step (also where it is signed), letter-lacks, case-held.
    """
    case = queries.case(session, case_id)
    step = desk.own_step(case, now.by)
    template = wanted_of(case, step).letter
    if template is None or queries.letter_of_step(session, step.id) is not None:
        raise NotAllowed("not-at-this-step")
    _refuse_lacking_letters(case)
    return template, letters.drafted(session, case, step, template, now=now, ruling=_ruling(case))


def sign(session: Session, case_id: int, version: int, *, now: Moment) -> Letter:
    """Whoever issues it signs: the letter gets its number and date and is put to be made; the case moves on when it is filed.

    Signing again gives the same letter. Refuses: not-your-role, not-yours, not-at-this-step, letter-lacks, case-moved-on,
    case-held.
    """
    queries.lock(session, case_id)
    case = queries.case(session, case_id)
    wanted = wanted_of(case, desk.office_step(case))
    if wanted.letter is None:
        raise NotAllowed("not-at-this-step")
    step = desk.own_step(case, now.by)
    letter = queries.letter_of_step(session, step.id)
    if letter is None:
        queries.case_for_change(session, case_id, version)
        _refuse_lacking_letters(case)
        letter = letters.draw_up(session, case, step, wanted.letter, now=now, ruling=_ruling(case))
        _decision(session, case, step, "signed", now)
        case.touch(now.at)
        events.record(session, events.stream_of(case), "signed", by=now.by, at=now.at, letter=letter.number)
        showing.to_all(session, case, at=now.at)
    return letter


def letter_filed(session: Session, letter_id: int, sha256: str, *, now: Moment) -> None:
    """The letter's PDF is in the vault: it is filed with the case, those whom it concerns get it, and the case moves on if
    its step was to issue it. A second time does nothing."""
    queries.lock(session, session.get_one(Letter, letter_id).case_id)
    letter = session.get_one(Letter, letter_id, populate_existing=True)
    if letter.state == "filed":
        return
    letter.state, letter.sha256, letter.next_try_at = "filed", sha256, None
    case = queries.case(session, letter.case_id)
    events.record(
        session, events.stream_of(case), "letter-filed", by=None, at=now.at, letter=letter.number, sha256=sha256
    )
    step = queries.open_step(case)
    issued = step is not None and step.id == letter.step_id and step.kind == "issue"
    if issued:
        lifecycle.move(session, case, "issued", now=now)
    _hand_out(session, case, letter, issued=issued, now=now)


def _hand_out(session: Session, case: Case, letter: Letter, *, issued: bool, now: Moment) -> None:
    """What is issued and what is returned goes to the customer, the rest to who drew it up and to the members it names.

    The letter that closes a case goes with the word that it is closed. A letter that is no longer to be acted upon is filed
    and not handed out.
    """
    if not (issued or _still_stands(case, letter)):
        return
    what = What("letter", {"letter": letter.id, "case": case.id})
    if issued or letter.template == "return-letter":
        if case.state != "closed":
            showing.to_customer(session, case, what, at=now.at)
        return
    step = next(known for known in case.steps if known.id == letter.step_id)
    notices.to_people(session, {letter.signed_by, *(seat.person_id for seat in step.seats)}, what, at=now.at)


def _still_stands(case: Case, letter: Letter) -> bool:
    """Whether anybody is to act upon a letter, or to know of it, that was made after it was drawn up.

    Of a closed case nobody is asked, invited, sent to or asked to mend anything; but the minutes tell its committee what it
    has decided, unless the case was taken back. Nobody is invited to a session about what was decided meanwhile.
    """
    if case.state == "closed":
        return letter.template == "minutes-of-votes" and case.outcome != "withdrawn"
    step = next(known for known in case.steps if known.id == letter.step_id)
    return letter.template != "invitation" or step.left_at is None


def _ruling(case: Case) -> dict[str, Any] | None:
    """What the last committee has decided, for the letter that tells of it."""
    step = next((known for known in reversed(case.steps) if known.kind == "committee" and known.left_at), None)
    if step is None:
        return None
    committee = flow_of(case).committee(wanted_of(case, step).committee)
    votes = Counter(seat.vote for seat in step.seats if seat.vote)
    session, law = queries.meeting_of(case, step), flow_of(case).legal_basis
    held_at = session.meets_at if session else step.left_at
    return {
        "outcome": step.outcome,
        "committee": committee.name,
        "votes": dict(votes),
        "members": len(step.seats),
        "session": wording.jalali_iso(held_at) if held_at else None,
        "law": law.text if law else None,
    }


def _refuse_lacking_letters(case: Case) -> None:
    """Nobody approves or signs what would end in a letter with a hole in it."""
    for step in flow_of(case).steps:
        if step.letter and (names := letters.lacking(case, step.letter)):
            raise Incomplete("letter-lacks", field=names[0])


def _refuse_future(dated: date | None, now: Moment) -> None:
    if dated is not None and dated > now.at.astimezone(TEHRAN).date():
        raise Refusal("date-in-future")


def _confirmed_items(case: Case) -> set[str | None]:
    return {document.item for document in case.documents if document.state == "confirmed"}


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
    letter_date: date | None = None,
) -> Decision:
    decision = Decision(
        case_id=case.id,
        step_id=step.id,
        outcome=outcome,
        reason=reason,
        items=list(items),
        letter_number=letter_number,
        letter_date=letter_date,
        by_id=now.by.person.id,
        at=now.at,
    )
    session.add(decision)
    session.flush()
    facts = {
        "step": step.key,
        "outcome": outcome,
        "reason": reason,
        "items": list(items),
        "letter_number": letter_number,
    }
    facts["letter_date"] = letter_date.isoformat() if letter_date else None
    events.record(session, events.stream_of(case), "decided", by=now.by, at=now.at, **facts)
    return decision
