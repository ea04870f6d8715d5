"""`dabir backup`, `restore`, `verify`, `status`: what an operator sees, and the exit status a timer sees."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

import cli
from cases import migrations, status, updates
from cases.db import Database
from cases.models import Event, Notice
from cases.witnesses import Finding
from cli import keeping, standing
from nlp import wording
from tests.cases.kept import everything, lively  # noqa: F401
from tests.cases.town import START, settled  # noqa: F401

SAID = wording.words("terminal")


class Office:
    """A folder in which the commands run: a lively town's database and storage, where nothing waits."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.env = monkeypatch
        self.env.chdir(folder)
        self.env.setenv("COLUMNS", "200")
        self.use("town")

    def use(self, name: str) -> None:
        """From now on the settings name this database and storage."""
        self.file, self.storage = self.folder / f"{name}.sqlite", self.folder / f"{name}-documents"
        self.env.setenv("DABIR_DATABASE_URL", f"sqlite:///{self.file}")
        self.env.setenv("DABIR_STORAGE", str(self.storage))

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli.app, list(words))

    def change(self, statement: object) -> None:
        db = Database(f"sqlite:///{self.file}")
        db.transact_now(lambda session: session.execute(statement))
        db.close()

    def rows(self) -> dict[str, list[object]]:
        db = Database(f"sqlite:///{self.file}")
        found = everything(db)
        db.close()
        return found


@pytest.fixture
def office(lively: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:  # noqa: F811
    shutil.copytree(lively / "vault", tmp_path / "town-documents")
    shutil.copy(lively / "town.sqlite", tmp_path / "town.sqlite")
    made = Office(tmp_path, monkeypatch)
    made.change(update(Notice).values(state="sent", next_try_at=None))
    return made


def test_a_backup_goes_into_a_new_database_and_is_verified_there(office: Office) -> None:
    taken = office.run("backup", "a.tar")
    assert taken.exit_code == 0, taken.output
    assert "a.tar" in taken.stdout
    before = office.rows()
    office.use("new")
    brought = office.run("restore", "a.tar")
    assert brought.exit_code == 0, brought.output
    assert "بازگردانده شد" in brought.stdout
    assert office.rows() == before
    looked = office.run("verify", "--against", "a.tar")
    assert (looked.exit_code, looked.stdout.strip()) == (0, SAID["verify"]["whole"])


def test_a_backup_does_not_write_over_another(office: Office) -> None:
    office.run("backup", "a.tar")
    again = office.run("backup", "a.tar")
    assert again.exit_code == 2
    assert SAID["backup"]["there"].format(file="a.tar") in again.stderr


def test_a_folder_that_is_not_there_is_said_in_a_line(office: Office) -> None:
    for words in (("backup", "nowhere/a.tar"), ("restore", "nowhere/a.tar")):
        office.use("fresh" if words[0] == "restore" else "town")
        result = office.run(*words)
        assert result.exit_code == 2
        assert "No such file" in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1


def test_a_backup_that_lacks_a_file_says_which_and_ends_otherwise(office: Office) -> None:
    lost = sorted(office.storage.glob("*/*"))[0]
    lost.unlink()
    taken = office.run("backup", "a.tar")
    assert taken.exit_code == 1
    assert SAID["backup"]["missing"].format(name=lost.name) in taken.stderr
    office.use("new")
    assert office.run("restore", "a.tar").exit_code == 1


def test_a_used_database_is_not_restored_into(office: Office) -> None:
    office.run("backup", "a.tar")
    result = office.run("restore", "a.tar")
    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_what_is_wrong_is_told_in_a_line_each_with_what_to_do(office: Office) -> None:
    office.change(delete(Event).where(Event.stream == "case:1", Event.kind == "closed"))
    sorted(office.storage.glob("*/*"))[0].write_bytes(b"other")
    result = office.run("verify")
    assert result.exit_code == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("دفتر رویدادهای \u2068case:1\u2069 زود پایان می‌یابد: \u2068case.closed_at\u2069")
    assert "همان نیست که نگه داشته شده بود" in lines[1]
    assert all(line.endswith(")") for line in lines)
    assert SAID["verify"]["whole"] not in result.stdout
    assert len(office.run("verify", "--quick").stderr.strip().splitlines()) == 1


def test_a_note_is_told_and_is_nothing_wrong(office: Office) -> None:
    db = Database(f"sqlite:///{office.file}")
    db.transact_now(updates.store, "tg", [("1", {"update_id": 5})], at=START)
    db.transact_now(updates.failed, "tg", 5, "bug", final=True)
    db.close()
    result = office.run("verify")
    assert result.exit_code == 0
    assert result.stderr.startswith("یادداشت: ۱ پیام رسیده")


def test_how_it_stands_is_drawn_for_a_person_and_told_to_a_program(office: Office) -> None:
    drawn = office.run("status")
    assert drawn.exit_code == 0, drawn.output
    counted = "گردآوری مدارک ۱، در جریان ۳، متوقف ۰، پایان‌یافته با موفقیت ۴، ردشده ۰، انصراف ۰"
    assert counted in drawn.stdout
    assert SAID["status"]["no_worker"] in drawn.stdout
    assert not re.search("[0-9]", drawn.stdout.replace(str(office.storage), "").replace(migrations.known()[-1], ""))
    told = json.loads(office.run("status", "--json").stdout)
    assert told["cases"]["done"] == 4
    assert told["waiting"]["readings"] == {"count": 0, "due": 0, "oldest": None}


@pytest.mark.parametrize("command", ["verify", "status", "backup"])
def test_a_database_that_is_not_there_is_not_made(office: Office, command: str) -> None:
    office.use("none")
    result = office.run(command, *(["a.tar"] if command == "backup" else []))
    assert result.exit_code == 2
    assert "there is no database" in result.stderr
    assert not office.file.exists()
    assert not (office.folder / "a.tar").exists()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "۰ ثانیه"), (61.4, "۱ دقیقه و ۱ ثانیه"), (3600, "۱ ساعت"), (90_061, "۱ روز و ۱ ساعت"), (-5, "۰ ثانیه")],
)
def test_a_length_of_time_is_told_in_two_units(seconds: float, told: str) -> None:
    assert standing.span(seconds) == told


@pytest.mark.parametrize(
    ("count", "told"), [(0, "۰ بایت"), (999, "۹۹۹ بایت"), (1500, "۱٫۵ کیلوبایت"), (3e15, "۳۰۰۰٫۰ ترابایت")]
)
def test_a_size_is_told_in_its_greatest_unit(count: float, told: str) -> None:
    assert standing.size(count) == told


def test_all_that_waits_and_all_that_fails_has_its_name() -> None:
    assert set(status.QUEUES) <= set(SAID["status"]["names"])
    assert set(status.REASONS) == set(SAID["status"]["failures"])


@pytest.mark.parametrize("key", SAID["verify"]["found"])
def test_every_finding_is_told_with_all_that_is_known_of_it(key: str) -> None:
    facts = {
        **dict.fromkeys(("says", "table", "other", "hash", "slug", "stream", "sha256", "file", "series"), "abc"),
        **dict.fromkeys(("row", "id", "count", "first", "counter", "highest"), 7),
        "place": "case:12#3 was changed",
        "told_by": "the office's own log (line 7)",
        "kind": "letter",
        "queue": "letters",
        "since": START,
    }
    line = keeping.told(Finding(key, facts))
    assert "{" not in line
    assert not re.search(r"was changed|line|letters", line)
