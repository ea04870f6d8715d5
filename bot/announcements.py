"""What a notice of the outbox says, drawn at the moment of sending, so that it shows the case as it is then.

Door: `draw`. Promise: every template that cases.notices names is drawn here; None means that there is nothing left to say.
Not here: the sending (bot.delivery).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from bot import cards, looking
from bot.callbacks import Act
from bot.cards import Attachment, Card, admin, committee, council, dates, digest, fields, missed
from bot.cards import obligations as of_years
from bot.cards.standing import standing
from cases import announcing, chats, digests, letters, obligations, people, queries, reminders, subscriptions
from cases.db import Session
from cases.errors import NotAllowed
from cases.models import Announcement, Case, Decision, Deputy, Municipality, Notice, Person, Step
from cases.office import definition
from cases.people import By
from cases.vault import Vault
from nlp import wording
from workflows import kinds

type Facts = dict[str, Any]
type Drawer = Callable[[Session, Facts, Vault], Card | None]
type PersonalDrawer = Callable[[Session, Facts, By], Card | None]
_DRAWERS: dict[str, Drawer] = {}
_PERSONAL: dict[str, PersonalDrawer] = {}
"""What is drawn for whoever's chat it is."""


def draw(session: Session, notice: Notice, vault: Vault) -> Card | None:
    """The card of a notice, from the rows as they are now."""
    if notice.template in _PERSONAL:
        by = people.who(session, f"{notice.channel}:{notice.chat_id}", at=notice.made_at)
        card = _PERSONAL[notice.template](session, notice.facts, by) if by else None
    else:
        card = _DRAWERS[notice.template](session, notice.facts, vault)
    return council.with_choice(card) if card and notice.facts.get("council") else card


def templates() -> frozenset[str]:
    """The notices that can be drawn."""
    return frozenset({*_DRAWERS, *_PERSONAL})


def _draws(*names: str) -> Callable[[Drawer], Drawer]:
    def register(drawer: Drawer) -> Drawer:
        _DRAWERS.update(dict.fromkeys(names, drawer))
        return drawer

    return register


def _draws_for_the_reader(name: str) -> Callable[[PersonalDrawer], PersonalDrawer]:
    def register(drawer: PersonalDrawer) -> PersonalDrawer:
        _PERSONAL[name] = drawer
        return drawer

    return register


@_draws("staff-card")
def _staff_card(session: Session, facts: Facts, vault: Vault) -> Card:
    return looking.shown_to_staff(session, facts["case"])


@_draws("head-card")
def _head_card(session: Session, facts: Facts, vault: Vault) -> Card:
    return looking.shown_to_head(session, facts["case"])


@_draws_for_the_reader("member-card")
def _member_card(session: Session, facts: Facts, by: By) -> Card | None:
    try:
        return looking.member_card(session, facts["step"], by)
    except NotAllowed:
        # The seat, or standing in for it, has been taken away since.
        return None


@_draws_for_the_reader(subscriptions.DIGEST)
def _council_digest(session: Session, facts: Facts, by: By) -> Card | None:
    cases = subscriptions.still(session, facts["cases"], by)
    return council.digest(cases) if cases else None


@_draws_for_the_reader(chats.MISSED)
def _missed(session: Session, facts: Facts, by: By) -> Card | None:
    cases = chats.still(session, facts["cases"], by)
    return missed.missed(cases, facts["count"]) if cases else None


@_draws(digests.MORNING)
def _desk_morning(session: Session, facts: Facts, vault: Vault) -> Card | None:
    listed, counts = _stays(session, facts)
    return digest.morning(listed, counts, at=datetime.fromisoformat(facts["at"])) if listed else None


@_draws(digests.EVENING)
def _desk_evening(session: Session, facts: Facts, vault: Vault) -> Card:
    return digest.evening(facts["counts"], at=datetime.fromisoformat(facts["at"]))


@_draws(digests.HEAD)
def _head_morning(session: Session, facts: Facts, vault: Vault) -> Card | None:
    listed, counts = _stays(session, facts)
    return digest.head(listed, counts, at=datetime.fromisoformat(facts["at"])) if listed else None


def _stays(session: Session, facts: Facts) -> tuple[dict[str, list[Step]], dict[str, int]]:
    """Those that are told of by kind, and how many there are, without what has gone on since."""
    found = digests.still(session, [id for ids in facts["steps"].values() for id in ids])
    lasting = {kind: [found[id] for id in ids if id in found] for kind, ids in facts["steps"].items()}
    listed = {kind: steps for kind, steps in lasting.items() if steps}
    gone = {kind: len(facts["steps"][kind]) - len(steps) for kind, steps in listed.items()}
    return listed, {kind: facts["counts"][kind] - gone[kind] for kind in listed}


@_draws("invitation")
def _invitation(session: Session, facts: Facts, vault: Vault) -> Card | None:
    case, step = looking.stay(session, facts["step"])
    if step.meeting is None or step.left_at is not None:
        return None
    return committee.invitation(case, step, step.meeting)


@_draws("assigned")
def _assigned(session: Session, facts: Facts, vault: Vault) -> Card | None:
    # Given on since, or done: whose it is now has been told of it.
    return _handed_over(session, facts, "assigned") if _has_it(session, facts["case"], facts["to"]) else None


