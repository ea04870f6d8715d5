"""Where a case is and how its documents stand: what every card of a case shows.

Door: `standing`, `checklist`, `document_title`, `decision_rows`. Not here: the cards of its customer (customer) and of the
office (staff).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from bot.callbacks import Act
from bot.cards.card import Button, button
from cases import decisions, lifecycle, queries, reminders
from cases.models import Case, Decision, Document, Step
from cases.office import definition
from nlp import wording
from workflows import catalogue, engine

_ACTS = {
    "approve": Act.approve,
    "return": Act.return_,
    "reject": Act.reject,
    "done": Act.done,
    "accepted": Act.accept,
    "returned": Act.return_,
    "refused": Act.reject,
}


def standing(found: Case) -> dict[str, Any]:
    """Where the case is in its steps: number, text, holder, since, until."""
    step, flow = queries.open_step(found), definition(found.definition.body)
    if step is None:
        return {"closed": True, "outcome": found.outcome, "since": found.closed_at}
    return {
        "closed": False,
        "key": step.key,
        "kind": step.kind,
        "held": found.state == "held",
        "holder": _holder(step, flow),
        "since": step.entered_at,
        "until": step.due_at,
        "late": reminders.is_late(step),
    }


def deciders(found: Case, decided: Sequence[Decision]) -> dict[int, str]:
    """Whose each decision is: the committee's where one has voted, else the person's."""
    flow = definition(found.definition.body)
    voted = {step.id: flow.step(step.key).committee for step in found.steps if step.kind == "committee"}
    return {
        decision.id: flow.committee(voted[decision.step_id]).name if decision.step_id in voted else decision.by.name
        for decision in decided
    }


def checklist(found: Case, flow: catalogue.Entry, not_mended: Collection[str] = ()) -> list[dict[str, Any]]:
    """Each required document and how it stands. `not_mended`: the keys of those that were returned and are waited for anew."""
    latest: dict[str | None, Document] = {}
    for document in found.documents:
        if document.state in ("waiting", "read", "unreadable", "confirmed"):
            latest[document.item] = document
    return [
        {
            "title": wanted.title,
            "indispensable": wanted.indispensable,
            "state": _state(latest.get(wanted.key), wanted.key, not_mended),
        }
        for wanted in flow.documents
    ]


def _state(document: Document | None, key: str, not_mended: Collection[str]) -> str:
    if document is None:
        return "missing"
    return "returned" if document.state == "confirmed" and key in not_mended else document.state


def document_title(flow: catalogue.Entry, document: Document) -> str:
    """What the document is called: by the catalogue, as people read it, or by the name of its file as it was sent."""
    titles = (wording.shown(item.title) for item in flow.documents if item.key == document.item)
    return next(titles, document.name)


def decision_rows(found: Case, wanted: catalogue.Step) -> list[list[Button]]:
    """The outcomes that a person presses: the forward one in a row of its own, then the others. A vote has none."""
    if wanted.kind not in decisions.DECIDED:
        return []
    acts = [_ACTS[outcome] for outcome in engine.outcomes(wanted) if outcome in _ACTS]
    forward, others = acts[:1], acts[1:]
    return [[button(act, found.id, found.version) for act in row] for row in (forward, others) if row]


def _holder(step: Step, flow: catalogue.Entry) -> str:
    holders, wanted = wording.words("statuses")["holder"], flow.step(step.key)
    if step.kind == "submit":
        return str(holders["customer" if wanted.actor in lifecycle.OPENERS else "gathering"])
    if wanted.actor in lifecycle.OPENERS:
        return str(wording.words("roles")[wanted.actor])
    if wanted.actor == "head":
        return str(holders["head"])
    if wanted.actor == "committee" and wanted.committee is not None:
        keeper = holders["secretariat"].format(name=step.claimant.name) if step.claimant else ""
        return flow.committee(wanted.committee).name + keeper
    return step.claimant.name if step.claimant else str(holders["unclaimed"])
