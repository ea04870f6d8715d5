"""The cards of the office: a case in the staff group and on the head's desk, and what a decision asks for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from bot.cards.cautions import cautions, doubts
from bot.cards.committee import sitting
from bot.cards.standing import checklist, deciders, decision_rows, standing
from cases import queries
from cases.letters import candidate
from cases.models import Case, Decision, Hold, Letter, Person, Reply, Step
from cases.office import definition
from workflows import catalogue, engine, kinds

COMMENTS = 3


def staff_card(found: Case, decided: Sequence[Decision], held: Hold | None, *, managing: bool = False) -> Card:
    """The case in the staff group: no personal numbers, every act that its step allows.

    `managing`: with the acts that change who has it and until when, instead of those that carry it on.
    """
    flow, step = definition(found.definition.body), queries.open_step(found)
    return say(
        "staff-card",
        _managing_rows(found, flow, step) if managing else _staff_rows(found, flow, step),
        case=found,
        flow=flow,
        step=step,
        standing=standing(found),
        held=held,
        checklist=checklist(found, flow),
        replies=next((known.replies for known in reversed(found.steps) if known.replies), []),
        decisions=decided,
        deciders=deciders(found, decided),
        candidate=candidate(found, flow),
        doubts=doubts(found, flow),
        **_committee(found, step),
    )


def head_card(found: Case, decisions: Sequence[Decision], letters: Sequence[Letter], held: Hold | None) -> Card:
    """The case on the head's desk: what is to be signed, that it is signed and being made, or the filed letter."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    # An earlier step may have issued a letter of its own.
    made = any(decision.outcome == "signed" and (step is None or decision.step_id == step.id) for decision in decisions)
    voting = _last_voting(found)
    signing = step is not None and step.kind == "issue" and not made
    return say(
        "head-card",
        _head_rows(found, held) if signing else [],
        case=found,
        flow=flow,
        step=step,
        decisions=decisions,
        deciders=deciders(found, decisions),
        made=made,
        letters=letters,
        candidate=candidate(found, flow),
        standing=standing(found),
        held=held,
        sitting=sitting(found, voting) if voting else None,
        comments=queries.comments_of(found, voting)[-COMMENTS:] if voting else [],
        cautions=cautions(found, flow) if signing else [],
    )


def sure_to_sign(found: Case, wrong: Sequence[str]) -> Card:
    """Sign all the same? With all that speaks against it."""
    yes, drop = button(Act.sign_yes, found.id, found.version), button(Act.drop, found.id)
    return say("sure-sign", [[button(Act.preview, found.id)], [yes], [drop]], case=found, cautions=wrong)


def ticks(found: Case, ticked: Sequence[str]) -> Card:
    """Which documents are returned? One button each, ticked or not."""
    flow = definition(found.definition.body)
    rows = [
        [button(Act.tick, found.id, found.version, item.key, mark="●" if item.key in ticked else "○", title=item.title)]
        for item in flow.documents
    ]
    rows.append([button(Act.reasons, found.id, found.version), button(Act.drop, found.id)])
    return say("return-items", rows, case=found)


def reasons(found: Case, outcome: str, items: Sequence[str]) -> Card:
    """Why? The definition's ready reasons, or a typed one."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    ready = flow.step(step.key).reasons if step and outcome in kinds.RETURNS else ()
    rows = [[button(Act.reason, found.id, found.version, str(at), reason=text)] for at, text in enumerate(ready)]
    rows.append([button(Act.drop, found.id)])
    titles = [item.title for item in flow.documents if item.key in items]
    return say("reason-wanted", rows, case=found, outcome=outcome, items=titles, ready=ready)


def answers(found: Case, body: str, name: str) -> Card:
    """What did the body answer? An objection is offered only where the definition says what follows from one."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    objects = step is not None and "refused" in engine.outcomes(flow.step(step.key))
    rows = [
        [
            button(Act.answer, found.id, found.version, f"{body}:{answer}", label=answer)
            for answer in ("clear", *(["refused"] if objects else []))
        ],
        [button(Act.drop, found.id)],
    ]
    return say("which-answer", rows, case=found, name=name)


def assignees(found: Case, experts: Sequence[Person]) -> Card:
    """To whom shall the case go?"""
    rows = [[button(Act.assignee, found.id, found.version, str(expert.id), name=expert.name)] for expert in experts]
    return say("which-expert", [*rows, [button(Act.drop, found.id)]], case=found)


