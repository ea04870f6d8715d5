"""What must hold over the whole of the bot: no button without a handler, no refusal without words, no dead template."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot import announcements, cards
from bot.callbacks import Act, data
from bot.cards.card import LIMIT
from bot.cards.guide import SECTIONS
from nlp import wording
from workflows import catalogue

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for part in ("bot", "cases", "worker", "demo") for path in (ROOT / part).rglob("*.py")]
CHAT = sorted((ROOT / "templates/chat").glob("*.j2"))
HANDLERS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot/handlers").glob("*.py"))


@cache
def _all_calls() -> list[ast.Call]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CODE if "emulator" not in path.parts]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _calls(name: str) -> list[ast.Call]:
    return [
        node
        for node in _all_calls()
        if (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")) == name
    ]


def _first_texts(calls: list[ast.Call]) -> set[str]:
    """Every text that may be the first argument, through conditional expressions."""
    found: set[str] = set()
    for call in calls:
        if call.args:
            found |= {
                node.value
                for node in ast.walk(call.args[0])
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


@pytest.mark.parametrize("act", list(Act))
def test_every_button_has_a_handler_and_a_label(act: Act) -> None:
    assert re.search(rf"Act\.{act.name}\b", HANDLERS), "no handler names it"
    labelled = wording.words("buttons")
    assert act.value in labelled or act in (Act.answer, Act.guide)


def _refusals() -> list[tuple[str, dict[str, object]]]:
    """Every refusal that the code raises, by key, with the names of its facts."""
    families = ("Refusal", "NotAllowed", "NotFound", "Outdated", "Incomplete", "TooMany")
    calls = [call for family in families for call in _calls(family)]
    sample: dict[str, object] = {"field": "letter_date", "items": ["a", "b"], "count": 2}
    return [
        (key, {given.arg: sample.get(given.arg, "X") for given in call.keywords if given.arg})
        for call in calls
        for key in _first_texts([call])
    ]


def test_every_refusal_has_its_words() -> None:
    raised = {key for key, _ in _refusals()}
    assert raised - {"file-unfit"} <= set(wording.words("refusals")), "file-unfit speaks with the intake's words"
    assert len(raised) > 20


def test_every_refusal_can_be_said_with_the_facts_that_it_carries() -> None:
    for key, facts in _refusals():
        if key != "file-unfit":
            sentence = cards.refusal(key, **facts)
            assert sentence, key
            assert "{" not in sentence, key


def test_every_notice_can_be_drawn() -> None:
    named = _first_texts(_calls("What"))
    assert named <= announcements.templates() | {"late", "due-soon"}
    assert {"staff-card", "returned", "case-closed", "step-left"} <= named


def test_every_event_of_a_case_has_its_words() -> None:
    recorded = [call for call in _calls("record") if len(call.args) > 2 and "stream_of" in ast.unparse(call.args[1])]
    kinds = {call.args[2].value for call in [*recorded, *_calls("_changed")] if isinstance(call.args[2], ast.Constant)}
    assert {"opened", "voted", "held", "moved"} <= kinds
    assert kinds <= set(wording.words("statuses")["events"])


def test_every_template_of_the_chat_compiles_and_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    for path in CHAT:
        wording.environment("chat").get_template(path.name)
        name = path.name.removesuffix(".j2")
        if name.startswith("_"):
            continue
        used = f'"{name}"' in source or (name.startswith("entry-") and name.removeprefix("entry-") in SECTIONS)
        assert used, name


def test_every_word_list_is_sound_yaml() -> None:
    for path in (ROOT / "templates/words").glob("*.yaml"):
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict), path.name


def test_every_button_of_the_catalogue_fits_into_the_messengers_64_bytes() -> None:
    known = catalogue.load()
    for slug in known.entries:
        flow = known.flow(slug)
        texts = [data(Act.section, arg=f"{slug}:{section}") for section in SECTIONS]
        texts += [data(Act.tick, 10**9, 10**6, item.key) for item in flow.documents]
        texts += [data(Act.place, 10**9, arg=item.key) for item in flow.documents]
        texts += [data(Act.answer, 10**9, 10**6, f"{body.key}:refused") for step in flow.steps for body in step.bodies]
        texts += [data(Act.vote, 10**9, arg=f"{10**7}:abstain"), data(Act.cast, 10**9, arg=f"{10**7}:abstain")]
        assert max(len(text.encode()) for text in texts) <= 64, slug


def test_what_people_type_is_escaped() -> None:
    card = cards.say("receiving", name="<b>x</b>&.pdf")
    assert "<b>" not in card.text
    assert "&lt;b&gt;" in card.text


def test_a_long_text_is_cut_at_a_line_within_the_limit() -> None:
    text = "\n".join(["«خط»" * 50] * 100)
    cut = cards.within(text)
    assert len(cut.encode("utf-16-le")) // 2 <= LIMIT
    assert cut.endswith("…")
    assert all(line in ("…", "«خط»" * 50) for line in cut.splitlines())
