"""The province's own closures: what the file may hold, and what is said of a wrong one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflows import closures
from workflows.catalogue import CatalogueError, Problem


def written(folder: Path, text: str) -> Path:
    file = folder / "closures.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    file = written(folder, text)
    with pytest.raises(CatalogueError) as wrong:
        closures.read(file)
    assert all(problem.file == str(file) and problem.remedy for problem in wrong.value.problems)
    return [(problem.line, problem.says) for problem in wrong.value.problems]


def test_each_line_is_a_jalali_day_and_why_the_office_is_closed_on_it(tmp_path: Path) -> None:
    file = written(tmp_path, '"1405-09-12": آلودگی هوا\n# a cold night\n"1405-12-29": " برف سنگین "\n')
    assert closures.read(file) == {date(2026, 12, 3): "آلودگی هوا", date(2027, 3, 20): "برف سنگین"}


def test_an_office_without_a_file_has_no_closures_of_its_own() -> None:
    assert closures.read(None) == {}


def test_every_wrong_line_is_told_at_once(tmp_path: Path) -> None:
    text = '"1405-09-12": آلودگی هوا\n"1405-12-30": برف\n"2026-12-03": برف\n"1405-9-1": برف\n"1405-10-01":\n"1405-10-02": 3\n'
    found = problems(tmp_path, text)
    assert [line for line, _ in found] == [2, 3, 4, 5, 6], "1405 is no leap year, 2026 no Jalali year, 9 not 09"
    assert [says.split(" ")[-1] for _, says in found] == ["calendar"] * 3 + ["words"] * 2


def test_a_day_given_twice_is_refused_by_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, '"1405-09-12": برف\n"1405-09-13": برف\n"1405-09-12": باد\n') == [
        (3, "the key '1405-09-12' is given twice")
    ]


@pytest.mark.parametrize("text", ["", "- 1405-09-12\n", "برف\n", '"1405-09-12": [برف\n'])
def test_a_file_of_another_form_is_told_with_the_form(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(CatalogueError) as wrong:
        closures.read(file)
    (problem,) = wrong.value.problems
    assert problem.remedy == closures.FORM


def test_a_file_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="DABIR_CLOSURES"):
        closures.read(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="UTF-8"):
        closures.read(tmp_path / "binary.yaml")


def test_a_problem_is_a_line_that_an_editor_can_jump_to(tmp_path: Path) -> None:
    file = written(tmp_path, '"1405-13-01": برف\n')
    with pytest.raises(CatalogueError) as wrong:
        closures.read(file)
    (problem,) = wrong.value.problems
    assert problem == Problem(str(file), 1, "'1405-13-01' is no day of the Jalali calendar", closures.FORM)
    assert str(problem).startswith(f"{file}:1: ")
