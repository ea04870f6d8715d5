"""The catalogue against the office's own document, in both directions, cell by cell and box by box.

The document stands beside this file; `omissions.yaml` holds the forms' printed words and each explained exception.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from workflows.catalogue import Entry, load

HERE = Path(__file__).resolve().parent
SOURCE = (HERE / "office-processes.txt").read_text(encoding="utf-8").split("\n")
EXPLAINED = yaml.safe_load((HERE / "omissions.yaml").read_text(encoding="utf-8"))
ENTRIES = list(load().entries.values())

_TAG = re.compile(r"<[^>]*>")
_TICKED = re.compile(r'<input checked="" type="checkbox"/>')
_BOX = re.compile(r'<input type="checkbox"/>')
_NUMBERED = re.compile(r"(?:^|\s)-?\s*[0-9]+-\s+")


def folded(text: str) -> str:
    """Letters and digits only, in one form: yeh, kaf, digits and spacing do not matter."""
    plain = unicodedata.normalize("NFKC", text).replace("ي", "ی").replace("ك", "ک").replace("ى", "ی")
    return "".join(
        str(unicodedata.decimal(each, None) if each.isdecimal() else each) for each in plain if each.isalnum()
    )


@cache
def _headings() -> re.Pattern[str]:
    phrases = sorted(EXPLAINED["headings"], key=len, reverse=True)
    return re.compile("|".join(re.escape(phrase) for phrase in phrases))


@cache
def _edges() -> tuple[str, ...]:
    return tuple(sorted({folded(phrase) for phrase in EXPLAINED["edges"]}, key=len, reverse=True))


@cache
def _labels() -> frozenset[str]:
    return frozenset(folded(phrase) for phrase in EXPLAINED["labels"])


def cells(line: str) -> Iterator[str]:
    """What was written on a line of the document, without the form's printed words."""
    text = _TAG.sub("\t", _BOX.sub("\t", _TICKED.sub("\t", line)))
    for cell in re.split(r"\t", text):
        for numbered in _NUMBERED.split(cell):
            for piece in _headings().split(numbered):
                rest = _without_print(folded(piece))
                if rest:
                    yield rest


def _without_print(cell: str) -> str:
    before = None
    while cell != before and cell not in _labels():
        before = cell
        for phrase in _edges():
            cell = cell.removeprefix(phrase).removesuffix(phrase)
    return "" if cell in _labels() else cell


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(each)


def lined(data: Any) -> Iterator[dict[str, Any]]:
    """Every part of an entry that names its line in the document."""
    if isinstance(data, dict):
        if isinstance(data.get("line"), int) and "listed" not in data:
            yield data
        data = list(data.values())
    for each in data if isinstance(data, list) else ():
        yield from lined(each)


def of(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_cell_of_a_form_is_in_the_catalogue(entry: Entry) -> None:
    held = [folded(text) for text in strings(of(entry))]
    explained = {(each["line"], folded(each["says"])) for each in EXPLAINED["omitted"]}
    parted = {
        (each["line"], folded(each.get("printed", "") + "".join(each["pieces"]))): each["pieces"]
        for each in EXPLAINED["parted"]
    }
    missing = []
    for number in range(entry.source.line, entry.source.to + 1):
        for cell in cells(SOURCE[number - 1]):
            pieces = [folded(piece) for piece in parted.get((number, cell), [cell])]
            if (number, cell) not in explained and not all(any(piece in text for text in held) for piece in pieces):
                missing.append((number, cell))
    assert not missing


def test_no_line_with_words_lies_outside_the_forms() -> None:
    inside = {number for entry in ENTRIES for number in range(entry.source.line, entry.source.to + 1)}
    inside |= {entry.source.listed for entry in ENTRIES}
    outside = [n for n, line in enumerate(SOURCE, 1) if n not in inside and any(cells(line))]
    assert {SOURCE[number - 1].strip() for number in outside} == set(EXPLAINED["outside"])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_an_entry_stands_in_the_opening_list_under_its_own_words(entry: Entry) -> None:
    assert SOURCE[entry.source.listed - 1].removeprefix("- ").strip() == entry.listed_as


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_nothing_that_names_a_line_is_invented(entry: Entry) -> None:
    """All words of a fact stand on the lines that it names (its own, and those that its note names)."""
    invented = []
    mended = folded(entry.documents_text.text or "")  # itself checked, by the words before mending
    for part in lined(of(entry)):
        lines = [part["line"], *map(int, re.findall(r"[0-9]+", _latin(part.get("note") or "")))]
        there = folded("".join(SOURCE[number - 1] for number in lines if number <= len(SOURCE)))
        told = part.get("was") or part.get("text") or part.get("title") or part.get("medium") or part.get("name") or ""
        if part.get("source") == "office":
            continue
        invented += [
            (part["line"], word)
            for word in re.split(r"[\s،؛]+", told)
            if folded(word) not in there + (mended if "title" in part else "")
        ]
    assert not invented


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if e.kind == "process" and not e.provisional], ids=lambda e: e.slug
)
def test_the_steps_are_the_documents_word_for_word(entry: Entry) -> None:
    numbered = [
        folded(text)
        for number in range(entry.steps[0].line or 0, entry.source.to + 1)
        for text in _NUMBERED.split(SOURCE[number - 1])
        if folded(text)
    ]
    assert [folded(step.was or step.text) for step in entry.steps] == numbered


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_as_many_boxes_are_ticked_as_in_the_form(entry: Entry) -> None:
    form = "\n".join(SOURCE[entry.source.line - 1 : entry.source.to])
    exception = EXPLAINED["ticks"].get(entry.slug, {"more_in_the_form": 0})
    assert len(_TICKED.findall(form)) == _ticks(of(entry)) + exception["more_in_the_form"]


def _ticks(data: Any) -> int:
    if isinstance(data, list):
        return sum(map(_ticks, data))
    if not isinstance(data, dict):
        return 0
    own = len(data.get("ticked", ())) + sum(data.get(way) is True for way in ("electronic", "paper"))
    own += sum(data.get(box) is not None for box in ("inquiry", "asked_by"))
    return own + sum(_ticks(each) for each in data.values())


def _latin(text: str) -> str:
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
