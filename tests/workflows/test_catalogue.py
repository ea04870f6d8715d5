"""Loading the catalogue, and what it holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from workflows import catalogue
from workflows.catalogue import FOLDER, PROCESSES, SERVICES, CatalogueError, Entry, Fact

CATALOGUE = catalogue.load()


def test_the_office_has_sixteen_processes_and_five_services_in_the_documents_order() -> None:
    assert tuple(CATALOGUE.entries) == (*PROCESSES, *SERVICES)
    assert (len(PROCESSES), len(SERVICES)) == (16, 5)
    for kind, slugs in (("process", PROCESSES), ("service", SERVICES)):
        lines = [CATALOGUE.get(slug).source.listed for slug in slugs]
        assert lines == sorted(lines)
        assert {CATALOGUE.get(slug).kind for slug in slugs} == {kind}


def test_a_service_follows_its_process() -> None:
    followed = {slug: CATALOGUE.flow(slug).slug for slug in SERVICES}
    assert followed == {
        "mayor-decree": "mayor-appointment",
        "audit-permit": "audit-report",
        "grading-service": "grading",
        "research-permit": "research",
        "credit-distribution": "credits",
    }
    assert all(CATALOGUE.flow(slug).slug == slug for slug in PROCESSES)


@pytest.mark.parametrize("entry", CATALOGUE.entries.values(), ids=lambda entry: entry.slug)
def test_a_definition_gives_the_same_entry_back(entry: Entry) -> None:
    text = entry.definition()
    again = catalogue.entry_from_definition(text)
    assert again == entry
    assert again.definition() == text
    assert catalogue.definition_hash(text) == catalogue.definition_hash(again.definition())


def test_a_changed_entry_has_another_hash() -> None:
    entry = CATALOGUE.get("grading")
    changed = entry.model_copy(update={"title": entry.title + "!"})
    assert catalogue.definition_hash(entry.definition()) != catalogue.definition_hash(changed.definition())


def test_an_entry_is_frozen() -> None:
    with pytest.raises(ValidationError):
        CATALOGUE.get("grading").title = "other"


def test_the_mayors_documents_are_split_from_the_documents_own_words() -> None:
    documents = CATALOGUE.get("mayor-appointment").documents
    assert [(each.key, each.kind, each.indispensable) for each in documents] == [
        ("minutes", "council-minutes", True),
        ("identity", "identity-document", False),
        ("education", "education-certificate", False),
        ("resume", "resume", False),
        ("form", "mayor-form", False),
    ]


def test_the_bodies_that_a_mayor_is_asked_about_are_the_offices_choice() -> None:
    bodies = CATALOGUE.get("mayor-appointment").step("inquire").bodies
    assert len(bodies) >= 2
    assert {body.source for body in bodies} == {"office"}
    assert all(body.due for body in bodies)


def test_the_two_processes_without_numbered_steps_say_so() -> None:
    provisional = [entry for entry in CATALOGUE.entries.values() if entry.provisional]
    assert [entry.slug for entry in provisional] == ["budget", "strategic-plan"]
    for entry in provisional:
        assert entry.narrative.text
        assert entry.note
        assert {step.line for step in entry.steps} == {None}


def test_the_service_without_a_sheet_says_so_and_invents_nothing() -> None:
    entry = CATALOGUE.get("credit-distribution")
    assert entry.note
    assert entry.description == Fact()
    assert entry.documents == ()


def test_research_has_the_documents_fifteen_steps() -> None:
    assert len(CATALOGUE.get("research").steps) == 15


def test_a_silent_heading_has_a_line_and_no_text() -> None:
    assert CATALOGUE.get("grading").goal == Fact(text=None, line=343)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("processes", "services"):
        shutil.copytree(FOLDER / part, tmp_path / part)
    return tmp_path


def test_every_fault_of_shape_in_every_file_is_told_at_once(folder: Path) -> None:
    grading, credits = folder / "processes" / "grading.yaml", folder / "processes" / "credits.yaml"
    grading.write_text(grading.read_text().replace("kind: review", "kind: reviewing"))
    credits.write_text(
        credits.read_text().replace("opened_by: [clerk]", "opened_by: [clerk]\ncolour: red") + "\nslug: x\n"
    )
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(folder)
    told = {(problem.file, problem.line) for problem in caught.value.problems}
    assert {file for file, _ in told} == {"processes/grading.yaml", "processes/credits.yaml"}
    assert "processes/grading.yaml:" in str(caught.value)
    wrong = grading.read_text().splitlines().index("    kind: reviewing") + 1
    assert ("processes/grading.yaml", wrong) in told


def test_a_number_where_words_belong_is_refused_with_its_line(folder: Path) -> None:
    file = folder / "services" / "audit-permit.yaml"
    file.write_text(file.read_text().replace("text: سه ماه", "text: 3"))
    with pytest.raises(CatalogueError) as caught:
        catalogue.load(folder)
    (problem,) = caught.value.problems
    assert problem.says.startswith("average_time.text")
    assert "text: 3" in file.read_text().splitlines()[problem.line - 1]


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no catalogue files"):
        catalogue.load(tmp_path)


def test_a_definition_kept_by_an_earlier_version_of_the_program_is_still_read() -> None:
    """Cases keep their definition as text; a field that was added since has its default."""
    entry = CATALOGUE.get("mayor-appointment")
    kept = json.loads(entry.definition())
    for added in ("committees", "recurs"):
        del kept[added]
    for step in kept["steps"]:
        del step["to"]
    assert catalogue.entry_from_definition(json.dumps(kept)) == entry