def referral(found: Case, to: str | None) -> Card:
    """By which letter does the case go out?"""
    rows = [
        [button(Act.refer_here, found.id, found.version)],
        [button(Act.refer_other, found.id, found.version)],
        [button(Act.drop, found.id)],
    ]
    return say("which-letter", rows, case=found, to=to)


def _head_rows(found: Case, held: Hold | None) -> list[list[Button]]:
    """What whoever signs can do: look first, sign, or not sign and say why."""
    looks = [button(Act.preview, found.id), button(Act.files, found.id)]
    if held is not None:
        return [[button(Act.resume, found.id, found.version)], looks[1:]]
    return [
        [button(Act.sign, found.id, found.version)],
        looks,
        [button(Act.timeline, found.id), button(Act.hold, found.id, found.version)],
    ]


def _staff_rows(found: Case, flow: catalogue.Entry, step: Step | None) -> list[list[Button]]:
    files = [button(Act.files, found.id), button(Act.timeline, found.id)]
    if step is None or step.kind == "submit":
        return [files]
    if found.state == "held":
        return [[button(Act.resume, found.id, found.version)], files]
    wanted, more = flow.step(step.key), button(Act.more, found.id, found.version)
    if wanted.actor not in ("expert", "committee"):
        return [files, [more]]
    if step.claimed_by is None:
        return [[button(Act.claim, found.id, found.version)], files, [more]]
    release = button(Act.release, found.id, found.version)
    return [
        *_letter_rows(found, step),
        *_session_rows(found, step),
        *decision_rows(found, wanted),
        files,
        [release, more],
    ]


def _managing_rows(found: Case, flow: catalogue.Entry, step: Step | None) -> list[list[Button]]:
    back = [button(Act.refresh, found.id, label="back")]
    if step is None or step.kind == "submit" or found.state == "held":
        return [back]
    wanted, rows = flow.step(step.key), [button(Act.hold, found.id, found.version)]
    if wanted.due is not None:
        rows.append(button(Act.extend, found.id, found.version))
    if wanted.actor in ("expert", "committee"):
        rows.append(button(Act.assign, found.id, found.version))
    return [rows[:2], rows[2:], back] if rows[2:] else [rows, back]


def _letter_rows(found: Case, step: Step) -> list[list[Button]]:
    """Letters out and answers in: of the bodies that are asked, or of the organisation that the case is sent to."""
    waiting = [reply for reply in step.replies if reply.answer is None]
    rows = [
        [button(Act.reply, found.id, found.version, reply.body, label=_reply_label(reply), name=reply.name)]
        for reply in step.replies
    ]
    if any(reply.asked_at is None for reply in waiting):
        rows.insert(0, [button(Act.inquire, found.id, found.version)])
    if step.kind == "external" and step.out_number is None:
        rows.append([button(Act.refer, found.id, found.version)])
    return rows


def _reply_label(reply: Reply) -> str:
    """What was recorded can be put right for as long as the others are waited for."""
    return "reply" if reply.answer is None else "correct_reply"


def _session_rows(found: Case, step: Step) -> list[list[Button]]:
    if definition(found.definition.body).step(step.key).committee is None:
        return []
    rows = [[button(Act.invite, found.id, found.version)]]
    if step.kind == "committee":
        rows.append([button(act, found.id, found.version) for act in (Act.room, Act.close)])
    return rows


def _committee(found: Case, step: Step | None) -> dict[str, object]:
    """What the staff see of committees: the open voting or the count of the last one, the session, the members' comments."""
    voting = step if step is not None and step.kind == "committee" else _last_voting(found)
    flow = definition(found.definition.body)
    seated = step if step is not None and flow.step(step.key).committee is not None else None
    return {
        "sitting": sitting(found, voting) if voting else None,
        "meeting": queries.meeting_of(found, seated) if seated else None,
        "comments": queries.comments_of(found, seated)[-COMMENTS:] if seated else [],
    }


def _last_voting(found: Case) -> Step | None:
    closed = (known for known in reversed(found.steps) if known.kind == "committee" and known.left_at)
    return next((known for known in closed if known.outcome != "withdrawn"), None)
