"""The office's own folder: files over the packaged ones, entries beside them, and every fault told by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workflows import catalogue, checks
from workflows.catalogue import FOLDER, CatalogueError, Problem

GRADING = "processes/grading.yaml"
PARKING = """\
slug: parking
kind: process
title: صدور مجوز پارکینگ عمومی
opened_by: [clerk]
documents:
  - {key: plan, title: نقشهٔ محل, indispensable: true}
steps:
  - {key: ask, text: درخواست شهرداری, kind: submit, actor: clerk}
  - key: look
    text: بررسی درخواست
    kind: review
    actor: expert
    due: {days: 7, counts: working, source: office}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An office's folder with nothing in it yet."""
    for part in ("processes", "services"):
        (tmp_path / "office" / part).mkdir(parents=True)
    return tmp_path / "office"


def copy(own: Path, file: str, old: str = "", new: str = "") -> Path:
    """The packaged file in the own folder, `old` written anew."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert old in text
    (own / file).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return own / file


def add(own: Path, text: str = PARKING, file: str = "processes/parking.yaml") -> Path:
    (own / file).write_text(text, encoding="utf-8")
    return own / file


def told(own: Path) -> list[Problem]:
    """What the check says; the start must refuse for the very same reasons."""
    found = checks.check(own=own)
    if found:
        with pytest.raises(CatalogueError) as refused:
            checks.checked(own)
        assert list(refused.value.problems) == found
    return found


def test_an_own_file_takes_the_place_of_the_packaged_one_and_nothing_else_changes(own: Path) -> None:
    copy(own, GRADING, "days: 10", "days: 12")
    packaged, merged = catalogue.load(), checks.checked(own)
    assert list(merged.entries) == list(packaged.entries)
    changed = [slug for slug in merged.entries if merged.get(slug) != packaged.get(slug)]
    assert changed == ["grading"]
    assert merged.flow("grading-service") == merged.get("grading")


def test_a_new_entry_comes_last_and_needs_no_line_of_the_document(own: Path) -> None:
    add(own)
    merged = checks.checked(own)
    assert list(merged.entries) == [*catalogue.load().entries, "parking"]
    parking = merged.get("parking")
    assert (parking.source, parking.listed_as) == (None, None)
    assert [document.source for document in parking.documents] == ["office"]
    assert catalogue.entry_from_definition(parking.definition()) == parking


def test_a_service_of_the_own_folder_may_follow_a_packaged_process(own: Path) -> None:
    text = "slug: quick-grading\nkind: service\ntitle: رتبه\nopened_by: [clerk]\nprocess: grading\n"
    add(own, text, "services/quick-grading.yaml")
    assert checks.checked(own).flow("quick-grading").slug == "grading"


def test_an_own_step_in_a_copied_file_has_no_line_but_the_documents_steps_keep_theirs(own: Path) -> None:
    step = "  - {key: count, text: شمارش, kind: act, actor: expert}\n"
    first = "steps:\n"
    copy(own, GRADING, first, first + step)
    assert [problem for problem in told(own) if "without its line" in problem.says] == []
    packaged = (FOLDER / GRADING).read_text(encoding="utf-8")
    line = next(row for row in packaged[packaged.index("steps:") :].splitlines() if row.strip().startswith("line:"))
    file = copy(own, GRADING, line + "\n", "")
    (problem,) = told(own)
    assert (problem.file, problem.says) == (str(file), "a step without its line in the document")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("actor: expert", "actor: wizard", 12, "unknown role 'wizard'"),
        ("source: office}", "source: document}", 13, "a term without its source"),
        ("source: office}", "source: document, line: 5}", 13, "line 5 of the document, in an entry without source"),
        ("title: صدور", "goal: 12\ntitle: صدور", 3, "line 12 of the document, in an entry without source"),
        ("key: look", "key: ask", 9, "the key 'ask' is given twice"),
        ("kind: review", "kind: glance", 11, "steps.1.kind"),
        ("slug: parking", "slug: grading", 1, "slug 'grading' is not the file's name"),
        ("kind: process", "kind: process\nkind: process", 3, "given twice"),
        ("محل", "محلي", 6, "an Arabic yeh or kaf"),
        ("title: صدور", "colour: red\ntitle: صدور", 3, "colour"),
    ],
)
def test_a_fault_is_told_by_the_offices_own_file_and_its_line(
    own: Path, old: str, new: str, line: int, says: str
) -> None:
    file = add(own, PARKING.replace(old, new))
    found = [problem for problem in told(own) if says in problem.says]
    assert [(problem.file, problem.line) for problem in found] == [(str(file), line)]
    assert all(problem.remedy for problem in found)


def test_a_broken_copy_is_the_only_one_to_blame(own: Path) -> None:
    """The service that follows the process of the broken file is sound."""
    file = copy(own, GRADING, "kind: process", "kind: procedure")
    assert {problem.file for problem in told(own)} == {str(file)}


def test_a_name_cannot_mean_two_entries(own: Path) -> None:
    add(own)
    add(own, PARKING, "services/parking.yaml")
    add(own, PARKING.replace("parking", "mayor-decree"), "processes/mayor-decree.yaml")
    says = {problem.says for problem in told(own)}
    assert any("has the same name" in said for said in says)
    assert "the packaged services/mayor-decree.yaml has this name" in says


@pytest.mark.parametrize(
    "place", ["parking.yaml", "processes/parking.yml", "process/parking.yaml", "processes/PARKING.YAML"]
)
def test_a_file_that_would_be_passed_over_is_told(own: Path, place: str) -> None:
    (own / place).parent.mkdir(exist_ok=True)
    add(own, file=place)
    (problem,) = told(own)
    assert (problem.file, problem.says) == (str(own / place), "a file in a place that is not looked at")


def test_an_editors_hidden_files_are_left_alone(own: Path) -> None:
    add(own)
    (own / ".vscode").mkdir()
    add(own, "x: 1", ".vscode/settings.yaml")
    add(own, "x: 1", "processes/.parking.yaml")
    assert told(own) == []


def test_a_folder_that_is_not_there_or_empty_is_told(own: Path, tmp_path: Path) -> None:
    (problem,) = told(tmp_path / "elsewhere")
    assert (problem.file, problem.says) == (str(tmp_path / "elsewhere"), "there is no such folder")
    (problem,) = told(own)
    assert (problem.file, problem.says) == (str(own), "no catalogue files")


def test_what_is_no_text_is_told(own: Path) -> None:
    (own / "processes" / "parking.yaml").write_bytes(PARKING.encode("cp1256", errors="replace"))
    (own / "services" / "folder.yaml").mkdir()
    found = told(own)
    assert [problem.says for problem in found] == ["is not text in UTF-8", "cannot be read: Is a directory"]


def test_a_packaged_entry_still_must_say_where_it_stands(tmp_path: Path) -> None:
    for part in ("processes", "services"):
        shutil.copytree(FOLDER / part, tmp_path / part)
    file = tmp_path / GRADING
    rows = file.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith(("source:", "listed_as:"))]
    file.write_text("\n".join(kept), encoding="utf-8")
    says = {problem.says for problem in checks.check(tmp_path)}
    assert {"an entry of the document without source", "an entry of the document without listed_as"} <= says
