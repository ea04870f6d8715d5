"""What a catalogue file may look like."""

from __future__ import annotations

import pytest

from workflows.strict_yaml import YamlFault, load


def test_words_that_yaml_would_guess_at_stay_words() -> None:
    text = "a: 1396-04-20\nb: yes\nc: 12:30\nd: 1.5\ne: 2/3\nf: off\ng: 0x1F\nh: 007\n"
    assert load(text).data == {
        "a": "1396-04-20",
        "b": "yes",
        "c": "12:30",
        "d": "1.5",
        "e": "2/3",
        "f": "off",
        "g": "0x1F",
        "h": "007",
    }


def test_numbers_truth_and_nothing_are_what_they_look_like() -> None:
    assert load("a: 20\nb: true\nc: false\nd: null\ne:\nf: -3\ng: '20'\n").data == {
        "a": 20,
        "b": True,
        "c": False,
        "d": None,
        "e": None,
        "f": -3,
        "g": "20",
    }


def test_every_value_knows_its_line() -> None:
    found = load("a: 1\nb:\n  - c: 2\n  - {d: 3,\n     e: 4}\n")
    assert found.line_of(("b", 1, "e")) == 5
    assert found.line_of(("b", 1, "missing")) == 4
    assert found.line_of(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "given twice"),
        ("a: &x 1\nb: *x\n", 2, "aliases"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: !!timestamp 2020-01-01\n", 1, "tag"),
        ("a: [1\n", 2, "expected"),
        ("? [1]\n: 2\n", 1, "a key must be a word"),
        ("1: 2\n", 1, "a key must be a word"),
        ("", 1, "empty"),
        ("a: 1\n---\nb: 2\n", 2, "document"),
        ("a: \x00", 1, "unacceptable character"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(YamlFault) as caught:
        load(text)
    assert caught.value.line == line
    assert says in caught.value.says
