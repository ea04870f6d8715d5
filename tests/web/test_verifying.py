"""Anybody can see whether a letter is the office's; nobody learns more, and nobody guesses for long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cases import decisions, letters
from cases.db import Database
from cases.models import Letter
from nlp import wording
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401
from web import app, verifying

MAYOR = KNOWN.get("mayor-appointment")
SAYS = wording.words("verify")["states"]


@pytest.fixture
def letter(town: Town) -> Letter:  # noqa: F811
    """A decree that was signed and filed."""
    case_id = town.open(MAYOR).id
    while (step := town.step(case_id)).kind != "issue":
        town.leave(case_id, next(iter(step.next)))
    signed = town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))
    town.db.transact_now(decisions.letter_filed, signed.id, "c" * 64, now=town.now("head"))
    return signed


@pytest.fixture
def asked(town: Town) -> Iterator[TestClient]:  # noqa: F811
    with TestClient(app.create(town.db)) as client:
        yield client


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S))


def test_a_letter_of_the_office_is_known_with_its_kind_number_date_and_city(asked: TestClient, letter: Letter) -> None:
    page = asked.get("/verify", params={"number": letter.number, "code": letter.code})
    assert page.status_code == 200
    said = text_of(page.text)
    for part in (SAYS["genuine"], "حکم انتصاب شهردار", "۱۴۰۵/۱", "یکشنبه ۱ آذر ۱۴۰۵", letter.facts["city"]):
        assert part in said


def test_a_letters_own_address_leads_to_its_answer(town: Town) -> None:  # noqa: F811
    """The QR code of a letter that was signed since the office has a public address."""
    town.office = replace(town.office, public_url="https://office.example")
    case_id = town.open(MAYOR).id
    while (step := town.step(case_id)).kind != "issue":
        town.leave(case_id, next(iter(step.next)))
    signed = town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))
    assert signed.facts["letter"]["verify_at"] == "https://office.example/verify"
    page = pypdfium2.PdfDocument(letters.pdf(signed))[0].render(scale=3).to_numpy()
    address, _, _ = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(page))
    assert address.startswith("https://office.example/verify?")
    with TestClient(app.create(town.db)) as client:
        assert client.get(address.removeprefix("https://office.example")).status_code == 200


def test_number_and_code_may_be_typed_in_persian_digits_and_with_a_dash(asked: TestClient, letter: Letter) -> None:
    number, code = letter.number.replace("/", "-"), f" {wording.persian_digits(letter.code).upper()} "
    page = asked.get("/verify", params={"number": wording.persian_digits(number), "code": code})
    assert page.status_code == 200


def test_nobody_is_named(asked: TestClient, letter: Letter) -> None:
    page = asked.get("/verify", params={"number": letter.number, "code": letter.code})
    assert letter.facts["mayor"]["name"]
    for secret in (letter.facts["mayor"]["name"], letter.facts["signatory"]["name"], letter.facts["case"]["number"]):
        assert secret not in page.text


@pytest.mark.parametrize(
    ("number", "code"),
    [("{number}", "0000000000"), ("1405/999", "{code}"), ("\x00", "{code}"), ("x" * 5000, "y" * 5000), ("", "{code}")],
)
def test_whatever_is_wrong_gets_the_same_answer(asked: TestClient, letter: Letter, number: str, code: str) -> None:
    known = {"number": letter.number, "code": letter.code}
    page = asked.get("/verify", params={"number": number.format(**known), "code": code.format(**known)})
    assert page.status_code == 404
    assert SAYS["unknown"] in page.text
    assert "حکم" not in page.text


def test_without_a_question_there_is_a_form(asked: TestClient) -> None:
    page = asked.get("/verify")
    assert page.status_code == 200
    assert 'name="number"' in page.text
    assert 'name="code"' in page.text


def test_what_was_typed_is_text_and_nothing_else(asked: TestClient) -> None:
    page = asked.get("/verify", params={"number": '"><script>alert(1)</script>', "code": "<b>"})
    assert "<script" not in page.text
    assert "<b>" not in page.text


def test_the_page_runs_no_script_loads_nothing_from_elsewhere_and_is_not_kept(asked: TestClient) -> None:
    page = asked.get("/verify")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert not re.search(r"https?://|<script|<iframe", page.text)


def test_its_fonts_come_with_it_and_no_other_file_does(asked: TestClient) -> None:
    assert asked.get("/verify/vazirmatn.woff2").headers["content-type"] == "font/woff2"
    for name in ("OFL.txt", "..%2f..%2fsettings.py", "verify.html"):
        assert asked.get(f"/verify/{name}").status_code == 404


def guessing(town: Town, clock: Clock) -> FastAPI:  # noqa: F811
    made = FastAPI()
    made.include_router(verifying.router(town.db, verifying.Patience(tries=3, seconds=60, clock=clock)))
    return made


def test_who_guesses_is_made_to_wait_and_answered_again_later(town: Town, letter: Letter) -> None:  # noqa: F811
    clock = Clock()
    right = {"number": letter.number, "code": letter.code}
    wrong = {**right, "code": "0000000000"}
    with TestClient(guessing(town, clock)) as client:
        assert [client.get("/verify", params=wrong).status_code for _ in range(4)] == [404, 404, 404, 429]
        waiting = client.get("/verify", params=right)
        assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "61")
        assert SAYS["wait"] in waiting.text
        clock.now += 61
        assert client.get("/verify", params=right).status_code == 200


def test_who_is_right_never_waits(town: Town, letter: Letter) -> None:  # noqa: F811
    right = {"number": letter.number, "code": letter.code}
    with TestClient(guessing(town, Clock())) as client:
        assert {client.get("/verify", params=right).status_code for _ in range(20)} == {200}


def test_one_who_guesses_keeps_no_other_waiting(town: Town, letter: Letter) -> None:  # noqa: F811
    wrong, made = {"number": letter.number, "code": "0"}, guessing(town, Clock())
    for client in (TestClient(made, client=("2001:db8:1:1::1", 1)), TestClient(made, client=("2001:db8:1:1::2", 1))):
        answers = [client.get("/verify", params=wrong).status_code for _ in range(3)]
    assert answers == [429, 429, 429], "a network of the newer kind is one client"
    for other in ("2001:db8:1:2::1", "192.0.2.7", "a-name"):
        assert TestClient(made, client=(other, 1)).get("/verify", params=wrong).status_code == 404


def test_many_clients_do_not_fill_the_memory() -> None:
    patience = verifying.Patience(tries=1, clients=3, clock=Clock())
    for client in "abcde":
        patience.erred(client)
    assert [patience.wait(client) > 0 for client in "abcde"] == [False, False, True, True, True]


def test_without_its_database_it_says_so(tmp_path: Path) -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    with TestClient(app.create(db)) as client:
        page = client.get("/verify", params={"number": "1405/1", "code": "a"})
    assert page.status_code == 503
    assert SAYS["away"] in page.text
    db.close()
