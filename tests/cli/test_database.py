"""`dabir db`: the tables are made and looked at, and what is not as it must be is said in one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

import cli
from cases import migrations
from cases.db import Database
from tests.cases.town import settled  # noqa: F401


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command looks for its database; there is none yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIR_DATABASE_URL", f"sqlite:///{tmp_path}/dabir.sqlite")
    return tmp_path / "dabir.sqlite"


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["db", *words])


def at(place: Path, revision: str) -> None:
    db = Database(f"sqlite:///{place}")
    with db.engine.begin() as connection:
        migrations.upgrade_over(connection, revision)
    db.close()


def test_upgrading_makes_the_tables_and_once_more_changes_nothing(place: Path) -> None:
    head = migrations.known()[-1]
    first, second = run("upgrade"), run("upgrade")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"revision {head} (was empty)" in first.stdout
    assert second.stdout.strip() == f"the database is at revision {head}"
    assert run("check").exit_code == 0


def test_a_database_that_is_not_there_is_not_made_by_looking(place: Path) -> None:
    result = run("check")
    assert result.exit_code == 2
    assert "there is no database at" in result.stderr
    assert not place.exists()


def test_an_older_database_is_said_to_be_so_and_left_as_it_is(place: Path) -> None:
    at(place, "0001")
    result = run("check")
    assert result.exit_code == 1
    assert "is 0001" in result.stderr
    assert "dabir db upgrade" in result.stderr
    assert run("check").exit_code == 1
    assert "was 0001" in run("upgrade").stdout
    assert run("check").exit_code == 0


def test_an_older_database_keeps_its_rows(settled: Path, place: Path) -> None:  # noqa: F811
    shutil.copy(settled, place)
    assert run("upgrade").exit_code == 0
    db = Database(f"sqlite:///{place}")
    with db.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from person")) > 10
    db.close()


@pytest.mark.parametrize("command", ["check", "upgrade"])
def test_a_database_of_a_newer_program_is_left_to_it(place: Path, command: str) -> None:
    at(place, "head")
    db = Database(f"sqlite:///{place}")
    with db.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    db.close()
    result = run(command)
    assert result.exit_code in (1, 2)
    assert "newer program (revision 9999)" in result.stderr


def test_a_database_that_does_not_answer_is_said_to_be_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIR_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    for command in ("check", "upgrade"):
        result = run(command)
        assert result.exit_code == 2
        assert result.stderr.startswith("DABIR_DATABASE_URL: ")
        assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [["db", "check"], ["db", "upgrade"], ["verify"], ["status"], ["backup", "a.tar"]])
def test_a_damaged_file_is_said_to_be_so(settled: Path, place: Path, words: list[str]) -> None:  # noqa: F811
    content = bytearray(shutil.copy(settled, place).read_bytes())
    for page in range(30, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = bytes([255]) * 64
    for damaged in (bytes(content), b"no database" * 1000):
        place.write_bytes(damaged)
        result = CliRunner().invoke(cli.app, words)
        assert result.exit_code in (0, 2) if words == ["db", "check"] else result.exit_code == 2, result.output
        assert "Traceback" not in result.output
    assert "is damaged, or is none" in result.stderr
    assert not place.with_name("a.tar").exists()
