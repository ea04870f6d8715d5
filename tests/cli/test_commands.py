"""The `dabir` command itself: what it lists is what it has, and listing loads nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

import cli


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_is_summed_up_by_its_own_first_sentence(name: str) -> None:
    own = cli.loaded(name).help.strip().split("\n\n")[0]
    assert " ".join(own.split()) == cli.COMMANDS[name][1]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_can_be_asked_what_it_does(name: str) -> None:
    told = CliRunner().invoke(cli.app, [name, "--help"])
    assert told.exit_code == 0
    assert f"{name} " in told.output


def test_every_command_is_listed() -> None:
    told = CliRunner().invoke(cli.app, ["--help"])
    assert told.exit_code == 0
    assert [name for name in cli.COMMANDS if f" {name} " not in told.output] == []


def test_a_misspelt_command_is_refused_with_the_right_one() -> None:
    told = CliRunner().invoke(cli.app, ["pepole"])
    assert told.exit_code == 2
    assert "people" in told.stderr


def test_listing_the_commands_loads_neither_the_database_nor_the_messengers() -> None:
    heavy = {"sqlalchemy", "aiogram", "telegram", "weasyprint", "pydantic", "fastapi", "dbos", "hazm", "pdfplumber"}
    asked = f"""
import sys
sys.argv = ["dabir", "--help"]
import cli
try:
    cli.main()
except SystemExit:
    print("loaded:", *({heavy!r} & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1].strip() == "loaded:"


@pytest.mark.long
def test_the_running_program_loads_no_typesetter() -> None:
    asked = "import sys, running; print('weasyprint' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"


def test_after_loading_garbage_is_collected_again() -> None:
    asked = """
import gc
from cli import programs
with programs._loading():
    kept = [[] for _ in range(1000)]
print(gc.isenabled(), gc.get_freeze_count() > 1000)
"""
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["True", "True"]
