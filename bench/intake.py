"""`dabir bench intake`: how well papers are read, beside the reading that an ordinary developer would write.

Door: `run`, `papers`. Promise: every file of the folder with its truth beside it is read in this run by both, in as many
processes as there are cores; times are CPU time, the engine's included, each engine on one core. Not here: making papers
(tools/make_papers), counting (intake_scores, intake_texts), tables (intake_tables).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from bench import intake_naive, intake_scores, intake_texts
from bench import workflow as measured
from bench.intake_report import IntakeReport, Loss, Paper, Sure
from intake import reading

_QUICKLY = 4
_ROOT = Path(__file__).resolve().parent.parent


def papers(folder: Path) -> list[Path]:
    """Every file below the folder whose truth stands beside it, in the order of names."""
    truths = sorted(folder.rglob("*.truth.json"))
    return [truth.parent / json.loads(truth.read_text(encoding="utf-8"))["file"] for truth in truths]


def run(folder: Path, *, quick: bool, command: str, say: Callable[[str], None]) -> IntakeReport:
    """Reads every paper (every fourth if `quick`) and counts."""
    files = papers(folder)[:: _QUICKLY if quick else 1]
    machine, began, commit = measured.machine(), time.monotonic(), _commit()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # both sides on one core a page
    forking = multiprocessing.get_context("fork")  # `dabir` itself is no module that a spawned process could import
    with ProcessPoolExecutor(machine.cores, mp_context=forking, initializer=_warm) as readers:
        going = [readers.submit(read, file) for file in files]
        found = []
        for done in as_completed(going):
            found.append(done.result())
            say(f"{len(found)} of {len(files)}: {found[-1].file}")
    return IntakeReport(
        made=measured.today(),
        command=command,
        commit=commit,
        machine=machine,
        processes=machine.cores,
        wall_seconds=time.monotonic() - began,
        papers=sorted(found, key=lambda one: (one.split, one.group, one.file)),
    )


def read(file: Path) -> Paper:
    """One paper, read by both."""
    truth = json.loads(file.with_suffix(".truth.json").read_text(encoding="utf-8"))
    group = truth.get("group") or {"none": "digital", "photo": "photo"}.get(truth["ageing"], "scan")
    began = _cpu()
    found = reading.read(file)
    between = _cpu()
    plain = intake_naive.text_of(file, picture=group != "digital")
    ended = _cpu()
    values = {name: said.value for name, said in found.fields.items()}
    scores, naive = _judged(values, truth), _judged(intake_naive.fields_of(plain), truth)
    told = truth.get("text")
    kinds = [truth["document_type"], *truth.get("either", {}).get("document_type", [])]
    return Paper(
        file=file.name,
        split=truth.get("split", "samples"),
        group=group,
        layout=truth.get("layout", ""),
        kind_right=found.document_type.value in kinds,
        kind_got=found.document_type.value,
        pages=found.pages,
        fields=scores,
        naive_fields=naive,
        text=intake_texts.compare(found.text, told) if told else None,
        naive_text=intake_texts.compare(plain, told) if told else None,
        seconds=between - began,
        bare_seconds=ended - between,
        sure=[
            Sure(field=name, confidence=found.fields[name].confidence, right=not (one.wrong or one.missed))
            for name, one in scores.items()
            if name in found.fields
        ],
        losses=[
            Loss(field=name, got=values.get(name), wanted=truth["fields"].get(name))
            for name, one in scores.items()
            if one.wrong or one.missed
        ],
    )


def _judged(values: dict[str, Any], truth: dict[str, Any]) -> dict[str, intake_scores.Score]:
    return intake_scores.compare(
        values,
        truth["fields"],
        either=truth.get("either"),
        unjudged=truth.get("open", ()),
        complete=truth.get("complete", False),
    )


def _warm() -> None:
    """What a reader loads once is no page's cost."""
    os.nice(5)
    reading.read(_ROOT / "samples" / "others" / "budget-letter.pdf")


def _cpu() -> float:
    """Seconds of CPU time of this process and of those that it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _commit() -> str:
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip()
