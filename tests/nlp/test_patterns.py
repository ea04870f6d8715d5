"""The rules end soon, whatever a document holds: a run of letters without a blank, a line of nothing but marks."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

import nlp
from nlp import labels
from nlp.normalise import fold, pattern

# Seconds: a search takes less than a thousandth of one; what takes all ways to part a word does not end at all.
ENOUGH = 10
TEXTS = (
    "ا" * 300,
    "ا " * 300,
    "دو و " * 100,
    "12 " * 150,
    "12/" * 150,
    "شماره " * 100,
    "، " * 200,
    "1" * 300,
    "ریال " * 100,
)
MODULES = [found.name for found in pkgutil.iter_modules(nlp.__path__)]


class Endless(AssertionError):
    pass


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from patterns(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from patterns(each)


@pytest.fixture
def within() -> Iterator[None]:
    def over(_signal: int, _frame: FrameType | None) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(ENOUGH * len(TEXTS))
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("module", MODULES)
def test_every_rule_ends_on_every_text(module: str, within: None) -> None:
    for name, value in vars(importlib.import_module(f"nlp.{module}")).items():
        for rule in patterns(value):
            opening = re.findall(r"[\u0600-\u06ff]{3,}", rule.pattern)[:1]
            for text in TEXTS:
                for shown in (text, *(f"{word} {text} x" for word in opening)):
                    try:
                        rule.search(fold(shown).text)
                    except Endless:
                        pytest.fail(f"nlp.{module}.{name} does not end on {shown[:40]!r}")


def test_a_blank_beside_any_word_is_there() -> None:
    rule = pattern(r"عوارض(?: \w+){0,8} نوسازی")
    assert rule.search("عوارض محلی شهر نوسازی") and not rule.search("عوارض" + "ا" * 400 + "x")
    assert pattern(r"شورای شهر").search("شورایشهر"), "beside words that are known, engines part and join"


def test_a_line_of_nothing_but_labels_is_read(within: None) -> None:
    assert labels.in_line("شماره " * 3000)
