"""What two versions of the catalogue differ in."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from cli import app
from workflows import catalogue, differences
from workflows.catalogue import FOLDER
from workflows.differences import Difference

KNOWN = catalogue.load()
MAYOR = KNOWN.get("mayor-appointment")


def test_an_entry_does_not_differ_from_itself() -> None:
    assert all(differences.between(entry, entry) == [] for entry in KNOWN.entries.values())
    assert differences.of_catalogues(KNOWN, KNOWN) == {}


def test_a_changed_term_is_one_difference_in_its_place() -> None:
    step = MAYOR.step("review")
    assert step.due is not None
    longer = step.model_copy(update={"due": step.due.model_copy(update={"days": 7})})
    new = MAYOR.model_copy(update={"steps": tuple(longer if each is step else each for each in MAYOR.steps)})
    (found,) = differences.between(MAYOR, new)
    assert found.at == ("steps", "review", "due")
    assert (found.before["days"], found.after["days"]) == (5, 7)


def test_a_step_put_in_between_changes_no_other_step() -> None:
    more = MAYOR.steps[1].model_copy(update={"key": "second-look", "text": "نگاه دوم"})
    new = MAYOR.model_copy(update={"steps": (*MAYOR.steps[:2], more, *MAYOR.steps[2:])})
    assert differences.between(MAYOR, new) == [Difference(("steps", "second-look"), None, "نگاه دوم")]
    assert differences.between(new, MAYOR) == [Difference(("steps", "second-look"), "نگاه دوم", None)]


def test_another_order_is_told_as_such() -> None:
    new = MAYOR.model_copy(update={"documents": MAYOR.documents[::-1]})
    keys = [document.key for document in MAYOR.documents]
    assert differences.between(MAYOR, new) == [Difference(("documents", "order"), keys, keys[::-1])]


def test_entries_that_come_and_go_are_told() -> None:
    fewer = catalogue.Catalogue({slug: entry for slug, entry in KNOWN.entries.items() if slug != "budget"})
    title = KNOWN.get("budget").title
    assert differences.of_catalogues(KNOWN, fewer) == {"budget": [Difference((), title, None)]}
    assert differences.of_catalogues(fewer, KNOWN) == {"budget": [Difference((), None, title)]}


def test_the_command_says_what_the_offices_own_file_changes(tmp_path: Path) -> None:
    (tmp_path / "processes").mkdir()
    own = tmp_path / "processes" / "mayor-appointment.yaml"
    shutil.copy(FOLDER / "processes" / "mayor-appointment.yaml", own)
    text = own.read_text(encoding="utf-8")
    own.write_text(
        text.replace("due: {days: 5, counts: working", "due: {days: 8, counts: working", 1), encoding="utf-8"
    )
    said = CliRunner().invoke(app, ["catalogue", "diff", str(tmp_path)])
    assert said.exit_code == 0
    assert "mayor-appointment" in said.output
    assert "۸ روز کاری" in said.output and "۵ روز کاری" in said.output
    assert "تفاوتی نیست" in CliRunner().invoke(app, ["catalogue", "diff"]).output


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["catalogue", "diff", str(tmp_path / "nowhere")])
    assert said.exit_code != 0