@_draws("unassigned")
def _unassigned(session: Session, facts: Facts, vault: Vault) -> Card:
    return _handed_over(session, facts, "unassigned")


def _has_it(session: Session, case_id: int, person_id: int) -> bool:
    step = queries.open_step(queries.case(session, case_id))
    return step is not None and step.claimed_by == person_id


def _handed_over(session: Session, facts: Facts, template: str) -> Card:
    to, by = (session.get_one(Person, facts[name]) for name in ("to", "by"))
    return _of_case(session, facts, template, to=to, by=by)


@_draws("held")
def _held(session: Session, facts: Facts, vault: Vault) -> Card:
    return _of_case(session, facts, "held", reason=facts["reason"])


@_draws("resumed")
def _resumed(session: Session, facts: Facts, vault: Vault) -> Card:
    return _of_case(session, facts, "resumed")


@_draws("extended")
def _extended(session: Session, facts: Facts, vault: Vault) -> Card:
    return _of_case(session, facts, "extended", days=facts["days"], reason=facts["reason"])


def _of_case(session: Session, facts: Facts, template: str, **known: object) -> Card:
    """A change of a case in a few words, with the way to it."""
    case = queries.case(session, facts["case"])
    flow, rows = definition(case.definition.body), [[cards.button(Act.case, case.id, label="see")]]
    return cards.say(template, rows, case=case, flow=flow, standing=standing(case), **known)


@_draws("letter")
def _letter(session: Session, facts: Facts, vault: Vault) -> Card | None:
    letter = queries.letter(session, facts["letter"])
    if letter.sha256 is None:
        return None
    card = cards.say("letter", letter=letter, case=letter.case)
    return Card(card.text, card.rows, Attachment(vault.path(letter.sha256), letters.file_name(letter)))


@_draws("deputy-named")
def _deputy_named(session: Session, facts: Facts, vault: Vault) -> Card:
    return _deputy(session, facts, "deputy-named")


@_draws("deputy-ended")
def _deputy_ended(session: Session, facts: Facts, vault: Vault) -> Card:
    return _deputy(session, facts, "deputy-ended")


def _deputy(session: Session, facts: Facts, template: str) -> Card:
    row = session.get_one(Deputy, facts["deputy"])
    person, deputy = session.get_one(Person, row.person_id), session.get_one(Person, row.deputy_id)
    return cards.say(template, person=person, deputy=deputy, since=row.since, until=row.until)


@_draws("role-changed")
def _role_changed(session: Session, facts: Facts, vault: Vault) -> Card:
    city = session.get(Municipality, facts["municipality"]) if facts.get("municipality") else None
    scope = city.name if city else admin.desk_name(facts["desk"]) if facts.get("desk") else ""
    return cards.say("role-changed", given=facts["given"], role=wording.words("roles")[facts["role"]], scope=scope)


@_draws(announcing.TEMPLATE)
def _announcement(session: Session, facts: Facts, vault: Vault) -> Card:
    said = session.get_one(Announcement, facts["announcement"])
    return cards.say("announcement", text=said.text, at=said.at)


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


@_draws("your-turn")
def _your_turn(session: Session, facts: Facts, vault: Vault) -> Card | None:
    case = queries.case(session, facts["case"])
    flow, step = definition(case.definition.body), queries.open_step(case)
    if step is None or step.key != facts["step"]:
        return None
    left = flow.step(facts["left"]) if facts["left"] else None
    passed = [flow.step(key) for key in facts["passed"]]
    rows = [[cards.button(Act.case, case.id, label="see")]]
    told = {"left": left, "outcome": facts["outcome"], "passed": passed}
    return cards.say("your-turn", rows, case=case, step=flow.step(step.key), standing=standing(case), **told)


@_draws("case-closed")
def _case_closed(session: Session, facts: Facts, vault: Vault) -> Card:
    case = queries.case(session, facts["case"])
    letter = next(iter(queries.letters_of(session, case.id)), None)
    # Only of a case that is done is an earlier letter its result; and that one has been handed out when it was made.
    last = letter is not None and letter.step_id == case.steps[-1].id
    shown = letter if last or case.outcome == "done" else None
    card = cards.say("case-closed", case=case, letter=shown, reason=_why_rejected(session, case))
    if letter is None or not last or letter.sha256 is None or not facts["with_letter"]:
        return card
    return Card(card.text, card.rows, Attachment(vault.path(letter.sha256), letters.file_name(letter)))


def _why_rejected(session: Session, case: Case) -> str | None:
    """The reason that somebody gave, or that it was the answer of those inquired; whose, the office tells nobody."""
    if case.outcome != "rejected":
        return None
    refused = any(reply.answer == "refused" for step in case.steps for reply in step.replies)
    decisions = queries.decisions_of(session, case.id)
    given = decisions[-1].reason if decisions and decisions[-1].outcome in kinds.REFUSALS else None
    return given or (str(wording.words("statuses")["inquiries_refused"]) if refused else None)


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
    card = fields.case_file(document, bare=facts.get("bare", False))
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


@_draws(obligations.NOTICE)
def _owing(session: Session, facts: Facts, vault: Vault) -> Card | None:
    items = obligations.still(session, facts["items"])
    return of_years.owing(facts["stage"], items) if items else None
