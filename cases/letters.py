"""The letters of the office: drawn up with number and date, made into PDF, and told from forgeries.

Door: `draw_up`, `drafted`, `lacking`, `pdf`, `draft_pdf`, `file_name`, `verify`, `proof`.
Promise: numbers run without gaps in each Jalali year, whatever the kinds; a letter's facts are frozen when it is signed, so
that it can be made again to the same content. Not here: its words (templates/letters, templates/words/letters.yaml), who may
sign (decisions, committees), the moment of filing (decisions.letter_filed).
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import counters, documents, jobs
from cases.lifecycle import Moment, flow_of
from cases.models import Case, Decision, Letter, Step
from cases.office import Office
from nlp import digits, wording
from workflows import catalogue, kinds

# Confirmed fields without which a letter would say nothing; the rest may be missing and is then left out.
NEEDED = {"mayor-decree": ("proposed_mayor",)}
# What letters say of what was read.
SAID = frozenset(
    {"proposed_mayor", "national_ids", "session_number", "session_date", "resolutions", "letter_number", "letter_date"}
)
MAKE_AGAIN_AFTER = (5, 30, 120, 600)
_NUMBER = re.compile("[0-9]{4}/[0-9]{1,9}")
# Of these a later one of the same step stands in for the earlier, and says so.
FOLLOWING = frozenset({"invitation"})
# The role that somebody acts in, where they hold several: the office's own before the committee's and the customer's.
_SIGNING = ("expert", "head", "committee", "secretary", "clerk")
# What a template may look at although nobody gave it.
_NOT_GIVEN: dict[str, Any] = dict.fromkeys(
    ("ruling", "decision", "body", "to", "meeting", "committee", "consent", "earlier", "topic"), None
) | {"documents": [], "paragraphs": [], "members": [], "seats": [], "comments": [], "count": {}, "outcome": None}


@dataclass(frozen=True, slots=True)
class Proof:
    """What anybody may know of a letter whose number and code they have: nothing personal. `sha256`: None until it is made."""

    number: str
    dated: date
    kind: str
    city: str
    subject: str
    sha256: str | None


def lacking(case: Case, template: str) -> list[str]:
    """The fields that the letter needs and nobody has confirmed."""
    read = documents.confirmed_fields(case)
    return [name for name in NEEDED.get(template, ()) if not read.get(name)]


def draw_up(
    session: Session, case: Case, step: Step, template: str, *, now: Moment, part: str = "", **facts: Any
) -> Letter:
    """Gives the letter its number, date and verification code, freezes its facts and asks for its making.

    A step has one letter of a template and part: asked again, it is the same one. `facts` (plain JSON data) come on top of what
    every letter knows of its case. An issue step's letter is signed by the office's signatory, any other by who acts.
    """
    of_step = select(Letter).where(Letter.step_id == step.id, Letter.template == template).order_by(Letter.id.desc())
    drawn = list(session.scalars(of_step))
    if (same := next((letter for letter in drawn if letter.part == part), None)) is not None:
        return same
    frozen = {**_facts(session, case, step, template, facts, now), **facts}
    if drawn and template in FOLLOWING:
        frozen["earlier"] = {"number": drawn[0].number, "date": wording.jalali_iso(drawn[0].dated)}
    year = int(wording.jalali_iso(now.at)[:4])
    serial = counters.following(session, f"letter:{year}")
    letter = Letter(
        case_id=case.id,
        step_id=step.id,
        template=template,
        part=part,
        year=year,
        serial=serial,
        number=f"{year}/{serial}",
        dated=now.at.astimezone(wording.TEHRAN).date(),
        code=secrets.token_hex(5),
        facts=frozen,
        signed_by=now.by.person.id,
        signed_at=now.at,
        state="waiting",
        next_try_at=now.at,
    )
    session.add(letter)
    session.flush()
    jobs.ask(session, making_job(letter))
    return letter


def drafted(session: Session, case: Case, step: Step, template: str, *, now: Moment, **facts: Any) -> dict[str, Any]:
    """The facts that the letter would be frozen with, were it signed now; nothing is written."""
    return {**_facts(session, case, step, template, facts, now), **facts}


def making_failed(session: Session, letter_id: int, *, at: datetime) -> None:
    """The PDF could not be made: tried again after a growing pause, without end, since it is signed."""
    letter = session.get_one(Letter, letter_id)
    letter.next_try_at = at + timedelta(seconds=MAKE_AGAIN_AFTER[min(letter.attempt, len(MAKE_AGAIN_AFTER) - 1)])
    letter.attempt += 1


def to_make(session: Session, *, at: datetime) -> list[Letter]:
    """The letters whose making is due."""
    return list(session.scalars(select(Letter).where(Letter.state == "waiting", Letter.next_try_at <= at).limit(50)))


def making_job(letter: Letter) -> jobs.Job:
    """The job that makes this letter."""
    return jobs.Job("letters", letter.id, lane="letters", attempt=letter.attempt)


def pdf(letter: Letter) -> bytes:
    """The letter as PDF. It takes a second or so: never inside a transaction."""
    return draw(letter.template, letter.facts, number=letter.number, dated=letter.dated, code=letter.code)


def draft_pdf(template: str, facts: dict[str, Any], dated: date) -> bytes:
    """What `drafted` gave as PDF, marked as a draft, without a number or a code. As slow as `pdf`."""
    mark = wording.words("letters")["draft"]
    return draw(template, facts, number=mark["number"], dated=dated, code="", draft=mark["mark"])


def draft_name(template: str) -> str:
    """What the file of a draft is called."""
    return str(wording.words("letters")["draft"]["file"].format(kind=_kind(template)["name"]))


def draw(
    template: str, facts: dict[str, Any], *, number: str, dated: date, code: str, draft: str | None = None
) -> bytes:
    """A PDF of a letter's template with its frozen facts. A fact that every letter has and these lack raises UndefinedError.

    `draft`: words that mark it as one across the page.
    """
    from weasyprint import HTML  # it takes a second to load, and only whoever makes letters needs it

    verify_at = facts["letter"].get("verify_at")
    asked = f"{verify_at}?{urlencode({'number': number, 'code': code}, safe='/')}" if verify_at else f"{number} {code}"
    qr = segno.make(asked, error="m").svg_data_uri(scale=3)
    shown = {
        **facts["letter"],
        "number": number,
        "date": dated,
        "code": code,
        "qr": qr,
        "verify_at": verify_at,
        "draft": draft,
    }
    page = wording.environment("letters").get_template(f"{template}.html")
    html = page.render({**_NOT_GIVEN, **facts, "letter": shown, "local": _local})
    pdf_bytes: bytes = HTML(string=html, base_url=str(wording.TEMPLATES / "letters")).write_pdf()
    return pdf_bytes


def file_name(letter: Letter) -> str:
    """What the file is called when it is handed to people: by kind and number."""
    words = wording.words("letters")
    number = wording.persian_digits(letter.number.replace("/", "-"))
    return str(words["file"].format(kind=_kind(letter.template)["name"], number=number))


def verify(session: Session, number: str, code: str) -> Letter | None:
    """The letter of that number, if the code is its own; None for any other pair, at the same pace.

    Digits may be Persian and the number's parts joined by a slash or a dash. To others than the case's own people only
    `proof` of it is said.
    """
    plain = "".join(digits.latin(number).split()).replace("-", "/")
    # What is no number of ours is not looked for: not every database takes every character.
    asked = plain if _NUMBER.fullmatch(plain) else ""
    letter = session.scalars(select(Letter).where(Letter.number == asked)).first()
    expected = letter.code if letter else secrets.token_hex(5)
    given = "".join(digits.latin(code).split()).lower()
    return letter if secrets.compare_digest(given.encode(errors="replace"), expected.encode()) else None


def proof(letter: Letter) -> Proof:
    """What is said of a letter to whoever shows its number and code."""
    kind, subject = str(_kind(letter.template)["name"]), letter.facts["letter"]["subject"]
    return Proof(letter.number, letter.dated, kind, letter.facts["city"], subject, letter.sha256)


def _facts(
    session: Session, case: Case, step: Step, template: str, given: dict[str, Any], now: Moment
) -> dict[str, Any]:
    """What every letter's template may use, from the confirmed fields; what is not known is None, never a guess."""
    read, flow = documents.confirmed_fields(case), flow_of(case)
    filling = _filling(case, flow, step, given, read)
    mayor = candidate(case, flow)
    decree = template == "mayor-decree"
    confirmed = {document.item for document in case.documents if document.state == "confirmed"}
    return {
        **_wording(template, flow, filling, now.office),
        "office": {"province": now.office.province, "name": wording.words("letters")["office"]},
        "signatory": _signatory(case, flow, step, filling, now),
        "city": case.municipality.name,
        "about": filling["about"],
        "case": {"number": case.number, "title": case.title},
        "customer": filling["customer"],
        "topic": read.get("subject"),
        "mayor": {"name": mayor, "national_id": _national_id(case) if decree else None, "father_name": None},
        "minutes": {"number": read.get("session_number"), "date": read.get("session_date"), "votes_for": _votes(read)},
        "reference": {"number": read.get("letter_number"), "date": read.get("letter_date")},
        "documents": [item.title for item in flow.documents if item.key in confirmed],
        "consent": _consent(session, case, flow) if step.kind == "issue" else None,
    }


