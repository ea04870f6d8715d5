"""`make fuzz`: broken and hostile files by a seed, each read through the program's own door.

Promise: the same seed makes the same files in the same order; first one of each kind, then spoilt samples until the time is up;
it ends with 1 where anything crashed, hung, told a traceback, left something behind or gave neither reading nor problem, and
keeps such a file in FOLDER. Not here: the files (damage, pdfs, pictures, archives), what must hold (watching).
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from tools.fuzz_reading import watching
from tools.fuzz_reading.archives import ARCHIVES
from tools.fuzz_reading.damage import DAMAGES
from tools.fuzz_reading.pdfs import PDFS
from tools.fuzz_reading.pictures import PICTURES

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_SUFFIXES = (".pdf", ".png", ".jpg", ".tif", ".webp", ".docx")
_SLOWEST = 5


def main(
    seconds: Annotated[int, typer.Option(help="No new file is begun after so long.")] = 180,
    seed: Annotated[int | None, typer.Option(help="Makes the same files again; by default one of the clock.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where files that broke something are kept.")] = None,
) -> None:
    """Reads broken files and says what came of them."""
    seed = seed if seed is not None else time.time_ns() % 1_000_000
    kept = folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    kept.mkdir(parents=True, exist_ok=True)
    typer.echo(f"seed {seed}, {seconds} s")
    until = time.monotonic() + seconds
    came: Counter[str] = Counter()
    took: list[tuple[float, str]] = []
    broken = 0
    with tempfile.TemporaryDirectory() as own:
        for name, content in files(seed):
            if time.monotonic() > until:
                break
            file = Path(own) / name
            file.write_bytes(content)
            seen = watching.watch(file)
            came[seen.came] += 1
            took.append((seen.seconds, name))
            typer.echo("\n  ".join((f"{seen.seconds:6.1f} s  {name}: {seen.came}", *seen.faults)))
            if seen.faults:
                broken += 1
                (kept / name).write_bytes(content)
            file.unlink()
    _tell(came, took)
    typer.echo(f"{broken} of {came.total()} broke something" + (f"; they are kept in {kept}" if broken else ""))
    raise typer.Exit(1 if broken else 0)


def files(seed: int) -> Iterator[tuple[str, bytes]]:
    """Each file's name and content, without end: one of each kind, then more of all kinds, mostly spoilt samples."""
    samples = [path for path in sorted(_SAMPLES.glob("*/*")) if path.suffix in _SUFFIXES and path.stat().st_size]
    for make in (*PDFS, *PICTURES, *ARCHIVES):
        yield _named(0, make.__name__, ".bin"), make(Random(f"{seed}/{make.__name__}"))  # noqa: S311
    number = 0
    while True:
        number += 1
        random = Random(f"{seed}/{number}")  # noqa: S311
        if random.random() < 0.2:
            make = random.choice((*PDFS, *PICTURES, *ARCHIVES))
            yield _named(number, make.__name__, random.choice(_SUFFIXES)), make(random)
            continue
        sample, damage = random.choice(samples), DAMAGES[number % len(DAMAGES)]
        suffix = sample.suffix if random.random() < 0.7 else random.choice((*_SUFFIXES, ".exe", ""))
        yield _named(number, f"{damage.__name__}-{sample.stem}", suffix), damage(sample.read_bytes(), random)


def _named(number: int, what: str, suffix: str) -> str:
    return f"{number:04}-{what}{suffix}"


def _tell(came: Counter[str], took: list[tuple[float, str]]) -> None:
    for what, count in came.most_common():
        typer.echo(f"{count:5}  {what}")
    for seconds, name in sorted(took, reverse=True)[:_SLOWEST]:
        typer.echo(f"{seconds:6.1f} s  {name}")


if __name__ == "__main__":
    typer.run(main)
