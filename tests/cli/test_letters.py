"""`dabir letters verify`: is this letter the office's, and is this file what was filed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from cases import decisions
from cases.models import Letter
from nlp import wording
from tests.cases.town import KNOWN, Town, settled, town  # noqa: F401

SAID = wording.words("verify")
PDF = b"%PDF the letter"


@pytest.fixture
def letter(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Letter:  # noqa: F811
    """A signed decree that is still being made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", f"sqlite:///{tmp_path / 'town.sqlite'}")
    monkeypatch.setenv("COLUMNS", "120")
    case_id = town.open(KNOWN.get("mayor-appointment")).id
    while (step := town.step(case_id)).kind != "issue":
        town.leave(case_id, next(iter(step.next)))
    return town.db.transact_now(decisions.sign, case_id, town.case(case_id).version, now=town.now("head"))


def file(town: Town, letter: Letter) -> None:  # noqa: F811
    sha256 = hashlib.sha256(PDF).hexdigest()
    town.db.transact_now(decisions.letter_filed, letter.id, sha256, now=town.now("head"))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["letters", "verify", *words])


def test_a_letter_of_the_office_is_told_with_what_it_is(letter: Letter) -> None:
    told = run(letter.number, letter.code)
    assert told.exit_code == 0, told.output
    for part in (SAID["states"]["genuine"], "حکم انتصاب شهردار", "۱۴۰۵/۱", "یکشنبه ۱ آذر ۱۴۰۵", letter.facts["city"]):
        assert part in told.stdout
    assert letter.facts["mayor"]["name"] not in told.stdout


@pytest.mark.parametrize(("number", "code"), [("{n}", "0"), ("1405/9", "{c}"), ("\udce2", "{c}"), ("", "")])
def test_another_pair_is_not_known(letter: Letter, number: str, code: str) -> None:
    told = run(number.format(n=letter.number), code.format(c=letter.code))
    assert told.exit_code == 1
    assert SAID["states"]["unknown"] in told.stderr
    assert told.stdout == ""


def test_the_file_is_held_against_what_was_filed(town: Town, letter: Letter, tmp_path: Path) -> None:  # noqa: F811
    shown = tmp_path / "shown.pdf"
    shown.write_bytes(PDF)
    known = (letter.number, letter.code, "--file", str(shown))
    early = run(*known)
    assert (early.exit_code, SAID["files"]["unmade"] in early.stderr) == (1, True)
    file(town, letter)
    same = run(*known)
    assert (same.exit_code, SAID["files"]["same"] in same.stdout) == (0, True)
    shown.write_bytes(PDF + b" changed")
    other = run(*known)
    assert other.exit_code == 1
    assert other.stderr.strip().startswith(SAID["files"]["other"][:20])


def test_a_file_that_cannot_be_read_is_told_in_a_line(letter: Letter, tmp_path: Path) -> None:
    told = run(letter.number, letter.code, "--file", str(tmp_path / "nothing.pdf"))
    assert told.exit_code == 2
    assert "nothing.pdf" in told.stderr