def candidate(case: Case, flow: catalogue.Entry) -> str | None:
    """Whom the case would make a mayor, as its confirmed documents say; None where the program's flow makes nobody one."""
    decrees = any(step.letter == "mayor-decree" for step in flow.steps)
    return documents.confirmed_fields(case).get("proposed_mayor") if decrees else None


def _kind(template: str, flow: catalogue.Entry | None = None) -> dict[str, Any]:
    """The words of a kind of letter; an office's own template has those of the general letter."""
    words = wording.words("letters")
    own = words["entries"].get(flow.slug, {}).get(template, {}) if flow else {}
    return {**words["kinds"].get(template, words["kinds"]["official-letter"]), **own}


def _wording(template: str, flow: catalogue.Entry, filling: dict[str, str], office: Office) -> dict[str, Any]:
    """Subject, recipient, paragraphs and copies of this letter, filled in, and where it can be verified."""
    kind = _kind(template, flow)
    recipient = kind["recipient"]
    return {
        "letter": {
            "subject": kind["subject"].format_map(filling),
            "recipient": recipient.format_map(filling) if recipient else None,
            "verify_at": f"{office.public_url}/verify" if office.public_url else None,
            "attachment": wording.words("letters")["attached"] if kind.get("attached") else None,
        },
        "paragraphs": [line.format_map(filling) for line in kind.get("paragraphs", [])],
        "copies": [line.format_map(filling) for line in kind["copies"]],
    }


