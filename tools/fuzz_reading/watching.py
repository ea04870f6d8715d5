"""One broken file, read as the program reads it, and all that must hold of it whatever it is.

Door: `watch`. Promise: it looks from outside, at what the reading gave, wrote, left behind and took. Not here: making the
files (damage, pdfs, pictures, archives).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake import apart, reading
from intake.problems import Limits
from intake.reading import Reading

LIMITS = Limits(seconds_per_page=20.0, seconds_per_file=30.0)
# The file's own time, and the grace that the house gives a reading apart; a loaded machine is slower.
PATIENCE = 120.0
# What the reader leaves behind ends with it, but not in the same instant.
_ENDING = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one file: the keys of its problems, or "read"; the seconds it took; what should not have been."""

    came: str
    seconds: float
    faults: tuple[str, ...]


def watch(file: Path, limits: Limits = LIMITS) -> Seen:
    """Reads the file through the door of the program."""
    with tempfile.TemporaryDirectory() as own, (Path(own) / "said").open("w+b") as said:
        scratch = Path(own) / "scratch"
        scratch.mkdir()
        begun = time.monotonic()
        found, faults = _read(file, scratch, said.fileno(), limits)
        took = time.monotonic() - begun
        said.seek(0)
        faults += [f"said: {line}" for line in _traceback(said.read().decode(errors="replace"))]
        faults += [f"left behind: {what}" for what in _left(scratch)]
    if took > PATIENCE:
        faults.append(f"took {took:.0f} s")
    came = "+".join(sorted({problem.key for problem in found.problems})) or "read" if found else "raised"
    return Seen(came, took, tuple(faults))


def _read(file: Path, scratch: Path, said: int, limits: Limits) -> tuple[Reading | None, list[str]]:
    """The reading, its standard error going to `said` and its temporary files to `scratch`."""
    before, errors = tempfile.tempdir, os.dup(2)
    sys.stderr.flush()
    os.dup2(said, 2)
    tempfile.tempdir, os.environ["TMPDIR"] = str(scratch), str(scratch)
    try:
        found = apart.read(file, limits=limits)
        return found, list(_wrong(found, limits))
    except Exception:  # whatever it is, it is what is looked for here
        return None, ["raised: " + traceback.format_exc(limit=-3)]
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR")
        os.dup2(errors, 2)
        os.close(errors)


def _wrong(found: Reading, limits: Limits) -> Iterator[str]:
    """What a reading may never be, however bad its file."""
    data = reading.as_data(found)
    json.dumps(data, ensure_ascii=False).encode()
    if not found.problems and not (found.pages and found.text.strip()):
        yield "neither text nor a problem"
    if any(not problem["says"].strip() or "Error" in problem["says"] for problem in data["problems"]):
        yield "a problem without a sentence"
    if not 0 <= found.pages <= limits.max_pages or len(found.sha256) != 64:
        yield "pages or fingerprint"
    for name, field in found.fields.items():
        if not 0.0 <= field.confidence <= 1.0 or not 1 <= field.page <= found.pages:
            yield f"{name}: sureness {field.confidence}, page {field.page}"
        if field.box and not (
            0.0 <= field.box[0] <= field.box[2] <= 1.0 and 0.0 <= field.box[1] <= field.box[3] <= 1.0
        ):
            yield f"{name}: box {field.box}"


def _traceback(said: str) -> list[str]:
    """The last lines of a traceback, if there is one."""
    return said.strip().splitlines()[-4:] if "Traceback" in said else []


def _left(scratch: Path) -> list[str]:
    """Temporary files, and processes of this reading that live on."""
    until = time.monotonic() + _ENDING
    mark = f"TMPDIR={scratch}".encode()
    while (living := list(_living(mark))) and time.monotonic() < until:
        time.sleep(0.1)
    return [f"process {one}" for one in living] + [str(one.name) for one in scratch.iterdir()]


def _living(mark: bytes) -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int(process.name) != os.getpid() and mark in (process / "environ").read_bytes().split(b"\0"):
                yield (process / "comm").read_text().strip()
        except OSError:  # ended meanwhile, or another user's
            continue
