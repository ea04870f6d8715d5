"""What is wrong with the catalogue's files, and the error that holds all of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault of the catalogue's files: where, what, and what to do about it."""

    file: str
    line: int
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says} ({self.remedy})"


class CatalogueError(Exception):
    """The catalogue's data is wrong; the program does not start. Holds every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
