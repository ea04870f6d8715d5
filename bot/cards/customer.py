"""The cards of a case for its customer, and for whoever else may look at it: where it is, why that date, its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, field_label, say
from bot.cards.standing import checklist, decision_rows, document_title, standing
from cases import documents, lifecycle, queries
from cases.models import Case, Decision, Event, Hold, Letter
from cases.office import definition
from cases.people import By
from nlp import wording
from workflows import catalogue, workdays

MOST_ASKED = 12
OF_A_DOCUMENT = frozenset(
    {
        "document-received",
        "document-read",
        "document-placed",
        "document-confirmed",
        "document-removed",
        "field-corrected",
    }
)


def case_list(found: Sequence[Case]) -> Card:
    """The person's cases, a button each."""
    rows = [
        [
            button(
                Act.case, case.id, number=wording.persian_digits(case.number), title=wording.persian_digits(case.title)
            )
        ]
        for case in found
    ]
    return say("cases", [*rows, [button(Act.menu)]], cases=found, standings={case.id: standing(case) for case in found})


def which_case(found: Sequence[Case], count: int) -> Card:
    """For which of the cases are the files?"""
    rows = [
        [
            button(
                Act.into, case.id, number=wording.persian_digits(case.number), title=wording.persian_digits(case.title)
            )
        ]
        for case in found[:MOST_ASKED]
    ]
    return say("which-case", rows, count=count)


def case(found: Case, by: By, returned: Decision | None, letters: Sequence[Letter], held: Hold | None) -> Card:
    """Where a case is: who has it, since when, until when, what is asked; for its customer also the checklist."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    roles = by.roles(municipality_id=found.municipality_id)
    gathering = step is not None and step.kind == "submit"
    asked = step is not None and flow.step(step.key).actor in roles
    # Where the office itself opens cases, only who opened this one may take it back from here.
    opens = roles & set(flow.opened_by)
    customer = bool(opens & set(lifecycle.OPENERS)) or (bool(opens) and found.opened_by in by.ids)
    state = documents.completeness(found, flow, returned=returned if gathering else None)
    rows: list[list[Button]] = []
    if gathering and asked:
        rows += [
            [button(Act.look, document.id, document=document_title(flow, document))] for document in state.unconfirmed
        ]
        rows += [
            [button(Act.want, found.id, arg=item.key, title=item.title)] for item in state.missing + state.not_mended
        ]
        # What would be refused is not offered: first what was returned is sent anew, and what was read is confirmed.
        if not state.not_mended and not state.unconfirmed:
            rows.append([button(Act.send_anyway if state.missing else Act.send, found.id, found.version)])
        rows += [
            [button(Act.look, document.id, label="look_again", document=document_title(flow, document))]
            for document in found.documents
            if document.state == "confirmed"
        ]
    elif step is not None and asked and held is None and flow.step(step.key).actor in lifecycle.OPENERS:
        rows += decision_rows(found, flow.step(step.key))
    rows.append([button(Act.refresh, found.id)])
    if queries.may_see_documents(by, found):
        rows[-1].append(button(Act.timeline, found.id))
    if step is not None and step.due_at is not None:
        rows.append([button(Act.why, found.id)])
    if customer and found.state != "closed":
        rows.append([button(Act.withdraw, found.id, found.version)])
    return say(
        "case",
        rows,
        case=found,
        flow=flow,
        standing=standing(found),
        step=step,
        checklist=checklist(found, flow, {item.key for item in state.not_mended})
        if queries.may_see_documents(by, found)
        else [],
        returned=returned if gathering else None,
        state=state if gathering else None,
        waiting=[document_title(flow, document) for document in state.unconfirmed],
        asked=asked,
        letters=letters,
        held=held,
    )


def why(found: Case) -> Card:
    """How the date came about: start, term, source, extensions, skipped days."""
    step = queries.open_step(found)
    due = step.due if step and step.due else None
    return say("why", case=found, step=step, due=_dated(due) if due else None)


def timeline(found: Case, lines: Sequence[Event], flow: catalogue.Entry, names: Mapping[int, str]) -> Card:
    """The case's log in words: what came next, after how many days, and into whose hands. `names`: of the people's ids.

    What happened to one document within one stay in a step is one line.
    """
    steps = {step.key: step.text for step in flow.steps}
    titles = {document.id: document_title(flow, document) for document in found.documents}
    shown: list[dict[str, Any]] = []
    of_document: dict[int, dict[str, Any]] = {}
    since = found.opened_at
    for line in lines:
        if line.kind in OF_A_DOCUMENT and "document" in line.facts:
            _with_document(shown, of_document, line, titles)
            continue
        if line.kind == "moved":
            of_document.clear()
        onward = line.facts.get("after") if line.kind == "moved" else None
        shown.append(
            {
                "line": line,
                "onward": steps.get(str(onward)),
                "days": (line.at - since).days if line.kind == "moved" else None,
                "to": names.get(line.facts["after"]) if line.kind == "assigned" else None,
            }
        )
        since = line.at if line.kind == "moved" else since
    return say("timeline", [[button(Act.case, found.id, label="refresh")]], case=found, lines=shown)


def _with_document(
    shown: list[dict[str, Any]], of_document: dict[int, dict[str, Any]], line: Event, titles: Mapping[int, str]
) -> None:
    known = line.facts["document"]
    # What another person did, or on another day, is told in a line of its own: who sent a paper is not who confirmed it.
    before = of_document.get(known)
    if before is None or (before["by"], _day(before["at"])) != (line.by, _day(line.at)):
        of_document[known] = {"document": titles.get(known), "kinds": [], "fields": []}
        shown.append(of_document[known])
    entry = of_document[known]
    entry["at"], entry["by"] = line.at, line.by
    if line.kind == "field-corrected":
        entry["fields"] = list(dict.fromkeys([*entry["fields"], field_label(str(line.facts["field"]))]))
    elif line.kind not in entry["kinds"]:
        entry["kinds"].append(line.kind)


def _day(at: datetime) -> date:
    return at.astimezone(wording.TEHRAN).date()


def _dated(due: dict[str, Any]) -> dict[str, Any]:
    return {
        **due,
        "start": datetime.fromisoformat(due["start"]),
        "skipped": workdays.runs((date.fromisoformat(day), reason) for day, reason in due["skipped"]),
    }
