"""A letter says what was confirmed, goes to whom it should, is numbered once, and can be told from a forgery."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from cases import committees, decisions, desk, documents, letters, lifecycle, people, queries
from cases.db import Session
from cases.errors import Refusal
from cases.lifecycle import Moment
from cases.models import Letter
from cases.people import By
from nlp import wording
from tests.cases.test_promises import _both, cluster, either  # noqa: F401
from tests.cases.town import FLOWS, KNOWN, Town, _read_document
from workflows import engine
from workflows.shapes import Entry

MAYOR = KNOWN.get("mayor-appointment")
ONE, OTHER = "0000010375", "0000011525"


def _at_decree(town: Town, ids: dict[str, str]) -> int:
    """A case at its signing; `ids`: the national id that each document names."""
    case_id = _at_inquiry(town, ids)
    town.leave(case_id, "answered")
    return case_id


def _at_inquiry(town: Town, ids: dict[str, str]) -> int:
    case_id, now = town.open(MAYOR).id, town.now("secretary")
    for item in MAYOR.documents:
        document = town.db.transact_now(_read_document, case_id, item.key, item.kind, now)
        said = {"proposed_mayor": "آرش فرهمندنیا"} if item.key == "form" else {}
        if item.key in ids:
            said["national_ids"] = ids[item.key]
        for name, text in said.items():
            town.db.transact_now(documents.correct, document.id, name, text, by=now.by, at=now.at)
        town.db.transact_now(documents.confirm, document.id, by=now.by, at=now.at)
    town.db.transact_now(lifecycle.send, case_id, town.case(case_id).version, now=now)
    town.leave(case_id, "approve")
    return case_id


def _signed(town: Town, ids: dict[str, str]) -> Letter:
    case_id = _at_decree(town, ids)
    return town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))


def test_the_candidates_national_id_is_the_one_that_form_and_identity_agree_on(town: Town) -> None:
    assert _signed(town, {"form": ONE, "identity": ONE}).facts["mayor"]["national_id"] == ONE
    assert _signed(town, {"identity": ONE}).facts["mayor"]["national_id"] == ONE


def test_where_form_and_identity_differ_the_letter_names_no_national_id(town: Town) -> None:
    assert _signed(town, {"form": ONE, "identity": OTHER}).facts["mayor"]["national_id"] is None


def test_a_national_id_in_any_other_document_is_not_the_candidates(town: Town) -> None:
    letter = _signed(town, {"minutes": ONE, "education": ONE, "resume": OTHER})
    assert letter.facts["mayor"] == {"name": "آرش فرهمندنیا", "national_id": None, "father_name": None}


def test_letters_are_numbered_one_after_another_in_the_jalali_year(town: Town) -> None:
    first, second = _signed(town, {}), _signed(town, {})
    assert (first.number, second.number) == ("1405/1", "1405/2")
    assert first.code != second.code


def test_a_signing_that_fails_uses_no_number(town: Town) -> None:
    case_id = _at_decree(town, {})
    version, head = town.case(case_id).version, town.now("head")

    def breaks_off(session: Session) -> None:
        decisions.sign(session, case_id, version, now=head)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        town.db.transact_now(breaks_off)
    assert town.db.read_now(lambda session: list(session.scalars(select(Letter)))) == []
    assert town.db.transact_now(decisions.sign, case_id, version, now=head).serial == 1


def _letters(town: Town, template: str | None = None) -> list[Letter]:
    wanted = select(Letter).order_by(Letter.id)
    if template:
        wanted = wanted.where(Letter.template == template)
    return town.db.read_now(lambda session: list(session.scalars(wanted)))


def _page(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is drawn of a letter, before it is laid out."""
    seen: list[str] = []
    laid_out = SimpleNamespace(write_pdf=lambda: b"%PDF")
    monkeypatch.setattr("weasyprint.HTML", lambda string, base_url: seen.append(string) or laid_out)
    assert letters.pdf(letter) == b"%PDF"
    return seen[0]


