"""The cards of the office: a case in the staff group and on the head's desk, and what a decision asks for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, say
from bot.cards.standing import checklist, decision_rows, document_title, standing
from cases import documents, queries
from cases.models import Case, Decision, Letter, Step
from cases.office import definition
from workflows import catalogue, kinds


def staff_card(found: Case, decisions: Sequence[Decision]) -> Card:
    """The case in the staff group: no personal numbers, every act that its step allows."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    return say(
        "staff-card",
        _staff_rows(found, flow, step),
        case=found,
        flow=flow,
        step=step,
        standing=standing(found),
        checklist=checklist(found, flow),
        replies=next((known.replies for known in reversed(found.steps) if known.replies), []),
        decisions=decisions,
        candidate=documents.confirmed_fields(found).get("proposed_mayor"),
        doubts=_doubts(found),
    )


def head_card(found: Case, decisions: Sequence[Decision], letters: Sequence[Letter]) -> Card:
    """The case on the head's desk: what is to be signed, that it is signed and being made, or the filed letter."""
    made = any(decision.outcome == "signed" for decision in decisions)
    flow, step = definition(found.definition.body), queries.open_step(found)
    rows = []
    if step is not None and step.kind == "issue" and not made:
        rows = [[button(Act.sign, found.id, found.version)], [button(Act.files, found.id)]]
    candidate = documents.confirmed_fields(found).get("proposed_mayor")
    return say(
        "head-card",
        rows,
        case=found,
        flow=flow,
        step=step,
        decisions=decisions,
        made=made,
        letters=letters,
        candidate=candidate,
        standing=standing(found),
    )


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
    """What did the body answer?"""
    rows = [
        [
            button(Act.answer, found.id, found.version, f"{body}:{answer}", label=answer)
            for answer in ("clear", "refused")
        ],
        [button(Act.drop, found.id)],
    ]
    return say("which-answer", rows, case=found, name=name)


def _staff_rows(found: Case, flow: catalogue.Entry, step: Step | None) -> list[list[Button]]:
    files = [button(Act.files, found.id), button(Act.timeline, found.id)]
    if step is None or step.kind == "submit":
        return [files]
    wanted = flow.step(step.key)
    if wanted.actor != "expert":
        return [files]
    if step.claimed_by is None:
        return [[button(Act.claim, found.id, found.version)], files]
    rows: list[list[Button]] = []
    if step.kind == "inquiry":
        rows += [
            [button(Act.reply, found.id, found.version, reply.body, name=reply.name)]
            for reply in step.replies
            if reply.answer is None
        ]
    rows += decision_rows(found, wanted)
    return [*rows, [*files, button(Act.release, found.id, found.version)]]


def _doubts(found: Case) -> list[str]:
    flow = definition(found.definition.body)
    return [
        f"{document_title(flow, document)}: {check['says']}"
        for document in found.documents
        if document.state == "confirmed" and document.reading
        for check in document.reading.get("checks", [])
        if not check["ok"]
    ]
