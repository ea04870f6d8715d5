"""What was read of a document: the field card, and how a field's value is said.

Door: `field_card`, `case_file`, `field_value`, `read_before`, `kind_label`. Promise: a doubtful field is marked as one and is
a tap away from its correction; who decides sees what was read and what somebody wrote.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from bot.callbacks import Act
from bot.cards.card import Button, Card, button, field_label, say
from bot.cards.standing import document_title
from cases import checks, documents, queries
from cases.models import Document, DocumentField
from cases.office import definition
from intake.trust import SURE
from nlp import wording
from workflows import catalogue


def field_card(document: Document) -> Card:
    """What was read of a document, doubtful ones marked, each a tap away from its correction."""
    flow = definition(document.case.definition.body)
    shown = [_shown(field) for field in document.fields]
    failed = [*checks.failing(document, flow), *checks.unlike_others(document, document.case.documents, flow)]
    unread = checks.untold(document, flow, failed)
    doubtful = bool(failed) or any(line["doubtful"] for line in shown)
    rows: list[list[Button]] = []
    if document.item is None:
        rows += [[button(Act.place, document.id, arg=item.key, title=item.title)] for item in flow.documents]
    elif document.state != "confirmed":
        label = "confirm_doubtful" if doubtful else "confirm" if shown else "confirm_unread"
        rows.append([button(Act.confirm, document.id, label=label)])
    # What it is comes first: what was read of it is corrected once it has its place.
    corrections = [
        button(Act.correct, document.id, arg=line["name"], field=line["label"]) for line in shown if document.item
    ]
    corrections += [
        button(Act.correct, document.id, arg=name, label="write", field=field_label(name)) for name in unread
    ]
    rows += [corrections[at : at + 2] for at in range(0, len(corrections), 2)]
    if any(line["doubtful"] and line["pictured"] for line in shown):
        rows.append([button(Act.pictures, document.id)])
    if documents.in_parts(document):
        rows.append([button(Act.apart, document.id)])
    rows.append([button(Act.remove, document.id)])
    item = next((wanted for wanted in flow.documents if wanted.key == document.item), None)
    step = queries.open_step(document.case)
    if document.state == "confirmed" and (step is None or step.kind != "submit"):
        rows = []
    reading = document.reading or {}
    left, awaiting = _left(document, flow)
    return say(
        "field-card",
        rows,
        document=document,
        kind=kind_label(document.kind),
        item=item,
        fields=shown,
        unread=[field_label(name) for name in unread],
        missing=left,
        awaiting=awaiting,
        doubtful=doubtful,
        gathering=step is not None and step.kind == "submit",
        problems=[_problem_words(problem) for problem in reading.get("problems", [])],
        checks=[check["says"] for check in failed],
    )


def _left(document: Document, flow: catalogue.Entry) -> tuple[list[str], list[str]]:
    """The titles of the case's other documents: those not sent yet, and those that only wait to be confirmed."""
    state = documents.completeness(document.case, flow, returned=None)
    waiting = {other.item for other in state.unconfirmed if other.id != document.id}
    others = [wanted for wanted in state.missing if wanted.key != document.item]
    return [w.title for w in others if w.key not in waiting], [w.title for w in others if w.key in waiting]


def case_file(document: Document, *, bare: bool = False) -> Card:
    """What goes with a document that is handed out: its place in the case and, unless `bare`, its confirmed fields."""
    flow = definition(document.case.definition.body)
    return say(
        "case-file",
        title=document_title(flow, document),
        number=document.case.number,
        fields=[] if bare else [_shown(field) for field in document.fields],
    )


def kind_label(kind: str | None) -> str:
    """The Persian name of a document type."""
    return str(wording.words("kinds").get(kind or "other", kind))


def field_value(name: str, value: Any) -> str:
    """A field's value for people."""
    words = wording.words("values")
    if value is None:
        return str(words["unread"])
    if isinstance(value, bool):
        return str(words["yes"] if value else words["no"])
    if value == []:
        return str(words["nobody"])
    if isinstance(value, list):
        return Markup(words["and"]).join(_part(name, part) for part in value)  # noqa: S704  our own words
    if name == "session_kind":
        return str(words["session_kinds"].get(value, value))
    if name == "phone":
        # Readings of before kept the country's code.
        value = str(value).replace("+98", "0", 1)
    if name.endswith("_date"):
        return wording.jalali(str(value))
    return wording.isolate(wording.persian_digits(value))


def _shown(known: DocumentField) -> dict[str, Any]:
    value = known.confirmed if known.confirmed is not None else known.read
    return {
        "name": known.name,
        "label": field_label(known.name),
        "value": field_value(known.name, value),
        "doubtful": known.confirmed is None and known.confidence < SURE,
        "corrected": known.corrected,
        "sure": known.confidence >= SURE,
        "pictured": known.box is not None,
        "was_read": read_before(known),
    }


def read_before(known: DocumentField) -> str:
    """What was read where somebody wrote another value; empty where nobody did."""
    return field_value(known.name, known.read) if known.corrected and known.read is not None else ""


def _part(name: str, part: Any) -> str:
    """One member of a list; the structured ones by templates/chat/parts.j2."""
    if name == "amounts":
        return f"{wording.grouped(part)} {wording.words('values')['rial']}"
    if isinstance(part, dict):
        # Already escaped by its template.
        return Markup(say("parts", name=name, part=part).text.replace("\n", " "))  # noqa: S704
    return wording.isolate(wording.persian_digits(part))


def _problem_words(problem: dict[str, Any]) -> str:
    return str(problem.get("says") or wording.words("problems")[problem["key"]])
