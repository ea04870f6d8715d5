"""What a person sees: a card is a text and its buttons, drawn from the rows of the database.

Door: one function a card, each giving a `Card`. Promise: all wording comes from templates/chat and templates/words, all of
it escaped; texts stay within the messenger's 4096 characters. Not here: which card answers which act (handlers), and what
the outbox says (bot.announcements).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot.callbacks import Act, data
from cases import documents, lifecycle, people, queries
from cases.errors import Refusal
from cases.models import Case, Decision, Document, DocumentField, Letter, Municipality, Step
from cases.office import definition
from cases.people import By
from intake import problems, typed
from nlp import wording
from workflows import catalogue, engine, kinds

SURE = 0.9
LIMIT = 4096
CAPTION = 1024
_ACTS = {
    "approve": Act.approve,
    "return": Act.return_,
    "reject": Act.reject,
    "done": Act.done,
    "accepted": Act.accept,
    "returned": Act.return_,
    "refused": Act.reject,
}
_GAPS = re.compile(r"\n\s*\n\s*\n")
SECTIONS = ("documents", "steps", "terms", "law", "access")


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled callback."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the vault with the name that it is sent under."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """HTML text (of the messenger's small kind) with rows of buttons, or a file with the text as its caption."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = field(default=())
    attachment: Attachment | None = None

    @property
    def caption(self) -> str:
        """The text as a file's caption, which may be a quarter as long."""
        return within(self.text, CAPTION)

    def markup(self) -> dict[str, Any] | None:
        """The inline keyboard as the Bot API has it."""
        if not self.rows:
            return None
        return {
            "inline_keyboard": [
                [{"text": button.label, "callback_data": button.data} for button in row] for row in self.rows
            ]
        }


def button(act: Act, id: int = 0, v: int = 0, arg: str = "", *, label: str | None = None, **facts: object) -> Button:
    """The button of an act; its label from the words, filled with `facts`."""
    pattern: str = wording.words("buttons")[label or act.value]
    return Button(pattern.format(**facts)[:64], data(act, id, v, arg))


def say(template: str, rows: Sequence[Sequence[Button]] = (), **facts: object) -> Card:
    """A card from templates/chat/TEMPLATE.j2."""
    text = wording.environment("chat").get_template(f"{template}.j2").render(**facts).strip()
    return Card(within(_GAPS.sub("\n\n", text)), tuple(tuple(row) for row in rows))


def refusal(key: str, **facts: object) -> str:
    """The sentence for a refusal, plain text."""
    words = wording.words("refusals")
    shown: dict[str, object] = {"hint": "", "by_whom": "", "size": "", "limit": "", "code": "", "items": ""}
    shown |= {name: value if name == "code" else _joined(value) for name, value in facts.items()}
    if facts.get("who"):
        shown["by_whom"] = words["held_by" if key == "not-yours" else "by_whom"].format(who=facts["who"])
    if facts.get("field"):
        name = str(facts["field"])
        kind = "date" if name.endswith("_date") else "number" if name.endswith(("_number", "year")) else "other"
        shown |= {"field": field_label(name), "hint": words["hints"][kind]}
    sentence: str = words[key]
    return sentence.format_map(shown)


def field_label(name: str) -> str:
    """The Persian name of a field."""
    return str(wording.words("fields").get(name, name))


def kind_label(kind: str | None) -> str:
    """The Persian name of a document type."""
    return str(wording.words("kinds").get(kind or "other", kind))


# --- guide ------------------------------------------------------------------------------------------------------------


def menu(by: By | None) -> Card:
    """The first card: who the person is here, and what can be done."""
    rows = [[button(Act.processes), button(Act.services)]]
    if by is not None:
        rows.append([button(Act.cases)])
    roles = wording.words("roles")
    shown = []
    if by is not None:
        shown = [(roles[role.role], role.municipality.name if role.municipality else None) for role in by.person.roles]
    customer = by is not None and any(role.role in lifecycle.OPENERS for role in by.person.roles)
    return say("menu", rows, person=by.person if by else None, roles=shown, customer=customer)


def entries(known: catalogue.Catalogue, kind: str) -> Card:
    """All entries of a kind, a button each."""
    rows = [
        [button(Act.entry, arg=entry.slug, title=entry.title)] for entry in known.entries.values() if entry.kind == kind
    ]
    return say("entries", [*rows, [button(Act.menu)]], kind=kind, count=len(rows))


def entry(known: catalogue.Catalogue, slug: str, section: str, by: By | None) -> Card:
    """One section of an entry; the others a button away, and the opening of a case for those who may."""
    shown, flow = known.get(slug), known.flow(slug)
    titles = wording.words("buttons")["sections"]
    others = [button(Act.section, arg=f"{slug}:{name}", title=titles[name]) for name in SECTIONS if name != section]
    rows = [others[:2], others[2:4], others[4:]]
    if by is not None and flow.steps and _may_open(by, flow):
        rows.append([button(Act.open, arg=slug)])
    rows.append([button(Act.processes if shown.kind == "process" else Act.services), button(Act.menu)])
    return say(f"entry-{section}", [row for row in rows if row], entry=shown, flow=flow)


def cities(slug: str, found: Sequence[Municipality]) -> Card:
    """For which city is the case?"""
    return say("which-city", [[button(Act.city, city.id, arg=slug, name=city.name)] for city in found])


# --- the customer's side ----------------------------------------------------------------------------------------------


def case_list(found: Sequence[Case]) -> Card:
    """The person's cases, a button each."""
    rows = [[button(Act.case, case.id, number=wording.persian_digits(case.number), title=case.title)] for case in found]
    return say("cases", [*rows, [button(Act.menu)]], cases=found, standings={case.id: standing(case) for case in found})


def case(found: Case, by: By, returned: Decision | None, letters: Sequence[Letter] = ()) -> Card:
    """Where a case is: who has it, since when, until when, what is asked; for its customer also the checklist."""
    flow, step = definition(found.definition.body), queries.open_step(found)
    roles = people.roles(by.person, municipality_id=found.municipality_id)
    gathering = step is not None and step.kind == "submit"
    asked = step is not None and flow.step(step.key).actor in roles
    customer = bool(roles & set(flow.opened_by))
    state = documents.completeness(found, flow, returned=returned if gathering else None)
    rows: list[list[Button]] = []
    if gathering and asked:
        rows += [[button(Act.look, document.id, title=_title(flow, document))] for document in state.unconfirmed]
        rows += [
            [button(Act.want, found.id, arg=item.key, title=item.title)] for item in state.missing + state.not_mended
        ]
        rows.append([button(Act.send_anyway if state.missing else Act.send, found.id, found.version)])
    elif step is not None and asked and flow.step(step.key).actor in lifecycle.OPENERS:
        rows += _decision_rows(found, flow.step(step.key))
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
        checklist=checklist(found, flow) if queries.may_see_documents(by, found) else [],
        returned=returned if gathering else None,
        state=state if gathering else None,
        asked=asked,
        letters=letters,
    )


