"""`dabir catalogue`: checked, played, drawn and described on the command line; what is wrong is one line and exit status 2."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

import cli
import running
from settings import Settings
from workflows import catalogue
from workflows.catalogue import FOLDER, CatalogueError

PARKING = """\
slug: parking
kind: process
title: پارکینگ
opened_by: [clerk]
steps:
  - {key: ask, text: درخواست, kind: submit, actor: clerk}
  - {key: look, text: بررسی, kind: review, actor: expert, due: {days: 7, counts: working, source: office}}
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env, and no setting of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in ("DABIR_CATALOGUE", "DABIR_CLOSURES", "DABIR_WEEKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's own folder with one entry of its own, as the settings name it."""
    file = tmp_path / "office" / "processes" / "parking.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(PARKING, encoding="utf-8")
    monkeypatch.setenv("DABIR_CATALOGUE", str(tmp_path / "office"))
    return file


def run(*words: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, ["catalogue", *words], input=answers)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What the whole command says when it ends with exit status 2, line by line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["dabir", "catalogue", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == 2
    return capsys.readouterr().err.strip().splitlines()


# --- the office's own files -------------------------------------------------------------------------------------------


def test_the_settings_folder_is_in_every_command(own: Path) -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert [each["slug"] for each in listed] == [*catalogue.load().entries, "parking"]
    assert json.loads(run("show", "parking", "--json").stdout)["source"] is None
    assert "با فایل‌های" in run("check").stdout
    assert "پارکینگ" in run("simulate", "parking", "--happy").stdout


def test_an_empty_line_of_the_settings_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIR_CATALOGUE", "")
    assert Settings().catalogue is None
    assert run("check").stdout.strip() == "فهرست فرایندها و خدمات درست است"


def test_a_folder_can_be_checked_before_it_is_set(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DABIR_CATALOGUE")
    assert "parking" not in run("list").stdout
    assert run("check", str(own.parent.parent)).exit_code == 0


@pytest.mark.parametrize("words", [("check",), ("list",), ("show", "grading"), ("simulate", "grading", "--happy")])
def test_a_broken_file_of_the_office_stops_every_command_with_file_line_and_remedy(
    own: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    own.write_text(PARKING.replace("actor: expert", "actor: wizard").replace("days: 7", "days: 0"), encoding="utf-8")
    (told,) = refused(capsys, *words)
    assert told.startswith(f"{own}:7: steps.1.due.days")
    own.write_text(PARKING.replace("actor: expert", "actor: wizard").replace("clerk]", "elf]"), encoding="utf-8")
    told = refused(capsys, *words)
    assert [line.split(": ")[0] for line in told] == [f"{own}:4", f"{own}:4", f"{own}:7"]
    assert all(line.endswith(")") for line in told)


def test_the_program_does_not_start_on_a_broken_file_and_touches_nothing(own: Path, tmp_path: Path) -> None:
    own.write_text(PARKING.replace("actor: expert", "actor: wizard"), encoding="utf-8")
    known = Settings(database_url=f"sqlite:///{tmp_path / 'dabir.sqlite'}")
    with pytest.raises(CatalogueError, match="wizard"):
        running.program_of(known)
    assert not (tmp_path / "dabir.sqlite").exists()


def test_the_program_runs_on_the_merged_catalogue(own: Path, tmp_path: Path) -> None:
    program = running.program_of(Settings(database_url=f"sqlite:///{tmp_path / 'dabir.sqlite'}"))
    program.db.close()
    assert "parking" in program.office.catalogue.entries


# --- playing ----------------------------------------------------------------------------------------------------------


def test_a_played_process_tells_who_what_which_letters_and_until_when_and_why() -> None:
    told = run("simulate", "mayor-appointment", "--happy", "--from", "1405-09-01").stdout
    for part in (
        "نوبت: دبیر شورای شهر",
        "صورتجلسه پیشنهاد شهردار توسط شورای اسلامی شهر (ضروری)",
        "تا: یکشنبه ۸ آذر ۱۴۰۵",
        "۵ روز کاری از ورود به این مرحله، یعنی پس از یکشنبه ۱ آذر ۱۴۰۵ (مهلت دفتر)",
        "تعطیل آخر هفته: ۱۴۰۵/۰۹/۰۵ تا ۱۴۰۵/۰۹/۰۶",
        "نامه استعلام به دادگستری کل استان",
        "نامه: حکم انتصاب شهردار",
        "آگاه می‌شوند: دبیر شورای شهر، کارشناس شهرداری، عضو شورا",
        "پایان در شنبه ۵ دی ۱۴۰۵: پرونده با موفقیت بسته می‌شود.",
    ):
        assert part in told


def test_persian_digits_name_the_day_as_well() -> None:
    latin, persian = (run("simulate", "grading", "--happy", "--from", day) for day in ("1405-09-01", "۱۴۰۵-۰۹-۰۱"))
    assert latin.stdout == persian.stdout
    assert latin.exit_code == 0


def test_the_legal_term_names_its_line_of_the_document() -> None:
    told = run("simulate", "article-79-board", "--happy", "--from", "1405-09-01").stdout
    assert "۲۰ روز از ثبت نامه، یعنی پس از یکشنبه ۱ آذر ۱۴۰۵ (مهلت سند، سطر ۵۹۱ سند)" in told


def test_the_settings_calendar_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed.yaml").write_text('"1405-09-03": برف سنگین\n', encoding="utf-8")
    monkeypatch.setenv("DABIR_CLOSURES", str(tmp_path / "closed.yaml"))
    monkeypatch.setenv("DABIR_WEEKEND", "fri")
    told = run("simulate", "mayor-appointment", "--happy", "--from", "1405-09-01").stdout
    assert "شمرده نشد، برف سنگین: ۱۴۰۵/۰۹/۰۳" in told
    assert "شمرده نشد، تعطیل آخر هفته: ۱۴۰۵/۰۹/۰۶\n" in told


def test_chosen_outcomes_are_taken_in_turn_and_then_it_goes_forward() -> None:
    told = run("simulate", "grading", "--choose", "return, sent, approve, refused").stdout
    assert told.count("عودت برای اصلاح در") == 1
    assert "نامه عودت" in told
    assert "پرونده رد می‌شود" in told
    assert run("simulate", "grading", "--choose", "return").stdout.count("پرونده با موفقیت") == 1


def test_a_person_is_asked_wherever_there_is_a_choice_again_where_the_answer_is_none() -> None:
    played = run("simulate", "grading", answers="fly\nreturn\n\nrefused\n")
    assert played.exit_code == 0
    assert "approve = تأیید" in played.stdout
    assert "return = عودت برای اصلاح" in played.stdout
    assert "پایان با رد" in played.stdout
    assert "پرونده رد می‌شود" in played.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nothing", "--happy"), "nothing: no such entry"),
        (("grading", "--choose", "fly"), "--choose: review has no outcome 'fly'; it has approve, return, reject"),
        (("grading", "--choose", "reject,approve"), "--choose: the end came before approve"),
        (("grading", "--choose", "reject", "--happy"), "--happy: chooses by itself"),
        (("grading", "--happy", "--from", "1405-13-01"), "--from: '1405-13-01' is not a day"),
        (("grading", "--happy", "--from", "tomorrow"), "--from: 'tomorrow' is not a day"),
    ],
)
def test_what_cannot_be_played_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    (told,) = refused(capsys, "simulate", *words)
    assert told.startswith(says)


def test_who_stops_answering_is_told_how_to_play_without() -> None:
    result = run("simulate", "grading", answers="")
    assert result.exit_code == 2
    assert "--happy" in result.output


def test_a_flow_that_goes_round_for_ever_is_stopped(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its only way out is not the forward one."""
    own.write_text(PARKING.replace("actor: expert,", "actor: expert, next: {approve: ask, reject: end:done},"))
    (told,) = refused(capsys, "simulate", "parking", "--happy")
    assert "there is still no end" in told


# --- describing and drawing -------------------------------------------------------------------------------------------


def test_the_schema_goes_to_the_output_or_into_a_file(tmp_path: Path) -> None:
    shown = run("schema").stdout
    assert json.loads(shown)["title"] == "Entry"
    assert run("schema", "--out", "schema.json").exit_code == 0
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == shown


@pytest.mark.parametrize(("how", "root"), [((), "svg"), (("--svg",), "svg"), (("--bpmn",), "definitions")])
@pytest.mark.parametrize("key", ["grading", "grading-service"])
def test_a_drawing_is_made_of_a_process_and_of_the_service_that_follows_it(
    tmp_path: Path, key: str, how: tuple[str, ...], root: str
) -> None:
    assert run("diagram", key, *how, "--out", "drawn.xml").exit_code == 0
    drawn = ElementTree.parse(tmp_path / "drawn.xml").getroot()
    assert drawn.tag.endswith(f"}}{root}")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("diagram", "nothing"), "nothing: no such entry"),
        (("diagram", "grading", "--svg", "--bpmn"), "--svg: one drawing at a time"),
        (("diagram", "grading", "--out", "nowhere/drawn.svg"), "--out: nowhere/drawn.svg: No such file or directory"),
        (("schema", "--out", "nowhere/schema.json"), "--out: nowhere/schema.json: No such file or directory"),
        (("check", "nowhere"), "nowhere:1: there is no such folder"),
        (("diff", "nowhere"), "nowhere: there is no such file or folder"),
        (("show", "nothing"), "nothing: no such entry"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    (told,) = refused(capsys, *words)
    assert told.startswith(says)


def test_a_whole_copy_of_the_catalogue_is_an_own_folder_too(tmp_path: Path) -> None:
    for part in ("processes", "services"):
        shutil.copytree(FOLDER / part, tmp_path / "all" / part)
    assert run("check", "all").exit_code == 0
    assert run("diff", "all").stdout.strip() == "تفاوتی نیست"
