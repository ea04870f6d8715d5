"""`dabir cases move`: what it says of each case, and what it leaves alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

import cli
from cases import events
from cases.moving import Reason
from nlp.wording import isolate as fenced
from nlp.wording import persian_digits, words
from tests.cases.town import Town, settled, town  # noqa: F401
from workflows import catalogue
from workflows.catalogue import FOLDER

GRADING = catalogue.load().get("grading")
SAID = words("terminal")["cases"]


@pytest.fixture
def office(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:  # noqa: F811
    """The demo's people with three running cases of grading: at its review twice, and one step further."""
    for outcomes in (["sent"], ["sent"], ["sent", "approve"]):
        case_id = town.open(GRADING).id
        for outcome in outcomes:
            town.leave(case_id, outcome)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", f"sqlite:///{tmp_path / 'town.sqlite'}")
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("DABIR_CATALOGUE", "DABIR_CLOSURES", "DABIR_WEEKEND"):
        monkeypatch.delenv(name, raising=False)
    return town


@pytest.fixture
def longer(office: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office gives the review twelve days instead of ten."""
    file = tmp_path / "own" / "processes" / "grading.yaml"
    file.parent.mkdir(parents=True)
    written = (FOLDER / "processes" / "grading.yaml").read_text(encoding="utf-8")
    file.write_text(written.replace("days: 10", "days: 12"), encoding="utf-8")
    monkeypatch.setenv("DABIR_CATALOGUE", str(tmp_path / "own"))
    return file


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["cases", "move", *words])


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["dabir", "cases", "move", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def contents(town: Town) -> dict[str, list[tuple[object, ...]]]:  # noqa: F811
    """Every row of every table."""

    def look(session: object) -> dict[str, list[tuple[object, ...]]]:
        rows = lambda query: [tuple(row) for row in session.execute(text(query))]  # type: ignore[attr-defined]  # noqa: E731
        names = [str(name) for (name,) in rows("select name from sqlite_master where type = 'table' order by name")]
        return {name: rows(f'select * from "{name}"') for name in names}

    return town.db.read_now(look)


def test_nothing_is_to_be_done_where_every_case_is_on_the_present_definition(office: Town) -> None:
    said = run("--entry", "grading")
    assert said.exit_code == 0
    assert said.stdout.strip() == SAID["none_moves"].format(entry=f"«{GRADING.title}»")


def test_a_dry_run_says_the_same_as_the_move_and_changes_nothing(office: Town, longer: Path) -> None:
    before = contents(office)
    dry = run("--entry", "grading", "--dry-run")
    assert contents(office) == before
    wet = run("--entry", "grading")
    assert contents(office) != before
    *told, summary = dry.stdout.splitlines()
    *done, end = wet.stdout.splitlines()
    assert told == done
    assert summary == end + SAID["dry"]
    assert end == "۲ پرونده رفت، ۱ پرونده ماند"
    assert (dry.exit_code, wet.exit_code) == (1, 1)


def test_each_case_is_told_with_its_new_date_or_the_reason_why_it_stays(office: Town, longer: Path) -> None:
    first, second, third, why, _ = run("--entry", "grading").stdout.splitlines()
    cases = [office.case(case_id) for case_id in (1, 2, 3)]
    for line, case in zip((first, second), cases, strict=False):
        assert line.startswith(f"{fenced(persian_digits(case.number))}: از نسخهٔ ")
        assert f" به {fenced(case.definition_hash[:12])}؛ مهلت ۱۴۰۵/" in line
    number, stays_on = fenced(persian_digits(cases[2].number)), fenced(cases[2].definition_hash[:12])
    assert third == SAID["stays"].format(number=number, before=stays_on)
    name = GRADING.step("review").text
    assert why.strip() == SAID["why"]["step-changed"].format(part=fenced("review"), name=name)
    assert office.db.read_now(events.verify) == []


def test_moving_again_moves_nothing_more(office: Town, longer: Path) -> None:
    run("--entry", "grading")
    assert run("--entry", "grading").stdout.splitlines()[-1] == SAID["summary"].format(moved="۰", stayed="۱")


def test_one_case_by_its_number(office: Town, longer: Path) -> None:
    number = office.case(2).number
    said = run("--entry", "grading", "--case", number)
    assert said.exit_code == 0
    assert said.stdout.splitlines()[-1] == SAID["summary"].format(moved="۱", stayed="۰")
    assert office.case(1).definition_hash != office.case(2).definition_hash


def test_the_new_date_knows_the_provinces_closures(
    office: Town, longer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("--entry", "grading", "--dry-run").stdout.splitlines()[0]
    (tmp_path / "closed.yaml").write_text('"1405-09-03": snow\n', encoding="utf-8")
    monkeypatch.setenv("DABIR_CLOSURES", str(tmp_path / "closed.yaml"))
    closed = run("--entry", "grading", "--dry-run").stdout.splitlines()[0]
    assert plain.partition("می‌شود")[0] == closed.partition("می‌شود")[0]
    assert plain != closed


def test_the_catalogues_mistakes_stop_it(office: Town, longer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    longer.write_text(longer.read_text(encoding="utf-8").replace("days: 12", "days: 0"), encoding="utf-8")
    assert refused(capsys, "--entry", "grading").startswith(f"{longer}:")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--entry", "nothing"), SAID["no_entry"].format(entry="nothing")),
        (("--entry", "grading", "--case", "1405-99"), SAID["no_case"].format(number="1405-99", entry="grading")),
        (("--entry", "budget", "--case", "1405-1"), SAID["no_case"].format(number="1405-1", entry="budget")),
    ],
)
def test_what_is_not_there_is_told_in_a_line(
    office: Town, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert refused(capsys, *words).startswith(says)


def test_a_database_that_cannot_be_opened_is_told(
    office: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("DABIR_DATABASE_URL", f"sqlite:///{tmp_path / 'folder'}")
    assert refused(capsys, "--entry", "grading").startswith("DABIR_DATABASE_URL: ")


def test_every_reason_to_stay_has_its_words() -> None:
    raised = get_args(get_type_hints(Reason)["key"])
    assert set(SAID["why"]) == set(raised)
    for says in SAID["why"].values():
        assert "{name}" in says
