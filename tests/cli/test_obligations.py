"""`dabir obligations`: the table, the data, and what is said of a wrong city, file or hour."""

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
from settings import Settings
from tests.cases.test_obligations import open_for
from tests.cases.town import Town, settled, town  # noqa: F401
from workflows.catalogue import CatalogueError

SAID = wording.words("terminal")["obligations"]


@pytest.fixture
def database(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """The demo's people in a database that the command finds; the folder holds no .env."""
    url = f"sqlite:///{shutil.copy(settled, tmp_path / 'town.sqlite')}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "160")
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["obligations", *words])


def test_every_city_owes_the_four_yearly_matters(database: str) -> None:
    result = run("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert len(told) == 12
    assert {line["state"] for line in told} == {"missing"}
    assert {line["due"] for line in told} == {None}


def test_one_citys_own_and_what_it_has_begun(database: str, town: Town) -> None:  # noqa: F811
    town.db = Database(database)
    (year,) = {line["year"] for line in json.loads(run("--json").stdout) if line["entry"] == "local-charges"}
    number = town.case(open_for(town, year)).number
    town.db.close()
    told = json.loads(run("--city", "mehrabad-now", "--json").stdout)
    assert {line["city"] for line in told} == {"mehrabad-now"}
    assert [(line["state"], line["case"]) for line in told if line["entry"] == "local-charges"] == [("draft", number)]


def test_a_person_reads_it_in_persian(database: str) -> None:
    told = run("--city", "mehrabad-now").stdout
    heading, _, *rows = told.splitlines()
    assert [cell.strip("\u2068\u2069 ") for cell in heading.split("   ") if cell] == SAID["columns"]
    assert len(rows) == 4
    assert all("مهرآباد نو" in row and SAID["not_set"] in row and "○ فرستاده نشده" in row for row in rows)
    assert not re.search("[A-Za-z0-9]", told)


def test_a_city_that_is_not_there_is_told_with_those_that_are(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run("--city", "nowhere")
    assert result.exit_code == 2
    assert "sepidar-dasht" in capsys.readouterr().err + result.output


def test_a_wrong_file_of_closures_stops_it(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closures.yaml").write_text('"1405-13-12": x\n', encoding="utf-8")
    monkeypatch.setenv("DABIR_CLOSURES", str(tmp_path / "closures.yaml"))
    result = run()
    assert isinstance(result.exception, CatalogueError), "the entry point tells it and ends with exit status 2"
    assert result.exception.problems[0].line == 1


@pytest.mark.parametrize(("written", "hours"), [("21-7", (21, 7)), ("0-6", (0, 6)), ("13-15", (13, 15)), ("", None)])
def test_quiet_hours_are_two_hours_of_the_day_or_none(
    database: str, written: str, hours: tuple[int, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DABIR_QUIET_HOURS", written)
    assert Settings().quiet == hours


@pytest.mark.parametrize("written", ["21", "21-24", "7-7", "21:00-7:00", "-7", "21-07", "۲۱-۷"])
def test_other_hours_are_refused(database: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIR_QUIET_HOURS", written)
    assert run().exit_code == 2
