"""The letters that the office issues: drawn up with number and date, made into PDF, filed.

Door: `draw_up`, `facts_of`, `pdf`. Promise: numbers run without gaps in each Jalali year; a letter's facts are frozen when
it is signed, so that it can be made again to the same content. Not here: its words (templates/letters) and the moment of
filing (decisions.letter_filed).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session
from weasyprint import HTML

from cases import counters, documents, jobs
from cases.lifecycle import Moment
from cases.models import Case, Letter, Step
from nlp import wording

# Confirmed fields without which a letter would say nothing; the rest may be missing and is then left out.
NEEDED = {"mayor-decree": ("proposed_mayor",)}
MAKE_AGAIN_AFTER = (5, 30, 120, 600)


def lacking(case: Case, template: str) -> list[str]:
    """The fields that the letter needs and nobody has confirmed."""
    read = documents.confirmed_fields(case)
    return [name for name in NEEDED.get(template, ()) if not read.get(name)]


def draw_up(
    session: Session, case: Case, step: Step, template: str, *, now: Moment, part: str = "", **facts: Any
) -> Letter:
    """Gives the letter its number, date and verification code, freezes its facts and asks for its making.

    A step has one letter of a template and part: asked again, it is the same one.
    """
    known = select(Letter).where(Letter.step_id == step.id, Letter.template == template, Letter.part == part)
    if (drawn := session.scalars(known).first()) is not None:
        return drawn
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
        facts={**_facts(case, now), **facts},
        signed_by=now.by.person.id,
        signed_at=now.at,
        state="waiting",
        next_try_at=now.at,
    )
    session.add(letter)
    session.flush()
    jobs.ask(session, making_job(letter))
    return letter


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
    template = wording.environment("letters").get_template(f"{letter.template}.html")
    shown = {
        "number": letter.number,
        "date": letter.dated,
        "code": letter.code,
        "qr": segno.make(f"{letter.number} {letter.code}", error="m").svg_data_uri(scale=3),
        **letter.facts["letter"],
    }
    html = template.render({**letter.facts, "letter": shown})
    pdf_bytes: bytes = HTML(string=html, base_url=str(wording.TEMPLATES / "letters")).write_pdf()
    return pdf_bytes


def _facts(case: Case, now: Moment) -> dict[str, Any]:
    """What a letter's template may use, from the confirmed fields; what is not known is None, never a guess."""
    read = documents.confirmed_fields(case)
    words = wording.words("letters")
    return {
        "letter": {
            "subject": words["subjects"].get(case.entry, case.title),
            "recipient": read.get("proposed_mayor"),
            "attachment": None,
        },
        "office": {"province": now.office.province, "name": words["office"]},
        "signatory": {"name": now.office.signatory or now.by.person.name, "title": now.office.signatory_title},
        "city": case.municipality.name,
        "case": {"number": case.number, "title": case.title},
        "mayor": {"name": read.get("proposed_mayor"), "national_id": _national_id(case), "father_name": None},
        "minutes": {"number": read.get("session_number"), "date": read.get("session_date"), "votes_for": _votes(read)},
        "reference": {"number": read.get("letter_number"), "date": read.get("letter_date")},
        "copies": [line.format(city=case.municipality.name) for line in words["copies"]],
    }


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
