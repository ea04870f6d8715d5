"""The units and the operator's page name commands, options and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

import cli
from settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/operating.md", *sorted((ROOT / "deploy").glob("dabir*"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = typer.main.get_command(cli.app)
    for words in re.findall(r"(?:`|^|bin/)dabir ((?:[a-z]+ ?)+)", page.read_text(encoding="utf-8"), re.MULTILINE):
        first, *rest = words.split()
        command = known.commands.get(first)  # type: ignore[attr-defined]
        assert command is not None, words
        if hasattr(command, "commands"):
            assert rest[0] in command.commands, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    existing = {f"DABIR_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bDABIR_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))) <= existing


def test_the_page_names_the_units_that_are_there() -> None:
    said = PAGES[0].read_text(encoding="utf-8")
    units = {unit.name for unit in PAGES[1:]}
    assert len(units) == 5
    assert set(re.findall(r"dabir(?:-[a-z]+@?)?\.(?:service|timer)", said)) == units