def _filling(
    case: Case, flow: catalogue.Entry, step: Step, given: dict[str, Any], read: dict[str, Any]
) -> dict[str, str]:
    """What the words of a letter are filled with."""
    words = wording.words("letters")
    filled = {
        "city": case.municipality.name,
        "case": wording.isolate(case.number),
        "of_year": words["of_year"].format(year=case.period) if case.period else "",
        "committee": _committee(flow, step, given),
        "body": (given.get("body") or {}).get("name", ""),
        "to": given.get("to") or "",
    }
    about = words["entries"].get(flow.slug, {}).get("about")
    filled["about"] = about.format_map(filled) if about else case.title
    for name, role in (("customer", flow.opened_by[0]), ("mender", _mender(flow, step))):
        named = read.get("sender") if role == "expert" else None
        filled[name] = named or words["recipients"].get(role, words["recipients"]["clerk"]).format_map(filled)
    return filled


def _committee(flow: catalogue.Entry, step: Step, given: dict[str, Any]) -> str:
    """The committee that the letter speaks of: the one given, the step's, or the one that decided before."""
    for known in (given.get("committee"), given.get("ruling")):
        if known:
            return str(known.get("name") or known.get("committee"))
    keys = [flow.step(step.key).committee, *(known.committee for known in reversed(flow.steps))]
    return next((flow.committee(key).name for key in keys if key), "")


def _mender(flow: catalogue.Entry, step: Step) -> str:
    """The role to whose submission a return leads from this step."""
    onward = flow.step(step.key).next
    target = next((onward[outcome] for outcome in sorted(kinds.RETURNS) if outcome in onward), None)
    return flow.step(target).actor if target else flow.opened_by[0]


def _signatory(
    case: Case, flow: catalogue.Entry, step: Step, filling: dict[str, str], now: Moment
) -> dict[str, str | None]:
    """The office's signatory for what it issues, else whoever acted, by the role they act in."""
    if step.kind == "issue":
        return {"name": now.office.signatory or now.by.person.name, "title": now.office.signatory_title}
    key = flow.step(step.key).committee
    held = now.by.roles(municipality_id=case.municipality_id, desk=flow.desk, committee=key)
    role = next((known for known in _SIGNING if known in held), None)
    if role == "committee" and any(own.chair and own.committee in (None, key) for own in now.by.person.roles):
        role = "chair"
    title = wording.words("letters")["signers"][role].format_map(filling) if role else None
    return {"name": now.by.person.name, "title": title}


def _consent(session: Session, case: Case, flow: catalogue.Entry) -> dict[str, Any] | None:
    """The letter by which an outside organisation last agreed; None where none was asked, or its letter has no number."""
    agreed = (
        select(Decision, Step.key)
        .join(Step, Step.id == Decision.step_id)
        .where(Decision.case_id == case.id, Decision.outcome == "accepted", Step.kind == "external")
        .order_by(Decision.id.desc())
    )
    for decision, key in session.execute(agreed):
        wanted = flow.step(key)
        if wanted.actor == "expert" and wanted.to:
            dated = wording.jalali_iso(decision.letter_date) if decision.letter_date else None
            return {"to": wanted.to, "number": decision.letter_number, "date": dated}
    return None


def _national_id(case: Case) -> str | None:
    """The candidate's, from the form and the identity document alone; None where they name none, or not the same one."""
    found = {
        number
        for document in case.documents
        if document.state == "confirmed" and document.kind in ("mayor-form", "identity-document")
        for field in document.fields
        if field.name == "national_ids"
        for number in field.confirmed or []
    }
    return found.pop() if len(found) == 1 else None


def _votes(read: dict[str, Any]) -> int | None:
    """The votes of the resolution that names the candidate; None where not exactly one does."""
    name = read.get("proposed_mayor")
    resolutions = [line for line in read.get("resolutions") or [] if isinstance(line, dict)]
    naming = [line for line in resolutions if name and name in line.get("text", "")]
    return naming[0].get("votes_for") if len(naming) == 1 else None


def _local(moment: str) -> datetime:
    """An ISO instant as the clock in Iran shows it."""
    return datetime.fromisoformat(moment).astimezone(wording.TEHRAN)