def standing(found: Case) -> dict[str, Any]:
    """Where the case is in its steps: number, text, holder, since, until."""
    step, flow = queries.open_step(found), definition(found.definition.body)
    if step is None:
        return {"closed": True, "outcome": found.outcome, "since": found.closed_at}
    return {
        "closed": False,
        "key": step.key,
        "kind": step.kind,
        "holder": _holder(step, flow.step(step.key).actor),
        "since": step.entered_at,
        "until": step.due_at,
    }


def checklist(found: Case, flow: catalogue.Entry) -> list[dict[str, Any]]:
    """Each required document and how it stands."""
    latest: dict[str | None, Document] = {}
    for document in found.documents:
        if document.state in ("waiting", "read", "unreadable", "confirmed"):
            latest[document.item] = document
    return [
        {"title": wanted.title, "indispensable": wanted.indispensable, "document": latest.get(wanted.key)}
        for wanted in flow.documents
    ]


def why(found: Case) -> Card:
    """How the date came about: start, term, source, skipped days."""
    step = queries.open_step(found)
    due = step.due if step and step.due else None
    return say("why", case=found, step=step, due=_dated(due) if due else None)


def timeline(found: Case, lines: Sequence[Any], flow: catalogue.Entry) -> Card:
    """The case's log in words."""
    return say("timeline", [[button(Act.case, found.id, label="refresh")]], case=found, lines=lines, flow=flow)


def field_card(document: Document) -> Card:
    """What was read of a document, doubtful ones marked, each a tap away from its correction."""
    flow = definition(document.case.definition.body)
    shown = [_shown(field) for field in document.fields]
    rows: list[list[Button]] = []
    if document.item is None:
        rows += [[button(Act.place, document.id, arg=item.key, title=item.title)] for item in flow.documents]
    elif document.state != "confirmed":
        rows.append([button(Act.confirm, document.id)])
    corrections = [
        button(Act.correct, document.id, arg=line["name"], field=line["label"])
        for line in shown
        if line["name"] not in typed.STRUCTURED or line["doubtful"]
    ]
    rows += [corrections[at : at + 2] for at in range(0, len(corrections), 2)]
    if any(line["doubtful"] and line["pictured"] for line in shown):
        rows.append([button(Act.pictures, document.id)])
    rows.append([button(Act.remove, document.id)])
    item = next((wanted for wanted in flow.documents if wanted.key == document.item), None)
    if document.state == "confirmed":
        rows = []
    reading = document.reading or {}
    failed = [check for check in reading.get("checks", []) if not check["ok"]]
    return say(
        "field-card",
        rows,
        document=document,
        kind=kind_label(document.kind),
        item=item,
        fields=shown,
        problems=[_problem_words(problem) for problem in reading.get("problems", [])],
        checks=[check["says"] for check in failed],
    )