def _act(town: Town, verb: Callable[..., object], case_id: int, **facts: Any) -> None:
    """An act of the expert who has the case, or takes it first."""
    now = town.now("expert")
    town.db.transact_now(desk.claim, case_id, town.case(case_id).version, now=now)
    town.db.transact_now(verb, case_id, town.case(case_id).version, now=now, **facts)


def _prepare(town: Town, case_id: int) -> None:
    """All the letters that a step can ask for before it is left."""
    step = town.step(case_id)
    if step.kind == "inquiry":
        _act(town, decisions.send_inquiries, case_id)
    elif step.kind == "external" and step.actor == "expert":
        _act(town, decisions.refer, case_id)
    elif step.kind == "committee":
        _act(town, committees.invite, case_id, meets_at=town.at + timedelta(days=9), place="سالن", agenda="")


def _through(town: Town, flow: Entry, until: str | None = None) -> int:
    """A case to the step `until`, or to its end, with every letter on the way."""
    case_id = town.open(flow).id
    while town.case(case_id).state != "closed" and (step := town.step(case_id)).key != until:
        _prepare(town, case_id)
        town.leave(case_id, engine.outcomes(step)[0])
    return case_id


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.slug)
def test_every_letter_of_every_process_can_be_drawn_from_what_the_heart_gives(
    town: Town, flow: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = _through(town, flow)
    names = {seat.person.name for step in town.case(case_id).steps for seat in step.seats} | {"آرش فرهمندنیا"}
    drawn = _letters(town)
    assert {step.letter for step in flow.steps if step.letter} <= {letter.template for letter in drawn}
    for letter in drawn:
        page = _page(letter, monkeypatch)
        body = page[page.index("<body>") :]
        assert "None" not in body
        assert not re.search(r"[{}]", body), "words that nobody filled in"
        subject = letters.proof(letter).subject
        assert subject
        assert not any(name in subject for name in names), "a stranger with the code is told the subject"
        assert str(wording.persian_digits(letter.number)) in body
    assert [letter.serial for letter in drawn] == list(range(1, len(drawn) + 1))


def test_each_kind_of_letter_is_drawn_up_somewhere(town: Town) -> None:
    for slug in ("mayor-appointment", "research", "waste-investment", "article-79-board", "performance-evaluation"):
        _through(town, KNOWN.get(slug))
    case_id = _through(town, KNOWN.get("grading"), "review")
    town.leave(case_id, "return")
    _through(town, KNOWN.get("grading"))
    kinds = set(wording.words("letters")["kinds"])
    assert {letter.template for letter in _letters(town)} == kinds


def test_letters_of_many_kinds_in_haste_have_no_gaps_and_no_doubles(either: Town) -> None:  # noqa: F811
    cases = [_through(either, KNOWN.get("grading"), "review") for _ in range(6)]
    now, templates = either.now("expert"), sorted(wording.words("letters")["kinds"])
    failing = frozenset({3, 10, 17})

    def draw(place: int) -> None:
        def act(session: Session) -> None:
            case = queries.case(session, cases[place % len(cases)])
            step = queries.open_step(case)
            assert step is not None
            letters.draw_up(session, case, step, templates[place % len(templates)], now=now, part=str(place))
            if place in failing:
                raise Refusal("not-at-this-step")

        either.db.transact_now(act)

    ended = _both([lambda place=place: draw(place) for place in range(24)])
    assert {place for place, refused in enumerate(ended) if refused is not None} == failing
    drawn = _letters(either)
    assert sorted(letter.serial for letter in drawn) == list(range(1, 22))
    assert len({letter.number for letter in drawn}) == len({letter.code for letter in drawn}) == 21


def test_numbers_begin_anew_at_the_new_year_of_iran(town: Town) -> None:
    case_id = _at_decree(town, {})
    drawn = []
    for part, at in (("eve", (20, 29)), ("new", (20, 31)), ("next", (21, 0))):
        now = replace(town.now("head"), at=datetime(2027, 3, 20, *at, tzinfo=UTC))
        drawn.append(town.db.transact_now(_draw_up, case_id, "official-letter", now, part))
    assert [letter.number for letter in drawn] == ["1405/1", "1406/1", "1406/2"]
    assert [letter.dated for letter in drawn] == [date(2027, 3, 20), date(2027, 3, 21), date(2027, 3, 21)]


def _draw_up(session: Session, case_id: int, template: str, now: Moment, part: str = "", **facts: Any) -> Letter:
    case = queries.case(session, case_id)
    step = queries.open_step(case)
    assert step is not None
    return letters.draw_up(session, case, step, template, now=now, part=part, **facts)


def test_asked_again_for_a_step_template_and_part_it_is_the_same_letter(town: Town) -> None:
    case_id, now = _at_decree(town, {}), town.now("head")
    first = town.db.transact_now(_draw_up, case_id, "referral", now, to="سازمان")
    again = town.db.transact_now(_draw_up, case_id, "referral", now, to="سازمانی دیگر")
    other = town.db.transact_now(_draw_up, case_id, "referral", now, "two", to="سازمان")
    assert (first.id, first.facts["to"]) == (again.id, "سازمان")
    assert other.id != first.id
    assert again.facts == first.facts


def test_what_a_letter_says_is_frozen_when_it_is_signed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = _signed(town, {"form": ONE})
    before = _page(letter, monkeypatch)

    def mend(session: Session) -> None:
        case = queries.case(session, letter.case_id)
        case.municipality.name = "شهری دیگر"
        for document in case.documents:
            for field in document.fields:
                field.confirmed = "دیگری"

    town.db.transact_now(mend)
    assert _page(_letters(town)[0], monkeypatch) == before


def test_what_the_office_issues_bears_its_signatory_and_the_rest_who_acted(town: Town) -> None:
    town.office = replace(town.office, signatory="کیومرث شکوهمند", signatory_title="استاندار")
    _through(town, KNOWN.get("mayor-appointment"))
    expert = town.now("expert").by.person.name
    signed = {letter.template: letter.facts["signatory"] for letter in _letters(town)}
    assert signed["mayor-decree"] == {"name": "کیومرث شکوهمند", "title": "استاندار"}
    assert signed["inquiry"] == {"name": expert, "title": "کارشناس دفتر امور شهری و شوراها"}


def test_minutes_that_the_chair_closes_are_signed_as_the_chair(town: Town) -> None:
    case_id = _through(town, KNOWN.get("article-79-board"), "judge")
    step = queries.open_step(town.case(case_id))
    assert step is not None
    _act(town, lambda *_given, now: None, case_id)
    for seat in step.seats:
        town.db.transact_now(committees.vote, step.id, seat.person_id, "for", now=town.now("expert"))
    chair = next(seat for seat in step.seats if seat.chair)
    by = By(town.db.read_now(people.by_id, chair.person_id), None)
    now = Moment(by, town.at, town.office)
    town.db.transact_now(committees.close, case_id, town.case(case_id).version, now=now)
    (minutes,) = _letters(town, "minutes-of-votes")
    title = "رئیس هیات حل اختلاف ماده 79 قانون شوراها"
    assert minutes.facts["signatory"] == {"name": by.person.name, "title": title}


@pytest.mark.parametrize(
    ("slug", "at", "recipient"),
    [
        ("grading", "review", "شهردار محترم مهرآباد نو"),
        ("mayor-appointment", "review", "رئیس محترم شورای اسلامی شهر مهرآباد نو"),
        ("audit-report", "report", "رئیس محترم شورای اسلامی شهر مهرآباد نو"),
        ("article-79-board", "admit", "دستگاه محترم درخواست‌کننده"),
    ],
)
def test_a_return_goes_to_whoever_is_to_mend(
    town: Town, slug: str, at: str, recipient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = KNOWN.get(slug)
    case_id = _through(town, flow, at)
    item = flow.documents[0]
    _act(town, _return, case_id, reason="کم است", items=[item.key])
    (letter,) = _letters(town, "return-letter")
    assert letter.facts["letter"]["recipient"] == recipient
    assert letter.facts["decision"] == {"reason": "کم است", "items": [item.title]}
    page = _page(letter, monkeypatch)
    assert "کم است" in page
    assert wording.shown(item.title) in page


def _return(session: Session, case_id: int, version: int, *, now: Moment, reason: str, items: list[str]) -> None:
    decisions.decide(session, case_id, version, "return", now=now, reason=reason, items=items)


def test_each_body_gets_its_own_letter_with_its_own_term_and_no_national_id(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = _at_inquiry(town, {"form": ONE, "identity": ONE})
    _act(town, decisions.send_inquiries, case_id)
    drawn = _letters(town, "inquiry")
    bodies = {body.name: body.due.days for body in MAYOR.step("inquire").bodies if body.due}
    assert {letter.facts["letter"]["recipient"]: letter.facts["body"]["days"] for letter in drawn} == bodies
    for letter in drawn:
        assert "آرش فرهمندنیا" not in letter.facts["letter"]["subject"]
        assert "آرش فرهمندنیا" in _page(letter, monkeypatch)
        assert ONE not in str(letter.facts)


def test_a_notification_tells_by_which_letter_the_organisation_agreed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = _through(town, KNOWN.get("grading"), "forward")
    _act(town, decisions.refer, case_id)
    town.db.transact_now(
        decisions.decide,
        case_id,
        town.case(case_id).version,
        "accepted",
        now=town.now("expert"),
        letter_number="8841/1405",
        letter_date=date(2026, 11, 20),
    )
    town.leave(case_id, "issued")
    (letter,) = _letters(town, "notification")
    to = "سازمان شهرداری‌ها و دهیاری‌های کشور"
    assert letter.facts["consent"] == {"to": to, "number": "8841/1405", "date": "1405-08-29"}
    page = _page(letter, monkeypatch)
    assert "۸۸۴۱/۱۴۰۵" in page
    assert "۱۴۰۵/۰۸/۲۹" in page


def test_a_second_invitation_replaces_the_first_by_number(town: Town) -> None:
    case_id = _through(town, KNOWN.get("article-79-board"), "judge")
    for days in (3, 5):
        at = town.at + timedelta(days=days)
        _act(town, committees.invite, case_id, meets_at=at, place="سالن", agenda="رسیدگی")
    first, second = _letters(town, "invitation")
    assert "earlier" not in first.facts
    assert second.facts["earlier"] == {"number": first.number, "date": "1405-09-01"}


def test_a_letter_is_known_by_its_number_and_code_together(town: Town) -> None:
    letter, other = _signed(town, {}), _signed(town, {})
    persian = wording.persian_digits

    def known(number: str, code: str) -> int | None:
        found = town.db.read_now(letters.verify, number, code)
        return found.id if found else None

    assert known(letter.number, letter.code) == letter.id
    assert known(f" {persian(letter.number)} ", persian(letter.code).upper()) == letter.id
    assert known(letter.number.replace("/", "-"), letter.code) == letter.id
    assert known(letter.number, other.code) is None
    assert known(other.number, letter.code) is None
    for number, code in ((letter.number, ""), ("", letter.code), ("", ""), ("1405/999", letter.code), ("é", "کد")):
        assert known(number, code) is None


def test_what_is_told_of_a_letter_to_a_stranger_names_nobody(town: Town) -> None:
    letter = _signed(town, {"form": ONE})
    town.db.transact_now(decisions.letter_filed, letter.id, "c" * 64, now=town.now("head"))
    found = town.db.read_now(letters.verify, letter.number, letter.code)
    assert found is not None
    told = letters.proof(found)
    assert told == letters.Proof(
        "1405/1", date(2026, 11, 22), "حکم انتصاب شهردار", told.city, "انتصاب شهردار", "c" * 64
    )
    assert told.city == town.case(letter.case_id).municipality.name


def test_a_file_is_called_by_kind_and_number(town: Town) -> None:
    letter = _signed(town, {})
    assert letters.file_name(letter) == "حکم انتصاب شهردار ۱۴۰۵-۱.pdf"
    letter.template = "of-their-own"
    assert letters.file_name(letter) == "نامه ۱۴۰۵-۱.pdf"


def test_what_would_leave_a_hole_is_named(town: Town) -> None:
    case_id = town.open(MAYOR).id
    assert letters.lacking(town.case(case_id), "mayor-decree") == ["proposed_mayor"]
    assert letters.lacking(town.case(case_id), "notification") == []
