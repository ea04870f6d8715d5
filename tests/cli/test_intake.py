"""`dabir intake`: reading without a word more, and the review of what was read."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from cases.db import Database
from nlp import wording
from tests.cases.test_corrections import ROADS, paper, papers_of
from tests.cases.town import Town, settled, town  # noqa: F401

SAID = wording.words("terminal")["review"]


@pytest.fixture
def database(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """The demo's people in a database that the command finds; the folder holds no .env."""
    url = f"sqlite:///{shutil.copy(settled, tmp_path / 'town.sqlite')}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "160")
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["intake", *words])


@pytest.mark.parametrize("words", [["--json", "x.pdf"], ["x.pdf", "--json"], ["read", "--json", "x.pdf"]])
def test_a_file_is_read_without_the_word_read(words: list[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.pdf").write_bytes(b"")
    told = run(*words)
    assert told.exit_code == 0, told.output
    assert [problem["key"] for problem in json.loads(told.stdout)["problems"]] == ["empty"]


def test_a_file_named_like_a_command_is_read_behind_an_option(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("review").write_bytes(b"")
    assert json.loads(run("--json", "review").stdout)["file"] == "review"


def test_no_file_is_refused() -> None:
    told = run()
    assert told.exit_code == 2
    assert "Missing argument" in told.stderr


def test_a_fresh_office_has_nothing_to_review(database: str) -> None:
    assert run("review").stdout.strip() == SAID["nothing"]
    told = json.loads(run("review", "--json").stdout)
    assert (told["documents"], told["fields"], told["suggestions"]) == (0, [], [])


def test_the_review_as_data_and_for_a_person(database: str, town: Town) -> None:  # noqa: F811
    town.db.close()
    town.db = Database(database)
    papers_of(town, ROADS)
    paper(town, town.now("secretary"), {"session_number": 12}, {"session_number": "13"})
    told = json.loads(run("review", "--json").stdout)
    assert told["documents"] == 4
    assert told["fields"][1] == {
        "field": "session_number",
        "document_type": "council-minutes",
        "kept": 0,
        "corrected": 1,
        "added": 0,
        "removed": 0,
        "right": 0.0,
    }
    assert told["suggestions"] == [{"sender": ROADS, "documents": 3, "missed": 3, "otherwise": 0}]
    shown = run("review").stdout
    assert ROADS in shown and "شمارهٔ جلسه" in shown and SAID["suggestions"] in shown
    assert not re.search("[A-Za-z0-9]", shown)


def test_the_review_of_the_last_days_leaves_older_papers_out(database: str, town: Town) -> None:  # noqa: F811
    town.db.close()
    town.db = Database(database)
    town.at = town.at.replace(year=2020)
    paper(town, town.now("secretary"), {"session_number": 12}, {})
    assert json.loads(run("review", "--json").stdout)["documents"] == 1
    assert json.loads(run("review", "--days", "30", "--json").stdout)["documents"] == 0
