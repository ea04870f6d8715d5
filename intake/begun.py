"""The pages of a file that have been read so far, kept until all have been.

Door: `Begun`. Promise: a reading that breaks off, by whatever death, goes on at the page that it was at; a page is kept whole
or not at all, and where the disk refuses it the reading goes on without. Not here: how a page is read (scan), who dies (apart).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from intake.layout import Line, Page, Word
from intake.problems import Problem

type Read = tuple[Page, list[Problem]]
# Of a page: its reading begins, ends; a library is at work in the file (page 0: in the file as a whole), and is back.
type Step = Literal["begins", "ends", "enters", "leaves"]


def _nobody_listens(_step: Step, _number: int, /) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Begun:
    """`folder`: where the pages are kept, None: nowhere. `aside`: pages that are not to be tried again, each with its problem's
    key. `tell(step, number)` hears of each step of each page that is read.
    """

    folder: Path | None = None
    aside: Mapping[int, str] = field(default_factory=dict)
    tell: Callable[[Step, int], None] = _nobody_listens

    def page(self, number: int) -> Read | None:
        """The page as it was read before, None where it has to be read."""
        if number in self.aside:
            return Page(number, (), "ocr"), [Problem(self.aside[number], {"page": number})]
        if self.folder is None:
            return None
        try:
            return _read(json.loads(self._place(number).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):  # not there, or of another version of the program
            return None

    def keep(self, number: int, read: Read) -> None:
        """Keeps the page, unless there was no engine to read it."""
        page, problems = read
        if self.folder is None or any(problem.key == "engine-missing" for problem in problems):
            return
        told = {"page": asdict(page), "problems": [[problem.key, dict(problem.facts)] for problem in problems]}
        place = self._place(number)
        written = place.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            written.replace(place)
        except OSError:
            with suppress(OSError):
                written.unlink()

    @contextmanager
    def in_library(self, number: int) -> Iterator[None]:
        """Tells that a library is at work in page `number`, 0 for the file as a whole: one that may not come back."""
        self.tell("enters", number)
        try:
            yield
        finally:
            self.tell("leaves", number)

    def _place(self, number: int) -> Path:
        assert self.folder is not None
        return self.folder / f"{number}.json"


def _read(told: dict[str, Any]) -> Read:
    page = told["page"]
    lines = tuple(_line(line) for line in page["lines"])
    return Page(page["number"], lines, page["source"]), [Problem(key, facts) for key, facts in told["problems"]]


def _line(told: dict[str, Any]) -> Line:
    words = tuple(Word(**{**word, "box": tuple(word["box"])}) for word in told["words"])
    return Line(**{**told, "words": words, "box": tuple(told["box"])})
