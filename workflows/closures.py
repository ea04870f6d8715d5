"""The province's own closures from a file: days on which the office was, or will be, closed beside the holidays.

Door: `read`. Promise: a file of lines `"1405-09-12": reason`, Jalali dates with Latin digits; every fault of it is told at
once, as one CatalogueError, with its line and what to do. Not here: what a closed day does to a term (workflows.workdays).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from workflows import strict_yaml
from workflows.catalogue import CatalogueError, Problem
from workflows.strict_yaml import Lined, YamlFault
from workflows.workdays import day_of

FORM = 'write a line a day: "1405-09-12": reason'


def read(path: Path | None) -> Mapping[date, str]:
    """The closed days of a file, with the reason for each; none where there is no file. Raises CatalogueError."""
    if path is None:
        return MappingProxyType({})
    try:
        lined = strict_yaml.load(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise _wrong(path, 1, f"cannot be read: {fault.strerror}", "mend DABIR_CLOSURES, or leave it empty") from fault
    except UnicodeDecodeError as fault:
        raise _wrong(path, 1, "is not text in UTF-8", "save it anew as UTF-8") from fault
    except YamlFault as fault:
        raise _wrong(path, fault.line, fault.says, FORM) from fault
    return _closures(path, lined)


def _closures(path: Path, lined: Lined) -> Mapping[date, str]:
    if not isinstance(lined.data, dict):
        raise _wrong(path, 1, "is not a list of days with their reasons", FORM)
    problems: list[Problem] = []
    found: dict[date, str] = {}
    for written, reason in lined.data.items():
        line = lined.line_of((written,))
        if not isinstance(reason, str) or not reason.strip():
            problems.append(Problem(str(path), line, f"{written}: no reason in words", "say why the office is closed"))
            continue
        try:
            found[day_of(written)] = reason.strip()
        except ValueError:
            problems.append(Problem(str(path), line, f"{written!r} is no day of the Jalali calendar", FORM))
    if problems:
        raise CatalogueError(problems)
    return MappingProxyType(found)


def _wrong(path: Path, line: int, says: str, remedy: str) -> CatalogueError:
    return CatalogueError([Problem(str(path), line, says, remedy)])