# --- the office's side ------------------------------------------------------------------------------------------------


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


def entries_menu() -> Card:
    """The way into the guide for someone the office does not know."""
    return say("guide", [[button(Act.processes), button(Act.services)]])


def case_file(document: Document) -> Card:
    """What goes with a document that is handed to an expert: its place in the case and its confirmed fields."""
    flow = definition(document.case.definition.body)
    return say(
        "case-file",
        title=_title(flow, document),
        number=document.case.number,
        fields=[_shown(field) for field in document.fields],
    )


def refusal_of(refused: Refusal) -> str:
    """The sentence for a refusal that was raised."""
    problem = refused.facts.get("problem")
    return problems.says(problem) if isinstance(problem, problems.Problem) else refusal(refused.key, **refused.facts)


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
    rows += _decision_rows(found, wanted)
    return [*rows, [*files, button(Act.release, found.id, found.version)]]


def _title(flow: catalogue.Entry, document: Document) -> str:
    return next((item.title for item in flow.documents if item.key == document.item), document.name)


def _decision_rows(found: Case, wanted: catalogue.Step) -> list[list[Button]]:
    """The outcomes that a person presses: the forward one in a row of its own, then the others."""
    acts = [_ACTS[outcome] for outcome in engine.outcomes(wanted) if outcome in _ACTS]
    forward, others = acts[:1], acts[1:]
    return [[button(act, found.id, found.version) for act in row] for row in (forward, others) if row]


def _holder(step: Step, actor: str) -> str:
    holders = wording.words("statuses")["holder"]
    if actor in lifecycle.OPENERS:
        return str(wording.words("roles")[actor] if step.kind != "submit" else holders["customer"])
    if actor == "head":
        return str(holders["head"])
    return step.claimant.name if step.claimant else str(holders["unclaimed"])


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
    }


def field_value(name: str, value: Any) -> str:
    """A field's value for people."""
    words = wording.words("values")
    if value is None:
        return str(words["unread"])
    if isinstance(value, bool):
        return str(words["yes"] if value else words["no"])
    if isinstance(value, list):
        return Markup(words["and"]).join(_part(name, part) for part in value)  # noqa: S704  our own words
    if name == "session_kind":
        return str(words["session_kinds"].get(value, value))
    if name.endswith("_date"):
        return wording.jalali(str(value))
    return wording.isolate(wording.persian_digits(value))


def _part(name: str, part: Any) -> str:
    """One member of a list; the structured ones by templates/chat/parts.j2."""
    if name == "amounts":
        return f"{wording.grouped(part)} {wording.words('values')['rial']}"
    if isinstance(part, dict):
        # Already escaped by its template.
        return Markup(say("parts", name=name, part=part).text.replace("\n", " "))  # noqa: S704
    return wording.isolate(wording.persian_digits(part))


def _doubts(found: Case) -> list[str]:
    flow = definition(found.definition.body)
    return [
        f"{_title(flow, document)}: {check['says']}"
        for document in found.documents
        if document.state == "confirmed" and document.reading
        for check in document.reading.get("checks", [])
        if not check["ok"]
    ]


def _problem_words(problem: dict[str, Any]) -> str:
    return str(problem.get("says") or wording.words("problems")[problem["key"]])


def _dated(due: dict[str, Any]) -> dict[str, Any]:
    return {
        **due,
        "start": datetime.fromisoformat(due["start"]),
        "skipped": [(date.fromisoformat(day), reason) for day, reason in due["skipped"]],
    }


def _may_open(by: By, flow: catalogue.Entry) -> bool:
    return any(role.role in flow.opened_by for role in by.person.roles)


def within(text: str, limit: int = LIMIT) -> str:
    """Whole lines up to the messenger's limit, which it counts in UTF-16 units."""
    lines = text.splitlines()
    while _units("\n".join(lines)) > limit - 2:
        lines = [*lines[:-2], "…"]
    return "\n".join(lines)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _joined(value: object) -> object:
    separator = str(wording.words("values")["and"])
    return wording.persian_digits(separator.join(map(str, value)) if isinstance(value, list) else value)
