"""Fields that were read from papers with a truth: on what grounds, and whether they were right.

Door: `Pair`, `gathered`, `as_unmet`, `kept`, `keep`. Promise: right is what `dabir bench intake` counts as right; pages are
read once and kept in a folder until the paper or the engine changes, so that rules alone are weighed again within seconds. Not
here: the fitting (fitting).
"""

from __future__ import annotations

import csv
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path

from bench import intake_scores
from intake import fields, reading, trust
from intake.begun import Begun
from intake.layout import PageSource
from intake.trust import Grounds

_INTAKE = Path(reading.__file__).parent
# What reads the words of a page that has been made; a change of anything else may make other pages.
_READS_WORDS = frozenset(
    {
        *("announced", "attendance", "begun", "checks", "fields", "header", "kinds", "letters", "minutes", "proofs"),
        *("apart", "justified", "nursery", "parts", "pictures", "reading", "report", "resolutions", "sender", "sheet"),
        *("itemised", "roll", "signing", "trust", "voting", "ballots", "completions", "paragraphs", "registers"),
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of one paper. `way` is how the paper came: digital, scan, photo; `text` names what is written on it, whichever
    way it came; `said` is the confidence without any fitting; `met`: the rules were mended by looking at this layout.
    """

    layout: str
    text: str
    way: str
    field: str
    grounds: Grounds
    said: float
    right: bool
    met: bool


def gathered(folders: Sequence[Path], keeping: Path, jobs: int, say: Callable[[str], None]) -> list[Pair]:
    """The fields of every paper below the folders, as today's rules read them; pages are kept below `keeping`."""
    truths = [truth for folder in folders for truth in sorted(folder.rglob("*.truth.json"))]
    os.environ["OMP_THREAD_LIMIT"] = "1"  # one core a page
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as readers:
        found: list[Pair] = []
        for count, pairs in enumerate(readers.map(_of_paper, truths, [keeping] * len(truths)), start=1):
            found += pairs
            if count % 50 == 0 or count == len(truths):
                say(f"{count} of {len(truths)} papers")
    return found


def _of_paper(truth_file: Path, keeping: Path) -> list[Pair]:
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    file = truth_file.parent / truth["file"]
    begun = Begun(keeping / _engine() / reading.fingerprint(file))
    read = reading.read(file, begun=begun)
    pages = [kept[0] for number in range(1, read.pages + 1) if (kept := begun.page(number))]
    weighed = fields.weighed(pages, read.document_type.value)
    if {name: field.confidence for name, (field, _) in weighed.items()} != _confidences(read):
        raise RuntimeError(f"{file.name}: reading takes a step that is missing here")
    scores = intake_scores.compare(
        {name: field.value for name, (field, _) in weighed.items()},
        truth["fields"],
        either=truth.get("either"),
        unjudged=truth.get("open", ()),
        complete=truth.get("complete", False),
    )
    return [
        Pair(
            layout=truth["layout"],
            text=file.stem.rsplit("-", 1)[0],  # behind it stands how it was sent: digital, scan150, folded …
            way=truth["group"],
            field=name,
            grounds=grounds,
            said=unfitted(grounds),
            right=not (scores[name].wrong or scores[name].missed),
            met=True,
        )
        for name, (_, grounds) in weighed.items()
        if name in scores
    ]


def _confidences(read: reading.Reading) -> dict[str, float]:
    return {name: field.confidence for name, field in read.fields.items()}


def unfitted(grounds: Grounds) -> float:
    """The confidence as it was before any fitting: the rule's strength times the letters' certainty, doubt partly taken away by
    the value's form or check.
    """
    left = {"none": 1.0, "form": 0.55, "check": 0.08}[grounds.proof]
    return min(0.99, grounds.strength * (1 - (1 - grounds.certainty) * left))


@cache
def _engine() -> str:
    files = sorted(file for file in _INTAKE.rglob("*.py") if file.stem not in _READS_WORDS)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def as_unmet(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs, as of layouts that the rules have not met."""
    return [replace(one, met=False) for one in pairs]


def keep(pairs: Iterable[Pair], file: Path) -> None:
    """Writes the pairs as a table of commas, a header above them."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened, lineterminator="\n")
        table.writerow(["layout", "text", "way", "field", "strength", "certainty", "proof", "source", "right"])
        for one in pairs:
            strength, certainty, proof, source = astuple(one.grounds)
            grounds = (f"{strength:.3f}", f"{certainty:.3f}", proof, source)
            table.writerow([one.layout, one.text, one.way, one.field, *grounds, int(one.right)])


def kept(file: Path) -> Iterator[Pair]:
    """The pairs that `keep` wrote: of layouts that the rules had not met then."""
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            grounds = trust.Grounds(
                float(row["strength"]), float(row["certainty"]), _proof(row["proof"]), _source(row["source"])
            )
            yield Pair(
                row["layout"],
                row["text"],
                row["way"],
                row["field"],
                grounds,
                unfitted(grounds),
                row["right"] == "1",
                False,
            )


def _proof(told: str) -> trust.Proof:
    return "check" if told == "check" else "form" if told == "form" else "none"


def _source(told: str) -> PageSource:
    return "ocr" if told == "ocr" else "text-layer"
