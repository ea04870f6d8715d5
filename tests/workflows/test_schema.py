"""The JSON Schema for editors says of a file's shape what the loader says."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows import catalogue, schema, strict_yaml
from workflows.catalogue import FOLDER, CatalogueError

jsonschema = pytest.importorskip("jsonschema")

FILES = sorted((*FOLDER.glob("processes/*.yaml"), *FOLDER.glob("services/*.yaml")))
PARKING = """\
slug: parking
kind: process
title: Parking
opened_by: [clerk]
goal: {text: More room, note: for cars}
steps:
  - {key: ask, text: Ask, kind: submit, actor: clerk}
  - key: look
    text: Look
    kind: review
    actor: expert
    due: {days: 7, counts: working, source: office}
"""


def _accepts(text: str) -> bool:
    checker = jsonschema.Draft202012Validator(schema.schema())
    return bool(checker.is_valid(strict_yaml.load(text).data))


def _loads(text: str, tmp_path: Path) -> bool:
    (tmp_path / "processes").mkdir(exist_ok=True)
    (tmp_path / "processes" / "parking.yaml").write_text(text, encoding="utf-8")
    try:
        catalogue.load(own=tmp_path)
    except CatalogueError:
        return False
    return True


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_packaged_file_fits(file: Path) -> None:
    assert _accepts(file.read_text(encoding="utf-8"))


def test_the_packaged_files_are_all_there() -> None:
    assert len(FILES) == 21


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("slug: parking", "slug: parking"),
        ("goal: {text: More room, note: for cars}", "goal:"),
        ("goal: {text: More room, note: for cars}", "goal: 12"),
        ("actor: expert", "actor: expert\n    next: {approve: end:done}"),
        ("actor: expert", "actor: expert\n    next: {return: null}"),
        ("actor: expert", "actor: expert\n    line: null"),
        ("kind: process\n", "kind: process\nsource: {line: 1, to: 2, listed: 3}\n"),
    ],
)
def test_what_the_loader_takes_is_taken(old: str, new: str, tmp_path: Path) -> None:
    assert old in PARKING
    text = PARKING.replace(old, new)
    assert _accepts(text)
    assert _loads(text, tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Parking\n", ""),
        ("title: Parking", "title: 7"),
        ("title: Parking", "title: Parking\ncolour: red"),
        ("slug: parking", "slug: Parking Lot"),
        ("kind: process", "kind: procedure"),
        ("opened_by: [clerk]", "opened_by: clerk"),
        ("goal: {text: More room, note: for cars}", "goal: More room"),
        ("goal: {text: More room, note: for cars}", "goal: true"),
        ("goal: {text: More room, note: for cars}", "goal: {text: More room, sentence: x}"),
        ("kind: review", "kind: glance"),
        ("actor: expert\n", "actor: expert\n    next: {approve: 5}\n"),
        ("actor: expert\n", "actor: expert\n    next: null\n"),
        ("days: 7", "days: 0"),
        ("days: 7", "days: seven"),
        ("counts: working", "counts: open"),
        ("source: office", "source: hearsay"),
        ("source: office", "source: office, line: 3, page: 1"),
        ("kind: process\n", "kind: process\nsource: {line: 1}\n"),
        ("kind: process\n", "kind: process\nphases: {inform: {electronic: maybe}}\n"),
    ],
)
def test_what_the_loader_refuses_is_refused(old: str, new: str, tmp_path: Path) -> None:
    assert old in PARKING
    text = PARKING.replace(old, new)
    assert not _accepts(text)
    assert not _loads(text, tmp_path)
