"""What a notice of the outbox says, drawn at the moment of sending, so that it shows the case as it is then.

Door: `draw`. Promise: every template that cases.notices names is drawn here; None means that there is nothing left to say.
Not here: the sending (bot.delivery).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot import cards
from bot.callbacks import Act
from bot.cards import Attachment, Card, dates, fields, staff
from bot.cards.standing import standing
from cases import queries, reminders
from cases.db import Session
from cases.models import Case, Decision, Notice
from cases.office import definition
from cases.vault import Vault
from nlp import wording
from workflows import kinds

type Facts = dict[str, Any]
type Drawer = Callable[[Session, Facts, Vault], Card | None]
_DRAWERS: dict[str, Drawer] = {}


def draw(session: Session, notice: Notice, vault: Vault) -> Card | None:
    """The card of a notice, from the rows as they are now."""
    return _DRAWERS[notice.template](session, notice.facts, vault)


def templates() -> frozenset[str]:
    """The notices that can be drawn."""
    return frozenset(_DRAWERS)


def _draws(*names: str) -> Callable[[Drawer], Drawer]:
    def register(drawer: Drawer) -> Drawer:
        _DRAWERS.update(dict.fromkeys(names, drawer))
        return drawer

    return register


@_draws("staff-card")
def _staff_card(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    return staff.staff_card(case, queries.decisions_of(session, case.id))


@_draws("head-card")
def _head_card(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    return staff.head_card(case, queries.decisions_of(session, case.id), queries.letters_of(session, case.id))


@_draws("reading-progress")
def _reading_progress(session: Session, facts: Facts, vault: Vault) -> Card | None:
    document = queries.document(session, facts["document"])
    if document.state != "waiting" or not document.pages:
        return None
    return cards.say("reading-progress", document=document, done=round(10 * document.pages_read / document.pages))


@_draws("received")
def _received(session: Session, facts: Facts, vault: Vault) -> Card | None:
    document = queries.document(session, facts["document"])
    if document.state != "waiting":
        return None
    return cards.say("received", name=document.name, number=document.case.number)


@_draws("field-card")
def _field_card(session: Session, facts: Facts, vault: Vault) -> Card | None:
    document = queries.document(session, facts["document"])
    return None if document.state in ("removed", "replaced") else fields.field_card(document)


@_draws("case-sent")
def _case_sent(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    return cards.say("case-sent", case=case, again=facts["again"], standing=standing(case))


@_draws("step-notice")
def _step_notice(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    return cards.say("step-notice", case=case, step=definition(case.definition.body).step(facts["step"]))


@_draws("case-closed")
def _case_closed(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    letter = next(iter(queries.letters_of(session, case.id)), None)
    card = cards.say("case-closed", case=case, letter=letter, reason=_why_rejected(session, case))
    if letter is None or letter.sha256 is None or not facts["with_letter"]:
        return card
    name = wording.words("letters")["file_name"].format(number=letter.number.replace("/", "-"))
    return Card(card.text, card.rows, Attachment(vault.path(letter.sha256), name))


def _why_rejected(session: Session, case: Case) -> str | None:
    """The reason that somebody gave, or the bodies whose answer was no."""
    if case.outcome != "rejected":
        return None
    refusing = [reply.name for step in case.steps for reply in step.replies if reply.answer == "refused"]
    decisions = queries.decisions_of(session, case.id)
    given = decisions[-1].reason if decisions and decisions[-1].outcome in kinds.REFUSALS else None
    return given or str(wording.words("values")["and"]).join(refusing) or None


@_draws("step-left")
def _step_left(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    flow = definition(case.definition.body)
    left, outcome = flow.step(facts["step"]), facts["outcome"]
    return cards.say("step-left", case=case, flow=flow, left=left, outcome=outcome, standing=standing(case))


@_draws("returned")
def _returned(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    flow = definition(case.definition.body)
    decision: Decision = next(
        known for known in queries.decisions_of(session, case.id) if known.id == facts["decision"]
    )
    titles = [item.title for item in flow.documents if item.key in decision.items]
    rows = [
        [cards.button(Act.want, case.id, arg=item.key, title=item.title)]
        for item in flow.documents
        if item.key in decision.items
    ]
    rows.append([cards.button(Act.case, case.id, label="see")])
    return cards.say("returned", rows, case=case, flow=flow, decision=decision, items=titles, standing=standing(case))


@_draws("case-file")
def _case_file(session: Session, facts: Facts, vault: Vault) -> Card:
    document = queries.document(session, facts["document"])
    card = fields.case_file(document)
    return Card(card.text, card.rows, Attachment(vault.path(document.sha256), document.name))


def _reminder(template: str, session: Session, facts: Facts, vault: Vault) -> Card | None:
    standing_still = reminders.still(session, [facts])
    if not standing_still:
        return None
    return dates.reminder(template, queries.case(session, facts["case"]), standing_still[0], own=facts["own"])


for _template in reminders.TEMPLATES.values():
    _draws(_template)(partial(_reminder, _template))


@_draws(reminders.DIGEST)
def _reminders(session: Session, facts: Facts, vault: Vault) -> Card | None:
    items = reminders.still(session, facts["items"])
    shown = [(queries.case(session, item["case"]), item) for item in items[: dates.LINES]]
    return dates.digest(facts["stage"], shown, len(items), own=facts["own"]) if shown else None
