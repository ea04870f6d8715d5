"""The parts of the bot fit together: every notice can be drawn, every refusal has words, every template is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import announcements
from bot.callbacks import Act, data
from nlp import wording

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path.name for path in (ROOT / "templates/chat").glob("*.j2"))


def sources(package: str) -> list[Path]:
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "emulator" not in path.parts]


def first_words(package: str, names: set[str]) -> Iterator[str]:
    """The literal first argument of every call of one of `names`."""
    for path in sources(package):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in names and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_notice_the_cases_name_can_be_drawn() -> None:
    named = set(first_words("cases", {"What"}))
    assert {"case-sent", "staff-card", "returned"} <= named
    assert named <= announcements.templates()


def test_every_refusal_has_words() -> None:
    refusals = {"Refusal", "NotAllowed", "Outdated"}
    named = set(first_words("cases", refusals)) | set(first_words("bot", refusals))
    assert "reason-wanted" in named
    assert named <= set(wording.words("refusals"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    assert wording.environment("chat").get_template(name).name == name


def test_every_act_is_spoken_of_by_a_handler() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources("bot/handlers"))
    assert [act.name for act in Act if not re.search(rf"\bAct\.{act.name}\b", text)] == []


@pytest.mark.parametrize("act", list(Act))
def test_a_button_with_the_largest_numbers_fits_into_callback_data(act: Act) -> None:
    assert len(data(act, 10**9, 10**6).encode()) <= 64


def test_what_a_person_writes_is_escaped_in_chat() -> None:
    shown = wording.environment("chat").from_string("{{ text }}").render(text="<b>&")
    assert shown == "&lt;b&gt;&amp;"
