"""Every way in which a catalogue file can fail to make sense is told with its line and a remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlp.wording import TEMPLATES
from workflows import checks
from workflows.catalogue import FOLDER
from workflows.checks import Problem

MAYOR = "processes/mayor-appointment.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged catalogue, beside templates that have the letters it names."""
    home = tmp_path / "catalogue"
    for part in ("processes", "services"):
        shutil.copytree(FOLDER / part, home / part)
    letters = tmp_path / "templates" / "letters"
    letters.mkdir(parents=True)
    for letter in (TEMPLATES / "letters").glob("*.html"):
        (letters / letter.name).write_text("")
    return home


def found(folder: Path) -> list[Problem]:
    return checks.check(folder, templates=folder.parent / "templates")


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces `old`, which must be there, and gives the line where it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_packaged_catalogue_is_sound(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (MAYOR, "actor: expert", "actor: wizard", "unknown role 'wizard'"),
        (MAYOR, "alert: [secretary, clerk, council-member]", "alert: [wizard]", "unknown role 'wizard'"),
        (MAYOR, "opened_by: [secretary]", "opened_by: [secretary, wizard]", "unknown role 'wizard'"),
        (MAYOR, "opened_by: [secretary]", "opened_by: [clerk]", "may not open a case"),
        (MAYOR, "kind: resume, line", "kind: novel, line", "unknown document type 'novel'"),
        (MAYOR, "letter: mayor-decree", "letter: postcard", "no letter template 'postcard'"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {sent: nowhere}\n", "unknown target 'nowhere'"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {approve: end:done}\n", "no outcome 'approve'"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {sent: decree}\n", "step 'review' is never reached"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {sent: null}\n", "step 'propose' is a dead end"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {sent: propose}\n", "in a loop without exit"),
        (MAYOR, "actor: expert\n", "actor: expert\n    next: {approve: null}\n", "step 'review' cannot go forward"),
        (MAYOR, "actor: secretary\n", "actor: secretary\n    next: {sent: end:rejected}\n", "no case can ever be done"),
        (MAYOR, "source: office}\n    reasons", "source: document}\n    reasons", "a term without its source"),
        (
            MAYOR,
            "source: office}\n    reasons",
            "source: office, line: 137}\n    reasons",
            "a term of the office with a line",
        ),
        (MAYOR, "source: office}, source: office}", "source: office}, source: document}", "a body of the document"),
        (MAYOR, "text: انتصاب شهرداران}", "text: انتصاب شهرداران و شوراي شهر}", "an Arabic yeh or kaf"),
        (MAYOR, "- key: review", "- key: propose", "the key 'propose' is given twice"),
        (MAYOR, "{key: resume, title", "{key: form, title", "the key 'form' is given twice"),
        (MAYOR, "ticked: [managerial]", "ticked: [mighty]", "unknown mark 'mighty'"),
        (MAYOR, "{line: 119,", "{line: 219,", "line 219 is outside the entry's form"),
        (MAYOR, "goal: 113", "goal: 13", "line 13 is outside the entry's form"),
        (MAYOR, "kind: issue", "kind: act", "letter in a step of kind act"),
        (MAYOR, "    letter: mayor-decree\n", "", "a step of kind issue without letter"),
        (MAYOR, "kind: inquiry", "kind: act", "bodies in a step of kind act"),
        (MAYOR, "    line: 137\n", "", "a step without its line in the document"),
        (MAYOR, "slug: mayor-appointment", "slug: grading", "slug 'grading' is not the file's name"),
        (MAYOR, "kind: process", "kind: process\nprocess: grading", "a process names a process"),
        (MAYOR, "kind: process", "kind: service", "in the wrong folder"),
        ("processes/research.yaml", "    alert: [clerk]\n", "", "a notice that tells nobody"),
        (
            "services/mayor-decree.yaml",
            "process: mayor-appointment",
            "process: mayor",
            "its process 'mayor' is unknown",
        ),
        ("processes/budget.yaml", "narrative:\n  line: 224\n  text: >-", "goal_2:\n  text: >-", "goal_2"),
        (MAYOR, "kind: review", "kind: glance", "steps.1.kind"),
        (MAYOR, "kind: review", "kind: review\n    kind: act", "given twice"),
        (MAYOR, "days: 5,", "days: 0,", "steps.1.due.days"),
        (MAYOR, "{line: 114, ticked: [managerial]}", "[unclosed", "expected"),
    ],
)
def test_what_makes_no_sense_is_told(folder: Path, file: str, old: str, new: str, says: str) -> None:
    change(folder, file, old, new)
    told = [problem for problem in found(folder) if says in problem.says]
    assert told
    assert all(problem.remedy and problem.line >= 1 for problem in told)
    assert file in {problem.file for problem in told}


def test_a_problem_stands_on_the_line_of_its_cause(folder: Path) -> None:
    actor = change(folder, MAYOR, "actor: expert", "actor: wizard")
    term = change(folder, MAYOR, "source: office}\n    reasons", "source: document}\n    reasons")
    letter = change(folder, MAYOR, "letter: mayor-decree", "letter: postcard")
    assert [(problem.file, problem.line) for problem in found(folder)] == [
        (MAYOR, line) for line in (actor, term, letter)
    ]


def test_problems_of_several_files_are_told_at_once(folder: Path) -> None:
    change(folder, MAYOR, "actor: expert", "actor: wizard")
    change(folder, "services/research-permit.yaml", "kind: service", "kind: servant")
    (folder / "processes" / "grading.yaml").unlink()
    (folder / "processes" / "parking.yaml").write_text("slug: parking\n")
    told = {problem.file: problem.says for problem in found(folder)}
    assert told["processes/grading.yaml"] == "the file is missing"
    assert set(told) >= {
        MAYOR,
        "services/research-permit.yaml",
        "processes/parking.yaml",
        "services/grading-service.yaml",
    }
