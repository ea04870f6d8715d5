"""The library that opens files hangs or eats memory in one page: that page is named in good time, the others are read."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from intake import apart, triage
from intake.problems import Limits
from intake.reading import Reading
from tests.intake.test_apart import stand_in
from tools.fuzz_reading import pdfs

# A quarter of a minute for what a library does, which a loaded machine needs for an honest page as well.
LIMITS = Limits(seconds_per_page=30.0, seconds_per_file=120.0)


def eats_memory(random: Random) -> bytes:
    """A page that is packed to nothing and unpacks beyond what a reader may have."""
    return pdfs.one_page(pdfs.packed(b"q " * 250_000_000))


def _named(found: Reading) -> list[str]:
    """What is wrong with the pages, but for what the reader says of a line in Latin letters."""
    aside = {"page-slow": "set-aside", "page-crashed": "set-aside"}
    return [aside.get(problem.key, problem.key) for problem in found.problems if problem.key != "page-unclear"]


def _texts(found: Reading) -> list[bool]:
    """Whether each page has a text."""
    return [bool(text.strip()) for text in found.text.split("\f")]


# The first never ends for what lists its letters, the second for what draws it; they may run out of memory before.
@pytest.mark.parametrize("hostile", [pdfs.forms_within_forms, pdfs.flat_bomb, eats_memory])
def test_a_page_that_a_library_cannot_bear_is_set_aside_and_the_others_are_read(
    hostile: Callable[[Random], bytes], keep
) -> None:
    path = keep("plan.pdf", pdfs.between_others(hostile(Random(1))))
    heard: list[tuple[int, int]] = []
    began = time.monotonic()
    found = apart.read(path, limits=LIMITS, on_page=lambda done, total: heard.append((done, total)))
    assert _texts(found) == [True, False, True]
    assert _named(found) == ["set-aside"]
    assert time.monotonic() - began < LIMITS.seconds_in_library * 6
    assert heard[-1][1] == 3


def test_every_page_between_two_honest_ones_may_hang(keep) -> None:
    found = apart.read(
        keep("plan.pdf", pdfs.between_others(pdfs.forms_within_forms(Random(1)), times=3)), limits=LIMITS
    )
    assert _named(found) == ["set-aside"] * 3
    assert _texts(found) == [True, False, False, False, True]


def test_each_page_that_hangs_leaves_less_patience_for_the_next(
    keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = """echo '{"step": "begins", "page": '$page'}'; echo '{"step": "enters", "page": '$page'}'"""
    begins = f"date +%s.%N >> {tmp_path}/begun; page=$(wc -l < {tmp_path}/begun)"
    stand_in(keep, monkeypatch, f"{begins}; [ $page -lt 5 ] || exit 1; {steps}; exec sleep 60")
    monkeypatch.setattr(apart, "_LEAST", 0.1)
    apart.read(keep("plan.pdf", b"%PDF-"), limits=Limits(seconds_per_page=12.0))
    begun = [float(line) for line in (tmp_path / "begun").read_text().split()]
    waited = [later - earlier for earlier, later in pairwise(begun)]
    assert len(waited) >= 4
    assert waited[0] > 6.0 > waited[3], "a half of a page's time, and a quarter of that"


def test_what_is_read_is_told_when_the_files_time_ends_in_a_page_that_hangs(keep) -> None:
    path = keep("plan.pdf", pdfs.between_others(pdfs.flat_bomb(Random(1))))
    found = apart.read(path, limits=Limits(seconds_per_page=60.0, seconds_per_file=25.0))
    assert _named(found) == ["set-aside", "took-too-long"]
    assert _texts(found) == [True, False, False]


def test_a_form_that_cannot_be_opened_is_given_up_in_its_time(keep) -> None:
    fields = b"/AcroForm << /Fields [] >>"
    path = keep("form.pdf", pdfs.forms_within_forms(Random(1)).replace(b"/Type /Catalog", fields + b" /Type /Catalog"))
    began = time.monotonic()
    found = apart.read(path, limits=LIMITS)
    assert _named(found) == ["reader-failed"]
    assert time.monotonic() - began < LIMITS.seconds_in_library * 4


@pytest.mark.parametrize("make", [pdfs.forms_within_forms, pdfs.flat_bomb, pdfs.nested_bomb])
def test_who_takes_a_file_in_looks_at_no_page(make: Callable[[Random], bytes], keep) -> None:
    path = keep("plan.pdf", make(Random(1)))
    began = time.monotonic()
    assert triage.look(path) is None
    assert time.monotonic() - began < 2.0
